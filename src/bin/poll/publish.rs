//! Sending events to relays, with as much patience as somebody at a terminal has.

use super::socket::{Heard, Socket, Trouble};
use super::{Failure, machine};
use shipcheck::voting::nostr::Event;
use shipcheck::voting::relay::{ClientMessage, Outbox, Parcel, RelayMessage, State};
use std::time::{Duration, Instant};

/// How often each event is tried at each relay.
const TRIES: u32 = 3;
/// For one connection; answers that are overdue end it earlier.
const TOTAL: Duration = Duration::from_secs(60);
/// Relays have little to say to somebody who only publishes.
const LARGEST_MESSAGE: usize = 64 << 10;

/// Sends every event to every relay; returns what became of them.
pub fn publish(events: &[Event], relays: &[String]) -> Result<Outbox, Failure> {
    let start = Instant::now();
    let mut outbox = Outbox::default();
    events.iter().for_each(|event| outbox.post(event, relays));
    for relay in relays {
        while let Some(wake) = next_try(&outbox, relay) {
            std::thread::sleep(Duration::from_millis(wake.saturating_sub(milliseconds(start))));
            deliver(&mut outbox, relay, start)?;
        }
    }
    Ok(outbox)
}

/// When to try this relay again, if anything is left to try.
fn next_try(outbox: &Outbox, relay: &str) -> Option<u64> {
    let waiting = |parcel: &Parcel| match parcel.state {
        State::Queued { not_before, .. } if parcel.relay == relay && parcel.failures < TRIES => Some(not_before),
        _ => None,
    };
    outbox.parcels().iter().filter_map(waiting).min()
}

/// One connection: sends what is due, one event after the other.
fn deliver(outbox: &mut Outbox, relay: &str, start: Instant) -> Result<(), Failure> {
    let mut socket = Socket::open(relay, LARGEST_MESSAGE, TOTAL).ok();
    while let Some(event) = outbox.send_next(relay, milliseconds(start)).cloned() {
        if let Some(open) = &mut socket
            && converse(open, outbox, relay, &event, start).is_err()
        {
            socket = None;
        }
        if socket.is_none() {
            outbox.disconnected(relay, milliseconds(start), machine::jitter()?);
        }
    }
    if let Some(socket) = socket {
        socket.close();
    }
    Ok(())
}

/// Sends one event and waits until the relay has answered, or the outbox has given it up.
fn converse(
    socket: &mut Socket,
    outbox: &mut Outbox,
    relay: &str,
    event: &Event,
    start: Instant,
) -> Result<(), Trouble> {
    socket.send(ClientMessage::Event(Box::new(event.clone())).to_json())?;
    let is_sending = |outbox: &Outbox| {
        let this = |parcel: &&Parcel| parcel.relay == relay && parcel.event.id == event.id;
        outbox.parcels().iter().find(this).is_some_and(|parcel| matches!(parcel.state, State::Sending { .. }))
    };
    while is_sending(outbox) {
        let jitter = machine::jitter().map_err(|failure| Trouble::Broken(failure.message))?;
        if let Heard::Text(text) = socket.listen()?
            && let Some(RelayMessage::Ok { id, accepted, message }) = RelayMessage::parse(&text)
        {
            outbox.answered(relay, id.as_ref(), accepted, &message, milliseconds(start), jitter);
        }
        outbox.tick(milliseconds(start), jitter);
    }
    Ok(())
}

fn milliseconds(start: Instant) -> u64 {
    start.elapsed().as_millis() as u64
}
