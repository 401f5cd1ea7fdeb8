//! The one place where the page's state changes.

mod index;
mod picture;
mod question;
mod report;
mod review;
mod setup;
#[cfg(test)]
mod tests;
mod votes;

use crate::app::{
    effect::Effect,
    message::Msg,
    state::{Activity, Next, State},
};

/// Changes the state and says what the browser has to do. Pure: the same state and message always give the same result.
pub fn update(state: &mut State, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::SamplesArrived(samples) => {
            state.samples = samples;
            Vec::new()
        }
        Msg::HubArrived(hub) => {
            state.hub = hub;
            Vec::new()
        }
        Msg::DemoSizeArrived(bytes) => {
            state.demo_bytes = Some(bytes);
            Vec::new()
        }

        Msg::ShelfArrived(models) => setup::shelf_arrived(state, models),

        Msg::DragChanged(dragging) => {
            state.dragging = dragging;
            Vec::new()
        }
        Msg::PictureOffered { picture, unused } => picture::offered(state, picture, unused),
        Msg::NothingOffered => picture::nothing_offered(state),
        Msg::SamplePressed(index) => picture::sample_pressed(state, index),
        Msg::SampleFetched { run, picture } => picture::sample_fetched(state, run, picture),
        Msg::SampleFailed { run, failure } => picture::sample_failed(state, run, failure),
        Msg::PreviewDrawn { width, height } => picture::preview_drawn(state, width, height),
        Msg::PreviewFailed => picture::preview_failed(state),

        Msg::ModelPicked(choice) => setup::model_picked(state, choice),
        Msg::LocalFilesChosen(files) => setup::local_files_chosen(state, files),
        Msg::PromptEdited(prompt) => {
            state.prompt = prompt;
            Vec::new()
        }
        Msg::DetailPicked(detail) => {
            state.detail = Some(detail);
            Vec::new()
        }
        Msg::DescribePressed => question::describe_pressed(state),
        Msg::RetryPressed => question::retry_pressed(state),
        Msg::StopPressed => question::stop_pressed(state),

        Msg::ModelLoaded { run, info } => report::model_loaded(state, run, info),
        Msg::Reported { run, event } => report::reported(state, run, event),
        Msg::Witnessed { turn, witness } => report::witnessed(state, turn, witness),
        Msg::RunFailed { run, failure } => report::failed(state, run, failure),
        Msg::Ticked { run } if state.activity.run() == Some(run) => vec![Effect::KeepTime { run }],
        Msg::Ticked { .. } => Vec::new(),

        Msg::CopyPressed { turn } => copy_pressed(state, turn),
        Msg::Copied { turn, succeeded } => {
            state.copied = Some((turn, succeeded));
            Vec::new()
        }
        Msg::ThemePicked(theme) => {
            state.theme = theme;
            vec![Effect::ApplyTheme(theme)]
        }

        Msg::MatchupArrived { matchup, query } => review::arrived(state, *matchup, &query),
        Msg::RolePicked(role) => review::role_picked(state, role),
        Msg::CheckPressed(kind) => review::check_pressed(state, kind),
        Msg::CheckMeasured { kind, result } => review::check_measured(state, kind, result),
        Msg::MonthEdited { field, text } => review::month_edited(state, field, text),
        Msg::MonthReset => review::month_reset(state),
        Msg::ReadingMoved(part) => review::reading_moved(state, part),
        Msg::LinkPressed => vec![Effect::CopyLink],
        Msg::LinkCopied(succeeded) => review::link_copied(state, succeeded),
        Msg::ExportPressed(form) => review::export_pressed(state, form),

        Msg::ListingsArrived { listings, query } => index::arrived(state, listings, &query),
        Msg::SearchEdited(search) => index::search_edited(state, search),
        Msg::CategoryPicked(category) => index::category_picked(state, category),

        Msg::Votes(msg) => votes::update(state, msg),
    }
}

fn copy_pressed(state: &mut State, number: u32) -> Vec<Effect> {
    state.copied = None;
    match state.turns.iter().find(|turn| turn.number == number) {
        Some(turn) => vec![Effect::Copy { turn: number, text: turn.answer.trim().to_owned() }],
        None => Vec::new(),
    }
}

/// Forgets what the last run left to say; called when the visitor starts something new.
fn clear_messages(state: &mut State) {
    state.failure = None;
    state.notice = None;
    state.stopped = false;
}

/// Tells whatever goes on to stop in favour of `next`. `None` means that nothing did and `next` may start at once.
fn make_way(state: &mut State, next: Next) -> Option<Vec<Effect>> {
    match &mut state.activity {
        Activity::Idle => None,
        // A sample on its way holds no engine: it is forgotten, and its arrival ignored.
        Activity::Fetching { .. } => {
            state.activity = Activity::Idle;
            None
        }
        Activity::Draining { next: planned, .. } => {
            *planned = next;
            Some(Vec::new())
        }
        Activity::Loading(_) | Activity::Running(_) => {
            let run = state.activity.run()?;
            state.activity = Activity::Draining { run, next };
            Some(vec![Effect::Cancel { run }])
        }
    }
}
