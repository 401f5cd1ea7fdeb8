//! Which probe comes next.

use super::{Circumstances, Diagnosis, Observation, Probe, ProbeKind, readable, unreadable};

/// An examination under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Examination {
    known: Circumstances,
    seen: Vec<(ProbeKind, Observation)>,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Send this, then call [`Examination::saw`].
    Send(Probe),
    Done(Diagnosis),
}

impl Examination {
    pub fn new(known: Circumstances) -> Self {
        Self { known, seen: Vec::new() }
    }

    /// The next probe, or what all of them mean. Asked again without an observation, it says the same.
    pub fn next(&self) -> Next {
        if let Some(obstacle) = self.known.obstacle() {
            return Next::Done(Diagnosis::of(vec![obstacle]));
        }
        let found = match self.of(ProbeKind::Ask) {
            None => Err(ProbeKind::Ask),
            Some(Observation::Redirect) => Ok(Diagnosis::of(vec![unreadable::redirect(&self.known)])),
            Some(Observation::Answer { status, body, .. }) => self.readable(*status, body),
            Some(_) => self.unreadable(),
        };
        match found {
            Ok(diagnosis) => Next::Done(diagnosis),
            Err(kind) => Next::Send(Probe::new(kind, &self.known)),
        }
    }

    /// Takes in what a probe showed.
    pub fn saw(&mut self, kind: ProbeKind, observation: Observation) {
        self.seen.push((kind, observation));
    }

    fn of(&self, kind: ProbeKind) -> Option<&Observation> {
        self.seen.iter().find(|(seen, _)| *seen == kind).map(|(_, observation)| observation)
    }

    /// The page can read answers to questions: what do they say?
    fn readable(&self, status: u16, body: &str) -> Result<Diagnosis, ProbeKind> {
        if let Some(finding) = readable::refusal(&self.known, status, body) {
            return Ok(Diagnosis::of(vec![finding]));
        }
        let list = self.of(ProbeKind::ListModels).ok_or(ProbeKind::ListModels)?;
        Ok(readable::diagnose(&self.known, status, body, list))
    }

    /// Questions fail: with which requests does it work?
    fn unreadable(&self) -> Result<Diagnosis, ProbeKind> {
        let plainly = self.of(ProbeKind::ListModelsPlainly).ok_or(ProbeKind::ListModelsPlainly)?;
        if *plainly == Observation::Redirect {
            return Ok(Diagnosis::of(vec![unreadable::redirect(&self.known)]));
        }
        if plainly.is_readable() {
            let without_key = match &self.known.endpoint.key {
                Some(_) => Some(self.of(ProbeKind::AskWithoutKey).ok_or(ProbeKind::AskWithoutKey)?),
                None => None,
            };
            return Ok(Diagnosis::of(vec![unreadable::header(&self.known, without_key)]));
        }
        let reach = self.of(ProbeKind::Reach).ok_or(ProbeKind::Reach)?;
        Ok(Diagnosis::of(match reach {
            Observation::Failed | Observation::Silence => unreadable::nobody_there(&self.known, reach),
            _ => vec![unreadable::cross_origin(&self.known)],
        }))
    }
}
