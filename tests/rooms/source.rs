//! Rust files as text, with just enough understanding to tell code from comments, strings and tests.

use std::path::Path;

pub struct Source {
    /// The path from the repository's root, with forward slashes.
    pub name: String,
    pub text: String,
    /// The text with comments, strings and test modules blanked out; lines keep their numbers.
    code: String,
}

/// Every Rust file below a folder.
pub fn sources(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    collect(folder, &mut found);
    found
}

fn collect(folder: &str, found: &mut Vec<Source>) {
    let mut names: Vec<_> = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| (entry.path(), format!("{folder}/{}", entry.file_name().to_string_lossy())))
        .collect();
    names.sort();
    for (path, name) in names {
        if path.is_dir() && !name.ends_with("node_modules") {
            collect(&name, found);
        } else if name.ends_with(".rs") {
            found.push(Source::new(name, std::fs::read_to_string(path).unwrap()));
        }
    }
}

fn is_test(name: &str) -> bool {
    name.starts_with("tests/") || name.ends_with("/tests.rs") || name.contains("/tests/")
}

impl Source {
    pub fn new(name: String, text: String) -> Self {
        let code = if is_test(&name) { blank(&text) } else { without_tests(&blank(&text)) };
        Self { name, text, code }
    }

    /// Whether the whole file is a test.
    pub fn is_test(&self) -> bool {
        is_test(&self.name)
    }

    /// Paths of this crate that the code mentions, without the leading `crate::`.
    pub fn crate_paths(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for door in ["crate::", "shipcheck::"] {
            for at in words(&self.code, door) {
                let line = self.line_of(at);
                found.extend(use_tree(&self.code[at + door.len()..]).into_iter().map(|path| (line, path)));
            }
        }
        // `super::engine` reaches a room too, if this file has no part of that name.
        for at in words(&self.code, "super::") {
            let path = self.code[at..].trim_start_matches("super::");
            let out = self.code[at..].len() - path.len() >= "super::".len() * self.depth();
            if out {
                found.extend(use_tree(path).into_iter().map(|path| (self.line_of(at), path)));
            }
        }
        found
    }

    /// How many `super::` lead from this file to the root of the crate.
    fn depth(&self) -> usize {
        let parts = self.name.split('/').count() - 1;
        if self.name.ends_with("/mod.rs") { parts - 1 } else { parts }
    }

    /// Watched crates that the code names, by family: `candle` also finds `candle_core`.
    pub fn foreign_crates(&self, watched: &[&str]) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for family in watched {
            for at in words(&self.code, family) {
                let name = identifier(&self.code[at..]);
                let of_family = name == *family || name.strip_prefix(family).is_some_and(|rest| rest.starts_with('_'));
                // `image::` after another path segment is that module's part, not the crate.
                let after = &self.code[at + name.len()..];
                let imported = self.code[..at].ends_with("use ") && after.trim_start().starts_with([';', ' ']);
                if of_family && (after.starts_with("::") || imported) && !self.code[..at].ends_with("::") {
                    found.push((self.line_of(at), name.to_owned()));
                }
            }
        }
        found
    }

    pub fn lines_with_code(&self, wanted: &str) -> Vec<usize> {
        self.code.match_indices(wanted).map(|(at, _)| self.line_of(at)).collect()
    }

    pub fn lines_outside_tests(&self) -> usize {
        let tests = test_modules(&blank(&self.text));
        let inside: usize = tests.iter().map(|span| self.text[span.clone()].lines().count()).sum();
        self.text.lines().count() - inside
    }

    fn line_of(&self, at: usize) -> usize {
        self.code[..at].matches('\n').count() + 1
    }
}

/// Where a word starts that is not the tail of a longer one.
fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let glued = |c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '$' || c == '"';
    code.match_indices(word).map(|(at, _)| at).filter(move |at| !code[..*at].ends_with(glued))
}

fn identifier(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len())]
}

/// The paths of `a::b`, `{a::b, c}` or `a::{b, c}`, two segments deep.
fn use_tree(text: &str) -> Vec<String> {
    let text = text.trim_start();
    if let Some(group) = text.strip_prefix('{') {
        return branches(group).iter().flat_map(|branch| use_tree(branch)).collect();
    }
    let first = identifier(text);
    match text[first.len()..].strip_prefix("::") {
        Some(rest) if rest.starts_with('{') => {
            branches(&rest[1..]).iter().map(|branch| format!("{first}::{}", identifier(branch.trim_start()))).collect()
        }
        Some(rest) => vec![format!("{first}::{}", identifier(rest))],
        None => vec![first.to_owned()],
    }
}

