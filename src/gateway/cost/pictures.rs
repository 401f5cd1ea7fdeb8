//! How many input tokens a picture takes, before anyone has counted.

use serde::{Deserialize, Serialize};

/// The size of a picture in pixels. The pixels themselves are never recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImageSize {
    pub width: u32,
    pub height: u32,
}

/// The tokens a picture takes at an upstream (`openai`, `anthropic`, `google`, `mistral`).
///
/// These are the providers' published rules. For an upstream nobody knows it is the largest of them, because the
/// figure protects a budget.
pub fn image_tokens(upstream: Option<&str>, size: ImageSize) -> u64 {
    match upstream {
        Some("openai") => openai(size),
        Some("anthropic") => anthropic(size),
        Some("google") => google(size),
        Some("mistral") => mistral(size),
        _ => openai(size).max(anthropic(size)).max(google(size)).max(mistral(size)),
    }
}

/// 85 tokens, and 170 for each tile of 512 pixels, after fitting into 2048 × 2048 with the short side at most 768.
fn openai(size: ImageSize) -> u64 {
    let (long, short) = sides(size);
    let scale = (2048.0 / long).min(768.0 / short).min(1.0);
    let tiles = (long * scale / 512.0).ceil() * (short * scale / 512.0).ceil();
    85 + 170 * tiles as u64
}

/// One token for 750 pixels, after fitting into 1568 × 1568.
fn anthropic(size: ImageSize) -> u64 {
    let (long, short) = sides(size);
    let scale = (1568.0 / long).min(1.0);
    (long * scale * short * scale / 750.0).ceil() as u64
}

/// 258 tokens for a picture up to 384 × 384, and for each tile of 768 pixels of a larger one.
fn google(size: ImageSize) -> u64 {
    let (long, short) = sides(size);
    let tiles = if long <= 384.0 { 1.0 } else { (long / 768.0).ceil() * (short / 768.0).ceil() };
    258 * tiles as u64
}

/// One token for each patch of 16 pixels and one for each row, after fitting into 1024 × 1024.
fn mistral(size: ImageSize) -> u64 {
    let (long, short) = sides(size);
    let scale = (1024.0 / long).min(1.0);
    let (columns, rows) = ((long * scale / 16.0).ceil(), (short * scale / 16.0).ceil());
    ((columns + 1.0) * rows) as u64
}

fn sides(size: ImageSize) -> (f64, f64) {
    let (width, height) = (f64::from(size.width.max(1)), f64::from(size.height.max(1)));
    (width.max(height), width.min(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_examples() {
        assert_eq!(image_tokens(Some("openai"), ImageSize { width: 1024, height: 1024 }), 765);
        assert_eq!(image_tokens(Some("openai"), ImageSize { width: 2048, height: 4096 }), 1105);
        assert_eq!(image_tokens(Some("anthropic"), ImageSize { width: 1000, height: 1000 }), 1334);
        assert_eq!(image_tokens(Some("google"), ImageSize { width: 300, height: 200 }), 258);
        assert_eq!(image_tokens(Some("mistral"), ImageSize { width: 1024, height: 1024 }), 65 * 64);
    }

    #[test]
    fn an_unknown_upstream_is_the_dearest() {
        let size = ImageSize { width: 1024, height: 768 };
        let most = ["openai", "anthropic", "google", "mistral"].map(|name| image_tokens(Some(name), size));
        assert_eq!(image_tokens(None, size), most.into_iter().max().unwrap());
    }
}
