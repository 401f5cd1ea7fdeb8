//! Doubts about who may answer.

use super::Findings;
use crate::gateway::address::{Address, AddressError, Distance};
use crate::gateway::dialect::Dialect;
use crate::gateway::policy::secrets::{holds_key, is_key_like, is_key_name};
use crate::gateway::policy::{Policy, Target};
use serde_json::Value;

pub fn check(policy: &Policy, findings: &mut Findings) {
    if policy.targets.is_empty() {
        findings.error("no_targets", "targets", "nobody may answer.", "Add a target.");
        return;
    }
    for (index, target) in policy.targets.iter().enumerate() {
        let path = format!("targets[{index}]");
        check_name(policy, index, target, &path, findings);
        check_address(target, &path, findings);
        check_options(target, &path, findings);
        check_upstream(policy, index, target, &path, findings);
    }
    if !policy.targets.iter().any(|target| target.vision) {
        findings.error(
            "no_vision",
            "targets",
            "no target sees pictures, so every question about a picture fails.",
            "Set `vision` on a target whose model takes pictures.",
        );
    }
}

fn check_name(policy: &Policy, index: usize, target: &Target, path: &str, findings: &mut Findings) {
    if target.name.trim().is_empty() {
        findings.error("no_name", format!("{path}.name"), "the name is empty.", "Give the target a name.");
    }
    if policy.targets[..index].iter().any(|earlier| earlier.name == target.name) {
        let message = format!("{} is the name of an earlier target, too.", target.name);
        findings.error("same_name", format!("{path}.name"), message, "Give each target its own name.");
    }
    if target.model.trim().is_empty() {
        findings.error("no_model", format!("{path}.model"), "the model is empty.", "Name the model.");
    }
}

fn check_address(target: &Target, path: &str, findings: &mut Findings) {
    if target.is_on_device() {
        if target.base_url.is_some() || target.dialect.is_some() {
            let message = "a model in the tab has no address.";
            findings.warning("address_on_device", path, message, "Remove `base_url` and `dialect`.");
        }
        return;
    }
    if target.dialect.is_none() {
        let message = "an endpoint needs to say how it speaks.";
        findings.error("no_dialect", format!("{path}.dialect"), message, "Set `dialect`, for instance to `openai`.");
    }
    let at = format!("{path}.base_url");
    let Some(url) = target.base_url.as_deref() else {
        findings.error("no_address", at, "an endpoint needs an address.", "Set `base_url`.");
        return;
    };
    let address = Address::read(url);
    match &address {
        Err(why) => {
            let message = format!("nothing can be sent there: the address {why}.");
            findings.error("bad_address", &at, message, AddressError::REMEDY);
        }
        Ok(address) if !address.is_https && address.distance() != Distance::Loopback => {
            let message = "a page served over https can't reach an http address.";
            findings.warning("plain_http", &at, message, "Use https, or a server on this machine.");
        }
        Ok(_) => {}
    }
    let query = address.as_ref().map_or("", |address| &address.query);
    let named = form_urlencoded::parse(query.as_bytes()).any(|(name, _)| is_key_name(&name));
    if address.is_ok_and(|address| address.has_credentials) || named || is_key_like(url) {
        findings.error("key_in_address", at, "the address seems to carry a key.", "Keep keys out of policies.");
    }
}

fn check_options(target: &Target, path: &str, findings: &mut Findings) {
    let Some(options) = &target.gateway_options else { return };
    let at = format!("{path}.gateway_options");
    let is_gateway = matches!(target.dialect, Some(Dialect::Vercel | Dialect::OpenRouter | Dialect::LiteLlm));
    if !options.is_object() {
        findings.error("bad_options", &at, "a gateway's options are an object.", "Write them in braces.");
    }
    if !is_gateway {
        let message = "only Vercel, OpenRouter and LiteLLM are told how to route.";
        findings.warning("unread_options", &at, message, "Remove them, or correct `dialect`.");
    }
    if holds_key(options) {
        findings.error("key_in_options", &at, "the options seem to carry a key.", "Keep keys out of policies.");
    }
    if target.dialect == Some(Dialect::LiteLlm) && options.get("fallbacks").is_some_and(|list| !is_fallbacks(list)) {
        let message = "LiteLLM takes a list of models, or of objects that map a model to a list of models.";
        findings.error("bad_options", format!("{at}.fallbacks"), message, "Put the models into a list.");
    }
}

/// Fallbacks as LiteLLM reads them: since 1.109 a target outside a list is refused.
fn is_fallbacks(list: &Value) -> bool {
    let models = |value: &Value| value.as_array().is_some_and(|list| list.iter().all(Value::is_string));
    let is_fallback = |item: &Value| match item {
        Value::String(_) => true,
        Value::Object(fields) => fields.contains_key("model") || (fields.len() == 1 && fields.values().all(models)),
        _ => false,
    };
    list.as_array().is_some_and(|list| list.iter().all(is_fallback))
}

fn check_upstream(policy: &Policy, index: usize, target: &Target, path: &str, findings: &mut Findings) {
    let earlier = policy.targets[..index].iter().find(|earlier| shares_upstream(earlier, target));
    if let Some(earlier) = earlier {
        let upstream = target.upstream_name().unwrap_or("the same address");
        let message = format!("{} and {} both end at {upstream}, so they fail together.", earlier.name, target.name);
        let remedy = "Choose another provider for the fallback, or remove it.";
        findings.warning("same_upstream", format!("{path}.upstream"), message, remedy);
    }
}

fn shares_upstream(one: &Target, other: &Target) -> bool {
    match (one.upstream_name(), other.upstream_name()) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        _ => one.base_url.is_some() && one.base_url == other.base_url && one.model == other.model,
    }
}
