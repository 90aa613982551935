//! The window as a browser would talk to it: the real program started, its address read, requests over a socket.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Longest wait for something that takes a moment; a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running window. It is killed at the end of the test.
pub struct Window {
    child: Child,
    _errors: BufReader<ChildStderr>,
    /// `127.0.0.1:49152`
    pub authority: String,
    /// `/0123456789abcdef/?t=…`
    pub entry: String,
    /// What all paths begin with.
    pub prefix: String,
    /// The cookie, after the first visit.
    pub cookie: String,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.trim()).next()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.status, 200, "{self:?}");
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }
}

impl Window {
    /// Starts the program in a folder.
    pub fn start(folder: &Path, arguments: &[&str]) -> Window {
        Window::start_with(folder, arguments, &[])
    }

    /// The same with settings of the environment.
    pub fn start_with(folder: &Path, arguments: &[&str], settings: &[(&str, &Path)]) -> Window {
        let mut command = Command::new(env!("CARGO_BIN_EXE_juesuan"));
        command.envs(settings.iter().copied());
        command.arg("window").arg("--no-browser").args(arguments).current_dir(folder);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a start");
        let mut errors = BufReader::new(child.stderr.take().expect("messages"));
        let mut said = String::new();
        let address = loop {
            let mut line = String::new();
            assert!(errors.read_line(&mut line).expect("a line") > 0, "no address: {said}");
            if let Some(address) = line.trim().strip_prefix("http://") {
                break address.to_owned();
            }
            said.push_str(&line);
        };
        let (authority, entry) = address.split_once('/').expect("a path");
        let prefix = entry.split_once('/').expect("a prefix").0;
        Window {
            child,
            _errors: errors,
            authority: authority.to_owned(),
            entry: format!("/{entry}"),
            prefix: format!("/{prefix}"),
            cookie: String::new(),
        }
    }

    /// Starts the program and makes the first visit.
    pub fn visited(folder: &Path, arguments: &[&str]) -> Window {
        let mut window = Window::start(folder, arguments);
        window.visit();
        window
    }

    /// The first visit; the cookie is kept.
    pub fn visit(&mut self) {
        let answer = self.raw(&format!("GET {} HTTP/1.1\r\nHost: {}\r\n", self.entry, self.authority), b"");
        assert_eq!(answer.status, 303, "{answer:?}");
        let cookie = answer.header("set-cookie").expect("a cookie");
        self.cookie = cookie.split(';').next().expect("a pair").to_owned();
    }

    /// A request as it stands, without its last line and the length of its body.
    pub fn raw(&self, head: &str, body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(&self.authority).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        let length =
            if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        let head = format!("{head}{length}Connection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).expect("sent");
        // The program may answer, and close, before all of it was sent.
        let _ = stream.write_all(body);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    pub fn get(&self, way: &str) -> Answer {
        let Window { prefix, authority, cookie, .. } = self;
        self.raw(&format!("GET {prefix}{way} HTTP/1.1\r\nHost: {authority}\r\nCookie: {cookie}\r\n"), b"")
    }

    pub fn post(&self, way: &str, body: &[u8]) -> Answer {
        let Window { prefix, authority, cookie, .. } = self;
        let head = format!(
            "POST {prefix}{way} HTTP/1.1\r\nHost: {authority}\r\nCookie: {cookie}\r\nOrigin: http://{authority}\r\n"
        );
        self.raw(&head, body)
    }

    pub fn tell(&self, way: &str, value: &Value) -> Answer {
        self.post(way, value.to_string().as_bytes())
    }

    /// Waits until the document's status says what is wanted.
    #[track_caller]
    pub fn wait_for(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let document = self.get("/document?since=0").json();
            if wanted(&document) {
                return document;
            }
            assert!(begun.elapsed() < PATIENCE, "{}", document["status"]);
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Tells the program to end: `INT` is Ctrl-C, `HUP` the terminal closed, `TERM` the computer shut down; how it ended.
    #[cfg(unix)]
    pub fn tell_to_end(&mut self, signal: &str) -> std::process::ExitStatus {
        let process = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &process]).status().expect("a signal");
        assert!(sent.success(), "no process {process}");
        self.child.wait().expect("ended")
    }

    /// Ends the program as a power cut would.
    pub fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
