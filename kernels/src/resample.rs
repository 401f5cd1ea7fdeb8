//! Resizing pictures along one side, in the fixed point of Pillow's `Resample.c`: the same bytes, on all hands.

use super::crew::each;

type Pixel = [u8; 3];

/// Lines that a thread takes at a time. So many pixels side by side are three vectors of bytes.
const LINES_TOGETHER: usize = 16;

/// Bytes whose sums are in registers at a time.
const BYTES_TOGETHER: usize = 16;

/// Of a weight, and of a sum before it is rounded.
const FRACTION_BITS: u32 = 22;

/// What a new line of a picture is made of.
pub struct Blend {
    /// The first old line.
    first: usize,
    /// Of that line and those behind it, in units of 2⁻²².
    weights: Vec<i32>,
}

impl Blend {
    /// `weights` of the lines from `first` on; they are divided by their sum.
    pub fn new(first: usize, weights: &[f64]) -> Self {
        let unit = f64::from(1 << FRACTION_BITS) / weights.iter().sum::<f64>();
        Self { first, weights: weights.iter().map(|weight| (weight * unit).round() as i32).collect() }
    }
}

/// New rows out of old ones, each `width` pixels: [rows, width] → [blends, width].
pub fn resample_rows(pixels: &[Pixel], width: usize, blends: &[Blend]) -> Vec<Pixel> {
    let mut out = vec![[0; 3]; blends.len() * width];
    let most = (LINES_TOGETHER * width).max(1);
    let mut parts: Vec<_> = blends.chunks(LINES_TOGETHER).zip(out.chunks_mut(most)).collect();
    each(&mut parts, |_, (blends, out)| blend(pixels, width, blends, out));
    out
}

/// New columns out of old ones: [rows, width] → [rows, blends].
pub fn resample_columns(pixels: &[Pixel], width: usize, blends: &[Blend]) -> Vec<Pixel> {
    let mut out = vec![[0; 3]; pixels.len() / width.max(1) * blends.len()];
    let [old, new] = [width, blends.len()].map(|width| (LINES_TOGETHER * width).max(1));
    let mut parts: Vec<_> = pixels.chunks(old).zip(out.chunks_mut(new)).collect();
    each(&mut parts, |_, (rows, out)| {
        let count = rows.len() / width;
        let columns = turned(rows, width);
        let mut blended = vec![[0; 3]; out.len()];
        blend(&columns, count, blends, &mut blended);
        out.copy_from_slice(&turned(&blended, count));
    });
    out
}

/// [rows, width] → [width, rows].
fn turned(pixels: &[Pixel], width: usize) -> Vec<Pixel> {
    let rows = pixels.len() / width;
    let mut turned = vec![[0; 3]; pixels.len()];
    for (column, line) in turned.chunks_mut(rows).enumerate() {
        line.iter_mut().zip(pixels[column..].iter().step_by(width)).for_each(|(place, pixel)| *place = *pixel);
    }
    turned
}

/// [lines, width] → [blends, width].
fn blend(lines: &[Pixel], width: usize, blends: &[Blend], out: &mut [Pixel]) {
    let width = width * size_of::<Pixel>();
    for (Blend { first, weights }, out) in blends.iter().zip(out.as_flattened_mut().chunks_mut(width)) {
        let lines = &lines.as_flattened()[first * width..];
        let (whole, rest) = out.as_chunks_mut::<BYTES_TOGETHER>();
        let rest_starts = whole.len() * BYTES_TOGETHER;
        for (index, out) in whole.iter_mut().enumerate() {
            *out = sums(&lines[index * BYTES_TOGETHER..], width, weights);
        }
        for (index, out) in rest.iter_mut().enumerate() {
            [*out] = sums(&lines[rest_starts + index..], width, weights);
        }
    }
}

/// The first `N` bytes of every line, weighted, added up and rounded to the nearest byte. Lines are `width` bytes apart.
#[inline(always)]
fn sums<const N: usize>(lines: &[u8], width: usize, weights: &[i32]) -> [u8; N] {
    let mut sums = [1 << (FRACTION_BITS - 1); N];
    for (line, weight) in lines.chunks(width).zip(weights) {
        for (sum, byte) in sums.iter_mut().zip(&line[..N]) {
            *sum += i32::from(*byte) * weight;
        }
    }
    // Where the weights change sign, a sum can leave the range.
    sums.map(|sum| (sum >> FRACTION_BITS).clamp(0, 255) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn noise(seed: u64, count: usize) -> Vec<Pixel> {
        let noise = crate::reference::noise(seed, 3 * count);
        noise.as_chunks::<3>().0.iter().map(|pixel| pixel.map(|value| ((value + 1.0) * 127.5) as u8)).collect()
    }

    proptest! {
        /// Sums are those of real numbers, rounded, and columns are treated as rows are.
        #[test]
        fn lines_are_weighted(
            width in 1usize..40, count in 1usize..40,
            wanted in prop::collection::vec((0usize..40, prop::collection::vec(0.1f64..1.0, 1..9)), 0..40),
            seed in any::<u64>(),
        ) {
            let pixels = noise(seed, width * count);
            let within = |(first, weights): &(usize, Vec<f64>)| {
                let first = first % count;
                (first, weights[..weights.len().min(count - first)].to_vec())
            };
            let wanted: Vec<_> = wanted.iter().map(within).collect();
            let blends: Vec<_> = wanted.iter().map(|(first, weights)| Blend::new(*first, weights)).collect();
            let rows = resample_rows(&pixels, width, &blends);
            for ((first, weights), row) in wanted.iter().zip(rows.chunks(width)) {
                for (column, found) in row.iter().flatten().enumerate() {
                    let old = |line: usize| f64::from(pixels.as_flattened()[(first + line) * 3 * width + column]);
                    let sum: f64 = weights.iter().enumerate().map(|(line, weight)| old(line) * weight).sum();
                    let exact = sum / weights.iter().sum::<f64>();
                    prop_assert!((f64::from(*found) - exact).abs() <= 0.501, "{found} {exact}");
                }
            }
            let columns = resample_columns(&turned(&pixels, width), count, &blends);
            prop_assert_eq!(columns.len(), rows.len());
            prop_assert!(blends.is_empty() || turned(&columns, blends.len()) == rows);
        }
    }

    #[test]
    fn overshoot_ends_at_black_and_white() {
        let pixels = [[0, 255, 9], [255, 0, 9]];
        assert_eq!(resample_rows(&pixels, 1, &[Blend::new(0, &[-1.0, 3.0])]), [[255, 0, 9]]);
    }
}
