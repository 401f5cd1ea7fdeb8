//! Reading a JSON document so that every complaint says where.

use crate::gateway::{GatewayError, Result};
use serde::de::DeserializeOwned;

/// A document, and the paths of keys that nothing reads.
pub(crate) struct Located<T> {
    pub document: T,
    pub unknown_keys: Vec<String>,
}

/// The most bytes of a policy or a file of outages. Traces may be larger.
pub(crate) const MOST_BYTES: usize = 1 << 20;
/// The version of all formats of this room.
const VERSION: u32 = 1;

/// Reads a JSON text of at most so many bytes into a type. Levels beyond serde_json's 128 are refused.
///
/// # Errors
///
/// With the path of the first value that does not fit.
pub(crate) fn read_document<T: DeserializeOwned>(name: &'static str, text: &str, most: usize) -> Result<Located<T>> {
    check_size(name, text, most)?;
    let mut json = serde_json::Deserializer::from_str(text.trim_start_matches('\u{FEFF}'));
    let mut track = serde_path_to_error::Track::new();
    let mut unknown_keys = Vec::new();
    let located = serde_path_to_error::Deserializer::new(&mut json, &mut track);
    let read = serde_ignored::deserialize(located, |path| unknown_keys.push(readable(&path.to_string())));
    let complain = |path: String, error: serde_json::Error| GatewayError::Document {
        document: name,
        path: if path == "." { "the top".to_owned() } else { path },
        reason: error.to_string(),
    };
    let document = read.map_err(|error| complain(track.path().to_string(), error))?;
    json.end().map_err(|error| complain("the end".to_owned(), error))?;
    Ok(Located { document, unknown_keys })
}

/// Whether a text is short enough to be read at all.
///
/// # Errors
///
/// If it is not.
pub(crate) fn check_size(document: &'static str, text: &str, most: usize) -> Result<()> {
    if text.len() > most {
        return Err(GatewayError::TooLarge { document, bytes: text.len(), most });
    }
    Ok(())
}

/// Whether a file says the version that this code reads.
///
/// # Errors
///
/// If it does not.
pub(crate) fn check_version(document: &'static str, version: u32) -> Result<()> {
    if version == VERSION { Ok(()) } else { Err(GatewayError::Version { document, version }) }
}

/// `targets.0.retry.?.tries` → `targets[0].retry.tries`, as the other findings write it.
fn readable(path: &str) -> String {
    let mut written = String::new();
    for part in path.split('.').filter(|part| *part != "?") {
        if part.bytes().all(|byte| byte.is_ascii_digit()) {
            written.push_str(&format!("[{part}]"));
        } else {
            if !written.is_empty() {
                written.push('.');
            }
            written.push_str(part);
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::policy::Policy;

    #[test]
    fn a_wrong_type_is_located() {
        let text = r#"{"version": 1, "targets": [{"name": "a", "kind": "endpoint", "model": 3}]}"#;
        let Err(error) = read_document::<Policy>("policy", text, MOST_BYTES) else { panic!("a number is no model") };
        assert!(error.to_string().contains("targets[0].model"), "{error}");
    }

    #[test]
    fn an_unknown_key_is_located() {
        let text = r#"{"version": 1, "targets": [{"name": "a", "kind": "on_device", "model": "m", "colour": 1}],
            "retry": {"tries": 3}}"#;
        let found = read_document::<Policy>("policy", text, MOST_BYTES).unwrap();
        assert_eq!(found.unknown_keys, ["targets[0].colour", "retry.tries"]);
    }

    #[test]
    fn long_and_deep_texts_are_refused() {
        let long = format!("{{\"version\": 1, \"name\": \"{}\", \"targets\": []}}", "x".repeat(MOST_BYTES));
        assert!(matches!(Policy::read(&long), Err(GatewayError::TooLarge { .. })));
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        let options = format!(r#"{{"name": "a", "kind": "endpoint", "model": "m", "gateway_options": {deep}}}"#);
        for text in [format!(r#"{{"version": 1, "targets": [{options}]}}"#), deep] {
            assert!(matches!(Policy::read(&text), Err(GatewayError::Document { .. })));
        }
    }
}
