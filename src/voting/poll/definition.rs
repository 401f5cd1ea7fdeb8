//! The poll itself: an event of kind 1068 that asks about one tool.

use crate::voting::nostr::{Draft, Event, EventId, PublicKey};
use crate::voting::{Choice, Result, VotingError};

/// The kind of a poll (NIP-88).
pub const POLL_KIND: u16 = 1068;

/// As seconds, this is the year 5138; as milliseconds, 1973. No poll was meant for the former.
const FIRST_MILLISECONDS: u64 = 100_000_000_000;

/// A poll that can be counted: signed, single choice, with the options ship and skip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poll {
    pub id: EventId,
    pub author: PublicKey,
    pub question: String,
    /// The tool it asks about, if it was made by `poll create`.
    pub tool: Option<String>,
    /// Unix time in seconds. Responses before it don't count.
    pub created_at: u64,
    /// Unix time in seconds. Responses after it don't count.
    pub ends_at: Option<u64>,
    /// Its author wrote the end in milliseconds; `ends_at` is what was meant.
    pub ends_in_milliseconds: bool,
    /// Where responses should be published.
    pub relays: Vec<String>,
    /// The ids of the options ship and skip, in this order.
    options: [String; 2],
}

impl Poll {
    /// Reads one event, bare or in the message of a relay or client, and checks everything about it.
    ///
    /// # Errors
    ///
    /// If it is no poll that can be counted.
    pub fn parse(json: &str) -> Result<Self> {
        Self::from_event(&Event::parse_wrapped(json).map_err(VotingError::PollEvent)?)
    }

    pub fn from_event(event: &Event) -> Result<Self> {
        if event.kind != POLL_KIND {
            return Err(VotingError::PollKind(event.kind));
        }
        event.check_id().and_then(|()| event.check_signature()).map_err(VotingError::PollEvent)?;
        match event.tag("polltype") {
            None | Some("singlechoice") => {}
            Some("multiplechoice") => return Err(VotingError::PollType),
            Some(other) => return Err(VotingError::PollTypeUnknown(other.chars().take(80).collect())),
        }
        let (ends_at, ends_in_milliseconds) = end(event)?;
        Ok(Self {
            id: event.id,
            author: event.pubkey,
            question: event.content.clone(),
            tool: event.tag("tool").map(str::to_owned),
            created_at: event.created_at,
            ends_at,
            ends_in_milliseconds,
            relays: event
                .tags_named("relay")
                .filter_map(|rest| rest.first())
                .filter_map(|url| relay_address(url).ok())
                .collect(),
            options: options(event)?,
        })
    }

    /// What is odd about the poll although it can be counted, in sentences for whoever counts it.
    pub fn oddities(&self) -> Vec<&'static str> {
        let odd = [
            (
                self.ends_in_milliseconds,
                "The poll's endsAt is in milliseconds instead of seconds. It is read as it was meant; other programs may \
                 let the poll go on for ever.",
            ),
            (
                self.created_at >= FIRST_MILLISECONDS,
                "The poll is dated in milliseconds instead of seconds, so every vote comes before it.",
            ),
            (
                self.ends_at.is_some_and(|end| end < self.created_at),
                "The poll ends before it begins, so no vote counts.",
            ),
        ];
        odd.into_iter().filter_map(|(is_odd, sentence)| is_odd.then_some(sentence)).collect()
    }

    /// The choice an option id stands for.
    pub fn choice(&self, option: &str) -> Option<Choice> {
        Choice::ALL.into_iter().find(|choice| self.option(*choice) == option)
    }

    /// The id of a choice's option.
    pub fn option(&self, choice: Choice) -> &str {
        &self.options[choice as usize]
    }
}

/// The end in seconds, and whether it was written in milliseconds, as scripts do by mistake.
fn end(event: &Event) -> Result<(Option<u64>, bool)> {
    let Some(word) = event.tag("endsAt") else { return Ok((None, false)) };
    match word.trim().parse::<u64>() {
        Ok(end) if end < FIRST_MILLISECONDS => Ok((Some(end), false)),
        Ok(end) if end / 1000 < FIRST_MILLISECONDS => Ok((Some(end / 1000), true)),
        _ => Err(VotingError::PollEnd(word.chars().take(80).collect())),
    }
}

