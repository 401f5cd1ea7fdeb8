use super::*;
use crate::gateway::dialect::{Dialect, Endpoint, Secret};

const LIST: &str = r#"{"data": [{"id": "seer", "tags": ["vision"]}, {"id": "blind", "tags": []}, {"id": "mute"}]}"#;
const EMPTY_REFUSED: &str = r#"{"error": {"message": "messages is required", "type": "invalid_request_error"}}"#;

fn known(base_url: &str) -> Circumstances {
    Circumstances {
        page_origin: "https://page.example".into(),
        online: true,
        local_network: LocalNetwork::Unknown,
        dialect: Dialect::OpenAi,
        endpoint: Endpoint { base_url: base_url.into(), key: Some(Secret::new("sk-the-key-1")), wants_attempts: false },
        model: "seer".into(),
        needs_vision: true,
    }
}

fn answer(status: u16, body: &str) -> Observation {
    Observation::Answer { status, content_type: None, body: body.into() }
}

/// Plays a browser and a server. Returns the diagnosis and the probes it took.
fn examine(known: Circumstances, world: impl Fn(&Probe) -> Observation) -> (Diagnosis, Vec<ProbeKind>) {
    let mut examination = Examination::new(known);
    let mut sent = Vec::new();
    loop {
        match examination.next() {
            Next::Done(diagnosis) => return (diagnosis, sent),
            Next::Send(probe) => {
                assert!(!sent.contains(&probe.kind), "{:?} is sent twice", probe.kind);
                sent.push(probe.kind);
                examination.saw(probe.kind, world(&probe));
            }
        }
    }
}

fn first(diagnosis: &Diagnosis) -> (FindingKind, Certainty) {
    let finding = &diagnosis.findings[0];
    assert!(finding.fix.is_empty() == (finding.kind == FindingKind::Fine), "{finding:?}");
    (finding.kind, finding.certainty)
}

fn healthy(probe: &Probe) -> Observation {
    if probe.body.is_some() { answer(400, EMPTY_REFUSED) } else { answer(200, LIST) }
}

#[test]
fn a_healthy_endpoint_takes_two_probes_and_no_tokens() {
    let (found, sent) = examine(known("https://api.example/v1"), healthy);
    assert_eq!(first(&found), (FindingKind::Fine, Certainty::Certain));
    assert_eq!(sent, [ProbeKind::Ask, ProbeKind::ListModels]);
    assert_eq!(found.models.len(), 3);
    assert!(found.is_fine());
}

#[test]
fn probes_are_the_requests_that_will_be_sent() {
    let known = Circumstances { dialect: Dialect::Anthropic, ..known("https://api.anthropic.com/v1") };
    examine(known, |probe| {
        let names: Vec<_> = probe.headers.iter().map(|header| header.name).collect();
        match probe.kind {
            ProbeKind::Ask => {
                assert_eq!(probe.url, "https://api.anthropic.com/v1/messages");
                assert!(names.contains(&"x-api-key") && names.contains(&"content-type"));
                assert_eq!(probe.body, Some(serde_json::json!({})));
            }
            ProbeKind::AskWithoutKey => assert_eq!(names, ["content-type"]),
            _ => assert!(names.is_empty() && probe.body.is_none()),
        }
        assert_eq!(probe.is_opaque(), probe.kind == ProbeKind::Reach);
        if probe.kind == ProbeKind::ListModelsPlainly { answer(200, LIST) } else { Observation::Failed }
    });
}

#[test]
fn a_server_without_cors_is_told_from_no_server() {
    let silent_to_pages = |probe: &Probe| if probe.is_opaque() { Observation::Opaque } else { Observation::Failed };
    let (found, sent) = examine(known("https://portkey.example/v1"), silent_to_pages);
    assert_eq!(first(&found), (FindingKind::CrossOriginRefused, Certainty::Certain));
    assert_eq!(sent, [ProbeKind::Ask, ProbeKind::ListModelsPlainly, ProbeKind::Reach]);
    assert!(found.findings[0].kind.calls_for_relay());
    assert!(found.findings[0].fix.contains("https://page.example"));

    let (found, _) = examine(known("https://nobody.example/v1"), |_| Observation::Failed);
    assert_eq!(first(&found), (FindingKind::Unreachable, Certainty::Likely));
    assert!(!found.findings[0].kind.calls_for_relay());
}

