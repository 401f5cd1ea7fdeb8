//! What the beginning of a server's answer says: status, part, length, version.

use std::ops::Range;

/// The headers that matter. Where the server is on another site, it may keep any of them from the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub status: u16,
    pub content_range: Option<String>,
    pub content_length: Option<u64>,
    pub content_type: Option<String>,
    pub etag: Option<String>,
    /// Milliseconds from now, whichever way the header says it.
    pub retry_after_ms: Option<u64>,
}

/// `Content-Range: bytes 0-99/200` (RFC 9110, 14.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentRange {
    pub part: Range<u64>,
    /// The whole file, where known.
    pub total: Option<u64>,
}

impl ContentRange {
    /// `None` if it is not one range of bytes.
    pub fn parse(text: &str) -> Option<ContentRange> {
        let (part, total) = text.trim().strip_prefix("bytes ")?.split_once('/')?;
        let (first, last) = part.split_once('-')?;
        let (first, last): (u64, u64) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        let total = match total.trim() {
            "*" => None,
            number => Some(number.parse().ok()?),
        };
        let end = last.checked_add(1)?;
        let sound = first <= last && total.is_none_or(|total| end <= total);
        sound.then_some(ContentRange { part: first..end, total })
    }
}

impl Head {
    /// A site that answers every address with its start page has no such file.
    pub fn is_page(&self) -> bool {
        self.content_type.as_deref().is_some_and(|kind| kind.starts_with("text/html"))
    }

    /// Whether the server tells of another version than the one that was begun. Silence tells nothing.
    pub fn differs_from(&self, etag: Option<&str>) -> bool {
        matches!((strong(self.etag.as_deref()), strong(etag)), (Some(new), Some(old)) if new != old)
    }
}

/// Weak tags name the meaning, not the bytes, but a change of one is a change all the same.
fn strong(etag: Option<&str>) -> Option<&str> {
    etag.map(|tag| tag.strip_prefix("W/").unwrap_or(tag)).filter(|tag| !tag.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_as_the_standard_writes_them() {
        let range = |part, total| Some(ContentRange { part, total });
        assert_eq!(ContentRange::parse("bytes 0-99/200"), range(0..100, Some(200)));
        assert_eq!(ContentRange::parse("bytes 100-199/*"), range(100..200, None));
        for wrong in ["", "bytes */200", "bytes 5-4/10", "bytes 0-10/10", "items 0-1/2", "bytes 0-1", "bytes a-b/c"] {
            assert_eq!(ContentRange::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_two_known_versions_can_differ() {
        let head = |etag: Option<&str>| Head { etag: etag.map(str::to_owned), ..Head::default() };
        assert!(head(Some("\"b\"")).differs_from(Some("\"a\"")));
        assert!(!head(Some("W/\"a\"")).differs_from(Some("\"a\"")));
        assert!(!head(None).differs_from(Some("\"a\"")));
        assert!(!head(Some("\"a\"")).differs_from(None));
    }
}
