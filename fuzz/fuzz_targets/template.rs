//! Any text as a chat template, with a line of its own for what the visitor says: it comes to an end, in a few words.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serde::Serialize;
use shipcheck::vlm::prompt::{ChatTemplate, LocalTime};

#[derive(Serialize)]
struct Message<'a> {
    role: &'a str,
    content: &'a str,
}

fuzz_target!(|text: &str| {
    let (content, source) = text.split_once('\n').unwrap_or(("", text));
    let messages = [Message { role: "user", content }, Message { role: "assistant", content: "Yes." }];
    let answer = ChatTemplate::new(source).and_then(|template| template.text(&messages, LocalTime::new(1_767_225_600)));
    if let Err(error) = answer {
        assert!(error.to_string().len() < 4000);
    }
});
