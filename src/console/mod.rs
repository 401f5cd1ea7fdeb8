//! The gateway console: one request, its attempts, and what they say about a policy.
//!
//! May import `gateway`, `engine::protocol`, `browser` and `widgets`. State, messages and update are pure and tested
//! natively; views exist only in the `console` build.
//!
//! Data flows one way: a view sends a [`message::Msg`], [`update::update`] changes the [`state::State`] and asks for
//! [`effect::Effect`]s, the runner carries them out through `browser` and sends what came of it as the next message.
//! The router of `gateway` lives inside the state, so `update` is its driver: the router's actions become effects.

pub mod blocks;
#[cfg(feature = "console")]
mod desk;
pub mod effect;
pub mod handles;
pub mod inspect;
pub mod link;
pub mod message;
pub mod record;
#[cfg(feature = "console")]
mod run;
pub mod state;
pub mod update;
#[cfg(feature = "console")]
pub mod view;
pub mod waterfall;
