//! The static server behind `cargo xtask serve` and the browser tests.
//!
//! It does what a good static host does: right types, ranges, and the headers that allow threads. It is for this
//! machine only and listens on the loopback address.

use crate::project;
use crate::request::Request;
use crate::say::{OrProblem, Outcome, done};
use crate::site::{Site, Span, media_type};
use std::io::{BufReader, Read, Result, Seek, SeekFrom, Write, copy};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

pub struct Options {
    pub port: u16,
    pub open: bool,
    /// `name=folder`: more folders, each under its own name.
    pub mounts: Vec<String>,
}

/// Sent with every answer.
const HEADERS: &str = "\
    Accept-Ranges: bytes\r\n\
    Cross-Origin-Opener-Policy: same-origin\r\n\
    Cross-Origin-Embedder-Policy: credentialless\r\n\
    Cross-Origin-Resource-Policy: same-origin\r\n\
    X-Content-Type-Options: nosniff\r\n\
    Cache-Control: no-store\r\n";

/// At once. A browser with several pages open has a dozen.
const CONNECTIONS: usize = 128;

/// Serves `dist/` until the process is stopped.
pub fn serve(options: Options) -> Outcome {
    let site = Arc::new(Site::new(project::dist(), &options.mounts)?);
    let listener = TcpListener::bind(("127.0.0.1", options.port)).or_problem(
        &format!("Port {} is not free", options.port),
        "Choose another: `cargo xtask serve --port 8090`.",
    )?;
    let address = format!("http://127.0.0.1:{}/", options.port);
    done(&format!("Serving dist/ on {address} (Ctrl-C stops it)"));
    if options.open {
        show(&address);
    }
    // A thread per connection: browsers keep a handful open, and a slow download must not hold up the rest.
    let open = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming().flatten() {
        let (site, open) = (site.clone(), open.clone());
        if open.fetch_add(1, Ordering::Relaxed) >= CONNECTIONS {
            open.fetch_sub(1, Ordering::Relaxed);
            let _ = write!(&stream, "HTTP/1.1 503 Service Unavailable\r\n{HEADERS}Content-Length: 0\r\n\r\n");
            continue;
        }
        std::thread::spawn(move || {
            // A visitor who leaves in the middle of a file is no reason to complain.
            let _ = converse(&site, &stream);
            open.fetch_sub(1, Ordering::Relaxed);
        });
    }
    Ok(())
}

/// Answers one request after the other until the visitor hangs up.
fn converse(site: &Site, mut stream: &TcpStream) -> Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    stream.set_nodelay(true)?;
    let mut lines = BufReader::new(stream);
    while let Some(request) = Request::read(&mut lines)? {
        answer(site, &request, &mut stream)?;
    }
    Ok(())
}

fn answer(site: &Site, request: &Request, stream: &mut impl Write) -> Result<()> {
    if !request.is_for_this_machine() {
        // Another site's name led here: its page is not to read this machine's files.
        return write!(stream, "HTTP/1.1 421 Misdirected Request\r\n{HEADERS}Content-Length: 0\r\n\r\n");
    }
    if request.method != "GET" && request.method != "HEAD" {
        return write!(stream, "HTTP/1.1 405 Method Not Allowed\r\n{HEADERS}Content-Length: 0\r\n\r\n");
    }
    let Some((mut file, path)) = site.find(&request.address) else {
        let text = "Not found\n";
        let about = format!("Content-Type: text/plain\r\nContent-Length: {}", text.len());
        return write!(stream, "HTTP/1.1 404 Not Found\r\n{HEADERS}{about}\r\n\r\n{text}");
    };
    let length = file.metadata()?.len();
    let span = request.range.as_deref().map_or(Span::Whole, |text| Span::parse(text, length));
    let (status, start, count) = match span {
        Span::Whole => ("200 OK".to_owned(), 0, length),
        Span::Part(start, count) => {
            let end = start + count - 1;
            (format!("206 Partial Content\r\nContent-Range: bytes {start}-{end}/{length}"), start, count)
        }
        Span::Outside => (format!("416 Range Not Satisfiable\r\nContent-Range: bytes */{length}"), 0, 0),
    };
    let media_type = media_type(&path);
    write!(stream, "HTTP/1.1 {status}\r\n{HEADERS}Content-Type: {media_type}\r\nContent-Length: {count}\r\n\r\n")?;
    if request.method == "GET" {
        file.seek(SeekFrom::Start(start))?;
        copy(&mut file.take(count), stream)?;
    }
    stream.flush()
}

fn show(address: &str) {
    let opener = match std::env::consts::OS {
        "macos" => "open",
        "windows" => "explorer",
        _ => "xdg-open",
    };
    let _ = Command::new(opener).arg(address).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The answers to `text`, in which `~` stands for the rest of a request's first line and its host.
    fn ask(text: &str) -> String {
        let text = text.replace('~', "HTTP/1.1\r\nHost: localhost:8080");
        let site = Site::over(project::root().join("xtask"));
        let mut answers = Vec::new();
        let mut lines = text.as_bytes();
        while let Some(request) = Request::read(&mut lines).unwrap() {
            answer(&site, &request, &mut answers).unwrap();
        }
        String::from_utf8(answers).unwrap()
    }

    #[test]
    fn requests_of_one_connection_are_answered_in_order() {
        let told = ask("GET /Cargo.toml ~\r\nrange: bytes=0-8\r\n\r\nHEAD /src/main.rs ~\r\n\r\n");
        assert!(told.starts_with("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-8/"), "{told}");
        assert!(told.contains("Content-Length: 9\r\n\r\n[package]HTTP/1.1 200 OK\r\n"), "{told}");
        assert!(told.ends_with("\r\n\r\n"), "HEAD has no body");
    }

    #[test]
    fn what_is_not_there_is_said_so() {
        assert!(ask("GET /nothing ~\r\n\r\n").starts_with("HTTP/1.1 404"));
        assert!(ask("POST / ~\r\n\r\n").starts_with("HTTP/1.1 405"));
        assert!(ask("GET /Cargo.toml ~\r\nRange: bytes=99999-\r\n\r\n").starts_with("HTTP/1.1 416"));
    }

    #[test]
    fn a_page_of_another_name_reads_nothing() {
        for host in ["shop.example", "127.0.0.1.shop.example", "localhost.shop.example:8080", ""] {
            let told = ask(&format!("GET /Cargo.toml HTTP/1.1\r\nHost: {host}\r\n\r\n"));
            assert!(told.starts_with("HTTP/1.1 421"), "{host}: {told}");
        }
        for host in ["127.0.0.1", "LOCALHOST:9", "[::1]:8080"] {
            let told = ask(&format!("GET /Cargo.toml HTTP/1.1\r\nHost: {host}\r\n\r\n"));
            assert!(told.starts_with("HTTP/1.1 200"), "{host}: {told}");
        }
    }
}
