//! Conversations between the page, the router and made-up endpoints, on a clock of the test's own.

use super::update;
use crate::console::effect::Effect;
use crate::console::message::{Msg, News, OutageField, Rule, Simulated, TargetField, TraceForm};
use crate::console::state::{Day, Picture, Preset, Rules, Sample, State};
use crate::gateway::dialect::{FailureClass, Secret};
use crate::gateway::doctor::Diagnosis;
use crate::gateway::router::{AttemptFailure, Outcome, Report};
use crate::gateway::simulator::OutageKind;

/// Two endpoints, both by hand.
fn two() -> State {
    let mut state = State::default();
    update(&mut state, Msg::TargetRemoved(0));
    update(&mut state, Msg::TargetAdded(Preset::OpenAi));
    update(&mut state, Msg::TargetAdded(Preset::Mistral));
    state
}

fn send(state: &mut State) -> Vec<Effect> {
    state.now += 1000.0;
    update(state, Msg::SendPressed)
}

fn news(state: &mut State, attempt: usize, news: News) -> Vec<Effect> {
    state.now += 10.0;
    let request = state.requests.last().map_or(0, |request| request.id);
    update(state, Msg::Attempt { request, attempt, news })
}

fn heard(text: &str) -> News {
    News::Heard { answer: text.into(), thinking: String::new(), tool: false, raw: text.into() }
}

fn ended(whole: bool) -> News {
    News::Ended { result: Ok(Report { whole, ..Report::default() }), reply: None }
}

fn failed(class: FailureClass, status: u16) -> News {
    let failure = AttemptFailure { status: Some(status), ..AttemptFailure::new(class, "No.") };
    News::Ended { result: Err(failure), reply: None }
}

fn started(effects: &[Effect]) -> Vec<String> {
    let name = |effect: &Effect| match effect {
        Effect::Start { target, .. } => Some(target.name.clone()),
        _ => None,
    };
    effects.iter().filter_map(name).collect()
}

#[test]
fn the_next_target_answers_when_the_first_is_out_of_money() {
    let mut state = two();
    assert_eq!(started(&send(&mut state)), ["openai"]);
    assert_eq!(started(&news(&mut state, 0, failed(FailureClass::Payment, 402))), ["mistral"]);
    news(&mut state, 1, News::Status(200));
    news(&mut state, 1, heard("A star."));
    news(&mut state, 1, ended(true));
    let request = &state.requests[0];
    assert_eq!(request.route.outcome(), Some(&Outcome::Answered { attempt: 1 }));
    assert!(request.fell_back());
    assert_eq!(request.answer().map(|(_, exchange)| exchange.answer.as_str()), Some("A star."));
    assert_eq!(request.wasted().0, 10.0);
}

#[test]
fn a_wish_to_wait_is_granted_before_the_same_target_is_asked_again() {
    let mut state = two();
    send(&mut state);
    let failure = AttemptFailure {
        status: Some(429),
        retry_after_ms: Some(1500.0),
        ..AttemptFailure::new(FailureClass::RateLimited, "Slow down.")
    };
    let effects = news(&mut state, 0, News::Ended { result: Err(failure), reply: None });
    let Some(Effect::Wake { request, alarm, after_ms }) = effects.iter().find(|one| matches!(one, Effect::Wake { .. }))
    else {
        panic!("{effects:?}")
    };
    assert_eq!(*after_ms, 1500.0);
    assert_eq!(update(&mut state, Msg::Woken { request: *request, alarm: alarm - 1 }), [], "an earlier alarm is void");
    state.now += 1500.0;
    assert_eq!(started(&update(&mut state, Msg::Woken { request: *request, alarm: *alarm })), ["openai"]);
}

#[test]
fn an_answer_that_breaks_off_can_be_continued_elsewhere() {
    let mut state = two();
    send(&mut state);
    news(&mut state, 0, heard("A red "));
    news(&mut state, 0, ended(false));
    let id = state.requests[0].id;
    assert!(matches!(state.requests[0].route.outcome(), Some(Outcome::Incomplete { continue_on: Some(1), .. })));
    let effects = update(&mut state, Msg::ContinuePressed(id));
    let Some(Effect::Start { target, ask, .. }) = effects.iter().find(|one| matches!(one, Effect::Start { .. })) else {
        panic!("{effects:?}")
    };
    assert_eq!((target.name.as_str(), ask.continue_from.as_deref()), ("mistral", Some("A red ")));
    assert_eq!(state.shown().len(), 2, "both belong to one press");
}

