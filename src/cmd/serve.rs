//! `errhub serve`: a local preview with live reload.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clap::Args;

use super::output::Terminal;
use super::report::drawn;
use super::{ExitStatus, Global};
use crate::config;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::error::Error;
use crate::path::SourcePath;
use crate::publish::{OUTPUT, Shrink};
use crate::report::{self, Counts, Strictness, visible};
use crate::serve::{self, FIRST_PORT, Notice, OVERVIEW, Settings, Watching};
use crate::site::Drafts;

/// Preview the site, and reload it in the browser on every save
///
/// Pages are rendered in memory when they are requested: nothing is written, and the output folder
/// is never touched. Mistakes are shown on top of the last good version of the page.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    errhub serve --open\n  \
    errhub serve --drafts --port 8000\n  \
    errhub serve --editor 'idea://open?file=/{path}&line={line}'")]
pub(super) struct Serve {
    /// The address to listen on
    #[arg(long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), value_parser = host)]
    host: IpAddr,
    /// The port to listen on [default: the first free one starting at 4040]
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Open the hub in a browser
    #[arg(long)]
    open: bool,
    /// Include articles with `draft: true`
    #[arg(long)]
    drafts: bool,
    /// Poll all files, for file systems that do not report changes
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
        let root = global.root()?;
        // Mistakes in the settings can be fixed while they are watched, but missing settings are an
        // error.
        drop(config::load(&root)?);
        let settings = Settings {
            root,
            host: self.host,
            port: self.port,
            drafts: if self.drafts { Drafts::Include } else { Drafts::Leave },
            watching: if self.poll { Watching::Poll } else { Watching::Events },
            editor: self.editor,
        };
        let told = Mutex::new(Told::new(terminal, self.port.is_none(), self.open));
        let listener: Arc<serve::Listener> = Arc::new(move |event| {
            told.lock().unwrap_or_else(PoisonError::into_inner).tell(event);
        });
        serve::run(&settings, &listener)?;
        Ok(ExitStatus::Clean)
    }
}

/// How many kinds of new mistakes are shown at once, so that earlier output stays in sight.
const SHOWN: usize = 10;
/// The maximum number of files in a message.
const NAMED: usize = 3;

/// The terminal's output, and what has been shown already.
struct Told {
    terminal: Terminal,
    /// Whether the port was chosen by errhub.
    any_port: bool,
    /// Whether to open a browser.
    open: bool,
    /// The hub's address; `None` until the server listens.
    url: Option<String>,
    /// The diagnostics from before the server listened.
    early: Option<String>,
    mistakes: Mistakes,
    /// The files of the last line, and the number of saves that it represents; `None` if the last
    /// line is about something else.
    updated: Option<(String, usize)>,
}

impl Told {
    fn new(terminal: Terminal, any_port: bool, open: bool) -> Self {
        Self {
            terminal,
            any_port,
            open,
            url: None,
            early: None,
            mistakes: Mistakes::default(),
            updated: None,
        }
    }

    fn tell(&mut self, event: Notice<'_>) {
        let last = self.updated.take();
        match event {
            Notice::Listening { url, port, elsewhere, took } => {
                self.listening(&url, port, elsewhere, took);
            }
            Notice::Moved { url } => {
                self.terminal.say(&format!("Preview at {url} now"));
                self.url = Some(url);
            }
            Notice::Polling => self.terminal.say(
                "The system does not report saves here, so errhub polls every file twice a second.",
            ),
            Notice::Updated { files, took } => self.updated(&visible(&named(&files)), took, last),
            Notice::Checked { found, text, articles } => {
                let Some(report) = self.report(found, text, articles) else {
                    self.updated = last;
                    return;
                };
                match self.url {
                    Some(_) => self.say_above_address(&report),
                    None => self.early = Some(report),
                }
            }
            Notice::Shrinks(Shrink { gone, pages }) => self.terminal.always(&format!(
                "warning: {} of the {} pages in {OUTPUT}/ are no longer part of the site; \
                 `errhub build` will refuse to remove them without --allow-shrink",
                report::number(gone),
                report::number(pages),
            )),
            Notice::Failed(why) => self.say_above_address(&format!("error: {}", visible(&why))),
        }
    }

    fn listening(&mut self, url: &str, port: u16, elsewhere: Option<String>, took: Duration) {
        if self.any_port && port != FIRST_PORT {
            self.terminal
                .say(&format!("Port {FIRST_PORT} is taken, so this is the next free one."));
        }
        let took = took.as_millis();
        self.terminal.say(&format!("Preview at {url} (ready in {took} ms; Ctrl-C stops it)"));
        if let Some(url) = elsewhere {
            self.terminal.always(&format!(
                "warning: every machine on this network can read the preview, at {url}"
            ));
        }
        if self.open
            && let Err(error) = open::that_detached(url)
        {
            self.terminal.always(&format!("warning: cannot open a browser: {error}"));
        }
        self.url = Some(url.to_owned());
        if let Some(early) = self.early.take() {
            self.say_above_address(&early);
        }
    }

    /// Prints a long text, followed by the address again, so that nobody has to scroll for it.
    fn say_above_address(&self, text: &str) {
        self.terminal.always(text);
        if let Some(url) = &self.url {
            self.terminal.say(&format!("\nPreview at {url}"));
        }
    }

    /// The address of the overview.
    fn overview(&self) -> String {
        let url = self.url.as_deref().unwrap_or_default();
        let origin = url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        format!("{origin}{OVERVIEW}")
    }

