//! Requests of the gateway room over real connections.

use shipcheck::gateway::dialect::{Dialect, HttpRequest};
use shipcheck::gateway::reply::{Reply, read_response};
use std::time::Duration;
use ureq::{Agent, Body, http::Response};

/// Takes every status for an answer and gives up on a silent peer after a while.
pub fn agent() -> Agent {
    let patience = Some(Duration::from_secs(60));
    Agent::config_builder().http_status_as_error(false).timeout_global(patience).build().into()
}

/// Sends a request with further headers.
pub fn send(request: &HttpRequest, more: &[(&str, &str)]) -> Result<Response<Body>, ureq::Error> {
    let mut post = agent().post(&request.url);
    for header in &request.headers {
        post = post.header(header.name, header.value.reveal());
    }
    for (name, value) in more {
        post = post.header(*name, *value);
    }
    post.send(request.body.to_string())
}

/// Sends a request and reads the whole reply; returns it with its status.
pub fn post(dialect: Dialect, request: &HttpRequest, more: &[(&str, &str)]) -> (u16, Reply) {
    let response = send(request, more).unwrap();
    let status = response.status().as_u16();
    let bytes = response.into_body().read_to_vec().unwrap();
    (status, read_response(dialect, &bytes).unwrap())
}
