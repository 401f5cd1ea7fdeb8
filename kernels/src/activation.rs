//! Activations and the softmax, in place, row by row.

use super::error::KernelError;
use super::lanes::{F32x4, PowerOfTwo};
use std::f32::consts::LOG2_E;

/// `x · σ(2u)`, which is GELU in its tanh form with u = √(2/π) · (x + 0.044715 x³), to one part in ten thousand.
pub fn gelu(row: &mut [f32]) {
    /// −2 · √(2/π) · log₂ e
    const FACTOR: f32 = -2.302_208_2;
    let (cubic, linear) = (F32x4::constant(0.044_715 * FACTOR), F32x4::constant(FACTOR));
    let sigmoid = Sigmoid::new();
    F32x4::replace(row, |x| sigmoid.times(x, x * (x * x).times_plus(cubic, linear)));
}

/// SwiGLU's middle: `gate · σ(gate) · up`, into `out`, to one part in ten thousand.
pub fn gated(gate: &[f32], up: &[f32], out: &mut [f32]) {
    let (factor, sigmoid) = (F32x4::constant(-LOG2_E), Sigmoid::new());
    out.copy_from_slice(gate);
    F32x4::replace(out, |gate| sigmoid.times(gate, gate * factor));
    out.iter_mut().zip(up).for_each(|(out, up)| *out *= up);
}

/// The logistic function, with its constants.
struct Sigmoid {
    power: PowerInRange,
    one: F32x4,
}

impl Sigmoid {
    #[inline(always)]
    fn new() -> Self {
        Self { power: PowerInRange::new(), one: F32x4::constant(1.0) }
    }

    /// `x / (1 + 2ᵖ)`: x · σ(−p · ln 2).
    #[inline(always)]
    fn times(&self, x: F32x4, p: F32x4) -> F32x4 {
        x.over(self.power.of(p) + self.one)
    }
}

/// 2ˣ, and for powers out of its range that of its end: a sigmoid is 0 or 1 there.
struct PowerInRange {
    power: PowerOfTwo,
    least: F32x4,
    most: F32x4,
}

impl PowerInRange {
    #[inline(always)]
    fn new() -> Self {
        const FURTHEST: f32 = 126.0;
        Self { power: PowerOfTwo::new(), least: F32x4::constant(-FURTHEST), most: F32x4::constant(FURTHEST) }
    }

    #[inline(always)]
    fn of(&self, x: F32x4) -> F32x4 {
        self.power.of(x.max(self.least).min(self.most))
    }
}

/// Replaces scores by `exp(score − largest)`, to one part in ten thousand, and returns their sum. Whoever uses them
/// divides by it, once per result instead of once per score. The sum is no number if a score is not finite.
pub fn softmax(scores: &mut [f32]) -> f32 {
    let Ok(largest) = largest(scores) else { return f32::NAN };
    let (largest, power, factor) = (F32x4::splat(largest), PowerInRange::new(), F32x4::constant(LOG2_E));
    F32x4::replace(scores, |x| power.of((x - largest) * factor));
    F32x4::sum_of(scores, |x| x)
}

/// The largest value.
///
/// # Errors
/// When a value is not finite.
pub fn largest(values: &[f32]) -> Result<f32, KernelError> {
    let lowest = F32x4::splat(f32::NEG_INFINITY);
    let [most, check] = F32x4::fold(
        values,
        values.first().copied().unwrap_or_default(),
        [lowest, F32x4::splat(0.0)],
        |[most, check], x| {
            *most = most.max(x);
            // Zero, unless x is infinite or no number.
            *check = *check + x * F32x4::splat(0.0);
        },
        |a, b| [a[0].max(b[0]), a[1] + b[1]],
    );
    if check.total() == 0.0 { Ok(most.largest()) } else { Err(KernelError::NotFinite) }
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
        assert!(softmax(&mut [0.0, f32::INFINITY]).is_nan());
    }
}
