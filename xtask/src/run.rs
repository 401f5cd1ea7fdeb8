//! Other programs and our own flags: small wrappers that turn every failure into a `Problem`.

use crate::say::{Outcome, problem};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// Runs to the end; anything but success is a problem with this remedy.
pub fn run(command: &mut Command, remedy: &str) -> Outcome {
    if succeeds(command)? { Ok(()) } else { Err(problem(format!("`{}` failed.", shown(command)), remedy)) }
}

/// Runs to the end and says whether it succeeded.
pub fn succeeds(command: &mut Command) -> Outcome<bool> {
    let status = command.stdin(Stdio::null()).status();
    Ok(status.map_err(|e| missing(command, &e))?.success())
}

/// Runs to the end, shows its standard output line by line, and hands each line over as well.
pub fn succeeds_telling(command: &mut Command, mut tell: impl FnMut(&str)) -> Outcome<bool> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(|e| missing(command, &e))?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            println!("{line}");
            tell(&line);
        }
    }
    Ok(child.wait().map_err(|e| missing(command, &e))?.success())
}

/// The standard output of a program, or nothing if it is missing or fails.
pub fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let out = Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    out.status.success().then(|| String::from_utf8_lossy(&out.stdout).trim().to_owned())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|w| w.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn missing(command: &Command, error: &std::io::Error) -> crate::say::Problem {
    let program = command.get_program().to_string_lossy().into_owned();
    problem(format!("`{program}` could not be started ({error})."), format!("Install {program} and put it on PATH."))
}

/// The words after a command.
pub struct Flags(Vec<String>);

impl Flags {
    pub fn new(words: Vec<String>) -> Self {
        Self(words)
    }

    pub fn switch(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|word| word != name);
        self.0.len() < before
    }

    pub fn value(&mut self, name: &str) -> Outcome<Option<String>> {
        let Some(at) = self.0.iter().position(|word| word == name) else { return Ok(None) };
        if at + 1 >= self.0.len() {
            return Err(problem(format!("`{name}` needs a value."), "`cargo xtask help` shows how it is used."));
        }
        self.0.remove(at);
        Ok(Some(self.0.remove(at)))
    }

    pub fn values(&mut self, name: &str) -> Outcome<Vec<String>> {
        let mut all = Vec::new();
        while let Some(one) = self.value(name)? {
            all.push(one);
        }
        Ok(all)
    }

    pub fn number<N: std::str::FromStr>(&mut self, name: &str, remedy: &str) -> Outcome<Option<N>> {
        let Some(word) = self.value(name)? else { return Ok(None) };
        let number = word.parse().map_err(|_| problem(format!("`{name} {word}` is not possible."), remedy))?;
        Ok(Some(number))
    }

    /// What is left, when it names things and none of it is an option.
    pub fn names(self) -> Outcome<Vec<String>> {
        let (options, names): (Vec<_>, Vec<_>) = self.0.into_iter().partition(|word| word.starts_with('-'));
        Self(options).finish()?;
        Ok(names)
    }

    /// Refuses what nobody asked for, so that a typing error is not silently ignored.
    pub fn finish(self) -> Outcome {
        match self.0.first() {
            None => Ok(()),
            Some(word) => Err(problem(format!("`{word}` is not understood."), "`cargo xtask help` lists the options.")),
        }
    }
}
