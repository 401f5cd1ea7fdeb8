//! Normalisation of one row.

use super::lanes::F32x4;

/// `(x − mean) / √(variance + eps) · scale + shift`, into `out`; all are [hidden].
pub fn layer_norm(x: &[f32], scale: &[f32], shift: &[f32], eps: f32, out: &mut [f32]) {
    let count = x.len() as f32;
    let mean = F32x4::sum_of(x, |x| x) / count;
    // Padding would count as a deviation, so deviations are written first and squared then.
    for (out, x) in out.iter_mut().zip(x) {
        *out = x - mean;
    }
    let variance = F32x4::sum_of(out, |x| x * x) / count;
    let inverse = 1.0 / (variance + eps).sqrt();
    for ((out, scale), shift) in out.iter_mut().zip(scale).zip(shift) {
        *out = *out * inverse * scale + shift;
    }
}

/// `x / √(mean of squares + eps) · scale`, into `out`; all are [hidden].
pub fn rms_norm(x: &[f32], scale: &[f32], eps: f32, out: &mut [f32]) {
    let inverse = 1.0 / (F32x4::sum_of(x, |x| x * x) / x.len() as f32 + eps).sqrt();
    for ((out, x), scale) in out.iter_mut().zip(x).zip(scale) {
        *out = x * inverse * scale;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn norms_match_their_definition(rows in prop::collection::vec((-50f32..50.0, -2f32..2.0, -2f32..2.0), 1..70)) {
            let x: Vec<f32> = rows.iter().map(|row| row.0).collect();
            let scale: Vec<f32> = rows.iter().map(|row| row.1).collect();
            let shift: Vec<f32> = rows.iter().map(|row| row.2).collect();
            let wide: Vec<f64> = x.iter().map(|x| f64::from(*x)).collect();
            let mean = wide.iter().sum::<f64>() / wide.len() as f64;
            let squares = |centre: f64| wide.iter().map(|x| (x - centre).powi(2)).sum::<f64>() / wide.len() as f64;

            let mut out = vec![0.0; x.len()];
            layer_norm(&x, &scale, &shift, 1e-3, &mut out);
            let inverse = 1.0 / (squares(mean) + 1e-3).sqrt();
            for index in 0..x.len() {
                let exact = (wide[index] - mean) * inverse * f64::from(scale[index]) + f64::from(shift[index]);
                prop_assert!((f64::from(out[index]) - exact).abs() < 2e-3);
            }

            rms_norm(&x, &scale, 1e-3, &mut out);
            let inverse = 1.0 / (squares(0.0) + 1e-3).sqrt();
            for index in 0..x.len() {
                prop_assert!((f64::from(out[index]) - wide[index] * inverse * f64::from(scale[index])).abs() < 1e-4);
            }
        }
    }

    #[test]
    fn a_row_of_zeros_has_a_norm() {
        let mut out = [1.0; 5];
        rms_norm(&[0.0; 5], &[1.0; 5], 1e-5, &mut out);
        assert_eq!(out, [0.0; 5]);
        layer_norm(&[0.0; 5], &[1.0; 5], &[2.0; 5], 1e-6, &mut out);
        assert_eq!(out, [2.0; 5]);
    }
}
