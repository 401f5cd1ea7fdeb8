//! The live checks' instruments.

use crate::app::{desk::Desk, format, message::Msg, state::CheckResult};
use crate::browser::page::{fetch, time};
use crate::comparison::CheckKind;
use crate::widgets::OutageFinding;

const LIMIT: u64 = 2_000_000_000;

/// Asks for the length of every file, without downloading any.
pub async fn measure_length(desk: Desk, kind: CheckKind, addresses: Vec<String>) {
    let mut bytes = 0;
    for address in &addresses {
        match fetch::size(address).await {
            Some(length) => bytes += length,
            None => {
                let why =
                    format!("Not checked: {} gave no answer. Check the connection and press again.", host(address));
                return desk.send(Msg::CheckMeasured { kind, result: CheckResult::Impossible(why) });
            }
        }
    }
    let value = format!("{} for SmolVLM2-500M at {}", format::bytes(bytes), addresses.first().map_or("", |a| host(a)));
    date(desk, kind, bytes < LIMIT, value);
}

/// The console measured it, in this tab.
pub fn read_outage_finding(desk: Desk) {
    if let Some(OutageFinding { holds, value, when }) = OutageFinding::kept() {
        let result = CheckResult::Measured { holds, value, when };
        desk.send(Msg::CheckMeasured { kind: CheckKind::FallsBackByItself, result });
    }
}

/// A measurement is worth nothing without its date.
pub fn date(desk: Desk, kind: CheckKind, holds: bool, value: String) {
    desk.send(Msg::CheckMeasured { kind, result: CheckResult::Measured { holds, value, when: time::today() } });
}

fn host(address: &str) -> &str {
    address.split('/').nth(2).unwrap_or(address)
}