#[test]
fn every_target_can_be_asked_at_once_and_all_are_stopped_together() {
    let mut state = two();
    state.now = 5.0;
    assert_eq!(started(&update(&mut state, Msg::AskAllPressed)), ["openai", "mistral"]);
    assert_eq!(started(&update(&mut state, Msg::SendPressed)), Vec::<String>::new(), "one press at a time");
    let effects = update(&mut state, Msg::StopPressed);
    assert_eq!(effects.iter().filter(|effect| matches!(effect, Effect::Abort { .. })).count(), 2);
    assert!(!state.busy());
}

#[test]
fn keys_go_where_they_belong_and_go_with_their_origin() {
    let mut state = two();
    let key = Secret::new("sk-secret-secret");
    update(&mut state, Msg::KeyEntered { origin: "https://api.openai.com".into(), key: key.clone() });
    let effects = send(&mut state);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Start { key: Some(sent), .. } if *sent == key)));
    let effects = news(&mut state, 0, failed(FailureClass::Authentication, 401));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Start { key: None, .. })), "{effects:?}");
    let field = TargetField::Address("https://elsewhere.example/v1".into());
    update(&mut state, Msg::TargetEdited { target: 0, field });
    assert!(state.keys.is_empty());
}

#[test]
fn keys_are_stored_only_while_the_visitor_wants_it() {
    let mut state = two();
    let entered = Msg::KeyEntered { origin: "https://api.openai.com".into(), key: Secret::new("sk-secret-secret") };
    assert_eq!(update(&mut state, entered), []);
    let stored = update(&mut state, Msg::KeepKeysPicked(true));
    assert!(matches!(&stored[..], [Effect::StoreKeys(keys)] if keys.len() == 1));
    assert_eq!(update(&mut state, Msg::KeepKeysPicked(false)), [Effect::StoreKeys(Vec::new())]);
}

#[test]
fn a_server_that_quotes_the_key_does_not_show_it() {
    let mut state = two();
    let key = Secret::new("sk-secret-secret");
    update(&mut state, Msg::KeyEntered { origin: "https://api.openai.com".into(), key });
    send(&mut state);
    for half in ["You sent sk-secret", "-secret."] {
        news(&mut state, 0, heard(half));
    }
    let failure = AttemptFailure::new(FailureClass::Authentication, "Wrong key sk-secret-secret");
    news(&mut state, 0, News::Ended { result: Err(failure), reply: None });
    let shown = format!("{:?}", state.requests);
    assert!(!shown.contains("sk-secret-secret"), "{shown}");
    assert!(shown.contains("You sent [key removed]"), "{shown}");
}

#[test]
fn a_changed_policy_keeps_the_money_spent() {
    let mut state = two();
    send(&mut state);
    news(&mut state, 0, heard("A star."));
    let report = Report { whole: true, cost_reported_usd: Some(0.5), ..Report::default() };
    news(&mut state, 0, News::Ended { result: Ok(report), reply: None });
    update(&mut state, Msg::TargetRaised(1));
    send(&mut state);
    assert_eq!(state.session.spent_usd(), 0.5);
    assert_eq!(state.requests.last().map(|request| request.targets[0].name.clone()), Some("mistral".into()));
}

#[test]
fn the_outage_run_falls_back_to_the_tab_and_says_so() {
    let mut state = State::default();
    let sample = Sample { file: "a.png".into(), title: "A".into(), alt: "A star".into() };
    update(&mut state, Msg::Opened { day: Day::default(), fragment: "outage".into() });
    let fetched = update(&mut state, Msg::SamplesArrived(vec![sample]));
    assert!(matches!(&fetched[..], [Effect::FetchSample { .. }]), "{fetched:?}");
    let picture = Picture {
        id: 1,
        address: String::new(),
        name: "a.png".into(),
        alt: None,
        sample: None,
        media_type: "image/png".into(),
        bytes: 1,
        width: 64,
        height: 64,
    };
    assert_eq!(started(&update(&mut state, Msg::PictureReady(picture))), ["out of order"]);
    let unreachable = || News::Ended { result: Err(AttemptFailure::new(FailureClass::Network, "No.")), reply: None };
    let effects = news(&mut state, 0, unreachable());
    let Some(Effect::Wake { request, alarm, .. }) = effects.iter().find(|one| matches!(one, Effect::Wake { .. }))
    else {
        panic!("{effects:?}")
    };
    state.now += 600.0;
    update(&mut state, Msg::Woken { request: *request, alarm: *alarm });
    assert_eq!(started(&news(&mut state, 1, unreachable())), ["tab"]);
    news(&mut state, 2, heard("a star"));
    let effects = news(&mut state, 2, ended(true));
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::StoreCheck { holds: true, value } if value.contains("2 failed"))),
        "{effects:?}"
    );
}

