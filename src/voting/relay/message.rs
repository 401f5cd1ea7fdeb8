//! What goes over the wire, both ways (NIP-01). Every message is a JSON array that begins with its name.

use crate::voting::nostr::{Event, EventId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::RawValue;

/// Which events a client asks for. What is `None` is not asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kinds: Option<Vec<u16>>,
    /// Ids of events that are referred to.
    #[serde(rename = "#e", skip_serializing_if = "Option::is_none")]
    pub referring_to: Option<Vec<String>>,
    /// Unix time in seconds; only events that are not older.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<u64>,
    /// Unix time in seconds; only events that are not newer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<u64>,
    /// At most so many of the newest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<usize>,
}

/// From us to a relay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientMessage {
    Event(Box<Event>),
    Request { subscription: String, filter: Filter },
    Close { subscription: String },
}

/// From a relay to us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RelayMessage {
    /// An event as the relay wrote it; it has not been looked at.
    Event {
        subscription: String,
        event: String,
    },
    Ok {
        /// `None` where the relay leaves it empty, as some do when they refuse.
        id: Option<EventId>,
        accepted: bool,
        message: String,
    },
    /// All stored events have been sent.
    EndOfStoredEvents {
        subscription: String,
    },
    Closed {
        subscription: String,
        message: String,
    },
    Notice(String),
    /// A message of another NIP, such as `AUTH`.
    Other(String),
}

impl ClientMessage {
    pub fn to_json(&self) -> String {
        match self {
            Self::Event(event) => json!(["EVENT", event]),
            Self::Request { subscription, filter } => json!(["REQ", subscription, filter]),
            Self::Close { subscription } => json!(["CLOSE", subscription]),
        }
        .to_string()
    }

    /// Reads a client's message; what is none is `None`.
    pub fn parse(json: &str) -> Option<Self> {
        let parts: Vec<&RawValue> = serde_json::from_str(json).ok()?;
        let (name, rest) = parts.split_first()?;
        match (text(name)?.as_str(), rest) {
            ("EVENT", [event]) => Some(Self::Event(Box::new(Event::parse(event.get()).ok()?))),
            ("REQ", [subscription, filter]) => Some(Self::Request {
                subscription: text(subscription)?,
                filter: serde_json::from_str(filter.get()).ok()?,
            }),
            ("CLOSE", [subscription]) => Some(Self::Close { subscription: text(subscription)? }),
            _ => None,
        }
    }
}

impl RelayMessage {
    /// Reads a relay's message; what is none is `None`.
    pub fn parse(json: &str) -> Option<Self> {
        let parts: Vec<&RawValue> = serde_json::from_str(json).ok()?;
        let (name, rest) = parts.split_first()?;
        let name = text(name)?;
        match (name.as_str(), rest) {
            ("EVENT", [subscription, event]) => {
                Some(Self::Event { subscription: text(subscription)?, event: event.get().to_owned() })
            }
            // The message must be there, but not every relay sends it when it accepts.
            ("OK", [id, accepted, message @ ..]) => Some(Self::Ok {
                id: match text(id)?.as_str() {
                    "" => None,
                    digits => Some(EventId::from_hex(digits)?),
                },
                accepted: serde_json::from_str(accepted.get()).ok()?,
                message: message.first().and_then(|message| text(message)).unwrap_or_default(),
            }),
            ("EOSE", [subscription, ..]) => Some(Self::EndOfStoredEvents { subscription: text(subscription)? }),
            ("CLOSED", [subscription, message @ ..]) => Some(Self::Closed {
                subscription: text(subscription)?,
                message: message.first().and_then(|message| text(message)).unwrap_or_default(),
            }),
            ("NOTICE", [message, ..]) => Some(Self::Notice(text(message)?)),
            ("EVENT" | "OK" | "EOSE" | "CLOSED" | "NOTICE", _) => None,
            _ => Some(Self::Other(name)),
        }
    }

    pub fn to_json(&self) -> String {
        match self {
            // The event is already JSON, and its author's spelling is kept.
            Self::Event { subscription, event } => return format!("[\"EVENT\",{},{event}]", json!(subscription)),
            Self::Ok { id, accepted, message } => {
                let id = id.map_or_else(String::new, |id| id.to_string());
                json!(["OK", id, accepted, message])
            }
            Self::EndOfStoredEvents { subscription } => json!(["EOSE", subscription]),
            Self::Closed { subscription, message } => json!(["CLOSED", subscription, message]),
            Self::Notice(message) => json!(["NOTICE", message]),
            Self::Other(name) => json!([name]),
        }
        .to_string()
    }
}

fn text(value: &RawValue) -> Option<String> {
    serde_json::from_str(value.get()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voting::nostr::{Draft, SecretKey};

    fn event() -> Event {
        let draft = Draft { kind: 1, created_at: 5, tags: vec![], content: "\"hello\"".into() };
        draft.sign(&SecretKey::from_bytes(&[9; 32]).unwrap(), &[0; 32]).unwrap()
    }

    #[test]
    fn client_messages_are_written_as_nip_01_has_them() {
        let filter = Filter { kinds: Some(vec![1018]), referring_to: Some(vec!["ab".into()]), ..Filter::default() };
        let request = ClientMessage::Request { subscription: "s".into(), filter };
        assert_eq!(request.to_json(), r##"["REQ","s",{"#e":["ab"],"kinds":[1018]}]"##);
        for message in
            [request, ClientMessage::Close { subscription: "s".into() }, ClientMessage::Event(event().into())]
        {
            assert_eq!(ClientMessage::parse(&message.to_json()), Some(message));
        }
    }

    #[test]
    fn relay_messages_are_read_as_they_were_written() {
        let subscription = "s \"1\"".to_owned();
        let messages = [
            RelayMessage::Event { subscription: subscription.clone(), event: event().to_json() },
            RelayMessage::Ok { id: Some(event().id), accepted: false, message: "pow: more".into() },
            RelayMessage::Ok { id: None, accepted: false, message: "rejected: more".into() },
            RelayMessage::EndOfStoredEvents { subscription: subscription.clone() },
            RelayMessage::Closed { subscription, message: "error: shutting down".into() },
            RelayMessage::Notice("hello".into()),
            RelayMessage::Other("AUTH".into()),
        ];
        for message in messages {
            assert_eq!(RelayMessage::parse(&message.to_json()), Some(message));
        }
    }

    #[test]
    fn garbage_is_told_from_messages_of_other_nips() {
        for garbage in
            ["", "{}", "[]", "[1]", "[\"EVENT\"]", "[\"OK\",\"xy\",true,\"\"]", "[\"EOSE\"]", "[\"NOTICE\",3]"]
        {
            assert_eq!(RelayMessage::parse(garbage), None, "{garbage}");
        }
        assert_eq!(RelayMessage::parse("[\"COUNT\",\"s\",{}]"), Some(RelayMessage::Other("COUNT".into())));
    }
}
