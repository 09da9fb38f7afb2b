//! Alerts: block quotes that begin with `[!NOTE]`, as on GitHub, with an optional title.

use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, CowStr, Event, Tag, TagEnd};
use pulldown_cmark_escape::escape_html_body_text;

use super::{Events, Field, Rest};
use crate::diagnostic::{Code, did_you_mean};

/// Names that may follow `[!`, and the kind of alert for each. Other programs know more names than
/// GitHub.
const KINDS: &[(&str, &str)] = &[
    ("note", "note"),
    ("tip", "tip"),
    ("important", "important"),
    ("warning", "warning"),
    ("caution", "caution"),
    ("info", "note"),
    ("hint", "tip"),
    ("attention", "warning"),
    ("danger", "caution"),
    ("error", "caution"),
];

impl<'e> Field<'_, '_, 'e> {
    /// Begins a block quote, as an alert or as a quote.
    pub(super) fn open_quote(
        &mut self,
        kind: Option<BlockQuoteKind>,
        range: &Range<usize>,
        rest: &mut Rest<'e>,
    ) {
        let name = kind.map(|kind| match kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "tip",
            BlockQuoteKind::Important => "important",
            BlockQuoteKind::Warning => "warning",
            BlockQuoteKind::Caution => "caution",
        });
        let is_alert = match name {
            Some(name) => {
                self.open_alert(name, Vec::new());
                true
            }
            None => self.titled_alert(range, rest),
        };
        self.alerts.push(is_alert);
        if !is_alert {
            self.out.push(Event::Start(Tag::BlockQuote(None)));
        }
    }

    /// An alert with a title or with another name, which the parser treats as a quote.
    fn titled_alert(&mut self, range: &Range<usize>, rest: &mut Rest<'e>) -> bool {
        // A quote inside this one may have its own mark.
        if rest.peek().is_none_or(|(event, _)| *event != Event::Start(Tag::Paragraph)) {
            return false;
        }
        let Some(mark) = mark(self.text, range) else { return false };
        let word = &self.text[mark.start + 2..mark.end].trim_end_matches(['+', '-', ']']);
        let lower = word.to_ascii_lowercase();
        let Some((_, name)) = KINDS.iter().find(|(known, _)| *known == lower) else {
            let names = KINDS[..5].iter().map(|(known, _)| *known);
            let help = did_you_mean(&lower, names).map_or_else(
                || "write `[!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]` or `[!CAUTION]`".into(),
                |near| format!("did you mean `[!{}]`?", near.to_ascii_uppercase()),
            );
            self.say(Code::UnknownAlert, format!("there is no alert called `{word}`"), &mark, help);
            return false;
        };
        rest.next();
        let is_title = |event: &Event<'_>| {
            !matches!(event, Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph))
        };
        let mut title: Events<'e> = Vec::new();
        while let Some((event, range)) = rest.next_if(|(event, _)| is_title(event)) {
            match event {
                _ if range.end <= mark.end => {}
                Event::Text(text) if range.start < mark.end => {
                    let shown = text.get(mark.end - range.start..).unwrap_or_default();
                    let shown = CowStr::from(shown.trim_start().to_owned());
                    title.push((Event::Text(shown), mark.end..range.end));
                }
                event => title.push((event, range)),
            }
        }
        self.open_alert(name, title);
        if let Some((Event::SoftBreak | Event::HardBreak, _)) = rest.next() {
            self.out.push(Event::Start(Tag::Paragraph));
        }
        true
    }

    fn open_alert(&mut self, name: &str, title: Events<'e>) {
        let open =
            format!("<div class=\"alert alert-{name}\" role=\"note\"><p class=\"alert-title\">");
        self.push_html(open);
        if title.is_empty() {
            // The label is not part of the article's words; the kind of the alert is.
            self.page.words.aside(name);
            let title = self.page.options.labels.say(&format!("alert_{name}"), &[]);
            let mut html = String::with_capacity(title.len());
            let _ = escape_html_body_text(&mut html, &title);
            self.push_html(html);
        } else {
            self.events(title);
        }
        self.page.words.block();
        self.push_html("</p>\n");
    }
}

/// The range of `[!NAME]` in the quote at `range`, including the sign after it that makes it
/// foldable in other programs.
fn mark(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let line = text[range.clone()].lines().next()?;
    let start = line.len() - line.trim_start_matches(['>', ' ', '\t']).len();
    let name = line[start..].strip_prefix("[!")?;
    let end = name.find(']').filter(|end| *end > 0)?;
    if !name[..end].bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let fold = usize::from(name[end + 1..].starts_with(['+', '-']));
    let start = range.start + start;
    Some(start..start + 2 + end + 1 + fold)
}
