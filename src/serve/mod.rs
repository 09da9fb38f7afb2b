//! The preview: watches the site, keeps it loaded, and answers from memory. It never writes.
//!
//! Watching is loading in a loop. The server deals in bytes and does not know where they come from:
//! it asks a `Preview` for the answer to a path.

mod client;
mod current;
mod drawn;
mod editor;
mod events;
mod follow;
mod headers;
mod http;
mod overview;
mod page;
mod preview;
mod problem;
mod query;
mod version;
mod watch;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, UdpSocket};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::path::SourcePath;
use crate::publish::Shrink;
use crate::site::Drafts;

use preview::Preview;
use watch::Watcher;

/// The settings of a preview.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The site's folder.
    pub root: PathBuf,
    /// Where to listen.
    pub host: IpAddr,
    /// On which port; without one, the first free one starting at 4040.
    pub port: Option<u16>,
    /// Whether drafts are shown.
    pub drafts: Drafts,
    /// How changes are detected.
    pub watching: Watching,
    /// The address that opens a file in the editor, with `{path}`, `{line}` and `{column}`.
    pub editor: String,
}

/// How changes are detected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watching {
    /// By file system events, where they exist.
    Events,
    /// By polling every file.
    Poll,
}

/// An event while the preview runs.
pub enum Notice<'a> {
    /// It answers at this address.
    Listening {
        /// The hub's address.
        url: String,
        /// The port.
        port: u16,
        /// A warning that other machines can reach it at this address.
        elsewhere: Option<String>,
        /// How long it took to start.
        took: Duration,
    },
    /// The hub now begins at another address.
    Moved {
        /// The hub's address.
        url: String,
    },
    /// The file system sends no events here, so files are polled.
    Polling,
    /// The site was loaded again because of these files.
    Updated {
        /// The files, relative to the root.
        files: Vec<String>,
        /// How long it took to serve the new version.
        took: Duration,
    },
    /// The whole site was checked, and these are all diagnostics.
    Checked {
        /// The diagnostics.
        found: &'a [Diagnostic],
        /// The texts of the files in the diagnostics.
        text: &'a TextOf<'a>,
        /// How many articles were checked.
        articles: usize,
    },
    /// Publishing this site would remove most pages of the last build.
    Shrinks(Shrink),
    /// A failure that may be temporary.
    Failed(String),
}

/// Returns the text of a file.
pub type TextOf<'a> = dyn Fn(&SourcePath) -> Option<String> + Sync + 'a;

/// Receives the events.
pub type Listener = dyn Fn(Notice<'_>) + Send + Sync;

/// The address of the overview.
pub const OVERVIEW: &str = "/_errhub/";
/// The port that is tried first.
pub const FIRST_PORT: u16 = 4040;
/// How many requests are rendered at a time.
const BLOCKING: usize = 8;
/// How many ports are tried if none is given.
const PORTS: u16 = 20;

/// The response headers for `path` that a site's own `_headers` sets.
#[must_use]
pub(crate) fn header_fields(file: &str, path: &str) -> ::http::HeaderMap {
    headers::fields(file, path)
}

/// Runs the preview until it is interrupted. `tell` receives the events.
///
/// # Errors
/// If it cannot listen or watch.
pub fn run(settings: &Settings, tell: &Arc<Listener>) -> Result<(), Error> {
    let started = std::time::Instant::now();
    let listener = listen(settings)?;
    let address = listener.local_addr().map_err(|source| cannot_listen(settings.host, source))?;
    let mut watcher = Watcher::new(&settings.root, settings.watching);
    let mut is_polling = watcher.is_polling();
    if is_polling && settings.watching == Watching::Events {
        tell(Notice::Polling);
    }
    let preview = Arc::new(Preview::new(settings, Arc::clone(tell)));
    preview.update(&watch::Batch::everything());
    let mut base = preview.current().base_path().to_owned();
    tell(Notice::Listening {
        url: url(nearest(address), &base),
        port: address.port(),
        elsewhere: from_elsewhere(address).map(|address| url(address, &base)),
        took: started.elapsed(),
    });

    let (updating, tell) = (Arc::clone(&preview), Arc::clone(tell));
    let (alive, ended) = tokio::sync::oneshot::channel::<()>();
    std::thread::spawn(move || {
        let _alive = alive;
        while let Some(batch) = watcher.next() {
            updating.update(&batch);
            let now = updating.current();
            if base != now.base_path() {
                now.base_path().clone_into(&mut base);
                tell(Notice::Moved { url: url(nearest(address), &base) });
            }
            // The system may refuse to watch more files.
            if watcher.is_polling() && !std::mem::replace(&mut is_polling, true) {
                tell(Notice::Polling);
            }
        }
    });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        // As many as most machines can render at once. More would only use memory.
        .max_blocking_threads(BLOCKING)
        .enable_all()
        .build()
        .map_err(|source| cannot_listen(settings.host, source))?;
    let result = runtime.block_on(async {
        tokio::select! {
            result = http::serve(listener, address, preview) => {
                result.map_err(|source| cannot_listen(settings.host, source))
            }
            _ = ended => Err(Error::WatchEnded),
        }
    });
    // Open live-reload connections would keep the process alive.
    runtime.shutdown_background();
    result
}

fn url(address: SocketAddr, base: &str) -> String {
    format!("http://{address}{base}/")
}

/// The address for a browser on this machine.
fn nearest(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

/// The address for browsers on other machines, if they may connect.
fn from_elsewhere(mut address: SocketAddr) -> Option<SocketAddr> {
    if address.ip().is_unspecified() {
        // The system tells which of its addresses it would use to reach another machine. Addresses
        // for documentation (RFC 5737, RFC 3849) are never reached, and nothing is sent.
        let other: IpAddr = match address {
            SocketAddr::V4(_) => Ipv4Addr::new(192, 0, 2, 1).into(),
            SocketAddr::V6(_) => Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).into(),
        };
        let own = UdpSocket::bind((address.ip(), 0))
            .and_then(|socket| socket.connect((other, 9)).and_then(|()| socket.local_addr()));
        address.set_ip(own.map_or(address.ip(), |own| own.ip()));
    }
    (!address.ip().is_loopback()).then_some(address)
}

fn listen(settings: &Settings) -> Result<TcpListener, Error> {
    let ports = match settings.port {
        Some(port) => port..=port,
        None => FIRST_PORT..=FIRST_PORT + PORTS,
    };
    let mut last = None;
    for port in ports {
        match TcpListener::bind(SocketAddr::new(settings.host, port)) {
            Ok(listener) => return Ok(listener),
            Err(error) => last = Some((port, error)),
        }
    }
    let (port, source) = last.unwrap_or((FIRST_PORT, std::io::ErrorKind::AddrInUse.into()));
    Err(Error::Listen { address: format!("{}:{port}", settings.host), source })
}

fn cannot_listen(host: IpAddr, source: std::io::Error) -> Error {
    Error::Listen { address: host.to_string(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_a_browser() {
        let nearest = |text: &str| nearest(text.parse().unwrap()).to_string();
        assert_eq!(nearest("0.0.0.0:4040"), "127.0.0.1:4040");
        assert_eq!(nearest("[::]:4040"), "[::1]:4040");
        assert_eq!(nearest("192.0.2.7:4040"), "192.0.2.7:4040");
        let elsewhere = |text: &str| from_elsewhere(text.parse().unwrap());
        assert_eq!(elsewhere("127.0.0.1:4040"), None);
        assert_eq!(elsewhere("[::1]:4040"), None);
        assert_eq!(elsewhere("192.0.2.7:4040"), "192.0.2.7:4040".parse().ok());
    }
}
