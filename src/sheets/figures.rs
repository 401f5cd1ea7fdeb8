//! Figures as the report prints them.

use crate::comparison::PanelShare;
pub use crate::comparison::pricing::grouped as whole;

/// US dollars: cents below a hundred, whole dollars above, with commas between the thousands.
pub fn dollars(value: f64) -> String {
    match value {
        0.0 => String::from("$0"),
        v if v < 0.005 => String::from("under 1 cent"),
        v if v < 99.995 => format!("${v:.2}"),
        v => format!("${}", whole(v)),
    }
}

/// `100 % (4 of 4)`.
pub fn share(share: PanelShare) -> String {
    format!("{}\u{a0}% ({} of {})", share.percent(), share.ship, share.reviews)
}

/// `62 %`, of a part from 0 to 1.
pub fn per_cent(part: f64) -> String {
    format!("{:.0}\u{a0}%", part * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_read_at_a_glance() {
        assert_eq!(dollars(0.0), "$0");
        assert_eq!(dollars(0.001), "under 1 cent");
        assert_eq!(dollars(40.8), "$40.80");
        assert_eq!(dollars(1_234_567.4), "$1,234,567");
        assert_eq!(whole(694_444.4), "694,444");
        assert_eq!(whole(12.0), "12");
    }
}
