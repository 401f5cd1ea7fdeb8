//! Round steps for rulers and axes.

/// The distance between numbered marks on a scale of this length: 1, 2 or 5 times a power of ten, so that there are
/// three to seven marks.
pub fn step(length: f64) -> f64 {
    let rough = length.max(f64::MIN_POSITIVE) / 4.0;
    let power = 10_f64.powf(rough.log10().floor());
    power
        * match rough / power {
            mantissa if mantissa < 1.5 => 1.0,
            mantissa if mantissa < 3.5 => 2.0,
            mantissa if mantissa < 7.5 => 5.0,
            _ => 10.0,
        }
}

/// The marks from 0 to `length`.
pub fn marks(length: f64) -> Vec<f64> {
    let step = step(length);
    (0..=(length / step) as u32).map(|count| f64::from(count) * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        assert_eq!(step(512.0), 100.0);
        assert_eq!(step(1880.0), 500.0);
        assert_eq!(step(30_000.0), 10_000.0);
    }

    #[test]
    fn there_are_three_to_seven_marks_on_any_scale() {
        for length in 1..5000 {
            let count = marks(f64::from(length)).len();
            assert!((3..=7).contains(&count), "{length}: {count}");
        }
    }
}
