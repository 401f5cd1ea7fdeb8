//! Keys: each belongs to one origin, and shows itself to nobody.

use crate::gateway::address::Address;
use crate::gateway::dialect::Secret;
use crate::gateway::redaction::{Redactor, redact};
use std::collections::BTreeMap;

/// The keys of this visit. In memory, and in the tab's own storage if the visitor says so.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Keyring {
    by_origin: BTreeMap<String, Secret>,
    /// The visitor lets the tab remember them until it is closed.
    pub kept: bool,
}

impl Keyring {
    pub fn of(&self, base_url: &str) -> Option<&Secret> {
        self.by_origin.get(&origin_of(base_url)?)
    }

    pub fn insert(&mut self, origin: String, key: Secret) {
        self.by_origin.insert(origin, key);
    }

    pub fn forget(&mut self, origin: &str) {
        self.by_origin.remove(origin);
    }

    /// Forgets the keys of all other origins. Returns whether there were any.
    pub fn retain(&mut self, origins: &[String]) -> bool {
        let before = self.by_origin.len();
        self.by_origin.retain(|origin, _| origins.contains(origin));
        before != self.by_origin.len()
    }

    pub fn is_empty(&self) -> bool {
        self.by_origin.is_empty()
    }

    /// Every origin and its key, for the one place that stores them.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Secret)> {
        self.by_origin.iter().map(|(origin, key)| (origin.as_str(), key))
    }

    /// The same for a text that comes in pieces.
    pub fn redactor(&self) -> Redactor {
        Redactor::new(self.by_origin.values())
    }

    /// A text that came from outside, without any of the keys: servers like to quote what they were sent.
    pub fn redact(&self, text: &str) -> String {
        redact(text, self.by_origin.values())
    }
}

/// `https://host:port` of an address; `None` if it is not one for the web, or carries a name that would travel along.
pub fn origin_of(address: &str) -> Option<String> {
    Address::origin_of(address).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins() {
        assert_eq!(origin_of("https://Api.Example.com:443/v1").as_deref(), Some("https://api.example.com"));
        assert_eq!(origin_of("http://127.0.0.1:4000/v1?x").as_deref(), Some("http://127.0.0.1:4000"));
        assert_eq!(origin_of("https://user:pass@example.com/"), None);
        assert_eq!(origin_of("ftp://example.com"), None);
        assert_eq!(origin_of("https://"), None);
    }

    #[test]
    fn a_key_serves_its_origin_only() {
        let mut keys = Keyring::default();
        keys.insert("https://a.example".into(), Secret::new("sk-one-two-three"));
        assert!(keys.of("https://a.example/v1").is_some());
        assert!(keys.of("https://a.example.evil.test/v1").is_none());
        assert!(keys.of("http://a.example/v1").is_none());
        assert!(keys.retain(&["https://b.example".into()]));
        assert!(keys.is_empty());
    }

    #[test]
    fn a_quoted_key_is_hidden() {
        let mut keys = Keyring::default();
        keys.insert("https://a.example".into(), Secret::new("sk-one-two-three"));
        assert_eq!(keys.redact("Wrong key sk-one-two-three."), "Wrong key [key removed].");
        assert!(!format!("{keys:?}").contains("one-two"));
    }
}
