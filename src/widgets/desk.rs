//! The one-way street that every program of the page drives on: messages in, state changed, effects carried out.

use crate::browser::page::document;
use leptos::{mount::mount_to, prelude::*};

/// A program's state, and what it does with a message.
pub trait Program: Send + Sync + 'static {
    type Msg;
    type Effect;

    /// Changes the state and says what is to be done; the clock and chance are written into the state here.
    fn receive(&mut self, msg: Self::Msg) -> Vec<Self::Effect>;

    fn carry_out(desk: Desk<Self>, effect: Self::Effect)
    where
        Self: Sized;
}

/// The state in use, as a handle that every view gets by context: views read it through memos and send messages to it.
pub struct Desk<S: 'static> {
    state: RwSignal<S>,
}

impl<S> Clone for Desk<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Desk<S> {}

impl<S: Program> Desk<S> {
    pub fn new(state: S) -> Self {
        Self { state: RwSignal::new(state) }
    }

    /// The desk of the program around the calling view.
    pub fn here() -> Self {
        expect_context()
    }

    /// The only way to change anything.
    pub fn send(self, msg: S::Msg) {
        let effects = self.state.try_update(|state| state.receive(msg));
        for effect in effects.unwrap_or_default() {
            S::carry_out(self, effect);
        }
    }

    /// One piece of the state; whoever reads it is told only when that piece changes.
    pub fn watch<T>(self, read: impl Fn(&S) -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.state.with(|state| read(state)))
    }

    /// A piece of the state as it is now, for views that know by themselves when to look again.
    pub fn look<T>(self, read: impl FnOnce(&S) -> T) -> T {
        self.state.with_untracked(read)
    }

    /// Puts a live part in the place that the printed page keeps for it, if this page does.
    pub fn mount<V: IntoView + 'static>(self, place: &str, part: fn() -> V) {
        if let Some(place) = document::element(place) {
            document::clear(&place);
            let view = move || {
                provide_context(self);
                part()
            };
            mount_to(place, view).forget();
        }
    }
}
