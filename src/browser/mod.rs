//! Every call into the browser lives here, behind small functions and traits.
//!
//! May import `engine::protocol` and `vlm::error`. Halves are gated by `ui` (page) and `engine` (worker).
