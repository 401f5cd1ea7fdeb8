//! Causal attention of the decoder over the keys and values of the tokens already read.

use super::activation::softmax;
use super::crew::each;
use super::lanes::F32x4;

/// Query heads that are computed together, so that a key is read once for all of them.
const MOST_TOGETHER: usize = 4;

/// The cache of one layer, and attention over it.
///
/// Four keys lie interleaved, so that a vector of four scores is a sum over the head's elements without any
/// exchange between the vector's places.
pub struct CachedAttention {
    kv_heads: usize,
    head_dim: usize,
    /// Tokens that there is room for; a multiple of four.
    capacity: usize,
    /// [kv_heads, capacity / 4, head_dim] × four keys
    keys: Vec<[f32; 4]>,
    /// [kv_heads, capacity, head_dim]
    values: Vec<f32>,
}

impl CachedAttention {
    /// Without room for any token.
    pub fn new(kv_heads: usize, head_dim: usize) -> Self {
        Self { kv_heads, head_dim, capacity: 0, keys: Vec::new(), values: Vec::new() }
    }

    /// Makes room for `capacity` tokens in all, keeping what is there.
    pub fn reserve(&mut self, capacity: usize) {
        let capacity = capacity.next_multiple_of(4);
        if capacity <= self.capacity {
            return;
        }
        let (old, size) = (self.capacity, self.head_dim);
        self.keys = regrown(&self.keys, self.kv_heads, old / 4 * size, capacity / 4 * size);
        self.values = regrown(&self.values, self.kv_heads, old * size, capacity * size);
        self.capacity = capacity;
    }

    /// Writes the key and the value, both [kv_heads · head_dim], of the token at `position`.
    pub fn write(&mut self, position: usize, key: &[f32], value: &[f32]) {
        let size = self.head_dim;
        for (head, (key, value)) in key.chunks(size).zip(value.chunks(size)).enumerate() {
            let block = &mut self.keys[(head * self.capacity + position / 4 * 4) / 4 * size..][..size];
            block.iter_mut().zip(key).for_each(|(four, value)| four[position % 4] = *value);
            self.values[(head * self.capacity + position) * size..][..size].copy_from_slice(value);
        }
    }

    /// What new tokens take from those before them and themselves, all of which are written: `queries` and `out` are
    /// [new tokens, heads · head_dim], and `before` tokens are older. Each thread takes some of the new tokens.
    pub fn look_from(&self, before: usize, queries: &[f32], width: usize, out: &mut [f32]) {
        let mut tokens: Vec<_> = queries.chunks(width).zip(out.chunks_mut(width)).collect();
        each(&mut tokens, |token, (query, out)| self.look(query, before + token + 1, out));
    }

    /// What the token with the queries [heads · head_dim] takes from the first `visible` tokens, into `out`.
    fn look(&self, query: &[f32], visible: usize, out: &mut [f32]) {
        let per_group = query.len() / self.kv_heads;
        for (head, (query, out)) in query.chunks(per_group).zip(out.chunks_mut(per_group)).enumerate() {
            let most = MOST_TOGETHER * self.head_dim;
            for (query, out) in query.chunks(most).zip(out.chunks_mut(most)) {
                match query.len() / self.head_dim {
                    1 => self.look_together::<1>(head, query, visible, out),
                    2 => self.look_together::<2>(head, query, visible, out),
                    3 => self.look_together::<3>(head, query, visible, out),
                    _ => self.look_together::<MOST_TOGETHER>(head, query, visible, out),
                }
            }
        }
    }

