//! One product of the tower by the clock, for `bench/ceilings.mjs`: what the kernel does without all that is around it.
#![cfg(target_arch = "wasm32")]

use shipcheck_kernels::{Activations, KernelError, Matrix, Target, calibrate};

/// The first feed-forward product of SmolVLM2-256M's tower, for the tokens that one thread carries at a time.
const TOKENS: usize = 64;
const INPUTS: usize = 768;
const OUTPUTS: usize = 3072;
const GROUP: usize = 256;

/// Products between two looks at the clock, and how often the fastest is looked for.
const PRODUCTS: usize = 10;
const TURNS: usize = 40;

#[link(wasm_import_module = "page")]
unsafe extern "C" {
    safe fn now_ms() -> f64;
}

/// Operations a second in thousands of millions, a product and a sum being two; no number if the kernel refuses.
#[unsafe(no_mangle)]
pub extern "C" fn giga_operations() -> f64 {
    let operations = (2 * TOKENS * INPUTS * OUTPUTS * PRODUCTS) as f64;
    fastest_ms().map_or(f64::NAN, |ms| operations / ms / 1e6)
}

fn fastest_ms() -> Result<f64, KernelError> {
    let value = |index: usize| (index % 31) as f32 - 15.0;
    let mut matrix = Matrix::new(OUTPUTS, INPUTS, GROUP);
    for output in 0..OUTPUTS {
        let weights: Vec<f32> = (0..INPUTS).map(|input| value(input + 7 * output)).collect();
        matrix.set_row(output, &weights)?;
    }
    let mut rows = Activations::default();
    rows.fill(TOKENS, INPUTS, GROUP, |token, line| {
        line.iter_mut().enumerate().for_each(|(input, place)| *place = value(5 * input + token));
    })?;
    let mut out = vec![0.0; TOKENS * OUTPUTS];
    let mut best = f64::INFINITY;
    for turn in 0..TURNS {
        if turn % 8 == 0 {
            calibrate(|| now_ms());
        }
        let start = now_ms();
        (0..PRODUCTS).for_each(|_| rows.times(&matrix, Target { out: &mut out, bias: None, add: false }));
        best = best.min(now_ms() - start);
    }
    Ok(best)
}
