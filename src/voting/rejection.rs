//! Why something that came as a ballot is not counted.

use std::fmt;

/// The reason for a rejected ballot. The names are stable: they stand in results, files and the documentation.
///
/// A ballot with several faults is counted under the first of them, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rejection {
    TooLarge,
    NotAnEvent,
    TooMany,
    BadId,
    WrongKind,
    WrongPoll,
    BeforePoll,
    AfterEnd,
    InTheFuture,
    NoOption,
    UnknownOption,
    TooLittleWork,
    BadSignature,
}

impl Rejection {
    pub const ALL: [Rejection; 13] = [
        Rejection::TooLarge,
        Rejection::NotAnEvent,
        Rejection::TooMany,
        Rejection::BadId,
        Rejection::WrongKind,
        Rejection::WrongPoll,
        Rejection::BeforePoll,
        Rejection::AfterEnd,
        Rejection::InTheFuture,
        Rejection::NoOption,
        Rejection::UnknownOption,
        Rejection::TooLittleWork,
        Rejection::BadSignature,
    ];

    /// The name in results.
    pub fn name(self) -> &'static str {
        match self {
            Rejection::TooLarge => "too_large",
            Rejection::NotAnEvent => "not_an_event",
            Rejection::TooMany => "too_many",
            Rejection::BadId => "bad_id",
            Rejection::WrongKind => "wrong_kind",
            Rejection::WrongPoll => "wrong_poll",
            Rejection::BeforePoll => "before_poll",
            Rejection::AfterEnd => "after_end",
            Rejection::InTheFuture => "in_the_future",
            Rejection::NoOption => "no_option",
            Rejection::UnknownOption => "unknown_option",
            Rejection::TooLittleWork => "too_little_work",
            Rejection::BadSignature => "bad_signature",
        }
    }

    /// The reason in a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Rejection::TooLarge => "It is larger than a ballot may be.",
            Rejection::NotAnEvent => "It is not a Nostr event.",
            Rejection::TooMany => "It came after the largest number of ballots that are looked at.",
            Rejection::BadId => "Its id is not the hash of its content, so somebody changed it.",
            Rejection::WrongKind => "It is a Nostr event, but not a response to a poll.",
            Rejection::WrongPoll => "It answers another poll.",
            Rejection::BeforePoll => "It is dated before the poll began.",
            Rejection::AfterEnd => "It is dated after the poll ended.",
            Rejection::InTheFuture => "It is dated more than ten minutes in the future.",
            Rejection::NoOption => "It names no option.",
            Rejection::UnknownOption => "It names an option that the poll does not have.",
            Rejection::TooLittleWork => "It shows less proof of work than the poll asks for.",
            Rejection::BadSignature => "Its signature is not by the key it names.",
        }
    }

    /// Whether the ballot cannot have come from its voter this way: somebody made or changed it on the way.
    pub fn is_forgery(self) -> bool {
        matches!(self, Rejection::BadId | Rejection::BadSignature)
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_reason_has_its_own_snake_case_name_and_is_documented() {
        let rules = include_str!("../../docs/VOTING.md");
        let names: BTreeSet<_> = Rejection::ALL.iter().map(|reason| reason.name()).collect();
        assert_eq!(names.len(), Rejection::ALL.len());
        for name in names {
            assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{name}");
            assert!(rules.contains(&format!("| `{name}` |")), "docs/VOTING.md does not explain `{name}`");
        }
        assert!(Rejection::ALL.is_sorted());
    }
}
