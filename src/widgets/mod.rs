//! Small parts that all programs of the page need: the desk, how figures are written, scales, and a few controls.
//!
//! May import `browser`. Formats and scales are pure; the desk and the controls exist only where there is a
//! page. They know nobody's state: what they show and whom they tell is handed to them.

#[cfg(feature = "page")]
mod desk;
#[cfg(feature = "page")]
mod file_button;
pub mod format;
mod outage;
pub mod scale;
mod theme;
#[cfg(feature = "page")]
mod theme_picker;

#[cfg(feature = "page")]
pub use desk::{Desk, Program};
#[cfg(feature = "page")]
pub use file_button::FileButton;
pub use outage::OutageFinding;
pub use theme::Theme;
#[cfg(feature = "page")]
pub use theme_picker::ThemePicker;
