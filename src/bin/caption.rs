//! `caption`: the model of the page on the command line.

#[path = "caption/arguments.rs"]
mod arguments;
#[path = "caption/files.rs"]
mod files;
#[path = "terminal/print.rs"]
mod print;
#[path = "caption/report.rs"]
mod report;

use arguments::{Arguments, ModelFiles};
use print::{Reader, complain, print};
use shipcheck::vlm::checkpoint::{Checkpoint, DiskFolder};
use shipcheck::vlm::prompt::Conversation;
use shipcheck::vlm::{Cancelled, Host, Progress, Request, Vlm, VlmError, run_to_end};
use std::process::ExitCode;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// A failure and the exit status it means.
struct Failure {
    message: String,
    status: u8,
}

impl Failure {
    fn bad_input(message: impl Into<String>) -> Self {
        Self { message: message.into(), status: 2 }
    }

    fn unwritten(message: String) -> Self {
        Self { message, status: 1 }
    }
}

impl From<VlmError> for Failure {
    fn from(error: VlmError) -> Self {
        Self { status: if error.is_bad_input() { 2 } else { 1 }, message: format!("{error} {}", error.remedy()) }
    }
}

/// The command line's world: a clock, and the answer on the terminal as it grows.
struct Terminal {
    start: Instant,
    show_text: bool,
    /// What came of writing the text so far.
    written: Result<Reader, String>,
}

impl Host for Terminal {
    fn now_ms(&self) -> f64 {
        self.start.elapsed().as_secs_f64() * 1e3
    }

    /// In UTC: the standard library knows no other zone.
    fn local_seconds(&self) -> i64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64)
    }

    fn report(&mut self, progress: Progress) {
        if let (true, Progress::Token { text, .. }) = (self.show_text, progress)
            && self.written == Ok(Reader::There)
        {
            self.written = print(&text);
        }
    }

    /// Nobody waits for the rest of an answer that can't be read.
    async fn pause(&mut self) -> Result<(), Cancelled> {
        if self.written == Ok(Reader::There) { Ok(()) } else { Err(Cancelled) }
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            complain("caption", &failure.message);
            ExitCode::from(failure.status)
        }
    }
}

fn run() -> Result<(), Failure> {
    let arguments = Arguments::parse(std::env::args_os().skip(1))?;
    if arguments.help {
        print(&format!("{}\n", arguments::HELP)).map_err(Failure::unwritten)?;
        return Ok(());
    }
    let mut terminal = Terminal { start: Instant::now(), show_text: !arguments.json, written: Ok(Reader::There) };
    let checkpoint = open(&arguments.model)?;
    let mut vlm = run_to_end(Vlm::load(checkpoint, arguments.precision, &mut terminal))?;
    let pictures = arguments.images.iter().map(|path| files::read_picture(path)).collect::<Result<Vec<_>, _>>()?;
    let conversation = Conversation::about_pictures(pictures.len(), &arguments.prompt);
    let request = Request {
        pictures: &pictures,
        conversation: &conversation,
        longest_edge: arguments.longest_edge,
        split: arguments.split,
        generate: arguments.generate.clone(),
        reuse: false,
    };
    let answer = run_to_end(vlm.answer(request, &mut terminal))?;
    terminal.written.map_err(Failure::unwritten)?;
    let end = if arguments.json { format!("{}\n", report::json(&answer)) } else { "\n".to_owned() };
    print(&end).map_err(Failure::unwritten)?;
    Ok(())
}

fn open(model: &ModelFiles) -> Result<Checkpoint, Failure> {
    let checkpoint = match model {
        ModelFiles::Folder(path) => {
            files::expect_folder(path)?;
            Checkpoint::open_folder(&path.to_string_lossy(), &DiskFolder(path.clone()))
        }
        ModelFiles::Gguf { text, mmproj } => Checkpoint::open_gguf(files::open(text)?, files::open(mmproj)?),
    };
    checkpoint.map_err(|error| VlmError::from(error).into())
}
