//! A voter's answer: an event of kind 1018 that names a poll and an option.

use super::Poll;
use crate::voting::nostr::{Draft, Event};
use crate::voting::{Choice, Rejection};

/// The kind of a response to a poll (NIP-88).
pub const RESPONSE_KIND: u16 = 1018;

/// The response to sign for a choice. `created_at` is a Unix time in seconds.
pub fn respond(poll: &Poll, choice: Choice, created_at: u64) -> Draft {
    let tag = |name: &str, value: &str| vec![name.to_owned(), value.to_owned()];
    let tags = vec![tag("e", &poll.id.to_string()), tag("response", poll.option(choice))];
    Draft { kind: RESPONSE_KIND, created_at, tags, content: String::new() }
}

/// Whether the event is a response to this poll at all.
pub fn check_target(event: &Event, poll: &Poll) -> Result<(), Rejection> {
    if event.kind != RESPONSE_KIND {
        return Err(Rejection::WrongKind);
    }
    let id = poll.id.to_string();
    let named = event.tags_named("e").any(|rest| rest.first() == Some(&id));
    if named { Ok(()) } else { Err(Rejection::WrongPoll) }
}

/// What the event says. In a single choice poll the first response is the actual one, whatever follows (NIP-88).
pub fn choice(event: &Event, poll: &Poll) -> Result<Choice, Rejection> {
    let option = event.tag("response").ok_or(Rejection::NoOption)?;
    poll.choice(option).ok_or(Rejection::UnknownOption)
}