    /// Prints one line for each save, and only one if the same files are saved repeatedly.
    fn updated(&mut self, files: &str, took: Duration, last: Option<(String, usize)>) {
        let before = last.filter(|(named, _)| named == files).map_or(0, |(_, times)| times);
        let line = format!("Updated in {} ms: {files}", took.as_millis());
        if before > 0 && self.terminal.can_take_back() {
            self.terminal.say_instead(&format!("{line} ({} times)", before + 1));
        } else {
            self.terminal.say(&line);
        }
        self.updated = Some((files.to_owned(), before + 1));
    }

    /// What to print after a check; `None` if it found the same as the last one.
    fn report(
        &mut self,
        found: &[Diagnostic],
        text: &serve::TextOf<'_>,
        articles: usize,
    ) -> Option<String> {
        let (mut new, fixed) = self.mistakes.news(found);
        let counted = found.iter().map(|one| (one.code, one.severity()));
        let summary = Counts::of(counted, articles).line();
        if new.is_empty() {
            let text = match fixed {
                0 => return None,
                _ if found.is_empty() => "Everything is fixed.".to_owned(),
                fixed => format!("{} fixed; left: {summary}", report::number(fixed)),
            };
            return (!self.terminal.is_quiet()).then_some(text);
        }
        if self.terminal.is_quiet() {
            new.retain(|one| one.severity() == Severity::Error);
        }
        if new.is_empty() {
            return None;
        }
        let of_them = match new.len() {
            all if all == found.len() => String::new(),
            new => format!(", {} of them new", report::number(new)),
        };
        // The most severe come last, where the author looks.
        let mut blocks = report::grouped(new, Strictness::Normal, text);
        let shown = blocks.split_off(blocks.len().saturating_sub(SHOWN));
        let more = match blocks.iter().map(|block| block.count).sum() {
            0 => String::new(),
            more => format!("; {} more at {}", report::number(more), self.overview()),
        };
        let drawn: Vec<_> = shown.iter().map(|block| drawn(&self.terminal, block)).collect();
        Some(format!("{}\n{summary}{of_them}{more}", drawn.join("\n")))
    }
}

/// The mistakes that have been shown.
#[derive(Default)]
struct Mistakes(BTreeMap<Mistake, usize>);

/// File, code and message, but not the line, which changes with every edit above it.
type Mistake = (Option<SourcePath>, Code, String);

impl Mistakes {
    /// The mistakes that are new since the last time, and the number of those that are gone. If a
    /// file has an error, the rest of it may not have been checked, so its warnings count as
    /// neither fixed nor, later, as new.
    fn news<'d>(&mut self, found: &'d [Diagnostic]) -> (Vec<&'d Diagnostic>, usize) {
        let mut before = std::mem::take(&mut self.0);
        let mut new = Vec::new();
        for diagnostic in found {
            let file = diagnostic.place.as_ref().map(|place| place.file.clone());
            let mistake = (file, diagnostic.code, diagnostic.message.clone());
            match before.get_mut(&mistake) {
                Some(known) if *known > 0 => *known -= 1,
                _ => new.push(diagnostic),
            }
            *self.0.entry(mistake).or_default() += 1;
        }
        let errors = found.iter().filter(|one| one.severity() == Severity::Error);
        let broken: BTreeSet<&SourcePath> =
            errors.filter_map(|one| one.place.as_ref()).map(|place| &place.file).collect();
        let mut fixed = 0;
        for (mistake, count) in before.into_iter().filter(|(_, count)| *count > 0) {
            let is_broken = mistake.0.as_ref().is_some_and(|file| broken.contains(file));
            if is_broken && mistake.1.severity() == Severity::Warning {
                *self.0.entry(mistake).or_default() += count;
            } else {
                fixed += count;
            }
        }
        (new, fixed)
    }
}

/// `a.md, b.md, c.md and 2 more`
fn named(files: &[String]) -> String {
    let named = files.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match files.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;

    #[test]
    fn only_new_mistakes_are_news() {
        let mut mistakes = Mistakes::default();
        let mut news = |found: &[(&str, Code)]| {
            let diagnostic = |(file, code): &(&str, Code)| {
                Diagnostic::new(*code, "wrong", Place::file(&SourcePath::new(*file)))
            };
            let found: Vec<_> = found.iter().map(diagnostic).collect();
            let (new, fixed) = mistakes.news(&found);
            (new.into_iter().map(|one| one.code).collect::<Vec<_>>(), fixed)
        };
        let (a, b) = (("a", Code::Orphan), ("b", Code::UnknownKey));
        assert_eq!(news(&[a, b]), (vec![a.1, b.1], 0));
        assert_eq!(news(&[a, b]), (vec![], 0));
        // The same mistake twice in one file.
        assert_eq!(news(&[b, b]), (vec![b.1], 1));
        assert_eq!(news(&[b]), (vec![], 1));
        assert_eq!(news(&[]), (vec![], 1));
        // While a file is broken, it is unknown whether its warning is fixed.
        let broken = ("a", Code::UnknownKey);
        assert_eq!(news(&[a]), (vec![a.1], 0));
        assert_eq!(news(&[broken]), (vec![broken.1], 0));
        assert_eq!(news(&[broken]), (vec![], 0));
        assert_eq!(news(&[a]), (vec![], 1));
        assert_eq!(news(&[]), (vec![], 1));
    }

    #[test]
    fn few_files_are_named() {
        let files = |count: usize| vec!["a".to_owned(); count];
        assert_eq!(named(&files(3)), "a, a, a");
        assert_eq!(named(&files(5)), "a, a, a and 2 more");
    }
}
