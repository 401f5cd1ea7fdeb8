//! The page: its state, the messages that change it, and the views that show it.
//!
//! May import `engine::protocol` and `browser`. State and messages are pure and tested natively;
//! views exist only in the `ui` build.
