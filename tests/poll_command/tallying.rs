use super::{Folder, json, poll, refused};
use serde_json::json as object;
use shipcheck::voting::Choice;
use shipcheck::voting::nostr::{Draft, Event, Miner, SecretKey};
use shipcheck::voting::poll::{Announcement, Poll, respond};

const START: u64 = 1_700_000_000;
const NOW: u64 = START + 500;
const END: u64 = START + 800;

fn key(number: u8) -> SecretKey {
    SecretKey::from_bytes(&[number; 32]).unwrap()
}

fn poll_event() -> Event {
    let announcement = Announcement {
        tool: "gateway".into(),
        question: "Would you ship with Gateway?".into(),
        created_at: START,
        ends_at: Some(END),
        relays: vec![],
    };
    announcement.draft().unwrap().sign(&key(200), &[0; 32]).unwrap()
}

fn signed(voter: u8, choice: Choice, change: impl FnOnce(&mut Draft)) -> Event {
    let mut draft = respond(&Poll::from_event(&poll_event()).unwrap(), choice, NOW);
    change(&mut draft);
    draft.sign(&key(voter), &[0; 32]).unwrap()
}

fn vote(voter: u8, choice: Choice) -> Event {
    signed(voter, choice, |_| {})
}

fn mined(voter: u8, work: u32) -> Event {
    signed(voter, Choice::Ship, |draft| {
        let nonce = Miner::new(draft, &key(voter).public(), work, 0).mine(u64::MAX).unwrap();
        *draft = draft.clone().with_nonce(nonce);
    })
}

/// Counts a file of these bytes.
fn tally(name: &str, events: &[u8], options: &[&str]) -> serde_json::Value {
    let folder = Folder::new(name);
    let poll = folder.write("poll.json", format!("\u{feff} {}\r\n", poll_event().to_json()));
    let events = folder.write("events.jsonl", events);
    json(&[&["tally", "--poll", &poll, &events, "--now", &NOW.to_string()], options].concat())
}

/// One file with everything that somebody could try.
#[test]
fn a_malicious_file() {
    let good = vote(1, Choice::Ship);
    let altered = |change: fn(&mut Event)| {
        let mut event = good.clone();
        change(&mut event);
        event.to_json()
    };
    let lines = [
        "\u{feff}".to_owned() + &altered(|event| event.sig.0[63] ^= 1),
        altered(|event| event.tags[1][1] = "skip".into()),
        altered(|event| event.tags[1][1] = "skip".into()),
        altered(|event| event.pubkey = key(9).public()),
        good.to_json(),
        good.to_json(),
        format!("  [\"EVENT\", \"sub\", {}]  ", good.to_json()),
        format!("[\"EVENT\",{}]\r", vote(2, Choice::Skip).to_json()),
        String::new(),
        " \t\r".to_owned(),
        vote(2, Choice::Ship).to_json(),
        signed(2, Choice::Skip, |draft| draft.created_at = NOW + 1).to_json(),
        signed(3, Choice::Ship, |draft| draft.kind = 1).to_json(),
        signed(3, Choice::Ship, |draft| draft.tags[0][1] = "0".repeat(64)).to_json(),
        signed(3, Choice::Ship, |draft| draft.tags[1][1] = "maybe".into()).to_json(),
        signed(3, Choice::Ship, |draft| draft.tags.truncate(1)).to_json(),
        signed(3, Choice::Ship, |draft| draft.created_at = START - 1).to_json(),
        signed(3, Choice::Ship, |draft| draft.created_at = END + 1).to_json(),
        signed(4, Choice::Ship, |draft| draft.content = "\u{0}\u{1f}\u{2028}🦀\"\\".into()).to_json(),
        "not json".to_owned(),
        "{}".to_owned(),
        "null".to_owned(),
        "[\"EOSE\",\"sub\"]".to_owned(),
        "[".repeat(10_000),
        good.to_json().replace("\"kind\":1018", "\"kind\":\"1018\""),
        good.to_json().replace("\"kind\":1018", "\"kind\":1018,\"kind\":1018"),
        good.to_json().replace(&good.pubkey.to_string(), &good.pubkey.to_string().to_uppercase()),
        " ".repeat(70_000) + &vote(5, Choice::Ship).to_json(),
        format!("\"{}\"", "x".repeat(3 << 20)),
    ];
    let mut bytes = lines.join("\n").into_bytes();
    bytes.extend_from_slice(b"\n\xff\xfe\n");
    bytes.extend_from_slice(vote(6, Choice::Skip).to_json().as_bytes());
    let found = tally("malicious", &bytes, &[]);
    let rejected = object!({
        "bad_signature": 1, "bad_id": 2, "wrong_kind": 1, "wrong_poll": 1, "unknown_option": 1, "no_option": 1,
        "before_poll": 1, "after_end": 1, "not_an_event": 9, "too_large": 2
    });
    assert_eq!(found["rejected"], rejected);
    assert_eq!((found["valid"].as_u64(), found["ship"].as_u64(), found["skip"].as_u64()), (Some(4), Some(2), Some(2)));
    assert_eq!(found["share"], 0.5);
    let keys: Vec<_> = found.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["high", "low", "rejected", "share", "ship", "skip", "valid"]);
}

