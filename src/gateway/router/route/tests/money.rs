//! What a request may cost, and what it is charged.

use super::*;
use crate::gateway::dialect::Usage;

#[test]
fn a_budget_refuses_before_it_is_broken() {
    let prices = json!([
        {"model": "a", "input_usd_per_million": 1.0, "output_usd_per_million": 9.0},
        {"model": "b", "input_usd_per_million": 1.0, "output_usd_per_million": 1.0}
    ]);
    let mut bench = Bench::with(|policy| {
        policy["prices"] = prices.clone();
        policy["budget"] = json!({"per_request_usd": 0.005});
    });
    assert_eq!(bench.started(), [1], "a may cost a cent");
    bench.at(1.0, Event::Headers { attempt: 0, status: 200 }).fail(10.0, 0, 503);
    bench.at(60.0, Event::Tick);
    assert_eq!(bench.route.attempts().len(), 2, "a refused request costs nothing, so there is money for another");
    let bench = Bench::with(|policy| policy["budget"] = json!({"per_session_usd": 1.0}));
    assert_eq!(bench.route.outcome(), Some(&Outcome::Refused));
    assert!(bench.route.skipped().iter().all(|skipped| skipped.reason == SkipReason::Unpriced));
}

#[test]
fn an_answer_that_broke_off_costs_at_least_what_came() {
    let prices = json!([{"model": "a", "input_usd_per_million": 1.0, "output_usd_per_million": 1000.0}]);
    let spent = |usage: Usage, reported: Option<f64>, whole: bool| {
        let mut bench = Bench::with(|policy| policy["prices"] = prices.clone());
        bench.at(5.0, Event::Headers { attempt: 0, status: 200 }).at(10.0, Event::Content { attempt: 0 });
        let report = Report { whole, usage, tokens_came: 400, cost_reported_usd: reported, ..Report::default() };
        bench.at(20.0, Event::Ended { attempt: 0, report });
        bench.session.spent_usd()
    };
    let early = Usage { input_tokens: Some(1000), output_tokens: Some(1), ..Usage::default() };
    assert!((spent(early, None, false) - 0.401).abs() < 1e-9, "the report was made before the words came");
    assert!((spent(early, Some(0.0), false) - 0.401).abs() < 1e-9, "so was the figure");
    assert!((spent(Usage::default(), Some(0.1), false) - 0.401).abs() < 1e-9);
    assert!((spent(Usage::default(), None, false) - 1.001).abs() < 1e-9, "nobody said anything: the most it can be");
    assert!((spent(early, None, true) - 0.002).abs() < 1e-9, "a whole answer was counted");
    assert!((spent(early, Some(-3.0), true) - 0.002).abs() < 1e-9, "nobody is paid for asking");
}
