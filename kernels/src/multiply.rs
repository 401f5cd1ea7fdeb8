//! Products of rows with a matrix, tile by tile.

use super::activations::Activations;
use super::crew::{each, hands};
use super::dot::{Dot, with_chosen};
use super::matrix::{Matrix, PANEL};
use super::pass::pass;

/// Rows whose number makes whole tiles in any way of multiplying.
pub const TILE: usize = 4;

/// Bytes of rows that stay in the second nearest cache while all panels pass.
const ROWS_IN_CACHE: usize = 192 << 10;

/// Fewer products than this are done before another thread has heard of them.
const PRODUCTS_TO_SHARE: usize = 1 << 16;

/// Where results go.
pub struct Target<'a> {
    /// [rows, outputs]
    pub out: &'a mut [f32],
    /// [outputs]
    pub bias: Option<&'a [f32]>,
    /// Adds to what `out` holds (a residual connection) instead of replacing it.
    pub add: bool,
}

/// `rows · matrixᵀ (+ bias)`: [rows, inputs] × [outputs, inputs] → [rows, outputs], on this thread alone.
pub fn multiply(matrix: &Matrix, rows: &Activations, target: Target<'_>) {
    let Target { out, bias, add } = target;
    let outputs = matrix.outputs();
    debug_assert_eq!(out.len(), rows.count() * outputs);
    let rows: Vec<_> = rows.rows().collect();
    let together = (ROWS_IN_CACHE / matrix.inputs().max(1)).next_multiple_of(TILE);
    for (rows, out) in rows.chunks(together).zip(out.chunks_mut(together * outputs)) {
        with_chosen!(D => pass::<D, { D::ROWS }>(matrix, 0..outputs, rows, Target { out, bias, add }));
    }
}

/// The same for a single row, bound by how fast weights come from memory.
///
/// Each thread takes some outputs.
pub fn multiply_one(matrix: &Matrix, row: &Activations, target: Target<'_>) {
    let Target { out, bias, add } = target;
    let row: Vec<_> = row.rows().collect();
    let panels = panels_in_part(matrix.outputs().div_ceil(PANEL), matrix.inputs());
    let mut parts: Vec<_> = out.chunks_mut(panels * PANEL).collect();
    each(&mut parts, |part, out| {
        let first = part * panels * PANEL;
        let outputs = first..first + out.len();
        let bias = bias.map(|bias| &bias[outputs.clone()]);
        with_chosen!(D => pass::<D, 1>(matrix, outputs, &row, Target { out, bias, add }));
    });
}

