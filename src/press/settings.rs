//! The owner's settings, `public/config.json`.

use std::path::Path;

use serde::Deserialize;

use super::{PressError, files::at};
use crate::sheets::Newsletter;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the real models are downloaded from; read by the page itself.
    #[serde(rename = "hub")]
    _hub: String,
    /// Where the site lives, with a slash at the end. Without it there are no canonical addresses.
    #[serde(default)]
    pub site: Option<String>,
    #[serde(default)]
    pub newsletter: Option<Newsletter>,
}

pub fn read(public: &Path) -> Result<Settings, PressError> {
    let path = public.join("config.json");
    let text = std::fs::read_to_string(&path).map_err(|error| at(&path, error))?;
    let settings: Settings = serde_json::from_str(&text).map_err(|error| PressError::Settings(error.to_string()))?;
    let web = |address: &str| address.starts_with("https://") || address.starts_with("http://");
    if let Some(site) = &settings.site
        && !(web(site) && site.ends_with('/'))
    {
        return Err(PressError::Settings(format!("site: `{site}` must begin with https:// and end with a slash")));
    }
    if let Some(newsletter) = &settings.newsletter
        && !newsletter.action.starts_with("https://")
    {
        return Err(PressError::Settings(
            "newsletter.action: an address must not travel in the clear; use https".into(),
        ));
    }
    Ok(settings)
}
