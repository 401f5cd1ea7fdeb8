//! Bodies that are no answer: what they are, and the words in them.

use crate::gateway::GatewayError;
use crate::gateway::dialect::clip;

/// Bytes of a body's beginning that are kept, to say what it is.
pub const OPENING: usize = 4096;
/// Letters of a page or a text that are quoted.
const QUOTED: usize = 300;

/// What a body is that is neither events nor JSON, by its beginning.
pub fn name(opening: &[u8]) -> GatewayError {
    if let Some(packing) = packing(opening) {
        return GatewayError::Packed { packing };
    }
    if opening.contains(&0) {
        return GatewayError::NotText;
    }
    let text = String::from_utf8_lossy(opening);
    match (is_page(&text), words(&text)) {
        (true, words) => GatewayError::WebPage { words: words.unwrap_or_default() },
        (false, Some(words)) => GatewayError::NotAResponse { words },
        (false, None) => GatewayError::NotAResponse { words: String::new() },
    }
}

/// How bytes are packed, by the mark they begin with.
pub fn packing(opening: &[u8]) -> Option<&'static str> {
    match opening {
        [0x1F, 0x8B, ..] => Some("gzip"),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => Some("zstd"),
        [0x78, 0x01 | 0x5E | 0x9C | 0xDA, ..] if std::str::from_utf8(opening).is_err() => Some("deflate"),
        _ => None,
    }
}

/// What a text, or the title of a page, says to people.
pub fn words(text: &str) -> Option<String> {
    let text = text.trim_start_matches('\u{FEFF}').trim();
    let said = if text.starts_with('<') {
        ["title", "h1", "Message", "message"]
            .into_iter()
            .find_map(|tag| between(text, tag))
            .unwrap_or_else(|| without_tags(text))
    } else {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    (!said.is_empty()).then(|| clip(&said, QUOTED))
}

fn is_page(text: &str) -> bool {
    let beginning: String = text.trim_start_matches('\u{FEFF}').trim_start().chars().take(15).collect();
    let beginning = beginning.to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body", "<?xml", "<!--", "<center", "<h1", "<title", "<error"]
        .iter()
        .any(|tag| beginning.starts_with(tag))
}

/// The text of the first element with this tag.
fn between(page: &str, tag: &str) -> Option<String> {
    // Letters that change their length in lower case are not ASCII and stay as they are.
    let lower = page.to_ascii_lowercase();
    let tag = tag.to_ascii_lowercase();
    let open = lower.find(&format!("<{tag}"))?;
    let start = open + lower[open..].find('>')? + 1;
    let end = start + lower[start..].find(&format!("</{tag}"))?;
    let said = without_tags(&page[start..end]);
    (!said.is_empty()).then_some(said)
}

fn without_tags(page: &str) -> String {
    let outside = page.split('<').enumerate().map(|(at, part)| match part.split_once('>') {
        Some((_, after)) if at > 0 => after,
        None if at > 0 => "",
        _ => part,
    });
    outside.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_that_are_no_answer_are_named_and_quoted() {
        assert_eq!(name(b"\x1f\x8b\x08\0"), GatewayError::Packed { packing: "gzip" });
        let page = b"<!DOCTYPE html>\n<html><head><title>502 Bad\n Gateway</title></head><body><h1>x</h1></body>";
        assert_eq!(name(page), GatewayError::WebPage { words: "502 Bad Gateway".into() });
        assert_eq!(
            name(b"<html><body>Bad <b>gateway</b></body>"),
            GatewayError::WebPage { words: "Bad gateway".into() }
        );
        assert_eq!(
            name(b"<Error><Code>1</Code><Message>Denied</Message></Error>"),
            GatewayError::WebPage { words: "Denied".into() }
        );
        assert_eq!(
            name(b"upstream  connect error\n"),
            GatewayError::NotAResponse { words: "upstream connect error".into() }
        );
        assert_eq!(name(b"\x89PNG\0"), GatewayError::NotText);
        assert!(words(&"x ".repeat(5000)).is_some_and(|words| words.len() < 310));
    }
}
