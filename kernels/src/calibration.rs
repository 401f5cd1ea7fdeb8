//! Finding out which way of multiplying this machine is fastest at. Wasm can't ask what the processor has.

use super::activations::Activations;
use super::dot::choose;
use super::matrix::Matrix;
use super::multiply::{Target, multiply};

/// Multiplies a little in every way this build knows, by the clock, and keeps the fastest. All give the same results.
pub fn calibrate(now_ms: impl FnMut() -> f64) {
    const ROWS: usize = 48;
    const WIDTH: usize = 256;
    let (matrix, mut rows) = (Matrix::new(WIDTH, WIDTH, WIDTH), Activations::default());
    let mut out = vec![0.0; ROWS * WIDTH];
    if rows.fill(ROWS, WIDTH, WIDTH, |_, line| line.fill(1.0)).is_ok() {
        choose(now_ms, || {
            for _ in 0..16 {
                multiply(&matrix, &rows, Target { out: &mut out, bias: None, add: false });
            }
        });
    }
}
