//! Any text with any key in it, in any portions: the key is never shown, and the split makes no difference.

#![no_main]

use libfuzzer_sys::fuzz_target;
use shipcheck::gateway::dialect::Secret;
use shipcheck::gateway::redaction::{REDACTED, Redactor, redact};

fuzz_target!(|data: &[u8]| {
    // The key, a zero, and the text in portions that a zero ends each.
    let text = String::from_utf8_lossy(data);
    let mut portions = text.split('\0');
    let Some(key) = portions.next() else { return };
    let (secret, portions) = (Secret::new(key), portions.collect::<Vec<_>>());
    let whole = redact(&portions.concat(), [&secret]);
    let mut redactor = Redactor::new([&secret]);
    let mut shown: String = portions.iter().map(|portion| redactor.push(portion)).collect();
    shown.push_str(&redactor.finish());
    assert_eq!(shown, whole);
    // What stands in a key's place may hold a key that is a part of it, or begin or end one with a bracket.
    let key = key.trim();
    if !key.is_empty() && !REDACTED.contains(key) && !key.contains(['[', ']']) {
        assert!(!whole.contains(key));
    }
});
