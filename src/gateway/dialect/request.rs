//! A question with pictures, and where it goes.

use serde_json::Value;

/// A picture as the wire wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// For instance `image/png`.
    pub media_type: String,
    pub base64: String,
}

impl Image {
    /// The picture as a `data:` URL.
    pub fn data_url(&self) -> String {
        format!("data:{};base64,{}", self.media_type, self.base64)
    }
}

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChatRequest {
    pub model: String,
    pub system: Option<String>,
    pub prompt: String,
    pub images: Vec<Image>,
    pub max_output_tokens: u32,
    pub temperature: Option<f64>,
    pub stream: bool,
    /// The beginning of an answer that broke off elsewhere; the model is asked to go on from there.
    pub continue_from: Option<String>,
    /// What a gateway is told about its own routing, in the gateway's own words (see [`super::super::export`]).
    pub gateway_options: Option<Value>,
}

/// A key. It shows itself to nobody by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The key itself, for the one header it belongs in.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

/// Where a request goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Endpoint {
    /// Up to and including the version, for instance `https://api.openai.com/v1`.
    pub base_url: String,
    pub key: Option<Secret>,
    /// Ask OpenRouter for its attempts. The header for it costs a preflight that other endpoints would refuse.
    pub wants_attempts: bool,
}

impl Endpoint {
    /// The address of a path below the base.
    pub fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.base_url.trim_end_matches('/'))
    }

    /// `authorization: Bearer …`, if there is a key.
    pub(super) fn bearer(&self) -> Option<Header> {
        let key = self.key.as_ref()?;
        Some(Header { name: "authorization", value: Secret::new(format!("Bearer {}", key.reveal())) })
    }
}

/// A request header. Its value may be a key, so it hides like one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub name: &'static str,
    pub value: Secret,
}

impl Header {
    pub fn new(name: &'static str, value: &str) -> Self {
        Self { name, value: Secret::new(value) }
    }
}

/// A POST to send.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpRequest {
    pub url: String,
    /// Only headers that the endpoint lets a page send: every further one can fail the preflight.
    pub headers: Vec<Header>,
    pub body: Value,
}

impl HttpRequest {
    /// A JSON request. Headers that are `None` are left out.
    pub(super) fn json(url: String, headers: impl IntoIterator<Item = Option<Header>>, body: Value) -> Self {
        let content_type = Header::new("content-type", "application/json");
        Self { url, headers: std::iter::once(content_type).chain(headers.into_iter().flatten()).collect(), body }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_does_not_show_itself() {
        let endpoint =
            Endpoint { base_url: "https://x/v1/".into(), key: Some(Secret::new("sk-1")), wants_attempts: false };
        let request = HttpRequest::json(endpoint.url("chat"), [endpoint.bearer()], Value::Null);
        assert_eq!(request.url, "https://x/v1/chat");
        assert_eq!(request.headers[1].value.reveal(), "Bearer sk-1");
        assert!(!format!("{endpoint:?}{request:?}").contains("sk-1"));
    }
}
