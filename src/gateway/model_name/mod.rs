//! What the name of a model says, whoever spells it.
//!
//! One model has many names: `claude-sonnet-4` is `anthropic/claude-sonnet-4` at a gateway,
//! `us.anthropic.claude-sonnet-4-20250514-v1:0` at Bedrock and `claude-sonnet-4@20250514` at Vertex. A name is taken
//! apart into words, a version and a date; companies, regions and ways of delivery are left out.

mod parts;
mod words;

use parts::{split_dates, tokens, without_delivery, without_region};
use words::{CLOSED, DEPLOYMENTS, NOISE, NOISE_OF_OPEN, OPEN, PLACES};

/// A name, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModelName {
    /// Everything that tells models of one maker apart, sorted: makers change the order.
    words: Vec<String>,
    /// `[3, 5]` of `claude-3.5-sonnet`, without zeros at its end.
    version: Vec<u32>,
    /// The digits of a date or build, where the name has one.
    date: Option<String>,
    /// The name asks for whatever is newest.
    floats: bool,
}

impl ModelName {
    /// Takes a name apart.
    pub fn read(name: &str) -> Self {
        let lower = name.trim().to_lowercase();
        let last = lower.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let mut floats = last.contains("latest");
        let bare = without_delivery(without_region(last));
        let (numbers_and_words, date) = split_dates(&tokens(bare));
        let mut read = Self { date, ..Self::default() };
        let tokens = numbers_and_words.iter().map(String::as_str).collect::<Vec<_>>();
        let start = tokens.iter().position(|token| !PLACES.contains(token)).unwrap_or(0);
        for token in &tokens[start..] {
            match token.parse() {
                Ok(number) => read.version.push(number),
                Err(_) => read.words.push((*token).to_owned()),
            }
        }
        let open = read.words.iter().any(|word| OPEN.contains(&word.as_str()));
        // `o1-preview` is another model than `o1`, a thinking Claude is not.
        let (of_o, of_claude) = (read.has("o"), read.has("claude"));
        read.words.retain(|word| {
            let word = word.as_str();
            let noise = NOISE.contains(&word) && !(of_o && word == "preview");
            !(noise || open && NOISE_OF_OPEN.contains(&word) || of_claude && word == "thinking")
        });
        if read.has("gpt") || read.has("llama") {
            // Azure's names have no dots: `gpt-35-turbo`.
            read.version = read
                .version
                .iter()
                .flat_map(|number| match number {
                    10..=99 => vec![number / 10, number % 10],
                    number => vec![*number],
                })
                .collect();
        }
        while read.version.last() == Some(&0) {
            read.version.pop();
        }
        read.words.sort();
        // `mistral.mistral-large`: the company and the family.
        read.words.dedup();
        floats |= read.version.is_empty() && read.date.is_none() && read.is_known();
        Self { floats, ..read }
    }

    /// Whether the name has this word.
    pub fn has(&self, word: &str) -> bool {
        self.words.iter().any(|own| own == word)
    }

    /// The numbers of its version, `[4, 1]` of `gpt-4.1-mini`.
    pub fn version(&self) -> &[u32] {
        &self.version
    }

    /// Whether it belongs to a family that is known here.
    fn is_known(&self) -> bool {
        self.words.iter().any(|word| OPEN.contains(&word.as_str()) || CLOSED.contains(&word.as_str()))
    }

    fn without(&self, unwanted: &[&str]) -> Vec<&str> {
        self.words.iter().map(String::as_str).filter(|word| !unwanted.contains(word)).collect()
    }
}

/// Whether one who asked for `requested` and was served `served` got what was asked for.
///
/// Another family, size, version, date or build is another model; a date where none was asked for is not. A name that
/// belongs to no known family is one's own word for a deployment, which nobody can judge.
pub fn is_same_model(requested: &str, served: &str) -> bool {
    let (asked, got) = (ModelName::read(requested), ModelName::read(served));
    if !asked.is_known() && got.is_known() {
        return true;
    }
    if asked.without(&DEPLOYMENTS) != got.without(&DEPLOYMENTS) && !(asked.floats && same_but_for_size(&asked, &got)) {
        return false;
    }
    let dated_alike = match (&asked.date, &got.date) {
        (Some(one), Some(other)) => one.contains(other.as_str()) || other.contains(one.as_str()),
        _ => true,
    };
    dated_alike && (asked.floats || asked.version == got.version)
}

