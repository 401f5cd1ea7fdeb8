//! The clock and the random bytes, which the room `voting` does not take by itself.

use super::Failure;
use std::time::{SystemTime, UNIX_EPOCH};

/// Unix time in seconds.
pub fn now() -> Result<u64, Failure> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map(|time| time.as_secs()).map_err(|_| Failure::machine("This machine's clock is before 1970. Set it."))
}

/// Bytes that nobody can guess.
pub fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    let told = |error| Failure::machine(format!("This machine gives no random bytes: {error}. Try another one."));
    getrandom_04::fill(&mut bytes).map_err(told)?;
    Ok(bytes)
}

/// A random number from 0 to 1.
pub fn jitter() -> Result<f64, Failure> {
    Ok(f64::from(u32::from_le_bytes(random()?)) / f64::from(u32::MAX))
}
