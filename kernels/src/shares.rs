//! Softmax straight into the small integers of the product that follows.

use super::error::KernelError;
use super::lanes::{F32x4, I32x4, MANTISSA_BITS, ROUNDER};
use super::multiply::TILE;
use super::rows::{LARGEST, Rows, TileMut};
use std::f32::consts::LOG2_E;

/// Scores further below the largest of their group than this power of two have no share. Far below what seven bits see.
const LOWEST_POWER: f32 = -60.0;

/// Takes `sums.len()` rows of scores [rows, tokens] as `exp(score − largest of the row)`, in 0…127 with a scale for each
/// `group` of tokens, and writes each row's sum. Whoever uses the rows divides by it, once per result instead of once
/// per score.
///
/// # Errors
/// When a score is not finite.
pub fn fill_shares(
    rows: &mut Rows<TILE>,
    scores: &[f32],
    tokens: usize,
    group: usize,
    sums: &mut [f32],
) -> Result<(), KernelError> {
    rows.make_room(sums.len(), tokens, group);
    let tiles = scores.chunks(TILE * tokens).zip(sums.chunks_mut(TILE));
    rows.tiles_mut().zip(tiles).try_for_each(|(tile, (scores, sums))| {
        // The last tile may have fewer rows; the others repeat its first, and nobody reads them.
        let first = |row: usize| if row < sums.len() { row * tokens } else { 0 };
        let lines = std::array::from_fn(|row| &scores[first(row)..][..tokens]);
        let found = fill_tile(tile, lines, group)?.lanes();
        sums.copy_from_slice(&found[..sums.len()]);
        Ok(())
    })
}

/// The sums of the four rows.
fn fill_tile(tile: TileMut<'_, TILE>, lines: [&[f32]; TILE], group: usize) -> Result<F32x4, KernelError> {
    let mut highest = F32x4::splat(f32::NEG_INFINITY);
    for (index, scales) in tile.scales.iter_mut().enumerate() {
        let mut tops = [0.0; TILE];
        for (top, line) in tops.iter_mut().zip(lines) {
            *top = largest(&line[index * group..line.len().min((index + 1) * group)])?;
        }
        // Until the highest of all groups is known, the place of the scales keeps the largest of each.
        *scales = tops;
        highest = highest.max(F32x4::load(&tops));
    }
    let mut sums = F32x4::splat(0.0);
    let groups = tile.steps.chunks_mut(group / 4).zip(tile.scales.iter_mut().zip(tile.zeros));
    for (index, (steps, (scales, zeros))) in groups.enumerate() {
        let tops = *scales;
        let found = fill_group(steps, lines.map(|line| &line[index * group..]), tops);
        let of_all = (F32x4::load(&tops) - highest).exp();
        sums = found.times_plus(of_all, sums);
        (of_all * F32x4::splat(LARGEST.recip())).store(scales);
        *zeros = [0.0; TILE];
    }
    Ok(sums)
}

/// Shares of the largest score of the group, and their sums: four rows of a step make one vector of bytes.
#[inline(never)]
fn fill_group(steps: &mut [[[u8; 4]; TILE]], lines: [&[f32]; TILE], tops: [f32; TILE]) -> F32x4 {
    let tops = tops.map(F32x4::splat);
    let mut sums = [F32x4::splat(0.0); TILE];
    let mut fill = |step: &mut [[u8; 4]; TILE], scores: [F32x4; TILE]| {
        *step = I32x4::pack(std::array::from_fn(|row| {
            let below = (scores[row] - tops[row]) * F32x4::splat(LOG2_E);
            let share = power_of_two(below.max(F32x4::splat(LOWEST_POWER)));
            sums[row] = sums[row] + share;
            let rounded = share * F32x4::splat(LARGEST) + F32x4::splat(ROUNDER);
            rounded.bits().plus(I32x4::splat(-(ROUNDER.to_bits() as i32)))
        }));
    };
    let [a, b, c, d] = lines.map(|line| line.as_chunks::<4>().0.iter());
    for (step, (((a, b), c), d)) in steps.iter_mut().zip(a.zip(b).zip(c).zip(d)) {
        fill(step, [a, b, c, d].map(F32x4::load));
    }
    if let Some(step) = steps.get_mut(lines[0].len() / 4) {
        fill(step, lines.map(last));
    }
    F32x4::load(&sums.map(F32x4::total))
}

/// The scores behind the last whole vector, followed by some that have no share.
fn last(line: &[f32]) -> F32x4 {
    let mut four = [f32::NEG_INFINITY; 4];
    let rest = line.as_chunks::<4>().1;
    four[..rest.len()].copy_from_slice(rest);
    F32x4::load(&four)
}

/// 2ˣ for x from −126 to 0, to one part in ten thousand: seven bits see one in two hundred.
#[inline(always)]
fn power_of_two(x: F32x4) -> F32x4 {
    let shifted = x + F32x4::splat(ROUNDER);
    let rest = x - (shifted - F32x4::splat(ROUNDER));
    // Minimax for the relative error on ±½.
    let mut p = F32x4::splat(0.055_171_67);
    for coefficient in [0.242_611_12, 0.693_260_99, 0.999_928_07] {
        p = p.times_plus(rest, F32x4::splat(coefficient));
    }
    p.bits().plus(shifted.bits().shifted_left::<MANTISSA_BITS>()).as_float_bits()
}

/// # Errors
/// When a value is not finite.
fn largest(values: &[f32]) -> Result<f32, KernelError> {
    let (whole, rest) = values.as_chunks::<4>();
    let mut most = F32x4::splat(f32::NEG_INFINITY);
    let mut check = F32x4::splat(0.0);
    let mut see = |x: F32x4| {
        most = most.max(x);
        // Zero, unless x is infinite or no number.
        check = check + x * F32x4::splat(0.0);
    };
    whole.iter().for_each(|four| see(F32x4::load(four)));
    rest.iter().for_each(|value| see(F32x4::splat(*value)));
    if check.total() == 0.0 { Ok(most.largest()) } else { Err(KernelError::NotFinite) }
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
            let (mut rows, mut sums) = (Rows::new(), vec![0.0; count]);
            fill_shares(&mut rows, &scores, tokens, 4 * group, &mut sums).unwrap();
            for (row, line) in scores.chunks(tokens).enumerate() {
                let largest = line.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                let exact: Vec<f32> = line.iter().map(|score| (score - largest).exp()).collect();
                let total: f32 = exact.iter().sum();
                prop_assert!((sums[row] / total - 1.0).abs() < 2e-4, "{} {total}", sums[row]);
                let tile = rows.tiles().nth(row / TILE).unwrap();
                for (token, exact) in exact.iter().enumerate() {
                    let scale = tile.scales[token / (4 * group)][row % TILE];
                    let found = scale * f32::from(tile.steps[token / 4][row % TILE][token % 4]);
                    prop_assert!((found - exact).abs() <= 0.501 * scale + 2e-4 * exact + 1e-30, "{found} {exact} {scale}");
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
                let refused = fill_shares(&mut Rows::new(), &scores, 6, 4, &mut [0.0]);
                assert_eq!(refused, Err(KernelError::NotFinite));
            }
        }
    }

    #[test]
    fn very_different_scores_leave_one_share() {
        let (mut rows, mut sums) = (Rows::new(), [0.0]);
        fill_shares(&mut rows, &[-3e38, 3e38, 0.0], 3, 4, &mut sums).unwrap();
        assert!((sums[0] - 1.0).abs() < 2e-4);
        assert_eq!(rows.tiles().next().unwrap().steps[0][0], [0, 127, 0, 0]);
    }
}
