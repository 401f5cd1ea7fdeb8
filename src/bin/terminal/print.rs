//! What the commands say, on a terminal, into a file or a pipe. Whoever reads may have seen enough and be gone, and disks
//! are full at times: neither is a reason to panic.

use std::io::{self, ErrorKind, Write};

/// Whether anybody still reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    There,
    /// The pipe is closed, as `head` does: no error, but nothing that follows is wanted.
    Gone,
}

/// Writes to stdout.
///
/// # Errors
/// In words for the user, when the text is lost for another reason than a closed pipe.
pub fn print(text: &str) -> Result<Reader, String> {
    let mut stdout = io::stdout();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(Reader::There),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Reader::Gone),
        Err(error) => Err(format!("The result can't be written: {error}. Make room, or write it elsewhere.")),
    }
}

/// Says on stderr in one line why the command ends. Where that can't be written either, the exit status has to do.
pub fn complain(command: &str, message: &str) {
    let _ = writeln!(io::stderr(), "{command}: {}", message.replace('\n', " "));
}
