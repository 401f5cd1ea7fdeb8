//! Carries out effects through the browser room and sends what came of them.

mod review;
mod votes;

use std::cell::RefCell;
use std::collections::HashMap;

use leptos::task::spawn_local;

use super::{
    desk::Desk,
    effect::{Effect, ModelSource, Question},
    message::{Msg, VotesMsg},
    state::{
        LocalFile, Picture, PictureId, Preview, RunId, Sample, SiteSettings, StoredModel, Theme, Witness, is_model_file,
    },
};
use crate::browser::page::{
    address, clipboard, document, fetch,
    intake::{self, Intake},
    pictures,
    requests::RequestCounter,
    save, theme, time,
    vlm::{self, Stop, Vlm, Weights},
};
use crate::browser::shelf::{Records, lent};
use crate::engine::protocol::{Event, Failure};

/// How often the running clock moves.
const TICK_MILLISECONDS: u64 = 100;

thread_local! {
    static ENGINE: RefCell<Engine> = RefCell::default();
}

/// What belongs to effects and cannot be plain data.
#[derive(Default)]
struct Engine {
    vlm: Option<Vlm>,
    stops: HashMap<RunId, Stop>,
}

/// Takes in what the printed page carries with it; nothing has to be waited for.
pub fn read_page(desk: Desk) {
    if let Some(matchup) = document::data("matchup") {
        desk.send(Msg::MatchupArrived { matchup: Box::new(matchup), query: address::query() });
    }
    review::read_outage_finding(desk);
    document::on_return(move || review::read_outage_finding(desk));
    if let Some(listings) = document::data("listings") {
        desk.send(Msg::ListingsArrived { listings, query: address::query() });
    }
}

/// Fetches what lies beside the page, and listens to drops and pastes.
pub fn open(desk: Desk) {
    if let Some(stored) = theme::stored()
        && let Some(stored) = Theme::named(&stored)
    {
        desk.send(Msg::ThemePicked(stored));
    }
    spawn_local(async move {
        if let Some(samples) = fetch::json::<Vec<Sample>>("samples/samples.json").await {
            desk.send(Msg::SamplesArrived(samples));
        }
    });
    spawn_local(async move {
        if let Some(settings) = fetch::json::<SiteSettings>("config.json").await {
            desk.send(Msg::HubArrived(settings.hub));
            if let Some(votes) = settings.votes {
                desk.send(Msg::Votes(VotesMsg::SettingsArrived(votes)));
            }
        }
    });
    spawn_local(votes::open(desk));
    spawn_local(read_shelf(desk));
    document::on_return(move || spawn_local(read_shelf(desk)));
    spawn_local(async move {
        let (text, projector) =
            (fetch::size("models/demo/text.gguf").await, fetch::size("models/demo/mmproj.gguf").await);
        if let (Some(text), Some(projector)) = (text, projector) {
            desk.send(Msg::DemoSizeArrived(text + projector));
        }
    });
    intake::listen(move |intake| match intake {
        Intake::Hovering(hovering) => desk.send(Msg::DragChanged(hovering)),
        Intake::Files(files) => take_in(desk, files),
    });
}

/// Sorts out what was dropped, pasted or chosen: model files are a model, anything else is tried as a picture.
pub fn take_in(desk: Desk, files: Vec<intake::File>) {
    if files.iter().any(|file| is_model_file(&file.name())) {
        return take_in_model(desk, files);
    }
    let unused = files.len().saturating_sub(1);
    match files.into_iter().next() {
        Some(file) => {
            let name = file.name();
            desk.send(Msg::PictureOffered { picture: keep(file.into(), name, None, None), unused });
        }
        None => desk.send(Msg::NothingOffered),
    }
}

pub fn take_in_model(desk: Desk, files: Vec<intake::File>) {
    let names = files.iter().map(|file| LocalFile { name: file.name(), bytes: file.size() as u64 }).collect();
    pictures::keep_model_files(files);
    desk.send(Msg::LocalFilesChosen(names));
}

/// A file with the visitor's own votes.
pub fn take_in_ballots(desk: Desk, files: Vec<intake::File>) {
    if let Some(file) = files.into_iter().next() {
        spawn_local(votes::take_in(desk, file));
    }
}

fn keep(blob: pictures::Blob, name: String, alt: Option<String>, sample: Option<String>) -> Picture {
    let bytes = blob.size() as u64;
    let (id, address) = pictures::keep(blob);
    Picture { id, address, name, alt, bytes, sample, preview: Preview::Pending }
}

