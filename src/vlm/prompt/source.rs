//! What Jinja makes of a template's text before it reads it, and the one statement that only transformers knows.

use super::{PromptError, code};

/// Most branches of a template: the engine nests them.
const MOST_BRANCHES: usize = 200;

/// Most words and signs of all its code.
const MOST_WORDS: usize = 40_000;

/// The text as Jinja reads it: ends of lines are line feeds, and one at the very end is dropped.
///
/// transformers marks what the model has said with `{% generation %}`. It prints its content, and names set inside stay
/// inside: a `with` block.
///
/// # Errors
/// When there is more code than a chat needs.
pub fn prepared(source: &str) -> Result<String, PromptError> {
    let source = source.replace("\r\n", "\n").replace('\r', "\n");
    let mut rest = source.strip_suffix('\n').unwrap_or(&source);
    let mut out = String::with_capacity(rest.len());
    let (mut words, mut branches) = (0, 0);
    while let Some(start) = rest.find('{').filter(|start| start + 1 < rest.len()) {
        let (before, tag) = rest.split_at(start);
        out.push_str(before);
        let length = match tag.as_bytes()[1] {
            b'#' => tag.find("#}").map_or(tag.len(), |end| end + 2),
            b'{' => 2 + code::length(&tag[2..], "}}"),
            b'%' => 2 + statement_length(&tag[2..]),
            _ => 1,
        };
        let (tag, behind) = tag.split_at(length);
        rest = behind;
        if is_text(tag) {
            out.push_str(tag);
            continue;
        }
        let here = code::words(tag);
        words += here;
        branches += usize::from(is_word(&tag[2..], "elif"));
        if here > code::MOST_WORDS || words > MOST_WORDS || branches > MOST_BRANCHES {
            return Err(PromptError::Template("it is more program than a chat needs".to_owned()));
        }
        out.push_str(&translated(tag));
    }
    out.push_str(rest);
    Ok(out)
}

/// Whether it is printed or passed over as it stands: a brace, a comment, a raw part.
fn is_text(tag: &str) -> bool {
    match tag.as_bytes().get(1) {
        Some(b'{') => false,
        Some(b'%') => is_word(&tag[2..], "raw"),
        _ => true,
    }
}

/// Code with its marks, in the engine's words.
fn translated(tag: &str) -> String {
    let tag = code::unescaped(tag);
    let Some(statement) = tag.strip_prefix("{%").and_then(|rest| rest.strip_suffix("%}")) else { return tag };
    match statement.trim_matches(['-', '+']).trim() {
        "generation" => tag.replacen("generation", "with", 1),
        "endgeneration" => tag.replacen("endgeneration", "endwith", 1),
        _ => code::bounded(statement).map_or(tag.clone(), |bounded| format!("{{%{bounded}%}}")),
    }
}

/// Bytes of a statement up to its end; of `raw`, up to the end of what it keeps as it is.
fn statement_length(code: &str) -> usize {
    let end = code::length(code, "%}");
    if !is_word(code, "raw") {
        return end;
    }
    let mut at = end;
    while let Some(next) = code[at..].find("{%") {
        at += next + 2;
        if is_word(&code[at..], "endraw") {
            return at + code::length(&code[at..], "%}");
        }
    }
    code.len()
}

/// Whether a statement begins with this word.
fn is_word(code: &str, word: &str) -> bool {
    let rest = code.trim_start_matches(['-', '+']).trim_start().strip_prefix(word);
    rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn made(source: &str) -> String {
        prepared(source).unwrap()
    }

    #[test]
    fn ends_of_lines_are_line_feeds_and_the_last_is_dropped() {
        assert_eq!(made("a\r\nb\rc\n\n"), "a\nb\nc\n");
        assert_eq!(made("a\r\n"), "a");
    }

    #[test]
    fn generation_is_a_block_of_its_own() {
        assert_eq!(made("{%- generation -%}a{% endgeneration %}"), "{%- with -%}a{% endwith %}");
        assert_eq!(made("{%generation%}a{%+ endgeneration -%}"), "{%with%}a{%+ endwith -%}");
    }

    #[test]
    fn texts_comments_and_raw_parts_are_left_alone() {
        for source in [
            "{{ '{% generation %}' }}",
            "{# {% generation %} #}",
            "{% raw %}{% generation %}{% endraw %}",
            "{%- raw -%} {{ {%- generation %}",
            "{{ {'a': {'b': '}}{% generation %}'}} }}",
            "{ % generation %} { {",
            "{% if '%}' %}generation{% endif %}",
        ] {
            assert_eq!(made(source), source);
        }
    }

    #[test]
    fn what_is_set_is_bounded_and_escapes_are_translated() {
        assert_eq!(made("{%- set a.b = c == '=' -%}"), "{%- set a.b = _kept(( c == '=' ), true)-%}");
        assert_eq!(made("{% set a, b = 1, 2 %}"), "{% set a, b = _kept(( 1, 2 ), false)%}");
        assert_eq!(made("{% set a | indent(width=2) %}"), "{% set a | indent(width=2) %}");
        assert_eq!(made("{% settle = 1 %}"), "{% settle = 1 %}");
        assert_eq!(made(r"{{ '\a\/\U0001F600\n' }}\a"), r"{{ '\x07\\/\ud83d\ude00\n' }}\a");
    }

    #[test]
    fn a_program_of_endless_length_is_refused() {
        for source in [format!("{{{{ 1{} }}}}", "+1".repeat(600)), "{% elif a %}".repeat(201), "{{ a }}".repeat(9000)] {
            assert!(matches!(prepared(&source), Err(PromptError::Template(_))));
        }
        assert!(prepared(&format!("{{{{ '{}' }}}}", "a + ".repeat(9000))).is_ok());
    }

    proptest! {
        #[test]
        fn any_text_comes_through(source in r#"([{}%#'"\\() aé-]|generation|raw|endraw|\n|\r){0,40}"#) {
            let prepared = made(&source);
            prop_assert!(!prepared.contains('\r'));
            if !source.contains("generation") && !source.contains('\\') && !source.contains('\r') && !source.ends_with('\n') {
                prop_assert_eq!(prepared, source);
            }
        }
    }
}
