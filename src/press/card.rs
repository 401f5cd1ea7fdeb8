//! The picture that other sites show for a link: the pair, the verdict, the panel. 1200 × 630 pixels.

use resvg::{tiny_skia, usvg};

use super::{PressError, document::escaped};
use crate::comparison::{Matchup, Side, Slug, Tool, panel_share};

const SERIF: &[u8] = include_bytes!("fonts/besley-medium.ttf");
const SANS: &[u8] = include_bytes!("fonts/public-sans.ttf");
/// Letters that fit on a line of the verdict.
const LINE: usize = 46;

/// Where the picture of a comparison lies in the site.
pub fn address(slug: &Slug) -> String {
    format!("cards/{slug}.png")
}

/// A PNG file.
pub fn draw(matchup: &Matchup) -> Result<Vec<u8>, PressError> {
    let problem = |error: &dyn std::fmt::Display| PressError::Card(error.to_string());
    let mut options = usvg::Options::default();
    options.fontdb_mut().load_font_data(SERIF.to_vec());
    options.fontdb_mut().load_font_data(SANS.to_vec());
    let tree = usvg::Tree::from_str(&svg(matchup), &options).map_err(|error| problem(&error))?;
    let mut pixels = tiny_skia::Pixmap::new(1200, 630).ok_or_else(|| problem(&"no memory"))?;
    resvg::render(&tree, tiny_skia::Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| problem(&error))
}

fn svg(matchup: &Matchup) -> String {
    let page = &matchup.comparison;
    let lines = wrapped(&page.verdict);
    let verdict: String = lines
        .iter()
        .enumerate()
        .map(|(index, line)| {
            format!("<text x=\"72\" y=\"{}\" font-size=\"40\">{}</text>", 250 + 54 * index, escaped(line))
        })
        .collect();
    let [first, second] = &matchup.tools;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\" font-family=\"Besley\" fill=\"#1b1a17\">\
         <rect width=\"1200\" height=\"630\" fill=\"#f3f3ef\"/><rect width=\"1200\" height=\"12\" fill=\"#1b1a17\"/>\
         <text x=\"72\" y=\"86\" font-size=\"30\">Shipcheck</text>\
         <text x=\"72\" y=\"172\" font-size=\"58\">{}</text>{verdict}\
         <line x1=\"72\" x2=\"1128\" y1=\"470\" y2=\"470\" stroke=\"#1b1a17\" stroke-width=\"2\"/>{}{}</svg>",
        escaped(&page.question),
        contender(first, 72),
        contender(second, 620),
    )
}

fn contender(tool: &Tool, x: u32) -> String {
    let (hue, mark) = match tool.side {
        Side::Device => ("#a63c14", format!("<circle cx=\"{}\" cy=\"522\" r=\"11\" fill=\"#a63c14\"/>", x + 11)),
        Side::Hosted => (
            "#1f4c78",
            format!(
                "<rect x=\"{}\" y=\"513\" width=\"18\" height=\"18\" fill=\"none\" stroke=\"#1f4c78\" stroke-width=\"5\"/>",
                x + 2
            ),
        ),
    };
    let panel = panel_share(tool)
        .map_or("not reviewed yet".into(), |share| format!("{} % of the panel would ship", share.percent()));
    format!(
        "{mark}<text x=\"{}\" y=\"534\" font-size=\"34\" fill=\"{hue}\">{}</text>\
         <text x=\"{}\" y=\"576\" font-size=\"24\" font-family=\"Public Sans\">{panel} · {}</text>",
        x + 36,
        escaped(&tool.name),
        x + 36,
        tool.entry.price.word(),
    )
}

/// Words in lines, three at most; what does not fit ends in an ellipsis.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        if !lines[last].is_empty() && lines[last].chars().count() + 1 + word.chars().count() > LINE {
            if lines.len() == 3 {
                lines[last].push('…');
                break;
            }
            lines.push(word.to_owned());
        } else {
            let gap = if lines[last].is_empty() { "" } else { " " };
            lines[last] = format!("{}{gap}{word}", lines[last]);
        }
    }
    lines
}
