//! `route parse`: what a recorded response says.

use super::arguments::Parse;
use super::{Failure, print_json, read_bytes};
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
        print_report(&reply);
    }
    Ok(ExitCode::SUCCESS)
}

fn print_report(reply: &Reply) {
    println!("{}\n", reply.text);
    let finish = reply.finish_reason.map_or("never said", |reason| reason.name());
    println!("finish        {finish}{}", if reply.truncated { ", truncated" } else { "" });
    println!("served model  {}", reply.served_model.as_deref().unwrap_or("never said"));
    let usage = &reply.usage;
    let counts = [
        ("input", usage.input_tokens),
        ("output", usage.output_tokens),
        ("reasoning", usage.reasoning_tokens),
        ("cached", usage.cached_tokens),
    ];
    let counts: Vec<_> = counts.iter().filter_map(|(name, count)| Some(format!("{name} {}", (*count)?))).collect();
    println!("tokens        {}", if counts.is_empty() { "never said".to_owned() } else { counts.join(", ") });
    println!("cost          {}", reply.cost_reported_usd.map_or("never said".to_owned(), |cost| format!("${cost}")));
    reply.attempts.iter().for_each(print_attempt);
    for error in &reply.errors {
        println!("error         {}", error.message);
    }
    for doubt in truth::of_reply(reply) {
        println!("note          {doubt}");
    }
}

fn print_attempt(attempt: &Attempt) {
    let provider = attempt.provider.as_deref().unwrap_or("unknown provider");
    let status = attempt.status.map_or(String::new(), |status| format!(", status {status}"));
    let time = attempt.t_start.zip(attempt.t_last).map_or(String::new(), |(start, end)| {
        format!(", {:.0} ms", end - start)
    });
    let error = attempt.error_message.as_deref().map_or(String::new(), |error| format!(": {error}"));
    println!("attempt       {provider}{status}{time}{error}");
}
