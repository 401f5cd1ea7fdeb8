//! Web addresses, as far as the router has to understand them.
//!
//! A key belongs to an origin, and a browser decides where a request goes. So an address is only read if browsers can't
//! read it in another way: nothing is trimmed, decoded or guessed here, and what they would is refused by its name.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How far away a host is, as browsers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// This machine.
    Loopback,
    /// The visitor's own network.
    Local,
    Public,
}

/// Why nothing can be sent to an address. Reads on from "the address", and [`AddressError::REMEDY`] follows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("contains {}", spoken(*.0))]
    Character(char),
    #[error("does not begin with https:// or http://")]
    Scheme,
    #[error("has a host that browsers may read differently: \u{201c}{0}\u{201d}")]
    Host(String),
    #[error("has a port that is none: {0}")]
    Port(String),
    #[error("carries a name or a key before the host")]
    Credentials,
}

impl AddressError {
    pub const REMEDY: &'static str = "Write it in plain letters, as https://host/v1, without a name or a key in it.";
}

/// An http or https address, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub is_https: bool,
    /// Without brackets, in lower case.
    pub host: String,
    pub port: Option<u16>,
    /// It carries a name or a password before the host.
    pub has_credentials: bool,
    /// Everything after `?`.
    pub query: String,
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// If a browser could send nothing there, or might send it elsewhere.
    pub fn read(url: &str) -> Result<Self, AddressError> {
        if let Some(odd) = url.chars().find(|letter| !letter.is_ascii_graphic() || *letter == '\\') {
            return Err(AddressError::Character(odd));
        }
        let (scheme, rest) = url.split_once("://").ok_or(AddressError::Scheme)?;
        let is_https = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(AddressError::Scheme),
        };
        let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let place = authority.rsplit('@').next().unwrap_or(authority);
        let (host, port) = host_and_port(place)?;
        let beyond = rest.split('#').next().unwrap_or_default();
        let query = beyond.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
        Ok(Self { is_https, host, port, has_credentials: authority.contains('@'), query })
    }

    /// The one origin to which a request to this address, or to a path below it, may go.
    ///
    /// # Errors
    /// If the address can't be read, or carries a name that would travel along.
    pub fn origin_of(url: &str) -> Result<String, AddressError> {
        let address = Self::read(url)?;
        if address.has_credentials { Err(AddressError::Credentials) } else { Ok(address.origin()) }
    }

    /// Scheme, host and port, as a page's `location.origin` writes them.
    pub fn origin(&self) -> String {
        let scheme = if self.is_https { "https" } else { "http" };
        let usual = if self.is_https { 443 } else { 80 };
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        match self.port.filter(|port| *port != usual) {
            Some(port) => format!("{scheme}://{host}:{port}"),
            None => format!("{scheme}://{host}"),
        }
    }

    /// How far away the host is.
    pub fn distance(&self) -> Distance {
        if self.host == "localhost" || self.host.ends_with(".localhost") {
            return Distance::Loopback;
        }
        match self.host.parse() {
            Ok(ip) => distance_of(ip),
            Err(_) if self.host.ends_with(".local") => Distance::Local,
            Err(_) => Distance::Public,
        }
    }
}

/// A host as browsers write it, and the port behind it.
fn host_and_port(place: &str) -> Result<(String, Option<u16>), AddressError> {
    let no_host = || AddressError::Host(place.to_owned());
    let (host, behind) = match place.strip_prefix('[') {
        Some(inside) => {
            let (inside, behind) = inside.split_once(']').ok_or_else(no_host)?;
            (written(inside.parse().map_err(|_| no_host())?), behind)
        }
        None => {
            let (name, behind) = place.split_at(place.find(':').unwrap_or(place.len()));
            (name.to_ascii_lowercase(), behind)
        }
    };
    if !host.contains(':') && !is_plain(&host) {
        return Err(no_host());
    }
    let port = match behind.strip_prefix(':') {
        Some("") => None,
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(digits.parse().map_err(|_| AddressError::Port(digits.to_owned()))?)
        }
        None if behind.is_empty() => None,
        _ => return Err(AddressError::Port(behind.trim_start_matches(':').to_owned())),
    };
    Ok((host, port))
}

