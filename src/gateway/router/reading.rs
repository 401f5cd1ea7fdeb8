//! The bytes of one response, as a driver has to report them to a route.

use super::{AttemptFailure, Report};
use crate::gateway::dialect::{Dialect, FailureClass, ProviderFailure, ResponseEvent};
use crate::gateway::reply::{Reply, ResponseReader};

/// Reads one response while it arrives.
pub struct Reading {
    reader: ResponseReader,
    status: u16,
    /// From a header the page may read, in milliseconds.
    header_wait_ms: Option<f64>,
}

/// What a portion said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heard {
    pub answer: String,
    pub thinking: String,
    /// The model asks for a tool, which is an answer, too.
    pub tool: bool,
    /// The response went wrong here; reading on makes no sense.
    pub failure: Option<AttemptFailure>,
}

impl Reading {
    pub fn new(dialect: Dialect, status: u16, header_wait_ms: Option<f64>) -> Self {
        Self { reader: ResponseReader::new(dialect), status, header_wait_ms }
    }

    pub fn feed(&mut self, bytes: &[u8]) -> Heard {
        let mut heard = Heard::default();
        for event in self.reader.feed(bytes) {
            match event {
                ResponseEvent::Text(text) => heard.answer.push_str(&text),
                ResponseEvent::Reasoning(text) => heard.thinking.push_str(&text),
                ResponseEvent::ToolCall { .. } => heard.tool = true,
                // The body of an error status may say more about it.
                ResponseEvent::Failure(failure) if self.status < 400 => {
                    heard.failure = heard.failure.or_else(|| Some(self.failure(&failure)));
                }
                _ => {}
            }
        }
        heard
    }

    /// What has been read so far.
    pub fn reply(&self) -> &Reply {
        self.reader.reply()
    }

    /// The body has ended: the answer's report, or why there is none.
    pub fn finish(self) -> (Result<Report, AttemptFailure>, Option<Reply>) {
        let (status, wait) = (self.status, self.header_wait_ms);
        let bare = |class, message: String| {
            AttemptFailure::of_provider(
                &ProviderFailure { class, ..ProviderFailure::of_stream(message) },
                Some(status),
                wait,
            )
        };
        match self.reader.finish() {
            Ok(reply) => {
                let result = match reply.errors.first() {
                    _ if status >= 400 => Err(match worst(&reply) {
                        Some(failure) => AttemptFailure::of_provider(failure, Some(status), wait),
                        None => bare(FailureClass::of_status(status), format!("The endpoint answered {status}.")),
                    }),
                    Some(failure) => Err(AttemptFailure {
                        report: Report::of(&reply),
                        ..AttemptFailure::of_provider(failure, Some(status), wait)
                    }),
                    None => Ok(Report::of(&reply)),
                };
                (result, Some(reply))
            }
            Err(_) if status >= 400 => {
                (Err(bare(FailureClass::of_status(status), format!("The endpoint answered {status}."))), None)
            }
            Err(error) => (Err(bare(FailureClass::BrokenStream, error.to_string())), None),
        }
    }

    fn failure(&self, failure: &ProviderFailure) -> AttemptFailure {
        AttemptFailure {
            report: Report::of(self.reply()),
            ..AttemptFailure::of_provider(failure, Some(self.status), self.header_wait_ms)
        }
    }
}

/// The provider's own words, rather than ours about its body.
fn worst(reply: &Reply) -> Option<&ProviderFailure> {
    reply.errors.iter().find(|failure| failure.class != FailureClass::BrokenStream)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str) -> (Heard, Result<Report, AttemptFailure>) {
        let mut reading = Reading::new(Dialect::OpenAi, status, None);
        let heard = reading.feed(body.as_bytes());
        (heard, reading.finish().0)
    }

    #[test]
    fn a_whole_answer() {
        let body = "data: {\"choices\":[{\"delta\":{\"content\":\"A star.\"}}]}\n\n\
            data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
        let (heard, result) = read(200, body);
        assert_eq!(heard.answer, "A star.");
        assert!(result.is_ok_and(|report| report.whole));
    }

    #[test]
    fn an_answer_that_stops_without_a_reason_is_not_whole() {
        let (heard, result) = read(200, "data: {\"choices\":[{\"delta\":{\"content\":\"A st\"}}]}\n\n");
        assert_eq!(heard.answer, "A st");
        assert!(result.is_ok_and(|report| !report.whole));
    }

    #[test]
    fn a_broken_message_is_heard_at_once() {
        let (heard, _) = read(200, "data: {\"choices\": [{]\n\n");
        assert_eq!(heard.failure.map(|failure| failure.class), Some(FailureClass::BrokenStream));
    }

    #[test]
    fn statuses_speak_through_their_bodies_or_for_themselves() {
        let (_, spoken) = read(429, "{\"error\":{\"message\":\"Slow down.\",\"retry_after_ms\":1500}}");
        let spoken = spoken.err();
        assert_eq!(spoken.as_ref().map(|failure| failure.class), Some(FailureClass::RateLimited));
        assert_eq!(spoken.and_then(|failure| failure.retry_after_ms), Some(1500.0));
        for body in ["", "<html>Bad gateway</html>", "{\"odd\": 1}"] {
            let (_, silent) = read(502, body);
            assert_eq!(
                silent.err().map(|failure| (failure.class, failure.status)),
                Some((FailureClass::Unavailable, Some(502))),
                "{body}"
            );
        }
    }
}
