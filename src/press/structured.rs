//! What search engines read: both tools as software with the panel's reviews. No aggregate rating: a handful of
//! reviewers is no crowd, and the community's votes are no ratings.

use serde_json::{Value, json};

use crate::comparison::{Matchup, Price, Review, Tool, Verdict};

/// JSON-LD for a comparison (<https://schema.org/SoftwareApplication>).
pub fn comparison(matchup: &Matchup) -> String {
    let graph: Vec<_> = matchup.tools.iter().map(|tool| software(tool, matchup)).collect();
    json!({ "@context": "https://schema.org", "@graph": graph }).to_string()
}

fn software(tool: &Tool, matchup: &Matchup) -> Value {
    let mut value = json!({
        "@type": "SoftwareApplication",
        "name": tool.name,
        "description": tool.summary,
        "applicationCategory": tool.category,
        "review": tool.panel.iter().map(|review| one(review, matchup)).collect::<Vec<_>>(),
    });
    if tool.entry.price == Price::Free {
        value["offers"] = json!({ "@type": "Offer", "price": 0, "priceCurrency": "USD" });
    }
    value
}

fn one(review: &Review, matchup: &Matchup) -> Value {
    let rating = if review.verdict == Verdict::Ship { 1 } else { 0 };
    json!({
        "@type": "Review",
        "author": { "@type": "Person", "name": format!("Shipcheck panel, {}", review.role) },
        "datePublished": matchup.comparison.published.as_str(),
        "reviewBody": review.claim,
        "reviewRating": { "@type": "Rating", "ratingValue": rating, "bestRating": 1, "worstRating": 0, "ratingExplanation": review.verdict.word() },
    })
}
