//! Web addresses, as far as the router has to understand them.

use http::Uri;
use std::net::{IpAddr, Ipv6Addr};

/// How far away a host is, as browsers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// This machine.
    Loopback,
    /// The visitor's own network.
    Local,
    Public,
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
    /// Reads an address; `None` if a browser could send nothing there.
    pub fn read(url: &str) -> Option<Self> {
        let uri: Uri = url.trim().parse().ok()?;
        let is_https = match uri.scheme_str()? {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let authority = uri.authority()?;
        let host = authority.host().trim_matches(['[', ']']).to_ascii_lowercase();
        let has_credentials = authority.as_str().contains('@');
        let query = uri.query().unwrap_or_default().to_owned();
        (!host.is_empty()).then_some(Self { is_https, host, port: authority.port_u16(), has_credentials, query })
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

    #[test]
    fn distances_are_those_of_browsers() {
        let far = |url: &str| Address::read(url).map(|address| address.distance());
        for url in ["http://localhost:1/v1", "http://a.localhost", "http://127.0.0.9:80", "http://[::1]:4000/v1"] {
            assert_eq!(far(url), Some(Distance::Loopback), "{url}");
        }
        for url in ["http://192.168.1.5:11434", "http://10.0.0.1", "http://nas.local/v1", "http://[fd00::1]/"] {
            assert_eq!(far(url), Some(Distance::Local), "{url}");
        }
        for url in ["https://api.openai.com/v1", "http://172.32.0.1", "https://localhost.example.org"] {
            assert_eq!(far(url), Some(Distance::Public), "{url}");
        }
    }

    #[test]
    fn what_is_no_web_address_is_refused() {
        for url in ["", "api.openai.com/v1", "ftp://host/", "https://", "/v1", "https://a b/", "javascript:alert(1)"] {
            assert_eq!(Address::read(url), None, "{url}");
        }
        assert!(Address::read("https://me:secret@host/v1").is_some_and(|address| address.has_credentials));
    }

    #[test]
    fn origins_leave_the_usual_port_out() {
        let origin = |url: &str| Address::read(url).map(|address| address.origin());
        assert_eq!(origin("https://Host.org:443/v1?a=b").as_deref(), Some("https://host.org"));
        assert_eq!(origin("http://[::1]:4000/v1").as_deref(), Some("http://[::1]:4000"));
    }
}
