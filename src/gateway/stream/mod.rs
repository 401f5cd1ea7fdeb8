//! Bytes of a response body → frames, wherever the network happened to split them.
//!
//! Providers answer in three shapes: server-sent events, one JSON object, or a JSON array that grows. [`BodyDecoder`]
//! looks at the first byte, chooses, and hands out whole [`Frame`]s. Memory is bounded by [`FRAME_LIMIT`].

mod body;
mod json_frames;
mod server_sent_events;

pub use body::{BodyDecoder, BodyEnd, BodyShape};
pub use json_frames::JsonFrames;
pub use server_sent_events::ServerSentEvents;

/// The most bytes one frame may have. Pictures travel inside frames, endless lines do not.
pub const FRAME_LIMIT: usize = 16 * 1024 * 1024;

/// One message of the provider: the data of an event, or one JSON object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The event's name, where the provider gives one.
    pub name: Option<String>,
    /// Usually JSON; `[DONE]` where the stream says its own end.
    pub data: String,
}

/// What a body is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyItem {
    Frame(Frame),
    /// A keep-alive. It shows that the line is up and is no token.
    Comment,
}

/// Why a body can't be read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StreamError {
    #[error("One message of the stream is larger than {limit} bytes.")]
    FrameTooLarge {
        /// In bytes.
        limit: usize,
    },
}
