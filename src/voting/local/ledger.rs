//! All ballots of a device. Ledgers merge in any order, any number of times, to the same ledger.

use super::{Ballot, Name};
use crate::voting::{Choice, Score};
use std::collections::BTreeMap;

/// At most one ballot for each voter and tool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    ballots: BTreeMap<(Name, Name), Ballot>,
}

impl Ledger {
    /// Casts or changes a vote. `now` is a Unix time in milliseconds.
    pub fn cast(&mut self, voter: &Name, tool: &Name, choice: Choice, now: u64) -> Ballot {
        self.replace(voter, tool, Some(choice), now)
    }

    /// Withdraws a vote; without one, nothing happens. `now` is a Unix time in milliseconds.
    pub fn withdraw(&mut self, voter: &Name, tool: &Name, now: u64) -> Option<Ballot> {
        self.choice(voter, tool)?;
        Some(self.replace(voter, tool, None, now))
    }

    fn replace(&mut self, voter: &Name, tool: &Name, choice: Option<Choice>, now: u64) -> Ballot {
        let key = (voter.clone(), tool.clone());
        let ballot = Ballot::after(self.ballots.get(&key), choice, now);
        self.ballots.insert(key, ballot);
        ballot
    }

    /// What the voter says about the tool, if anything.
    pub fn choice(&self, voter: &Name, tool: &Name) -> Option<Choice> {
        self.ballots.get(&(voter.clone(), tool.clone()))?.choice
    }

    /// Keeps the later ballot of each voter and tool. Commutative, associative and idempotent.
    pub fn merge(&mut self, other: &Ledger) {
        for ((voter, tool), ballot) in &other.ballots {
            self.admit(voter.clone(), tool.clone(), *ballot);
        }
    }

    /// Takes one ballot, unless there is a later one.
    pub fn admit(&mut self, voter: Name, tool: Name, ballot: Ballot) {
        let kept = self.ballots.entry((voter, tool)).or_insert(ballot);
        *kept = ballot.max(*kept);
    }

    /// The votes on one tool.
    pub fn tally(&self, tool: &Name) -> Score {
        self.ballots.iter().filter(|((_, of), _)| of == tool).filter_map(|(_, ballot)| ballot.choice).collect()
    }

    /// Every ballot with its voter and tool, withdrawn ones too.
    pub fn ballots(&self) -> impl Iterator<Item = (&Name, &Name, &Ballot)> {
        self.ballots.iter().map(|((voter, tool), ballot)| (voter, tool, ballot))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::new(text).unwrap()
    }

    #[test]
    fn a_vote_is_changed_and_withdrawn() {
        let (me, tool, mut ledger) = (name("me"), name("tool"), Ledger::default());
        ledger.cast(&me, &tool, Choice::Ship, 10);
        ledger.cast(&me, &tool, Choice::Skip, 11);
        assert_eq!(ledger.tally(&tool), Score { ship: 0, skip: 1 });
        ledger.withdraw(&me, &tool, 12);
        assert_eq!(ledger.choice(&me, &tool), None);
        assert_eq!(ledger.tally(&tool), Score::default());
        assert_eq!(ledger.withdraw(&me, &name("other"), 13), None);
    }

    #[test]
    fn a_change_counts_although_the_clock_was_set_back() {
        let (me, tool, mut before) = (name("me"), name("tool"), Ledger::default());
        before.cast(&me, &tool, Choice::Ship, 1_000);
        let mut after = before.clone();
        after.cast(&me, &tool, Choice::Skip, 5);
        before.merge(&after);
        assert_eq!(before.choice(&me, &tool), Some(Choice::Skip));
    }

    #[test]
    fn a_merge_does_not_bring_a_withdrawn_vote_back() {
        let (me, tool, mut old) = (name("me"), name("tool"), Ledger::default());
        old.cast(&me, &tool, Choice::Ship, 1);
        let mut new = old.clone();
        new.withdraw(&me, &tool, 2);
        new.merge(&old);
        assert_eq!(new.choice(&me, &tool), None);
    }

    #[test]
    fn names_have_bounds() {
        assert!(Name::new("").is_err());
        assert!(Name::new("x".repeat(65)).is_err());
        assert!(Name::new("a\nb").is_err());
        assert!(Name::new("é".repeat(64)).is_ok());
    }
}