/// Option ids may be anything (NIP-88). One that is not `ship` or `skip` itself is known by its label.
fn options(event: &Event) -> Result<[String; 2]> {
    let offered: Vec<_> = event.tags_named("option").collect();
    let complain = || {
        let words: Vec<_> = offered.iter().map(|option| option.join(" ")).collect();
        VotingError::PollOptions(if words.is_empty() { "none".to_owned() } else { words.join(", ") })
    };
    let find = |choice: Choice| {
        let by_id = |option: &&&[String]| option.first().is_some_and(|id| id == choice.name());
        let by_label = |option: &&&[String]| option.get(1).is_some_and(|label| is_label_of(label, choice));
        let found = offered.iter().find(by_id).or_else(|| offered.iter().find(by_label))?;
        found.first().cloned()
    };
    match (find(Choice::Ship), find(Choice::Skip)) {
        (Some(ship), Some(skip)) if offered.len() == 2 && ship != skip => Ok([ship, skip]),
        _ => Err(complain()),
    }
}

fn is_label_of(label: &str, choice: Choice) -> bool {
    label.trim().eq_ignore_ascii_case(choice.name())
}

/// What the owner of a page says about a new poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// A short name of the tool, as in the comparison's files.
    pub tool: String,
    pub question: String,
    /// Unix time in seconds.
    pub created_at: u64,
    /// Unix time in seconds.
    pub ends_at: Option<u64>,
    pub relays: Vec<String>,
}

impl Announcement {
    /// The poll's event, to be signed.
    pub fn draft(&self) -> Result<Draft> {
        if self.ends_at.is_some_and(|end| end <= self.created_at) {
            return Err(VotingError::PollOver);
        }
        let tag = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let mut tags: Vec<_> =
            Choice::ALL.iter().map(|choice| tag(&["option", choice.name(), choice.label()])).collect();
        for relay in &self.relays {
            tags.push(tag(&["relay", &relay_address(relay)?]));
        }
        tags.push(tag(&["polltype", "singlechoice"]));
        tags.extend(self.ends_at.map(|end| tag(&["endsAt", &end.to_string()])));
        tags.push(tag(&["tool", &self.tool]));
        Ok(Draft { kind: POLL_KIND, created_at: self.created_at, tags, content: self.question.clone() })
    }
}

