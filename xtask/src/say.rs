//! What a person reads while the commands run: one line per step, and problems that come with a remedy.

/// What went wrong, in one line, and what to do about it, in another.
#[derive(Debug)]
pub struct Problem {
    pub what: String,
    pub remedy: String,
}

impl Problem {
    pub fn tell(&self) {
        eprintln!("\nerror: {}\nto fix: {}", self.what, self.remedy);
    }
}

pub type Outcome<T = ()> = Result<T, Problem>;

pub fn problem(what: impl Into<String>, remedy: impl Into<String>) -> Problem {
    Problem { what: what.into(), remedy: remedy.into() }
}

/// A step that starts now.
pub fn step(what: &str) {
    eprintln!("\n==> {what}");
}

/// A step that takes long enough to wonder about.
pub fn long_step(what: &str, usually: &str) {
    eprintln!("\n==> {what} (usually {usually})");
}

pub fn done(what: &str) {
    eprintln!("\n{what}");
}

/// Adds the usual two lines to an error of the standard library.
pub trait OrProblem<T> {
    fn or_problem(self, what: &str, remedy: &str) -> Outcome<T>;
}

impl<T, E: std::fmt::Display> OrProblem<T> for Result<T, E> {
    fn or_problem(self, what: &str, remedy: &str) -> Outcome<T> {
        self.map_err(|e| problem(format!("{what} ({e})."), remedy))
    }
}
