//! The relay that the connection doctor offers, run as a visitor would: copied into a file and given to Node.

use peer_tests::{Peers, Scratch, Server, agent, free_port, post, send};
use shipcheck::gateway::curl::curl;
use shipcheck::gateway::dialect::{ChatRequest, Dialect, Endpoint, HttpRequest, Secret};
use shipcheck::gateway::doctor::relay_snippet;
use shipcheck::gateway::reply::{Reply, ResponseReader};
use std::io::Read;
use std::process::Command;
use std::time::Instant;

const PAGE: &str = "https://page.example";

struct Relay {
    url: String,
    server: Server,
    _folder: Scratch,
}

fn relay(upstream: &str) -> Relay {
    relay_with(upstream, "const ADDED = {};")
}

fn relay_with(upstream: &str, added: &str) -> Relay {
    let (folder, port) = (Scratch::new(), free_port());
    let text = relay_snippet(PAGE, upstream, port).replace("const ADDED = {};", added);
    let script = folder.write("relay.mjs", &text);
    let mut server = Server::node(&script, &[]);
    server.wait_for(port);
    Relay { url: format!("http://127.0.0.1:{port}"), server, _folder: folder }
}

fn request(base: &str, model: &str, key: &str) -> HttpRequest {
    let endpoint = Endpoint { base_url: format!("{base}/v1"), key: Some(Secret::new(key)), wants_attempts: false };
    let chat = ChatRequest { model: model.into(), prompt: "Hi".into(), stream: true, ..ChatRequest::default() };
    Dialect::OpenAi.request(&endpoint, &chat)
}

fn through(relay: &Relay, model: &str) -> (u16, Reply) {
    post(Dialect::OpenAi, &request(&relay.url, model, "any-key"), &[("origin", PAGE)])
}

#[test]
fn a_page_gets_through_with_its_key_and_nothing_is_written_down() {
    let peers = Peers::shared();
    let mut relay = relay(&peers.locked);
    let preflight = agent()
        .options(format!("{}/v1/chat/completions", relay.url))
        .header("origin", PAGE)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization,content-type")
        .call()
        .unwrap();
    let header = |name: &str| preflight.headers().get(name).unwrap().to_str().unwrap();
    assert_eq!(preflight.status(), 204);
    assert_eq!(header("access-control-allow-origin"), PAGE);
    assert_eq!(header("access-control-allow-headers"), "authorization,content-type");

    let response = send(&request(&relay.url, "open-eyes", &peers.key), &[("origin", PAGE)]).unwrap();
    assert_eq!(response.headers().get("access-control-allow-origin").unwrap(), PAGE);
    let (status, reply) = post(Dialect::OpenAi, &request(&relay.url, "open-eyes", &peers.key), &[("origin", PAGE)]);
    assert_eq!((status, reply.text.as_str(), reply.is_whole()), (200, peers.answer.as_str(), true));
    let (status, _) = post(Dialect::OpenAi, &request(&relay.url, "open-eyes", "sk-wrong-key-12"), &[("origin", PAGE)]);
    assert_eq!(status, 401);
    assert_eq!(relay.server.said(), "", "a relay that writes nothing down");
}

#[test]
fn other_pages_and_programs_are_turned_away() {
    let peers = Peers::shared();
    let relay = relay(&peers.locked);
    for origin in ["https://evil.example", "null", ""] {
        let response = send(&request(&relay.url, "open-eyes", &peers.key), &[("origin", origin)]).unwrap();
        assert_eq!(response.status(), 403, "{origin}");
        assert!(response.headers().get("access-control-allow-origin").is_none());
    }
}

#[test]
fn a_stream_arrives_as_it_is_written_and_breaks_where_it_breaks() {
    let relay = relay(&Peers::shared().open);
    let start = Instant::now();
    let response = send(&request(&relay.url, "slow", "any-key"), &[("origin", PAGE)]).unwrap();
    let mut reader = ResponseReader::new(Dialect::OpenAi);
    let (mut body, mut portion, mut first) = (response.into_body().into_reader(), [0; 4096], None);
    while let Ok(count @ 1..) = body.read(&mut portion) {
        reader.feed(&portion[..count]);
        if !reader.reply().text.is_empty() {
            first.get_or_insert_with(|| start.elapsed());
        }
    }
    assert!(first.unwrap() * 2 < start.elapsed(), "{first:?} of {:?}", start.elapsed());

    let response = send(&request(&relay.url, "cut-after-40", "any-key"), &[("origin", PAGE)]).unwrap();
    assert!(response.into_body().read_to_string().is_err(), "a cut must not look like an end");
}

#[test]
fn portkey_gets_the_headers_that_a_page_does_not_send() {
    let peers = Peers::shared();
    let added =
        format!(r#"const ADDED = {{ "x-portkey-provider": "openai", "x-portkey-custom-host": "{}/v1" }};"#, peers.open);
    let (status, reply) = through(&relay(&peers.portkey), "open-eyes");
    assert_eq!((status, reply.text.as_str()), (400, ""), "Portkey wants to know where to send it");
    let (status, reply) = through(&relay_with(&peers.portkey, &added), "open-eyes");
    assert_eq!((status, reply.text.as_str(), reply.is_whole()), (200, peers.answer.as_str(), true));
}

#[test]
fn an_endpoint_that_is_gone_is_named() {
    let relay = relay(&format!("http://127.0.0.1:{}", free_port()));
    let (status, reply) = through(&relay, "open-eyes");
    assert_eq!(status, 502);
    assert_eq!(reply.errors[0].message, "The relay can't reach the endpoint.");
}

#[test]
fn a_copied_curl_command_works_with_the_key_in_its_variable() {
    let peers = Peers::shared();
    let command = curl(&request(&peers.locked, "open-eyes", &peers.key));
    assert!(!command.contains(&peers.key));
    let output = Command::new("sh").args(["-c", &command]).env("API_KEY", &peers.key).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("w60") && said.contains("[DONE]"), "{said}{}", String::from_utf8_lossy(&output.stderr));
}
