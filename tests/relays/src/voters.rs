//! Polls and many voters, good and bad ones.

use shipcheck::voting::Choice;
use shipcheck::voting::nostr::{Draft, Event, Miner, SecretKey};
use shipcheck::voting::poll::{Announcement, Poll, respond};
use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds the latest ballots are old at least, so that no clock's haste makes them future.
const AGE: u64 = 60;

/// A poll that began so many seconds ago.
pub fn poll(tool: &str, begun: u64) -> Event {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let announcement = Announcement {
        tool: tool.to_owned(),
        question: format!("Would you ship with {tool}?"),
        created_at: now - begun,
        ends_at: None,
        relays: vec![],
    };
    announcement.draft().unwrap().sign(&SecretKey::from_bytes(&[1; 32]).unwrap(), &[0; 32]).unwrap()
}

/// Ballots of so many voters as lines of JSON, the given part of them bad in one way after the other.
///
/// A third of the good ones says skip.
pub fn ballots(poll: &Poll, count: u64, bad: u64, work: u32) -> impl Iterator<Item = String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let span = (now - AGE - poll.created_at).max(1);
    (0..count).map(move |voter| {
        let choice = if voter % 3 == 0 { Choice::Skip } else { Choice::Ship };
        let draft = respond(poll, choice, poll.created_at + voter * span / count);
        let is_bad = voter % 100 < bad;
        if is_bad { spoil(draft, voter, work, now) } else { signed(draft, voter, work).to_json() }
    })
}

fn spoil(mut draft: Draft, voter: u64, work: u32, now: u64) -> String {
    match voter % 5 {
        // Forged in passing: the signature is another's.
        0 => {
            let mut event = signed(draft, voter, work);
            event.sig = signed(Draft { content: "other".into(), ..respond_like(&event) }, voter, 0).sig;
            return event.to_json();
        }
        1 => draft.tags[1][1] = "maybe".into(),
        2 => draft.created_at = now + 86_400,
        3 => draft.tags[1].truncate(1),
        _ => return signed(draft, voter, 0).to_json(),
    }
    signed(draft, voter, work).to_json()
}

/// The same response without what was signed.
fn respond_like(event: &Event) -> Draft {
    Draft { kind: event.kind, created_at: event.created_at, tags: event.tags.clone(), content: String::new() }
}

fn signed(draft: Draft, voter: u64, work: u32) -> Event {
    let mut bytes = [7; 32];
    bytes[..8].copy_from_slice(&(voter + 1).to_le_bytes());
    let key = SecretKey::from_bytes(&bytes).unwrap();
    let mined = if work > 0 {
        let nonce = Miner::new(&draft, &key.public(), work, 0).mine(u64::MAX).unwrap();
        draft.with_nonce(nonce)
    } else {
        draft
    };
    mined.sign(&key, &bytes).unwrap()
}
