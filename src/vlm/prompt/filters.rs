//! Filters and tests of Jinja that our engine lacks or that know less there.

use super::methods;
use minijinja::value::{Kwargs, Rest, Value, ValueKind, from_args};
use minijinja::{Environment, Error, State};
use minijinja_contrib::{filters, globals};

/// Makes them known.
pub fn add(environment: &mut Environment<'_>) {
    environment.add_filter("center", |state: &mut State, text: &str, width: Option<i64>| {
        methods::call(state, &Value::from(text), "center", &[Value::from(width.unwrap_or(80))])
    });
    environment.add_filter("filesizeformat", filters::filesizeformat);
    environment.add_filter("float", |value: &Value, default: Option<f64>| float(value).or(default).unwrap_or(0.0));
    environment.add_filter("int", |value: &Value, default: Option<Value>| {
        whole(value).or(default).unwrap_or_else(|| Value::from(0))
    });
    environment.add_filter("striptags", filters::striptags);
    environment.add_filter("truncate", truncate);
    environment.add_filter("wordcount", |text: &str| {
        text.split(|sign: char| !sign.is_alphanumeric() && sign != '_').filter(|word| !word.is_empty()).count()
    });
    environment.add_function("cycler", |items: Rest<Value>| globals::cycler(items.0));
    environment.add_function("joiner", globals::joiner);
    environment.add_test("callable", |value: &Value| value.as_object().is_some() && value.kind() == ValueKind::Plain);
    // For Jinja it is enough to have a length and items.
    environment.add_test("sequence", |value: &Value| {
        matches!(value.kind(), ValueKind::String | ValueKind::Seq | ValueKind::Map)
    });
}

/// Python's `int`, where it can be.
fn whole(value: &Value) -> Option<Value> {
    let cut = || float(value).map(|number| Value::from(number as i64));
    match value.as_str() {
        Some(text) => text.trim().parse::<i128>().ok().map(Value::from).or_else(cut),
        None if value.is_integer() => Some(value.clone()),
        None => cut(),
    }
}

/// Python's `float`, where it can be.
fn float(value: &Value) -> Option<f64> {
    match value.as_str() {
        Some(text) => text.trim().parse().ok(),
        None if value.kind() == ValueKind::Bool => Some(f64::from(value.is_true())),
        None => value.clone().try_into().ok(),
    }
}

/// `truncate(length=255, killwords=False, end='...', leeway=5)`.
fn truncate(text: &str, arguments: Rest<Value>, named: Kwargs) -> Result<String, Error> {
    let (length, kill_words, end, leeway): (Option<usize>, Option<bool>, Option<String>, Option<usize>) =
        from_args(&arguments)?;
    let length = length.or(named.get("length")?).unwrap_or(255);
    let kill_words = kill_words.or(named.get("killwords")?).unwrap_or(false);
    let end = end.or(named.get("end")?).unwrap_or_else(|| "...".to_owned());
    let leeway = leeway.or(named.get("leeway")?).unwrap_or(5);
    named.assert_all_used()?;
    if text.chars().count() <= length.saturating_add(leeway) {
        return Ok(text.to_owned());
    }
    let kept = length.saturating_sub(end.chars().count());
    let start = text.char_indices().nth(kept).map_or(text, |(at, _)| &text[..at]);
    let start = if kill_words { start } else { start.rsplit_once(' ').map_or(start, |(before, _)| before) };
    Ok(format!("{start}{end}"))
}
