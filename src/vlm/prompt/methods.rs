//! Methods of Python's texts and lists that `minijinja-contrib` lacks or treats otherwise; it does the rest.

use minijinja::value::{Kwargs, Tuple, Value, ValueKind, from_args};
use minijinja::{Error, ErrorKind, State};
use minijinja_contrib::pycompat::unknown_method_callback;

/// Calls `value.method(args)` as Python does.
pub fn call(state: &mut State, value: &Value, method: &str, args: &[Value]) -> Result<Value, Error> {
    let own = match (value.kind(), value.as_str()) {
        (ValueKind::String, Some(text)) => of_text(state, text, method, args)?,
        (ValueKind::Seq | ValueKind::Map, _) => of_container(value, method, args)?,
        _ => None,
    };
    own.map_or_else(|| unknown_method_callback(state, value, method, args), Ok)
}

fn of_container(value: &Value, method: &str, args: &[Value]) -> Result<Option<Value>, Error> {
    Ok(Some(match (value.kind(), method) {
        (_, "copy") => {
            let () = from_args(args)?;
            value.clone()
        }
        (ValueKind::Seq, "index") => {
            let (wanted,): (&Value,) = from_args(args)?;
            for (index, item) in value.try_iter()?.checked().enumerate() {
                if item? == *wanted {
                    return Ok(Some(Value::from(index)));
                }
            }
            return Err(invalid(format!("{wanted} is not in the list")));
        }
        (_, "append" | "extend" | "insert" | "pop" | "remove" | "clear" | "update" | "setdefault" | "popitem") => {
            return Err(invalid(format!("a template may not change what it was given, as {method} does")));
        }
        _ => return Ok(None),
    }))
}

fn of_text(state: &mut State, text: &str, method: &str, args: &[Value]) -> Result<Option<Value>, Error> {
    Ok(Some(match method {
        "split" | "rsplit" => split(text, method == "rsplit", args)?,
        "splitlines" => {
            let (keep, named): (Option<bool>, Kwargs) = from_args(args)?;
            let keep = keep.or(named.get("keepends")?).unwrap_or(false);
            named.assert_all_used()?;
            lines(text, keep).into_iter().collect()
        }
        "title" => {
            let () = from_args(args)?;
            Value::from(title(text))
        }
        "swapcase" => {
            let () = from_args(args)?;
            let swap = |letter: char| -> String {
                if letter.is_uppercase() { letter.to_lowercase().collect() } else { letter.to_uppercase().collect() }
            };
            Value::from(text.chars().map(swap).collect::<String>())
        }
        "casefold" => {
            let () = from_args(args)?;
            Value::from(text.replace('ß', "ss").to_lowercase())
        }
        "removeprefix" => {
            let (prefix,): (&str,) = from_args(args)?;
            Value::from(text.strip_prefix(prefix).unwrap_or(text))
        }
        "removesuffix" => {
            let (suffix,): (&str,) = from_args(args)?;
            Value::from(text.strip_suffix(suffix).unwrap_or(text))
        }
        "partition" | "rpartition" => {
            let (separator,): (&str,) = from_args(args)?;
            Value::from(Tuple::from(partition(text, separator, method == "rpartition")?.map(Value::from)))
        }
        "index" | "rindex" | "find" | "rfind" | "count" => searched(text, method, args)?,
        "startswith" | "endswith" if args.len() > 1 => {
            let (wanted, start, end): (Value, Option<i64>, Option<i64>) = from_args(args)?;
            let part = part(text, start, end).map_or("", |(_, part)| part);
            return unknown_method_callback(state, &Value::from(part), method, &[wanted]).map(Some);
        }
        "format" if widens(text) => return Err(invalid("a width of it is too large".to_owned())),
        "zfill" | "center" | "ljust" | "rjust" => padded(state, text, method, args)?,
        "replace" => {
            let (old, new, count, named): (Value, Value, Option<i64>, Kwargs) = from_args(args)?;
            let count = count.or(named.get("count")?).map(|count| count.clamp(-1, i64::from(i32::MAX)));
            named.assert_all_used()?;
            return unknown_method_callback(state, &Value::from(text), method, &[old, new, Value::from(count)])
                .map(Some);
        }
        _ => return Ok(None),
    }))
}

/// `split(sep=None, maxsplit=-1)`, from the left or from the right.
fn split(text: &str, from_right: bool, args: &[Value]) -> Result<Value, Error> {
    let (separator, most, named): (Option<String>, Option<i64>, Kwargs) = from_args(args)?;
    let separator = separator.or(named.get("sep")?);
    let most = most.or(named.get("maxsplit")?).filter(|most| *most >= 0).map(|most| most as usize);
    named.assert_all_used()?;
    let most = most.unwrap_or(usize::MAX - 1);
    let Some(separator) = separator else {
        return Ok(words(text, most, from_right).into_iter().collect());
    };
    if separator.is_empty() {
        return Err(invalid("empty separator".to_owned()));
    }
    if !from_right {
        return Ok(text.splitn(most + 1, separator.as_str()).collect());
    }
    let mut parts: Vec<&str> = text.rsplitn(most + 1, separator.as_str()).collect();
    parts.reverse();
    Ok(parts.into_iter().collect())
}

