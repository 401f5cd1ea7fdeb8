//! Why a relay said no, in plain words. The machine-readable beginnings are those of NIP-01 and NIP-42.

use serde::{Deserialize, Serialize};

/// A relay's no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub kind: RefusalKind,
    /// What the relay wrote after the beginning; not to be trusted, only to be shown.
    pub detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalKind {
    Pow,
    RateLimited,
    Blocked,
    Duplicate,
    Invalid,
    Restricted,
    AuthRequired,
    Error,
    /// Anything without a beginning we know.
    Other,
}

/// More of a relay's text is not shown.
const LONGEST_DETAIL: usize = 200;

impl Refusal {
    /// Reads the last part of `OK` or `CLOSED`: `word: explanation`.
    pub fn parse(message: &str) -> Self {
        let (word, rest) = message.split_once(':').unwrap_or((message, ""));
        let kind = match word.trim() {
            "pow" => RefusalKind::Pow,
            "rate-limited" => RefusalKind::RateLimited,
            "blocked" => RefusalKind::Blocked,
            "duplicate" => RefusalKind::Duplicate,
            "invalid" => RefusalKind::Invalid,
            "restricted" => RefusalKind::Restricted,
            "auth-required" => RefusalKind::AuthRequired,
            "error" => RefusalKind::Error,
            _ => RefusalKind::Other,
        };
        let detail = if kind == RefusalKind::Other { message } else { rest };
        Self { kind, detail: printable(detail) }
    }

    /// What happened, in a sentence.
    pub fn sentence(&self) -> &'static str {
        match self.kind {
            RefusalKind::Pow => "The relay asks for more proof of work.",
            RefusalKind::RateLimited => "The relay takes no more votes from here just now.",
            RefusalKind::Blocked => "The relay does not take votes from this key or address.",
            RefusalKind::Duplicate => "The relay has it already.",
            RefusalKind::Invalid => "The relay finds it faulty; a wrong clock is the usual cause.",
            RefusalKind::Restricted => "The relay takes votes from its members only.",
            RefusalKind::AuthRequired => "The relay asks for a login, which a vote here does not have.",
            RefusalKind::Error => "The relay has a fault of its own.",
            RefusalKind::Other => "The relay refused it without a reason that is known.",
        }
    }

    /// What the voter can do about it.
    pub fn remedy(&self) -> &'static str {
        match self.kind {
            RefusalKind::Pow => "Vote again with more work.",
            RefusalKind::RateLimited | RefusalKind::Error => "It will be tried again by itself.",
            RefusalKind::Duplicate => "Nothing needs to be done.",
            RefusalKind::Invalid => "Check this device's date and time, then vote again.",
            RefusalKind::Blocked | RefusalKind::Restricted | RefusalKind::AuthRequired | RefusalKind::Other => {
                "Another relay may take it."
            }
        }
    }

    /// Whether the same event may be taken later.
    pub fn is_temporary(&self) -> bool {
        matches!(self.kind, RefusalKind::RateLimited | RefusalKind::Error)
    }
}

/// Text of a stranger, without what could disturb a terminal or a page.
pub fn printable(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(LONGEST_DETAIL).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_nip_01_are_understood() {
        let kinds = [
            ("pow: difficulty 26 is less than 30", RefusalKind::Pow),
            ("rate-limited: slow down there chief", RefusalKind::RateLimited),
            ("blocked: you are banned from posting here", RefusalKind::Blocked),
            ("duplicate: already have this event", RefusalKind::Duplicate),
            ("invalid: event creation date is too far off from the current time", RefusalKind::Invalid),
            ("restricted: not allowed to write.", RefusalKind::Restricted),
            ("auth-required: we only accept events from registered users", RefusalKind::AuthRequired),
            ("error: could not connect to the database", RefusalKind::Error),
            ("no way", RefusalKind::Other),
        ];
        for (message, kind) in kinds {
            assert_eq!(Refusal::parse(message).kind, kind, "{message}");
        }
        assert_eq!(Refusal::parse("pow: difficulty 26 is less than 30").detail, "difficulty 26 is less than 30");
    }

    #[test]
    fn a_relay_cannot_write_on_the_terminal() {
        assert_eq!(Refusal::parse("error: \u{1b}[2J\nhello").detail, "[2Jhello");
        assert_eq!(Refusal::parse(&"x".repeat(9_999)).detail.len(), LONGEST_DETAIL);
    }
}