#[test]
fn work_is_asked_for_only_if_named() {
    let lines = [mined(1, 8), mined(2, 4), vote(3, Choice::Skip)].map(|event| event.to_json()).join("\n");
    assert_eq!(tally("work-0", lines.as_bytes(), &[])["valid"], 3);
    let found = tally("work-8", lines.as_bytes(), &["--min-pow", "8"]);
    assert_eq!((&found["valid"], &found["rejected"]), (&object!(1), &object!({ "too_little_work": 2 })));
}

#[test]
fn the_time_of_the_count_matters() {
    let later = signed(1, Choice::Ship, |draft| draft.created_at = NOW + 200).to_json();
    assert_eq!(tally("now", later.as_bytes(), &[])["valid"], 1);
    let early = tally("early", later.as_bytes(), &["--now", &(NOW - 401).to_string()]);
    assert_eq!(early["rejected"], object!({ "in_the_future": 1 }));
}

#[test]
fn nothing_is_claimed_without_votes() {
    let expected = object!({
        "valid": 0, "rejected": {}, "ship": 0, "skip": 0, "share": null, "low": null, "high": null
    });
    assert_eq!(tally("empty", b"\n\r\n", &[]), expected);
}

#[test]
fn forty_of_a_hundred() {
    let choice = |voter| if voter <= 40 { Choice::Ship } else { Choice::Skip };
    let lines: Vec<_> = (1..=100).map(|voter| vote(voter, choice(voter)).to_json()).collect();
    let found = tally("forty", lines.join("\n").as_bytes(), &[]);
    let near = |name: &str, value: f64| (found[name].as_f64().unwrap() - value).abs() < 5e-5;
    assert!(near("share", 0.4) && near("low", 0.3094) && near("high", 0.4980), "{found}");
}

#[test]
fn the_text_says_how_far_to_trust_it() {
    let folder = Folder::new("text");
    let poll_file = folder.write("poll.json", poll_event().to_json());
    let events = folder.write("events.jsonl", format!("{}\n{{}}", vote(1, Choice::Ship).to_json()));
    let output = poll(&["tally", "--poll", &poll_file, &events, "--now", &NOW.to_string()]);
    let text = String::from_utf8(output.stdout).unwrap();
    for words in ["Would you ship with Gateway?", "1 of 1 votes say ship", "too few votes", "not_an_event: It is not"] {
        assert!(text.contains(words), "{text}");
    }
}

#[test]
fn a_poll_that_cannot_be_counted_is_refused() {
    let folder = Folder::new("bad-poll");
    let events = folder.write("events.jsonl", "");
    let told = |name: &str, text: &str| refused(&["tally", "--poll", &folder.write(name, text), &events], 2);
    let good = poll_event();
    assert!(told("garbage.json", "hello").contains("not a Nostr event"));
    assert!(told("response.json", &vote(1, Choice::Ship).to_json()).contains("kind 1018"));
    assert!(told("changed.json", &good.to_json().replace("Gateway", "Another")).contains("somebody changed it"));
    let mut forged = good;
    forged.sig.0[1] ^= 1;
    assert!(told("forged.json", &forged.to_json()).contains("signature is not by the key"));
    assert!(refused(&["tally", "--poll", &folder.path("changed.json"), "nowhere"], 2).contains("changed.json"));
}
