//! How long to wait before another try.

use crate::gateway::policy::Retry;

/// How long a target asks to be left alone, if it asks for anything: `Retry-After: 0` is no wish to be asked at once,
/// and what is no time is no wish.
pub fn asked_ms(retry_after_ms: Option<f64>) -> Option<f64> {
    retry_after_ms.filter(|asked| asked.is_finite() && *asked > 0.0)
}

/// Milliseconds before the next try; `None` if the target asks for more patience than the policy has. `failed` is the
/// number of tries so far, `random` is in `0.0..1.0`.
pub fn wait_ms(retry: &Retry, failed: u32, retry_after_ms: Option<f64>, random: f64) -> Option<f64> {
    let wait_ms = asked_ms(retry_after_ms).unwrap_or_else(|| full_jitter_ms(retry, failed, random));
    let asks_too_much = asked_ms(retry_after_ms).is_some_and(|asked| asked > retry.retry_after_cap_ms);
    (!asks_too_much).then_some(wait_ms)
}

/// Exponential backoff with full jitter: anything between nothing and the doubled range, so that many tabs that
/// failed together do not come back together. Marc Brooker, "Exponential Backoff And Jitter", AWS, 2015.
pub fn full_jitter_ms(retry: &Retry, failed: u32, random: f64) -> f64 {
    let doublings = failed.saturating_sub(1).min(52);
    let range = (retry.base_delay_ms * f64::from(2u32).powi(doublings as i32)).min(retry.max_delay_ms);
    range.max(0.0) * random
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_double_up_to_the_longest() {
        let retry = Retry { base_delay_ms: 100.0, max_delay_ms: 350.0, ..Retry::default() };
        assert_eq!([1, 2, 3, 4].map(|failed| full_jitter_ms(&retry, failed, 1.0)), [100.0, 200.0, 350.0, 350.0]);
        assert_eq!(full_jitter_ms(&retry, 1, 0.25), 25.0);
    }

    #[test]
    fn a_wish_is_granted_up_to_the_cap() {
        let retry = Retry { retry_after_cap_ms: 1000.0, ..Retry::default() };
        assert_eq!(wait_ms(&retry, 1, Some(900.0), 0.5), Some(900.0));
        assert_eq!(wait_ms(&retry, 1, Some(1100.0), 0.5), None);
    }

    #[test]
    fn a_wish_for_no_wait_is_no_wish() {
        let retry = Retry { base_delay_ms: 100.0, ..Retry::default() };
        for odd in [0.0, -0.0, -5.0, f64::NAN, f64::INFINITY] {
            assert_eq!(wait_ms(&retry, 1, Some(odd), 0.5), Some(50.0), "{odd}");
        }
    }
}
