//! Nostr events (NIP-01): what is signed, and what comes over the wire.

use super::canonical::{Controls, Parts};
use super::{EventId, PublicKey, SecretKey, Signature};
use crate::voting::{Rejection, Result};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

/// An event that nobody has signed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What the event is: 1068 a poll, 1018 a response.
    pub kind: u16,
    /// Unix time in seconds.
    pub created_at: u64,
    pub tags: Vec<Vec<String>>,
    pub content: String,
}

/// An event as its author claims it. [`Event::check_id`] and [`Event::check_signature`] tell whether the claim holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire")]
pub struct Event {
    pub id: EventId,
    pub pubkey: PublicKey,
    /// Unix time in seconds.
    pub created_at: u64,
    pub kind: u16,
    pub tags: Vec<Vec<String>>,
    pub content: String,
    pub sig: Signature,
}

/// The fields as JSON has them. Unknown ones are ignored, missing or doubled ones are not.
#[derive(Deserialize)]
struct Wire {
    id: String,
    pubkey: String,
    created_at: u64,
    kind: u16,
    tags: Vec<Vec<String>>,
    content: String,
    sig: String,
}

impl Draft {
    /// The id this draft has once `author` signs it.
    pub fn id(&self, author: &PublicKey) -> EventId {
        hash(&self.canonical(author))
    }

    /// Signs the draft. `auxiliary` should be fresh random bytes.
    pub fn sign(self, key: &SecretKey, auxiliary: &[u8; 32]) -> Result<Event> {
        let pubkey = key.public();
        let id = self.id(&pubkey);
        let sig = key.sign(&id.0, auxiliary)?;
        let Draft { kind, created_at, tags, content } = self;
        Ok(Event { id, pubkey, created_at, kind, tags, content, sig })
    }

    pub(super) fn canonical(&self, author: &PublicKey) -> Vec<u8> {
        let author = &author.to_string();
        let Draft { kind, created_at, tags, content } = self;
        Parts { author, created_at: *created_at, kind: *kind, tags, content }.write(Controls::Verbatim)
    }
}

impl Event {
    /// Reads one JSON object. Checks its shape only, not whether id and signature are true.
    pub fn parse(json: &str) -> Result<Self, Rejection> {
        // serde would also take the fields from an array.
        let is_object = json.trim_start().starts_with('{');
        let wire: Wire = is_object.then(|| serde_json::from_str(json).ok()).flatten().ok_or(Rejection::NotAnEvent)?;
        wire.try_into()
    }

    /// Reads an event that may stand in the message of a relay or client: `["EVENT", …, {…}]`.
    pub fn parse_wrapped(json: &str) -> Result<Self, Rejection> {
        let parts: Option<Vec<&RawValue>> =
            json.trim_start().starts_with('[').then(|| serde_json::from_str(json).ok()).flatten();
        match parts.as_deref() {
            Some([name, .., event]) if name.get() == "\"EVENT\"" => Self::parse(event.get()),
            _ => Self::parse(json),
        }
    }

    /// The hash of the content, which the id should be.
    pub fn actual_id(&self) -> EventId {
        let author = &self.pubkey.to_string();
        let Event { created_at, kind, tags, content, .. } = self;
        let parts = Parts { author, created_at: *created_at, kind: *kind, tags, content };
        let id = hash(&parts.write(Controls::Verbatim));
        if id == self.id || !parts.has_other_controls() {
            return id;
        }
        // The author signs the id, so the other spelling is the author's own word, too.
        hash(&parts.write(Controls::Escaped))
    }

    /// Whether the id is the hash of the content.
    pub fn check_id(&self) -> Result<(), Rejection> {
        if self.actual_id() == self.id { Ok(()) } else { Err(Rejection::BadId) }
    }

    /// Whether the author signed the id.
    pub fn check_signature(&self) -> Result<(), Rejection> {
        if self.pubkey.verifies(&self.id.0, &self.sig) { Ok(()) } else { Err(Rejection::BadSignature) }
    }

    /// The tags of this name, each with what follows the name.
    pub fn tags_named(&self, name: &'static str) -> impl Iterator<Item = &[String]> {
        self.tags
            .iter()
            .filter_map(move |tag| tag.split_first())
            .filter(move |(first, _)| *first == name)
            .map(|(_, rest)| rest)
    }

    /// The first value of the first tag of this name.
    pub fn tag(&self, name: &'static str) -> Option<&str> {
        self.tags_named(name).next()?.first().map(String::as_str)
    }

    /// The event as one line of JSON.
    pub fn to_json(&self) -> String {
        serde_json::json!(self).to_string()
    }
}

impl TryFrom<Wire> for Event {
    type Error = Rejection;

    fn try_from(wire: Wire) -> Result<Self, Rejection> {
        Ok(Self {
            id: EventId::from_hex(&wire.id).ok_or(Rejection::BadId)?,
            pubkey: PublicKey::from_hex(&wire.pubkey).ok_or(Rejection::NotAnEvent)?,
            created_at: wire.created_at,
            kind: wire.kind,
            tags: wire.tags,
            content: wire.content,
            sig: Signature::from_hex(&wire.sig).ok_or(Rejection::BadSignature)?,
        })
    }
}

fn hash(canonical: &[u8]) -> EventId {
    EventId(Sha256::digest(canonical).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(content: &str) -> Event {
        let draft = Draft { kind: 1, created_at: 5, tags: vec![vec![], vec!["t".into()]], content: content.into() };
        draft.sign(&SecretKey::from_bytes(&[9; 32]).unwrap(), &[0; 32]).unwrap()
    }

    #[test]
    fn an_event_survives_writing_and_reading() {
        let event = event("line\nbreak, \"quotes\", 🦀, \u{1}");
        let read = Event::parse(&event.to_json()).unwrap();
        assert_eq!(read, event);
        assert_eq!(read.check_id().and_then(|()| read.check_signature()), Ok(()));
    }

    #[test]
    fn both_spellings_of_control_characters_are_believed() {
        let mut event = event("\u{1}");
        let author = &event.pubkey.to_string();
        let parts = Parts { author, created_at: 5, kind: 1, tags: &event.tags, content: "\u{1}" };
        event.id = hash(&parts.write(Controls::Escaped));
        assert_eq!(event.check_id(), Ok(()));
        event.content = "\u{2}".into();
        assert_eq!(event.check_id(), Err(Rejection::BadId));
    }

    #[test]
    fn what_is_no_event_is_told_from_what_is_a_bad_one() {
        let good = event("x").to_json();
        let wrapped = format!("[\"EVENT\",\"subscription\", {good} ]");
        assert!(Event::parse_wrapped(&wrapped).is_ok());
        assert!(Event::parse_wrapped(&format!(" [ \"EVENT\" , {good}]")).is_ok());
        assert!(Event::parse(&good.replacen('{', "{\"extra\":[null],", 1)).is_ok());
        let fields = r#"["00","00",5,1,[],"",""]"#;
        for bad in ["", "null", "[]", "{}", fields, "[\"EVENT\"]", "[\"EOSE\",\"x\"]", &good.replace(":5,", ":5.5,")] {
            assert_eq!(Event::parse_wrapped(bad), Err(Rejection::NotAnEvent), "{bad}");
        }
        let twice = good.replacen('{', "{\"kind\":1,", 1);
        assert_eq!(Event::parse(&twice), Err(Rejection::NotAnEvent));
        let id = event("x").id.to_string();
        assert_eq!(Event::parse(&good.replace(&id, &id.to_uppercase())), Err(Rejection::BadId));
    }
}
