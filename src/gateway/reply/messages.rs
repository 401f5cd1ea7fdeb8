//! The data of one frame: usually one message, but some servers put several into it, or words that are none.

use super::lenient::mend;
use serde_json::Value;
use std::borrow::Cow;

/// One part of a frame's data.
#[derive(Debug, PartialEq)]
pub enum Part {
    Message(Value),
    /// The stream says its own end.
    Done,
    /// A text that is no JSON: what a server says in place of a message.
    Words(String),
    /// It begins like JSON and is none; with the reason.
    Broken(String),
}

/// What some servers send only to keep the line open, in lower case.
const KEEP_ALIVES: [&str; 8] =
    ["ping", "pong", "keepalive", "keep-alive", "keep_alive", "heartbeat", "openrouter processing", "processing"];

/// Takes the data of a frame apart.
pub fn parts(data: &str) -> Vec<Part> {
    let (mut parts, mut text, mut at, mut mended) = (Vec::new(), Cow::Borrowed(data), 0, false);
    loop {
        let rest = trimmed(&text[at..]);
        if rest.is_empty() {
            return parts;
        }
        match first(rest) {
            (Some(Part::Broken(_)), _) if !mended => {
                // Once for all of it: to mend each part by itself would read the rest again and again.
                (text, at, mended) = (Cow::Owned(mend(rest)), 0, true);
            }
            (part, taken) => {
                let ends = matches!(part, Some(Part::Done | Part::Words(_) | Part::Broken(_)));
                parts.extend(part);
                at = if ends { text.len() } else { text.len() - rest.len() + taken };
            }
        }
    }
}

/// Whether data that was not closed by an empty line is all there.
pub fn is_whole(data: &str) -> bool {
    let parts = parts(data);
    !parts.is_empty() && !parts.iter().any(|part| matches!(part, Part::Broken(_)))
}

fn trimmed(text: &str) -> &str {
    text.trim_start_matches(|sign: char| sign.is_whitespace() || sign == '\u{FEFF}')
}

/// The first part of a text, if it is one that says something, and its length.
fn first(text: &str) -> (Option<Part>, usize) {
    if text.starts_with("[DONE]") {
        return (Some(Part::Done), text.len());
    }
    // Never a look at all of the text: the rest of it is read again after each part.
    if text.len() < 16 && "[DONE]".starts_with(text.trim_end()) {
        return (Some(Part::Broken("it ends inside the end mark".to_owned())), text.len());
    }
    // A comment, or a field name, that was sent as data.
    if text.starts_with(':') {
        return (None, text.find(['\r', '\n']).unwrap_or(text.len()));
    }
    if let Some(prefix) = ["data:", "data :"].into_iter().find(|prefix| text.starts_with(prefix)) {
        return (None, prefix.len());
    }
    if text.starts_with(['{', '[', '"']) {
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
        return match values.next() {
            Some(Ok(Value::String(words))) => (words_of(&words), values.byte_offset()),
            Some(Ok(message)) => (Some(Part::Message(message)), values.byte_offset()),
            // `[ERROR] …` is no list.
            Some(Err(_)) if text.starts_with('[') && text[1..].starts_with(|sign: char| sign.is_ascii_uppercase()) => {
                (words_of(text), text.len())
            }
            Some(Err(error)) => (Some(Part::Broken(error.to_string())), text.len()),
            None => (None, text.len()),
        };
    }
    match text.trim() {
        "null" | "true" | "false" => (None, text.len()),
        number if number.parse::<f64>().is_ok() => (None, text.len()),
        _ => (words_of(text), text.len()),
    }
}

fn words_of(text: &str) -> Option<Part> {
    let words = text.trim();
    let keep_alive = words.is_empty() || KEEP_ALIVES.contains(&words.to_lowercase().trim_end_matches('.'));
    (!keep_alive).then(|| Part::Words(words.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn data_is_taken_apart() {
        let message = |number: u32| Part::Message(json!({ "n": number }));
        for (data, expected) in [
            ("{\"n\":1}", vec![message(1)]),
            ("{\"n\":1}{\"n\":2}", vec![message(1), message(2)]),
            ("{\"n\":1}\n{\"n\":2}\n[DONE] {\"n\":3}", vec![message(1), message(2), Part::Done]),
            ("data: {\"n\":1}", vec![message(1)]),
            ("\u{FEFF}{\"n\":1}", vec![message(1)]),
            (": keepalive", vec![]),
            (": OPENROUTER PROCESSING\n{\"n\":1}", vec![message(1)]),
            ("ping", vec![]),
            ("null", vec![]),
            ("12", vec![]),
            ("  ", vec![]),
            ("\"Too many pictures.\"", vec![Part::Words("Too many pictures.".into())]),
            ("Too many pictures.", vec![Part::Words("Too many pictures.".into())]),
            ("429 Too Many Requests", vec![Part::Words("429 Too Many Requests".into())]),
            ("[ERROR] gone", vec![Part::Words("[ERROR] gone".into())]),
        ] {
            assert_eq!(parts(data), expected, "{data}");
        }
        assert!(matches!(parts("{\"n\":1}{\"n\"")[..], [Part::Message(_), Part::Broken(_)]));
        assert!(is_whole("[DONE]") && is_whole("{}") && !is_whole("{\"a\"") && !is_whole("[DON") && !is_whole(""));
    }

    /// A frame may hold millions of parts: looked at anew for each of them, it would never end.
    #[test]
    fn a_frame_of_many_parts_is_read_in_one_pass() {
        let (many, odd) = ("{}".repeat(300_000), "{\"a\":NaN}".repeat(100_000));
        assert_eq!(parts(&many).len(), 300_000);
        assert_eq!(parts(&odd).len(), 100_000);
        assert_eq!(parts(&":\n".repeat(300_000)), []);
    }
}
