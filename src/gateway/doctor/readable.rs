//! What it means when the page can read the endpoint's answers.

use super::diagnosis::{Certainty, Diagnosis, Finding, FindingKind as Kind};
use super::{Circumstances, Observation};
use crate::gateway::dialect::{FailureClass, ProviderFailure};
use crate::gateway::models::{ListedModel, read_list};
use crate::gateway::redaction::redact;
use crate::gateway::router::AttemptFailure;
use serde_json::Value;

/// The longest part of a provider's words that is repeated, in signs.
const LONGEST_QUOTE: usize = 200;

/// A refusal that has nothing to do with the empty question.
pub fn refusal(known: &Circumstances, status: u16, body: &str) -> Option<Finding> {
    let failure = failure(body);
    // Proxies answer 5xx in HTML; the status is all there is.
    let class = match (&failure, status) {
        (_, 401..=403) => FailureClass::of_status(status),
        (Some(failure), 400..) => AttemptFailure::of_provider(failure, Some(status), None).class,
        (_, 429 | 500..) => FailureClass::of_status(status),
        _ => return None,
    };
    let said = failure.map_or_else(String::new, |failure| quote(known, &failure.message));
    let finding = |kind, certainty, what: String, fix: &str| Some(Finding::new(kind, certainty, what + &said, fix));
    let has_key = known.endpoint.key.is_some();
    match class {
        FailureClass::Authentication | FailureClass::Forbidden if !has_key => {
            let what = format!("The endpoint wants a key (status {status}).");
            let certainty = if status == 403 { Certainty::Likely } else { Certainty::Certain };
            finding(Kind::KeyMissing, certainty, what, "Enter your key for this endpoint.")
        }
        FailureClass::Authentication => {
            let what = format!("The endpoint does not accept this key (status {status}).");
            let fix = "Copy the key again, whole and without spaces. Check that it belongs to this provider and is not \
                       revoked.";
            finding(Kind::KeyRefused, Certainty::Certain, what, fix)
        }
        FailureClass::Forbidden => {
            let what = format!("The endpoint knows the key, but does not allow this (status {status}).");
            let fix = "Check the key's rights and limits, and whether the provider serves your country and this site.";
            finding(Kind::KeyForbidden, Certainty::Likely, what, fix)
        }
        FailureClass::Payment | FailureClass::SpendLimit => {
            let what = format!("The account has no credit left, or its limit is reached (status {status}).");
            finding(Kind::NoCredit, Certainty::Certain, what, "Add credit or raise the limit at the provider.")
        }
        FailureClass::RateLimited | FailureClass::DailyQuota => {
            let what = format!("The connection works, but the endpoint takes no more questions now (status {status}).");
            finding(Kind::Busy, Certainty::Certain, what, "Wait, or ask another target; the router does both.")
        }
        FailureClass::Unavailable | FailureClass::Timeout => {
            let what = format!("The endpoint, or a server before it, is in trouble (status {status}).");
            finding(Kind::Busy, Certainty::Likely, what, "Look at the provider's status page and try again later.")
        }
        _ => None,
    }
}

/// Key and preflight are in order: is it the right kind of server, with the right model?
pub fn diagnose(known: &Circumstances, status: u16, body: &str, list: &Observation) -> Diagnosis {
    let models = match list {
        Observation::Answer { status: 200..=299, body, .. } => {
            serde_json::from_str(body).ok().as_ref().and_then(read_list)
        }
        _ => None,
    };
    let answers_questions = failure(body).is_some() && !matches!(status, 404 | 405);
    let finding = match &models {
        None if !answers_questions => not_compatible(known, status, "nor a list of models"),
        Some(_) if status == 405 || status == 404 && failure(body).is_none() => {
            not_compatible(known, status, "although it lists models")
        }
        Some(models) => about_model(known, models),
        None => fine("The endpoint takes questions from this page. It does not list its models."),
    };
    Diagnosis { findings: vec![finding], models: models.unwrap_or_default() }
}

fn about_model(known: &Circumstances, models: &[ListedModel]) -> Finding {
    let model = known.model.as_str();
    if model.is_empty() {
        return fine(&format!("The endpoint takes questions from this page and lists {} models.", models.len()));
    }
    // Some servers list every model under the names of aliases, or only a part of them.
    let Some(listed) = models.iter().find(|listed| listed.id == model) else {
        let what =
            format!("The connection works, but {model} is not among the {} models that are listed.", models.len());
        return Finding::new(
            Kind::UnknownModel,
            Certainty::Likely,
            what,
            "Choose one of the list, or check the spelling.",
        );
    };
    match listed.vision {
        Some(false) if known.needs_vision => {
            let what = format!("The connection works, but {model} does not see pictures, says the list of models.");
            Finding::new(Kind::NoVision, Certainty::Certain, what, seeing(models))
        }
        None if known.needs_vision => fine(&format!(
            "The endpoint takes questions from this page. It does not say whether {model} sees pictures."
        )),
        _ => fine(&format!("The endpoint takes questions from this page, and {model} is there.")),
    }
}

fn not_compatible(known: &Circumstances, status: u16, list: &str) -> Finding {
    let what = format!(
        "Something answers (status {status}), but not as {} does: it takes no question under {}, {list}.",
        known.dialect, known.endpoint.base_url
    );
    let fix = "Check the address: it usually ends with the version, such as /v1. Check that the kind of endpoint is \
               right.";
    Finding::new(Kind::NotCompatible, Certainty::Likely, what, fix)
}

fn fine(what: &str) -> Finding {
    Finding::new(Kind::Fine, Certainty::Certain, what, "")
}

/// Names up to three models that see pictures.
fn seeing(models: &[ListedModel]) -> String {
    let names: Vec<_> =
        models.iter().filter(|model| model.vision == Some(true)).take(3).map(|model| model.id.as_str()).collect();
    match names.as_slice() {
        [] => "Choose an endpoint that has a model with vision.".to_owned(),
        names => format!("Choose a model that does, for instance {}.", names.join(", ")),
    }
}

fn failure(body: &str) -> Option<ProviderFailure> {
    let body: Value = serde_json::from_str(body).ok()?;
    // Gemini wraps even its errors into a list.
    ProviderFailure::read(body.as_array().and_then(|list| list.first()).unwrap_or(&body))
}

/// What the provider says, without keys and not too long.
fn quote(known: &Circumstances, message: &str) -> String {
    let clean = redact(message, &known.endpoint.key);
    let short: String = clean.chars().take(LONGEST_QUOTE).collect();
    format!(" It says: \u{201c}{}\u{201d}", short.trim())
}