/// A name without a version, such as `mistral-small-latest`, leaves the size open, too.
fn same_but_for_size(asked: &ModelName, got: &ModelName) -> bool {
    let unsized_words = |name: &ModelName| {
        name.words
            .iter()
            .filter(|word| !word.starts_with(|sign: char| sign.is_ascii_digit()))
            .cloned()
            .collect::<Vec<_>>()
    };
    asked.version.is_empty() && unsized_words(asked) == unsized_words(got)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_model_and_of_two() {
        let same = [
            ("google/gemini-2.5-flash", "gemini-2.5-flash"),
            ("gpt-4o-mini", "gpt-4o-mini-2024-07-18"),
            ("gpt-4o", "gpt-4o-2024-08-06"),
            ("gpt-4", "gpt-4-0613"),
            ("gpt-5", "gpt-5-2025-08-07"),
            ("openai/gpt-4.1", "gpt-4.1-2025-04-14"),
            ("o3-mini", "o3-mini-2025-01-31"),
            ("anthropic/claude-haiku-4.5", "claude-haiku-4-5-20251001"),
            ("anthropic/claude-sonnet-4", "us.anthropic.claude-sonnet-4-20250514-v1:0"),
            ("claude-sonnet-4", "anthropic.claude-sonnet-4-20250514-v1:0"),
            ("claude-sonnet-4-5", "global.anthropic.claude-sonnet-4-5-20250929-v1:0"),
            ("anthropic/claude-4-sonnet", "claude-sonnet-4-20250514"),
            ("anthropic/claude-3.5-sonnet", "claude-3-5-sonnet@20240620"),
            ("claude-3-7-sonnet-latest", "claude-3-7-sonnet-20250219"),
            ("anthropic/claude-3.7-sonnet:thinking", "claude-3-7-sonnet-20250219"),
            ("claude-opus-4-0", "claude-opus-4-20250514"),
            ("claude-2.1", "anthropic.claude-v2:1"),
            ("gemini-1.5-flash", "gemini-1.5-flash-002"),
            ("gemini-2.5-flash", "publishers/google/models/gemini-2.5-flash"),
            ("gemini-2.5-flash", "models/gemini-2.5-flash-preview-05-20"),
            ("gemini-2.5-flash-preview", "gemini-2.5-flash-preview-09-2025"),
            ("gemini-flash-latest", "gemini-2.5-flash-preview-09-2025"),
            ("gemini-2.0-flash", "gemini-2.0-flash-001"),
            ("mistral-small-latest", "mistral-small-2506"),
            ("mistral-small-latest", "mistral-small"),
            ("mistral-large", "mistral.mistral-large-2402-v1:0"),
            ("meta/llama:free", "meta/llama"),
            ("meta-llama/llama-3.1-70b-instruct", "us.meta.llama3-1-70b-instruct-v1:0"),
            ("llama-3.1-70b", "accounts/fireworks/models/llama-v3p1-70b-instruct"),
            ("llama-3.3-70b", "llama-3.3-70b-versatile"),
            ("meta-llama/Llama-3.3-70B-Instruct", "meta-llama/Llama-3.3-70B-Instruct-Turbo"),
            ("llama3.1:70b", "llama-3.1-70b-instruct"),
            ("deepseek/deepseek-chat", "deepseek-v3.2"),
            ("deepseek-r1", "deepseek.r1-v1:0"),
            ("amazon/nova-pro", "amazon.nova-pro-v1:0"),
            ("openai/gpt-oss-120b:free", "openai.gpt-oss-120b-1:0"),
            ("gpt-3.5-turbo", "gpt-35-turbo"),
            ("gpt-4o-prod", "gpt-4o-2024-11-20"),
            ("my-deployment", "gpt-4o-2024-11-20"),
            ("openrouter/auto", "anthropic/claude-sonnet-4"),
            ("databricks-claude-sonnet-4", "claude-sonnet-4"),
            ("command-r", "cohere/command-r-08-2024"),
            ("kimi-k2", "moonshotai/kimi-k2-0905"),
            ("toy-1", "toy-1"),
            ("toy-eyes", "toy-eyes-2026-01"),
        ];
        for (requested, served) in same {
            let names = (ModelName::read(requested), ModelName::read(served));
            assert!(is_same_model(requested, served), "{requested} is {served}: {names:?}");
        }
        let other = [
            ("google/gemini-3-pro-preview", "gemini-3.1-pro-preview-customtools"),
            ("gpt-4o", "gpt-4o-mini"),
            ("gpt-5", "gpt-5.1"),
            ("gpt-5", "gpt-5.1-2025-11-13"),
            ("gpt-5", "gpt-5-mini"),
            ("gpt-4", "gpt-4-turbo"),
            ("gpt-4", "gpt-4o"),
            ("gpt-4.1", "gpt-4"),
            ("o3", "o3-mini"),
            ("o1", "o1-preview"),
            ("o3", "o4-mini"),
            ("anthropic/claude-opus-4", "claude-opus-4-1-20250805"),
            ("claude-sonnet-4", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
            ("claude-sonnet-4", "claude-opus-4"),
            ("claude-sonnet-4", "gpt-4o"),
            ("claude-2", "anthropic.claude-v2:1"),
            ("claude-3-5-sonnet-20240620", "claude-3-5-sonnet-20241022"),
            ("gpt-4o-2024-05-13", "gpt-4o-2024-08-06"),
            ("gemini-1.5-flash-001", "gemini-1.5-flash-002"),
            ("gemini-2.5-flash", "gemini-2.5-flash-lite"),
            ("gemini-2.5-flash", "gemini-2.5-flash-lite-preview-06-17"),
            ("gemini-2.5-flash", "gemini-2.0-flash"),
            ("gemini-2.5-pro", "gemini-2.5-flash"),
            ("llama-3.1-70b", "llama-3.1-8b"),
            ("llama-3.1-70b", "llama-3.3-70b"),
            ("llama3.1:70b", "llama3.1:8b"),
            ("zai/glm-4", "glm-4.5"),
            ("glm-4.5", "glm-4.5-air"),
            ("grok-4", "grok-4-fast"),
            ("command-r", "command-r-plus"),
            ("mistral-small-latest", "mistral-large-2411"),
            ("gpt-3.5-turbo", "gpt-3.5-turbo-instruct"),
            ("kimi-k2", "kimi-k2-thinking"),
            ("gpt-4o", "toy-1"),
            ("toy-1", "toy-2"),
        ];
        for (requested, served) in other {
            let names = (ModelName::read(requested), ModelName::read(served));
            assert!(!is_same_model(requested, served), "{requested} is not {served}: {names:?}");
        }
    }

    #[test]
    fn every_name_is_its_own() {
        for name in [
            "",
            "/",
            ":",
            "gpt-4o",
            "us.",
            "a.b.c",
            "süß-1",
            "1",
            "2024-08-06",
            "claude-v2:1",
            "@cf/meta/llama-3.1-8b-instruct",
        ] {
            assert!(is_same_model(name, name), "{name}");
        }
    }
}
