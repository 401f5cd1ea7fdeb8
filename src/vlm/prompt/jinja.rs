//! Jinja as transformers sets it up for chat templates: its syntax, filters, functions and Python's methods.

use super::{PromptError, bounds, code, filters, json, methods};
use minijinja::{Environment, Error, ErrorKind, syntax::SyntaxConfig};
use std::fmt;

/// What a template may cost: a unit is a step, or 64 bytes of text. A long conversation takes some thousands.
const BUDGET: u64 = 1_000_000;

/// Macros that call each other; each costs four. The engine's worker has one mebibyte of stack.
const DEEPEST_CALL: usize = 200;

/// Most characters of an error that are shown.
const MOST_WORDS: usize = 400;

/// An environment without templates.
pub fn environment() -> Result<Environment<'static>, PromptError> {
    let mut environment = Environment::new();
    // The last line feed is already gone.
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    environment.set_syntax(syntax.map_err(|error| failure(&error))?);
    environment.set_fuel(Some(BUDGET));
    environment.set_recursion_limit(DEEPEST_CALL);
    environment.set_unknown_method_callback(methods::call);
    environment.set_formatter(bounds::printed);
    environment.add_function(code::KEPT, bounds::kept);
    filters::add(&mut environment);
    environment.add_filter("tojson", json::tojson);
    environment.add_function("raise_exception", |words: String| -> Result<String, Error> {
        Err(Error::new(ErrorKind::InvalidOperation, "raised").with_source(Raised(words)))
    });
    Ok(environment)
}

/// The words of `raise_exception`.
#[derive(Debug)]
struct Raised(String);

impl fmt::Display for Raised {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Raised {}

/// An error of the template engine in words for the reader.
pub fn failure(error: &Error) -> PromptError {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(found) = cause {
        if let Some(Raised(words)) = found.downcast_ref() {
            return PromptError::Refused { words: shown(words) };
        }
        if found.downcast_ref::<Error>().is_some_and(|error| error.kind() == ErrorKind::OutOfFuel) {
            return PromptError::Template("it doesn't come to an end, or writes too much".to_owned());
        }
        cause = found.source();
    }
    PromptError::Template(shown(&error.to_string()))
}

/// On one line, of a length that can be read.
fn shown(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.trim_end_matches('.');
    match line.char_indices().nth(MOST_WORDS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}
