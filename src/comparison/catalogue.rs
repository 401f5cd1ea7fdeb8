//! Reads the site owner's files and checks them against each other.

use std::collections::{BTreeMap, HashSet};

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Community, Comparison, ComparisonError, Matchup, Slug, Tool, roles};
use crate::voting::Snapshot;

/// A data file: its name below `public/`, and what is in it.
pub struct DataFile {
    pub name: String,
    pub text: String,
}

/// Every comparison with its tools and votes, or everything that is wrong with the files, not only the first mistake.
pub fn catalogue(
    tools: &[DataFile],
    comparisons: &[DataFile],
    votes: &[DataFile],
) -> Result<Vec<Matchup>, Vec<ComparisonError>> {
    let mut errors = Vec::new();
    let tools: BTreeMap<Slug, Tool> = read_all(tools, &mut errors, &|file, tool| check_tool(file, tool));
    let comparisons: BTreeMap<Slug, Comparison> = read_all(comparisons, &mut errors, &|_, _| Vec::new());
    let mut votes: BTreeMap<Slug, Snapshot> = read_all(votes, &mut errors, &|_, _| Vec::new());
    let mut matchups = Vec::new();
    for (slug, comparison) in comparisons {
        let votes = votes.remove(&slug);
        match pair(&slug, comparison, &tools).and_then(|matchup| count(matchup, votes)) {
            Ok(matchup) => matchups.push(matchup),
            Err(found) => errors.extend(found),
        }
    }
    errors.extend(votes.keys().map(|slug| ComparisonError::DanglingVotes { slug: slug.to_string() }));
    if errors.is_empty() { Ok(matchups) } else { Err(errors) }
}

fn read_all<T: DeserializeOwned>(
    files: &[DataFile],
    errors: &mut Vec<ComparisonError>,
    check: &dyn Fn(&str, &T) -> Vec<ComparisonError>,
) -> BTreeMap<Slug, T> {
    let mut read = BTreeMap::new();
    for file in files {
        match slug_of(file).and_then(|slug| Ok((slug, parse::<T>(file)?))) {
            Ok((slug, value)) => {
                errors.extend(check(&file.name, &value));
                read.insert(slug, value);
            }
            Err(error) => errors.push(error),
        }
    }
    read
}

fn slug_of(file: &DataFile) -> Result<Slug, ComparisonError> {
    let name = file.name.rsplit('/').next().unwrap_or_default();
    let problem = |problem: String| ComparisonError::File { file: file.name.clone(), problem };
    let stem = name.strip_suffix(".json").ok_or_else(|| problem("the name does not end in .json".into()))?;
    Slug::try_from(stem.to_owned()).map_err(problem)
}

/// Reads a file of the site owner's. Its words are printed into HTML and XML, so none may hold a character that can't
/// be seen there, or that makes what is seen another thing than what is there.
///
/// # Errors
/// The first mistake, with its line and field.
pub fn parse<T: DeserializeOwned>(file: &DataFile) -> Result<T, ComparisonError> {
    let reader = &mut serde_json::Deserializer::from_str(&file.text);
    let value = serde_path_to_error::deserialize(reader).map_err(|error| {
        let (line, column) = (error.inner().line(), error.inner().column());
        let said = error.inner().to_string();
        let problem = said.rsplit_once(" at line ").map_or(said.as_str(), |(problem, _)| problem).to_owned();
        let path = error.path().to_string();
        let field = if path == "." { String::from("the whole file") } else { path };
        ComparisonError::Field { file: file.name.clone(), line, column, field, problem }
    })?;
    let plain = serde_json::from_str(&file.text).unwrap_or_default();
    match unprintable(&plain, "") {
        Some((field, found)) => {
            let problem = format!("it holds the character U+{:04X}, which can't be printed", u32::from(found));
            Err(ComparisonError::Content { file: file.name.clone(), field, problem })
        }
        None => Ok(value),
    }
}

/// The first field with a control character, or one that turns the direction of what follows, and that character.
fn unprintable(value: &Value, at: &str) -> Option<(String, char)> {
    let odd = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    match value {
        Value::String(text) => text.chars().find(|c| odd(*c)).map(|found| (at.to_owned(), found)),
        Value::Array(items) => items.iter().enumerate().find_map(|(n, item)| unprintable(item, &format!("{at}[{n}]"))),
        Value::Object(fields) => fields.iter().find_map(|(name, field)| {
            unprintable(field, &if at.is_empty() { name.clone() } else { format!("{at}.{name}") })
        }),
        _ => None,
    }
}

/// Rules that a schema cannot state.
fn check_tool(file: &str, tool: &Tool) -> Vec<ComparisonError> {
    let mut seen = HashSet::new();
    let twice = tool.panel.iter().enumerate().filter(|(_, review)| !seen.insert(&review.role));
    let problem = |index: usize, role: &str| ComparisonError::Content {
        file: file.to_owned(),
        field: format!("panel[{index}].role"),
        problem: format!("`{role}` has reviewed this tool already"),
    };
    twice.map(|(index, review)| problem(index, &review.role)).collect()
}

fn pair(slug: &Slug, comparison: Comparison, tools: &BTreeMap<Slug, Tool>) -> Result<Matchup, Vec<ComparisonError>> {
    let file = format!("comparisons/{slug}.json");
    let mut errors = Vec::new();
    let mut found = Vec::new();
    for (index, tool) in comparison.tools.iter().enumerate() {
        match tools.get(tool) {
            Some(tool) => found.push(tool.clone()),
            None => errors.push(ComparisonError::DanglingTool {
                file: file.clone(),
                field: format!("tools[{index}]"),
                slug: tool.to_string(),
            }),
        }
    }
    if comparison.updated < comparison.published {
        let problem = format!("{} is before it was published, {}", comparison.updated, comparison.published);
        errors.push(ComparisonError::Content { file: file.clone(), field: "updated".into(), problem });
    }
    let known = roles(&found);
    for (list, points) in [("agree", &comparison.agree), ("split", &comparison.split)] {
        for (index, role) in points.iter().enumerate().flat_map(|(i, point)| point.roles.iter().map(move |r| (i, r))) {
            if errors.is_empty() && !known.contains(&role.as_str()) {
                let field = format!("{list}[{index}].roles");
                let problem = format!("no reviewer of these tools is a `{role}`");
                errors.push(ComparisonError::Content { file: file.clone(), field, problem });
            }
        }
    }
    match <[Tool; 2]>::try_from(found) {
        Ok(tools) if errors.is_empty() => Ok(Matchup { slug: slug.clone(), comparison, tools, community: None }),
        _ => Err(errors),
    }
}

/// Puts the published votes to their pair.
fn count(mut matchup: Matchup, votes: Option<Snapshot>) -> Result<Matchup, Vec<ComparisonError>> {
    if let Some(snapshot) = votes {
        let file = format!("votes/{}.json", matchup.slug);
        let community = Community::new(&snapshot, &matchup.comparison.tools)
            .map_err(|(field, problem)| vec![ComparisonError::Content { file, field, problem }])?;
        matchup.community = Some(community);
    }
    Ok(matchup)
}
