//! Chat templates of known models and odd ones, beside what Jinja makes of them.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use shipcheck::vlm::prompt::{ChatTemplate, LocalTime, PromptError, SpecialTokens};
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Serialize, Deserialize)]
struct Message {
    role: String,
    content: Content,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    Parts(Vec<Part>),
}

#[derive(Serialize, Deserialize)]
struct Part {
    #[serde(rename = "type")]
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    messages: String,
    template: String,
    /// Missing where Jinja, or the template, refuses.
    text: Option<String>,
}

#[derive(Deserialize)]
struct Cases {
    tokens: BTreeMap<String, String>,
    messages: BTreeMap<String, Vec<Message>>,
    cases: Vec<Case>,
}

fn cases() -> Cases {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/templates.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The first second of 2026.
fn now() -> LocalTime {
    LocalTime::new(1_767_225_600)
}

fn made(template: &str) -> Result<String, PromptError> {
    let messages = [Message { role: "user".to_owned(), content: Content::Text("Hello".to_owned()) }];
    ChatTemplate::new(template)?.text(&messages, now())
}

#[test]
fn templates_say_what_jinja_makes_them_say() {
    let Cases { tokens, messages, cases } = cases();
    let mut special = SpecialTokens::default();
    tokens.iter().for_each(|(name, text)| special.insert(name, text));
    for Case { name, messages: chat, template, text } in cases {
        let found = ChatTemplate::new(&template)
            .and_then(|template| template.with_tokens(&special).text(&messages[&chat], now()));
        assert_eq!(found.as_ref().ok(), text.as_ref(), "{name} of {chat}: {found:?}");
    }
}

#[test]
fn the_words_of_a_refusal_are_shown() {
    let error = made("{{ raise_exception('Roles must\n alternate.') }}").unwrap_err();
    assert_eq!(error, PromptError::Refused { words: "Roles must alternate".into() });
    assert!(error.to_string().contains("Roles must alternate") && !error.remedy().is_empty());
    assert!(made("{{ raise_exception('x' * 9000) }}").unwrap_err().to_string().chars().count() < 500);
}

/// Each of these would run, write or nest for ever.
#[test]
fn endless_templates_come_to_an_end() {
    let nested = "{% set ns = namespace(a=[]) %}{% for i in range(100000) %}{% set ns.a = [ns.a] %}{% endfor %}";
    let laughs = "{% macro f(n, a) %}{% if n %}{{ f(n - 1, [a, a]) }}{% else %}{{ a }}{% endif %}{% endmacro %}";
    for template in [
        "{% for i in range(10 ** 9) %}{% for j in range(10 ** 9) %}{% endfor %}{% endfor %}",
        "{{ 'x' * 10 ** 9 }}",
        "{{ ([0] * 10 ** 9) | length }}",
        "{% set ns = namespace(a='xxxx') %}{% for i in range(99) %}{% set ns.a = ns.a ~ ns.a %}{% endfor %}",
        "{% set ns = namespace(a=[1]) %}{% for i in range(99) %}{% set ns.a = [ns.a, ns.a] %}{% endfor %}",
        "{% set ns = namespace() %}{% set ns.a = ns %}{{ ns }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{{ 'a'.center(10 ** 12) }}",
        "{{ '{:>1000000000}'.format(1) }}",
        "{{ range(1000) | list | tojson(indent='x' * 1000000) }}",
        nested,
        &format!("{laughs}{{{{ f(40, 1) }}}}"),
        &format!("{{{{ {}1 }}}}", "not ".repeat(50_000)),
        &format!("{{{{ {}{} }}}}", "[".repeat(5000), "]".repeat(5000)),
        &format!("{{% if 0 %}}{}{{% endif %}}", "{% elif 0 %}".repeat(20_000)),
        &"{% set a = [a, a] %}".repeat(60),
    ] {
        let found = made(template);
        assert!(
            matches!(found, Err(PromptError::Template(_))),
            "{} gave {found:?}",
            &template[..template.len().min(99)]
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn templates_of_any_pieces_are_run_or_refused(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "{%", "%}", "{{", "}}", "{#", "#}", "-", " for m in messages ", " endfor ", " if m ", " endif ", " set a = ",
            " m.content ", " | tojson ", "['role']", "[::-1]", " ~ ", " * ", " + ", "'text'", "\"é", "\\U0001F600", "\n",
            " generation ", " endgeneration ", " raw ", " endraw ", " break ", " macro f(x) ", " endmacro ", " f(1) ",
            ".split()", ".items()", " namespace(a=1) ", " is defined ", "(", ")", "[", "]", "{", "}", ",", " loop.last ",
        ]), 0..30),
    ) {
        if let Err(error) = made(&pieces.concat()) {
            prop_assert!(!error.to_string().contains('\n'), "{error}");
        }
    }
}
