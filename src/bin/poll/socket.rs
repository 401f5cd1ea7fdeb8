//! A blocking websocket to one relay that cannot hold the command up for ever.

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};
use tungstenite::client::IntoClientRequest;
use tungstenite::error::Error;
use tungstenite::protocol::WebSocketConfig;
use tungstenite::stream::MaybeTlsStream;
use tungstenite::{HandshakeError, Message, WebSocket, client_tls_with_config};

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(10);
/// How long to wait for bytes before looking at the clock again.
const TICK: Duration = Duration::from_millis(250);

pub struct Socket(WebSocket<MaybeTlsStream<Deadline>>);

/// What was heard within a [`TICK`].
pub enum Heard {
    Text(String),
    Nothing,
}

/// Why a connection is of no more use.
pub enum Trouble {
    /// A message was larger than allowed.
    TooLarge,
    Broken(String),
}

/// A stream that fails after a moment in time, even if the other side sends a byte now and then.
struct Deadline {
    stream: TcpStream,
    end: Instant,
}

impl Socket {
    /// Connects to a `ws://` or `wss://` address, for at most `total`.
    pub fn open(address: &str, largest_message: usize, total: Duration) -> Result<Self, String> {
        // Without this, rustls must guess which cryptography to use. A second call fails, which is fine.
        rustls::crypto::ring::default_provider().install_default().ok();
        let request = address.into_client_request().map_err(|error| error.to_string())?;
        let config =
            WebSocketConfig::default().max_message_size(Some(largest_message)).max_frame_size(Some(largest_message));
        let stream = Deadline { stream: dial(request.uri())?, end: Instant::now() + total };
        let (socket, _) = client_tls_with_config(request, stream, Some(config), None).map_err(|error| match error {
            HandshakeError::Failure(error) => error.to_string(),
            HandshakeError::Interrupted(_) => "it does not answer".to_owned(),
        })?;
        let socket = Self(socket);
        socket.set_read_timeout(TICK).map_err(|error| error.to_string())?;
        Ok(socket)
    }

    pub fn send(&mut self, text: String) -> Result<(), Trouble> {
        self.0.send(Message::text(text)).map_err(trouble)
    }

    /// Waits for the next message, a tick at most. Pings are answered on the way.
    pub fn listen(&mut self) -> Result<Heard, Trouble> {
        match self.0.read() {
            Ok(Message::Text(text)) => Ok(Heard::Text(text.to_string())),
            // Relays speak in text; bytes are handed on to be found unreadable.
            Ok(Message::Binary(bytes)) => Ok(Heard::Text(String::from_utf8_lossy(&bytes).into_owned())),
            Ok(_) => Ok(Heard::Nothing),
            Err(Error::Io(error)) if is_timeout(&error) => Ok(Heard::Nothing),
            Err(error) => Err(trouble(error)),
        }
    }

    /// Says goodbye, without waiting for an answer.
    pub fn close(mut self) {
        self.0.close(None).and_then(|()| self.0.flush()).ok();
    }

    fn set_read_timeout(&self, timeout: Duration) -> io::Result<()> {
        match self.0.get_ref() {
            MaybeTlsStream::Plain(stream) => stream.stream.set_read_timeout(Some(timeout)),
            MaybeTlsStream::Rustls(stream) => stream.get_ref().stream.set_read_timeout(Some(timeout)),
            _ => Ok(()),
        }
    }
}

fn dial(address: &tungstenite::http::Uri) -> Result<TcpStream, String> {
    let host = address.host().ok_or("the address names no host")?.trim_matches(['[', ']']);
    let usual = if address.scheme_str() == Some("wss") { 443 } else { 80 };
    let addresses = (host, address.port_u16().unwrap_or(usual)).to_socket_addrs().map_err(|error| error.to_string())?;
    let mut last = "the host has no address".to_owned();
    for address in addresses {
        let connected = TcpStream::connect_timeout(&address, CONNECT).and_then(|stream| {
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(CONNECT))?;
            stream.set_write_timeout(Some(CONNECT))?;
            Ok(stream)
        });
        match connected {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error.to_string(),
        }
    }
    Err(last)
}

fn trouble(error: Error) -> Trouble {
    match error {
        Error::Capacity(_) => Trouble::TooLarge,
        error => Trouble::Broken(error.to_string()),
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

impl Deadline {
    fn check(&self) -> io::Result<()> {
        let late = || io::Error::new(io::ErrorKind::ConnectionAborted, "it took too long");
        if Instant::now() < self.end { Ok(()) } else { Err(late()) }
    }
}

impl Read for Deadline {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.check()?;
        self.stream.read(buffer)
    }
}

impl Write for Deadline {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.check()?;
        self.stream.write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}
