//! The state in use: views read it through memos and send messages to it.

use leptos::prelude::*;

use super::{message::Msg, run, state::State, update::update};
use crate::browser::page::time;

/// A handle every view gets by context.
#[derive(Clone, Copy)]
pub struct Desk {
    state: RwSignal<State>,
}

impl Desk {
    pub fn new(state: State) -> Desk {
        Desk { state: RwSignal::new(state) }
    }

    /// The desk of the page around the calling view.
    pub fn here() -> Desk {
        expect_context()
    }

    /// The only way to change anything.
    pub fn send(self, msg: Msg) {
        let effects = self.state.try_update(|state| {
            state.unix_ms = time::unix_ms();
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
}
