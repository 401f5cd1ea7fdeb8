//! The worker's mind: the polls, the key, the vote that is being made, the votes on their way, the count.

use super::action::{Action, Input, Line, Moment};
use super::count::Count;
use super::post::Post;
use super::protocol::{Failure, Report, Request, Sent, Signer};
use super::vote::{Making, Waiting, failure};
use crate::voting::nostr::{Event, PublicKey, SecretKey};
use crate::voting::poll::Poll;
use crate::voting::relay::Parcel;
use crate::voting::{Choice, PollSettings, VotingError};

/// How often a count looks at the clock, in milliseconds.
const TICK: u64 = 1_000;
/// How often the proof of work is reported, in milliseconds.
const REPORT_EVERY: u64 = 100;

/// What was stored by an earlier session.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// The secret key in hexadecimal digits.
    pub key: Option<String>,
    pub sent: Vec<Sent>,
    pub parcels: Vec<Parcel>,
}

pub struct Session {
    settings: PollSettings,
    polls: Vec<(String, Poll)>,
    key: Option<SecretKey>,
    making: Option<Making>,
    waiting: Option<Waiting>,
    post: Post,
    count: Option<Count>,
    last_report: u64,
}

impl Session {
    /// `polls` are the texts of the polls' events, each under its tool's slug.
    pub fn new(settings: PollSettings, polls: &[(String, String)], kept: Kept) -> Result<Self, Failure> {
        let read = |(tool, text): &(String, String)| read_poll(tool, text, &settings).map(|poll| (tool.clone(), poll));
        let polls = polls.iter().map(read).collect::<Result<_, _>>()?;
        let key = kept.key.map(|digits| SecretKey::from_hex(&digits)).transpose().map_err(|error| failure(&error))?;
        let post = Post::restore(kept.sent, kept.parcels);
        Ok(Self { settings, polls, key, making: None, waiting: None, post, count: None, last_report: 0 })
    }

    /// The first words to the page, and what an earlier session left to be done.
    pub fn begin(&mut self, moment: &Moment) -> Vec<Action> {
        let mut actions = vec![Action::Report(Report::Began { key: self.public_key(), sent: self.post.votes() })];
        actions.extend(self.post.pump(moment));
        actions.extend(self.post.news());
        actions
    }

    /// Takes in what happened, says what to do.
    pub fn take(&mut self, input: Input, moment: &Moment) -> Vec<Action> {
        let mut actions = match input {
            Input::Request(request) => self.answer(request, moment).unwrap_or_else(failed),
            Input::Work => self.work(moment).unwrap_or_else(failed),
            Input::Opened(Line::Post { relay }) => self.post.opened(&relay).into_iter().collect(),
            Input::Heard(Line::Post { relay }, text) => {
                self.post.heard(&relay, &text, moment);
                Vec::new()
            }
            Input::Closed(Line::Post { relay }) => {
                self.post.closed(&relay, moment);
                Vec::new()
            }
            Input::Opened(Line::Count { poll, relay }) => {
                self.count.as_mut().and_then(|count| count.opened(poll, relay, moment)).into_iter().collect()
            }
            Input::Heard(Line::Count { poll, relay }, text) => {
                self.count.as_mut().and_then(|count| count.heard(poll, relay, &text, moment)).into_iter().collect()
            }
            Input::Closed(Line::Count { poll, relay }) => {
                self.count.as_mut().into_iter().for_each(|count| count.closed(poll, relay));
                Vec::new()
            }
            Input::Tick => self.count.as_mut().map_or_else(Vec::new, |count| count.tick(moment)),
        };
        actions.extend(self.post.pump(moment));
        actions.extend(self.post.news());
        actions.extend(self.count.as_mut().and_then(|count| count.news(moment)));
        self.count.take_if(|count| count.is_complete());
        actions
    }

    /// When to hand in the next `Tick`, as Unix time in milliseconds.
    pub fn next_wake(&self, now: u64) -> Option<u64> {
        let tick = self.count.as_ref().map(|_| now + TICK);
        [tick, self.post.next_wake()].into_iter().flatten().min()
    }

    fn answer(&mut self, request: Request, moment: &Moment) -> Result<Vec<Action>, Failure> {
        Ok(match request {
            Request::Begin { .. } => Vec::new(),
            Request::Send { tool, choice, at, signer } => self.send(&tool, choice, at, &signer, moment)?,
            Request::Signed { event } => self.signed(&event)?,
            Request::Stop => {
                (self.making, self.waiting) = (None, None);
                vec![Action::Report(Report::Stopped)]
            }
            Request::Hurry => {
                self.post.hurry();
                Vec::new()
            }
            Request::Count { at } => {
                let running = self.count.is_some();
                if running { Vec::new() } else { self.begin_count(at, moment) }
            }
            Request::RevealKey => {
                let secret = self.key.as_ref().map(SecretKey::to_hex);
                secret.map(|secret| Action::Report(Report::RevealedKey { secret })).into_iter().collect()
            }
            Request::ForgetKey => self.forget(),
        })
    }

