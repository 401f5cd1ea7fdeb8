//! Carries out what the votes ask for.

use std::cell::RefCell;

use leptos::task::spawn_local;

use crate::app::{
    desk::Desk,
    effect::VotesEffect,
    message::{Msg, VotesMsg},
};
use crate::browser::page::{
    ballot_box::{BallotBox, Change},
    ballots::{self, Ballots},
    document, extension, intake, save, time,
};

/// Bytes; ten thousand ballots need less.
const LARGEST_FILE: u64 = 4 << 20;

thread_local! {
    static HELD: RefCell<Held> = RefCell::default();
}

/// What belongs to effects and cannot be plain data.
#[derive(Default)]
struct Held {
    store: Option<BallotBox>,
    worker: Option<Ballots>,
}

/// Reads what this browser has kept, and listens to the other tabs.
pub async fn open(desk: Desk) {
    if extension::exists() {
        desk.send(Msg::Votes(VotesMsg::ExtensionFound));
    }
    let Some(store) = BallotBox::open().await else { return desk.send(Msg::Votes(VotesMsg::KeepingFailed)) };
    desk.send(Msg::Votes(VotesMsg::LedgerArrived(store.ledger().await)));
    desk.send(Msg::Votes(VotesMsg::SentArrived(store.sent().await)));
    store.watch(move |change| {
        desk.send(Msg::Votes(match change {
            Change::Ledger(ledger) => VotesMsg::LedgerArrived(ledger),
            Change::Sent(sent) => VotesMsg::SentArrived(sent),
        }));
    });
    HELD.with_borrow_mut(|held| held.store = Some(store));
}

/// Reads a file of ballots; only its shape is looked at here.
pub async fn take_in(desk: Desk, file: intake::File) {
    let size = file.size() as u64;
    let read = match size {
        ..=LARGEST_FILE => intake::json(&file)
            .await
            .ok_or_else(|| format!("{} holds no votes. Choose a file that this page has saved.", file.name())),
        _ => Err(format!("{} is larger than any file of votes. Choose another.", file.name())),
    };
    desk.send(Msg::Votes(VotesMsg::FileRead(read)));
}

pub fn carry_out(desk: Desk, effect: VotesEffect) {
    let send = move |msg| desk.send(Msg::Votes(msg));
    match effect {
        VotesEffect::KeepLedger(ledger) => spawn_local(async move {
            let store = HELD.with_borrow(|held| held.store.clone());
            let kept = match store {
                Some(store) => store.keep(&ledger).await,
                None => false,
            };
            if !kept {
                send(VotesMsg::KeepingFailed);
            }
        }),
        VotesEffect::SaveBallots(file) => save::json("shipcheck-votes.json", &file),
        VotesEffect::SaveKey(secret) => save::text("shipcheck-key.txt", "text/plain", &format!("{secret}\n")),
        VotesEffect::ShowPrintedCount => document::unfold("community-count"),
        VotesEffect::Wake => {
            let report = move |report| {
                send(VotesMsg::Reported { report: Box::new(report), when: time::today() });
            };
            match ballots::start(report, move |failure| send(VotesMsg::WorkerDied(failure))) {
                Ok(worker) => HELD.with_borrow_mut(|held| held.worker = Some(worker)),
                Err(failure) => send(VotesMsg::WorkerDied(failure)),
            }
        }
        VotesEffect::Ask(request) => HELD.with_borrow(|held| {
            held.worker.iter().for_each(|worker| worker.ask(&request));
        }),
        VotesEffect::Dismiss => drop(HELD.with_borrow_mut(|held| held.worker.take())),
        VotesEffect::AskExtensionForKey { tool } => spawn_local(async move {
            let key = extension::public_key().await;
            send(VotesMsg::ExtensionNamed { tool, key });
        }),
        VotesEffect::AskExtensionToSign(event) => spawn_local(async move {
            send(VotesMsg::ExtensionSigned(extension::sign(&event).await));
        }),
    }
}
