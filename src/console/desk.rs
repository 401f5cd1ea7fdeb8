//! The state in use, and how a message changes it.

use super::{effect::Effect, message::Msg, run, state::State, update::update};
use crate::browser::page::{chance, time};
use crate::widgets::{self, Program};

/// The handle that every view gets by context.
pub type Desk = widgets::Desk<State>;

impl Program for State {
    type Msg = Msg;
    type Effect = Effect;

    fn receive(&mut self, msg: Msg) -> Vec<Effect> {
        (self.now, self.chance) = (time::now(), chance::share());
        update(self, msg)
    }

    fn carry_out(desk: Desk, effect: Effect) {
        run::carry_out(desk, effect);
    }
}
