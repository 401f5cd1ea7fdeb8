//! A request as it may be shown: without its key and without its picture.

use crate::gateway::dialect::HttpRequest;
use serde_json::Value;

/// A string this long in a body is a picture.
const LONGEST_TEXT: usize = 4096;

/// A request that was sent, fit to be looked at and copied.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    pub url: String,
    /// Name and value; the values of headers with keys are hidden.
    pub headers: Vec<(&'static str, String)>,
    /// Indented JSON; pictures are replaced by their length.
    pub body: String,
    /// Length of the body that went over the wire.
    pub bytes: u64,
}

impl Sent {
    /// `body`: the very text that is sent.
    pub fn of(request: &HttpRequest, body: &str) -> Self {
        let header = |name: &'static str, value: &str| {
            let secret = matches!(name, "authorization" | "x-api-key" | "x-goog-api-key");
            (name, if secret { "[key]".to_owned() } else { value.to_owned() })
        };
        let mut shown = request.body.clone();
        hide_pictures(&mut shown);
        Self {
            url: request.url.clone(),
            headers: request.headers.iter().map(|one| header(one.name, one.value.reveal())).collect(),
            body: serde_json::to_string_pretty(&shown).unwrap_or_default(),
            bytes: body.len() as u64,
        }
    }
}

fn hide_pictures(value: &mut Value) {
    match value {
        Value::String(text) if text.len() > LONGEST_TEXT => {
            *text = format!("[picture, {} characters]", text.len());
        }
        Value::Array(values) => values.iter_mut().for_each(hide_pictures),
        Value::Object(fields) => fields.values_mut().for_each(hide_pictures),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::dialect::{ChatRequest, Dialect, Endpoint, Image, Secret};

    #[test]
    fn neither_key_nor_picture_can_be_seen() {
        for dialect in Dialect::ALL {
            let endpoint = Endpoint {
                base_url: "https://a.example/v1".into(),
                key: Some(Secret::new("sk-one-two-three")),
                wants_attempts: true,
            };
            let image = Image { media_type: "image/png".into(), base64: "iVBOR".repeat(2000) };
            let chat = ChatRequest { prompt: "Look.".into(), images: vec![image], ..ChatRequest::default() };
            let request = dialect.request(&endpoint, &chat);
            let sent = format!("{:?}", Sent::of(&request, &request.body.to_string()));
            assert!(!sent.contains("one-two") && !sent.contains("iVBORiVBOR"), "{dialect}: {sent}");
            assert!(sent.contains("Look."), "{dialect}: {sent}");
        }
    }
}
