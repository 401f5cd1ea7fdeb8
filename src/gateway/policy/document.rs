//! Reading a JSON document so that every complaint says where.

use crate::gateway::{GatewayError, Result};
use serde::de::DeserializeOwned;

/// A document, and the paths of keys that nothing reads.
pub(crate) struct Located<T> {
    pub document: T,
    pub unknown_keys: Vec<String>,
}

/// Reads a JSON text into a type.
///
/// # Errors
///
/// With the path of the first value that does not fit.
pub(crate) fn read_document<T: DeserializeOwned>(name: &'static str, text: &str) -> Result<Located<T>> {
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
        let Err(error) = read_document::<Policy>("policy", text) else { panic!("a number is no model") };
        assert!(error.to_string().contains("targets[0].model"), "{error}");
    }

    #[test]
    fn an_unknown_key_is_located() {
        let text = r#"{"version": 1, "targets": [{"name": "a", "kind": "on_device", "model": "m", "colour": 1}],
            "retry": {"tries": 3}}"#;
        let found = read_document::<Policy>("policy", text).unwrap();
        assert_eq!(found.unknown_keys, ["targets[0].colour", "retry.tries"]);
    }
}
