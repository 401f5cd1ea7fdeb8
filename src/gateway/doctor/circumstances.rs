//! What is known before anything is sent.

use super::diagnosis::{Certainty, Finding, FindingKind};
use crate::gateway::address::{Address, AddressError, Distance};
use crate::gateway::dialect::{Dialect, Endpoint};

/// The browser's permission to reach devices in the visitor's network from a public page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LocalNetwork {
    Granted,
    Denied,
    /// The browser will ask.
    Prompt,
    /// The browser does not know this permission, or does not say.
    #[default]
    Unknown,
}

/// The page, the endpoint, and what is to be asked there.
#[derive(Clone, Debug, PartialEq)]
pub struct Circumstances {
    /// `location.origin` of the page, for instance `https://example.org`.
    pub page_origin: String,
    /// `navigator.onLine`. Only `false` can be relied on.
    pub online: bool,
    pub local_network: LocalNetwork,
    pub dialect: Dialect,
    pub endpoint: Endpoint,
    /// Empty if none is chosen yet.
    pub model: String,
    /// Whether pictures are to be sent.
    pub needs_vision: bool,
}

impl Circumstances {
    /// The endpoint's address.
    pub fn address(&self) -> Option<Address> {
        Address::read(&self.endpoint.base_url).ok()
    }

    pub(super) fn page_is_https(&self) -> bool {
        self.page_origin.starts_with("https://")
    }

    /// Whether the endpoint is nearer than the page, so that browsers want a permission for it.
    pub(super) fn crosses_into_local_network(&self) -> bool {
        let page = Address::read(&self.page_origin).map_or(Distance::Public, |page| page.distance());
        let endpoint = self.address().map_or(Distance::Public, |address| address.distance());
        page == Distance::Public && endpoint != Distance::Public
            || page == Distance::Local && endpoint == Distance::Loopback
    }

    /// What stands in the way without any probe.
    pub(super) fn obstacle(&self) -> Option<Finding> {
        use FindingKind as Kind;
        let certain = |kind, what: String, fix: &str| Some(Finding::new(kind, Certainty::Certain, what, fix));
        let url = &self.endpoint.base_url;
        let address = match Address::origin_of(url).and_then(|_| Address::read(url)) {
            Ok(address) => address,
            Err(why) => {
                let what = format!("\u{201c}{url}\u{201d} is no address that a page can ask: it {why}.");
                return certain(Kind::BadAddress, what, AddressError::REMEDY);
            }
        };
        if !self.online && address.distance() == Distance::Public {
            let what = "This device is offline.".to_owned();
            return certain(Kind::Offline, what, "Connect it to the network and examine again.");
        }
        if self.page_is_https() && !address.is_https && address.distance() == Distance::Public {
            let what = format!(
                "This page came over https and {} over http. Browsers send nothing there, so that no one on the way \
                 can read along.",
                address.host
            );
            let fix = "Use the endpoint's https address. If it has none, put a relay with https before it, or run the \
                       server on this machine.";
            return certain(Kind::MixedContent, what, fix);
        }
        if self.local_network == LocalNetwork::Denied && self.crosses_into_local_network() {
            let what =
                format!("The browser may not let this page reach {}, which is in your own network.", address.host);
            let fix = "Open the site settings beside the address bar, allow access to the local network, and examine \
                       again.";
            return certain(Kind::LocalNetworkPermission, what, fix);
        }
        None
    }
}
