//! Causal attention of the decoder over the keys and values of the tokens already read.

use super::activation::softmax;
use super::bfloat16::{Eight, put};
use super::cached_loops::{gather, score};
use super::crew::each;

/// New tokens that pass over the cache together: each part of it comes from memory once for all of them.
const TOKENS_TOGETHER: usize = 16;

/// Old tokens that are looked at by all rows before the next ones: 8 KiB of keys, or of values, with 64 elements each.
const BLOCK: usize = 64;

/// Rows whose sums are in registers at a time.
const MOST_ROWS: usize = 6;

/// The cache of one layer, and attention over it.
///
/// Keys and values are kept in 16 bits: half the memory, and half of what a long conversation reads for every token.
/// Eight keys lie interleaved, so that a vector of four scores is a sum over the head's elements without any
/// exchange between the vector's places. Values are padded to whole eights.
pub struct CachedAttention {
    kv_heads: usize,
    head_dim: usize,
    /// Tokens that there is room for; a multiple of eight.
    capacity: usize,
    /// [kv_heads, capacity / 8, head_dim] × eight keys
    keys: Vec<Eight>,
    /// [kv_heads, capacity, eights of a head] × eight elements
    values: Vec<Eight>,
}

impl CachedAttention {
    /// Without room for any token.
    pub fn new(kv_heads: usize, head_dim: usize) -> Self {
        Self { kv_heads, head_dim, capacity: 0, keys: Vec::new(), values: Vec::new() }
    }

    /// Makes room for `capacity` tokens in all, keeping what is there.
    pub fn reserve(&mut self, capacity: usize) {
        let capacity = capacity.next_multiple_of(8);
        if capacity <= self.capacity {
            return;
        }
        let (old, eights) = (self.capacity, self.eights());
        self.keys = regrown(&self.keys, self.kv_heads, old / 8 * self.head_dim, capacity / 8 * self.head_dim);
        self.values = regrown(&self.values, self.kv_heads, old * eights, capacity * eights);
        self.capacity = capacity;
    }

    /// Eights in a head's value.
    fn eights(&self) -> usize {
        self.head_dim.div_ceil(8)
    }

    /// Writes the key and the value, both [kv_heads · head_dim], of the token at `position`.
    pub fn write(&mut self, position: usize, key: &[f32], value: &[f32]) {
        let (size, eights) = (self.head_dim, self.eights());
        for (head, (key, value)) in key.chunks(size).zip(value.chunks(size)).enumerate() {
            let block = &mut self.keys[(head * self.capacity / 8 + position / 8) * size..][..size];
            block.iter_mut().zip(key).for_each(|(eight, element)| put(eight, position % 8, *element));
            let places = &mut self.values[(head * self.capacity + position) * eights..][..eights];
            for (eight, elements) in places.iter_mut().zip(value.chunks(8)) {
                elements.iter().enumerate().for_each(|(place, element)| put(eight, place, *element));
            }
        }
    }

    /// What new tokens take from those before them and themselves, all of which are written: `queries` and `out` are
    /// [new tokens, heads · head_dim], and `before` tokens are older. Each thread takes some of the new tokens.
    pub fn look_from(&self, before: usize, queries: &[f32], width: usize, out: &mut [f32]) {
        let most = TOKENS_TOGETHER * width;
        let mut parts: Vec<_> = queries.chunks(most).zip(out.chunks_mut(most)).collect();
        each(&mut parts, |part, (queries, out)| self.look(before + part * TOKENS_TOGETHER, queries, width, out));
    }

    /// The same for a few tokens, one head of the cache after the other.
    fn look(&self, before: usize, queries: &[f32], width: usize, out: &mut [f32]) {
        let group = width / self.kv_heads;
        for head in 0..self.kv_heads {
            let part = head * group..(head + 1) * group;
            let mut rows = Vec::with_capacity(queries.len() / self.kv_heads);
            queries.chunks(width).for_each(|query| rows.extend_from_slice(&query[part.clone()]));
            let seen = self.look_at_head(head, before, &rows, group / self.head_dim);
            for (out, seen) in out.chunks_mut(width).zip(seen.chunks(group)) {
                out[part.clone()].copy_from_slice(seen);
            }
        }
    }

