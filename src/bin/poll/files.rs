//! Files of the command: polls, keys, lines of events, and what is written.

use super::{Failure, machine};
use shipcheck::voting::nostr::SecretKey;
use shipcheck::voting::poll::Poll;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

/// A poll's event needs about 800 bytes.
const LARGEST_POLL: u64 = 1 << 20;

/// Reads a poll, and tells what is odd about it.
pub fn read_poll(path: &Path) -> Result<Poll, Failure> {
    let text = read_text(path, LARGEST_POLL)?;
    let poll = Poll::parse(text.trim_start_matches('\u{feff}').trim())
        .map_err(|error| Failure::bad_input(format!("{}: {error} {}", path.display(), error.remedy())))?;
    poll.oddities().iter().for_each(|odd| eprintln!("poll: {}: {odd}", path.display()));
    Ok(poll)
}

/// The key in the file, or a new one that is written there for its owner only.
pub fn read_or_make_key(path: &Path) -> Result<(SecretKey, bool), Failure> {
    if path.exists() {
        let text = read_text(path, 4096)?;
        let key = SecretKey::from_hex(text.trim());
        let told = |error: shipcheck::voting::VotingError| {
            Failure::bad_input(format!("{}: {error} {}", path.display(), error.remedy()))
        };
        return Ok((key.map_err(told)?, false));
    }
    let key = SecretKey::from_bytes(&machine::random()?)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| writeln!(file, "{}", key.to_hex()).and(file.sync_all()));
    written.map_err(|error| Failure::unwritable(path, &error))?;
    Ok((key, true))
}

fn read_text(path: &Path, most: u64) -> Result<String, Failure> {
    let mut text = String::new();
    let file = File::open(path).map_err(|error| Failure::unreadable(path, &error))?;
    let read = file.take(most + 1).read_to_string(&mut text).map_err(|error| Failure::unreadable(path, &error))?;
    if read as u64 > most {
        return Err(Failure::bad_input(format!("{} is too large. Name the right file.", path.display())));
    }
    Ok(text)
}

/// Fails if there is a file already.
pub fn check_new(path: &Path) -> Result<(), Failure> {
    let told = || format!("{} is there already and is kept. Choose another --out.", path.display());
    if path.exists() { Err(Failure::bad_input(told())) } else { Ok(()) }
}

/// Writes a file that must not exist yet.
pub fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    check_new(path)?;
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| Failure::unwritable(path, &error))
}

/// Writes a file so that it is either the old or the new one at any time.
pub fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let beside = path.with_file_name(name);
    let written = File::create(&beside)
        .and_then(|mut file| file.write_all(text.as_bytes()).and(file.sync_all()))
        .and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|error| {
        // What is left of the attempt is of no use to anybody.
        std::fs::remove_file(&beside).ok();
        Failure::unwritable(path, &error)
    })
}

/// One line of a file of events.
pub enum Line<'a> {
    Text(&'a [u8]),
    /// More bytes than asked for; they were not kept.
    TooLong,
}

/// Hands over every line that is not empty, without the space around it. `-` is the standard input.
pub fn each_line(path: &Path, longest: usize, each: impl FnMut(Line)) -> Result<(), Failure> {
    let unreadable = |error: io::Error| Failure::unreadable(path, &error);
    if path == Path::new("-") {
        return lines(io::stdin().lock(), longest, each).map_err(unreadable);
    }
    let file = File::open(path).map_err(unreadable)?;
    lines(BufReader::new(file), longest, each).map_err(unreadable)
}

fn lines(mut reader: impl BufRead, longest: usize, mut each: impl FnMut(Line)) -> io::Result<()> {
    // Room for the line's end and a byte more, to tell what is too long.
    let most = longest as u64 + 3;
    let mut line = Vec::new();
    let mut is_first = true;
    loop {
        line.clear();
        if reader.by_ref().take(most).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let cut = line.len() as u64 == most && line.last() != Some(&b'\n');
        let text = line.strip_prefix("\u{feff}".as_bytes()).filter(|_| is_first).unwrap_or(&line).trim_ascii();
        is_first = false;
        if cut || text.len() > longest {
            each(Line::TooLong);
        } else if !text.is_empty() {
            each(Line::Text(text));
        }
        if cut {
            skip_line(&mut reader)?;
        }
    }
}

fn skip_line(reader: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = reader.fill_buf()?;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(buffer.len(), |at| at + 1);
        reader.consume(used);
        if end.is_some() || used == 0 {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8], longest: usize) -> Vec<String> {
        let mut found = Vec::new();
        let each = |line: Line| {
            found.push(match line {
                Line::Text(text) => String::from_utf8_lossy(text).into_owned(),
                Line::TooLong => "too long".into(),
            });
        };
        lines(BufReader::with_capacity(7, text), longest, each).unwrap();
        found
    }

    #[test]
    fn lines_end_in_many_ways() {
        assert_eq!(read(b"\xef\xbb\xbfone\r\n\n  \r\n two \nthree", 100), ["one", "two", "three"]);
        assert_eq!(read(b"", 100), [""; 0]);
    }

    #[test]
    fn long_lines_are_skipped_to_their_end() {
        let text = [&b"short\n"[..], &[b'x'; 5_000], b"\nafter\n", &[b'y'; 10], b"\r\n", &[b'z'; 11]].concat();
        assert_eq!(read(&text, 10), ["short", "too long", "after", "yyyyyyyyyy", "too long"]);
    }
}
