//! The filter `tojson` as transformers defines it: Python's `json.dumps`, with other letters than English ones as they are.

use minijinja::value::{Kwargs, Value, ValueKind};
use minijinja::{Error, ErrorKind, State};
use std::fmt::Write;

/// Deeper values are no data of a chat, and would exhaust the stack.
const DEEPEST: usize = 100;

/// How `json.dumps` writes.
struct Style {
    ascii: bool,
    /// What is written for each level, where every item has a line of its own.
    indent: Option<String>,
    between_items: String,
    behind_keys: String,
    sorted: bool,
}

/// `value | tojson(ensure_ascii=False, indent=None, separators=None, sort_keys=False)`.
pub fn tojson(state: &mut State, value: &Value, options: Kwargs) -> Result<String, Error> {
    let indent: Option<Value> = options.get("indent")?;
    let indent = indent.filter(|indent| !indent.is_none()).map(|indent| match indent.as_str() {
        Some(text) => text.to_owned(),
        None => " ".repeat(indent.as_usize().unwrap_or_default().min(DEEPEST)),
    });
    let separators: Option<Value> = options.get("separators")?;
    let (between_items, behind_keys) = match separators.filter(|pair| !pair.is_none()) {
        Some(pair) => (pair.get_item_by_index(0)?.to_string(), pair.get_item_by_index(1)?.to_string()),
        None => (if indent.is_some() { "," } else { ", " }.to_owned(), ": ".to_owned()),
    };
    let style = Style {
        ascii: options.get::<Option<bool>>("ensure_ascii")?.unwrap_or(false),
        sorted: options.get::<Option<bool>>("sort_keys")?.unwrap_or(false),
        indent,
        between_items,
        behind_keys,
    };
    options.assert_all_used()?;
    let mut out = String::new();
    style.write(value, 0, &mut out, state)?;
    Ok(out)
}

impl Style {
    fn write(&self, value: &Value, depth: usize, out: &mut String, state: &State) -> Result<(), Error> {
        if depth > DEEPEST {
            return Err(unwritable("a value this deep"));
        }
        state.consume_fuel(1)?;
        match value.kind() {
            ValueKind::None => out.push_str("null"),
            ValueKind::Bool => out.push_str(if value.is_true() { "true" } else { "false" }),
            ValueKind::Number => out.push_str(&value.to_string()),
            ValueKind::String => self.write_text(value.as_str().unwrap_or_default(), out),
            ValueKind::Map => self.write_map(value, depth, out, state)?,
            ValueKind::Seq | ValueKind::Iterable => {
                let mut items = value.try_iter()?.checked().peekable();
                if items.peek().is_none() {
                    out.push_str("[]");
                    return Ok(());
                }
                out.push('[');
                for (index, item) in items.enumerate() {
                    self.write_gap(index > 0, depth + 1, out);
                    self.write(&item?, depth + 1, out, state)?;
                }
                self.write_line(depth, out);
                out.push(']');
            }
            kind => return Err(unwritable(&kind.to_string())),
        }
        state.consume_fuel(out.len() as u64 / (64 * 64))
    }

    fn write_map(&self, map: &Value, depth: usize, out: &mut String, state: &State) -> Result<(), Error> {
        let mut keys = map.try_iter()?.checked().collect::<Result<Vec<_>, _>>()?;
        if self.sorted {
            keys.sort();
        }
        if keys.is_empty() {
            out.push_str("{}");
            return Ok(());
        }
        out.push('{');
        for (index, key) in keys.iter().enumerate() {
            self.write_gap(index > 0, depth + 1, out);
            match key.kind() {
                ValueKind::None => out.push_str("\"null\""),
                ValueKind::Bool => out.push_str(if key.is_true() { "\"true\"" } else { "\"false\"" }),
                _ => self.write_text(&key.to_string(), out),
            }
            out.push_str(&self.behind_keys);
            self.write(&map.get_item(key)?, depth + 1, out, state)?;
        }
        self.write_line(depth, out);
        out.push('}');
        Ok(())
    }

    fn write_gap(&self, between: bool, depth: usize, out: &mut String) {
        if between {
            out.push_str(&self.between_items);
        }
        self.write_line(depth, out);
    }

    fn write_line(&self, depth: usize, out: &mut String) {
        if let Some(indent) = &self.indent {
            out.push('\n');
            (0..depth).for_each(|_| out.push_str(indent));
        }
    }

    fn write_text(&self, text: &str, out: &mut String) {
        out.push('"');
        for character in text.chars() {
            match character {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                '\u{8}' => out.push_str("\\b"),
                '\u{c}' => out.push_str("\\f"),
                '\0'..' ' => escape(character, out),
                '\u{7f}'.. if self.ascii => escape(character, out),
                other => out.push(other),
            }
        }
        out.push('"');
    }
}

/// The UTF-16 units of a character, four hexadecimal digits each.
fn escape(character: char, out: &mut String) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        // Writing to a text can't fail.
        write!(out, "\\u{unit:04x}").ok();
    }
}

fn unwritable(what: &str) -> Error {
    Error::new(ErrorKind::BadSerialization, format!("{what} can't be written as JSON"))
}
