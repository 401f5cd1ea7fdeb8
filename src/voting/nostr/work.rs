//! Proof of work (NIP-13): ids that begin with many zero bits, which take many tries to find.

use super::canonical::{Controls, write_string};
use super::{Draft, Event, EventId, PublicKey};
use sha2::{Digest, Sha256};

/// How many zero bits an id begins with. Each doubles the tries it takes on average.
pub fn leading_zero_bits(id: &EventId) -> u32 {
    let zeros = id.0.iter().take_while(|byte| **byte == 0).count();
    zeros as u32 * 8 + id.0.get(zeros).map_or(0, |byte| byte.leading_zeros())
}

/// The zero bits an event's author promised to look for. Without a promise a lucky id proves nothing.
pub fn committed_work(event: &Event) -> Option<u32> {
    event.tags_named("nonce").next()?.get(1)?.parse().ok()
}

/// What makes an id begin with enough zero bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nonce {
    pub value: u64,
    /// Zero bits that were looked for.
    pub target: u32,
}

impl Nonce {
    fn tag(self) -> Vec<String> {
        vec!["nonce".to_owned(), self.value.to_string(), self.target.to_string()]
    }
}

impl Draft {
    /// The draft with this nonce as its last tag, in place of any other.
    pub fn with_nonce(mut self, nonce: Nonce) -> Self {
        self.tags.retain(|tag| tag.first().is_none_or(|name| name != "nonce"));
        self.tags.push(nonce.tag());
        self
    }
}

/// The search for a [`Nonce`], to be continued in steps so that its owner can report progress or stop.
#[derive(Clone, Debug)]
pub struct Miner {
    /// The hash of everything before the nonce's digits; it is computed once.
    before: Sha256,
    /// Everything after the nonce's digits.
    after: Vec<u8>,
    target: u32,
    next: u64,
    tries: u64,
}

impl Miner {
    /// Looks for `target` zero bits, beginning with the nonce `start`. Several workers take different starts.
    pub fn new(draft: &Draft, author: &PublicKey, target: u32, start: u64) -> Self {
        // The nonce is one digit here, so its place is known from the end of the text.
        let canonical = draft.clone().with_nonce(Nonce { value: 0, target }).canonical(author);
        let mut after = format!("\",\"{target}\"]],").into_bytes();
        write_string(&mut after, &draft.content, Controls::Verbatim);
        after.push(b']');
        let digits = canonical.len() - after.len() - 1;
        let before = Sha256::new().chain_update(&canonical[..digits]);
        Self { before, after, target, next: start, tries: 0 }
    }

    /// Tries so many nonces. `None` means: not found yet, call again.
    pub fn mine(&mut self, tries: u64) -> Option<Nonce> {
        for _ in 0..tries {
            let value = self.next;
            self.next = self.next.wrapping_add(1);
            self.tries += 1;
            let hash = self.before.clone().chain_update(value.to_string()).chain_update(&self.after).finalize();
            if leading_zero_bits(&EventId(hash.into())) >= self.target {
                return Some(Nonce { value, target: self.target });
            }
        }
        None
    }

    /// How many nonces have been tried.
    pub fn tries(&self) -> u64 {
        self.tries
    }

    /// How many tries it takes on average, for a progress bar.
    pub fn expected_tries(&self) -> f64 {
        2f64.powi(self.target as i32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voting::nostr::SecretKey;

    #[test]
    fn zero_bits_are_counted_across_bytes() {
        let id = |start: &str| EventId::from_hex(&format!("{start:f<64}")).unwrap();
        assert_eq!(leading_zero_bits(&id("000000000e9d")), 36);
        assert_eq!(leading_zero_bits(&id("8")), 0);
        assert_eq!(leading_zero_bits(&id("002f")), 10);
        assert_eq!(leading_zero_bits(&EventId([0; 32])), 256);
    }

    #[test]
    fn a_search_in_steps_finds_what_one_step_finds() {
        let author = SecretKey::from_bytes(&[3; 32]).unwrap().public();
        let tags = vec![vec!["nonce".into(), "stale".into()], vec!["e".into(), "x".into()]];
        let draft = Draft { kind: 1018, created_at: 1_700_000_000, tags, content: "tab\t, \"quotes\", é".into() };
        let mut whole = Miner::new(&draft, &author, 10, 0);
        let found = whole.mine(u64::MAX).unwrap();
        let mut steps = Miner::new(&draft, &author, 10, 0);
        let again = (0..).find_map(|_| steps.mine(7)).unwrap();
        assert_eq!(found, again);
        assert_eq!(whole.tries(), found.value + 1);
        let mined = draft.with_nonce(found);
        assert_eq!(mined.tags.len(), 2);
        assert!(leading_zero_bits(&mined.id(&author)) >= 10);
    }
}
