//! `route simulate`: a recorded trace under another policy.

use super::arguments::Simulate;
use super::{Failure, print, print_json, read_text};
use shipcheck::gateway::Result as GatewayResult;
use shipcheck::gateway::policy::Policy;
use shipcheck::gateway::simulator::{Outage, Simulation, simulate};
use shipcheck::gateway::trace::Trace;
use std::path::Path;
use std::process::ExitCode;

pub fn run(command: &Simulate) -> Result<ExitCode, Failure> {
    let policy = read(&command.policy, Policy::read)?;
    let trace = read(&command.trace, Trace::read)?;
    let outage = command.outage.as_deref().map_or(Ok(Outage::default()), |path| read(path, Outage::read))?;
    let simulation = simulate(&policy, &trace, &outage, command.seed).map_err(|error| {
        let file = match error.document() {
            Some("policy") => &command.policy,
            Some("outage file") => command.outage.as_ref().unwrap_or(&command.trace),
            _ => &command.trace,
        };
        Failure::in_file(file, &error)
    })?;
    if command.json {
        print_json(&simulation)?;
    } else {
        print(&report(&simulation))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn read<T>(path: &Path, reader: impl Fn(&str) -> GatewayResult<T>) -> Result<T, Failure> {
    reader(&read_text(path)?).map_err(|error| Failure::in_file(path, &error))
}

fn report(simulation: &Simulation) -> String {
    let milliseconds = |time: Option<f64>| time.map_or("none".to_owned(), |time| format!("{time:.0} ms"));
    let mut lines = Vec::new();
    for route in &simulation.routes {
        lines.push(route.id.clone());
        lines.extend(route.summary.iter().map(|line| format!("  {line}")));
    }
    let (median, slow) = (milliseconds(simulation.p50_ttft_ms), milliseconds(simulation.p95_ttft_ms));
    let (cost, wasted) = (simulation.cost_usd, simulation.wasted_usd);
    lines.push(format!("\nrequests     {}", simulation.requests));
    lines.push(format!("answered     {} ({:.1} %)", simulation.success, simulation.success_percent));
    lines.push(format!("first token  {median} median, {slow} for 95 of 100"));
    lines.push(format!("cost         ${cost:.6}, of it wasted ${wasted:.6}"));
    lines.join("\n")
}