#[test]
fn a_refused_preflight_names_the_header() {
    let no_key_header = |probe: &Probe| {
        let has_key = probe.headers.iter().any(|header| header.name == "authorization");
        if has_key { Observation::Failed } else { healthy(probe) }
    };
    let (found, sent) = examine(known("https://api.example/v1"), no_key_header);
    assert_eq!(first(&found), (FindingKind::HeaderRefused, Certainty::Certain));
    assert_eq!(sent, [ProbeKind::Ask, ProbeKind::ListModelsPlainly, ProbeKind::AskWithoutKey]);
    assert!(found.findings[0].what.contains("header authorization"), "{:?}", found.findings);

    let no_preflight = |probe: &Probe| if probe.body.is_some() { Observation::Failed } else { healthy(probe) };
    let (found, _) = examine(known("https://api.example/v1"), no_preflight);
    assert_eq!(first(&found), (FindingKind::HeaderRefused, Certainty::Likely));
    assert!(found.findings[0].what.contains("header content-type"), "{:?}", found.findings);
}

#[test]
fn what_is_clear_beforehand_takes_no_probe() {
    let certain = |known: Circumstances| {
        let (found, sent) = examine(known, |probe| panic!("{probe:?}"));
        assert!(sent.is_empty());
        assert_eq!(found.findings[0].certainty, Certainty::Certain);
        found.findings[0].kind
    };
    assert_eq!(certain(known("http://api.example/v1")), FindingKind::MixedContent);
    assert_eq!(certain(known("api.example")), FindingKind::BadAddress);
    assert_eq!(certain(known("https://me:word@api.example")), FindingKind::BadAddress);
    assert_eq!(certain(Circumstances { online: false, ..known("https://api.example") }), FindingKind::Offline);
    let denied = Circumstances { local_network: LocalNetwork::Denied, ..known("http://127.0.0.1:4000/v1") };
    assert_eq!(certain(denied.clone()), FindingKind::LocalNetworkPermission);
    // From a page on this machine nobody asks for it.
    let at_home = Circumstances { page_origin: "http://localhost:8080".into(), ..denied };
    assert!(examine(at_home, healthy).0.is_fine());
    let offline_at_home = Circumstances { online: false, ..known("http://localhost:4000/v1") };
    assert!(examine(offline_at_home, healthy).0.is_fine(), "this machine needs no network");
}

#[test]
fn a_near_server_that_does_not_answer_has_three_possible_reasons() {
    let kinds = |known: Circumstances, seen: Observation| {
        let (found, _) = examine(known, |_| seen.clone());
        found.findings.iter().map(|finding| (finding.kind, finding.certainty)).collect::<Vec<_>>()
    };
    use FindingKind::{LocalNetworkPermission, MixedContent, Unreachable};
    let near = known("http://localhost:11434/v1");
    assert_eq!(
        kinds(near.clone(), Observation::Silence),
        [
            (LocalNetworkPermission, Certainty::Likely),
            (MixedContent, Certainty::Possible),
            (Unreachable, Certainty::Likely)
        ]
    );
    let granted = Circumstances { local_network: LocalNetwork::Granted, ..near.clone() };
    assert_eq!(
        kinds(granted, Observation::Failed),
        [(MixedContent, Certainty::Possible), (Unreachable, Certainty::Likely)]
    );
    let at_home = Circumstances { page_origin: "http://127.0.0.1:8080".into(), ..near };
    assert_eq!(kinds(at_home, Observation::Failed), [(Unreachable, Certainty::Likely)]);
}

#[test]
fn redirects_are_not_followed() {
    let (found, sent) = examine(known("https://example.org/v1"), |_| Observation::Redirect);
    assert_eq!((first(&found), sent.len()), ((FindingKind::Redirect, Certainty::Certain), 1));
}

