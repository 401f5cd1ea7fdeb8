//! When nothing goes wrong, and when a visitor interferes.

use super::*;

const LENGTH: u64 = 5 * CHUNK + 77;

#[test]
fn a_file_comes_in_chunks_and_is_hashed() {
    let play = Play::new(one_file(), sound(LENGTH)).run(None);
    assert!(play.finished && play.tiles());
    assert_eq!((play.requests.len(), play.sent), (6, LENGTH));
    let record = play.transfer.record();
    assert_eq!(record.files[0].sha256.as_deref(), Some("good"));
    assert_eq!(record.finished_ms, Some(1_000));
    assert_eq!(record.files[0].etag.as_deref(), Some("\"v1\""));
}

#[test]
fn several_chunks_are_under_way_once_the_length_is_known() {
    let mut play = Play::new(one_file(), sound(LENGTH));
    let first = play.feed(Input::Begin { free: None });
    let [Action::Fetch { flight, range, if_range: None, .. }] = &first[..] else { panic!("{first:?}") };
    assert_eq!(range, &Some(0..CHUNK));
    let asked = Asked { address: String::new(), range: range.clone(), if_range: None, number: 1 };
    let more = play.feed(Input::Head(*flight, partial(&asked, LENGTH, "\"v1\"").0));
    let ranges: Vec<_> = more
        .iter()
        .filter_map(|action| match action {
            Action::Fetch { range, if_range, .. } => Some((range.clone()?.start, if_range.clone()?)),
            _ => None,
        })
        .collect();
    assert_eq!(ranges, [1, 2, 3].map(|chunk| (chunk * CHUNK, "\"v1\"".to_owned())));
}

#[test]
fn what_has_arrived_is_not_fetched_again() {
    let mut play = Play::new(one_file(), sound(LENGTH));
    play.pause_after = Some(4);
    let play = play.run(None);
    assert!(!play.finished);
    let (sent, record) = (play.sent, play.transfer.record().clone());
    assert_eq!(record.stored(), sent);
    let play = Play::new(record, sound(LENGTH)).run(None);
    assert!(play.finished);
    assert_eq!(sent + play.sent, LENGTH);
}

#[test]
fn a_pause_ends_every_request() {
    let mut play = Play::new(one_file(), sound(LENGTH));
    play.feed(Input::Begin { free: None });
    let actions = play.feed(Input::Pause);
    assert!(matches!(actions[..], [Action::Abort(_), Action::Keep]), "{actions:?}");
    assert_eq!(play.transfer.progress(0.0).phase, Phase::Paused);
    assert_eq!(play.transfer.next_wake(), None);
}

#[test]
fn two_files_share_the_requests() {
    let record = Record::new(&model(vec![file("a", 10), file("b", 10)]), "https://hub.test");
    let play = Play::new(record, sound(2 * CHUNK)).run(None);
    assert!(play.finished);
    assert_eq!(play.sent, 4 * CHUNK);
    assert!(play.requests.iter().any(|asked| asked.address.ends_with("/b")));
}

#[test]
fn an_optional_file_may_be_absent() {
    let mut files = vec![file("a", 10), file("b", 10)];
    files[1].optional = true;
    let record = Record::new(&model(files), "https://hub.test");
    let play =
        Play::new(
            record,
            |asked: &Asked| {
                if asked.address.ends_with('b') { status(404) } else { partial(asked, CHUNK, "\"v1\"") }
            },
        )
        .run(None);
    assert!(play.finished && play.transfer.record().files[1].absent);
}

#[test]
fn room_is_checked_before_and_once_lengths_are_known() {
    let play = Play::new(one_file(), sound(LENGTH)).run(Some(4));
    assert_eq!(play.failed, Some(LibraryError::NoRoom { missing: 6, deletable: 0 }));
    assert_eq!(play.requests.len(), 0);
    let play = Play::new(one_file(), sound(LENGTH)).run(Some(LENGTH - 5));
    assert_eq!(play.failed, Some(LibraryError::NoRoom { missing: 5, deletable: 0 }));
    assert!(play.sent <= CHUNK);
    assert!(Play::new(one_file(), sound(LENGTH)).run(Some(LENGTH)).finished);
}

#[test]
fn progress_is_told_in_bytes_and_seconds() {
    let mut play = Play::new(one_file(), sound(LENGTH));
    play.feed(Input::Begin { free: None });
    let flight = FlightId(1);
    let asked = Asked { address: String::new(), range: Some(0..CHUNK), if_range: None, number: 1 };
    play.feed(Input::Head(flight, partial(&asked, LENGTH, "\"v1\"").0));
    for _ in 0..4 {
        play.feed(Input::Wrote(flight, 500_000));
        play.now += 250.0;
    }
    let progress = play.transfer.progress(play.now);
    assert_eq!((progress.stored(), progress.total(), progress.phase), (2_000_000, LENGTH, Phase::Fetching));
    assert!((progress.per_second.unwrap() - 2e6).abs() < 1.0, "{progress:?}");
    assert!((progress.seconds_left.unwrap() - (LENGTH - 2_000_000) as f64 / 2e6).abs() < 0.1);
}
