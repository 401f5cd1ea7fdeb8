//! What breaks, when. docs/GATEWAY.md describes the file.

use crate::gateway::policy::{MOST_BYTES, Policy, check_version, read_document};
use crate::gateway::{GatewayError, Result};
use serde::{Deserialize, Serialize};

/// What errors call it.
const DOCUMENT: &str = "outage file";
const MOST_OUTAGES: usize = 200;
/// Milliseconds: a clock that counts from 1970 has room for three thousand years.
const LATEST_MS: f64 = 1e14;
/// Of a price.
const MOST_FACTOR: f64 = 1e6;

/// A file of outages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outage {
    /// The version of this format: 1.
    pub version: u32,
    #[serde(default)]
    pub name: String,
    pub outages: Vec<OutageWindow>,
}

impl Outage {
    /// Reads an outage file.
    ///
    /// # Errors
    ///
    /// If it is not JSON, too large, of another version, or if a field is unknown, missing, of the wrong type or
    /// impossible. The error says where.
    pub fn read(text: &str) -> Result<Self> {
        let outage: Self = read_document(DOCUMENT, text, MOST_BYTES)?.document;
        outage.check()?;
        Ok(outage)
    }

    /// Whether the version is ours and every number possible.
    ///
    /// # Errors
    ///
    /// With the first that is not.
    pub fn check(&self) -> Result<()> {
        check_version(DOCUMENT, self.version)?;
        let count = self.outages.len();
        if count > MOST_OUTAGES {
            let what = format!("{count} are more than the {MOST_OUTAGES} that are read.");
            return Err(bound("outages".to_owned(), what, "Remove some."));
        }
        self.outages.iter().enumerate().try_for_each(|(at, window)| window.check(&format!("outages[{at}]")))
    }

    /// Whether every outage concerns somebody.
    ///
    /// # Errors
    ///
    /// With the first that names no target of the policy.
    pub fn check_targets(&self, policy: &Policy) -> Result<()> {
        let is_known = |name: &str| name == "*" || policy.targets.iter().any(|target| target.name == name);
        match self.outages.iter().position(|window| !is_known(&window.target)) {
            Some(at) => {
                let what = format!("no target of the policy is called {:?}.", self.outages[at].target);
                Err(bound(format!("outages[{at}].target"), what, "Name a target, or * for every endpoint."))
            }
            None => Ok(()),
        }
    }
}

/// How a target misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutageKind {
    /// 429, with `retry_after_ms` if given.
    RateLimitStorm,
    /// 503.
    Unavailable,
    /// The stream goes silent after `after_tokens`.
    Stall,
    /// The stream ends without a reason after `after_tokens`.
    CutStream,
    /// Every cost is multiplied with `factor`.
    PriceChange,
}

/// One thing that breaks for a while.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutageWindow {
    pub kind: OutageKind,
    /// A target's name; `*` for all of them except the one in the tab.
    pub target: String,
    /// Milliseconds on the trace's clock.
    #[serde(default)]
    pub from_ms: f64,
    /// Milliseconds on the trace's clock; for ever if missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_ms: Option<f64>,
    /// The share of attempts it hits, in `0.0..=1.0`.
    #[serde(default = "always")]
    pub probability: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<f64>,
    #[serde(default)]
    pub after_tokens: u64,
    #[serde(default = "unchanged")]
    pub factor: f64,
}

impl OutageWindow {
    fn check(&self, path: &str) -> Result<()> {
        let milliseconds = "Give milliseconds, 0 or more.";
        let numbers = [
            ("from_ms", Some(self.from_ms), LATEST_MS, milliseconds),
            ("until_ms", self.until_ms, LATEST_MS, milliseconds),
            ("retry_after_ms", self.retry_after_ms, LATEST_MS, milliseconds),
            ("probability", Some(self.probability), 1.0, "Give a share, from 0 to 1."),
            ("factor", Some(self.factor), MOST_FACTOR, "Give a factor, 0 or more."),
        ];
        for (name, value, most, remedy) in numbers {
            if let Some(value) = value.filter(|value| !(0.0..=most).contains(value)) {
                return Err(bound(format!("{path}.{name}"), format!("{value} is not from 0 to {most}."), remedy));
            }
        }
        match self.until_ms.filter(|until_ms| *until_ms <= self.from_ms) {
            Some(until_ms) => {
                let what = format!("it ends at {until_ms} ms and begins at {} ms.", self.from_ms);
                Err(bound(format!("{path}.until_ms"), what, "Give an end after the beginning, or none."))
            }
            None => Ok(()),
        }
    }

    /// Whether it concerns an attempt that starts now.
    pub fn covers(&self, target: &str, on_device: bool, now_ms: f64) -> bool {
        let concerns = self.target == target || (self.target == "*" && !on_device);
        concerns && now_ms >= self.from_ms && self.until_ms.is_none_or(|until_ms| now_ms < until_ms)
    }
}

fn bound(path: String, what: String, remedy: &'static str) -> GatewayError {
    GatewayError::Bounds { document: DOCUMENT, path, what, remedy }
}

fn always() -> f64 {
    1.0
}

fn unchanged() -> f64 {
    1.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn refused(name: &str, value: Value) -> String {
        let mut file = json!({"version": 1, "outages": [{"kind": "stall", "target": "a", "from_ms": 1000}]});
        assert!(Outage::read(&file.to_string()).is_ok());
        file["outages"][0][name] = value;
        Outage::read(&file.to_string()).expect_err(name).to_string()
    }

    #[test]
    fn impossible_numbers_are_refused_with_their_place() {
        for name in ["from_ms", "until_ms", "retry_after_ms", "probability", "factor"] {
            for value in [-1.0, 1e308] {
                let why = refused(name, json!(value));
                assert!(why.contains(&format!("outages[0].{name}")), "{why}");
            }
        }
        assert!(refused("probability", json!(1.01)).contains("probability"));
        assert!(refused("after_tokens", json!(-1)).contains("after_tokens"));
        for until_ms in [0, 999, 1000] {
            assert!(refused("until_ms", json!(until_ms)).contains("outages[0].until_ms"), "{until_ms}");
        }
        for odd in [f64::NAN, f64::INFINITY] {
            let window: OutageWindow = serde_json::from_value(json!({"kind": "stall", "target": "a"})).unwrap();
            let outage =
                Outage { version: 1, name: String::new(), outages: vec![OutageWindow { probability: odd, ..window }] };
            assert!(outage.check().is_err(), "{odd}");
        }
    }

    #[test]
    fn versions_and_numbers_of_outages_are_checked() {
        let outage = |version: u32, count: usize| {
            let window = json!({"kind": "unavailable", "target": "*"});
            Outage::read(&json!({"version": version, "outages": vec![window; count]}).to_string())
        };
        assert!(outage(1, MOST_OUTAGES).is_ok());
        assert!(matches!(outage(42, 0), Err(GatewayError::Version { version: 42, .. })));
        assert!(outage(1, MOST_OUTAGES + 1).is_err());
    }
}
