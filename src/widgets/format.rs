//! Numbers as the report prints them. Units always; a no-break space keeps them together.

const UNIT_SPACE: char = '\u{a0}';

/// Decimal megabytes, as download pages and operating systems count them.
pub fn bytes(count: u64) -> String {
    let count = count as f64;
    match count {
        c if c < 1e3 => format!("{c}{UNIT_SPACE}B"),
        c if c < 1e6 => format!("{:.0}{UNIT_SPACE}kB", c / 1e3),
        c if c < 99.95e6 => format!("{:.1}{UNIT_SPACE}MB", c / 1e6),
        c if c < 999.5e6 => format!("{:.0}{UNIT_SPACE}MB", c / 1e6),
        c => format!("{:.2}{UNIT_SPACE}GB", c / 1e9),
    }
}

/// Milliseconds below a second, seconds above, minutes when seconds get hard to read: three figures at most.
pub fn duration(milliseconds: f64) -> String {
    let (number, unit) = duration_parts(milliseconds);
    format!("{number}{UNIT_SPACE}{unit}")
}

/// The same with number and unit apart, for figures set large.
pub fn duration_parts(milliseconds: f64) -> (String, &'static str) {
    match milliseconds.max(0.0) {
        ms if ms < 9.95 => (format!("{ms:.1}"), "ms"),
        ms if ms < 999.5 => (format!("{ms:.0}"), "ms"),
        ms if ms < 9_995.0 => (format!("{:.2}", ms / 1e3), "s"),
        ms if ms < 99_950.0 => (format!("{:.1}", ms / 1e3), "s"),
        ms => (format!("{}:{:02}", (ms / 60e3) as u64, ((ms % 60e3) / 1e3) as u64), "min"),
    }
}

/// The running clock: always the same shape, so that it does not jitter.
pub fn clock(milliseconds: f64) -> String {
    let tenths = (milliseconds.max(0.0) / 100.0) as u64;
    format!("{}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10)
}

/// Time left, in words, rounded as coarsely as the estimate deserves.
pub fn time_left(seconds: f64) -> String {
    match seconds {
        s if s < 1.5 => String::from("about a second left"),
        s if s < 10.0 => format!("about {s:.0} seconds left"),
        s if s < 55.0 => format!("about {:.0} seconds left", (s / 5.0).round() * 5.0),
        s if s < 90.0 => String::from("about a minute left"),
        s => format!("about {:.0} minutes left", s / 60.0),
    }
}

/// Tokens per second, with as many figures as mean something.
pub fn rate(per_second: f64) -> String {
    match per_second {
        r if r < 10.0 => format!("{r:.2}"),
        r if r < 100.0 => format!("{r:.1}"),
        r => format!("{r:.0}"),
    }
}

/// Dollars, down to the parts of a cent that tokens cost.
pub fn dollars(amount: f64) -> String {
    match amount.abs() {
        0.0 => String::from("$0"),
        a if a < 0.001 => format!("${amount:.6}"),
        a if a < 1.0 => format!("${amount:.4}"),
        _ => format!("${amount:.2}"),
    }
}

/// `1 frame`, `5 frames`.
pub fn counted(count: u32, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        assert_eq!(bytes(0), "0\u{a0}B");
        assert_eq!(bytes(6_134_567), "6.1\u{a0}MB");
        assert_eq!(bytes(279_000_000), "279\u{a0}MB");
        assert_eq!(bytes(1_500_000_000), "1.50\u{a0}GB");
    }

    #[test]
    fn durations_keep_three_figures() {
        assert_eq!(duration_parts(4.26), ("4.3".into(), "ms"));
        assert_eq!(duration_parts(412.4), ("412".into(), "ms"));
        assert_eq!(duration_parts(1900.0), ("1.90".into(), "s"));
        assert_eq!(duration_parts(125_000.0), ("2:05".into(), "min"));
    }

    #[test]
    fn small_money_keeps_its_figures() {
        assert_eq!(dollars(0.0), "$0");
        assert_eq!(dollars(0.000365), "$0.000365");
        assert_eq!(dollars(0.0421), "$0.0421");
        assert_eq!(dollars(12.5), "$12.50");
    }

    #[test]
    fn the_clock_keeps_its_shape() {
        assert_eq!(clock(0.0), "0:00.0");
        assert_eq!(clock(1_950.0), "0:01.9");
        assert_eq!(clock(61_000.0), "1:01.0");
    }

    #[test]
    fn the_estimate_is_coarse() {
        assert_eq!(time_left(0.4), "about a second left");
        assert_eq!(time_left(33.0), "about 35 seconds left");
        assert_eq!(time_left(190.0), "about 3 minutes left");
    }
}