    /// What rows of queries [tokens · heads together, head_dim] take from one head of the cache, in the same shape.
    fn look_at_head(&self, head: usize, before: usize, rows: &[f32], together: usize) -> Vec<f32> {
        let (size, eights) = (self.head_dim, self.eights());
        let count = rows.len() / size;
        let visible = |row: usize| before + row / together + 1;
        let longest = visible(count - 1);
        let stride = longest.next_multiple_of(8);
        let keys = &self.keys[head * self.capacity / 8 * size..][..stride / 8 * size];
        let values = &self.values[head * self.capacity * eights..][..longest * eights];

        let columns: Vec<_> =
            chunks_of_rows(count).map(|(first, n)| columns(&rows[first * size..][..n * size], n)).collect();
        let mut scores = vec![0.0; count * stride];
        for (block, keys) in keys.chunks(BLOCK / 8 * size).enumerate() {
            for ((first, n), columns) in chunks_of_rows(count).zip(&columns) {
                let scores = &mut scores[first * stride + block * BLOCK..];
                match n {
                    MOST_ROWS => score::<MOST_ROWS>(keys, columns, scores, stride),
                    3 => score::<3>(keys, columns, scores, stride),
                    _ => score::<1>(keys, columns, scores, stride),
                }
            }
        }
        let mut inverses = vec![0.0; count];
        for (row, (scores, inverse)) in scores.chunks_mut(stride).zip(&mut inverses).enumerate() {
            let (seen, hidden) = scores.split_at_mut(visible(row));
            *inverse = 1.0 / softmax(seen);
            hidden.fill(0.0);
        }
        let vectors = 2 * eights;
        let mut sums = vec![[0.0; 4]; count * vectors];
        for (block, values) in values.chunks(BLOCK * eights).enumerate() {
            for (first, n) in chunks_of_rows(count) {
                let shares = &scores[first * stride + block * BLOCK..];
                let sums = &mut sums[first * vectors..][..n * vectors];
                match n {
                    MOST_ROWS => gather::<MOST_ROWS>(values, eights, shares, stride, sums),
                    3 => gather::<3>(values, eights, shares, stride, sums),
                    _ => gather::<1>(values, eights, shares, stride, sums),
                }
            }
        }
        let mut seen = Vec::with_capacity(rows.len());
        for (row, inverse) in sums.chunks(vectors).zip(inverses) {
            seen.extend(row.as_flattened()[..size].iter().map(|value| value * inverse));
        }
        seen
    }
}

/// The first row of each chunk and how many there are, in sizes that [`score`] and [`gather`] are compiled for. A row's
/// result is the same in any of them.
fn chunks_of_rows(count: usize) -> impl Iterator<Item = (usize, usize)> {
    let mut first = 0;
    std::iter::from_fn(move || {
        let n = [MOST_ROWS, 3, 1].into_iter().find(|n| first + n <= count)?;
        first += n;
        Some((first - n, n))
    })
}

/// Rows [n, head_dim], scaled by 1 / √head_dim, as [head_dim, n].
fn columns(rows: &[f32], n: usize) -> Vec<f32> {
    let size = rows.len() / n;
    let scale = 1.0 / (size as f32).sqrt();
    let mut columns = vec![0.0; rows.len()];
    for (row, elements) in rows.chunks(size).enumerate() {
        let places = columns[row..].iter_mut().step_by(n);
        places.zip(elements).for_each(|(place, element)| *place = element * scale);
    }
    columns
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
    use crate::lanes::F32x4;
    use crate::reference;
    use proptest::prelude::*;

    /// A cache of noise.
    fn filled(kv_heads: usize, head_dim: usize, tokens: usize, [keys, values]: [&[f32]; 2]) -> CachedAttention {
        let width = kv_heads * head_dim;
        let mut cache = CachedAttention::new(kv_heads, head_dim);
        for token in 0..tokens {
            cache.reserve(token + 1);
            cache.write(token, &keys[token * width..][..width], &values[token * width..][..width]);
        }
        cache
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn looking_back_matches_float(
            before in 0usize..90, fresh in 1usize..40, head_dim in 1usize..11, kv_heads in 1usize..3, group in 1usize..6,
            seed in any::<u64>(),
        ) {
            let (tokens, width) = (before + fresh, kv_heads * head_dim);
            let rounded = |value: f32| {
                let mut eight = [0; 4];
                put(&mut eight, 0, value);
                F32x4::load_upper(&eight).lanes()[0]
            };
            let [keys, values] = [1, 2].map(|part| reference::noise(seed ^ part, tokens * width).into_iter().map(rounded).collect::<Vec<_>>());
            let queries = reference::noise(seed ^ 3, fresh * width * group);
            let cache = filled(kv_heads, head_dim, tokens, [&keys, &values]);
            let mut found = vec![0.0; queries.len()];
            cache.look_from(before, &queries, width * group, &mut found);
            for (index, (query, found)) in queries.chunks(head_dim).zip(found.chunks(head_dim)).enumerate() {
                let (token, head) = (index / (kv_heads * group), index % (kv_heads * group) / group);
                let pick = |data: &[f32]| -> Vec<f32> {
                    data.chunks(width).take(before + token + 1).flat_map(|row| &row[head * head_dim..][..head_dim]).copied().collect()
                };
                let exact = reference::look(query, &pick(&keys), &pick(&values));
                for (found, exact) in found.iter().zip(&exact) {
                    prop_assert!((found - exact).abs() < 2e-4);
                }
            }
        }

        /// Whether tokens come one by one or all at once.
        #[test]
        fn company_changes_no_bit(before in 0usize..70, fresh in 1usize..40, group in 1usize..6, seed in any::<u64>()) {
            let (tokens, width) = (before + fresh, 8);
            let [keys, values] = [1, 2].map(|part| reference::noise(seed ^ part, tokens * width));
            let queries = reference::noise(seed ^ 3, fresh * width * group);
            let cache = filled(2, 4, tokens, [&keys, &values]);
            let (mut together, mut alone) = (vec![0.0; queries.len()], vec![0.0; queries.len()]);
            cache.look_from(before, &queries, width * group, &mut together);
            for (token, (query, out)) in queries.chunks(width * group).zip(alone.chunks_mut(width * group)).enumerate() {
                cache.look_from(before + token, query, width * group, out);
            }
            prop_assert_eq!(together, alone);
        }
    }
}
