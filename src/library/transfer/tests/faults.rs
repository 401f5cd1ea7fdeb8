//! Every way in which a server can let one down.

use super::*;
use crate::library::error::Trouble;

const LENGTH: u64 = 3 * CHUNK + 9;

#[test]
fn a_broken_answer_goes_on_at_its_byte() {
    let play = Play::new(one_file(), |asked: &Asked| {
        let (head, tail) = partial(asked, LENGTH, "\"v1\"");
        if asked.number % 2 == 1 { (head, Tail::Breaks(700_001)) } else { (head, tail) }
    })
    .run(None);
    assert!(play.finished);
    assert_eq!(play.sent, LENGTH);
    assert!(play.requests.iter().any(|asked| asked.range == Some(700_001..CHUNK)));
}

#[test]
fn a_truncated_last_chunk_is_completed() {
    let play = Play::new(one_file(), |asked: &Asked| {
        let (head, tail) = partial(asked, LENGTH, "\"v1\"");
        let is_last = asked.range.as_ref().is_some_and(|range| range.start == 3 * CHUNK);
        if is_last { (head, Tail::Ends(4)) } else { (head, tail) }
    })
    .run(None);
    assert!(play.finished);
    assert_eq!(play.sent, LENGTH);
    assert_eq!(play.requests.last().unwrap().range, Some(3 * CHUNK + 4..LENGTH));
}

#[test]
fn a_server_without_parts_gives_the_whole_file_once() {
    let play = Play::new(one_file(), |_: &Asked| all(LENGTH, "\"v1\"")).run(None);
    assert!(play.finished);
    assert_eq!((play.requests.len(), play.sent), (1, LENGTH));
}

#[test]
fn a_server_that_says_no_length_is_believed_at_its_end() {
    let play =
        Play::new(one_file(), |_: &Asked| (Head { status: 200, ..Head::default() }, Tail::Ends(CHUNK + 3))).run(None);
    assert!(play.finished);
    assert_eq!(play.transfer.record().files[0].length, Some(CHUNK + 3));
}

#[test]
fn a_server_without_parts_that_always_breaks_is_given_up() {
    let play = Play::new(one_file(), |_: &Asked| (all(LENGTH, "\"v1\"").0, Tail::Breaks(CHUNK))).run(None);
    assert!(matches!(play.failed, Some(LibraryError::Unreachable { .. })), "{:?}", play.failed);
}

#[test]
fn a_hidden_content_range_is_made_up_for() {
    let play = Play::new(one_file(), |asked: &Asked| {
        let (head, tail) = partial(asked, LENGTH, "\"v1\"");
        (Head { content_range: None, etag: None, ..head }, tail)
    })
    .run(None);
    // The length can't be told from a part: the whole file is asked for, without a range.
    assert!(play.finished);
    assert_eq!(play.requests.last().unwrap().range, None);
}

#[test]
fn another_part_than_asked_for_is_never_written() {
    let play = Play::new(one_file(), |asked: &Asked| {
        let (head, tail) = partial(asked, LENGTH, "\"v1\"");
        let shifted = Some(format!("bytes 1-{}/{LENGTH}", CHUNK));
        if asked.number == 2 { (Head { content_range: shifted, ..head }, tail) } else { (head, tail) }
    })
    .run(None);
    assert!(play.finished);
    assert_eq!(play.sent, LENGTH);
}

#[test]
fn a_server_that_only_sends_other_parts_is_given_up() {
    let play = Play::new(one_file(), |asked: &Asked| {
        let (head, tail) = partial(asked, LENGTH, "\"v1\"");
        (Head { content_range: Some(format!("bytes 7-9/{LENGTH}")), ..head }, tail)
    })
    .run(None);
    assert!(
        matches!(play.failed, Some(LibraryError::Unreachable { tries: 8, why: Trouble::WrongPart, .. })),
        "{:?}",
        play.failed
    );
    assert_eq!(play.sent, 0);
}

#[test]
fn a_changed_file_begins_anew_and_never_mixes() {
    let play = Play::new(one_file(), |asked: &Asked| {
        let etag = if asked.number < 3 { "\"v1\"" } else { "\"v2\"" };
        // This server does not know If-Range.
        partial(&Asked { if_range: None, ..asked.clone() }, LENGTH, etag)
    })
    .run(None);
    assert!(play.finished);
    assert_eq!(play.cleared, 1);
    assert_eq!(play.transfer.record().files[0].etag.as_deref(), Some("\"v2\""));
    assert!(play.sent > LENGTH);
}

