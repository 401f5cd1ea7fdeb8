//! Full attention of the vision tower: every token looks at every token.

use super::activation::softmax;
use super::error::KernelError;
use super::matrix::Matrix;
use super::multiply::{TILE, Target, multiply};
use super::rows::Rows;

/// Query rows whose scores are in memory at a time. There is never a score for every pair of tokens.
const BLOCK: usize = 48;

/// Keys whose weights share a scale. Few enough that a small weight is seen beside a large one elsewhere.
const KEYS_PER_SCALE: usize = 128;

/// Keeps columns off a power of two apart, where they would push each other out of the cache.
const COLUMN_GAP: usize = 16;

/// Working memory for one head at a time.
pub struct Attention {
    tokens: usize,
    head_dim: usize,
    /// [tokens, head_dim]
    keys: Matrix,
    /// [head_dim, tokens]
    values: Matrix,
    /// The values of a head on their way into `values`: [head_dim, tokens + gap].
    columns: Vec<f32>,
    queries: Rows<TILE>,
    weights: Rows<TILE>,
    scores: Vec<f32>,
    mixed: Vec<f32>,
}

impl Attention {
    pub fn new(tokens: usize, head_dim: usize) -> Self {
        Self {
            tokens,
            head_dim,
            keys: Matrix::new(tokens, head_dim, head_dim.next_multiple_of(4)),
            values: Matrix::new(head_dim, tokens, KEYS_PER_SCALE),
            columns: vec![0.0; head_dim * (tokens + COLUMN_GAP)],
            queries: Rows::new(),
            weights: Rows::new(),
            scores: vec![0.0; BLOCK * tokens],
            mixed: vec![0.0; BLOCK * head_dim],
        }
    }

    /// `softmax(q · kᵀ / √head_dim) · v` for every head; all slices are [tokens, heads · head_dim].
    ///
    /// # Errors
    /// When a number is not finite.
    pub fn run(&mut self, query: &[f32], key: &[f32], value: &[f32], out: &mut [f32]) -> Result<(), KernelError> {
        let hidden = out.len() / self.tokens;
        for head in 0..hidden / self.head_dim {
            let first = head * self.head_dim;
            self.load(key, value, hidden, first)?;
            for (block, out) in out.chunks_mut(BLOCK * hidden).enumerate() {
                self.block(&query[block * BLOCK * hidden..], hidden, first, out)?;
            }
        }
        Ok(())
    }

    /// Packs the keys and values of one head, whose columns begin at `first`.
    fn load(&mut self, key: &[f32], value: &[f32], hidden: usize, first: usize) -> Result<(), KernelError> {
        for (token, row) in key.chunks(hidden).enumerate() {
            self.keys.set_row(token, &row[first..first + self.head_dim])?;
        }
        let columns = self.tokens + COLUMN_GAP;
        for (token, row) in value.chunks(hidden).enumerate() {
            for (dimension, value) in row[first..first + self.head_dim].iter().enumerate() {
                self.columns[dimension * columns + token] = *value;
            }
        }
        for (dimension, column) in self.columns.chunks(columns).enumerate() {
            self.values.set_row(dimension, &column[..self.tokens])?;
        }
        Ok(())
    }

    fn block(&mut self, query: &[f32], hidden: usize, first: usize, out: &mut [f32]) -> Result<(), KernelError> {
        let Self { tokens, head_dim, ref keys, ref values, .. } = *self;
        let count = out.len() / hidden;
        let scale = 1.0 / (head_dim as f32).sqrt();
        self.queries.fill(count, head_dim, keys.group(), &mut |row, line| {
            let query = &query[row * hidden + first..][..head_dim];
            line.iter_mut().zip(query).for_each(|(place, value)| *place = value * scale);
        })?;
        let scores = &mut self.scores[..count * tokens];
        multiply(keys, &self.queries, Target { out: scores, bias: None, add: false });

        let mut sums = [0.0; BLOCK];
        self.weights.fill(count, tokens, KEYS_PER_SCALE, &mut |row, line| {
            line.copy_from_slice(&scores[row * tokens..][..tokens]);
            sums[row] = softmax(line);
        })?;
        let mixed = &mut self.mixed[..count * head_dim];
        multiply(values, &self.weights, Target { out: mixed, bias: None, add: false });
        for ((mixed, sum), out) in mixed.chunks(head_dim).zip(sums).zip(out.chunks_mut(hidden)) {
            let out = &mut out[first..first + head_dim];
            out.iter_mut().zip(mixed).for_each(|(place, value)| *place = value / sum);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Within the error that the integers of queries, keys, weights and values explain.
        #[test]
        fn attention_is_close_to_float(tokens in 1usize..130, head_dim in 1usize..20, heads in 1usize..4, seed in any::<u64>()) {
            let size = tokens * heads * head_dim;
            let [query, key, value] = [1, 2, 3].map(|part| reference::noise(seed ^ part, size));
            let mut found = vec![0.0; size];
            Attention::new(tokens, head_dim).run(&query, &key, &value, &mut found).unwrap();
            let exact = reference::attention(&query, &key, &value, tokens, heads);
            for (found, exact) in found.iter().zip(&exact) {
                prop_assert!((found - exact).abs() < 0.06, "{found} {exact}");
            }
        }
    }

    #[test]
    fn a_number_that_is_none_is_refused() {
        let mut key = vec![0.5; 12];
        key[7] = f32::INFINITY;
        let refused = Attention::new(3, 4).run(&[0.5; 12], &key, &[0.5; 12], &mut [0.0; 12]);
        assert_eq!(refused, Err(KernelError::NotFinite));
    }
}
