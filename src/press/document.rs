//! The HTML around a page: Trunk's `index.html`, with the head and the body put in.

use std::path::Path;

use super::{PressError, files::at, settings::Settings, styles};
use crate::comparison::WebAddress;

const HEAD: &str = "<!--print:head-->";
const BODY: &str = "<!--print:main-->";

/// What differs from page to page.
pub struct Page {
    pub title: String,
    pub description: String,
    /// Below the site's root, such as `compare/pair/`; empty for the front page.
    pub address: String,
    /// The address search engines should know it by.
    pub canonical: String,
    /// The picture other sites show for a link.
    pub card: Option<String>,
    /// JSON-LD.
    pub structured: Option<String>,
    /// Name and content of the data that the page's program reads.
    pub data: Option<(&'static str, String)>,
    pub program: Program,
    /// Inside `<main>`.
    pub body: String,
}

/// Which program brings a page to life.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// The review page's, which Trunk has built into the shell.
    Review,
    /// The gateway console's, which has a style sheet of its own.
    Console,
    /// That of the page Models, which has one, too.
    Shelf,
}

/// The file every page is made from.
pub struct Shell(String);

impl Shell {
    pub fn read(dist: &Path) -> Result<Shell, PressError> {
        let path = dist.join("index.html");
        let text = std::fs::read_to_string(&path).map_err(|error| at(&path, error))?;
        match [HEAD, BODY].into_iter().find(|mark| !text.contains(mark)) {
            Some(mark) => Err(PressError::Shell(mark)),
            None => Ok(Shell(styles::gather(&text, dist)?)),
        }
    }

    pub fn fill(&self, page: &Page, settings: &Settings) -> String {
        let data = page.data.as_ref().map_or(String::new(), |(name, data)| {
            format!("\n<script type=\"application/json\" id=\"{name}\">{}</script>", in_script(data))
        });
        let shell = match page.program {
            Program::Review => self.0.clone(),
            Program::Console => with_program(&self.0, "console"),
            Program::Shelf => with_program(&self.0, "shelf"),
        };
        shell.replacen(HEAD, &head(page, settings), 1).replacen(BODY, &format!("{}{data}", page.body), 1)
    }
}

fn head(page: &Page, settings: &Settings) -> String {
    let depth = page.address.matches('/').count();
    // First of all, so that every address after it is meant from the site's root.
    let mut lines = vec![format!("<base href=\"./{}\">", "../".repeat(depth))];
    let meta =
        |name: &str, key: &str, content: &str| format!("<meta {name}=\"{key}\" content=\"{}\">", escaped(content));
    lines.push(format!("<title>{}</title>", escaped(&page.title)));
    lines.push(meta("name", "description", &page.description));
    lines.push(meta("property", "og:type", "article"));
    lines.push(meta("property", "og:site_name", "Shipcheck"));
    lines.push(meta("property", "og:title", &page.title));
    lines.push(meta("property", "og:description", &page.description));
    lines.push("<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Shipcheck\" href=\"feed.xml\">".into());
    if let Some(site) = &settings.site {
        let address = format!("{site}{}", page.canonical);
        lines.push(format!("<link rel=\"canonical\" href=\"{}\">", escaped(&address)));
        lines.push(meta("property", "og:url", &address));
    }
    if let Some(card) = &page.card {
        // Other sites want a whole address; without one, the best there is.
        let site = settings.site.as_ref().map_or("", WebAddress::as_str);
        lines.push(meta("property", "og:image", &format!("{site}{card}")));
        lines.push(meta("property", "og:image:width", "1200"));
        lines.push(meta("property", "og:image:height", "630"));
        lines.push(meta("name", "twitter:card", "summary_large_image"));
    }
    if let Some(structured) = &page.structured {
        lines.push(format!("<script type=\"application/ld+json\">{}</script>", in_script(structured)));
    }
    lines.join("\n    ")
}

/// The shell with another program and its style sheet in place of the review page's.
fn with_program(shell: &str, name: &str) -> String {
    let bare = without(&without(shell, "<script", "</script>"), "<link", ">");
    let program = format!(
        "<link rel=\"stylesheet\" href=\"{name}.css\"><script type=\"module\" src=\"{name}.js\"></script></head>"
    );
    bare.replacen("</head>", &program, 1)
}

/// A text without the elements that start or fetch the review page's program.
fn without(text: &str, opening: &str, closing: &str) -> String {
    let mut parts = text.split(opening);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (element, rest) = part.split_once(closing).unwrap_or((part, ""));
        if element.contains("shipcheck-ui") {
            kept.push_str(rest);
        } else {
            kept.push_str(opening);
            kept.push_str(part);
        }
    }
    kept
}

/// Text for an attribute or an element.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// JSON that cannot end the script element it stands in.
fn in_script(json: &str) -> String {
    json.replace('<', "\\u003c")
}
