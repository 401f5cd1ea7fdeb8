//! Doubts about answers that look fine: what a gateway did without saying so.

use super::cost::CostComparison;
use super::dialect::FinishReason;
use super::model_name::is_same_model;
use super::reply::Reply;
use super::trace::{Attempt, AttemptOutcome};

/// One doubt. `Display` says it in a sentence.
#[derive(Clone, Debug, PartialEq)]
pub enum Doubt {
    /// Another model answered than was asked for.
    ModelDiffers { requested: String, served: String },
    /// Another company answered than last time.
    ProviderChanged { before: String, now: String },
    /// The answer broke off.
    Truncated,
    /// The bill and the price table disagree.
    CostDiffers { reported_usd: f64, estimated_usd: f64 },
    /// Somebody answered although the first one called the request wrong; the mistake is still in it.
    FallbackOnClientError { provider: String, status: u16 },
}

impl std::fmt::Display for Doubt {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Doubt::ModelDiffers { requested, served } => {
                write!(formatter, "{requested} was asked for, {served} answered.")
            }
            Doubt::ProviderChanged { before, now } => write!(formatter, "{before} answered before, {now} answers now."),
            Doubt::Truncated => write!(formatter, "The answer broke off; what is here is only its beginning."),
            Doubt::CostDiffers { reported_usd, estimated_usd } => {
                write!(formatter, "${reported_usd:.6} is charged, its tokens make ${estimated_usd:.6}.")
            }
            Doubt::FallbackOnClientError { provider, status } => {
                write!(formatter, "{provider} refused the request with {status}, and another one was asked instead.")
            }
        }
    }
}

/// What a reply alone gives reason to doubt.
pub fn of_reply(reply: &Reply) -> Vec<Doubt> {
    let requested = reply.attempts.iter().rev().find_map(|attempt| attempt.requested_model.as_deref());
    let mut doubts: Vec<_> = model(requested, reply.served_model.as_deref()).into_iter().collect();
    doubts.extend((reply.truncated || reply.finish_reason == Some(FinishReason::Error)).then_some(Doubt::Truncated));
    doubts.extend(client_errors(&reply.attempts));
    doubts
}

/// What an attempt gives reason to doubt. `before` is the target's previous answer in the session.
pub fn of_attempt(attempt: &Attempt, before: Option<&Attempt>) -> Vec<Doubt> {
    let mut doubts: Vec<_> =
        model(attempt.requested_model.as_deref(), attempt.served_model.as_deref()).into_iter().collect();
    if let (Some(before), Some(now)) = (before.and_then(|before| before.provider.as_ref()), attempt.provider.as_ref())
        && before != now
    {
        doubts.push(Doubt::ProviderChanged { before: before.clone(), now: now.clone() });
    }
    doubts.extend((attempt.outcome == AttemptOutcome::Incomplete).then_some(Doubt::Truncated));
    let cost = CostComparison { reported_usd: attempt.cost_reported, estimated_usd: attempt.cost_estimated };
    if let (true, Some(reported_usd), Some(estimated_usd)) = (cost.differs(), cost.reported_usd, cost.estimated_usd) {
        doubts.push(Doubt::CostDiffers { reported_usd, estimated_usd });
    }
    doubts
}

/// Attempts that were refused for the request's own fault and followed by another one.
pub fn client_errors(attempts: &[Attempt]) -> Vec<Doubt> {
    let followed = attempts.split_last().map_or(&[][..], |(_, before)| before);
    let refused = |attempt: &Attempt| {
        let status = attempt.status.filter(|status| matches!(status, 400 | 404 | 413 | 422))?;
        let provider = attempt.provider.clone().unwrap_or_else(|| attempt.target.clone());
        Some(Doubt::FallbackOnClientError { provider, status })
    };
    followed.iter().filter_map(refused).collect()
}

fn model(requested: Option<&str>, served: Option<&str>) -> Option<Doubt> {
    let (requested, served) = (requested?, served?);
    let differs = !is_same_model(requested, served);
    differs.then(|| Doubt::ModelDiffers { requested: requested.to_owned(), served: served.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_model_than_was_asked_for_is_told() {
        assert_eq!(model(Some("gpt-4o"), Some("gpt-4o-2024-08-06")), None);
        assert!(
            model(Some("gpt-4o"), Some("gpt-4o-mini"))
                .is_some_and(|doubt| doubt.to_string().contains("gpt-4o-mini answered"))
        );
    }

    #[test]
    fn an_attempt_is_compared_with_the_one_before() {
        let before = Attempt { provider: Some("vertex".into()), ..Attempt::default() };
        let now = Attempt {
            provider: Some("google".into()),
            cost_reported: Some(0.004),
            cost_estimated: Some(0.0007),
            outcome: AttemptOutcome::Incomplete,
            ..Attempt::default()
        };
        let doubts = of_attempt(&now, Some(&before));
        assert!(matches!(doubts[..], [Doubt::ProviderChanged { .. }, Doubt::Truncated, Doubt::CostDiffers { .. }]));
    }

    #[test]
    fn a_fallback_after_a_400_hides_a_mistake() {
        let refused = Attempt { target: "a".into(), status: Some(400), ..Attempt::default() };
        let answered = Attempt { status: Some(200), ..Attempt::default() };
        assert_eq!(client_errors(&[refused.clone(), answered]).len(), 1);
        assert_eq!(client_errors(&[refused]), [], "nobody was asked instead");
    }
}