/// The address without surrounding space, if it is one of a relay.
pub fn relay_address(address: &str) -> Result<String> {
    let address = address.trim();
    let host = address.strip_prefix("wss://").or_else(|| address.strip_prefix("ws://"));
    match host {
        Some(host) if !host.is_empty() && !address.contains(char::is_whitespace) => Ok(address.to_owned()),
        _ => Err(VotingError::RelayAddress(address.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voting::nostr::SecretKey;

    fn signed(change: impl FnOnce(&mut Draft)) -> Event {
        let announcement = Announcement {
            tool: "gateway".into(),
            question: "Would you ship with it?".into(),
            created_at: 100,
            ends_at: Some(200),
            relays: vec![" wss://one.example ".into()],
        };
        let mut draft = announcement.draft().unwrap();
        change(&mut draft);
        draft.sign(&SecretKey::from_bytes(&[1; 32]).unwrap(), &[0; 32]).unwrap()
    }

    fn options(words: &[[&str; 2]]) -> Result<Poll> {
        Poll::from_event(&signed(|draft| {
            draft.tags = words.iter().map(|[id, label]| vec!["option".into(), (*id).into(), (*label).into()]).collect();
        }))
    }

    #[test]
    fn what_was_announced_is_read_back() {
        let poll = Poll::parse(&signed(|_| {}).to_json()).unwrap();
        assert_eq!((poll.created_at, poll.ends_at, poll.tool.as_deref()), (100, Some(200), Some("gateway")));
        assert_eq!(poll.relays, ["wss://one.example"]);
        assert_eq!(poll.choice("ship"), Some(Choice::Ship));
        assert_eq!(poll.choice("Ship"), None);
    }

    #[test]
    fn options_are_known_by_id_or_else_by_label() {
        let poll = options(&[["a1", "Skip"], ["b2", " SHIP "]]).unwrap();
        assert_eq!(poll.choice("b2"), Some(Choice::Ship));
        assert_eq!(poll.option(Choice::Skip), "a1");
        let crossed = options(&[["ship", "Skip"], ["skip", "Ship"]]).unwrap();
        assert_eq!(crossed.choice("ship"), Some(Choice::Ship));
    }

    #[test]
    fn other_polls_are_refused() {
        assert!(matches!(options(&[]), Err(VotingError::PollOptions(_))));
        assert!(matches!(options(&[["ship", "Ship"]]), Err(VotingError::PollOptions(_))));
        assert!(matches!(options(&[["ship", ""], ["ship", ""]]), Err(VotingError::PollOptions(_))));
        assert!(matches!(options(&[["ship", ""], ["skip", ""], ["x", ""]]), Err(VotingError::PollOptions(_))));
        let refused = |change: fn(&mut Draft)| Poll::from_event(&signed(change)).unwrap_err();
        assert_eq!(refused(|draft| draft.kind = 1018), VotingError::PollKind(1018));
        assert_eq!(refused(|draft| draft.tags[3][1] = "multiplechoice".into()), VotingError::PollType);
        let ranked = VotingError::PollTypeUnknown("ranked".into());
        assert_eq!(refused(|draft| draft.tags[3][1] = "ranked".into()), ranked);
        assert_eq!(refused(|draft| draft.tags[4][1] = "soon".into()), VotingError::PollEnd("soon".into()));
    }

    #[test]
    fn an_end_in_milliseconds_is_read_as_it_was_meant_and_told() {
        let end = |word: &str| Poll::from_event(&signed(|draft| draft.tags[4][1] = word.into()));
        let poll = end("1700100000000").unwrap();
        assert_eq!((poll.ends_at, poll.ends_in_milliseconds), (Some(1_700_100_000), true));
        assert!(poll.oddities().iter().any(|odd| odd.contains("milliseconds")));
        assert_eq!(end(" 1700100000 ").unwrap().oddities(), [""; 0]);
        assert!(end("50").unwrap().oddities()[0].contains("before it begins"));
        let none =
            ["", "1700100000.0", "1.7e9", "-1", "1e9", "0x10", "18446744073709551616", "1700100000000000", "soon"];
        for word in none {
            assert_eq!(end(word), Err(VotingError::PollEnd(word.into())));
        }
        let dated = Poll::from_event(&signed(|draft| draft.created_at = 1_700_000_000_000)).unwrap();
        assert!(dated.oddities()[0].contains("dated in milliseconds"));
    }

    #[test]
    fn a_poll_may_come_in_a_message() {
        let event = signed(|_| {}).to_json();
        for text in [format!("[\"EVENT\",{event}]"), format!(" [\"EVENT\", \"s\", {event} ]")] {
            assert!(Poll::parse(&text).is_ok(), "{text}");
        }
        let deep = "[".repeat(300_000) + &"]".repeat(300_000);
        let extra = event.replacen('{', &format!("{{\"extra\":{deep},"), 1);
        for text in [deep.clone(), format!("[\"EVENT\",{deep}]"), event.replacen("[[", &format!("[{deep},["), 1)] {
            assert!(Poll::parse(&text).is_err());
        }
        assert!(Poll::parse(&extra).is_ok(), "unknown fields are passed over, however deep");
    }

    #[test]
    fn an_end_or_a_kind_of_poll_may_be_missing() {
        let poll = Poll::from_event(&signed(|draft| draft.tags.truncate(2))).unwrap();
        assert_eq!(poll.ends_at, None);
    }

    #[test]
    fn a_changed_poll_is_refused() {
        let mut event = signed(|_| {});
        event.content.push('!');
        assert_eq!(Poll::from_event(&event), Err(VotingError::PollEvent(crate::voting::Rejection::BadId)));
    }
}
