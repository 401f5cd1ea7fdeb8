//! What a response can say, whatever its dialect.

use super::{FinishReason, ProviderFailure, Usage};

/// One statement of a response, in the order of the stream.
#[derive(Clone, Debug, PartialEq)]
pub enum ResponseEvent {
    /// Who answers, as far as the message says.
    Served {
        response_id: Option<String>,
        model: Option<String>,
        provider: Option<String>,
    },
    /// The model that a gateway really called; it outranks the name in [`ResponseEvent::Served`].
    ServedModel(String),
    /// A piece of the answer.
    Text(String),
    /// A piece of the thinking before the answer.
    Reasoning(String),
    /// The model asks for a tool.
    ToolCall {
        name: String,
    },
    /// Token counts so far. They are totals, never differences.
    Usage(Usage),
    /// What the provider says the response costs, in US dollars.
    Cost(f64),
    /// What a gateway tried behind its own door.
    InnerAttempts(Vec<InnerAttempt>),
    Finish(FinishReason),
    /// An error, which may well arrive inside a response with status 200.
    Failure(ProviderFailure),
    /// The provider's own end mark, such as `[DONE]`.
    Done,
}

/// One call a gateway made to a provider.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InnerAttempt {
    pub provider: Option<String>,
    pub requested_model: Option<String>,
    /// The provider's own name of the model it ran.
    pub served_model: Option<String>,
    /// Whose key paid: `system` or `byok`.
    pub credential: Option<String>,
    pub success: bool,
    /// HTTP status the provider answered with.
    pub status: Option<u16>,
    pub error: Option<String>,
    /// Start and end in milliseconds of the gateway's clock.
    pub start_ms: Option<f64>,
    pub end_ms: Option<f64>,
}
