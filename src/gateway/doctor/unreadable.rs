//! What it means when the page may not read the answer to a question.

use super::diagnosis::{Certainty, Finding, FindingKind as Kind};
use super::{Circumstances, LocalNetwork, Observation};
use crate::gateway::address::Distance;

/// The endpoint sends questions on to another address.
pub fn redirect(known: &Circumstances) -> Finding {
    let what = format!(
        "{} sends this page on to another address. The page does not follow, so that the key goes nowhere else.",
        host(known)
    );
    let fix = "Enter the final address: look for http instead of https, a missing www, or a missing /v1.";
    Finding::new(Kind::Redirect, Certainty::Certain, what, fix)
}

/// Answers without headers can be read, questions fail: the preflight is refused.
pub fn header(known: &Circumstances, without_key: Option<&Observation>) -> Finding {
    let origin = &known.page_origin;
    let (certainty, names) = match without_key {
        Some(answer) if answer.is_readable() => (Certainty::Certain, header_names(known)),
        // Without a key, or with the key left out, only the type of the body is special.
        _ => (Certainty::Likely, "content-type".to_owned()),
    };
    let what = format!(
        "{} talks to this page, but refuses requests with the header {names}. Browsers ask for that beforehand, in a \
         preflight.",
        host(known)
    );
    let fix = format!(
        "Let the server answer OPTIONS requests from {origin} with Access-Control-Allow-Headers: {names}. An asterisk \
         does not cover authorization. If you can't change the server, put the relay below before it."
    );
    Finding::new(Kind::HeaderRefused, certainty, what, fix)
}

/// An answer comes, and the browser keeps it to itself.
pub fn cross_origin(known: &Circumstances) -> Finding {
    let origin = &known.page_origin;
    let what = format!(
        "{} answers, but its answers do not allow pages of other sites to read them (no CORS headers), so the browser \
         keeps them from this page. A redirect to another address looks the same.",
        host(known)
    );
    let keyless = known.endpoint.key.is_none();
    let key_first = "If it wants a key, enter that first: some servers (LiteLLM) send no such headers with a refusal. ";
    let fix = format!(
        "{}If the server is yours, let it send Access-Control-Allow-Origin: {origin} and answer OPTIONS requests. Else \
         put the relay below before it and enter the relay's address here.",
        if keyless { key_first } else { "" }
    );
    let certainty = if keyless { Certainty::Likely } else { Certainty::Certain };
    Finding::new(Kind::CrossOriginRefused, certainty, what, fix)
}

/// Not even an unreadable answer.
pub fn nobody_there(known: &Circumstances, reach: &Observation) -> Vec<Finding> {
    let near = known.address().is_some_and(|address| address.distance() != Distance::Public);
    let mut findings = Vec::new();
    if known.crosses_into_local_network() && known.local_network != LocalNetwork::Granted {
        findings.push(permission(known, reach));
    }
    let plain_http = known.address().is_some_and(|address| !address.is_https);
    if near && plain_http && known.page_is_https() {
        findings.push(mixed_content(known));
    }
    findings.push(unreachable(known, near, reach));
    findings
}

fn permission(known: &Circumstances, reach: &Observation) -> Finding {
    let asks = known.local_network == LocalNetwork::Prompt || *reach == Observation::Silence;
    let certainty = if asks { Certainty::Likely } else { Certainty::Possible };
    let what = format!(
        "{} is in your own network or on this machine. Browsers ask before a page from the internet may reach it, and \
         nobody has said yes.",
        host(known)
    );
    let fix = "Examine again and answer the browser's question with yes. If it does not ask, allow access to the local \
               network in the site settings beside the address bar.";
    Finding::new(Kind::LocalNetworkPermission, certainty, what, fix)
}

fn mixed_content(known: &Circumstances) -> Finding {
    let what = format!(
        "This page came over https and {} speaks http. Safari refuses that even for this machine; other browsers \
         refuse it for other machines without the visitor's permission.",
        host(known)
    );
    let fix = "Use another browser, give the server https, or open this page from this machine over http.";
    Finding::new(Kind::MixedContent, Certainty::Possible, what, fix)
}

fn unreachable(known: &Circumstances, near: bool, reach: &Observation) -> Finding {
    let host = host(known);
    let what = match reach {
        Observation::Silence => format!("{host} says nothing."),
        _ => format!("Nobody answers at {host}. A browser does not tell a page why."),
    };
    let fix = if near {
        "Check that the server runs and listens on this address and port."
    } else {
        "Check the spelling. Open the address in a new tab: a warning there means a bad certificate. Extensions that \
         block requests and company networks can also be the cause."
    };
    Finding::new(Kind::Unreachable, Certainty::Likely, what, fix)
}

fn host(known: &Circumstances) -> String {
    known.address().map_or_else(|| known.endpoint.base_url.clone(), |address| address.origin())
}

/// The headers that a question has beside the type of its body.
fn header_names(known: &Circumstances) -> String {
    let request = known.dialect.request(&known.endpoint, &Default::default());
    let names = request.headers.iter().map(|header| header.name).filter(|name| *name != "content-type");
    names.collect::<Vec<_>>().join(", ")
}
