//! The comparison around the bench: what the visitor picked, put in and had measured.

use std::collections::HashMap;

use crate::comparison::{
    CheckKind, Matchup,
    listing::Listing,
    pricing::{Field, PricingDefaults, Usage, curve},
};

#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    pub matchup: Matchup,
    /// Key of the only reviewer shown.
    pub role: Option<String>,
    pub checks: HashMap<CheckKind, CheckState>,
    pub month: Option<Month>,
    /// Whether the link was just copied, and whether that worked.
    pub link_copied: Option<bool>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum CheckState {
    Measuring,
    Settled(CheckResult),
}

/// What came of a live check.
#[derive(Clone, Debug, PartialEq)]
pub enum CheckResult {
    Measured {
        holds: bool,
        /// The figure, with its unit and what it belongs to.
        value: String,
        /// The visitor's own date and time.
        when: String,
    },
    /// Nothing was measured, and what to do about it.
    Impossible(String),
}

/// The visitor's own month.
#[derive(Clone, Debug, PartialEq)]
pub struct Month {
    pub defaults: PricingDefaults,
    pub usage: Usage,
    /// What stands in a field while it is no figure, with the reason.
    pub drafts: HashMap<Field, (String, String)>,
    /// Where the chart is read, in per cent of its width; at the visitor's volume until moved.
    pub reading: Option<f64>,
}

impl Month {
    /// Images per month at the reading line.
    pub fn reading_images(&self) -> f64 {
        self.reading.map_or(self.usage.images_per_month, |part| (part / 100.0 * curve(&self.usage).most_images).round())
    }

    /// The same as a part of the chart's width, in per cent.
    pub fn reading_part(&self) -> f64 {
        self.reading.unwrap_or_else(|| self.usage.images_per_month / curve(&self.usage).most_images * 100.0)
    }
}

/// The list of comparisons and what is searched for in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Index {
    pub listings: Vec<Listing>,
    pub search: String,
    pub category: Option<String>,
}
