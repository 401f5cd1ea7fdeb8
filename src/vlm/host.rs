//! The world around the model: a clock, a place to report progress, and a chance to be stopped.

use super::error::Cancelled;
use std::future::Future;

/// What happens while the model works, in the order it happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// `done` of `total` tensors are in memory.
    Tensors { done: usize, total: usize },
    /// Frame `frame` (from 1) of `frames` has passed the vision tower in `ms`.
    Frame { frame: usize, frames: usize, rows: usize, cols: usize, ms: f64 },
    /// The prompt has passed the decoder; `tokens` of it were computed now.
    Prefill { tokens: usize, ms: f64 },
    /// A token was chosen; `text` is what it added to the readable answer.
    Token { id: u32, text: String },
}

/// Implemented by whoever runs the model: the worker, the command line, a test.
pub trait Host {
    /// Whether what runs here is compiled well only after it has run, as in browsers. A model that is being loaded then
    /// works a little beforehand.
    const COMPILES_LATE: bool = false;

    /// Milliseconds from any fixed start.
    fn now_ms(&self) -> f64;

    /// Seconds since 1970 began, as the clock of the place shows it: what a chat template takes for now.
    fn local_seconds(&self) -> i64;

    fn report(&mut self, progress: Progress);

    /// Called between tensors, layers, frames and tokens. A browser host lets other messages in here;
    /// `Err(Cancelled)` ends the work.
    fn pause(&mut self) -> impl Future<Output = Result<(), Cancelled>>;
}

/// Runs a future that never has to wait, as every future of this room is under a native host.
///
/// # Panics
/// When the future does wait, which is a bug of the host.
pub fn run_to_end<F: Future>(future: F) -> F::Output {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => panic!("a native host must not wait"),
    }
}
