//! What the worker does, without the browser: the words it exchanges with the page, and the session that answers.
//!
//! May import `library` (for the memory plan) and `vlm`. The protocol is plain data and part of every build, the page's too.

#[cfg(feature = "vlm")]
mod fit;
pub mod protocol;
#[cfg(feature = "vlm")]
pub mod session;
