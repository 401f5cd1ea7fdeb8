//! The bytes of one response, as a driver has to report them to a route.

use super::{AttemptFailure, Report};
use crate::gateway::dialect::{Dialect, FailureClass, ProviderFailure, ResponseEvent};
use crate::gateway::reply::{Reply, ResponseReader, words_of_body};

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
    /// The provider has said that the answer is over, and well.
    pub ended: bool,
    /// The provider's own end mark: reading on makes no sense, whatever the connection does.
    pub done: bool,
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
                ResponseEvent::Done => heard.done = true,
                // The body of an error status may say more about it.
                ResponseEvent::Failure(failure) if self.status < 400 => {
                    heard.failure = heard.failure.or_else(|| Some(self.failure(&failure)));
                }
                _ => {}
            }
        }
        heard.ended = self.has_ended();
        heard
    }

    /// Whether the answer is all there, so that nothing that happens to the connection now can harm it.
    pub fn has_ended(&self) -> bool {
        self.status < 400 && self.reply().has_ended()
    }

    /// What has been read so far.
    pub fn reply(&self) -> &Reply {
        self.reader.reply()
    }

    /// The body has ended: the answer's report, or why there is none.
    pub fn finish(self) -> (Result<Report, AttemptFailure>, Option<Reply>) {
        let (status, wait) = (self.status, self.header_wait_ms);
        let failed = |failure: &ProviderFailure| AttemptFailure::of_provider(failure, Some(status), wait);
        let page = words_of_body(&String::from_utf8_lossy(self.reader.opening()));
        let bare = || {
            let words = page.map_or(String::new(), |words| format!(": {}", words.trim_end_matches('.')));
            ProviderFailure::of_words(&format!("The endpoint answered {status}{words}."))
        };
        match self.reader.finish() {
            Ok(reply) => {
                let result = match reply.errors.first() {
                    _ if status >= 400 => Err(worst(&reply).map_or_else(|| failed(&silent(status)), failed)),
                    Some(failure) if !reply.is_answered() => {
                        Err(AttemptFailure { report: Report::of(&reply), ..failed(failure) })
                    }
                    _ => Ok(Report::of(&reply)),
                };
                (result, Some(reply))
            }
            Err(_) if status >= 400 => (Err(failed(&bare())), None),
            Err(error) => {
                let words = format!("{error} {}", error.remedy());
                (Err(failed(&ProviderFailure::of_stream(words))), None)
            }
        }
    }

    fn failure(&self, failure: &ProviderFailure) -> AttemptFailure {
        AttemptFailure {
            report: Report::of(self.reply()),
            ..AttemptFailure::of_provider(failure, Some(self.status), self.header_wait_ms)
        }
    }
}

/// The status speaks for itself.
fn silent(status: u16) -> ProviderFailure {
    ProviderFailure::of_class(FailureClass::of_status(status), format!("The endpoint answered {status}."))
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
    fn a_broken_message_before_the_end_is_heard_however_the_bytes_come() {
        let body = "data: {\"choices\":[{\"delta\":{\"content\":\"A \"}}]}\n\ndata: {\"choices\": [{\n\n\
            data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
        for at in 0..body.len() {
            let mut reading = Reading::new(Dialect::OpenAi, 200, None);
            let (one, other) = body.split_at(at);
            let failed = [one, other].iter().find_map(|bytes| reading.feed(bytes.as_bytes()).failure);
            assert_eq!(failed.map(|failure| failure.class), Some(FailureClass::BrokenStream), "{at}");
        }
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

    #[test]
    fn the_status_decides_and_the_words_are_kept_whatever_the_body_is() {
        for (status, body, class, words) in [
            (
                401,
                r#"{"error":{"message":"No key.","type":"invalid_request_error"}}"#,
                FailureClass::Authentication,
                "No key.",
            ),
            (402, "Pay first", FailureClass::Payment, "Pay first"),
            (
                400,
                r#"{"error":{"message":"Your credit balance is too low."}}"#,
                FailureClass::Payment,
                "credit balance",
            ),
            (400, "credit balance is too low", FailureClass::Payment, "credit balance"),
            (429, r#"[{"error":{"message":"Slow."}}]"#, FailureClass::RateLimited, "Slow."),
            (503, "<html><title>503 Busy</title></html>", FailureClass::Unavailable, "503 Busy"),
            (502, "upstream connect error", FailureClass::Unavailable, "upstream connect error"),
            (422, r#"{"detail":[{"loc":["body","x"],"msg":"odd"}]}"#, FailureClass::BadRequest, "body.x: odd"),
        ] {
            let failure = read(status, body).1.unwrap_err();
            assert_eq!((failure.class, failure.status), (class, Some(status)), "{body}");
            assert!(failure.message.contains(words), "{}", failure.message);
        }
        let page = read(200, "<html><title>Sign in</title></html>").1.unwrap_err();
        assert!(page.message.contains("web page") && page.message.contains("Sign in"), "{}", page.message);
    }

    #[test]
    fn nothing_after_the_end_harms_an_answer() {
        let answer = "data: {\"choices\":[{\"delta\":{\"content\":\"A star.\"}}]}\n\n\
            data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
        for after in
            ["", "data: {\"usage\"", "data: {odd}\n\n", ": ping\n\n", "data: [DONE]\n\ndata: {\"error\":\"late\"}\n\n"]
        {
            let (heard, result) = read(200, &format!("{answer}{after}"));
            assert!(heard.ended && heard.failure.is_none(), "{after}");
            assert_eq!(heard.done, after.contains("DONE"), "{after}");
            assert!(result.is_ok_and(|report| report.whole), "{after}");
        }
    }
}
