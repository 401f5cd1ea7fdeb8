//! The one place where the page's state changes.

use super::message::{Effect, Msg};
use super::state::{Offline, Pace, Standing, State};
use super::words;
use crate::library::memory::Verdict;
use crate::library::protocol::{Failure, Report, Request, WIRE_VERSION};
use crate::library::transfer::Phase;

/// Changes the state and says what the browser has to do.
pub fn update(state: &mut State, msg: Msg) -> Vec<Effect> {
    let of_its_own =
        matches!(msg, Msg::Heard(_) | Msg::OfflineHeard(_) | Msg::PaceHeard(_) | Msg::Opened { .. } | Msg::Died(_));
    if !of_its_own && !matches!(msg, Msg::ThemePicked(_)) {
        (state.failure, state.notice, state.confirming, state.replaced) = (None, None, false, false);
    }
    match msg {
        Msg::Opened { catalogue, hub, device_gib, contexts, pace } => {
            state.pace = pace.map_or(Pace::Unknown, Pace::Known);
            (state.models, state.hub, state.device_gib) = (catalogue.models, hub, device_gib);
            state.contexts = contexts;
            Vec::new()
        }
        Msg::NotOpened => {
            state.notice = Some("The list of models could not be fetched. Reload the page.".into());
            Vec::new()
        }
        Msg::Heard(report) => heard(state, report),
        Msg::OfflineHeard(offline) => {
            if state.offline == Offline::Working {
                state.offline = offline;
            }
            Vec::new()
        }
        Msg::Died(failure) => died(state, failure),
        Msg::FetchPressed(id) => fetch(state, &id),
        Msg::PausePressed => vec![Effect::Ask(Request::Pause)],
        Msg::CancelPressed => {
            state.asked = None;
            vec![Effect::Ask(Request::Cancel)]
        }
        Msg::VerifyPressed(model) => vec![Effect::Ask(Request::Verify { model })],
        Msg::DeletePressed(model) => vec![Effect::Ask(Request::Delete { model })],
        Msg::DeleteAllPressed => {
            state.confirming = true;
            Vec::new()
        }
        Msg::DeleteAllAnswered(true) => vec![Effect::Ask(Request::DeleteAll)],
        Msg::DeleteAllAnswered(false) => Vec::new(),
        Msg::ContextPicked { model, context } => {
            state.contexts.insert(model.clone(), context);
            vec![Effect::RememberContext { model, context }]
        }
        Msg::PacePressed if state.pace == Pace::Measuring => Vec::new(),
        Msg::PacePressed => {
            state.pace = Pace::Measuring;
            vec![Effect::MeasurePace]
        }
        Msg::PaceHeard(pace) => {
            state.pace = pace.map_or_else(|why| Pace::Failed { why }, Pace::Known);
            Vec::new()
        }
        Msg::ThemePicked(theme) => {
            state.theme = theme;
            vec![Effect::ApplyTheme(theme)]
        }
    }
}

fn fetch(state: &mut State, id: &str) -> Vec<Effect> {
    let Some(model) = state.models.iter().find(|model| model.id == id).cloned() else { return Vec::new() };
    if matches!(state.standing(id), Standing::Fetching | Standing::Stored) {
        return Vec::new();
    }
    // What can never be loaded must not take half an hour to arrive.
    if state.plan(&model).verdict == Verdict::TooLarge {
        state.notice = Some(words::memory(state, &model));
        return Vec::new();
    }
    state.asked = Some(model.id.clone());
    let mut effects = Vec::new();
    // What does not fit at its full length must not wait for a choice to be loaded.
    if let (Verdict::Shorter { .. }, Some(context)) = (state.plan(&model).verdict, state.context(&model)) {
        effects.push(Effect::RememberContext { model: model.id.clone(), context });
    }
    effects.extend([Effect::Persist, Effect::Ask(Request::Fetch { model: Box::new(model), hub: state.hub.clone() })]);
    effects
}

/// What the worker was at is over. Another one tells what has become of it, so that the visitor can go on from there.
fn died(state: &mut State, failure: Failure) -> Vec<Effect> {
    (state.failure, state.notice, state.asked, state.progress) = (Some(failure), None, None, None);
    state.verifying.clear();
    match std::mem::replace(&mut state.replaced, true) {
        true => Vec::new(),
        false => vec![Effect::Ask(Request::Begin { v: WIRE_VERSION })],
    }
}

/// Once there is a model for visits without a network, the page is to be there, too; and no longer than that.
fn page(state: &mut State, before: Option<bool>) -> Vec<Effect> {
    match state.keeps_models() {
        now if before == Some(now) => Vec::new(),
        true => {
            state.offline = Offline::Working;
            vec![Effect::KeepPage]
        }
        false => {
            state.offline = Offline::No;
            vec![Effect::DropPage]
        }
    }
}

