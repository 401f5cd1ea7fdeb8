//! Any bytes as a Nostr event, as a relay's message, as a poll and as lines of a count.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shipcheck::voting::nostr::Event;
use shipcheck::voting::poll::{Limits, Poll, Rules, Tally, Verdict};
use shipcheck::voting::relay::{ClientMessage, RelayMessage};

/// A real poll, so that lines have something to answer.
const POLL: &str = include_str!("../../tests/fixtures/ballots/poll.json");

fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        if let Ok(event) = Event::parse_wrapped(text) {
            let again = Event::parse(&event.to_json()).expect("an event can be read again");
            assert_eq!(again, event);
            assert_eq!(again.check_id(), event.check_id());
            let _ = event.check_signature();
        }
        if let Some(message) = RelayMessage::parse(text) {
            assert_eq!(RelayMessage::parse(&message.to_json()), Some(message));
        }
        let _ = ClientMessage::parse(text);
        if let Ok(poll) = Poll::parse(text) {
            let _ = poll.oddities();
        }
    }
    count(data);
});

/// The order of the lines makes no difference, nor does counting them twice.
fn count(data: &[u8]) {
    let poll = Poll::parse(POLL).expect("the poll can be read");
    let rules = Rules { now: 1_700_050_000, limits: Limits { events: 64, ..Limits::default() }, ..Rules::default() };
    let lines: Vec<_> = data.split(|byte| *byte == b'\n').take(32).collect();
    let (mut forward, mut backward) = (Tally::new(poll.clone(), rules), Tally::new(poll, rules));
    for (line, last) in lines.iter().zip(lines.iter().rev()) {
        forward.examine(line);
        backward.examine(last);
    }
    assert_eq!(forward.result(), backward.result());
    for line in &lines {
        if forward.read(line).is_ok() {
            assert_eq!(forward.examine(line), Verdict::Repeated);
        }
    }
    assert_eq!(forward.score(), backward.score());
}
