//! A voter's side of a websocket, as small as it can be.

use shipcheck::voting::nostr::Event;
use shipcheck::voting::relay::{ClientMessage, RelayMessage};
use std::net::TcpStream;
use std::time::Duration;
use tungstenite::Message;

/// Sends events to a relay, one after the other; returns what it says to each.
pub fn publish(relay: &str, events: &[Event]) -> Vec<(bool, String)> {
    let address = relay.trim_start_matches("ws://").trim_end_matches('/');
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let (mut socket, _) = tungstenite::client(relay, stream).unwrap();
    let mut send = |event: &Event| {
        socket.send(Message::text(ClientMessage::Event(Box::new(event.clone())).to_json())).unwrap();
        loop {
            let Message::Text(text) = socket.read().unwrap() else { continue };
            if let Some(RelayMessage::Ok { accepted, message, .. }) = RelayMessage::parse(&text) {
                return (accepted, message);
            }
        }
    };
    events.iter().map(&mut send).collect()
}
