//! The terminal: stdout and stderr, colours, and the progress bar.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Color, Global};
use crate::error::Error;
use crate::pipeline::Progress;
use crate::report::{self, Located, Pen, Reader};
use crate::stop::Stop;

/// How much to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verbosity {
    Quiet,
    Normal,
    Verbose,
}

/// The destination of messages.
#[derive(Debug, Clone)]
pub(super) struct Terminal {
    verbosity: Verbosity,
    colors: bool,
    progress: bool,
    /// The number of columns, if it is a terminal.
    width: Option<usize>,
    /// Whether the run should end.
    stop: Stop,
}

impl Terminal {
    pub(super) fn new(global: &Global) -> Self {
        let is_terminal = io::stderr().is_terminal();
        let colors = has_colors(global.color, is_terminal);
        let verbosity = match (global.quiet, global.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, true) => Verbosity::Verbose,
            (false, false) => Verbosity::Normal,
        };
        let progress = is_terminal && verbosity > Verbosity::Quiet && !is_set("CI");
        let width = terminal_size::terminal_size_of(io::stderr())
            .map(|(terminal_size::Width(columns), _)| usize::from(columns));
        Self { verbosity, colors, progress, width, stop: Stop::new() }
    }

    /// Whether to colour stdout.
    pub(super) fn colors_stdout(color: Color) -> bool {
        has_colors(color, io::stdout().is_terminal())
    }

    /// Prints a message to stderr, unless `--quiet` is given.
    pub(super) fn say(&self, message: &str) {
        if self.verbosity > Verbosity::Quiet {
            Self::write(&mut io::stderr().lock(), message);
        }
    }

    /// Whether the run should end.
    pub(super) fn stop(&self) -> &Stop {
        &self.stop
    }

    /// Whether only errors are printed.
    pub(super) fn is_quiet(&self) -> bool {
        self.verbosity == Verbosity::Quiet
    }

    /// Whether a printed line can be replaced.
    pub(super) fn can_take_back(&self) -> bool {
        self.progress
    }

    /// Replaces the last line with a message.
    pub(super) fn say_instead(&self, message: &str) {
        // ECMA-48, sections 8.3.22 and 8.3.41: move up a line, and erase it.
        let _ = io::stderr().lock().write_all(b"\x1b[1A\x1b[2K");
        self.say(message);
    }

    /// Draws a diagnostic for this terminal.
    pub(super) fn draw(&self, diagnostic: &Located) -> String {
        let pen = if self.colors { Pen::colored() } else { Pen::plain() };
        let pen = self.width.map_or(pen.clone(), |width| pen.wide(width));
        report::human(diagnostic, &pen)
    }

    /// A text in bold.
    pub(super) fn bold(&self, text: &str) -> String {
        if self.colors { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// Prints a message to stderr, even with `--quiet`.
    #[expect(clippy::unused_self, reason = "it speaks through the terminal as the others do")]
    pub(super) fn always(&self, message: &str) {
        Self::write(&mut io::stderr().lock(), message);
    }

    /// Prints a message to stderr only with `--verbose`.
    pub(super) fn detail(&self, message: &str) {
        if self.verbosity == Verbosity::Verbose {
            self.say(message);
        }
    }

    /// Prints why errhub could not run.
    pub(super) fn failure(&self, error: &Error) {
        let (bold, reset) = if self.colors { ("\x1b[1;31m", "\x1b[0m") } else { ("", "") };
        let mut message = format!("{bold}error{reset}: {}", report::visible(&error.to_string()));
        if let Some(help) = error.help() {
            message.push_str("\n  help: ");
            message.push_str(&report::visible(&help));
        }
        Self::write(&mut io::stderr().lock(), &message);
    }

    /// Closing a pipe is the reader's choice, not a failure.
    fn write(out: &mut dyn Write, message: &str) {
        let _ = writeln!(out, "{}", report::printable(message, reader()));
    }

    /// A progress bar, which appears only on a terminal and only if the run is long.
    pub(super) fn progress(&self) -> Bar {
        let target = if self.progress {
            ProgressDrawTarget::stderr_with_hz(15)
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{prefix:>9} {bar:30} {pos}/{len}") {
            bar.set_style(style);
        }
        Bar { shown: bar, started: std::time::Instant::now(), stop: self.stop.clone() }
    }
}

fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0")
}

fn has_colors(color: Color, is_terminal: bool) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        // https://no-color.org and https://bixense.com/clicolors
        Color::Auto => !is_set("NO_COLOR") && (is_set("CLICOLOR_FORCE") || is_terminal),
    }
}

/// Prints the mistakes in a command line.
pub(super) fn usage(error: &clap::Error) {
    let text = error.render();
    let colors = has_colors(Color::Auto, io::stderr().is_terminal());
    let text = if colors { text.ansi().to_string() } else { text.to_string() };
    Terminal::write(&mut io::stderr().lock(), text.trim_end());
}

/// The reader of the output.
fn reader() -> Reader {
    if is_set("GITHUB_ACTIONS") { Reader::Github } else { Reader::Any }
}

/// Prints a result on stdout. Closing a pipe is the reader's choice, not a failure.
pub(super) fn print(text: &str) -> Result<(), Error> {
    print_for(reader(), text)
}

/// Prints workflow commands of GitHub Actions on stdout.
pub(super) fn print_commands(text: &str) -> Result<(), Error> {
    print_for(Reader::Any, text)
}

fn print_for(reader: Reader, text: &str) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{}", report::printable(text, reader)).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::Io { action: "write to", path: "stdout".into(), source: error })
        }
        _ => Ok(()),
    }
}

/// A progress bar.
pub(super) struct Bar {
    shown: ProgressBar,
    started: std::time::Instant,
    stop: Stop,
}

/// A shorter run is over before anybody could read a progress bar.
const PATIENCE: Duration = Duration::from_millis(300);

impl Progress for Bar {
    fn begin(&self, stage: &'static str, total: usize) {
        self.shown.set_prefix(stage);
        self.shown.set_length(total as u64);
        self.shown.set_position(0);
    }

    fn is_wanted(&self) -> bool {
        !self.stop.is_asked()
    }

    fn step(&self) {
        if self.started.elapsed() > PATIENCE {
            self.shown.inc(1);
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.shown.finish_and_clear();
    }
}