#[test]
fn keys_and_money() {
    let ask = |key: Option<&str>, status: u16, body: &str| {
        let mut known = known("https://api.example/v1");
        known.endpoint.key = key.map(Secret::new);
        examine(known, |_| answer(status, body)).0
    };
    let wrong = r#"{"error": {"message": "Incorrect API key provided: sk-the-key-1.", "code": "invalid_api_key"}}"#;
    let found = ask(Some("sk-the-key-1"), 401, wrong);
    assert_eq!(first(&found), (FindingKind::KeyRefused, Certainty::Certain));
    assert!(found.findings[0].what.contains("Incorrect API key"));
    assert!(!format!("{found:?}").contains("sk-the-key-1"), "{found:?}");
    assert_eq!(first(&ask(None, 401, "")).0, FindingKind::KeyMissing);
    assert_eq!(first(&ask(None, 403, "")), (FindingKind::KeyMissing, Certainty::Likely));
    assert_eq!(first(&ask(Some("k"), 403, "")).0, FindingKind::KeyForbidden);
    assert_eq!(first(&ask(Some("k"), 402, "<html>")).0, FindingKind::NoCredit);
    let quota = r#"{"error": {"message": "quota", "type": "insufficient_quota", "code": "insufficient_quota"}}"#;
    assert_eq!(first(&ask(Some("k"), 429, quota)).0, FindingKind::NoCredit);
    assert_eq!(first(&ask(Some("k"), 429, "")), (FindingKind::Busy, Certainty::Certain));
    assert_eq!(first(&ask(Some("k"), 503, "<html>")), (FindingKind::Busy, Certainty::Likely));
    let gemini = r#"[{"error": {"code": 400, "message": "no", "details": [{"reason": "API_KEY_INVALID"}]}}]"#;
    assert_eq!(first(&ask(Some("k"), 400, gemini)).0, FindingKind::KeyRefused);
}

#[test]
fn other_servers_are_not_taken_for_endpoints() {
    let kind = |ask: (u16, &'static str), list: (u16, &'static str)| {
        let world = move |probe: &Probe| {
            let (status, body) = if probe.body.is_some() { ask } else { list };
            answer(status, body)
        };
        first(&examine(known("https://api.example/v1"), world).0).0
    };
    assert_eq!(kind((404, "<html>Not found</html>"), (404, "<html>")), FindingKind::NotCompatible);
    assert_eq!(kind((200, "<html>Welcome</html>"), (200, "<html>Welcome</html>")), FindingKind::NotCompatible);
    assert_eq!(kind((405, ""), (200, r#"{"hello": "world"}"#)), FindingKind::NotCompatible);
    assert_eq!(
        kind((404, r#"{"detail": "Not Found"}"#), (404, r#"{"detail": "Not Found"}"#)),
        FindingKind::NotCompatible
    );
    assert_eq!(kind((404, "<html>"), (200, LIST)), FindingKind::NotCompatible, "a list alone answers no questions");
    assert_eq!(kind((422, r#"{"detail": [{"msg": "field required"}]}"#), (404, "")), FindingKind::Fine);
}

#[test]
fn models_that_are_blind_or_unknown() {
    let ask = |model: &str, needs_vision: bool| {
        examine(Circumstances { model: model.into(), needs_vision, ..known("https://api.example/v1") }, healthy).0
    };
    let blind = ask("blind", true);
    assert_eq!(first(&blind), (FindingKind::NoVision, Certainty::Certain));
    assert!(blind.findings[0].fix.contains("seer"));
    assert!(ask("blind", false).is_fine());
    let mute = ask("mute", true);
    assert!(mute.is_fine() && mute.findings[0].what.contains("does not say"));
    assert_eq!(first(&ask("nobody", true)), (FindingKind::UnknownModel, Certainty::Likely));
    assert!(ask("", true).is_fine());
}

#[test]
fn the_relay_is_made_out_for_one_page_and_one_endpoint() {
    let text = relay_snippet("https://me.github.io", "https://x\";evil()//", 4321);
    assert!(text.contains("const PAGE = \"https://me.github.io\";"));
    assert!(text.contains(r#"const UPSTREAM = "https://x\";evil()//";"#));
    assert!(text.contains("const PORT = 4321;"));
    assert!(!text.contains(".example"));
    for word in ["console", "log(", "writeFile", "cookie"] {
        assert!(!text.contains(word), "{word}");
    }
}
