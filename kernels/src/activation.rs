//! Activations and the softmax, in place, row by row.

use super::lanes::F32x4;
use std::f32::consts::LOG2_E;

/// `x · σ(2u)`, which is GELU in its tanh form with u = √(2/π) · (x + 0.044715 x³), to one part in ten thousand.
pub fn gelu(row: &mut [f32]) {
    /// −2 · √(2/π) · log₂ e
    const FACTOR: f32 = -2.302_208_2;
    F32x4::replace(row, |x| {
        let cubic = (x * x * x).times_plus(F32x4::splat(0.044_715), x);
        x.over(power_of_two_in_range(cubic * F32x4::splat(FACTOR)) + F32x4::splat(1.0))
    });
}

/// SwiGLU's middle: `gate · σ(gate) · up`, into `out`, to one part in ten thousand.
pub fn gated(gate: &[f32], up: &[f32], out: &mut [f32]) {
    out.copy_from_slice(gate);
    F32x4::replace(out, |gate| gate.over(power_of_two_in_range(gate * F32x4::splat(-LOG2_E)) + F32x4::splat(1.0)));
    out.iter_mut().zip(up).for_each(|(out, up)| *out *= up);
}

/// 2ˣ, and for powers out of its range that of its end: a sigmoid is 0 or 1 there.
#[inline(always)]
fn power_of_two_in_range(x: F32x4) -> F32x4 {
    const FURTHEST: f32 = 126.0;
    x.max(F32x4::splat(-FURTHEST)).min(F32x4::splat(FURTHEST)).power_of_two()
}

/// Replaces scores by `exp(score − largest)`, to one part in ten thousand, and returns their sum. Whoever uses them
/// divides by it, once per result instead of once per score.
pub fn softmax(scores: &mut [f32]) -> f32 {
    let largest = F32x4::splat(largest(scores));
    F32x4::replace(scores, |x| power_of_two_in_range((x - largest) * F32x4::splat(LOG2_E)));
    F32x4::sum_of(scores, |x| x)
}

fn largest(values: &[f32]) -> f32 {
    let (whole, rest) = values.as_chunks::<4>();
    let lowest = F32x4::splat(f32::NEG_INFINITY);
    let most = whole.iter().fold(lowest, |most, four| most.max(F32x4::load(four))).largest();
    rest.iter().fold(most, |most, value| if most < *value { *value } else { most })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn gelu_is_the_tanh_form(values in prop::collection::vec(-30f32..30.0, 0..23)) {
            let mut row = values.clone();
            gelu(&mut row);
            for (found, x) in row.iter().zip(values.iter().map(|x| f64::from(*x))) {
                let inner = (2.0 / std::f64::consts::PI).sqrt() * (x + 0.044715 * x.powi(3));
                prop_assert!((f64::from(*found) - 0.5 * x * (1.0 + inner.tanh())).abs() <= 1e-4 * x.abs());
            }
        }

        #[test]
        fn gated_is_silu_times_up(values in prop::collection::vec((-30f32..30.0, -9f32..9.0), 0..23)) {
            let (gate, up): (Vec<f32>, Vec<f32>) = values.into_iter().unzip();
            let mut out = vec![0.0; gate.len()];
            gated(&gate, &up, &mut out);
            for ((found, gate), up) in out.iter().zip(&gate).zip(&up) {
                let [gate, up] = [gate, up].map(|value| f64::from(*value));
                let exact = gate / (1.0 + (-gate).exp()) * up;
                prop_assert!((f64::from(*found) - exact).abs() <= 1e-4 * (gate * up).abs());
            }
        }

        #[test]
        fn softmax_adds_up(values in prop::collection::vec(-80f32..80.0, 1..50)) {
            let mut row = values.clone();
            let sum = softmax(&mut row);
            let largest = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let exact: Vec<f64> = values.iter().map(|x| f64::from(x - largest).exp()).collect();
            let total: f64 = exact.iter().sum();
            for (found, exact) in row.iter().zip(&exact) {
                prop_assert!((f64::from(found / sum) - exact / total).abs() < 2e-4 * (exact / total) + 1e-30);
            }
        }
    }

    #[test]
    fn what_is_no_number_stays_none() {
        let mut row = [1.0, f32::NAN, 2.0];
        gelu(&mut row);
        assert!(row[1].is_nan());
        assert!(softmax(&mut [0.0, f32::NAN]).is_nan());
    }
}
