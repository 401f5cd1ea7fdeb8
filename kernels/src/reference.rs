//! What the kernels compute, in plain float32 loops: the reference of their tests.

/// Numbers in −2…2 from a seed.
pub fn noise(seed: u64, count: usize) -> Vec<f32> {
    let mut state = seed | 1;
    (0..count)
        .map(|_| {
            // Knuth's multiplier; the upper bits are good enough for test data.
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / (1u64 << 22) as f32 - 2.0
        })
        .collect()
}

/// `rows · matrixᵀ`: [rows, inputs] × [outputs, inputs].
pub fn multiply(matrix: &[f32], rows: &[f32], inputs: usize) -> Vec<f32> {
    let product =
        |row: &[f32], weights: &[f32]| row.iter().zip(weights).map(|(x, w)| f64::from(x * w)).sum::<f64>() as f32;
    rows.chunks(inputs).flat_map(|row| matrix.chunks(inputs).map(move |weights| product(row, weights))).collect()
}

/// What one query [head_dim] takes from keys and values [tokens, head_dim].
pub fn look(query: &[f32], keys: &[f32], values: &[f32]) -> Vec<f32> {
    let size = query.len();
    let score = |key: &[f32]| key.iter().zip(query).map(|(k, q)| f64::from(k * q)).sum::<f64>() / (size as f64).sqrt();
    let weights: Vec<f64> = keys.chunks(size).map(|key| score(key).exp()).collect();
    let sum: f64 = weights.iter().sum();
    let mixed =
        |index| values.chunks(size).zip(&weights).map(|(value, weight)| f64::from(value[index]) * weight).sum::<f64>();
    (0..size).map(|index| (mixed(index) / sum) as f32).collect()
}

/// Full attention; all are [tokens, heads · head_dim].
pub fn attention(query: &[f32], key: &[f32], value: &[f32], tokens: usize, heads: usize) -> Vec<f32> {
    let hidden = query.len() / tokens;
    let size = hidden / heads;
    let pick = |data: &[f32], head: usize| -> Vec<f32> {
        data.chunks(hidden).flat_map(|row| row[head * size..][..size].to_vec()).collect()
    };
    let mut out = vec![0.0; query.len()];
    for head in 0..heads {
        let [query, key, value] = [query, key, value].map(|data| pick(data, head));
        for (token, query) in query.chunks(size).enumerate() {
            out[token * hidden + head * size..][..size].copy_from_slice(&look(query, &key, &value));
        }
    }
    out
}
