//! What the visitor sees. Each component reads its piece of the state and sends messages; none keeps state of its own.

mod announcer;
mod answer;
mod bench;
mod conversation;
mod detail;
mod failure;
mod file_button;
mod loading;
mod local_files;
mod measurements;
mod model_note;
mod model_picker;
mod plate;
mod question;
mod ruler;
mod samples;
mod status;
mod theme_picker;
mod tiles;
mod trace;

pub use bench::Bench;
