//! How long to wait before another try, and when to give up.

/// Tries in a row without a single byte, after which the visitor decides.
pub const MOST_TRIES: u32 = 8;
/// The first wait is at most this long.
const FIRST_MS: u64 = 500;
/// No wait of our own is longer than this.
const LONGEST_MS: u64 = 30_000;
/// A server may ask for this much patience; whoever asks for more is asked again earlier.
const MOST_ASKED_MS: u64 = 600_000;

/// Milliseconds to wait after so many failures in a row, the first being 1.
///
/// Exponential with half of it random (`chance` from 0 to 1), so that the chunks of one file don't come back together,
/// yet a server that is down is never asked at once. A server's own wish is granted.
pub fn wait_ms(failures: u32, asked_ms: Option<u64>, chance: f64) -> u64 {
    if let Some(asked) = asked_ms {
        return asked.min(MOST_ASKED_MS);
    }
    let longest = (FIRST_MS << failures.saturating_sub(1).min(16)).min(LONGEST_MS) as f64;
    (longest / 2.0 * (1.0 + chance.clamp(0.0, 1.0))).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_a_wish_is_granted() {
        assert_eq!([1, 2, 3, 9].map(|failures| wait_ms(failures, None, 1.0)), [500, 1_000, 2_000, 30_000]);
        assert_eq!(wait_ms(1, None, 0.0), 250);
        assert_eq!(wait_ms(1, Some(7_000), 0.0), 7_000);
        assert_eq!(wait_ms(1, Some(u64::MAX), 0.0), 600_000);
    }
}