#[test]
fn the_sample_is_run_again_with_every_change() {
    let mut state = State::default();
    let trace = include_str!("../../../public/gateway/trace.json").to_owned();
    let policy = include_str!("../../../public/gateway/policy.json").to_owned();
    update(&mut state, Msg::Simulated(Simulated::SampleArrived { trace, policy }));
    let runs = |state: &State| state.what_if.runs.clone().and_then(Result::ok).unwrap();
    assert_eq!(runs(&state).calm, runs(&state).broken, "nothing is broken yet");
    update(&mut state, Msg::Simulated(Simulated::OutageAdded(OutageKind::Stall)));
    assert!(runs(&state).broken.attempts.len() > runs(&state).calm.attempts.len(), "the tab stalls, others are asked");
    let until = OutageField::Until("0".into());
    update(&mut state, Msg::Simulated(Simulated::OutageEdited { at: 0, field: until }));
    assert_eq!(runs(&state).calm, runs(&state).broken, "an outage of no length");
    update(&mut state, Msg::TargetAdded(Preset::Anthropic));
    update(&mut state, Msg::Simulated(Simulated::RulesPicked(Rules::Draft)));
    assert!(matches!(&state.what_if.runs, Some(Err(why)) if why.contains("anthropic")), "nobody has seen this target");
}

#[test]
fn a_link_feeds_the_simulator_until_it_is_taken_over() {
    let mut author = two();
    author.what_if.rules = Rules::Draft;
    let fragment = crate::console::link::written(&author).unwrap();
    let mut state = State::default();
    let key = Secret::new("sk-secret-secret");
    update(&mut state, Msg::KeysFound(vec![("https://a.example".into(), key.clone())]));
    let (draft, session) = (state.draft.clone(), state.session.clone());
    assert_eq!(update(&mut state, Msg::Opened { day: Day::default(), fragment }), []);
    let same = (&state.draft, &state.session) == (&draft, &session);
    assert!(same && state.keys.of("https://a.example").is_some(), "policy, breakers, money and keys are as they were");
    assert_eq!(state.what_if.linked_hosts(), ["https://api.openai.com", "https://api.mistral.ai"]);
    update(&mut state, Msg::Simulated(Simulated::LinkTaken));
    assert_eq!(state.draft.policy, author.draft.policy);
    assert_eq!((state.what_if.rules, state.what_if.linked_hosts()), (Rules::Draft, Vec::<String>::new()));
    update(&mut state, Msg::Simulated(Simulated::LinkTaken));
    assert_eq!(state.draft.policy, author.draft.policy, "a second press takes nothing");
}

#[test]
fn a_hostile_link_ends_in_a_message() {
    let mut state = State::default();
    let trace = include_str!("../../../public/gateway/trace.json").to_owned();
    let policy = include_str!("../../../public/gateway/policy.json").to_owned();
    update(&mut state, Msg::Simulated(Simulated::SampleArrived { trace, policy }));
    // Within every bound, and yet more than a page should compute at once.
    let mut hostile = state.what_if.sample_policy.clone().unwrap();
    let many =
        (0..50).map(|at| crate::gateway::policy::Target { name: format!("t{at}"), ..hostile.targets[1].clone() });
    hostile.targets = many.collect();
    (hostile.retry.attempts, hostile.retry.base_delay_ms, hostile.breaker.failures) = (10, 0.0, u32::MAX);
    (hostile.budget, hostile.timeouts.total_ms) = (Default::default(), 600_000.0);
    state.what_if.linked = Some(hostile);
    for _ in 0..200 {
        state.what_if.outage.outages.push(crate::console::state::first_window(OutageKind::Unavailable, "*".into()));
    }
    state.what_if.source = crate::console::state::Source::File;
    let sample = state.what_if.sample.clone().unwrap();
    let requests = sample.requests.iter().cycle().take(2_000).cloned().collect();
    state.what_if.file = Some(("many".into(), crate::gateway::trace::Trace { requests, ..sample }));
    update(&mut state, Msg::Simulated(Simulated::RulesPicked(Rules::Link)));
    assert!(matches!(&state.what_if.runs, Some(Err(why)) if why.contains("stopped after 100000 steps")));
}

