//! Which of a response's choices is the answer.

use super::ResponseEvent;

/// Pieces under another number that are held until it is clear whose they are.
const HELD_PIECES: usize = 16;

/// Follows one choice.
///
/// One answer is asked for, and further ones would mix with it. But some servers number the pieces of a single answer,
/// or give its thinking and its text two numbers. So what comes under a new number waits: if an earlier number comes
/// again, there are several answers and the first one is followed; if none does for a while, or the response ends,
/// it was one answer all along.
#[derive(Default)]
pub struct Choices {
    followed: Option<u64>,
    /// There are several answers.
    several: bool,
    finished: bool,
    held: Vec<ResponseEvent>,
    held_pieces: usize,
    latest: u64,
}

impl Choices {
    /// Takes in what one message says, choice by choice with its number.
    pub fn take(&mut self, mut choices: Vec<(u64, Vec<ResponseEvent>)>, events: &mut Vec<ResponseEvent>) {
        self.several |= choices.len() > 1;
        choices.sort_by_key(|(number, _)| *number);
        for (number, said) in choices {
            self.take_one(number, said, events);
        }
    }

    fn take_one(&mut self, number: u64, said: Vec<ResponseEvent>, events: &mut Vec<ResponseEvent>) {
        let followed = *self.followed.get_or_insert(number);
        let goes_back = number < self.latest;
        self.latest = number;
        if number == followed {
            self.several |= !self.held.is_empty() || goes_back;
            self.held.clear();
            self.finished |= said.iter().any(|event| matches!(event, ResponseEvent::Finish(_)));
            events.extend(said);
        } else if self.several || goes_back || self.finished {
            self.several = true;
            self.held.clear();
        } else {
            self.held.extend(said);
            self.held_pieces += 1;
            if self.held_pieces > HELD_PIECES {
                self.followed = Some(number);
                self.end(events);
            }
        }
    }

    /// Nothing more comes: what is held was the same answer.
    pub fn end(&mut self, events: &mut Vec<ResponseEvent>) {
        self.held_pieces = 0;
        events.append(&mut self.held);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(numbers: &[(u64, &str)]) -> String {
        let (mut choices, mut events) = (Choices::default(), Vec::new());
        for (number, piece) in numbers {
            choices.take(vec![(*number, vec![ResponseEvent::Text((*piece).to_owned())])], &mut events);
        }
        choices.end(&mut events);
        let text = |event: ResponseEvent| if let ResponseEvent::Text(text) = event { text } else { String::new() };
        events.into_iter().map(text).collect()
    }

    #[test]
    fn one_answer_under_many_numbers_is_whole_and_of_several_the_first_is_followed() {
        assert_eq!(text(&[(1, "Green "), (1, "door")]), "Green door");
        assert_eq!(text(&[(0, "a"), (1, "b"), (2, "c")]), "abc");
        assert_eq!(text(&[(0, ""), (1, "b"), (1, "c")]), "bc");
        assert_eq!(text(&[(0, "a"), (1, "x"), (0, "b"), (1, "y")]), "ab");
        assert_eq!(text(&[(0, "a"), (1, "x"), (2, "p"), (0, "b"), (1, "y"), (2, "q"), (0, "c")]), "abc");
        let long: Vec<_> = (0..100).map(|number| (number, "x")).collect();
        assert_eq!(text(&long).len(), 100);
    }
}