#[test]
fn if_range_makes_a_changed_file_come_whole() {
    let play = Play::new(one_file(), |asked: &Asked| {
        partial(asked, LENGTH, if asked.number < 3 { "\"v1\"" } else { "\"v2\"" })
    })
    .run(None);
    assert!(play.finished);
    assert_eq!(play.transfer.record().files[0].etag.as_deref(), Some("\"v2\""));
}

#[test]
fn a_file_that_never_stays_the_same_is_given_up() {
    let play = Play::new(one_file(), |asked: &Asked| {
        let etag = format!("\"v{}\"", asked.number);
        partial(&Asked { if_range: None, ..asked.clone() }, LENGTH, &etag)
    })
    .run(None);
    assert!(matches!(play.failed, Some(LibraryError::Changing { .. })), "{:?}", play.failed);
}

#[test]
fn a_busy_server_is_asked_again_when_it_wants_to_be() {
    for code in [429, 503] {
        let play = Play::new(one_file(), |asked: &Asked| match asked.number {
            1 => (Head { status: code, retry_after_ms: Some(7_000), ..Head::default() }, Tail::Ends(0)),
            _ => partial(asked, LENGTH, "\"v1\""),
        })
        .run(None);
        assert!(play.finished && play.now >= 7_000.0, "{}", play.now);
    }
}

#[test]
fn waiting_ends_when_the_device_is_online_again() {
    let mut play = Play::new(one_file(), sound(LENGTH));
    play.feed(Input::Begin { free: None });
    assert_eq!(play.feed(Input::Broke(FlightId(1))), []);
    assert!(matches!(play.transfer.progress(0.0).phase, Phase::Waiting { .. }));
    assert!(matches!(play.feed(Input::Online)[..], [Action::Fetch { .. }]));
}

#[test]
fn silence_is_given_up_in_the_end() {
    let play = Play::new(one_file(), |asked: &Asked| (partial(asked, LENGTH, "\"v1\"").0, Tail::Stalls)).run(None);
    assert!(matches!(play.failed, Some(LibraryError::Unreachable { why: Trouble::Stalled, .. })), "{:?}", play.failed);
}

#[test]
fn missing_and_refused_files_are_named_at_once() {
    let failed = |code| Play::new(one_file(), move |_: &Asked| status(code)).run(None).failed;
    assert_eq!(failed(404), Some(LibraryError::Missing { file: "a".into(), status: 404 }));
    assert_eq!(failed(403), Some(LibraryError::Refused { file: "a".into(), status: 403 }));
    let page = Head { status: 200, content_type: Some("text/html; charset=utf-8".into()), ..Head::default() };
    let play = Play::new(one_file(), move |_: &Asked| (page.clone(), Tail::Ends(9))).run(None);
    assert_eq!(play.failed, Some(LibraryError::Page { file: "a".into() }));
}

#[test]
fn a_flipped_bit_is_noticed_and_the_file_fetched_once_more() {
    let mut record = one_file();
    record.files[0].expected = Some("good".into());
    let mut play = Play::new(record.clone(), sound(LENGTH));
    play.hash = |_, cleared| if cleared == 0 { "bad".into() } else { "good".into() };
    let play = play.run(None);
    assert!(play.finished);
    assert_eq!(play.sent, 2 * LENGTH);

    let mut play = Play::new(record, sound(LENGTH));
    play.hash = |_, _| "bad".into();
    let play = play.run(None);
    assert!(matches!(play.failed, Some(LibraryError::Damaged { .. })));
    assert_eq!(play.transfer.record().stored(), 0);
}

#[test]
fn a_full_storage_says_how_much_is_missing() {
    let mut play = Play::new(one_file(), sound(LENGTH));
    play.feed(Input::Begin { free: None });
    let asked = Asked { address: String::new(), range: Some(0..CHUNK), if_range: None, number: 1 };
    play.feed(Input::Head(FlightId(1), partial(&asked, LENGTH, "\"v1\"").0));
    play.feed(Input::Wrote(FlightId(1), 1_000_000));
    let actions = play.feed(Input::Full);
    let error = LibraryError::NoRoom { missing: LENGTH - 1_000_000, deletable: 0 };
    assert_eq!(actions.last(), Some(&Action::Failed(error)));
}
