//! Resizing as Pillow does it: separable Lanczos-3, rounded to bytes after each of the two passes.

use super::Picture;
use shipcheck_kernels::{Blend, resample_columns, resample_rows};
use std::f64::consts::PI;

/// Lobes of the filter on each side.
const LOBES: f64 = 3.0;

/// The picture at exactly `width` × `height` pixels, ignoring its aspect ratio: Pillow's bytes.
pub fn lanczos3(mut picture: Picture, width: u32, height: u32) -> Picture {
    if picture.width != width {
        let blends = blends(picture.width, width);
        picture.rgb = resample_columns(picture.rgb.as_chunks().0, picture.width as usize, &blends).into_flattened();
        picture.width = width;
    }
    if picture.height != height {
        let blends = blends(picture.height, height);
        picture.rgb = resample_rows(picture.rgb.as_chunks().0, picture.width as usize, &blends).into_flattened();
        picture.height = height;
    }
    picture
}

/// What each of `new` lines is made of, of `old` ones that cover the same length.
fn blends(old: u32, new: u32) -> Vec<Blend> {
    let step = f64::from(old) / f64::from(new);
    // A smaller picture widens the filter, so that every old line counts.
    let stretch = step.max(1.0);
    let reach = LOBES * stretch;
    (0..new)
        .map(|line| {
            let centre = (f64::from(line) + 0.5) * step;
            let first = (centre - reach + 0.5).max(0.0) as u32;
            let end = ((centre + reach + 0.5) as u32).min(old);
            let weight = |line: u32| lanczos((f64::from(line) + 0.5 - centre) / stretch);
            Blend::new(first as usize, &(first..end).map(weight).collect::<Vec<_>>())
        })
        .collect()
}

fn lanczos(x: f64) -> f64 {
    let sinc = |x: f64| if x == 0.0 { 1.0 } else { (PI * x).sin() / (PI * x) };
    if x.abs() < LOBES { sinc(x) * sinc(x / LOBES) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The figures are Pillow 13's: `Image.frombytes("L", (5, 1), bytes([0, 255, 9, 90, 200])).resize((n, 1), LANCZOS)`.
    #[test]
    fn a_row_becomes_what_pillow_makes_of_it() {
        let row =
            Picture { width: 5, height: 1, rgb: [0, 255, 9, 90, 200].map(|byte| [byte; 3]).as_flattened().to_vec() };
        let resized = |width| lanczos3(row.clone(), width, 1).rgb.iter().step_by(3).copied().collect::<Vec<_>>();
        assert_eq!(resized(5), [0, 255, 9, 90, 200]);
        assert_eq!(resized(3), [116, 87, 141]);
        assert_eq!(resized(9), [0, 88, 244, 177, 9, 6, 110, 179, 210]);
    }
}
