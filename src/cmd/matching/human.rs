//! Draws answers for people at a terminal.

use std::fmt::Write as _;

use super::Hub;
use crate::matcher::fold::excerpt;
use crate::matcher::{Answer, Match, Verdict};
use crate::report::{is_hidden, visible};

/// The maximum number of lines of the text that are shown.
const LINES: usize = 3;
/// The maximum width of a line, in characters.
const WIDTH: usize = 100;

/// The answer for a text: the best article with its reasons and its quick answer, then the others.
pub(super) fn answer(hub: &Hub, text: &str, answer: &Answer, colors: bool) -> String {
    let Some((best, others)) = answer.matches.split_first() else {
        return "No article explains this text.".to_owned();
    };
    let paint = |code: &str, text: &str| {
        if colors { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    };
    let mut shown = String::new();
    let entry = &hub.index.entries[best.article as usize];
    let verdict = if answer.verdict == Verdict::Certain { "certain" } else { "likely" };
    let _ = writeln!(
        shown,
        "{}{}  {verdict}, {}%\n{}\n",
        paint("1", &visible(&entry.title)),
        in_other_language(hub, best.article),
        best.score,
        paint("36", &hub.url(best.article))
    );
    for line in marked(text, best, colors) {
        let _ = writeln!(shown, "  {line}");
    }
    if let Some(message) = best.message {
        let _ = writeln!(shown, "  the message “{}”", visible(&entry.messages[message]));
    }
    for (name, value) in &best.values {
        let _ = writeln!(shown, "  {name}: {}", visible(value));
    }
    if let Some(quick) = hub.quick_answer(answer) {
        let _ = writeln!(shown, "\n{}", visible_lines(quick.trim()));
    }
    if !others.is_empty() {
        let _ = writeln!(shown, "\nIf that is not it:");
    }
    for other in others {
        let title = &hub.index.entries[other.article as usize].title;
        let language = in_other_language(hub, other.article);
        let _ = writeln!(
            shown,
            "  {}{language}, {}%\n  {}",
            visible(title),
            other.score,
            hub.url(other.article)
        );
    }
    shown.truncate(shown.trim_end().len());
    shown
}

/// ` (English)` for an article that is not in the requested language.
fn in_other_language(hub: &Hub, article: u32) -> String {
    let name = hub.other_language(article);
    name.map_or_else(String::new, |name| format!(" ({})", visible(name)))
}

/// A text of several lines.
fn visible_lines(text: &str) -> String {
    text.lines().map(visible).collect::<Vec<_>>().join("\n")
}

/// The answer for one of several lines.
pub(super) fn line(hub: &Hub, text: &str, answer: &Answer) -> String {
    let text = excerpt(text.trim());
    let text = visible(&text);
    match answer.matches.first() {
        Some(best) => {
            let id = &hub.index.entries[best.article as usize].id;
            format!("{:<8} {id}\t{text}", answer.verdict.name())
        }
        None => format!("{:<8} -\t{text}", answer.verdict.name()),
    }
}

/// The lines of the text with words in common, marked by colour or by carets below.
fn marked(text: &str, best: &Match, colors: bool) -> Vec<String> {
    let letters = best.letters(text);
    let is_marked = |at: usize| {
        best.matched.iter().any(|(start, end)| (*start as usize..*end as usize).contains(&at))
    };
    let mut lines = Vec::new();
    let mut start = 0;
    for line in letters.split(|letter| *letter == '\n') {
        let places = start..start + line.len();
        start += line.len() + 1;
        let Some(first) = places.clone().find(|at| is_marked(*at)) else { continue };
        if lines.len() >= 2 * LINES {
            break;
        }
        // A long line is shown from just before its first word in common.
        let from = if line.len() <= WIDTH {
            places.start
        } else {
            first.saturating_sub(20).max(places.start)
        };
        let to = places.end.min(from + WIDTH);
        let mut shown = String::new();
        let mut below = String::new();
        for (at, letter) in letters.iter().enumerate().take(to).skip(from) {
            if is_hidden(*letter) {
                continue;
            }
            match (colors, is_marked(at)) {
                (true, true) => {
                    let _ = write!(shown, "\x1b[1;33m{letter}\x1b[0m");
                }
                _ => shown.push(*letter),
            }
            below.push(if is_marked(at) { '^' } else { ' ' });
        }
        lines.push(shown.replace("\x1b[0m\x1b[1;33m", ""));
        if !colors {
            lines.push(below.trim_end().to_owned());
        }
    }
    lines
}
