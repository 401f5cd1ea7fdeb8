//! Taking a name apart.

use super::words::{DELIVERIES, PLACES};

/// Bedrock's regions, companies and build: `us.anthropic.` in front and `-v1:0` behind.
pub fn without_region(name: &str) -> &str {
    let mut bare = name;
    while let Some((first, rest)) = bare.split_once('.')
        && first.split('-').all(|word| PLACES.contains(&word))
    {
        bare = rest;
    }
    let in_bedrock = bare.len() < name.len();
    let (before, build) = bare.rsplit_once('-').unwrap_or((bare, ""));
    let (version, part) = build.split_once(':').unwrap_or((build, ""));
    let is_version = |text: &str| text.strip_prefix('v').unwrap_or(text).bytes().all(|byte| byte.is_ascii_digit());
    let is_build = is_version(version) && !version.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let told = before.bytes().any(|byte| byte.is_ascii_digit()) || before.contains('-');
    let marked = !part.is_empty() || in_bedrock && version.starts_with('v');
    if is_build && told && marked { before } else { bare }
}

/// OpenRouter's `:free` and its kin. Other words behind a colon are sizes, as at Ollama.
pub fn without_delivery(name: &str) -> &str {
    match name.split_once(':') {
        Some((bare, way)) if DELIVERIES.contains(&way) => bare,
        _ => name,
    }
}

/// Words and numbers: `gpt4o` is `gpt` and `4o`, `llama3.1` is `llama`, `3` and `1`, `v3p1` is `v`, `3` and `1`.
pub fn tokens(name: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    for part in name.split(|sign: char| !sign.is_alphanumeric()).filter(|part| !part.is_empty()) {
        let digits = part.find(|sign: char| sign.is_ascii_digit()).unwrap_or(part.len());
        let (letters, rest) = part.split_at(digits);
        if !letters.is_empty() {
            tokens.push(letters.to_owned());
        }
        let point = rest.split_once('p').filter(|(one, other)| {
            [one, other].iter().all(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
        });
        match point {
            Some((one, other)) => tokens.extend([one.to_owned(), other.to_owned()]),
            None if !rest.is_empty() => tokens.push(rest.to_owned()),
            None => {}
        }
    }
    tokens
}

/// Takes dates and builds out: `2024-08-06`, `20240806`, `0806`, `2507`, `05-06`, `09-2025`, `2026-01`, `001`.
pub fn split_dates(tokens: &[String]) -> (Vec<String>, Option<String>) {
    let (mut rest, mut date, mut at) = (Vec::new(), None, 0);
    let digits = |at: usize, length: usize| {
        tokens.get(at).filter(|token| token.len() == length && token.bytes().all(|byte| byte.is_ascii_digit()))
    };
    while let Some(token) = tokens.get(at) {
        let found = match (digits(at, 4), digits(at + 1, 2), digits(at + 2, 2)) {
            (Some(year), Some(month), Some(day)) => Some((3, format!("{year}{month}{day}"))),
            (Some(year), Some(month), None) if year.starts_with("20") => Some((2, format!("{year}{month}"))),
            _ => match (digits(at, 2), digits(at + 1, 4), digits(at + 1, 2)) {
                (Some(month), Some(year), _) => Some((2, format!("{year}{month}"))),
                (Some(month), _, Some(day)) => Some((2, format!("{month}{day}"))),
                _ => [4, 6, 8].iter().find_map(|length| digits(at, *length)).map(|date| (1, date.clone())),
            },
        };
        let found =
            found.or_else(|| digits(at, 3).filter(|build| build.starts_with('0')).map(|build| (1, build.clone())));
        match found {
            Some((taken, digits)) => {
                date = Some(digits);
                at += taken;
            }
            None => {
                rest.push(token.clone());
                at += 1;
            }
        }
    }
    (rest, date)
}
