//! `errhub serve`: a local preview with live reload.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clap::Args;

use super::output::Terminal;
use super::{ExitStatus, Global};
use crate::config;
use crate::diagnostic::Code;
use crate::error::Error;
use crate::path::SourcePath;
use crate::report::{self, Located};
use crate::serve::{self, Event, FIRST_PORT, OVERVIEW, Settings, Watching};
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
        let root = global.root()?;
        // What is wrong with the settings can be mended while they are watched, but not their lack.
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

/// How many new mistakes are shown at once, so that what was said before stays in sight.
const SHOWN: usize = 10;
/// How many files are named at once.
const NAMED: usize = 3;

/// What the terminal says, and what it has said already.
struct Told {
    terminal: Terminal,
    /// Whether the port was not asked for.
    any_port: bool,
    /// Whether to open a browser.
    open: bool,
    /// The address of the overview; `None` before the server listens.
    overview: Option<String>,
    /// What was found before the server listens.
    early: Option<String>,
    mistakes: Mistakes,
    /// The files of the last line, and how many lines it stands for; `None` where the last line
    /// says something else.
    updated: Option<(String, usize)>,
}

impl Told {
    fn new(terminal: Terminal, any_port: bool, open: bool) -> Self {
        Self {
            terminal,
            any_port,
            open,
            overview: None,
            early: None,
            mistakes: Mistakes::default(),
            updated: None,
        }
    }

    fn tell(&mut self, event: Event<'_>) {
        let last = self.updated.take();
        match event {
            Event::Listening { url, port, elsewhere, took } => {
                self.listening(&url, port, elsewhere, took);
            }
            Event::Moved { url } => self.terminal.say(&format!("Preview at {url} now")),
            Event::Polling => self.terminal.say(
                "The system does not tell of saves here, so every file is looked at twice a second.",
            ),
            Event::Updated { files, took } => self.updated(&named(&files), took, last),
            Event::Checked { problems, articles } => {
                let Some(report) = self.report(problems, articles) else {
                    self.updated = last;
                    return;
                };
                match self.overview {
                    Some(_) => self.terminal.always(&report),
                    None => self.early = Some(report),
                }
            }
            Event::Failed(why) => self.terminal.always(&format!("error: {why}")),
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
            self.terminal.always(&format!("warning: no browser could be opened: {error}"));
        }
        let origin = url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        self.overview = Some(format!("{origin}{OVERVIEW}"));
        if let Some(early) = self.early.take() {
            self.terminal.always(&early);
        }
    }

    /// One line for each save; where the same files are saved again and again, one for all.
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

    /// What to say of a check; `None` where it found what the last one found.
    fn report(&mut self, problems: &[Located], articles: usize) -> Option<String> {
        let (new, mended) = self.mistakes.news(problems);
        let summary = report::summary(problems, articles);
        if new.is_empty() {
            let text = match mended {
                0 => return None,
                _ if problems.is_empty() => "All mistakes are mended.".to_owned(),
                1 => format!("1 mistake is mended; left: {summary}"),
                mended => format!("{mended} mistakes are mended; left: {summary}"),
            };
            return (!self.terminal.is_quiet()).then_some(text);
        }
        let mut shown: Vec<String> = new
            .iter()
            .filter(|problem| self.terminal.shows(problem))
            .map(|problem| self.terminal.draw(problem))
            .collect();
        if shown.is_empty() {
            return None;
        }
        let more = shown.len().saturating_sub(SHOWN);
        shown.truncate(SHOWN);
        if more > 0 {
            let overview = self.overview.as_deref().unwrap_or(OVERVIEW);
            shown.push(format!("{more} more at {overview}"));
        }
        let of_them = match new.len() {
            all if all == problems.len() => String::new(),
            new => format!(", {new} of them new"),
        };
        Some(format!("{}\n\n{summary}{of_them}", shown.join("\n\n")))
    }
}

/// The mistakes that were told.
#[derive(Default)]
struct Mistakes(BTreeMap<Mistake, usize>);

/// File, code and message, but not the line, which changes with every edit above it.
type Mistake = (Option<SourcePath>, Code, String);

impl Mistakes {
    /// Which mistakes were not there the last time, errors first, and how many are no more.
    fn news<'p>(&mut self, problems: &'p [Located]) -> (Vec<&'p Located>, usize) {
        let mut before = std::mem::take(&mut self.0);
        let mut new = Vec::new();
        for problem in problems {
            let file = problem.spot.as_ref().map(|spot| spot.file.clone());
            let mistake = (file, problem.code, problem.message.clone());
            match before.get_mut(&mistake) {
                Some(known) if *known > 0 => *known -= 1,
                _ => new.push(problem),
            }
            *self.0.entry(mistake).or_default() += 1;
        }
        new.sort_by_key(|problem| problem.severity);
        (new, before.into_values().sum())
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
    use crate::diagnostic::{Diagnostic, Place};
    use crate::report::Strictness;

    fn located(mistakes: &[(&str, Code)]) -> Vec<Located> {
        let diagnostic = |(file, code): &(&str, Code)| {
            Diagnostic::new(*code, "wrong", Place::file(&SourcePath::new(*file)))
        };
        report::locate(mistakes.iter().map(diagnostic).collect(), Strictness::Normal, |_| None)
    }

    #[test]
    fn only_new_mistakes_are_news_and_errors_come_first() {
        const ERROR: Code = Code::UnknownKey;
        const WARNING: Code = Code::Orphan;
        let mut mistakes = Mistakes::default();
        let mut news = |found: &[(&str, Code)]| {
            let located = located(found);
            let (new, mended) = mistakes.news(&located);
            (new.iter().map(|problem| problem.code).collect::<Vec<_>>(), mended)
        };
        assert_eq!(news(&[("a", WARNING), ("b", ERROR)]), (vec![ERROR, WARNING], 0));
        assert_eq!(news(&[("a", WARNING), ("b", ERROR)]), (vec![], 0));
        // The same mistake twice in one file.
        assert_eq!(news(&[("b", ERROR), ("b", ERROR)]), (vec![ERROR], 1));
        assert_eq!(news(&[("b", ERROR)]), (vec![], 1));
        assert_eq!(news(&[]), (vec![], 1));
    }

    #[test]
    fn few_files_are_named() {
        let files = |count: usize| vec!["a".to_owned(); count];
        assert_eq!(named(&files(3)), "a, a, a");
        assert_eq!(named(&files(5)), "a, a, a and 2 more");
    }
}
