//! The owner's settings, `public/config.json`.

use std::path::Path;

use serde::Deserialize;

use super::{PressError, files::at};
use crate::comparison::WebAddress;
use crate::comparison::catalogue::{DataFile, parse};
use crate::sheets::Newsletter;
use crate::voting::{
    PollSettings,
    poll::{Poll, relay_address},
};

const FILE: &str = "config.json";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the real models are downloaded from; read by the page itself.
    #[serde(rename = "hub")]
    _hub: WebAddress,
    /// Where the site lives, with a slash at the end. Without it there are no canonical addresses.
    #[serde(default)]
    pub site: Option<WebAddress>,
    #[serde(default)]
    pub newsletter: Option<Newsletter>,
    /// The polls of visitors' votes; read by the page itself.
    #[serde(default)]
    votes: Option<PollSettings>,
}

pub fn read(public: &Path) -> Result<Settings, PressError> {
    let path = public.join(FILE);
    let text = std::fs::read_to_string(&path).map_err(|error| at(&path, error))?;
    let file = DataFile { name: FILE.into(), text };
    let settings: Settings = parse(&file).map_err(|error| PressError::Settings(error.to_string()))?;
    let wrong = |problem: String| PressError::Settings(format!("{FILE}: {problem}"));
    if let Some(site) = settings.site.as_ref().filter(|site| !site.as_str().ends_with('/')) {
        return Err(wrong(format!("site: `{site}` must end with a slash")));
    }
    if let Some(votes) = &settings.votes {
        check_votes(votes, public).map_err(wrong)?;
    }
    Ok(settings)
}

/// What is odd about the polls although they can be used, in sentences for the site's owner.
pub fn poll_oddities(settings: &Settings, public: &Path) -> Vec<String> {
    let tools = settings.votes.iter().flat_map(|votes| votes.polls.keys());
    let told = |tool: &String| {
        let file = format!("polls/{tool}.json");
        let poll = std::fs::read_to_string(public.join(&file)).ok().and_then(|text| Poll::parse(&text).ok());
        let odd = poll.map_or_else(Vec::new, |poll| poll.oddities());
        odd.into_iter().map(move |odd| format!("{file}: {odd}")).collect::<Vec<_>>()
    };
    tools.flat_map(told).collect()
}

/// A poll that can't be used must not be published: whoever voted would have voted in vain.
fn check_votes(votes: &PollSettings, public: &Path) -> Result<(), String> {
    for relay in &votes.relays {
        relay_address(relay).map_err(|error| format!("votes.relays: {error}"))?;
    }
    for (tool, id) in &votes.polls {
        let file = format!("polls/{tool}.json");
        let wrong = |why: String| format!("votes.polls.{tool}: {why}");
        if !public.join(format!("tools/{tool}.json")).is_file() {
            return Err(wrong("there is no such tool".into()));
        }
        let text = std::fs::read_to_string(public.join(&file)).map_err(|error| wrong(format!("{file}: {error}")))?;
        let poll = Poll::parse(&text).map_err(|error| wrong(format!("{file}: {error}")))?;
        if poll.id.to_string() != *id {
            return Err(wrong(format!("{file} holds the poll {}", poll.id)));
        }
    }
    Ok(())
}
