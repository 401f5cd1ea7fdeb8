//! The two inner loops of attention over the cache, whose sums stay in registers.

use super::bfloat16::Eight;
use super::lanes::F32x4;

/// The scores of `N` rows, given as columns [head_dim, N], with a block of keys; those of a row are `stride` apart.
#[inline(never)]
pub fn score<const N: usize>(keys: &[Eight], columns: &[f32], scores: &mut [f32], stride: usize) {
    let columns = columns.as_chunks::<N>().0;
    for (block, keys) in keys.chunks(columns.len()).enumerate() {
        score_four::<N>(keys, columns, F32x4::load_upper, &mut scores[8 * block..], stride);
        score_four::<N>(keys, columns, F32x4::load_lower, &mut scores[8 * block + 4..], stride);
    }
}

/// The same for four of eight keys.
#[inline(always)]
fn score_four<const N: usize>(
    keys: &[Eight],
    columns: &[[f32; N]],
    load: impl Fn(&Eight) -> F32x4,
    scores: &mut [f32],
    stride: usize,
) {
    let mut sums = [F32x4::splat(0.0); N];
    for (eight, column) in keys.iter().zip(columns) {
        let four = load(eight);
        for (sum, element) in sums.iter_mut().zip(column) {
            *sum = four.times_plus(F32x4::splat(*element), *sum);
        }
    }
    for (row, sum) in sums.into_iter().enumerate() {
        sum.store_part(&mut scores[row * stride..][..4]);
    }
}

/// Adds a block of values [tokens, eights], weighted by the shares of `N` rows, to their sums [N, eights] × two vectors.
#[inline(never)]
pub fn gather<const N: usize>(values: &[Eight], eights: usize, shares: &[f32], stride: usize, sums: &mut [[f32; 4]]) {
    let tokens = values.len() / eights;
    let shares: [&[f32]; N] = std::array::from_fn(|row| &shares[row * stride..][..tokens]);
    for place in 0..eights {
        let (values, sums) = (&values[place..], &mut sums[2 * place..]);
        gather_four::<N>(values, eights, F32x4::load_upper, shares, sums);
        gather_four::<N>(values, eights, F32x4::load_lower, shares, &mut sums[1..]);
    }
}

/// The same for four elements of the values [tokens, …, eights].
#[inline(always)]
fn gather_four<const N: usize>(
    values: &[Eight],
    eights: usize,
    load: impl Fn(&Eight) -> F32x4,
    shares: [&[f32]; N],
    sums: &mut [[f32; 4]],
) {
    let mut totals: [F32x4; N] = std::array::from_fn(|row| F32x4::load(&sums[2 * eights * row]));
    for token in 0..shares[0].len() {
        let four = load(&values[token * eights]);
        for (total, shares) in totals.iter_mut().zip(shares) {
            *total = four.times_plus(F32x4::splat(shares[token]), *total);
        }
    }
    for (row, total) in totals.into_iter().enumerate() {
        total.store(&mut sums[2 * eights * row]);
    }
}
