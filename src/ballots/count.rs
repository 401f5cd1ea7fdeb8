//! A count in progress: one collector for each poll, one connection for each poll and relay.

use super::action::{Action, Line, Moment};
use super::protocol::{LiveCount, Report};
use crate::voting::ToolResult;
use crate::voting::poll::{Limits, Poll, Rules};
use crate::voting::relay::{Collector, Outcome, Patience, Step};

/// Milliseconds between two reports while the count goes on: the page draws each, and has better things to do.
const REPORT_EVERY: u64 = 1_000;
/// What a visitor's device takes from one relay about one poll; less than the command on its owner's machine.
const EVENTS: usize = 50_000;
const BYTES: usize = 64 << 20;

pub struct Count {
    collectors: Vec<(String, Collector)>,
    taken_at: u64,
    /// Unix time in milliseconds; the collectors count from here.
    begun: u64,
    last_report: u64,
}

impl Count {
    /// Begins to ask every relay about every poll. `at` is a Unix time in seconds.
    pub fn begin(
        polls: &[(String, Poll)],
        relays: &[String],
        work: u32,
        at: u64,
        moment: &Moment,
    ) -> (Self, Vec<Action>) {
        let limits = Limits { events: EVENTS, bytes: BYTES, ..Limits::default() };
        let rules = Rules { minimum_work: work, now: at, limits };
        let collector = |(tool, poll): &(String, Poll)| {
            (tool.clone(), Collector::new(poll.clone(), relays, rules, Patience::default()))
        };
        let collectors = polls.iter().map(collector).collect();
        let lines = (0..polls.len()).flat_map(|poll| (0..relays.len()).map(move |relay| (poll, relay)));
        let open =
            lines.map(|(poll, relay)| Action::Open(Line::Count { poll, relay }, relays[relay].clone())).collect();
        (Self { collectors, taken_at: at, begun: moment.now, last_report: 0 }, open)
    }

    pub fn opened(&mut self, poll: usize, relay: usize, moment: &Moment) -> Option<Action> {
        let (_, collector) = self.collectors.get_mut(poll)?;
        Some(Action::Send(
            Line::Count { poll, relay },
            collector.connected(relay, moment.now.saturating_sub(self.begun)).to_json(),
        ))
    }

    pub fn heard(&mut self, poll: usize, relay: usize, text: &str, moment: &Moment) -> Option<Action> {
        let (_, collector) = self.collectors.get_mut(poll)?;
        follow(collector.received(relay, text, moment.now.saturating_sub(self.begun)), poll, relay)
    }

    pub fn closed(&mut self, poll: usize, relay: usize) {
        if let Some((_, collector)) = self.collectors.get_mut(poll) {
            collector.lost(relay, "");
        }
    }

    /// Hangs up on relays that take too long.
    pub fn tick(&mut self, moment: &Moment) -> Vec<Action> {
        let mut actions = Vec::new();
        for (poll, (_, collector)) in self.collectors.iter_mut().enumerate() {
            let open = |outcome| outcome == Outcome::Pending;
            let pending: Vec<_> = collector
                .conduct()
                .enumerate()
                .filter(|(_, conduct)| open(conduct.outcome))
                .map(|(at, _)| at)
                .collect();
            for relay in pending {
                actions.extend(follow(collector.tick(relay, moment.now.saturating_sub(self.begun)), poll, relay));
            }
        }
        actions
    }

    pub fn is_complete(&self) -> bool {
        self.collectors.iter().flat_map(|(_, collector)| collector.conduct()).all(|one| one.outcome != Outcome::Pending)
    }

    /// The count so far, unless it was told a moment ago.
    pub fn news(&mut self, moment: &Moment) -> Option<Action> {
        let complete = self.is_complete();
        if !complete && moment.now.saturating_sub(self.last_report) < REPORT_EVERY {
            return None;
        }
        self.last_report = moment.now;
        let relays = self.collectors.iter().flat_map(|(_, collector)| collector.conduct()).cloned().collect();
        let tools = self.collectors.iter().map(tool_result).collect();
        let count = LiveCount { taken_at: self.taken_at, complete, tools, relays };
        Some(Action::Report(Report::Counted { count }))
    }
}

fn follow(step: Step, poll: usize, relay: usize) -> Option<Action> {
    let line = Line::Count { poll, relay };
    match step {
        Step::Wait => None,
        Step::Send(message) => Some(Action::Send(line, message.to_json())),
        Step::Done => Some(Action::Close(line)),
    }
}

fn tool_result((tool, collector): &(String, Collector)) -> ToolResult {
    let tally = collector.tally();
    let poll = tally.poll();
    ToolResult {
        tool: tool.clone(),
        poll: poll.id.to_string(),
        question: poll.question.clone(),
        ends_at: poll.ends_at,
        result: tally.result(),
    }
}
