//! What a browser asks the static server, read with bounds.

use std::io::{BufRead, Error, ErrorKind, Read, Result};

/// All lines of a request together, in bytes. Browsers send one to two kilobytes.
const LONGEST: u64 = 65_536;

/// The names under which a server on the loopback address is asked in good faith.
const THIS_MACHINE: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// The part of a request that matters here. Bodies are not expected.
pub struct Request {
    pub method: String,
    pub address: String,
    pub range: Option<String>,
    host: String,
}

impl Request {
    /// Reads up to the empty line; nothing when the connection has ended.
    pub fn read(lines: &mut impl BufRead) -> Result<Option<Self>> {
        let mut left = lines.by_ref().take(LONGEST);
        let mut line = String::new();
        left.read_line(&mut line)?;
        let mut words = line.split_whitespace().map(str::to_owned);
        let (Some(method), Some(address)) = (words.next(), words.next()) else { return Ok(None) };
        let mut request = Self { method, address, range: None, host: String::new() };
        loop {
            line.clear();
            left.read_line(&mut line)?;
            match line.trim_end().split_once(':') {
                Some((name, value)) if name.eq_ignore_ascii_case("range") => {
                    request.range = Some(value.trim().to_owned())
                }
                Some((name, value)) if name.eq_ignore_ascii_case("host") => request.host = value.trim().to_owned(),
                Some(_) => {}
                None if left.limit() == 0 => {
                    return Err(Error::new(ErrorKind::InvalidData, "a request without an end"));
                }
                None => return Ok(Some(request)),
            }
        }
    }

    /// Whether it was asked under a name of this machine, with or without a port. A page of another site whose name
    /// has been made to lead here is told apart by that.
    pub fn is_for_this_machine(&self) -> bool {
        let host = self.host.to_ascii_lowercase();
        THIS_MACHINE
            .iter()
            .any(|name| host.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(':')))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_without_an_end_is_left() {
        let endless = format!("GET / HTTP/1.1\r\n{}", "X-Filler: 0123456789\r\n".repeat(5000));
        assert!(Request::read(&mut endless.as_bytes()).is_err());
        let one_line = format!("GET /{}", "a".repeat(200_000));
        assert!(Request::read(&mut one_line.as_bytes()).is_err());
        assert!(Request::read(&mut "".as_bytes()).unwrap().is_none());
    }
}
