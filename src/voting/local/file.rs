//! The file a visitor exports and imports.

use super::{Ballot, Ledger, Name};
use crate::voting::{Choice, Result, VotingError};
use serde::{Deserialize, Serialize};

/// Milliseconds by which another device's clock may be ahead. A ballot from further ahead would win for ever.
pub const FUTURE_TOLERANCE_MS: u64 = 600_000;

const FORMAT: &str = "shipcheck-ballots";
const VERSION: u32 = 1;
/// More ballots than anybody has tools to vote on, and few enough to read at once.
const MOST_BALLOTS: usize = 10_000;

/// All ballots of a device, in the form they are kept and carried in. It is plain data: whoever holds it writes it as
/// JSON or hands it to the browser's database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BallotFile {
    format: String,
    version: u32,
    ballots: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    voter: Name,
    tool: Name,
    // Field by field: flattened, every unknown field would be kept for a while, however deep it is.
    cast_at: u64,
    revision: u32,
    choice: Option<Choice>,
}

/// Whether a text is shallow enough to be read as JSON: browsers and their bridges go down level by level, and a few
/// hundred thousand of them end the page. A file of ballots has three.
pub fn is_shallow(text: &str) -> bool {
    const DEEPEST: u32 = 16;
    let (mut depth, mut in_string, mut escaped) = (0u32, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => depth += 1,
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return false;
        }
    }
    true
}

impl Ledger {
    /// The ballots, to keep or to carry to another device.
    pub fn export(&self) -> BallotFile {
        let entry = |(voter, tool, ballot): (&Name, &Name, &Ballot)| Entry {
            voter: voter.clone(),
            tool: tool.clone(),
            cast_at: ballot.cast_at,
            revision: ballot.revision,
            choice: ballot.choice,
        };
        BallotFile { format: FORMAT.into(), version: VERSION, ballots: self.ballots().map(entry).collect() }
    }

    /// Takes up what [`Ledger::export`] gave, all of it or nothing. `now` is a Unix time in milliseconds.
    pub fn import(file: BallotFile, now: u64) -> Result<Self> {
        if file.format != FORMAT {
            return Err(VotingError::BallotFile(format!("the format is {:?}, not {FORMAT:?}", file.format)));
        }
        if file.version != VERSION {
            return Err(VotingError::BallotVersion(file.version));
        }
        if file.ballots.len() > MOST_BALLOTS {
            return Err(VotingError::BallotFile(format!("there are more than {MOST_BALLOTS} ballots")));
        }
        let mut ledger = Ledger::default();
        for Entry { voter, tool, cast_at, revision, choice } in file.ballots {
            let ballot = Ballot { cast_at, revision, choice };
            if ballot.cast_at > now.saturating_add(FUTURE_TOLERANCE_MS) {
                return Err(VotingError::BallotDate { tool: tool.as_str().to_owned() });
            }
            ledger.admit(voter, tool, ballot);
        }
        Ok(ledger)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_800_000_000_000;

    fn ledger() -> Ledger {
        let mut ledger = Ledger::default();
        let [me, one, two] = ["me", "one", "two"].map(|text| Name::new(text).unwrap());
        ledger.cast(&me, &one, Choice::Ship, NOW);
        ledger.cast(&me, &two, Choice::Skip, NOW);
        ledger.withdraw(&me, &two, NOW + 1);
        ledger
    }

    #[test]
    fn what_is_exported_is_imported() {
        assert_eq!(Ledger::import(ledger().export(), NOW).unwrap(), ledger());
    }

    #[test]
    fn what_is_no_export_is_refused_with_a_reason() {
        let refused = |change: fn(&mut BallotFile)| {
            let mut file = ledger().export();
            change(&mut file);
            Ledger::import(file, NOW).unwrap_err()
        };
        assert!(matches!(refused(|file| file.format = "other".into()), VotingError::BallotFile(_)));
        assert_eq!(refused(|file| file.version = 2), VotingError::BallotVersion(2));
        let many = |file: &mut BallotFile| file.ballots = vec![file.ballots[0].clone(); MOST_BALLOTS + 1];
        assert!(matches!(refused(many), VotingError::BallotFile(_)));
        assert_eq!(Ledger::import(ledger().export(), 0).unwrap_err(), VotingError::BallotDate { tool: "one".into() });
    }

    #[test]
    fn deep_files_are_told_from_shallow_ones_before_they_are_read() {
        let deep = "[".repeat(300_000);
        assert!(!is_shallow(&deep) && !is_shallow(&"{\"a\":".repeat(300_000)));
        assert!(is_shallow(&format!("{{\"text\": \"{deep}\\\"{deep}\"}}")), "brackets in a text are no levels");
        assert!(is_shallow(&"[[]]".repeat(1000)));
    }
}
