//! What happened, request by request and attempt by attempt: no keys, no pixels, no words of the answer.

mod attempt;
mod check;
mod file;
mod open_telemetry;

pub use attempt::{Attempt, AttemptOutcome, RetryAfterSource};
pub use check::MOST_TRACE_BYTES;
pub use file::{Origin, OriginKind, RecordedRequest, Trace};
pub use open_telemetry::{from_otlp, to_otlp};
