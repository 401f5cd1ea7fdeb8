//! A request as a curl command that can be pasted into a shell and shown to anyone: the key is a variable.

use super::dialect::{HttpRequest, Secret};
use super::redaction::REDACTED;

/// The variable that stands for the key.
pub const KEY_VARIABLE: &str = "API_KEY";
/// Headers whose values are no secret. Everything else is taken for one.
const PUBLIC_HEADERS: [&str; 4] =
    ["content-type", "anthropic-version", "anthropic-dangerous-direct-browser-access", "x-openrouter-metadata"];

/// Writes a request for a POSIX shell. The body comes through standard input, because a picture is too long for an
/// argument.
pub fn curl(request: &HttpRequest) -> String {
    let mut lines = vec![format!("curl --no-buffer {}", quoted(&request.url))];
    for header in &request.headers {
        let value = header.value.reveal();
        lines.push(if PUBLIC_HEADERS.contains(&header.name) {
            format!("  --header {}", quoted(&format!("{}: {value}", header.name)))
        } else {
            let scheme = if value.starts_with("Bearer ") { "Bearer " } else { "" };
            format!("  --header \"{}: {scheme}${KEY_VARIABLE}\"", header.name)
        });
    }
    // No line of JSON can be the end mark: JSON has no bare line breaks inside a text.
    lines.push(format!("  --data-binary @- <<'END_OF_BODY'\n{}\nEND_OF_BODY\n", request.body));
    // A prompt may hold the key, too. Nothing else is touched, because a picture may look like anything.
    let text = lines.join(" \\\n");
    keys(request).iter().fold(text, |text, key| text.replace(key.reveal(), REDACTED))
}

/// The keys in a request's headers.
pub fn keys(request: &HttpRequest) -> Vec<Secret> {
    let secrets = request.headers.iter().filter(|header| !PUBLIC_HEADERS.contains(&header.name));
    let keys = secrets.map(|header| header.value.reveal().trim_start_matches("Bearer ").trim());
    keys.filter(|key| !key.is_empty()).map(Secret::new).collect()
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::dialect::{ChatRequest, Dialect, Endpoint};
    use std::process::Command;

    fn command(dialect: Dialect, key: &str, prompt: &str) -> String {
        let base_url = "https://host/v1?it's=odd".to_owned();
        let endpoint = Endpoint { base_url, key: Some(Secret::new(key)), wants_attempts: true };
        let chat = ChatRequest { model: "m".into(), prompt: prompt.into(), ..ChatRequest::default() };
        curl(&dialect.request(&endpoint, &chat))
    }

    #[test]
    fn no_dialect_shows_the_key() {
        for dialect in Dialect::ALL {
            let text = command(dialect, "the-key-itself", "Is the-key-itself a word?");
            assert!(!text.contains("the-key-itself"), "{text}");
            assert_eq!(text.matches("$API_KEY").count(), 1, "{text}");
        }
    }

    /// A shell takes it apart as curl would get it.
    #[test]
    fn a_shell_reads_it_back() {
        let prompt = "It's \"$HOME\" `id` \\ \n END_OF_BODY\nEND_OF_BODY\n";
        let text = command(Dialect::OpenAi, "k-1", prompt);
        let script = format!("API_KEY=other; curl() {{ printf '%s\\n' \"$@\"; cat; }}\n{text}");
        let output = Command::new("sh").args(["-c", &script]).output().unwrap();
        let seen = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<_> = seen.lines().collect();
        assert_eq!(lines[1], "https://host/v1?it's=odd/chat/completions");
        assert_eq!(lines[5], "authorization: Bearer other");
        let body: serde_json::Value = serde_json::from_str(lines[lines.len() - 1]).unwrap();
        assert_eq!(body["messages"][0]["content"][0]["text"], prompt);
        assert!(output.stderr.is_empty());
    }
}