/// Whether all browsers take a name in lower case for exactly this host. Percent signs and foreign letters they
/// translate, and names that end in a number they make an IPv4 address of, however short or octal it is written.
fn is_plain(name: &str) -> bool {
    let labels: Vec<&str> = name.strip_suffix('.').unwrap_or(name).split('.').collect();
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let is_number = |label: &str| {
        let hexadecimal =
            label.strip_prefix("0x").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_hexdigit()));
        hexadecimal || label.bytes().all(|byte| byte.is_ascii_digit())
    };
    labels.iter().all(|label| !label.is_empty() && label.bytes().all(letter))
        && (!labels.last().is_some_and(|last| is_number(last)) || name.parse::<Ipv4Addr>().is_ok())
}

/// An IPv6 address as browsers write it, which is without dots.
fn written(ip: Ipv6Addr) -> String {
    match (ip.to_ipv4_mapped(), ip.segments()) {
        (Some(_), [.., high, low]) => format!("::ffff:{high:x}:{low:x}"),
        _ => ip.to_string(),
    }
}

/// A character that no address has, for people who can't see it.
fn spoken(odd: char) -> String {
    let name = match odd {
        '\\' => "a backslash",
        '\t' => "a tab",
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => "a line break",
        '\u{a0}' | '\u{2007}' | '\u{202f}' => "a no-break space",
        '\u{ad}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => "an invisible character",
        odd if odd.is_whitespace() => "a space",
        odd if odd.is_control() => "a control character",
        odd => return format!("\u{201c}{odd}\u{201d} (U+{:04X})", u32::from(odd)),
    };
    format!("{name} (U+{:04X})", u32::from(odd))
}