/// The words of a text; after `most` splits what is left stays whole.
fn words(text: &str, most: usize, from_right: bool) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = if from_right { text.trim_end() } else { text.trim_start() };
    while !rest.is_empty() {
        let end = if from_right { rest.rfind(char::is_whitespace) } else { rest.find(char::is_whitespace) };
        match end.filter(|_| words.len() < most) {
            Some(end) if from_right => {
                words.push(rest[end..].trim_start());
                rest = rest[..end].trim_end();
            }
            Some(end) => {
                words.push(&rest[..end]);
                rest = rest[end..].trim_start();
            }
            None => {
                words.push(rest);
                break;
            }
        }
    }
    if from_right {
        words.reverse();
    }
    words
}

/// Lines end where Python says, which is at more than line feeds.
fn lines(text: &str, keep_ends: bool) -> Vec<&str> {
    let ends = |character: char| {
        matches!(character, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}')
    };
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some(end) = rest.find(ends) {
        let mark =
            if rest[end..].starts_with("\r\n") { 2 } else { rest[end..].chars().next().map_or(0, char::len_utf8) };
        lines.push(&rest[..if keep_ends { end + mark } else { end }]);
        rest = &rest[end + mark..];
    }
    if !rest.is_empty() {
        lines.push(rest);
    }
    lines
}

/// Every letter behind something else is large, the others small.
fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for character in text.chars() {
        if inside {
            out.extend(character.to_lowercase())
        } else {
            out.extend(character.to_uppercase())
        }
        inside = character.is_alphabetic();
    }
    out
}

fn partition<'a>(text: &'a str, separator: &'a str, from_right: bool) -> Result<[&'a str; 3], Error> {
    if separator.is_empty() {
        return Err(invalid("empty separator".to_owned()));
    }
    let found = if from_right { text.rsplit_once(separator) } else { text.split_once(separator) };
    Ok(match found {
        Some((before, behind)) => [before, separator, behind],
        None if from_right => ["", "", text],
        None => [text, "", ""],
    })
}

/// The characters from `start` to `end`, which may count from the end, and how many stand before them.
fn part(text: &str, start: Option<i64>, end: Option<i64>) -> Option<(usize, &str)> {
    let length = text.chars().count() as i64;
    let from_front = |index: i64| if index < 0 { (length + index).max(0) } else { index };
    let (start, end) = (from_front(start.unwrap_or(0)), from_front(end.unwrap_or(length)).min(length));
    let byte = |index: i64| text.char_indices().nth(index as usize).map_or(text.len(), |(byte, _)| byte);
    (start <= end).then(|| (start as usize, &text[byte(start)..byte(end)]))
}

/// `find`, `rfind`, `index`, `rindex` and `count`, of a part where one is named.
fn searched(text: &str, method: &str, args: &[Value]) -> Result<Value, Error> {
    let (wanted, start, end): (&str, Option<i64>, Option<i64>) = from_args(args)?;
    let part = part(text, start, end);
    if method == "count" {
        return Ok(Value::from(part.map_or(0, |(_, part)| part.matches(wanted).count())));
    }
    let place = part.and_then(|(before, part)| {
        let byte = if method.starts_with('r') { part.rfind(wanted) } else { part.find(wanted) };
        byte.map(|byte| before + part[..byte].chars().count())
    });
    match place {
        Some(place) => Ok(Value::from(place)),
        None if method.ends_with("find") => Ok(Value::from(-1)),
        None => Err(invalid("substring not found".to_owned())),
    }
}

/// `zfill`, `center`, `ljust` and `rjust`: filled up to a width in characters.
fn padded(state: &State, text: &str, method: &str, args: &[Value]) -> Result<Value, Error> {
    let (width, fill): (i64, Option<char>) = from_args(args)?;
    let missing = usize::try_from(width).unwrap_or(0).saturating_sub(text.chars().count());
    // What is made here is paid for before it is there.
    state.consume_fuel(missing as u64 / 16)?;
    let fill = |count: usize| std::iter::repeat_n(fill.unwrap_or(' '), count).collect::<String>();
    Ok(Value::from(match method {
        "ljust" => format!("{text}{}", fill(missing)),
        "rjust" => format!("{}{text}", fill(missing)),
        "center" => {
            // Python puts the odd one on the left where the width is odd, too.
            let left = missing / 2 + (missing & width as usize & 1);
            format!("{}{text}{}", fill(left), fill(missing - left))
        }
        _ => {
            let (sign, digits) = text.split_at(usize::from(text.starts_with(['+', '-'])));
            format!("{sign}{}{digits}", "0".repeat(missing))
        }
    }))
}

/// Whether a format asks for thousands of signs.
fn widens(format: &str) -> bool {
    format.split(|character: char| !character.is_ascii_digit()).any(|digits| digits.len() > 3)
}

fn invalid(words: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, words)
}
