//! Days as `2026-11-23`.

/// Whether a text is a day of the calendar.
pub fn is_day(text: &str) -> bool {
    let part = |at: std::ops::Range<usize>| {
        let digits = text.get(at).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))?;
        digits.parse::<u32>().ok()
    };
    let separated = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
    match (part(0..4), part(5..7), part(8..10)) {
        (Some(year), Some(month), Some(day)) => separated && day >= 1 && day <= days_of(year, month),
        _ => false,
    }
}

/// The days of a month; none in a month that isn't.
fn days_of(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_days() {
        for day in ["2026-11-23", "2024-02-29", "2000-02-29", "2026-12-31"] {
            assert!(is_day(day), "{day}");
        }
        let none = ["2026-02-31", "2026-02-29", "1900-02-29", "2026-04-31", "2026-00-10", "2026-13-01", "2026-01-00"];
        for text in none.into_iter().chain([
            "",
            "last week",
            "2026-1-01",
            "2026/01/01",
            "+026-01-01",
            "２026-1-1",
            "2026-01-011",
        ]) {
            assert!(!is_day(text), "{text}");
        }
    }
}
