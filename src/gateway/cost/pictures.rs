//! How many input tokens a picture takes, before anyone has counted.

use crate::gateway::model_name::ModelName;
use serde::{Deserialize, Serialize};

/// The size of a picture in pixels. The pixels themselves are never recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImageSize {
    pub width: u32,
    pub height: u32,
}

/// How a model counts the tokens of a picture, as its provider publishes it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Rule {
    /// Tiles of 512 pixels, after fitting into 2048 × 2048 with the short side at most 768.
    Tiles { base: u64, tile: u64 },
    /// Patches of 32 pixels, at most 1536 of them, times a factor.
    Patches { factor: f64 },
    /// One token for 750 pixels, after fitting the long side.
    Area { longest: f64 },
    /// 258 tokens for a picture up to 384 × 384, and for each tile of 768 pixels of a larger one.
    GoogleTiles,
    /// The same for every picture.
    Flat(u64),
    /// One token for each patch of so many pixels and one for each row, after fitting the long side.
    Rows { patch: f64, longest: f64 },
}

const GPT_4O: Rule = Rule::Tiles { base: 85, tile: 170 };
const GPT_4O_MINI: Rule = Rule::Tiles { base: 2833, tile: 5667 };
const GPT_5: Rule = Rule::Tiles { base: 70, tile: 140 };
const O_SERIES: Rule = Rule::Tiles { base: 75, tile: 150 };
const NANO: Rule = Rule::Patches { factor: 2.46 };
const CLAUDE: Rule = Rule::Area { longest: 1568.0 };
const PIXTRAL: Rule = Rule::Rows { patch: 16.0, longest: 1024.0 };
/// Llamas and Qwens count so or cheaper.
const OPEN: Rule = Rule::Rows { patch: 28.0, longest: 3584.0 };

/// The tokens a picture takes at a model, whoever passes the request on.
///
/// `upstream` (`openai`, `anthropic`, `google`, `mistral`) serves where the model's name says nothing, as that of a
/// deployment. Where nobody knows, it is the largest of all rules, because the figure protects a budget.
pub fn image_tokens(model: &str, upstream: Option<&str>, size: ImageSize) -> u64 {
    let rules = rules(&ModelName::read(model), upstream);
    rules.iter().map(|rule| rule.tokens(size)).max().unwrap_or(0)
}

/// The rules that may hold for a model.
fn rules(model: &ModelName, upstream: Option<&str>) -> Vec<Rule> {
    let family = ["gpt", "chatgpt", "o", "claude", "gemini", "gemma", "pixtral", "mistral", "llama", "qwen"];
    match family.into_iter().find(|family| model.has(family)) {
        Some("gpt" | "chatgpt") => vec![gpt(model)],
        Some("o") if model.has("mini") => vec![Rule::Patches { factor: 1.72 }, O_SERIES],
        Some("o") => vec![O_SERIES],
        // From Opus 4.7 on, pictures are seen larger.
        Some("claude") if model.version() >= &[4, 7][..] => vec![Rule::Area { longest: 2576.0 }],
        Some("claude") => vec![CLAUDE],
        Some("gemini") if model.version() >= &[3][..] => vec![Rule::Flat(1120), Rule::GoogleTiles],
        Some("gemini" | "gemma") => vec![Rule::GoogleTiles],
        Some("pixtral" | "mistral") => vec![PIXTRAL],
        Some(_) => vec![OPEN],
        None => match upstream {
            Some("openai") => vec![GPT_4O, GPT_4O_MINI, O_SERIES, NANO],
            Some("anthropic") => vec![CLAUDE],
            Some("google") => vec![Rule::GoogleTiles, Rule::Flat(1120)],
            Some("mistral") => vec![PIXTRAL],
            _ => vec![GPT_4O, GPT_4O_MINI, O_SERIES, NANO, CLAUDE, Rule::GoogleTiles, Rule::Flat(1120), PIXTRAL, OPEN],
        },
    }
}

/// Small models see as much as large ones and are charged more tokens for it, or another way.
fn gpt(model: &ModelName) -> Rule {
    let (mini, nano) = (model.has("mini"), model.has("nano"));
    match model.version() {
        [] if mini => GPT_4O_MINI,
        [4, 1, ..] | [5, ..] if mini => Rule::Patches { factor: 1.62 },
        [4, 1, ..] | [5, ..] if nano => NANO,
        [5, ..] => GPT_5,
        _ => GPT_4O,
    }
}

