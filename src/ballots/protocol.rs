//! The words page and worker exchange: plain data, one enum per direction.
//!
//! They travel as structured-clone objects (`serde-wasm-bindgen`). All times are Unix times in seconds.

use crate::voting::{Choice, Conduct, PollSettings, ToolResult};
use serde::{Deserialize, Serialize};

/// Raised whenever a message changes its meaning; the worker refuses another version.
pub const WIRE_VERSION: u32 = 1;

/// Anything the page asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Request {
    /// Comes first.
    Begin { v: u32, settings: PollSettings },
    /// Make a vote public: prove the work, sign it, send it.
    Send { tool: String, choice: Choice, at: u64, signer: Signer },
    /// The visitor's own extension has signed what it was given. `event` is JSON.
    Signed { event: String },
    /// Give up on the vote that is being made.
    Stop,
    /// Try now what waits to be sent.
    Hurry,
    /// Ask the relays for every vote, and count them.
    Count { at: u64 },
    /// Say the secret key, so that the visitor can keep it.
    RevealKey,
    /// Forget the key and what was sent with it.
    ForgetKey,
}

/// Who signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Signer {
    /// A key that this browser makes and keeps.
    Browser,
    /// An extension (NIP-07) with this public key, in hexadecimal digits.
    Extension { key: String },
}

/// Anything the worker says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Report {
    /// The worker is ready. `key` is the public key that this browser keeps, if it has made one.
    Began {
        key: Option<String>,
        sent: Vec<Sent>,
    },
    /// The worker can't be used; another one may.
    NotBegun {
        failure: Failure,
    },
    /// The proof of work goes on. `expected` is how many tries it takes on average.
    Mining {
        tool: String,
        tries: u64,
        expected: u64,
    },
    /// The extension shall sign this.
    ToSign {
        event: Unsigned,
    },
    /// The vote that was being made was given up.
    Stopped,
    /// What has become of a public vote.
    Sent {
        sent: Sent,
    },
    /// The public key that this browser keeps now.
    Key {
        key: Option<String>,
    },
    RevealedKey {
        secret: String,
    },
    /// The count so far.
    Counted {
        count: LiveCount,
    },
    Failed {
        failure: Failure,
    },
}

/// A vote that was made public, and its way to each relay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    pub tool: String,
    pub choice: Choice,
    pub created_at: u64,
    /// The id of the event.
    pub event: String,
    /// The public key that signed it.
    pub key: String,
    pub relays: Vec<Delivery>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    pub relay: String,
    pub state: Way,
}

/// Where a vote is on its way to a relay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Way {
    /// Not sent yet, or sent in vain. `said` is why the relay did not take it the last time.
    Queued {
        failures: u32,
        said: Option<String>,
    },
    Sending,
    Taken,
    Refused {
        said: String,
        remedy: String,
    },
}

impl Sent {
    /// Whether anything is left to be done about it.
    pub fn is_under_way(&self) -> bool {
        self.relays.iter().any(|delivery| matches!(delivery.state, Way::Queued { .. } | Way::Sending))
    }

    /// Whether a relay has it.
    pub fn is_taken(&self) -> bool {
        self.relays.iter().any(|delivery| delivery.state == Way::Taken)
    }
}

/// An event for an extension to sign (NIP-07).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsigned {
    pub pubkey: String,
    pub created_at: u64,
    pub kind: u16,
    pub tags: Vec<Vec<String>>,
    pub content: String,
}

/// What the relays gave, counted by this device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LiveCount {
    /// When it began.
    pub taken_at: u64,
    /// Whether every relay has answered to the end, or was given up.
    pub complete: bool,
    pub tools: Vec<ToolResult>,
    pub relays: Vec<Conduct>,
}

/// What went wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub message: String,
    pub remedy: String,
}

impl Failure {
    pub fn new(message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { message: message.into(), remedy: remedy.into() }
    }
}
