//! Published votes: they stand on the page with their number, interval and date, and wrong files are named.

use super::copy::Copy;
use shipcheck::voting::{nostr::SecretKey, poll::Announcement};

const FILE: &str = "votes/smolvlm2-turbo-vs-vercel-ai-gateway.json";
const PAGE: &str = "compare/smolvlm2-turbo-vs-vercel-ai-gateway/index.html";

/// What `poll snapshot` writes, here for a vote of 40 against 60 on one tool.
fn snapshot(tool: &str, date: &str) -> String {
    format!(
        r#"{{ "date": "{date}", "taken_at": 1795435200, "n": 100, "from": "two relays", "minimum_work": 16,
            "tools": [{{ "tool": "{tool}", "poll": "00", "question": "Ship it?", "ends_at": null, "valid": 100,
                "rejected": {{ "bad_signature": 3 }}, "ship": 40, "skip": 60, "share": 0.99, "low": 0.98, "high": 1.0 }}],
            "relays": [] }}"#
    )
}

#[test]
fn a_published_count_is_printed_with_its_interval_and_date() {
    let copy = Copy::new("votes");
    copy.put(FILE, &snapshot("smolvlm2-turbo", "2026-11-23T12:00:00Z"));
    copy.print().unwrap();
    let page = copy.printed(PAGE);
    // Worked out from the votes, not taken from the file, which claims 99 %.
    for said in
        ["40\u{a0}% would ship it, between 31\u{a0}% and 50\u{a0}%", "100 votes", "23 November 2026", "two relays"]
    {
        assert!(page.contains(said), "{said}");
    }
    assert!(page.contains("3 more did not count") && page.contains("signature is not by the key"));
    // The other tool has no poll, and the page says so instead of leaving a blank.
    assert!(page.contains("There was no poll on this tool") && page.contains("No votes published yet"));
    // Nobody is shown a count unasked.
    assert!(!page.contains("<details class=\"count\" open"));
}

#[test]
fn without_a_count_the_page_says_so() {
    let copy = Copy::new("no-votes");
    copy.print().unwrap();
    assert!(copy.printed(PAGE).contains("No community vote has been published"));
}

#[test]
fn votes_on_a_tool_that_is_not_in_the_pair_are_named() {
    let copy = Copy::new("votes-foreign");
    copy.put(FILE, &snapshot("another-tool", "2026-11-23T12:00:00Z"));
    let said = copy.complaint();
    assert!(said.contains(FILE) && said.contains("tools[0].tool") && said.contains("another-tool"), "{said}");
}

#[test]
fn votes_without_a_day_or_a_comparison_are_named() {
    let copy = Copy::new("votes-date");
    copy.put(FILE, &snapshot("smolvlm2-turbo", "yesterday"));
    let said = copy.complaint();
    assert!(said.contains(FILE) && said.contains("date"), "{said}");

    let copy = Copy::new("votes-dangling");
    copy.put("votes/nobody-vs-nothing.json", &snapshot("smolvlm2-turbo", "2026-11-23T12:00:00Z"));
    let said = copy.complaint();
    assert!(said.contains("votes/nobody-vs-nothing.json"), "{said}");
}

#[test]
fn polls_in_the_settings_are_checked_with_their_files() {
    let copy = Copy::new("polls");
    let settings = |id: &str| {
        format!(r#""votes": {{ "relays": ["wss://relay.example"], "polls": {{ "smolvlm2-turbo": "{id}" }} }}, "hub""#)
    };
    copy.edit("config.json", "\"hub\"", &settings("00"));
    let said = copy.complaint();
    assert!(said.contains("votes.polls.smolvlm2-turbo: polls/smolvlm2-turbo.json"), "{said}");

    let key = SecretKey::from_bytes(&[1; 32]).unwrap();
    let announcement = Announcement {
        tool: "smolvlm2-turbo".into(),
        question: "Would you ship with it?".into(),
        created_at: 1,
        ends_at: None,
        relays: vec![],
    };
    let poll = announcement.draft().unwrap().sign(&key, &[0; 32]).unwrap();
    copy.put("polls/smolvlm2-turbo.json", &poll.to_json());
    assert!(copy.complaint().contains(&format!("holds the poll {}", poll.id)));
    copy.edit("config.json", "\"00\"", &format!("\"{}\"", poll.id));
    assert_eq!(copy.print().unwrap().oddities, [""; 0]);
    copy.edit("config.json", "wss://", "https://");
    assert!(copy.complaint().contains("votes.relays: \"https://relay.example\" is not a relay"));

    // A script wrote milliseconds: the owner is told when the page is made.
    let mut draft = announcement.draft().unwrap();
    draft.tags.push(vec!["endsAt".into(), "1900000000000".into()]);
    let odd = draft.sign(&key, &[0; 32]).unwrap();
    let copy = Copy::new("polls-odd");
    copy.put("polls/smolvlm2-turbo.json", &odd.to_json());
    copy.edit("config.json", "\"hub\"", &settings(&odd.id.to_string()));
    let told = copy.print().unwrap().oddities;
    assert!(matches!(&told[..], [one] if one.contains("polls/smolvlm2-turbo.json") && one.contains("milliseconds")));
}
