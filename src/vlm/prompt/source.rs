//! What Jinja makes of a template's text before it reads it, and the one statement that only transformers knows.

/// The text as Jinja reads it: ends of lines are line feeds, and one at the very end is dropped.
///
/// transformers marks what the model has said with `{% generation %}`. It prints its content, and names set inside stay
/// inside: a `with` block.
pub fn prepared(source: &str) -> String {
    let source = source.replace("\r\n", "\n").replace('\r', "\n");
    with_blocks(source.strip_suffix('\n').unwrap_or(&source))
}

fn with_blocks(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(start) = rest.find('{').filter(|start| start + 1 < rest.len()) {
        let (before, tag) = rest.split_at(start);
        out.push_str(before);
        let length = match tag.as_bytes()[1] {
            b'#' => tag.find("#}").map_or(tag.len(), |end| end + 2),
            b'{' => 2 + code_length(&tag[2..], "}}"),
            b'%' => 2 + statement_length(&tag[2..]),
            _ => 1,
        };
        let (tag, behind) = tag.split_at(length);
        match statement(tag) {
            Some(("generation", word)) => out.push_str(&tag.replacen(word, "with", 1)),
            Some(("endgeneration", word)) => out.push_str(&tag.replacen(word, "endwith", 1)),
            _ => out.push_str(tag),
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// The only word of a statement like `{%- generation %}`, twice: to compare, and to replace.
fn statement(tag: &str) -> Option<(&str, &str)> {
    let word = tag.strip_prefix("{%")?.strip_suffix("%}")?.trim_matches(['-', '+']).trim();
    Some((word, word))
}

/// Bytes of a statement up to its end; of `raw`, up to the end of what it keeps as it is.
fn statement_length(code: &str) -> usize {
    let end = code_length(code, "%}");
    let is_word = |code: &str, word: &str| code.trim_start_matches(['-', '+']).trim_start().starts_with(word);
    if !is_word(code, "raw") {
        return end;
    }
    let mut at = end;
    while let Some(next) = code[at..].find("{%") {
        at += next + 2;
        if is_word(&code[at..], "endraw") {
            return at + code_length(&code[at..], "%}");
        }
    }
    code.len()
}

/// Bytes of code up to and with its end mark, which counts neither in a text nor inside of brackets.
fn code_length(code: &str, end: &str) -> usize {
    let bytes = code.as_bytes();
    let (mut quote, mut open, mut at) = (None, 0usize, 0);
    while at < bytes.len() {
        let byte = bytes[at];
        match quote {
            Some(_) if byte == b'\\' => at += 1,
            Some(mark) if byte == mark => quote = None,
            Some(_) => {}
            None if open == 0 && bytes[at..].starts_with(end.as_bytes()) => return at + end.len(),
            None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
            None if matches!(byte, b'{' | b'[' | b'(') => open += 1,
            None if matches!(byte, b'}' | b']' | b')') => open = open.saturating_sub(1),
            None => {}
        }
        at += 1;
    }
    code.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ends_of_lines_are_line_feeds_and_the_last_is_dropped() {
        assert_eq!(prepared("a\r\nb\rc\n\n"), "a\nb\nc\n");
        assert_eq!(prepared("a\r\n"), "a");
    }

    #[test]
    fn generation_is_a_block_of_its_own() {
        assert_eq!(prepared("{%- generation -%}a{% endgeneration %}"), "{%- with -%}a{% endwith %}");
        assert_eq!(prepared("{%generation%}a{%+ endgeneration -%}"), "{%with%}a{%+ endwith -%}");
    }

    #[test]
    fn texts_comments_and_raw_parts_are_left_alone() {
        for source in [
            "{{ '{% generation %}' }}",
            "{# {% generation %} #}",
            "{% raw %}{% generation %}{% endraw %}",
            "{%- raw -%} {{ {%- generation %}",
            "{{ {'a': {'b': '}}{% generation %}'}} }}",
            "{% set generation = 1 %}",
            "{ % generation %} { {",
            "{% if '%}' %}generation{% endif %}",
        ] {
            assert_eq!(prepared(source), source);
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_through(source in r#"([{}%#'"\\() aé-]|generation|raw|endraw|\n|\r){0,40}"#) {
            let prepared = prepared(&source);
            prop_assert!(!prepared.contains('\r'));
            if !source.contains("generation") && !source.contains('\r') && !source.ends_with('\n') {
                prop_assert_eq!(prepared, source);
            }
        }
    }
}
