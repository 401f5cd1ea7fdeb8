//! The ballots of this device, in the browser's database and in step with the other tabs.

use crate::ballots::protocol::Sent;
use crate::browser::store::{Database, ONLY, Shelf, Store};
use crate::browser::tabs::{News, Tabs};
use crate::voting::local::{BallotFile, Ledger};

/// What another tab, or this one's worker, has changed.
pub enum Change {
    Ledger(Ledger),
    Sent(Vec<Sent>),
}

#[derive(Clone)]
pub struct BallotBox {
    store: Store,
    tabs: Tabs,
}

impl BallotBox {
    /// `None` where the browser keeps nothing, as in some private windows.
    pub async fn open() -> Option<BallotBox> {
        Some(BallotBox { store: Store::open(Database::Votes).await.ok()?, tabs: Tabs::open() })
    }

    pub async fn ledger(&self) -> Ledger {
        self.store.get(Shelf::Ledger, ONLY).await.ok().flatten().and_then(read).unwrap_or_default()
    }

    pub async fn sent(&self) -> Vec<Sent> {
        self.store.all(Shelf::Sent).await.unwrap_or_default()
    }

    /// Merges these ballots with those that lie there, and tells the other tabs. False if nothing could be kept.
    pub async fn keep(&self, ledger: &Ledger) -> bool {
        let merged = |old: Option<BallotFile>| match old.clone().map(read) {
            // A later version of this page wrote it; it must not be lost.
            Some(None) => old.unwrap_or_else(|| ledger.export()),
            Some(Some(mut kept)) => {
                kept.merge(ledger);
                kept.export()
            }
            None => ledger.export(),
        };
        let kept = self.store.update(Shelf::Ledger, ONLY, merged).await.is_ok();
        self.tabs.tell(News::Ledger);
        kept
    }

    /// Calls back whenever something was changed elsewhere, for as long as the page is open.
    pub fn watch(&self, changed: impl Fn(Change) + Clone + 'static) {
        let owned = self.clone();
        self.tabs.listen(move |news| {
            let (owned, changed) = (owned.clone(), changed.clone());
            wasm_bindgen_futures::spawn_local(async move {
                changed(match news {
                    News::Ledger => Change::Ledger(owned.ledger().await),
                    News::Sent => Change::Sent(owned.sent().await),
                });
            });
        });
    }
}

/// What this browser wrote itself is believed whatever its clock says now.
fn read(file: BallotFile) -> Option<Ledger> {
    Ledger::import(file, u64::MAX).ok()
}
