//! The state in use: views read it through memos and send messages to it.

use leptos::prelude::*;

use super::{message::Msg, run, state::State, update::update};
use crate::browser::page::{chance, time};

/// A handle every view gets by context.
#[derive(Clone, Copy)]
pub struct Desk {
    state: RwSignal<State>,
}

impl Desk {
    pub fn new(state: State) -> Desk {
        Desk { state: RwSignal::new(state) }
    }

    /// The desk of the console around the calling view.
    pub fn here() -> Desk {
        expect_context()
    }

    /// The only way to change anything.
    pub fn send(self, msg: Msg) {
        let (now, chance) = (time::now(), chance::share());
        let effects = self.state.try_update(|state| {
            (state.now, state.chance) = (now, chance);
            update(state, msg)
        });
        for effect in effects.unwrap_or_default() {
            run::carry_out(self, effect);
        }
    }

    /// One piece of the state; whoever reads it is told only when that piece changes.
    pub fn watch<T>(self, read: impl Fn(&State) -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.state.with(|state| read(state)))
    }

    /// A piece of the state as it is now, for views that know by themselves when to look again.
    pub fn look<T>(self, read: impl FnOnce(&State) -> T) -> T {
        self.state.with_untracked(read)
    }
}
