use std::fmt;

use serde::{Deserialize, Serialize};

/// An address that a reader may be sent to: `https`, or `http` on this machine while a site is tried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "press", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "press", schemars(extend("format" = "uri")))]
#[serde(try_from = "String", into = "String")]
pub struct WebAddress(String);

/// Hosts that are always the machine at hand.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

impl WebAddress {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WebAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<WebAddress> for String {
    fn from(address: WebAddress) -> String {
        address.0
    }
}

impl TryFrom<String> for WebAddress {
    type Error = String;

    fn try_from(text: String) -> Result<WebAddress, String> {
        // What a browser drops, folds or ends an attribute with makes an address read differently from what it is.
        let odd = |c: char| c.is_whitespace() || c.is_control() || "\"'<>\\^`{|}\u{feff}".contains(c);
        if text.contains(odd) {
            return Err(format!("`{}` is no address; write such characters as %20", text.escape_debug()));
        }
        let host = |rest: &str| rest.split(['/', '?', '#']).next().unwrap_or_default().to_owned();
        let fine = match text.split_once("://") {
            Some(("https", rest)) => !host(rest).is_empty() && !host(rest).contains('@'),
            Some(("http", rest)) => LOOPBACK
                .iter()
                .any(|name| host(rest).strip_prefix(name).is_some_and(|port| port.is_empty() || port.starts_with(':'))),
            _ => false,
        };
        if fine { Ok(WebAddress(text)) } else { Err(format!("`{text}` is no web address; it begins with https://")) }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_encrypted_addresses_are_linked_to() {
        let read = |text: &str| WebAddress::try_from(text.to_owned());
        for good in ["https://a.example", "https://a.example:8443/b?c=%20#d", "http://localhost/", "http://[::1]:80/a"]
        {
            assert_eq!(read(good).unwrap().as_str(), good);
        }
        for bad in [
            "http://a.example/",
            "http://localhost.a.example/",
            "http://127.0.0.1@a.example/",
            "https://name@a.example/",
            "https://",
            "https:///a",
            "HTTPS://a.example",
            "//a.example/",
            "/a",
            "javascript:alert(1)",
            "data:text/html,a",
            " https://a.example",
            "\u{a0}https://a.example",
            "https://a.example/\u{202f}",
            "https://a.example/\"onclick=",
            "https:\\\\a.example",
            "",
        ] {
            assert!(read(bad).is_err(), "{bad:?}");
        }
    }
}
