//! The list of comparisons: newest first, searchable, by category.

use super::{Date, Matchup};

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Listing {
    pub slug: String,
    pub title: String,
    pub verdict: String,
    pub category: String,
    pub published: Date,
}

impl From<&Matchup> for Listing {
    fn from(matchup: &Matchup) -> Listing {
        let page = &matchup.comparison;
        Listing {
            slug: matchup.slug.to_string(),
            title: page.title.clone(),
            verdict: page.verdict.clone(),
            category: page.category.clone(),
            published: page.published.clone(),
        }
    }
}

/// Newest first; those of one day by name, so that the order never changes by chance.
pub fn newest_first(listings: &mut [Listing]) {
    listings.sort_by(|a, b| b.published.cmp(&a.published).then_with(|| a.slug.cmp(&b.slug)));
}

/// Every word of the search occurs somewhere in the line; the category, where one is chosen, is the line's own.
pub fn matches(listing: &Listing, search: &str, category: Option<&str>) -> bool {
    let text = format!("{} {} {}", listing.title, listing.verdict, listing.category).to_lowercase();
    let found = search.to_lowercase().split_whitespace().all(|word| text.contains(word));
    found && category.is_none_or(|category| category == listing.category)
}

/// The categories in use, in the order of the alphabet.
pub fn categories(listings: &[Listing]) -> Vec<&str> {
    let mut categories: Vec<_> = listings.iter().map(|listing| listing.category.as_str()).collect();
    categories.sort_unstable();
    categories.dedup();
    categories
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn listing(slug: &str, published: &str, category: &str) -> Listing {
        Listing {
            slug: slug.into(),
            title: format!("{slug} against the rest"),
            verdict: "Ship the small one.".into(),
            category: category.into(),
            published: published.to_owned().try_into().unwrap(),
        }
    }

    #[test]
    fn the_newest_comes_first_and_ties_keep_still() {
        let mut list =
            vec![listing("b", "2026-01-02", "x"), listing("c", "2026-11-01", "x"), listing("a", "2026-01-02", "x")];
        newest_first(&mut list);
        assert_eq!(list.iter().map(|l| l.slug.as_str()).collect::<Vec<_>>(), ["c", "a", "b"]);
    }

    #[test]
    fn every_word_counts_and_so_does_the_category() {
        let line = listing("smol", "2026-01-02", "Developer tools");
        assert!(matches(&line, "SMALL smol", None));
        assert!(matches(&line, "", Some("Developer tools")));
        assert!(!matches(&line, "small giant", None));
        assert!(!matches(&line, "small", Some("Design")));
    }
}
