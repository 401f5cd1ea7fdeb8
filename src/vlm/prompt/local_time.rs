//! The date and time that a template may print: `strftime_now`, as Python's `datetime.now().strftime` in English.

const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
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

/// A moment on the clock of the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime {
    /// Since 1970 began, as the clock shows it.
    seconds: i64,
    year: i64,
    /// 0 is January.
    month: usize,
    day: i64,
    /// Of the year; 0 is the first.
    day_of_year: i64,
}

impl LocalTime {
    /// `seconds` since 1970 began where the clock is: Unix time and the place's offset from UTC.
    pub fn new(seconds: i64) -> Self {
        // Far from the years of four digits nothing is printed that anybody could mean.
        let seconds = seconds.clamp(-62_135_596_800, 253_402_300_799);
        let days = seconds.div_euclid(86_400);
        // The calendar repeats every 400 years; years begin in March, so that the odd day comes last.
        let era_day = (days + 719_468).rem_euclid(146_097);
        let year_of_era = (era_day - era_day / 1460 + era_day / 36_524 - era_day / 146_096) / 365;
        let day_of_march_year = era_day - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_march_year + 2) / 153;
        let day = day_of_march_year - (153 * march_month + 2) / 5 + 1;
        let month = (march_month + 2) % 12;
        let year = year_of_era + (days + 719_468).div_euclid(146_097) * 400 + i64::from(march_month >= 10);
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let day_of_year =
            if march_month >= 10 { day_of_march_year - 306 } else { day_of_march_year + 59 + i64::from(is_leap) };
        Self { seconds, year, month: month as usize, day, day_of_year }
    }

    /// `format` with every `%` directive replaced; unknown ones stay.
    pub fn strftime(self, format: &str) -> String {
        let mut out = String::new();
        let mut characters = format.chars();
        while let Some(character) = characters.next() {
            if character != '%' {
                out.push(character);
                continue;
            }
            let rest = characters.as_str();
            let flag = rest.chars().next().filter(|flag| matches!(flag, '-' | '_' | '0' | '^' | '#'));
            characters = rest[flag.map_or(0, char::len_utf8)..].chars();
            match characters.next().and_then(|directive| self.directive(directive, flag)) {
                Some(text) => out.push_str(&text),
                None => {
                    out.push('%');
                    characters = rest.chars();
                }
            }
        }
        out
    }

    fn directive(self, directive: char, flag: Option<char>) -> Option<String> {
        let number = |value: i64, width: usize, pad: char| match (flag, pad) {
            (Some('-'), _) => value.to_string(),
            (Some('_'), _) | (None, ' ') => format!("{value:width$}"),
            _ => format!("{value:0width$}"),
        };
        let day = self.seconds.div_euclid(86_400);
        // The first of January 1970 was a Thursday.
        let weekday = (day + 4).rem_euclid(7);
        let second = self.seconds.rem_euclid(86_400);
        let (hour, minute) = (second / 3600, second / 60 % 60);
        let hour_of_12 = (hour + 11) % 12 + 1;
        let (iso_year, iso_week) = self.iso_week(weekday);
        let name = |text: &str| if flag == Some('^') { text.to_uppercase() } else { text.to_owned() };
        Some(match directive {
            'a' => name(&DAYS[weekday as usize][..3]),
            'A' => name(DAYS[weekday as usize]),
            'b' | 'h' => name(&MONTHS[self.month][..3]),
            'B' => name(MONTHS[self.month]),
            'C' => number(self.year / 100, 2, '0'),
            'd' => number(self.day, 2, '0'),
            'e' => number(self.day, 2, ' '),
            'f' => "000000".to_owned(),
            'g' => number(iso_year % 100, 2, '0'),
            'G' => number(iso_year, 4, '0'),
            'H' => number(hour, 2, '0'),
            'I' => number(hour_of_12, 2, '0'),
            'j' => number(self.day_of_year + 1, 3, '0'),
            'k' => number(hour, 2, ' '),
            'l' => number(hour_of_12, 2, ' '),
            'm' => number(self.month as i64 + 1, 2, '0'),
            'M' => number(minute, 2, '0'),
            'n' => "\n".to_owned(),
            'p' => if hour < 12 { "AM" } else { "PM" }.to_owned(),
            'P' => if hour < 12 { "am" } else { "pm" }.to_owned(),
            'S' => number(second % 60, 2, '0'),
            't' => "\t".to_owned(),
            'u' => number((weekday + 6) % 7 + 1, 1, '0'),
            'U' => number((self.day_of_year + 7 - weekday) / 7, 2, '0'),
            'V' => number(iso_week, 2, '0'),
            'w' => number(weekday, 1, '0'),
            'W' => number((self.day_of_year + 7 - (weekday + 6) % 7) / 7, 2, '0'),
            'y' => number(self.year % 100, 2, '0'),
            'Y' => number(self.year, 4, '0'),
            'c' => self.strftime("%a %b %e %H:%M:%S %Y"),
            'D' | 'x' => self.strftime("%m/%d/%y"),
            'F' => self.strftime("%Y-%m-%d"),
            'r' => self.strftime("%I:%M:%S %p"),
            'R' => self.strftime("%H:%M"),
            'T' | 'X' => self.strftime("%H:%M:%S"),
            // Python's `now()` knows no zone.
            'z' | 'Z' => String::new(),
            '%' => "%".to_owned(),
            _ => return None,
        })
    }

    /// Year and week by ISO 8601: a week belongs to the year of its Thursday.
    fn iso_week(self, weekday: i64) -> (i64, i64) {
        let thursday = Self::day_and_year(self.seconds.div_euclid(86_400) - (weekday + 6) % 7 + 3);
        (thursday.1, thursday.0 / 7 + 1)
    }

    fn day_and_year(day: i64) -> (i64, i64) {
        let time = Self::new(day * 86_400);
        (time.day_of_year, time.year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts are Python's, from `datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)`.
    #[test]
    fn times_are_written_as_python_writes_them() {
        const ALL: &str = "%a %A %b %B %d %m %y %Y %H %I %M %S %p %j %U %W %w %u %V %G %e %k %l %-d %-m %F %T %D %c";
        for (seconds, text) in [
            (
                0,
                "Thu Thursday Jan January 01 01 70 1970 00 12 00 00 AM 001 00 00 4 4 01 1970  1  0 12 1 1 1970-01-01 00:00:00 01/01/70 Thu Jan  1 00:00:00 1970",
            ),
            (
                951782399,
                "Mon Monday Feb February 28 02 00 2000 23 11 59 59 PM 059 09 09 1 1 09 2000 28 23 11 28 2 2000-02-28 23:59:59 02/28/00 Mon Feb 28 23:59:59 2000",
            ),
            (
                951868800,
                "Wed Wednesday Mar March 01 03 00 2000 00 12 00 00 AM 061 09 09 3 3 09 2000  1  0 12 1 3 2000-03-01 00:00:00 03/01/00 Wed Mar  1 00:00:00 2000",
            ),
            (
                1704067199,
                "Sun Sunday Dec December 31 12 23 2023 23 11 59 59 PM 365 53 52 0 7 52 2023 31 23 11 31 12 2023-12-31 23:59:59 12/31/23 Sun Dec 31 23:59:59 2023",
            ),
            (
                1709164800,
                "Thu Thursday Feb February 29 02 24 2024 00 12 00 00 AM 060 08 09 4 4 09 2024 29  0 12 29 2 2024-02-29 00:00:00 02/29/24 Thu Feb 29 00:00:00 2024",
            ),
            (
                1735689599,
                "Tue Tuesday Dec December 31 12 24 2024 23 11 59 59 PM 366 52 53 2 2 01 2025 31 23 11 31 12 2024-12-31 23:59:59 12/31/24 Tue Dec 31 23:59:59 2024",
            ),
            (
                1767225600,
                "Thu Thursday Jan January 01 01 26 2026 00 12 00 00 AM 001 00 00 4 4 01 2026  1  0 12 1 1 2026-01-01 00:00:00 01/01/26 Thu Jan  1 00:00:00 2026",
            ),
            (
                1780000000,
                "Thu Thursday May May 28 05 26 2026 20 08 26 40 PM 148 21 21 4 4 22 2026 28 20  8 28 5 2026-05-28 20:26:40 05/28/26 Thu May 28 20:26:40 2026",
            ),
            (
                4102444800,
                "Fri Friday Jan January 01 01 00 2100 00 12 00 00 AM 001 00 00 5 5 53 2099  1  0 12 1 1 2100-01-01 00:00:00 01/01/00 Fri Jan  1 00:00:00 2100",
            ),
            (
                -1,
                "Wed Wednesday Dec December 31 12 69 1969 23 11 59 59 PM 365 52 52 3 3 01 1970 31 23 11 31 12 1969-12-31 23:59:59 12/31/69 Wed Dec 31 23:59:59 1969",
            ),
            (
                1609459200,
                "Fri Friday Jan January 01 01 21 2021 00 12 00 00 AM 001 00 00 5 5 53 2020  1  0 12 1 1 2021-01-01 00:00:00 01/01/21 Fri Jan  1 00:00:00 2021",
            ),
            (
                1798761599,
                "Thu Thursday Dec December 31 12 26 2026 23 11 59 59 PM 365 52 52 4 4 53 2026 31 23 11 31 12 2026-12-31 23:59:59 12/31/26 Thu Dec 31 23:59:59 2026",
            ),
            (
                2147483647,
                "Tue Tuesday Jan January 19 01 38 2038 03 03 14 07 AM 019 03 03 2 2 03 2038 19  3  3 19 1 2038-01-19 03:14:07 01/19/38 Tue Jan 19 03:14:07 2038",
            ),
        ] {
            assert_eq!(LocalTime::new(seconds).strftime(ALL), text, "{seconds}");
        }
    }

    #[test]
    fn what_is_no_directive_stays() {
        assert_eq!(LocalTime::new(0).strftime("100% é %Q %-Q %%Y %"), "100% é %Q %-Q %Y %");
        assert_eq!(LocalTime::new(i64::MAX).strftime("%Y%Z"), "9999");
    }
}
