//! Highlights code: a code block and the name of its language become HTML with compact classes.
//!
//! The languages that are most common in help articles have our own grammars, in `grammars/`;
//! `highlight/grammar.rs` explains their format. All others are in a large stock set, for syntect. A
//! language is loaded when the first block needs it, and then shared by all threads.

mod classes;
mod grammar;
mod own;
mod stock;
mod stock_names;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write;

use classes::{CLASSES, Class};
use grammar::Grammar;
use own::Language;
use stock_names::{STOCK, Stock};

use crate::html;
use crate::key::Key;

pub use classes::stylesheet;

/// The languages of code blocks without colours. `""` is a block that does not name a language.
const PLAIN: &[&str] = &[
    "text",
    "plain",
    "txt",
    "plaintext",
    "plain-text",
    "output",
    "log",
    "logs",
    "syslog",
    "dmesg",
    "none",
    "nohighlight",
    "no-highlight",
    "raw",
    "ascii",
    "stdout",
    "stderr",
    "error",
    "trace",
    "stacktrace",
    "traceback",
    "",
];

/// How a language is highlighted.
#[derive(Clone, Copy)]
enum Known {
    /// Not at all.
    Plain,
    /// With one of our own grammars.
    Own(&'static Language),
    /// With a grammar of the stock set.
    Stock(&'static Stock),
}

fn find(name: &str) -> Option<Known> {
    let is_plain = PLAIN.iter().any(|plain| plain.eq_ignore_ascii_case(name));
    let own = || own::find(name).map(Known::Own);
    let stock = || stock::find(name).map(Known::Stock);
    is_plain.then_some(Known::Plain).or_else(own).or_else(stock)
}

/// Whether a language is known.
#[must_use]
pub fn knows(language: &str) -> bool {
    find(language).is_some()
}

/// Marks up `code` for its place inside `<pre><code>`; `None` if the language is unknown.
///
/// The result is HTML-escaped, with `<span class="…">` around the runs that have a class. Its text
/// is exactly `code`. A block too large for a help article is escaped but not coloured.
#[must_use]
pub fn highlight(code: &str, language: &str) -> Option<String> {
    Some(match find(language)? {
        Known::Plain => escaped(code),
        known => remembered(code, known),
    })
}

thread_local! {
    /// Many articles contain the same commands.
    static REMEMBERED: RefCell<HashMap<Key, String>> = RefCell::default();
}

/// How many blocks each thread caches.
const REMEMBER: usize = 1024;

/// The markup of a block, cached or computed: a pure function of both arguments.
fn remembered(code: &str, language: Known) -> String {
    let key = Key::of(&(language.name(), code));
    if let Some(html) = REMEMBERED.with_borrow(|known| known.get(&key).cloned()) {
        return html;
    }
    let html = marked_up(code, language);
    REMEMBERED.with_borrow_mut(|known| {
        if known.len() >= REMEMBER {
            known.clear();
        }
        known.insert(key, html.clone());
    });
    html
}

fn marked_up(code: &str, language: Known) -> String {
    let coloured = match language {
        Known::Plain => None,
        Known::Own(language) => own::colour(code, language),
        Known::Stock(language) => stock::colour(code, language),
    };
    coloured.unwrap_or_else(|| escaped(code))
}

impl Known {
    /// The canonical name of the language.
    fn name(self) -> &'static str {
        let names = match self {
            Self::Plain => PLAIN,
            Self::Own(language) => language.names,
            Self::Stock(language) => language.names,
        };
        names.first().copied().unwrap_or_default()
    }
}

fn escaped(code: &str) -> String {
    let mut html = String::with_capacity(code.len() + code.len() / 8);
    html::escape_text(&mut html, code);
    html
}

/// Every name that [`highlight`] knows, including aliases, for “did you mean”.
pub fn language_names() -> impl Iterator<Item = &'static str> {
    let plain = PLAIN.iter().copied().filter(|name| !name.is_empty());
    plain.chain(own::names()).chain(stock::names())
}

/// Writes runs of text in sequence, merging neighbours of the same class into one span.
struct Runs {
    html: String,
    text: String,
    class: Option<&'static Class>,
}

impl Runs {
    fn new(code: &str) -> Self {
        Self { html: String::with_capacity(code.len() * 3), text: String::new(), class: None }
    }

    fn add(&mut self, text: &str, class: Option<&'static Class>) {
        if text.is_empty() {
            return;
        }
        if class != self.class {
            self.flush();
            self.class = class;
        }
        self.text.push_str(text);
    }

    /// A line ending belongs to no run, except in output: a reader who copies the commands of a
    /// session leaves out whole lines of output.
    fn end_line(&mut self, end: &str) {
        self.add(end, self.class.filter(|class| class.name == "output"));
    }

    fn flush(&mut self) {
        match self.class.filter(|_| !self.text.trim().is_empty()) {
            Some(class) => {
                // Writing to a String cannot fail.
                let _ = write!(self.html, "<span class=\"{}\">", class.html);
                html::escape_text(&mut self.html, &self.text);
                self.html.push_str("</span>");
            }
            None => html::escape_text(&mut self.html, &self.text),
        }
        self.text.clear();
    }

    fn finish(mut self) -> String {
        self.flush();
        self.html
    }
}
