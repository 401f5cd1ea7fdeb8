//! The list of comparisons: searching and filtering.

use crate::app::{
    effect::Effect,
    state::{Index, State},
};
use crate::comparison::listing::Listing;

pub fn arrived(state: &mut State, listings: Vec<Listing>, query: &[(String, String)]) -> Vec<Effect> {
    let value = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let category = value("category").filter(|category| listings.iter().any(|listing| listing.category == *category));
    state.index = Index { search: value("search").unwrap_or_default(), category, listings };
    Vec::new()
}

pub fn search_edited(state: &mut State, search: String) -> Vec<Effect> {
    state.index.search = search;
    write(&state.index)
}

pub fn category_picked(state: &mut State, category: Option<String>) -> Vec<Effect> {
    state.index.category = category;
    write(&state.index)
}

fn write(index: &Index) -> Vec<Effect> {
    let search = (!index.search.is_empty()).then(|| ("search".to_owned(), index.search.clone()));
    let category = index.category.clone().map(|category| ("category".to_owned(), category));
    vec![Effect::WriteQuery(search.into_iter().chain(category).collect())]
}