impl Rule {
    fn tokens(self, size: ImageSize) -> u64 {
        let (width, height) = (f64::from(size.width.max(1)), f64::from(size.height.max(1)));
        let (long, short) = (width.max(height), width.min(height));
        let fitted = |longest: f64| {
            let scale = (longest / long).min(1.0);
            (long * scale, short * scale)
        };
        match self {
            Rule::Tiles { base, tile } => {
                let scale = (2048.0 / long).min(768.0 / short).min(1.0);
                let tiles = (long * scale / 512.0).ceil() * (short * scale / 512.0).ceil();
                base + tile * tiles as u64
            }
            Rule::Patches { factor } => {
                let patches = ((long / 32.0).ceil() * (short / 32.0).ceil()).min(1536.0);
                (patches * factor).ceil() as u64
            }
            Rule::Area { longest } => {
                let (long, short) = fitted(longest);
                (long * short / 750.0).ceil() as u64
            }
            Rule::GoogleTiles => {
                let tiles = if long <= 384.0 { 1.0 } else { (long / 768.0).ceil() * (short / 768.0).ceil() };
                258 * tiles as u64
            }
            Rule::Flat(tokens) => tokens,
            Rule::Rows { patch, longest } => {
                let (long, short) = fitted(longest);
                (((long / patch).ceil() + 1.0) * (short / patch).ceil()) as u64
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(model: &str, width: u32, height: u32) -> u64 {
        image_tokens(model, None, ImageSize { width, height })
    }

    #[test]
    fn published_examples() {
        assert_eq!(tokens("gpt-4o", 1024, 1024), 765);
        assert_eq!(tokens("gpt-4o-2024-08-06", 2048, 4096), 1105);
        assert_eq!(tokens("gpt-4o-mini", 1024, 1024), 2833 + 4 * 5667);
        assert_eq!(tokens("gpt-5", 1024, 1024), 70 + 4 * 140);
        assert_eq!(tokens("gpt-4.1-mini", 1024, 1024), 1659);
        assert_eq!(tokens("gpt-4.1-nano", 4000, 4000), 3779);
        assert_eq!(tokens("gpt-4.1", 1024, 1024), 765);
        assert_eq!(tokens("o3", 1024, 1024), 75 + 4 * 150);
        assert_eq!(tokens("claude-sonnet-4-5", 1000, 1000), 1334);
        assert_eq!(tokens("gemini-2.5-flash", 300, 200), 258);
        assert_eq!(tokens("gemini-3-pro-preview", 300, 200), 1120);
        assert_eq!(tokens("pixtral-12b-2409", 1024, 1024), 65 * 64);
    }

    #[test]
    fn the_rule_is_the_model_s_whoever_passes_it_on() {
        for (at_home, elsewhere) in [
            ("gpt-4o-mini", "openai/gpt-4o-mini-2024-07-18"),
            ("claude-sonnet-4", "us.anthropic.claude-sonnet-4-20250514-v1:0"),
            ("gemini-2.5-flash", "google/gemini-2.5-flash:free"),
            ("o4-mini", "openai/o4-mini"),
            ("gpt-5-nano", "azure/gpt-5-nano"),
        ] {
            assert_eq!(tokens(at_home, 1024, 768), tokens(elsewhere, 1024, 768), "{elsewhere}");
            let size = ImageSize { width: 1024, height: 768 };
            assert_eq!(image_tokens(elsewhere, Some("mistral"), size), tokens(at_home, 1024, 768), "{elsewhere}");
        }
    }

    #[test]
    fn an_unknown_model_is_the_dearest() {
        let size = ImageSize { width: 1024, height: 768 };
        let known =
            ["gpt-4o-mini", "gpt-4o", "claude-opus-4", "gemini-2.5-pro", "pixtral-12b", "gpt-5-nano", "qwen2.5-vl-7b"];
        let most = known.map(|model| image_tokens(model, None, size)).into_iter().max();
        assert_eq!(Some(image_tokens("my-deployment", None, size)), most);
        assert!(image_tokens("my-deployment", Some("anthropic"), size) < image_tokens("my-deployment", None, size));
    }

    #[test]
    fn no_size_is_too_large_to_count() {
        for model in ["gpt-4o", "gpt-5-nano", "claude-3-opus", "gemini-2.5-flash", "pixtral-large", "qwen-vl", "?"] {
            assert!(tokens(model, u32::MAX, u32::MAX) > 0 && tokens(model, 0, 0) > 0, "{model}");
        }
    }
}