#[test]
fn a_new_key_lets_a_target_be_asked_again() {
    let mut state = two();
    send(&mut state);
    let failure = AttemptFailure {
        status: Some(429),
        retry_after_ms: Some(80_000.0),
        ..AttemptFailure::new(FailureClass::DailyQuota, "used up")
    };
    news(&mut state, 0, News::Ended { result: Err(failure), reply: None });
    news(&mut state, 1, ended(true));
    assert_eq!(started(&send(&mut state)), ["mistral"]);
    news(&mut state, 0, ended(true));
    let key = Secret::new("sk-secret-secret");
    update(&mut state, Msg::KeyEntered { origin: "https://api.openai.com".into(), key });
    assert_eq!(started(&send(&mut state)), ["openai"]);
}

#[test]
fn a_file_is_refused_with_its_own_mistake() {
    let mut state = State::default();
    let mut open = |text: &str| {
        update(&mut state, Msg::Simulated(Simulated::FileOpened { name: "file".into(), text: text.into() }));
        state.what_if.problem.clone().unwrap_or_default()
    };
    let outage = r#"{"version": 1, "outages": [{"kind": "stall", "target": "a", "probability": -1}]}"#;
    assert!(open(outage).contains("outages[0].probability"));
    assert!(
        open(r#"{"version": 7, "origin": {"kind": "made_up", "source": "", "date": ""}, "requests": []}"#)
            .contains("version 7")
    );
    assert!(open("no JSON").contains("trace"));
}

#[test]
fn a_listed_price_is_taken_over_once() {
    let mut state = two();
    let pricing = serde_json::json!({"prompt": "0.000001", "completion": "0.000002"});
    let list = serde_json::json!({"data": [{"id": "gpt-4o-mini", "pricing": pricing}]});
    let models = crate::gateway::models::read_list(&list).unwrap();
    let diagnosis = Box::new(Diagnosis { findings: Vec::new(), models });
    for _ in 0..2 {
        let diagnosis = diagnosis.clone();
        update(&mut state, Msg::Examined { target: "openai".into(), diagnosis, relay: None });
    }
    let prices: Vec<_> = state.draft.policy.prices.iter().map(|price| price.output_usd_per_million).collect();
    assert_eq!(prices, [2.0]);
}

#[test]
fn rules_are_set_kept_and_removed() {
    let mut state = two();
    let mut typed = |text: &str| {
        update(&mut state, Msg::RuleEdited(Rule::PerSession(text.into())));
        state.draft.policy.budget.per_session_usd
    };
    assert_eq!([typed("0.5"), typed("a lot"), typed("")], [Some(0.5), Some(0.5), None]);
    let refused = |state: &mut State| {
        send(state);
        state.requests.last().and_then(|request| request.route.outcome().cloned())
    };
    update(&mut state, Msg::RuleEdited(Rule::PerSession("0.5".into())));
    assert_eq!(refused(&mut state), Some(Outcome::Refused), "no target has a price");
}

#[test]
fn saved_traces_hold_no_words_of_servers() {
    let mut state = two();
    send(&mut state);
    news(&mut state, 0, failed(FailureClass::Authentication, 401));
    news(&mut state, 1, failed(FailureClass::Authentication, 401));
    for form in [TraceForm::Own, TraceForm::OpenTelemetry] {
        let saved = update(&mut state, Msg::SaveTracePressed(form));
        let [Effect::Save { text, .. }] = &saved[..] else { panic!("{saved:?}") };
        assert!(text.contains("authentication") && !text.contains("No."), "{text}");
    }
}