pub fn carry_out(desk: Desk, effect: Effect) {
    match effect {
        Effect::FetchSample { run, file, alt } => spawn_local(fetch_sample(desk, run, file, alt)),
        Effect::ReleasePicture(id) => pictures::release(id),
        Effect::Load { run, source } => match stoppable(run) {
            Ok(stop) => spawn_local(load(desk, run, source, stop)),
            Err(failure) => desk.send(Msg::RunFailed { run, failure }),
        },
        Effect::Describe { run, turn, picture, question } => match stoppable(run) {
            Ok(stop) => spawn_local(async move {
                let result = describe(desk, run, turn, picture, question, stop).await;
                forget_stop(run);
                if let Err(failure) = result {
                    desk.send(Msg::RunFailed { run, failure });
                }
            }),
            Err(failure) => desk.send(Msg::RunFailed { run, failure }),
        },
        Effect::Cancel { run } => {
            let stop = ENGINE.with_borrow(|engine| engine.stops.get(&run).cloned());
            if let Some(stop) = stop {
                stop.pull();
            }
        }
        Effect::KeepTime { run } => spawn_local(async move {
            time::pause(TICK_MILLISECONDS).await;
            desk.send(Msg::Ticked { run });
        }),
        Effect::Copy { turn, text } => spawn_local(async move {
            let succeeded = clipboard::copy(&text).await;
            desk.send(Msg::Copied { turn, succeeded });
        }),
        Effect::ApplyTheme(theme) => theme::apply(theme.word()),
        Effect::MeasureLength { kind, addresses } => spawn_local(review::measure_length(desk, kind, addresses)),
        Effect::DateCheck { kind, holds, value } => review::date(desk, kind, holds, value),
        Effect::WriteQuery(pairs) => address::write_query(&pairs),
        Effect::CopyLink => spawn_local(async move {
            desk.send(Msg::LinkCopied(clipboard::copy(&address::href()).await));
        }),
        Effect::SaveMarkdown { name, text } => save::text(&name, "text/markdown", &text),
        Effect::SaveJson { name, export } => save::json(&name, &export),
        Effect::Votes(effect) => votes::carry_out(desk, effect),
    }
}

/// The page Models may have changed what there is, and one comes back from it.
async fn read_shelf(desk: Desk) {
    if let Ok(records) = Records::open().await {
        let whole = records.all().await.iter().filter(|record| record.is_whole()).map(StoredModel::from).collect();
        desk.send(Msg::ShelfArrived(whole));
    }
    let lent: Vec<_> = lent::ask().await.iter().map(|lent| StoredModel::from(&lent.record)).collect();
    if !lent.is_empty() {
        desk.send(Msg::ShelfArrived(lent));
    }
}

async fn fetch_sample(desk: Desk, run: RunId, file: String, alt: String) {
    match fetch::blob(&format!("samples/{file}")).await {
        Some(blob) => {
            let picture = keep(blob, file.clone(), Some(alt), Some(file));
            desk.send(Msg::SampleFetched { run, picture });
        }
        None => desk.send(Msg::SampleFailed {
            run,
            failure: Failure {
                kind: "network".into(),
                message: format!("The sample {file} could not be fetched."),
                remedy: "Check the connection and press it again, or use a picture of your own.".into(),
            },
        }),
    }
}

async fn load(desk: Desk, run: RunId, source: ModelSource, stop: Stop) {
    if let Some(vlm) = ENGINE.with_borrow_mut(|engine| engine.vlm.take()) {
        vlm.dispose();
    }
    let weights = match &source {
        ModelSource::Demo => Weights::Demo,
        ModelSource::Stored { id } => Weights::Stored { id },
        ModelSource::LocalPair { text, projector } => Weights::LocalPair { text, projector },
        ModelSource::LocalFolder => Weights::LocalFolder,
    };
    let report = move |event| desk.send(Msg::Reported { run, event });
    let result = vlm::load(weights, &stop, report).await;
    forget_stop(run);
    match result {
        Ok((vlm, info)) => {
            ENGINE.with_borrow_mut(|engine| engine.vlm = Some(vlm));
            desk.send(Msg::ModelLoaded { run, info });
        }
        Err(failure) => desk.send(Msg::RunFailed { run, failure }),
    }
}

async fn describe(
    desk: Desk,
    run: RunId,
    turn: u32,
    picture: PictureId,
    question: Question,
    stop: Stop,
) -> Result<(), Failure> {
    let gone = |what: &str| Failure {
        kind: "worker".into(),
        message: format!("The {what} is no longer in memory."),
        remedy: "Try again.".into(),
    };
    let vlm = ENGINE.with_borrow(|engine| engine.vlm.clone()).ok_or_else(|| gone("model"))?;
    let picture = pictures::picture(picture).ok_or_else(|| gone("picture"))?;
    let mut counter = RequestCounter::start();
    let mut finished = false;
    let result = vlm::caption(&vlm, Some(&picture), &question, &stop, |event| {
        if matches!(event, Event::Done { .. }) {
            finished = true;
            let requests = counter.take().map(RequestCounter::finish);
            desk.send(Msg::Witnessed { turn, witness: Witness { requests, date: time::today() } });
        }
        desk.send(Msg::Reported { run, event });
    })
    .await;
    match result {
        Ok(()) if !finished => Err(Failure {
            kind: "worker".into(),
            message: "The engine ended without a last word.".into(),
            remedy: "Try again.".into(),
        }),
        result => result,
    }
}

/// Made before the work starts, so that not even a stop in the same moment is lost.
fn stoppable(run: RunId) -> Result<Stop, Failure> {
    let stop = Stop::new()?;
    ENGINE.with_borrow_mut(|engine| engine.stops.insert(run, stop.clone()));
    Ok(stop)
}

fn forget_stop(run: RunId) {
    ENGINE.with_borrow_mut(|engine| engine.stops.remove(&run));
}