/// How many of `panels` of `inputs` a thread takes for a single row.
fn panels_in_part(panels: usize, inputs: usize) -> usize {
    let worth = PRODUCTS_TO_SHARE.div_ceil(PANEL * inputs.max(1));
    panels.div_ceil(hands()).max(worth)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dot::with_each;
    use crate::{KernelError, reference};
    use proptest::prelude::*;

    fn packed(weights: &[f32], inputs: usize, group: usize) -> Matrix {
        let mut matrix = Matrix::new(weights.len() / inputs, inputs, group);
        weights.chunks(inputs).enumerate().for_each(|(output, row)| matrix.set_row(output, row).unwrap());
        matrix
    }

    fn rows(x: &[f32], inputs: usize, group: usize) -> Activations {
        let mut rows = Activations::default();
        rows.fill(x.len() / inputs, inputs, group, |row, line| line.copy_from_slice(&x[row * inputs..][..inputs]))
            .unwrap();
        rows
    }

    /// What every way of multiplying makes of it, which must be the same bits.
    fn product(matrix: &Matrix, rows: &Activations) -> Vec<f32> {
        let mut results = with_each(|| {
            let mut out = vec![0.0; rows.count() * matrix.outputs()];
            multiply(matrix, rows, Target { out: &mut out, bias: None, add: false });
            out
        });
        let bits = |out: &[f32]| out.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        let last = results.pop().unwrap();
        assert!(results.iter().all(|result| bits(result) == bits(&last)));
        last
    }

    /// The most that rounding both sides to integers can move one product: half a step of each, times the other.
    fn allowed(x: &[f32], w: &[f32]) -> f32 {
        let largest = |values: &[f32]| values.iter().fold(0f32, |most, value| most.max(value.abs()));
        let (x_step, w_step) = (2.0 * largest(x) / 127.0, largest(w) / 127.0);
        x.len() as f32 * (x_step * largest(w) + w_step * largest(x) + x_step * w_step) + 1e-4
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn products_are_close_to_float(
            count in 0usize..9, inputs in 1usize..80, outputs in 1usize..30, group in 1usize..9,
            magnitude in -30i32..30, seed in any::<u64>(),
        ) {
            let (group, size) = (4 * group, 2f32.powi(magnitude));
            let x: Vec<f32> = reference::noise(seed, count * inputs).iter().map(|value| value * size).collect();
            let w: Vec<f32> = reference::noise(seed ^ 5, outputs * inputs).iter().map(|value| value / size).collect();
            let found = product(&packed(&w, inputs, group), &rows(&x, inputs, group));
            for (index, (found, exact)) in found.iter().zip(reference::multiply(&w, &x, inputs)).enumerate() {
                let (row, output) = (index / outputs, index % outputs);
                let bound = allowed(&x[row * inputs..][..inputs], &w[output * inputs..][..inputs]);
                prop_assert!((found - exact).abs() <= bound, "{found} {exact} {bound}");
            }
        }

        /// Integers that need no rounding give the exact product, whatever the tile.
        #[test]
        fn small_integers_are_exact(
            inputs in 1usize..70, outputs in 1usize..20, values in prop::collection::vec((0u8..=127, -18i8..=18), 70),
        ) {
            let mut x: Vec<f32> = values[..inputs].iter().map(|value| f32::from(value.0)).collect();
            x[0] = 127.0;
            let mut w: Vec<f32> = (0..outputs * inputs).map(|index| f32::from(values[index % 69].1)).collect();
            w.chunks_mut(inputs).for_each(|row| row[0] = -127.0);
            let matrix = packed(&w, inputs, 80);
            let exact = reference::multiply(&w, &x, inputs);
            prop_assert_eq!(product(&matrix, &rows(&x, inputs, 80)), exact.clone());
            let mut out = vec![1.0; outputs];
            let bias = vec![2.0; outputs];
            multiply_one(&matrix, &rows(&x, inputs, 80), Target { out: &mut out, bias: Some(&bias), add: true });
            prop_assert_eq!(out, exact.iter().map(|value| value + 2.0 + 1.0).collect::<Vec<_>>());
        }
    }

    /// More inputs than a block of a panel has, more weights than stay near, tiles and rows that are left, part of a panel.
    #[test]
    fn large_products_are_close_to_float() {
        let (count, inputs, outputs) = (4 * TILE + 3, 2500, 63);
        let (x, w) = (reference::noise(1, count * inputs), reference::noise(2, outputs * inputs));
        let (matrix, rows, exact) =
            (packed(&w, inputs, 256), rows(&x, inputs, 256), reference::multiply(&w, &x, inputs));
        let bias = reference::noise(3, outputs);
        for (bias, add) in [(None, false), (Some(&bias[..]), false), (None, true), (Some(&bias[..]), true)] {
            let mut found = vec![5.0; count * outputs];
            multiply(&matrix, &rows, Target { out: &mut found, bias, add });
            let squares = |values: &mut dyn Iterator<Item = f32>| values.map(|value| value * value).sum::<f32>();
            let added = |output: usize| bias.map_or(0.0, |bias| bias[output]) + if add { 5.0 } else { 0.0 };
            let errors =
                found.iter().zip(&exact).enumerate().map(|(at, (found, exact))| found - exact - added(at % outputs));
            let share = squares(&mut { errors }) / squares(&mut exact.iter().copied());
            assert!(share.sqrt() < 0.02, "{} {bias:?} {add}", share.sqrt());
        }
    }

    #[test]
    fn zeros_and_extremes() {
        let matrix = packed(&[[0.0; 9], [f32::MAX; 9], [1e-44; 9], [-1.0; 9]].concat(), 9, 8);
        assert_eq!(product(&matrix, &rows(&[0.0; 18], 9, 8)), [0.0; 8]);
        let found = product(&matrix, &rows(&[1e-30; 9], 9, 8));
        assert!((found[1] / (9e-30 * f32::MAX) - 1.0).abs() < 0.01, "{found:?}");
        assert_eq!([found[0], found[2]], [0.0; 2]);
        assert!((found[3] / -9e-30 - 1.0).abs() < 0.01, "{found:?}");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let line = [1.0, 2.0, 3.0, 4.0, bad];
            assert_eq!(Matrix::new(1, 5, 4).set_row(0, &line), Err(KernelError::NotFinite));
            assert_eq!(
                Activations::default().fill(1, 5, 4, |_, out| out.copy_from_slice(&line)),
                Err(KernelError::NotFinite)
            );
        }
        let line = [f32::MAX, -f32::MAX];
        assert_eq!(
            Activations::default().fill(1, 2, 4, |_, out| out.copy_from_slice(&line)),
            Err(KernelError::NotFinite)
        );
    }
}
