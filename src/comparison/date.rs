use std::fmt;

use serde::{Deserialize, Serialize};

/// A day, or a month where the source names no day: `2026-11-23` or `2026-11`. Sorts by time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "press", schemars(extend("pattern" = "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$")))]
#[serde(try_from = "String", into = "String")]
pub struct Date(String);

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Date {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As a reader writes it: `23 November 2026`, `November 2026`.
    pub fn in_words(&self) -> String {
        let mut parts = self.0.split('-');
        let year = parts.next().unwrap_or_default();
        let month = parts.next().and_then(|month| month.parse::<usize>().ok()).unwrap_or(1);
        let name = MONTHS[(month - 1).min(11)];
        match parts.next() {
            Some(day) => format!("{} {name} {year}", day.trim_start_matches('0')),
            None => format!("{name} {year}"),
        }
    }

    /// RFC 3339, for feeds: the start of the day or of the month, in UTC.
    pub fn timestamp(&self) -> String {
        let day = if self.0.len() == 7 { "-01" } else { "" };
        format!("{}{day}T00:00:00Z", self.0)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<Date> for String {
    fn from(date: Date) -> String {
        date.0
    }
}

impl TryFrom<String> for Date {
    type Error = String;

    fn try_from(text: String) -> Result<Date, String> {
        if is_date(&text) { Ok(Date(text)) } else { Err(format!("`{text}` is no date; write 2026-11-23 or 2026-11")) }
    }
}

fn is_date(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let widths: Vec<_> = parts.iter().map(|part| part.len()).collect();
    let digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    if !digits || !(widths == [4, 2] || widths == [4, 2, 2]) {
        return false;
    }
    let number = |index: usize| parts.get(index).and_then(|part: &&str| part.parse::<u32>().ok());
    let (year, month, day) = (number(0).unwrap_or(0), number(1).unwrap_or(0), number(2).unwrap_or(1));
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    (1..=12).contains(&month) && (1..=days[month as usize - 1]).contains(&day)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_real_days_are_dates() {
        for good in ["2026-11-23", "2024-02-29", "2026-11"] {
            assert!(Date::try_from(good.to_owned()).is_ok(), "{good}");
        }
        for bad in ["2026-13-01", "2026-02-29", "2026-1-1", "23.11.2026", "2026", "", "2026-11-00", "２026-11-23"] {
            assert!(Date::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }

    #[test]
    fn dates_are_read_and_sorted() {
        let date = |text: &str| Date::try_from(text.to_owned()).unwrap();
        assert_eq!(date("2026-11-03").in_words(), "3 November 2026");
        assert_eq!(date("2026-11").in_words(), "November 2026");
        assert_eq!(date("2026-11").timestamp(), "2026-11-01T00:00:00Z");
        assert!(date("2026-11-03") > date("2026-02-28"));
    }
}
