//! Softmax straight into the small integers of the product that follows.

use super::activation::largest;
use super::activations::{Activations, LARGEST, OfRow, RowMut, put};
use super::error::KernelError;
use super::lanes::{F32x4, PowerOfTwo, ROUNDER};

/// Nothing falls further below the largest than this power of two, which is far below what seven bits see.
const LOWEST_POWER: f32 = -60.0;

/// Takes `sums.len()` rows of scores [rows, `tokens` and what follows them] as `2^(score − largest of the row)`, in
/// 0…127 with a scale for each `group` of tokens, and writes each row's sum. Whoever uses the rows divides by it, once
/// per result instead of once per score; and whoever makes the scores multiplies them by log₂ e, likewise.
///
/// # Errors
/// When a score is not finite.
pub fn fill_shares(
    rows: &mut Activations,
    scores: &[f32],
    tokens: usize,
    group: usize,
    sums: &mut [f32],
) -> Result<(), KernelError> {
    rows.make_room(sums.len(), tokens, group);
    let lines = scores.chunks(scores.len() / sums.len()).map(|line| &line[..tokens]);
    rows.rows_mut().zip(lines.zip(sums)).try_for_each(|(row, (line, sum))| {
        *sum = fill_row(row, line, group)?;
        Ok(())
    })
}

/// The row's sum.
fn fill_row(row: RowMut<'_>, line: &[f32], group: usize) -> Result<f32, KernelError> {
    let mut highest = f32::NEG_INFINITY;
    for (OfRow { scale, zero }, scores) in row.groups.iter_mut().zip(line.chunks(group)) {
        // Until the highest of all groups is known, the place of the scale keeps the largest of each.
        (*scale, *zero) = (largest(scores)?, 0.0);
        highest = highest.max(*scale);
    }
    let (mut sum, share) = (0.0, Share::new());
    let groups = row.steps.chunks_mut(group / 4).zip(line.chunks(group));
    for ((steps, scores), OfRow { scale, .. }) in groups.zip(row.groups) {
        let of_all = share.of(F32x4::splat(*scale - highest)).lanes()[0];
        sum += fill_group(steps, scores, *scale) * of_all;
        *scale = of_all / LARGEST;
    }
    Ok(sum)
}

/// Shares of the largest score of the group, and their sum.
///
/// A function of its own, whose constants then fit the registers.
#[inline(never)]
fn fill_group(steps: &mut [[u8; 4]], scores: &[f32], top: f32) -> f32 {
    let (top, share) = (F32x4::splat(top), Share::new());
    let [factor, rounder] = [LARGEST, ROUNDER].map(F32x4::constant);
    let mut sum = F32x4::splat(0.0);
    // What is behind the last score has no share.
    put(steps, scores, f32::NEG_INFINITY, |scores| {
        let share = share.of(scores - top);
        sum = sum + share;
        share.times_plus(factor, rounder)
    });
    sum.total()
}

/// The power of two that a score stands for, below the largest.
struct Share {
    power: PowerOfTwo,
    lowest: F32x4,
}

impl Share {
    #[inline(always)]
    fn new() -> Self {
        Self { power: PowerOfTwo::new(), lowest: F32x4::constant(LOWEST_POWER) }
    }

    #[inline(always)]
    fn of(&self, below: F32x4) -> F32x4 {
        self.power.of(below.max(self.lowest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shares_are_those_of_softmax(
            count in 1usize..10, tokens in 1usize..40, group in 1usize..6, magnitude in -20i32..7, seed in any::<u64>(),
        ) {
            let size = 2f32.powi(magnitude);
            let scores: Vec<f32> =
                crate::reference::noise(seed, count * tokens).iter().map(|score| score * size).collect();
            let (mut rows, mut sums) = (Activations::default(), vec![0.0; count]);
            fill_shares(&mut rows, &scores, tokens, 4 * group, &mut sums).unwrap();
            for (row, line) in scores.chunks(tokens).enumerate() {
                let largest = line.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                let exact: Vec<f32> = line.iter().map(|score| (score - largest).exp2()).collect();
                let total: f32 = exact.iter().sum();
                prop_assert!((sums[row] / total - 1.0).abs() < 2e-4, "{} {total}", sums[row]);
                let row = rows.rows().nth(row).unwrap();
                for (token, exact) in exact.iter().enumerate() {
                    let scale = row.groups[token / (4 * group)].scale;
                    let found = scale * f32::from(row.steps[token / 4][token % 4]);
                    prop_assert!((found - exact).abs() <= 0.501 * scale + 2e-4 * exact + 1e-18, "{found} {exact} {scale}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            for place in 0..6 {
                let mut scores = [1.0; 6];
                scores[place] = bad;
                let refused = fill_shares(&mut Activations::default(), &scores, 6, 4, &mut [0.0]);
                assert_eq!(refused, Err(KernelError::NotFinite));
            }
        }
    }

    #[test]
    fn very_different_scores_leave_one_share() {
        let (mut rows, mut sums) = (Activations::default(), [0.0]);
        fill_shares(&mut rows, &[-3e38, 3e38, 0.0], 3, 4, &mut sums).unwrap();
        assert!((sums[0] - 1.0).abs() < 2e-4);
        assert_eq!(rows.rows().next().unwrap().steps[0], [0, 127, 0, 0]);
    }
}
