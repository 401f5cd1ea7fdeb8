//! What a policy may ask for, at most. Checked where a policy is read, so that no text, link or file can make the
//! router or the simulator work for ever.

use super::{Policy, TimeoutOverrides, Timeouts};
use crate::gateway::cost::Price;

/// Tries at one target, the first included.
pub const MOST_ATTEMPTS: u32 = 10;
pub const MOST_TARGETS: usize = 50;
/// Rows of the price table.
pub const MOST_PRICES: usize = 200;
/// Rows of the statuses that are worth another try.
pub const MOST_STATUSES: usize = 200;
/// Ten minutes: no timer and no wait of a request is longer.
pub const LONGEST_MS: f64 = 600_000.0;
/// A day: so long a breaker may stay open.
pub const LONGEST_COOLDOWN_MS: f64 = 86_400_000.0;
/// Dollars, for a budget or for a million tokens.
pub const MOST_USD: f64 = 1e6;

/// A number that no policy may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Violation {
    /// The linter's word for it.
    pub rule: &'static str,
    pub path: String,
    pub message: String,
    pub remedy: &'static str,
}

/// Whether a policy has more rows than it may.
pub(super) fn is_oversized(policy: &Policy) -> bool {
    policy.targets.len() > MOST_TARGETS
        || policy.prices.len() > MOST_PRICES
        || policy.retry.statuses.len() > MOST_STATUSES
}

/// Every number of a policy that is impossible, in the order of the file's parts.
pub(super) fn violations(policy: &Policy) -> Vec<Violation> {
    let targets = policy.targets.iter().enumerate();
    let own = targets.flat_map(|(index, target)| own_times(&format!("targets[{index}].timeouts"), &target.timeouts));
    let prices = policy.prices.iter().enumerate();
    let prices = prices.flat_map(|(index, price)| amounts(&format!("prices[{index}]"), price));
    let numbers = own.chain(shared_times(policy)).chain(budgets(policy)).chain(prices);
    counts(policy).into_iter().chain(numbers.filter_map(Number::violation)).collect()
}

/// Whether a price that came from elsewhere is one that a policy may hold.
pub fn is_possible(price: &Price) -> bool {
    amounts("", price).into_iter().all(|amount| amount.violation().is_none())
}

/// Times of the policy as a whole.
fn shared_times(policy: &Policy) -> impl Iterator<Item = Number> {
    let Timeouts { headers_ms, first_token_ms, stall_ms, total_ms } = policy.timeouts;
    let retry = &policy.retry;
    let times = [
        ("retry.base_delay_ms", retry.base_delay_ms),
        ("retry.max_delay_ms", retry.max_delay_ms),
        ("retry.retry_after_cap_ms", retry.retry_after_cap_ms),
        ("timeouts.headers_ms", headers_ms),
        ("timeouts.first_token_ms", first_token_ms),
        ("timeouts.stall_ms", stall_ms),
        ("timeouts.total_ms", total_ms),
    ];
    let hedge = policy.hedge.map(|hedge| ("hedge.after_ms", hedge.after_ms));
    let cooldown = Number {
        rule: "bad_time",
        path: "breaker.cooldown_ms".into(),
        value: policy.breaker.cooldown_ms,
        most: LONGEST_COOLDOWN_MS,
        remedy: "Give milliseconds, from 0 to 86400000, which is a day.",
    };
    times.into_iter().chain(hedge).map(|(path, value)| time(path.to_owned(), value)).chain([cooldown])
}

fn own_times(path: &str, own: &TimeoutOverrides) -> Vec<Number> {
    let times = [("headers_ms", own.headers_ms), ("first_token_ms", own.first_token_ms), ("stall_ms", own.stall_ms)];
    times.into_iter().filter_map(|(name, value)| Some(time(format!("{path}.{name}"), value?))).collect()
}

fn time(path: String, value: f64) -> Number {
    let remedy = "Give milliseconds, from 0 to 600000, which is ten minutes.";
    Number { rule: "bad_time", path, value, most: LONGEST_MS, remedy }
}

fn budgets(policy: &Policy) -> impl Iterator<Item = Number> {
    let budget = policy.budget;
    let limits = [("per_request_usd", budget.per_request_usd), ("per_session_usd", budget.per_session_usd)];
    limits.into_iter().filter_map(|(name, value)| {
        let remedy = "Give dollars, from 0 to 1000000.";
        Some(Number { rule: "bad_budget", path: format!("budget.{name}"), value: value?, most: MOST_USD, remedy })
    })
}

fn amounts(path: &str, price: &Price) -> Vec<Number> {
    let amounts = [
        ("input_usd_per_million", Some(price.input_usd_per_million)),
        ("output_usd_per_million", Some(price.output_usd_per_million)),
        ("cached_input_usd_per_million", price.cached_input_usd_per_million),
        ("cache_write_usd_per_million", price.cache_write_usd_per_million),
    ];
    let remedy = "Give dollars per million tokens, from 0 to 1000000.";
    amounts
        .into_iter()
        .filter_map(|(name, value)| {
            Some(Number { rule: "bad_price", path: format!("{path}.{name}"), value: value?, most: MOST_USD, remedy })
        })
        .collect()
}

fn counts(policy: &Policy) -> Vec<Violation> {
    let counts = [
        ("many_targets", "targets", policy.targets.len() as u64, MOST_TARGETS as u64, "Remove some."),
        (
            "many_attempts",
            "retry.attempts",
            policy.retry.attempts.into(),
            MOST_ATTEMPTS.into(),
            "Two or three are usual.",
        ),
        (
            "many_statuses",
            "retry.statuses",
            policy.retry.statuses.len() as u64,
            MOST_STATUSES as u64,
            "Name each once.",
        ),
        ("many_prices", "prices", policy.prices.len() as u64, MOST_PRICES as u64, "Keep the rows of your targets."),
    ];
    let over = counts.into_iter().filter(|(.., count, most, _)| count > most);
    over.map(|(rule, path, count, most, remedy)| Violation {
        rule,
        path: path.to_owned(),
        message: format!("{count} are more than the {most} that are allowed."),
        remedy,
    })
    .collect()
}

struct Number {
    rule: &'static str,
    path: String,
    value: f64,
    most: f64,
    remedy: &'static str,
}

impl Number {
    fn violation(self) -> Option<Violation> {
        let Number { rule, path, value, most, remedy } = self;
        let message = match value {
            value if !value.is_finite() => format!("{value} is no number to reckon with."),
            value if value < 0.0 => format!("{value} is below zero."),
            value if value > most => format!("{value} is more than {most}."),
            _ => return None,
        };
        Some(Violation { rule, path, message, remedy })
    }
}
