//! Numbers as a file declares them. Nothing is computed with one before it has been found within bounds.

use super::CheckpointError;
use std::fmt::Display;
use std::ops::RangeInclusive;

/// A number that is not checked yet, and where it stands.
#[derive(Clone, Debug)]
pub struct Declared<T> {
    file: String,
    /// The field, as the file calls it.
    key: String,
    value: T,
}

impl<T: PartialEq> PartialEq for Declared<T> {
    /// Two fields that say the same, wherever they stand.
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Display> Display for Declared<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.value.fmt(formatter)
    }
}

impl<T: Copy + Display + PartialOrd> Declared<T> {
    pub fn new(file: &str, key: &str, value: T) -> Self {
        Self { file: file.to_owned(), key: key.to_owned(), value }
    }

    /// Refused, with what would have been right.
    pub fn refuse(&self, expected: impl Display) -> CheckpointError {
        CheckpointError::unexpected(&self.file, &self.key, self.value, expected)
    }

    fn checked(&self, range: RangeInclusive<T>) -> Result<T, CheckpointError> {
        if range.contains(&self.value) {
            return Ok(self.value);
        }
        Err(self.refuse(format!("between {} and {}", range.start(), range.end())))
    }
}

impl Declared<u64> {
    /// # Errors
    /// When it is outside the range. Ranges end where 32 bits do, or before.
    pub fn within(&self, range: RangeInclusive<u32>) -> Result<usize, CheckpointError> {
        let value = self.checked(u64::from(*range.start())..=u64::from(*range.end()))?;
        usize::try_from(value).map_err(|_| self.refuse(range.end()))
    }

    /// # Errors
    /// When it is outside the range, or `whole` can't be divided by it.
    pub fn dividing(&self, whole: usize, range: RangeInclusive<u32>) -> Result<usize, CheckpointError> {
        let value = self.within(range)?;
        if value == 0 || !whole.is_multiple_of(value) {
            return Err(self.refuse(format!("a divisor of {whole}")));
        }
        Ok(value)
    }
}

impl Declared<f64> {
    /// # Errors
    /// When it is outside the range, or no number.
    pub fn within(&self, range: RangeInclusive<f64>) -> Result<f64, CheckpointError> {
        self.checked(range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_bounds_is_named_with_its_field() {
        let heads = Declared::new("config.json", "text_config.num_attention_heads", 0u64);
        let message = heads.within(1..=64).unwrap_err().to_string();
        assert_eq!(message, "config.json: text_config.num_attention_heads is 0, expected between 1 and 64.");
        assert!(Declared::new("f", "k", 5u64).dividing(12, 1..=64).is_err());
        assert_eq!(Declared::new("f", "k", 4u64).dividing(12, 1..=64).unwrap(), 4);
        assert!(Declared::new("f", "k", u64::MAX).within(0..=u32::MAX).is_err());
    }

    #[test]
    fn no_number_is_within_no_range() {
        for value in [f64::NAN, f64::INFINITY, -1.0, 0.0] {
            assert!(Declared::new("f", "k", value).within(1e-30..=1.0).is_err(), "{value}");
        }
    }
}
