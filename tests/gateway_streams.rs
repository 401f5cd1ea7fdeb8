//! Recorded shapes of every provider, read whole and split at every byte.
//!
//! The streams in `fixtures/streams` are written by hand after the providers' documentation. Beside each one lies
//! what `route parse` must make of it; `UPDATE_GOLDEN=1` writes those files anew, for a person to read.

#![cfg(feature = "gateway")]
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use proptest::prelude::*;
use serde_json::{Value, json};
use shipcheck::gateway::dialect::Dialect;
use shipcheck::gateway::reply::{Reply, ResponseReader, read_response};
use shipcheck::gateway::stream::{BodyDecoder, StreamError};
use std::path::{Path, PathBuf};

struct Fixture {
    path: PathBuf,
    dialect: Dialect,
    bytes: Vec<u8>,
}

fn fixtures() -> Vec<Fixture> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/streams");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| !path.to_str().unwrap().ends_with(".expect.json"));
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        let dialect = Dialect::named(name.split('-').next().unwrap()).unwrap();
        Fixture { dialect, bytes: std::fs::read(&path).unwrap(), path }
    };
    paths.into_iter().map(read).collect()
}

fn read_in_portions<'a>(dialect: Dialect, portions: impl IntoIterator<Item = &'a [u8]>) -> Reply {
    let mut reader = ResponseReader::new(dialect);
    for portion in portions {
        reader.feed(portion);
    }
    reader.finish().unwrap()
}

#[test]
fn golden_streams_are_read_as_written() {
    let fixtures = fixtures();
    for dialect in Dialect::ALL {
        assert!(fixtures.iter().any(|fixture| fixture.dialect == dialect), "{dialect} has no golden stream");
    }
    for fixture in fixtures {
        let found = json!(read_response(fixture.dialect, &fixture.bytes).unwrap());
        let golden = fixture.path.with_extension("expect.json");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&golden, serde_json::to_string_pretty(&found).unwrap() + "\n").unwrap();
        }
        let expected: Value = serde_json::from_slice(&std::fs::read(&golden).unwrap()).unwrap();
        assert_eq!(found, expected, "{}", fixture.path.display());
    }
}

/// Portions of 16 bytes, begun at each of 16 offsets, split the stream at every position.
#[test]
fn every_split_reads_the_same() {
    for fixture in fixtures() {
        let whole = read_in_portions(fixture.dialect, [fixture.bytes.as_slice()]);
        for offset in 0..16.min(fixture.bytes.len()) {
            let (head, tail) = fixture.bytes.split_at(offset);
            let portions = std::iter::once(head).chain(tail.chunks(16));
            let found = read_in_portions(fixture.dialect, portions);
            assert_eq!(found, whole, "{} from {offset}", fixture.path.display());
        }
        let bytes = read_in_portions(fixture.dialect, fixture.bytes.chunks(1));
        assert_eq!(bytes, whole, "{} byte by byte", fixture.path.display());
    }
}

/// Cut anywhere, a stream is either whole or says that it is not; it never claims more text than it has.
#[test]
fn cuts_are_noticed() {
    // Cut after one piece of each choice, nothing tells several answers from one whose pieces are numbered.
    let told = |fixture: &Fixture| !fixture.path.ends_with("openai-several-choices.sse");
    for fixture in fixtures().into_iter().filter(told) {
        let whole = read_response(fixture.dialect, &fixture.bytes).unwrap();
        for at in (1..fixture.bytes.len()).step_by(7) {
            let Ok(cut) = read_response(fixture.dialect, &fixture.bytes[..at]) else { continue };
            // Half a character at the cut is no more than that.
            let cut_text = cut.text.trim_end_matches('\u{FFFD}');
            assert!(whole.text.starts_with(cut_text), "{} at {at}", fixture.path.display());
            let missing = cut.text.len() < whole.text.len();
            assert!(!missing || cut.truncated || !cut.errors.is_empty(), "{} at {at}", fixture.path.display());
        }
    }
}