    /// Begins to make a vote public. A change must be dated after the vote it replaces, or that one would go on counting.
    fn send(
        &mut self,
        tool: &str,
        choice: Choice,
        at: u64,
        signer: &Signer,
        moment: &Moment,
    ) -> Result<Vec<Action>, Failure> {
        let (author, by_extension, mut actions) = self.author(signer, moment)?;
        let poll = self.polls.iter().find(|(of, _)| of == tool).map(|(_, poll)| poll);
        let poll = poll.ok_or_else(|| Failure::new("There is no poll on this tool.", "Reload the page."))?;
        let before = self.post.vote(tool).filter(|sent| sent.key == author.to_string());
        let at = before.map_or(at, |sent| at.max(sent.created_at + 1));
        check_date(poll, at)?;
        self.waiting = None;
        self.making = Some(Making::new((tool, poll), choice, at, self.settings.minimum_work, author, by_extension));
        self.last_report = moment.now;
        actions.push(self.progress());
        actions.push(Action::Work);
        Ok(actions)
    }

    /// Whose vote it will be. The browser's own key is made when it is first needed.
    fn author(&mut self, signer: &Signer, moment: &Moment) -> Result<(PublicKey, bool, Vec<Action>), Failure> {
        match signer {
            Signer::Extension { key } => {
                let remedy = "Check the extension’s settings, or let this browser make a key.";
                let key = PublicKey::from_hex(key);
                let key = key.ok_or_else(|| Failure::new("Your extension gave no public key.", remedy))?;
                Ok((key, true, Vec::new()))
            }
            Signer::Browser => {
                if let Some(key) = &self.key {
                    return Ok((key.public(), false, Vec::new()));
                }
                let bytes: &[u8; 32] = moment.random.first_chunk().ok_or_else(|| failure(&VotingError::Key))?;
                let key = SecretKey::from_bytes(bytes).map_err(|error| failure(&error))?;
                let (public, keep) = (key.public(), Action::KeepKey(key.to_hex()));
                self.key = Some(key);
                Ok((public, false, vec![keep, Action::Report(Report::Key { key: self.public_key() })]))
            }
        }
    }

    /// One step of the proof of work; with the last one the vote is signed.
    fn work(&mut self, moment: &Moment) -> Result<Vec<Action>, Failure> {
        let Some(mut making) = self.making.take() else { return Ok(Vec::new()) };
        let Some(draft) = making.step() else {
            self.making = Some(making);
            let mut actions = vec![Action::Work];
            if moment.now.saturating_sub(self.last_report) >= REPORT_EVERY {
                self.last_report = moment.now;
                actions.push(self.progress());
            }
            return Ok(actions);
        };
        if making.by_extension {
            let (waiting, event) = making.hand_over(draft);
            self.waiting = Some(waiting);
            return Ok(vec![Action::Report(Report::ToSign { event })]);
        }
        let key = self.key.as_ref().ok_or_else(|| failure(&VotingError::Key))?;
        let auxiliary: &[u8; 32] = moment.random.last_chunk().ok_or_else(|| failure(&VotingError::Signing))?;
        let event = draft.sign(key, auxiliary).map_err(|error| failure(&error))?;
        self.post(making.tool, making.choice, &event);
        Ok(Vec::new())
    }

    fn signed(&mut self, json: &str) -> Result<Vec<Action>, Failure> {
        let Some(waiting) = self.waiting.take() else { return Ok(Vec::new()) };
        let event = waiting.check(json)?;
        self.post(waiting.tool, waiting.choice, &event);
        Ok(Vec::new())
    }

    fn post(&mut self, tool: String, choice: Choice, event: &Event) {
        self.post.take(tool, choice, event, &self.settings.relays);
    }

    fn begin_count(&mut self, at: u64, moment: &Moment) -> Vec<Action> {
        let PollSettings { relays, minimum_work, .. } = &self.settings;
        let (count, actions) = Count::begin(&self.polls, relays, *minimum_work, at, moment);
        self.count = Some(count);
        actions
    }

    fn forget(&mut self) -> Vec<Action> {
        (self.key, self.making, self.waiting) = (None, None, None);
        let mut actions = self.post.hang_up();
        self.post = Post::default();
        actions.extend([Action::DropEverything, Action::Report(Report::Key { key: None })]);
        actions
    }

    fn progress(&self) -> Action {
        let (tool, (tries, expected)) =
            self.making.as_ref().map_or_else(Default::default, |making| (making.tool.clone(), making.progress()));
        Action::Report(Report::Mining { tool, tries, expected })
    }

    fn public_key(&self) -> Option<String> {
        self.key.as_ref().map(|key| key.public().to_string())
    }
}

/// Reads a poll's event and checks that it is the one the owner's settings name.
fn read_poll(tool: &str, text: &str, settings: &PollSettings) -> Result<Poll, Failure> {
    let remedy = "The owner of this page can mend it: polls/*.json must be the files that `poll create` wrote, and \
                  config.json must name their ids.";
    let poll =
        Poll::parse(text).map_err(|error| Failure::new(format!("The poll on {tool} is broken. {error}"), remedy))?;
    if settings.polls.get(tool).is_some_and(|id| *id == poll.id.to_string()) {
        return Ok(poll);
    }
    Err(Failure::new(format!("The poll on {tool} is not the one that config.json names."), remedy))
}

/// A vote that could not count is not sent at all.
fn check_date(poll: &Poll, at: u64) -> Result<(), Failure> {
    if at < poll.created_at {
        return Err(Failure::new(
            "By this device’s clock the poll has not begun yet, so the vote would not count.",
            "Set the date and time of this device, then send again.",
        ));
    }
    if poll.ends_at.is_some_and(|end| at > end) {
        return Err(Failure::new(
            "By this device’s clock the poll is over, so the vote would not count.",
            "If the date of this device is wrong, set it and send again.",
        ));
    }
    Ok(())
}

fn failed(failure: Failure) -> Vec<Action> {
    vec![Action::Report(Report::Failed { failure })]
}
