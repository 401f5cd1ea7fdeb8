//! Files and programs that are gone when the test is.

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// A folder of the test's own.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("shipcheck-peers-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// Writes a file and returns its path.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

impl Default for Scratch {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

/// A port nobody listens on.
pub fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// A program under Node that runs until it is dropped.
pub struct Server(Child);

impl Server {
    /// Starts a script. Its input stays open until it is to stop.
    pub fn node(script: &Path, words: &[&str]) -> Self {
        let mut command = Command::new("node");
        command.arg(script).args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Self(command.spawn().expect("Node.js is needed, version 20.15 or newer"))
    }

    /// The first line it prints; fails with what it complains about.
    pub fn first_line(&mut self) -> String {
        let mut line = String::new();
        BufReader::new(self.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
        if line.is_empty() {
            let complaint = std::io::read_to_string(self.0.stderr.take().unwrap()).unwrap();
            panic!("the program did not start; `cargo xtask peers` installs what it needs\n{complaint}");
        }
        line
    }

    /// Waits until somebody takes connections on a port.
    pub fn wait_for(&mut self, port: u16) {
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(self.0.try_wait().unwrap().is_none(), "{}", self.said());
            assert!(start.elapsed() < Duration::from_secs(30), "nobody listens on {port}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Stops it and returns everything it has written.
    pub fn said(&mut self) -> String {
        self.0.kill().ok();
        let out = self.0.stdout.take().map(|pipe| std::io::read_to_string(pipe).unwrap());
        let err = self.0.stderr.take().map(|pipe| std::io::read_to_string(pipe).unwrap());
        out.unwrap_or_default() + &err.unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Without input it stops its own children and then itself; on a kill they would stay.
        drop(self.0.stdin.take());
        let start = Instant::now();
        while self.0.try_wait().is_ok_and(|status| status.is_none()) {
            if start.elapsed() > Duration::from_secs(2) {
                self.0.kill().ok();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
