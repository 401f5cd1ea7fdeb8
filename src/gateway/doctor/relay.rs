//! A relay to copy, for endpoints that do not talk to pages.

use serde_json::json;

const SNIPPET: &str = include_str!("relay.mjs");

/// Where the relay listens on the visitor's own machine.
pub const RELAY_PORT: u16 = 8788;

/// The relay, made out for one page and one endpoint. `upstream_origin` is the endpoint's scheme, host and port.
pub fn relay_snippet(page_origin: &str, upstream_origin: &str, port: u16) -> String {
    // As JSON, a foreign quotation mark can't end the text.
    SNIPPET
        .replace("\"https://endpoint.example\"", &json!(upstream_origin).to_string())
        .replace("\"https://page.example\"", &json!(page_origin).to_string())
        .replace("const PORT = 8788;", &format!("const PORT = {port};"))
}
