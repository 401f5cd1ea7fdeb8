//! Reading foreign JSON leniently: what is missing or has another type is `None`, never an error.

use serde_json::Value;

/// More tokens than any response can have; a larger count is a mistake of the server.
const MOST_TOKENS: f64 = 1e9;
/// More dollars than any response can cost; a larger figure is a mistake of the server.
const MOST_USD: f64 = 1e4;

/// The text at a JSON pointer.
pub fn text<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    value.pointer(pointer)?.as_str()
}

/// The text at a JSON pointer, owned, unless it is empty.
pub fn owned(value: &Value, pointer: &str) -> Option<String> {
    text(value, pointer).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A text, or a number written out: error codes come as either.
pub fn word(value: &Value, pointer: &str) -> Option<String> {
    match value.pointer(pointer)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A count at a JSON pointer. Some serializers write whole numbers as `3.0` or as text; what is below zero, or more
/// than a response can have, is no count.
pub fn count(value: &Value, pointer: &str) -> Option<u64> {
    number(value, pointer).filter(|count| (0.0..=MOST_TOKENS).contains(count)).map(|count| count as u64)
}

/// Dollars at a JSON pointer, also as text. What is below zero, or more than a response can cost, is no money.
pub fn money(value: &Value, pointer: &str) -> Option<f64> {
    let priced = || text(value, pointer)?.trim().strip_prefix('$')?.parse().ok();
    number(value, pointer)
        .or_else(priced)
        .filter(|dollars| (0.0..=MOST_USD).contains(dollars))
        .map(|dollars| dollars + 0.0)
}

/// A number at a JSON pointer, also when it is written as text, as gateways do with money.
pub fn number(value: &Value, pointer: &str) -> Option<f64> {
    let found = value.pointer(pointer)?;
    found.as_f64().or_else(|| found.as_str()?.trim().parse().ok()).filter(|number: &f64| number.is_finite())
}

/// The elements of the array at a JSON pointer.
pub fn elements<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn counts_and_money_are_written_in_many_ways_and_never_below_zero() {
        for (written, counted) in [
            (json!(3), Some(3)),
            (json!(3.0), Some(3)),
            (json!("3"), Some(3)),
            (json!(-3), None),
            (json!("-3"), None),
            (json!("NaN"), None),
            (json!(1e30), None),
            (json!(u64::MAX), None),
            (json!(null), None),
        ] {
            assert_eq!(count(&json!({ "n": written }), "/n"), counted, "{written}");
        }
        for (written, dollars) in [
            (json!(0.25), Some(0.25)),
            (json!("0.25"), Some(0.25)),
            (json!("$0.25"), Some(0.25)),
            (json!(0), Some(0.0)),
            (json!(-0.25), None),
            (json!("-0.25"), None),
            (json!("inf"), None),
            (json!(1e9), None),
        ] {
            assert_eq!(money(&json!({ "n": written }), "/n"), dollars, "{written}");
        }
    }
}
