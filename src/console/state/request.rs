//! A request, its route, and what each attempt said.

use super::{Keyring, Picture, PictureId, Spoken};
use crate::console::blocks::SHOWN;
use crate::console::inspect::Sent;
use crate::gateway::cost::ImageSize;
use crate::gateway::policy::Target;
use crate::gateway::reply::{Reply, TEXT_LIMIT};
use crate::gateway::router::{Outcome, RequestShape, Route};
use crate::gateway::trace::{Attempt, AttemptOutcome};
use crate::gateway::truth::Doubt;

pub type RequestId = u32;

/// Letters in a token of English, roughly; the figure only serves the estimate before a request.
const LETTERS_PER_TOKEN: usize = 4;

/// What is asked. All targets get the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    pub prompt: String,
    pub picture: Option<PictureId>,
    pub size: Option<ImageSize>,
    pub max_output_tokens: u32,
    /// The beginning of an answer that broke off elsewhere.
    pub continue_from: Option<String>,
}

impl Ask {
    pub fn new(prompt: &str, picture: Option<&Picture>, max_output_tokens: u32) -> Self {
        Self {
            prompt: prompt.to_owned(),
            picture: picture.map(|picture| picture.id),
            size: picture.map(|picture| ImageSize { width: picture.width, height: picture.height }),
            max_output_tokens,
            continue_from: None,
        }
    }

    /// What the router needs to know of it.
    pub fn shape(&self) -> RequestShape {
        let letters = self.prompt.len() + self.continue_from.as_ref().map_or(0, String::len);
        RequestShape {
            prompt_tokens: letters.div_ceil(LETTERS_PER_TOKEN) as u64,
            images: self.size.into_iter().collect(),
            max_output_tokens: self.max_output_tokens.into(),
        }
    }
}

/// Who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Whom the policy names, until one answers.
    Policy,
    /// One target alone, beside the others.
    Only(usize),
    /// One target, to go on where another broke off.
    Continue { from: RequestId },
}

/// One request of the visit.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pub id: RequestId,
    /// Requests of one press share this number.
    pub press: u32,
    pub ask: Ask,
    pub way: Way,
    /// On the page's clock.
    pub t_start: f64,
    pub route: Route,
    /// The targets of the policy it runs under.
    pub targets: Vec<Target>,
    /// One for each attempt of the route.
    pub exchanges: Vec<Exchange>,
    /// The latest time the router asked to be woken at; earlier ones are void.
    pub alarm: u32,
    /// When that alarm rings, on the page's clock.
    pub wakes_at: Option<f64>,
}

impl Request {
    /// The attempts, with what only the one who sent them knows.
    pub fn attempts(&self) -> Vec<Attempt> {
        let sent = |exchange: Option<&Exchange>| Some(exchange?.sent.as_ref()?.bytes);
        let attempts = self.route.attempts().iter().enumerate();
        attempts.map(|(at, attempt)| Attempt { bytes_sent: sent(self.exchanges.get(at)), ..attempt.clone() }).collect()
    }

    /// The attempt whose words the visitor reads, and these words.
    pub fn answer(&self) -> Option<(usize, &Exchange)> {
        self.exchanges.iter().enumerate().rfind(|(_, exchange)| !exchange.answer.is_empty())
    }

    /// When it was over, on the page's clock.
    pub fn t_end(&self) -> Option<f64> {
        self.route.outcome()?;
        Some(self.route.attempts().iter().filter_map(|attempt| attempt.t_last).fold(self.t_start, f64::max))
    }

    /// Milliseconds and dollars of attempts that are not part of a whole answer.
    pub fn wasted(&self) -> (f64, f64) {
        let lost = |attempt: &&Attempt| !matches!(attempt.outcome, AttemptOutcome::Answered | AttemptOutcome::Pending);
        self.route.attempts().iter().filter(lost).fold((0.0, 0.0), |(time, money), attempt| {
            let took = attempt.t_last.zip(attempt.t_start).map_or(0.0, |(last, start)| last - start);
            (time + took, money + attempt.cost_usd())
        })
    }

    /// Whether another target answered than the one that was asked first.
    pub fn fell_back(&self) -> bool {
        let first = self.route.attempts().first().map(|attempt| attempt.target.as_str());
        matches!(self.route.outcome(), Some(Outcome::Answered { attempt })
            if self.route.attempts().get(*attempt).map(|attempt| attempt.target.as_str()) != first)
    }
}

/// What went over the wire in one attempt, and what came back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exchange {
    /// The target's place in the policy.
    pub target: usize,
    /// Without the key and without the picture. `None` for the model in the tab: nothing is sent.
    pub sent: Option<Sent>,
    pub answer: Spoken,
    /// Its beginning at least.
    pub thinking: Spoken,
    /// The response as it came, its beginning at least.
    pub raw: Spoken,
    /// What else the response said; its words are above.
    pub reply: Option<Reply>,
    pub doubts: Vec<Doubt>,
}

impl Exchange {
    /// `keys`: those that a server may quote.
    pub fn new(target: usize, keys: &Keyring) -> Self {
        let spoken = |most: usize| Spoken::new(keys.redactor(), most);
        Self { target, answer: spoken(TEXT_LIMIT), thinking: spoken(SHOWN), raw: spoken(SHOWN), ..Self::default() }
    }

    /// Takes in a piece of the response.
    pub fn hear(&mut self, answer: &str, thinking: &str, raw: &str) {
        self.answer.push(answer);
        self.thinking.push(thinking);
        self.raw.push(raw);
    }

    /// Nothing more comes.
    pub fn close(&mut self) {
        for spoken in [&mut self.answer, &mut self.thinking, &mut self.raw] {
            spoken.finish();
        }
    }
}
