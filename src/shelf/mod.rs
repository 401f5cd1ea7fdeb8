//! The page Models: which models there are, what each would cost, and what is stored on this device.
//!
//! May import `library`, `browser` and `widgets`. State, words and update are pure and tested natively; views exist only
//! in the `shelf` build. Data flows one way, as in the other programs: a view sends a message, `update` changes the
//! state and asks for effects, the runner carries them out through `browser`.

#[cfg(any(feature = "press", feature = "shelf"))]
pub mod about;
#[cfg(feature = "shelf")]
mod desk;
pub mod message;
#[cfg(feature = "shelf")]
mod run;
pub mod state;
pub mod update;
#[cfg(feature = "shelf")]
pub mod view;
pub mod words;
