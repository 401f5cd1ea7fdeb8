//! `route parse`: what a recorded response says.

use super::arguments::Parse;
use super::{Failure, print, print_json, read_bytes};
use shipcheck::gateway::dialect::Usage;
use shipcheck::gateway::reply::{Reply, read_response};
use shipcheck::gateway::trace::Attempt;
use shipcheck::gateway::truth;
use std::process::ExitCode;

pub fn run(command: &Parse) -> Result<ExitCode, Failure> {
    let bytes = read_bytes(&command.file)?;
    let reply = read_response(command.dialect, &bytes).map_err(|error| Failure::in_file(&command.file, &error))?;
    if command.json {
        print_json(&reply)?;
    } else {
        print(&report(&reply))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn report(reply: &Reply) -> String {
    let finish = reply.finish_reason.map_or("never said", |reason| reason.name());
    let cut = if reply.truncated { ", truncated" } else { "" };
    let cost = reply.cost_reported_usd.map_or("never said".to_owned(), |cost| format!("${cost}"));
    let mut lines = vec![
        format!("{}\n", reply.text),
        format!("finish        {finish}{cut}"),
        format!("served model  {}", reply.served_model.as_deref().unwrap_or("never said")),
        format!("tokens        {}", tokens(&reply.usage)),
        format!("cost          {cost}"),
    ];
    lines.extend(reply.attempts.iter().map(|attempt| format!("attempt       {}", describe(attempt))));
    lines.extend(reply.errors.iter().map(|error| format!("error         {}", error.message)));
    lines.extend(truth::of_reply(reply).iter().map(|doubt| format!("note          {doubt}")));
    lines.join("\n")
}

fn tokens(usage: &Usage) -> String {
    let counts = [
        ("input", usage.input_tokens),
        ("output", usage.output_tokens),
        ("reasoning", usage.reasoning_tokens),
        ("cached", usage.cached_tokens),
    ];
    let said: Vec<_> = counts.iter().filter_map(|(name, count)| Some(format!("{name} {}", (*count)?))).collect();
    if said.is_empty() { "never said".to_owned() } else { said.join(", ") }
}

fn describe(attempt: &Attempt) -> String {
    let provider = attempt.provider.as_deref().unwrap_or("unknown provider");
    let status = attempt.status.map_or(String::new(), |status| format!(", status {status}"));
    let time = attempt.t_start.zip(attempt.t_last);
    let time = time.map_or(String::new(), |(start, end)| format!(", {:.0} ms", end - start));
    let error = attempt.error_message.as_deref().map_or(String::new(), |error| format!(": {error}"));
    format!("{provider}{status}{time}{error}")
}
