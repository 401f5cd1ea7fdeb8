//! Prints the pages: at build, the owner's data becomes HTML that can be read before any program runs, or without one.
//!
//! May import `comparison`, `library`, `sheets`, `shelf` and `voting`. Runs natively, after Trunk has written
//! `dist/index.html`, which serves as the shell of every page.

mod card;
mod document;
mod error;
mod feed;
mod files;
mod gateway;
mod models;
mod pages;
mod settings;
mod structured;
mod styles;

pub use error::PressError;

use std::path::Path;

use document::Shell;
use files::{data_files, put};

use crate::comparison::{
    Comparison, Tool,
    catalogue::catalogue,
    listing::{Listing, newest_first},
};
use crate::library::catalogue::Catalogue;

/// What was printed, and what the owner should know about it.
pub struct Printed {
    pub comparisons: usize,
    /// Sentences about polls that can be used and are odd nevertheless.
    pub oddities: Vec<String>,
}

/// Checks the data in `public` and writes the pages, the feed, the schemas and the link pictures into `dist`.
pub fn print(public: &Path, dist: &Path) -> Result<Printed, PressError> {
    let settings = settings::read(public)?;
    let models = models::read(public)?;
    let votes = if public.join("votes").is_dir() { data_files(public, "votes")? } else { Vec::new() };
    let matchups = catalogue(&data_files(public, "tools")?, &data_files(public, "comparisons")?, &votes)?;
    let mut listings: Vec<_> = matchups.iter().map(Listing::from).collect();
    newest_first(&mut listings);
    let newest = listings.first().ok_or(PressError::NothingToPrint)?;
    let featured = matchups.iter().find(|matchup| matchup.slug.as_str() == newest.slug);

    let shell = Shell::read(dist)?;
    for matchup in &matchups {
        let page = pages::comparison(matchup, &settings, &format!("compare/{}/", matchup.slug));
        put(dist, &format!("compare/{}/index.html", matchup.slug), shell.fill(&page, &settings).as_bytes())?;
        put(dist, &card::address(&matchup.slug), &card::draw(matchup)?)?;
    }
    put(dist, "compare/index.html", shell.fill(&pages::index(&listings), &settings).as_bytes())?;
    put(dist, "gateway/index.html", shell.fill(&gateway::page(), &settings).as_bytes())?;
    put(dist, "models/index.html", shell.fill(&models::page(&models), &settings).as_bytes())?;
    put(dist, "feed.xml", feed::atom(&listings, &matchups, &settings).as_bytes())?;
    put_schemas(dist)?;
    // The shell last: while it is still a shell, printing can be done again.
    if let Some(featured) = featured {
        put(dist, "index.html", shell.fill(&pages::comparison(featured, &settings, ""), &settings).as_bytes())?;
    }
    Ok(Printed { comparisons: matchups.len(), oddities: settings::poll_oddities(&settings, public) })
}

fn put_schemas(dist: &Path) -> Result<(), PressError> {
    let schemas = [
        ("tool", schemars::schema_for!(Tool)),
        ("comparison", schemars::schema_for!(Comparison)),
        ("models", schemars::schema_for!(Catalogue)),
    ];
    for (name, schema) in schemas {
        let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
        put(dist, &format!("schema/{name}.json"), text.as_bytes())?;
    }
    Ok(())
}
