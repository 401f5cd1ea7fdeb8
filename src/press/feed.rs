//! The Atom feed of comparisons (RFC 4287).

use sha2::{Digest, Sha256};

use super::{document::escaped, settings::Settings};
use crate::comparison::{Date, Matchup, WebAddress, listing::Listing};

/// Newest first. Addresses are whole where the site's own is known, else relative to the feed.
pub fn atom(listings: &[Listing], matchups: &[Matchup], settings: &Settings) -> String {
    let site = settings.site.as_ref().map_or("", WebAddress::as_str);
    let href = escaped(site);
    let updated = matchups.iter().map(|matchup| &matchup.comparison.updated).max().map(Date::timestamp);
    let entries: String = listings
        .iter()
        .filter_map(|listing| matchups.iter().find(|matchup| matchup.slug.as_str() == listing.slug))
        .map(|matchup| entry(matchup, site))
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n  <title>Shipcheck: which one should you ship with?</title>\n  <id>{}</id>\n  <link rel=\"self\" type=\"application/atom+xml\" href=\"{href}feed.xml\"/>\n  <link rel=\"alternate\" type=\"text/html\" href=\"{href}compare/\"/>\n  <updated>{}</updated>\n  <author><name>Shipcheck panel</name></author>\n{entries}</feed>\n",
        name_of("shipcheck feed", site),
        updated.unwrap_or_default(),
    )
}

fn entry(matchup: &Matchup, site: &str) -> String {
    let page = &matchup.comparison;
    format!(
        "  <entry>\n    <title>{}</title>\n    <id>{}</id>\n    <link rel=\"alternate\" type=\"text/html\" href=\"{}compare/{}/\"/>\n    <published>{}</published>\n    <updated>{}</updated>\n    <category term=\"{}\"/>\n    <summary>{}</summary>\n  </entry>\n",
        escaped(&page.title),
        name_of(matchup.slug.as_str(), site),
        escaped(site),
        matchup.slug,
        page.published.timestamp(),
        page.updated.timestamp(),
        escaped(&page.category),
        escaped(&page.verdict),
    )
}

/// A name that stays the same as long as site and slug do: a version 8 UUID (RFC 9562) from their hash.
fn name_of(slug: &str, site: &str) -> String {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Sha256::digest(format!("{site}\n{slug}"))[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let part = |range: std::ops::Range<usize>| hex[range].concat();
    format!("urn:uuid:{}-{}-{}-{}-{}", part(0..4), part(4..6), part(6..8), part(8..10), part(10..16))
}
