//! The page: its state, the messages that change it, and the views that show it.
//!
//! May import `ballots::protocol`, `engine::protocol`, `browser`, `comparison`, `library`, `sheets`, `voting` and
//! `widgets`. State and messages are pure and tested natively; views exist only in the `ui` build.
//!
//! Data flows one way: a view sends a [`message::Msg`], [`update::update`] changes the [`state::State`] and asks for
//! [`effect::Effect`]s, the runner carries them out through `browser` and sends what came of it as the next message.

#[cfg(feature = "ui")]
pub mod desk;
pub mod effect;
pub mod message;
#[cfg(feature = "ui")]
mod run;
pub mod state;
pub mod update;
#[cfg(feature = "ui")]
pub mod view;
pub mod words;

#[cfg(feature = "ui")]
use crate::widgets::{format, scale};
