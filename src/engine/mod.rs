//! What runs inside the worker: the wire protocol, and the session that answers it.
//!
//! May import `vlm` and `browser`. The protocol is plain data and part of every build, the page's too.

pub mod protocol;
