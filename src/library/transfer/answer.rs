//! What the beginning of an answer means for the file.

use super::flight::Flight;
use crate::library::error::Trouble;
use crate::library::head::{ContentRange, Head};
use crate::library::record::FileRecord;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// The part that was asked for follows.
    Good,
    /// The whole file follows, whatever was asked for.
    Whole,
    /// The server's parts can't be told apart: ask for the whole file.
    AskWhole,
    /// The file is another one than before.
    Changed,
    /// It isn't there, and isn't needed.
    Absent,
    Missing,
    /// A web page follows, and no file.
    Page,
    Refused,
    Trouble(Trouble),
}

/// Reads the head and notes in flight and file what it says.
pub fn judge(head: &Head, flight: &mut Flight, file: &mut FileRecord) -> Judgement {
    match head.status {
        200 | 206 if head.is_page() => gone(file, Judgement::Page),
        206 => part(head, flight, file),
        200 => whole(head, flight, file),
        404 | 410 => gone(file, Judgement::Missing),
        // The file has become shorter than the part that was asked for.
        416 => Judgement::Changed,
        408 | 425 | 429 | 500..=599 => Judgement::Trouble(Trouble::Busy),
        _ => Judgement::Refused,
    }
}

fn gone(file: &FileRecord, how: Judgement) -> Judgement {
    if file.optional { Judgement::Absent } else { how }
}

fn part(head: &Head, flight: &mut Flight, file: &mut FileRecord) -> Judgement {
    if head.differs_from(file.etag.as_deref()) {
        return Judgement::Changed;
    }
    let Some(asked) = flight.end.map(|end| flight.next..end) else {
        return Judgement::Trouble(Trouble::WrongPart);
    };
    let told = match head.content_range.as_deref() {
        Some(text) => match ContentRange::parse(text) {
            Some(range) => Some(range),
            None => return Judgement::Trouble(Trouble::WrongPart),
        },
        None => None,
    };
    let end = match (told, file.length) {
        (Some(ContentRange { total: Some(total), .. }), Some(length)) if total != length => return Judgement::Changed,
        (Some(range), _) if range.part.start != asked.start || range.part.end > asked.end => {
            return Judgement::Trouble(Trouble::WrongPart);
        }
        (Some(ContentRange { part, total: Some(total) }), _) => {
            file.set_length(total);
            part.end
        }
        // Another site that hides its Content-Range: the length of the part must do.
        (_, Some(_)) if head.content_length.is_none_or(|length| length == asked.end - asked.start) => asked.end,
        (_, Some(_)) => return Judgement::Trouble(Trouble::WrongPart),
        (_, None) => return Judgement::AskWhole,
    };
    note_version(head, file);
    flight.end = Some(end);
    flight.accepted = true;
    Judgement::Good
}

/// Whether it is the same file as before or not, all of it comes now, from its first byte.
fn whole(head: &Head, flight: &mut Flight, file: &mut FileRecord) -> Judgement {
    file.restart();
    if let Some(length) = head.content_length {
        file.set_length(length);
    }
    note_version(head, file);
    (flight.chunk, flight.next, flight.end, flight.accepted) = (None, 0, head.content_length, true);
    Judgement::Whole
}

fn note_version(head: &Head, file: &mut FileRecord) {
    if head.etag.is_some() {
        file.etag.clone_from(&head.etag);
    }
}