    fn look_together<const N: usize>(&self, head: usize, query: &[f32], visible: usize, out: &mut [f32]) {
        let size = self.head_dim;
        let keys = &self.keys[head * self.capacity / 4 * size..][..visible.div_ceil(4) * size];
        let values = &self.values[head * self.capacity * size..][..visible * size];
        let scale = F32x4::splat(1.0 / (size as f32).sqrt());
        let mut scores = vec![0.0; N * visible];
        for (block, keys) in keys.chunks(size).enumerate() {
            let mut sums = [F32x4::splat(0.0); N];
            for (index, four) in keys.iter().enumerate() {
                let four = F32x4::load(four);
                for (row, sum) in sums.iter_mut().enumerate() {
                    *sum = four.times_plus(F32x4::splat(query[row * size + index]), *sum);
                }
            }
            let end = visible.min(4 * block + 4);
            for (row, sum) in sums.into_iter().enumerate() {
                (sum * scale).store_part(&mut scores[row * visible + 4 * block..row * visible + end]);
            }
        }
        let mut inverses = [F32x4::splat(0.0); N];
        for (inverse, scores) in inverses.iter_mut().zip(scores.chunks_mut(visible)) {
            *inverse = F32x4::splat(1.0 / softmax(scores));
        }
        // Heads of real models are whole vectors; others end in a part of one.
        let whole = size / 4 * 4;
        for first in (0..whole).step_by(4) {
            let four = |token: usize| F32x4::load_at(values, token * size + first);
            let sums = weighted::<N>(visible, &scores, four);
            for (row, sum) in sums.into_iter().enumerate() {
                (sum * inverses[row]).store_part(&mut out[row * size + first..][..4]);
            }
        }
        if whole < size {
            let part = |token: usize| F32x4::load_part(&values[token * size + whole..(token + 1) * size]);
            let sums = weighted::<N>(visible, &scores, part);
            for (row, sum) in sums.into_iter().enumerate() {
                (sum * inverses[row]).store_part(&mut out[row * size + whole..(row + 1) * size]);
            }
        }
    }
}

/// The sum of all tokens' values, weighted by the scores [N, visible] of each row.
#[inline(always)]
fn weighted<const N: usize>(visible: usize, scores: &[f32], value: impl Fn(usize) -> F32x4) -> [F32x4; N] {
    let mut sums = [F32x4::splat(0.0); N];
    for token in 0..visible {
        let value = value(token);
        for (row, sum) in sums.iter_mut().enumerate() {
            *sum = value.times_plus(F32x4::splat(scores[row * visible + token]), *sum);
        }
    }
    sums
}

/// The same `parts` stretches, each grown from `old` to `new` elements.
fn regrown<T: Copy + Default>(data: &[T], parts: usize, old: usize, new: usize) -> Vec<T> {
    let mut grown = vec![T::default(); parts * new];
    for part in 0..parts {
        grown[part * new..][..old].copy_from_slice(&data[part * old..][..old]);
    }
    grown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn looking_back_matches_float(
            tokens in 1usize..20, head_dim in 1usize..11, kv_heads in 1usize..3, group in 1usize..6, seed in any::<u64>(),
        ) {
            let width = kv_heads * head_dim;
            let [keys, values] = [1, 2].map(|part| reference::noise(seed ^ part, tokens * width));
            let query = reference::noise(seed ^ 3, width * group);
            let mut cache = CachedAttention::new(kv_heads, head_dim);
            for token in 0..tokens {
                cache.reserve(token + 1);
                cache.write(token, &keys[token * width..][..width], &values[token * width..][..width]);
            }
            let mut found = vec![0.0; width * group];
            cache.look(&query, tokens, &mut found);
            for head in 0..kv_heads * group {
                let pick = |data: &[f32]| -> Vec<f32> {
                    (0..tokens).flat_map(|token| data[token * width + head / group * head_dim..][..head_dim].to_vec()).collect()
                };
                let part = head * head_dim..(head + 1) * head_dim;
                let exact = reference::look(&query[part.clone()], &pick(&keys), &pick(&values));
                for (found, exact) in found[part].iter().zip(&exact) {
                    prop_assert!((found - exact).abs() < 1e-5);
                }
            }
        }
    }
}
