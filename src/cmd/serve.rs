//! `errhub serve`: a local preview with live reload.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use clap::Args;

use super::output::{Format, Terminal};
use super::{ExitStatus, Global};
use crate::error::Error;
use crate::serve::{self, Event, FIRST_PORT, Settings, Watching};
use crate::site::Drafts;

/// Preview the site, and reload it in the browser with every save
///
/// Pages are rendered when they are asked for, from memory: nothing is written, and the output
/// folder is never touched. A mistake is shown over the last good version of the page.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    errhub serve --open\n  \
    errhub serve --drafts --port 8000\n  \
    errhub serve --editor 'idea://open?file=/{path}&line={line}'")]
pub(super) struct Serve {
    /// The address to listen on
    #[arg(long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), value_parser = host)]
    host: IpAddr,
    /// The port to listen on [default: the first free one from 4040 on]
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Open the hub in a browser
    #[arg(long)]
    open: bool,
    /// Include articles with `draft: true`
    #[arg(long)]
    drafts: bool,
    /// Look at every file again and again, where the file system sends no events
    #[arg(long)]
    poll: bool,
    /// The address that opens a file in your editor
    #[arg(
        long,
        value_name = "URL",
        default_value = "vscode://file/{path}:{line}:{column}",
        env = "ERRHUB_EDITOR"
    )]
    editor: String,
}

fn host(text: &str) -> Result<IpAddr, String> {
    match text {
        "localhost" => Ok(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        text => text.parse().map_err(|_| "an IP address, such as 127.0.0.1 or 0.0.0.0".into()),
    }
}

impl Serve {
    pub(super) fn run(self, global: &Global, terminal: Terminal) -> Result<ExitStatus, Error> {
        let settings = Settings {
            root: global.root()?,
            host: self.host,
            port: self.port,
            drafts: if self.drafts { Drafts::Include } else { Drafts::Leave },
            watching: if self.poll { Watching::Poll } else { Watching::Events },
            editor: self.editor,
        };
        let asked_for = self.port.is_some();
        let open = self.open;
        let said = std::sync::Mutex::new(String::new());
        let listener: Arc<serve::Listener> =
            Arc::new(move |event| tell(event, &terminal, &said, (asked_for, open)));
        serve::run(&settings, &listener)?;
        Ok(ExitStatus::Clean)
    }
}

/// Says what happens. A check that finds what the last one found says nothing.
fn tell(
    event: Event<'_>,
    terminal: &Terminal,
    said: &std::sync::Mutex<String>,
    (asked_for, open): (bool, bool),
) {
    match event {
        Event::Listening { url, exposed, took } => {
            if exposed {
                terminal.always("warning: other machines on this network can reach the preview");
            }
            let port =
                url.rsplit(':').next().and_then(|rest| rest.split('/').next()).unwrap_or_default();
            if !asked_for && port != FIRST_PORT.to_string() {
                terminal.say(&format!("Port {FIRST_PORT} is taken, so this is the next free one."));
            }
            terminal.say(&format!(
                "Preview at {url} (ready in {} ms; Ctrl-C stops it)",
                took.as_millis()
            ));
            if open && let Err(error) = open::that_detached(&url) {
                terminal.say(&format!("warning: no browser could be opened: {error}"));
            }
        }
        Event::Polling => terminal
            .say("This file system sends no events, so every file is looked at again and again."),
        Event::Updated { files, took } => {
            let more = files.len().saturating_sub(3);
            let mut named = files.into_iter().take(3).collect::<Vec<_>>().join(", ");
            if more > 0 {
                // Writing to memory cannot fail.
                let _ = write!(named, " and {more} more");
            }
            terminal.say(&format!("Updated in {} ms: {named}", took.as_millis()));
        }
        Event::Checked { problems, articles } => {
            let now: String = problems.iter().map(crate::report::short).collect();
            let mut before = said.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if *before != now {
                if problems.is_empty() {
                    terminal.say("All mistakes are mended.");
                } else {
                    terminal.report(problems, articles, Format::Human);
                }
                *before = now;
            }
        }
        Event::Failed(why) => terminal.say(&format!("error: {why}")),
    }
}