#[test]
fn line_ends_make_no_difference() {
    for fixture in fixtures().into_iter().filter(|fixture| fixture.path.extension().unwrap() == "sse") {
        let text = String::from_utf8(fixture.bytes.clone()).unwrap().replace("\r\n", "\n");
        let plain = read_response(fixture.dialect, text.as_bytes()).unwrap();
        for end in ["\r", "\r\n"] {
            let other = read_response(fixture.dialect, text.replace('\n', end).as_bytes()).unwrap();
            assert_eq!(other, plain, "{} with {end:?}", fixture.path.display());
        }
    }
}

#[test]
fn an_endless_message_is_refused() {
    let mut body = BodyDecoder::with_limit(1000);
    let mut found = Vec::new();
    let endless = std::iter::repeat_n(b"data: xxxxxxxxxx", 100);
    let refused = endless.into_iter().find_map(|portion| body.feed(portion, &mut found).err());
    assert_eq!(refused, Some(StreamError::FrameTooLarge { limit: 1000 }));
}

/// Text that looks like a stream more often than noise does.
fn streamlike() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"data: ".to_vec()),
        Just(b"event: error\n".to_vec()),
        Just(b"\n\n".to_vec()),
        Just(b"\r\n\r\n".to_vec()),
        Just(b": comment\n".to_vec()),
        Just(b"[DONE]".to_vec()),
        Just(br#"{"choices":[{"delta":{"content":"hi"}}]}"#.to_vec()),
        Just(br#"{"type":"content_block_delta","delta":{"type":"text_delta","text":"hi"}}"#.to_vec()),
        Just(br#"{"candidates":[{"content":{"parts":[{"text":"hi"}]},"finishReason":"STOP"}]}"#.to_vec()),
        Just(br#"{"error":{"code":429,"message":"try again in 9s","details":[{"retryDelay":"1s"}]}}"#.to_vec()),
        Just(br#"{"usage":{"prompt_tokens":-1,"completion_tokens":1e30,"cost":"x"}}"#.to_vec()),
        Just(b"[{".to_vec()),
        Just(b"data: : keepalive\n\n".to_vec()),
        Just(b"data: No more than five.\n".to_vec()),
        Just(b"\n{\"error\":\"bare\"}\n".to_vec()),
        Just(br#"{"choices":[{"index":1,"delta":{"content":"\ud83e"}}]}"#.to_vec()),
        Just(
            br#"{"choices":[{"index":0,"delta":{"content":"\udd80","logprobs":NaN},"finish_reason":"eos"}]}"#.to_vec()
        ),
        Just(b"\xEF\xBB\xBF".to_vec()),
        Just(b"\xF0\x9F".to_vec()),
        proptest::collection::vec(any::<u8>(), 0..12),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    /// What the fuzz target does for hours, for a second.
    #[test]
    fn nothing_makes_a_reader_panic(bytes in streamlike(), split in 0usize..400) {
        for dialect in Dialect::ALL {
            let whole = read_response(dialect, &bytes);
            if let Ok(whole) = whole {
                let (one, other) = bytes.split_at(split.min(bytes.len()));
                prop_assert_eq!(read_in_portions(dialect, [one, other]), whole);
            }
        }
    }

    /// Any JSON at all, inside an event or alone.
    #[test]
    fn any_json_is_survived(key in "error|choices|usage|candidates|type|message|output|content|detail", value in any_json()) {
        let message = json!({key: value}).to_string();
        let event = format!("data: {message}\n\n");
        for dialect in Dialect::ALL {
            prop_assert!(read_response(dialect, message.as_bytes()).is_ok());
            prop_assert!(read_response(dialect, event.as_bytes()).is_ok());
        }
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        "[a-z_]{0,8}".prop_map(Value::from),
    ];
    let keys = "delta|message|content|text|type|code|usage|parts|index|status|error|details|thinking|finish_reason";
    leaf.prop_recursive(4, 32, 4, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(keys, inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}
