use super::{Folder, json, poll, refused};
use shipcheck::voting::poll::Poll;

const NOW: &str = "1700000000";

fn create<'a>(key: &'a str, out: &'a str) -> Vec<&'a str> {
    vec!["create", "--tool", "one=Tool One", "--tool", "two=Tool Two", "--key", key, "--out", out, "--now", NOW]
}

#[test]
fn two_polls_are_made_and_signed() {
    let folder = Folder::new("create");
    let (key, out) = (folder.path("owner.key"), folder.path("polls"));
    let made = json(&[create(&key, &out), vec!["--ends", "2023-12-01T00:00:00Z", "--work", "6"]].concat());
    for (at, tool) in ["one", "two"].into_iter().enumerate() {
        let text = std::fs::read_to_string(folder.0.join(format!("polls/{tool}.json"))).unwrap();
        let poll = Poll::parse(&text).unwrap();
        assert_eq!(poll.tool.as_deref(), Some(tool));
        assert_eq!((poll.created_at, poll.ends_at), (1_700_000_000, Some(1_701_388_800)));
        assert_eq!(made["polls"][at]["poll"], poll.id.to_string());
        assert!(poll.id.0[0] < 4, "six zero bits were asked for");
    }
}

#[cfg(unix)]
#[test]
fn a_new_key_is_for_its_owner_only_and_is_used_again() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("key");
    let (key, out, other) = (folder.path("owner.key"), folder.path("polls"), folder.path("others"));
    let first = poll(&create(&key, &out));
    assert!(String::from_utf8(first.stdout).unwrap().contains("a new key"));
    assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    let written = std::fs::read(&key).unwrap();
    json(&create(&key, &other));
    assert_eq!(std::fs::read(&key).unwrap(), written);
    let author = |path: &str| Poll::parse(&std::fs::read_to_string(path).unwrap()).unwrap().author;
    assert_eq!(author(&folder.path("polls/one.json")), author(&folder.path("others/two.json")));
}

#[test]
fn nothing_is_overwritten() {
    let folder = Folder::new("overwrite");
    let (key, out) = (folder.path("owner.key"), folder.path("polls"));
    json(&create(&key, &out));
    let before = std::fs::read(folder.path("polls/one.json")).unwrap();
    assert!(refused(&create(&key, &out), 2).contains("one.json is there already"));
    assert_eq!(std::fs::read(folder.path("polls/one.json")).unwrap(), before);
    let bad = folder.write("bad.key", "not a key");
    assert!(refused(&create(&bad, &folder.path("new")), 2).contains("not a secret key"));
    assert_eq!(std::fs::read(&bad).unwrap(), b"not a key");
}

#[test]
fn impossible_polls_are_refused_before_anything_is_written() {
    let folder = Folder::new("impossible");
    let (key, out) = (folder.path("owner.key"), folder.path("polls"));
    assert!(refused(&[create(&key, &out), vec!["--ends", "1"]].concat(), 2).contains("ends before it begins"));
    let twice = [create(&key, &out), vec!["--tool", "one=Again"]].concat();
    assert!(refused(&twice, 2).contains("named twice"));
    assert!(!folder.0.join("polls").exists() && !folder.0.join("owner.key").exists());
}

/// Port 1 of this machine: nobody listens there.
#[test]
fn relays_that_are_away_are_named() {
    let folder = Folder::new("away");
    let (key, out, snapshot) = (folder.path("owner.key"), folder.path("polls"), folder.path("snapshot.json"));
    let created = poll(&[create(&key, &out), vec!["--relay", "ws://127.0.0.1:1"]].concat());
    let message = String::from_utf8(created.stderr).unwrap();
    assert_eq!(created.status.code(), Some(1));
    assert!(message.contains("ws://127.0.0.1:1: could not be reached"), "{message}");
    std::fs::write(&snapshot, "old").unwrap();
    let message = refused(&["snapshot", "--poll", &folder.path("polls/one.json"), "--out", &snapshot], 1);
    assert!(message.contains("No relay answered to the end") && message.contains("refused"), "{message}");
    assert_eq!(std::fs::read(&snapshot).unwrap(), b"old");
}
