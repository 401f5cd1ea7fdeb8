//! Softmax straight into the small integers of the product that follows.

use super::error::KernelError;
use super::lanes::{F32x4, I32x4, ROUNDER};
use super::multiply::TILE;
use super::rows::{LARGEST, Rows, TileMut};

/// Nothing falls further below the largest than this power of two, which is far below what seven bits see.
const LOWEST_POWER: f32 = -60.0;

/// Steps whose four rows are held in memory on their way into bytes: 2 KiB.
const STEPS_TOGETHER: usize = 32;

/// Takes `sums.len()` rows of scores [rows, `tokens` and what follows them] as `2^(score − largest of the row)`, in
/// 0…127 with a scale for each `group` of tokens, and writes each row's sum. Whoever uses the rows divides by it, once
/// per result instead of once per score; and whoever makes the scores multiplies them by log₂ e, likewise.
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
    let width = scores.len() / sums.len();
    let tiles = scores.chunks(TILE * width).zip(sums.chunks_mut(TILE));
    rows.tiles_mut().zip(tiles).try_for_each(|(tile, (scores, sums))| {
        // The last tile may have fewer rows; the others repeat its first, and nobody reads them.
        let first = |row: usize| if row < sums.len() { row * width } else { 0 };
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
        let of_all = power(F32x4::load(&tops) - highest);
        sums = found.times_plus(of_all, sums);
        (of_all * F32x4::splat(LARGEST.recip())).store(scales);
        *zeros = [0.0; TILE];
    }
    Ok(sums)
}

/// Shares of the largest score of the group, and their sums.
fn fill_group(steps: &mut [[[u8; 4]; TILE]], lines: [&[f32]; TILE], tops: [f32; TILE]) -> F32x4 {
    let mut sums = [0.0; TILE];
    let mut integers = [[I32x4::splat(0); TILE]; STEPS_TOGETHER];
    for (index, steps) in steps.chunks_mut(STEPS_TOGETHER).enumerate() {
        for (row, (line, sum)) in lines.iter().zip(&mut sums).enumerate() {
            let line = &line[4 * STEPS_TOGETHER * index..];
            *sum += fill_line(&mut integers[..steps.len()], row, line, tops[row]);
        }
        // Four rows of a step make one vector of bytes.
        steps.iter_mut().zip(&integers).for_each(|(step, integers)| *step = I32x4::pack(*integers));
    }
    F32x4::load(&sums)
}

/// The same for one row, whose constants and sums then fit the registers.
#[inline(never)]
fn fill_line(integers: &mut [[I32x4; TILE]], row: usize, line: &[f32], top: f32) -> f32 {
    let top = F32x4::splat(top);
    let mut sum = F32x4::splat(0.0);
    let mut fill = |scores: F32x4| {
        let share = power(scores - top);
        sum = sum + share;
        let rounded = share * F32x4::splat(LARGEST) + F32x4::splat(ROUNDER);
        rounded.bits().plus(I32x4::splat(-(ROUNDER.to_bits() as i32)))
    };
    let whole = line.as_chunks::<4>().0;
    integers.iter_mut().zip(whole).for_each(|(step, four)| step[row] = fill(F32x4::load(four)));
    if let Some(step) = integers.get_mut(whole.len()) {
        step[row] = fill(last(line));
    }
    sum.total()
}

#[inline(always)]
fn power(below: F32x4) -> F32x4 {
    below.max(F32x4::splat(LOWEST_POWER)).power_of_two()
}

/// The scores behind the last whole vector, followed by some that have no share.
fn last(line: &[f32]) -> F32x4 {
    let mut four = [f32::NEG_INFINITY; 4];
    let rest = line.as_chunks::<4>().1;
    four[..rest.len()].copy_from_slice(rest);
    F32x4::load(&four)
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
                let exact: Vec<f32> = line.iter().map(|score| (score - largest).exp2()).collect();
                let total: f32 = exact.iter().sum();
                prop_assert!((sums[row] / total - 1.0).abs() < 2e-4, "{} {total}", sums[row]);
                let tile = rows.tiles().nth(row / TILE).unwrap();
                for (token, exact) in exact.iter().enumerate() {
                    let scale = tile.scales[token / (4 * group)][row % TILE];
                    let found = scale * f32::from(tile.steps[token / 4][row % TILE][token % 4]);
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