/// The comma-separated parts up to the closing brace.
fn branches(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0;
    for c in text.chars() {
        match c {
            '}' if depth == 0 => break,
            ',' if depth == 0 => parts.push(String::new()),
            _ => {
                depth += i32::from(c == '{') - i32::from(c == '}');
                parts.last_mut().unwrap().push(c);
            }
        }
    }
    parts.retain(|part| !part.trim().is_empty());
    parts
}

/// Where modules marked `#[cfg(test)]` lie.
fn test_modules(code: &str) -> Vec<std::ops::Range<usize>> {
    let mut spans: Vec<std::ops::Range<usize>> = Vec::new();
    for (start, _) in code.match_indices("#[cfg(test)]") {
        if spans.last().is_some_and(|span| span.contains(&start)) {
            continue;
        }
        let mut depth = 0;
        for (at, c) in code[start..].char_indices() {
            depth += i32::from(c == '{') - i32::from(c == '}');
            if (c == '}' || c == ';') && depth == 0 {
                spans.push(start..start + at + 1);
                break;
            }
        }
    }
    spans
}

fn without_tests(code: &str) -> String {
    let mut code = code.to_owned();
    for span in test_modules(&code) {
        let empty: String = code[span.clone()].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        code.replace_range(span, &empty);
    }
    code
}

/// Replaces comments and the insides of strings and characters by spaces, byte for byte.
fn blank(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let end = at
            + match rest[0] {
                b'/' if rest.starts_with(b"//") => rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len()),
                b'/' if rest.starts_with(b"/*") => find(rest, b"*/").map_or(rest.len(), |found| found + 2),
                b'r' if raw_string(rest).is_some() => raw_string(rest).unwrap(),
                b'"' => quoted_end(rest),
                b'\'' if rest.len() > 2 && (rest[1] == b'\\' || rest[2] == b'\'') => character_end(rest),
                _ => {
                    at += 1;
                    continue;
                }
            };
        for byte in &mut out[at..end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        at = end;
    }
    String::from_utf8(out).unwrap()
}

fn raw_string(rest: &[u8]) -> Option<usize> {
    let marks = rest[1..].iter().take_while(|b| **b == b'#').count();
    (rest.get(1 + marks) == Some(&b'"')).then(|| {
        let close = [b"\"".as_slice(), &b"#".repeat(marks)].concat();
        find(&rest[2 + marks..], &close).map_or(rest.len(), |at| 2 + marks + at + close.len())
    })
}

fn quoted_end(rest: &[u8]) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != b'"' {
        at += 1 + usize::from(rest[at] == b'\\');
    }
    (at + 1).min(rest.len())
}

fn character_end(rest: &[u8]) -> usize {
    let skip = if rest[1] == b'\\' { 3 } else { 2 };
    rest[skip..].iter().position(|b| *b == b'\'').map_or(2, |at| skip + at + 1)
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[test]
fn paths_are_found_wherever_they_hide() {
    let text = "use crate::{vlm::model::Model, engine::{protocol, session}};\n// crate::app\n\
        fn f() { crate::browser::go(\"crate::voting\"); }\n#[cfg(test)]\nmod tests { use crate::gateway; }\n\
        use super::super::app::View;\nuse super::neighbour::x;\n";
    let found = Source::new("src/a/b.rs".into(), text.into()).crate_paths();
    let expected =
        [(1, "vlm::model"), (1, "engine::protocol"), (1, "engine::session"), (3, "browser::go"), (6, "app::View")];
    assert_eq!(found, expected.map(|(line, path)| (line, path.to_owned())));
}

#[test]
fn foreign_crates_are_told_from_modules_of_that_name() {
    let text =
        "use candle_core::Tensor;\nuse crate::image::Frame;\nlet image = image;\nweb_sys::window();\nuse gloo;\n";
    let found = Source::new("src/a/b.rs".into(), text.into()).foreign_crates(&["candle", "image", "web_sys", "gloo"]);
    let expected = [(1, "candle_core"), (4, "web_sys"), (5, "gloo")];
    assert_eq!(found, expected.map(|(line, name)| (line, name.to_owned())));
}

#[test]
fn code_is_told_from_what_only_looks_like_it() {
    let text = "let a = '\"'; let b = \"x\\\".unwrap()\"; // .unwrap()\nlet c = r#\"\".unwrap()\"#; let d: &'static str = e.unwrap();\n";
    assert_eq!(Source::new("src/a.rs".into(), text.into()).lines_with_code(".unwrap()"), [2]);
}
