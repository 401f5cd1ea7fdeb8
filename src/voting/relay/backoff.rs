//! How long to wait before trying again.

/// The first wait is at most this long.
const FIRST_MS: u64 = 1_000;
/// No wait is longer than this.
const LONGEST_MS: u64 = 300_000;

/// Milliseconds to wait after so many failures, the first being 1.
///
/// The longest wait doubles with each failure, up to five minutes. `jitter`, a random number from 0 to 1, takes a part
/// of it ("full jitter"), so that the clients of a relay that was down don't all come back at once.
pub fn full_jitter(failures: u32, jitter: f64) -> u64 {
    let doublings = failures.saturating_sub(1).min(16);
    let longest = (FIRST_MS << doublings).min(LONGEST_MS);
    (longest as f64 * jitter.clamp(0.0, 1.0)).round() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_five_minutes() {
        let longest: Vec<_> = [0, 1, 2, 3, 9, 10, u32::MAX].map(|failures| full_jitter(failures, 1.0)).to_vec();
        assert_eq!(longest, [1_000, 1_000, 2_000, 4_000, 256_000, 300_000, 300_000]);
    }

    #[test]
    fn jitter_takes_a_part_of_it() {
        assert_eq!([0.0, 0.25, 1.0, 7.0, -1.0].map(|jitter| full_jitter(3, jitter)), [0, 1_000, 4_000, 4_000, 0]);
        assert_eq!(full_jitter(3, f64::NAN), 0);
    }
}