fn heard(state: &mut State, report: Report) -> Vec<Effect> {
    match report {
        Report::Shelf { records, space } => {
            let before = state.records.is_some().then(|| state.keeps_models());
            (state.records, state.space) = (Some(records), space);
            state.verifying.clear();
            return page(state, before);
        }
        Report::Progress { progress } => {
            state.asked.take_if(|asked| *asked == progress.model);
            let resting = matches!(progress.phase, Phase::Paused | Phase::Failed | Phase::Finished);
            state.progress = (!resting).then_some(progress);
        }
        Report::Idle { finished } => {
            state.progress = None;
            state.asked.take_if(|asked| finished.as_ref() == Some(asked));
            let named = |id: String| Some(state.models.iter().find(|model| model.id == id)?.name.clone());
            if let Some(name) = finished.and_then(named) {
                state.notice = Some(words::arrived(state, &name));
            }
        }
        Report::Verifying { model, read, total } => drop(state.verifying.insert(model, (read, total))),
        Report::Verified { model } => {
            state.verifying.remove(&model);
            let name = state.record(&model).map_or(model.clone(), |record| record.name.clone());
            state.notice = Some(format!("{name} is unchanged: every file has the hash it came with."));
        }
        Report::Failed { failure } => {
            (state.failure, state.asked) = (Some(failure), None);
            state.verifying.clear();
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    use crate::library::catalogue::Catalogue;
    use crate::library::catalogue::samples::{file, model};
    use crate::library::protocol::Space;
    use crate::library::record::Record;
    use crate::library::storage::Place;
    use crate::library::transfer::{FileProgress, Progress};

    fn opened(device_gib: Option<f64>) -> State {
        let mut state = State::default();
        let catalogue = Catalogue { models: vec![model(vec![file("a", 10), file("b", 20)])] };
        update(
            &mut state,
            Msg::Opened {
                catalogue,
                hub: "https://hub.test".into(),
                device_gib,
                contexts: BTreeMap::new(),
                pace: None,
            },
        );
        state
    }

    fn progress(phase: Phase) -> Report {
        let files = vec![FileProgress { name: "a".into(), stored: 4, total: 10 }];
        let name = "Tiny".into();
        let progress = Progress { model: "tiny".into(), name, phase, files, per_second: None, seconds_left: None };
        Report::Progress { progress }
    }

    #[test]
    fn a_click_asks_to_keep_and_to_fetch() {
        let mut state = opened(None);
        let effects = update(&mut state, Msg::FetchPressed("tiny".into()));
        assert!(matches!(&effects[..], [Effect::Persist, Effect::Ask(Request::Fetch { .. })]), "{effects:?}");
        assert_eq!(state.standing("tiny"), Standing::Queued);
        update(&mut state, Msg::Heard(progress(Phase::Fetching)));
        assert_eq!(state.standing("tiny"), Standing::Fetching);
        assert_eq!(update(&mut state, Msg::FetchPressed("tiny".into())), []);
    }

    #[test]
    fn what_does_not_fit_is_refused_with_the_reason() {
        let mut state = opened(Some(0.5));
        assert_eq!(update(&mut state, Msg::FetchPressed("tiny".into())), []);
        assert!(state.notice.is_some_and(|notice| notice.contains("more than")));
    }

    #[test]
    fn a_conversation_is_as_long_as_was_chosen_if_that_fits() {
        let mut state = opened(None);
        let model = state.models[0].clone();
        assert_eq!(state.context(&model), Some(8192));
        let picked = Msg::ContextPicked { model: "tiny".into(), context: 2048 };
        let effects = update(&mut state, picked);
        assert_eq!(effects, [Effect::RememberContext { model: "tiny".into(), context: 2048 }]);
        assert_eq!(state.context(&model), Some(2048));
        // A length that has never fitted on this device, from a page that knew more of it.
        state.device_gib = Some(1.0);
        state.contexts.insert("tiny".into(), 8192);
        assert_eq!(state.context(&model), Some(4096));
    }

    #[test]
    fn the_device_is_measured_when_asked_and_each_model_then_has_its_seconds() {
        let mut state = opened(None);
        let model = state.models[0].clone();
        assert_eq!(words::seconds(&state, &model), None);
        assert_eq!(update(&mut state, Msg::PacePressed), [Effect::MeasurePace]);
        // A second press asks for nothing more.
        assert_eq!(update(&mut state, Msg::PacePressed), []);
        update(&mut state, Msg::PaceHeard(Err("The engine stopped.".into())));
        assert!(words::pace(&state).ends_with("The engine stopped."));
        update(&mut state, Msg::PaceHeard(Ok(50e9)));
        assert!(words::seconds(&state, &model).is_some_and(|seconds| seconds.starts_with("Takes about ")));
        assert!(words::pace(&state).contains("50.0 billion"));
    }

    #[test]
    fn a_pause_leaves_a_part_that_can_be_resumed() {
        let mut state = opened(None);
        update(&mut state, Msg::Heard(progress(Phase::Fetching)));
        update(&mut state, Msg::Heard(progress(Phase::Paused)));
        let mut record = Record::new(&state.models[0], &state.hub);
        record.files[0].set_length(10);
        record.files[0].wrote(0, 4);
        update(&mut state, Msg::Heard(Report::Shelf { records: vec![record], space: Space::default() }));
        assert_eq!((state.standing("tiny"), state.stored()), (Standing::Part, 4));
        let effects = update(&mut state, Msg::FetchPressed("tiny".into()));
        assert_eq!(effects.len(), 2);
    }

    #[test]
    fn the_page_is_kept_as_long_as_a_model_is() {
        let mut state = opened(None);
        let told = |records: Vec<Record>| Msg::Heard(Report::Shelf { records, space: Space::default() });
        let mut record = Record::new(&state.models[0], &state.hub);
        assert_eq!(update(&mut state, told(vec![record.clone()])), [Effect::DropPage]);
        for file in &mut record.files {
            file.set_length(4);
            file.wrote(0, 4);
            file.sha256 = Some("x".into());
        }
        assert_eq!(update(&mut state, told(vec![record.clone()])), [Effect::KeepPage]);
        assert_eq!(update(&mut state, told(vec![record.clone()])), []);
        update(&mut state, Msg::OfflineHeard(Offline::Kept { bytes: 9 }));
        assert_eq!(state.offline, Offline::Kept { bytes: 9 });
        assert_eq!(update(&mut state, told(Vec::new())), [Effect::DropPage]);
        // What comes late is no news.
        update(&mut state, Msg::OfflineHeard(Offline::Kept { bytes: 9 }));
        assert_eq!(state.offline, Offline::No);
        record.place = Place::Memory;
        assert_eq!(update(&mut state, told(vec![record])), []);
    }

    #[test]
    fn a_failure_stays_until_the_next_thing_the_visitor_does() {
        let mut state = opened(None);
        let failure = Failure { message: "It broke.".into(), remedy: "Mend it.".into() };
        update(&mut state, Msg::Heard(Report::Failed { failure: failure.clone() }));
        update(&mut state, Msg::Heard(progress(Phase::Failed)));
        assert_eq!(state.failure, Some(failure));
        update(&mut state, Msg::FetchPressed("tiny".into()));
        assert_eq!(state.failure, None);
    }

    #[test]
    fn a_worker_that_dies_leaves_no_row_waiting() {
        let begin = || vec![Effect::Ask(Request::Begin { v: WIRE_VERSION })];
        let failure = || Failure { message: "It stopped.".into(), remedy: "Press again.".into() };
        let stages: [fn(&mut State); 4] = [
            |_| {},
            |state| drop(update(state, Msg::FetchPressed("tiny".into()))),
            |state| drop(update(state, Msg::Heard(progress(Phase::Checking)))),
            |state| {
                let verifying = Report::Verifying { model: "tiny".into(), read: 1, total: 30 };
                update(state, Msg::Heard(verifying));
            },
        ];
        for stage in stages {
            let mut state = opened(None);
            stage(&mut state);
            // Another worker tells what is there; one that dies as well is not replaced for ever.
            assert_eq!(update(&mut state, Msg::Died(failure())), begin());
            assert_eq!(state.standing("tiny"), Standing::Absent);
            assert_eq!((state.verifying.len(), state.failure.clone()), (0, Some(failure())));
            assert_eq!(update(&mut state, Msg::Died(failure())), []);
            let mut record = Record::new(&state.models[0], &state.hub);
            record.files[0].set_length(10);
            record.files[0].wrote(0, 4);
            update(&mut state, Msg::Heard(Report::Shelf { records: vec![record], space: Space::default() }));
            assert_eq!(state.standing("tiny"), Standing::Part);
            assert_eq!(state.failure, Some(failure()));
            assert_eq!(update(&mut state, Msg::FetchPressed("tiny".into())).len(), 2);
            assert_eq!(update(&mut state, Msg::Died(failure())), begin());
        }
    }

    #[test]
    fn models_are_checked_side_by_side() {
        let mut state = opened(None);
        for (model, read) in [("tiny", 1), ("other", 2), ("tiny", 3)] {
            update(&mut state, Msg::Heard(Report::Verifying { model: model.into(), read, total: 30 }));
        }
        assert_eq!((state.verifying["tiny"], state.verifying["other"]), ((3, 30), (2, 30)));
        update(&mut state, Msg::Heard(Report::Verified { model: "tiny".into() }));
        assert!(!state.verifying.contains_key("tiny") && state.verifying.contains_key("other"));
    }

    #[test]
    fn everything_goes_only_after_a_question() {
        let mut state = opened(None);
        assert_eq!(update(&mut state, Msg::DeleteAllPressed), []);
        assert!(state.confirming);
        assert_eq!(update(&mut state, Msg::DeleteAllAnswered(true)), [Effect::Ask(Request::DeleteAll)]);
        assert!(!state.confirming);
    }
}
