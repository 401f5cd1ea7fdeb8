//! Conversations between the page, the router and made-up endpoints, on a clock of the test's own.

mod what_if;

use super::update;
use crate::console::effect::Effect;
use crate::console::message::{Msg, News, Rule, TargetField, TraceForm};
use crate::console::state::{Day, Picture, Preset, Sample, State};
use crate::gateway::dialect::{FailureClass, Secret};
use crate::gateway::doctor::Diagnosis;
use crate::gateway::router::{AttemptFailure, Outcome, Report};

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
    assert_eq!(request.answer().map(|(_, exchange)| &*exchange.answer), Some("A star."));
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
fn a_long_answer_is_heard_piece_by_piece_and_sets_no_alarm_for_each() {
    let mut state = two();
    let key = Secret::new("sk-secret-secret");
    update(&mut state, Msg::KeyEntered { origin: "https://api.openai.com".into(), key });
    send(&mut state);
    news(&mut state, 0, News::Status(200));
    let (mut alarms, mut shown) = (0, 0);
    for at in 0..1000 {
        let effects = news(&mut state, 0, heard(if at % 10 == 0 { "key sk-sec" } else { "ret-secret word " }));
        alarms += effects.iter().filter(|effect| matches!(effect, Effect::Wake { .. })).count();
        let answer = &state.requests[0].exchanges[0].answer;
        assert!(answer.len() >= shown, "what was shown stays");
        shown = answer.len();
    }
    assert!(alarms <= 2, "{alarms} alarms for a thousand pieces");
    news(&mut state, 0, ended(true));
    let answer = state.requests[0].exchanges[0].answer.to_string();
    assert_eq!(answer.matches("key [key removed] word ").count(), 100);
    assert!(!format!("{:?}", state.requests).contains("sk-sec"));
}

#[test]
fn what_was_held_back_is_shown_when_an_answer_is_stopped() {
    let mut state = two();
    send(&mut state);
    news(&mut state, 0, heard("The mask says sk"));
    assert_eq!(&*state.requests[0].exchanges[0].answer, "The mask says ");
    update(&mut state, Msg::StopPressed);
    assert_eq!(&*state.requests[0].exchanges[0].answer, "The mask says sk");
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