fn distance_of(ip: IpAddr) -> Distance {
    let local = |ip: Ipv6Addr| ip.is_unique_local() || ip.is_unicast_link_local();
    match ip.to_canonical() {
        ip if ip.is_loopback() || ip.is_unspecified() => Distance::Loopback,
        IpAddr::V4(ip) if ip.is_private() || ip.is_link_local() => Distance::Local,
        IpAddr::V6(ip) if local(ip) => Distance::Local,
        _ => Distance::Public,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn distances_are_those_of_browsers() {
        let far = |url: &str| Address::read(url).map(|address| address.distance());
        for url in ["http://localhost:1/v1", "http://a.localhost", "http://127.0.0.9:80", "http://[::1]:4000/v1"] {
            assert_eq!(far(url), Ok(Distance::Loopback), "{url}");
        }
        for url in ["http://192.168.1.5:11434", "http://10.0.0.1", "http://nas.local/v1", "http://[fd00::1]/"] {
            assert_eq!(far(url), Ok(Distance::Local), "{url}");
        }
        for url in ["https://api.openai.com/v1", "http://172.32.0.1", "https://localhost.example.org"] {
            assert_eq!(far(url), Ok(Distance::Public), "{url}");
        }
    }

    #[test]
    fn what_is_no_web_address_is_refused() {
        let urls =
            ["", "api.openai.com/v1", "ftp://host/", "https://", "/v1", "//host/v1", "https:host", "https:/host"];
        for url in
            urls.into_iter().chain(["https:///host", "https://a b/", "javascript:alert(1)", "blob:https://host/1"])
        {
            assert!(Address::read(url).is_err(), "{url}");
        }
        assert!(Address::read("https://me:secret@host/v1").is_ok_and(|address| address.has_credentials));
        for url in ["https://key@host", "https://good.example@evil.example/v1", "https://@host/", "https://a:b@[::1]/"]
        {
            assert_eq!(Address::origin_of(url), Err(AddressError::Credentials), "{url}");
        }
    }

    #[test]
    fn origins_are_those_of_browsers() {
        let origins = [
            ("https://Host.org:443/v1?a=b", "https://host.org"),
            ("HTTPS://HOST.ORG:0443", "https://host.org"),
            ("http://host.org:443/", "http://host.org:443"),
            ("https://host.org:/v1", "https://host.org"),
            ("https://host.org./v1", "https://host.org."),
            ("https://host/@cf/model", "https://host"),
            ("https://host?x=@elsewhere/", "https://host"),
            ("https://host#@elsewhere/", "https://host"),
            ("https://xn--bcher-kva.example/v1", "https://xn--bcher-kva.example"),
            ("http://[::1]:4000/v1", "http://[::1]:4000"),
            ("http://[0:0:0:0:0:0:0:1]:80/", "http://[::1]"),
            ("http://[::FFFF:127.0.0.1]/", "http://[::ffff:7f00:1]"),
        ];
        for (url, origin) in origins {
            assert_eq!(Address::origin_of(url).as_deref(), Ok(origin), "{url}");
        }
    }

    #[test]
    fn what_browsers_would_read_in_their_own_way_is_refused_by_its_name() {
        let odd = [
            ('\u{a0}', "a no-break space (U+00A0)"),
            ('\u{3000}', "a space (U+3000)"),
            ('\u{2028}', "a line break (U+2028)"),
            ('\u{85}', "a line break (U+0085)"),
            ('\u{feff}', "an invisible character (U+FEFF)"),
            ('\u{200b}', "an invisible character (U+200B)"),
            ('\u{0}', "a control character (U+0000)"),
            ('\t', "a tab (U+0009)"),
            ('\n', "a line break (U+000A)"),
            (' ', "a space (U+0020)"),
            ('\\', "a backslash (U+005C)"),
            ('\u{ff0f}', "\u{201c}\u{ff0f}\u{201d} (U+FF0F)"),
        ];
        for (odd, name) in odd {
            let urls =
                [format!("{odd}https://host/v1"), format!("https://host/v1{odd}"), format!("https://ho{odd}st/v1")];
            for url in urls {
                let refused = Address::origin_of(&url).map_err(|error| error.to_string());
                assert_eq!(refused, Err(format!("contains {name}")), "{url:?}");
            }
        }
        let hosts =
            ["127.1", "0x7f.1", "2130706433", "127.0.0.01", "1.2.3.4.", "a%62c.example", "good%40evil", "a..b", "."];
        for host in
            hosts.into_iter().chain(["[::1", "[fe80::1%25eth0]", "[::1]x", "a:1:2", "host:65536", "host:+1", "ho*st"])
        {
            assert!(Address::origin_of(&format!("https://{host}/v1")).is_err(), "{host}");
        }
    }

    /// Addresses made of what parsers disagree on.
    fn addresses() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            4 => "[a-zA-Z0-9.]{1,6}",
            4 => r"[:/\\@?#%\[\]. _*&=;,|^-]{1,2}",
            1 => any::<char>().prop_map(String::from),
            2 => prop::sample::select(vec![
                "https://", "http://", "HTTP://", "https:", "//", "good.example", "evil.example", "127.0.0.1", "0x7f", "[::1]",
                "[::ffff:1.2.3.4]", ":443", ":80", ":", "xn--bcher-kva", "b\u{fc}cher", "%2e", "\u{a0}", "\u{3002}", "\u{200b}",
                "\t", "key@", "../",
            ]).prop_map(String::from),
        ];
        let rest = prop::collection::vec(piece, 0..7).prop_map(|pieces| pieces.concat());
        (prop_oneof![1 => Just(""), 6 => Just("https://"), 2 => Just("http://"), 1 => Just("\u{a0}https://")], rest)
            .prop_map(|(scheme, rest)| format!("{scheme}{rest}"))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn an_origin_is_the_one_that_browsers_send_to(address in addresses()) {
            if let Ok(origin) = Address::origin_of(&address) {
                for sent in [address.clone(), format!("{}/chat/completions", address.trim_end_matches('/'))] {
                    // What a browser doesn't send at all goes nowhere.
                    if let Ok(url) = url::Url::parse(&sent) {
                        prop_assert_eq!(url.origin().ascii_serialization(), origin.clone(), "{}", sent);
                    }
                }
            }
        }
    }
}
