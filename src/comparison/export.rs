//! A comparison to take away, with what the reader measured.

use std::fmt::Write;

use serde::Serialize;

use super::{Matchup, Tool, WebAddress, panel_share, pricing::Usage};

/// Something the page measured on the reader's device.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measurement {
    /// The claim or the quantity.
    pub what: String,
    /// The figure with its unit.
    pub value: String,
    /// The reader's own date and time.
    pub when: String,
    /// Which model exactly answered, with its licence and the hashes of its files, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
}

/// Everything in one value, ready for JSON.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Export {
    #[serde(flatten)]
    pub matchup: Matchup,
    pub measurements: Vec<Measurement>,
    /// US dollars a month at the reader's own volume.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bill: Option<MonthlyBill>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MonthlyBill {
    pub images_per_month: f64,
    pub all_hosted: f64,
    pub all_device: f64,
    pub split: f64,
}

impl From<&Usage> for MonthlyBill {
    fn from(usage: &Usage) -> MonthlyBill {
        let bill = usage.bill();
        MonthlyBill {
            images_per_month: usage.images_per_month,
            all_hosted: bill.all_hosted,
            all_device: bill.all_device,
            split: bill.split,
        }
    }
}

/// The same as a Markdown document.
pub fn markdown(export: &Export) -> String {
    let page = &export.matchup.comparison;
    let [first, second] = &export.matchup.tools;
    let mut out = format!("# {}\n\n{}\n\n**{}**\n\n", page.title, page.question, page.verdict);
    // Writing into a string cannot fail.
    let _ = write!(
        out,
        "- Choose {} if {}\n- Choose {} if {}\n- Use both when {}\n\n{}\n",
        first.name, page.choose.first_if, second.name, page.choose.second_if, page.choose.both_when, page.caveat
    );
    for (index, tool) in [first, second].into_iter().enumerate() {
        out.push_str(&tool_section(tool, &community(&export.matchup, index)));
    }
    for (title, points) in [("Where they agree", &page.agree), ("Where they split", &page.split)] {
        if !points.is_empty() {
            let _ = write!(out, "\n## {title}\n\n");
        }
        for point in points {
            let _ = writeln!(out, "- **{}** ({}): {}", point.title, point.roles.join(", "), point.text);
        }
    }
    if let Some(bill) = export.bill {
        let _ = write!(
            out,
            "\n## A month at {} images\n\n- All hosted: ${:.2}\n- All on the device: ${:.2}\n- Split: ${:.2}\n",
            bill.images_per_month, bill.all_hosted, bill.all_device, bill.split
        );
    }
    out.push_str("\n## Measured on this device\n\n");
    if export.measurements.is_empty() {
        out.push_str("Nothing yet.\n");
    }
    for measurement in &export.measurements {
        let _ = writeln!(out, "- {}: {} ({})", measurement.what, measurement.value, measurement.when);
        if let Some(model) = &measurement.model {
            let _ = writeln!(out, "  - Model: {model}");
        }
    }
    let _ = write!(out, "\nPublished {}, updated {}.\n", page.published, page.updated);
    out
}

/// The community's share of one tool, or that there is none.
fn community(matchup: &Matchup, index: usize) -> String {
    let counted = matchup.community.as_ref().and_then(|community| Some((community, community.count(index)?.score())));
    let per_cent = |part: f64| part * 100.0;
    match counted {
        None => "no votes published".into(),
        Some((community, score)) => match score.share().zip(score.interval()) {
            None => format!("no votes by {}", community.date),
            Some((share, interval)) => format!(
                "{:.0} % ship ({} votes, 95 % interval {:.0} to {:.0} %, {})",
                per_cent(share),
                score.valid(),
                per_cent(interval.low),
                per_cent(interval.high),
                community.date
            ),
        },
    }
}

fn tool_section(tool: &Tool, community: &str) -> String {
    let panel = panel_share(tool).map_or("not reviewed yet".into(), |share| {
        format!("{} % ship ({} of {})", share.percent(), share.ship, share.reviews)
    });
    let mut out = format!(
        "\n## {}\n\n{}\n\nPanel: {panel}. Community: {community}. Entry: {} ({})\n\n",
        tool.name,
        tool.summary,
        tool.entry.price.word(),
        tool.entry.pricing_model
    );
    for review in &tool.panel {
        let _ = writeln!(
            out,
            "- **{}, {}**: {} Evidence: {} Risk: {}",
            review.role,
            review.verdict.word().to_lowercase(),
            review.claim,
            review.evidence,
            review.risk
        );
    }
    if !tool.sources.is_empty() {
        out.push_str("\nSources:\n\n");
    }
    for source in &tool.sources {
        let _ = writeln!(
            out,
            "- {} ({}) {}",
            source.title,
            source.date,
            source.url.as_ref().map_or("", WebAddress::as_str)
        );
    }
    out
}
