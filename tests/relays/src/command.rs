//! The `poll` command, as built beside this test, and polls and ballots for it.

use serde_json::Value;
use shipcheck::voting::Choice;
use shipcheck::voting::nostr::{Draft, Event, Miner, SecretKey};
use shipcheck::voting::poll::{Poll, respond};
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

pub fn poll(arguments: &[&str]) -> Output {
    let test = std::env::current_exe().unwrap();
    let program = test.parent().and_then(|folder| folder.parent()).unwrap().join("poll");
    let program = program.with_extension(std::env::consts::EXE_EXTENSION);
    let remedy = "build it first: cargo build --bin poll --no-default-features --features poll";
    assert!(program.exists(), "{} is not there; {remedy}", program.display());
    Command::new(program).args(arguments).output().unwrap()
}

/// A folder with a poll about one tool, deleted afterwards.
pub struct Bench {
    folder: PathBuf,
    pub poll: Poll,
    started: u64,
}

impl Bench {
    /// Makes a poll with the command and publishes it.
    pub fn open(relays: &[&str], options: &[&str]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("shipcheck-relays-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let started = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() - 100;
        let (key, out, now) = (folder.join("key"), folder.join("polls"), started.to_string());
        let mut words = vec!["create", "--tool", "tool=Tool", "--now", &now];
        words.extend(["--key", key.to_str().unwrap(), "--out", out.to_str().unwrap()]);
        relays.iter().for_each(|relay| words.extend(["--relay", relay]));
        let output = poll(&[&words, options].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let poll = Poll::parse(&std::fs::read_to_string(out.join("tool.json")).unwrap()).unwrap();
        Self { folder, poll, started }
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.join(name).to_str().unwrap().to_owned()
    }

    /// A response by a voter, so many seconds after the poll began, changed before it is mined and signed.
    pub fn ballot(&self, voter: u8, choice: Choice, age: u64, work: u32, change: impl FnOnce(&mut Draft)) -> Event {
        let key = SecretKey::from_bytes(&[voter; 32]).unwrap();
        let mut draft = respond(&self.poll, choice, self.started + age);
        change(&mut draft);
        if work > 0 {
            let nonce = Miner::new(&draft, &key.public(), work, 0).mine(u64::MAX).unwrap();
            draft = draft.with_nonce(nonce);
        }
        draft.sign(&key, &[voter; 32]).unwrap()
    }

    /// Takes a snapshot with the command; returns the file it wrote.
    pub fn snapshot(&self, options: &[&str]) -> Value {
        let (poll_file, out) = (self.path("polls/tool.json"), self.path("snapshot.json"));
        let output = poll(&[&["snapshot", "--poll", &poll_file, "--out", &out], options].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&std::fs::read(out).unwrap()).unwrap()
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.folder).ok();
    }
}
