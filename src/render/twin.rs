//! The Markdown twin of an article: the content of its page in the author's Markdown, with full
//! addresses.

use std::fmt::Write as _;

use super::Obstacle;
use super::parts::{ArticlePart, Frame, SummaryPart};
use crate::parse::front_matter::Audience;
use crate::parse::markdown::embed::{Embeddable, href};
use crate::parse::message;
use crate::parse::{LongText, Prose, ProseMarkdown};

impl Frame<'_> {
    /// The bytes of the twin of an article.
    ///
    /// # Errors
    /// If the text of the article cannot be read.
    pub fn twin(
        &self,
        article: &ArticlePart<'_>,
        related: &[SummaryPart<'_>],
    ) -> Result<Vec<u8>, Obstacle> {
        let LongText { prose, markdown, .. } = article.long_text().map_err(Obstacle::Text)?;
        let (prose, markdown) = (&prose, &markdown);
        let text = String::with_capacity(8 << 10);
        let twin = Twin { frame: self, article, prose, markdown, text };
        Ok(twin.write(related).into_bytes())
    }
}

/// A twin that is being written. Writing to memory cannot fail.
struct Twin<'t> {
    frame: &'t Frame<'t>,
    article: &'t ArticlePart<'t>,
    prose: &'t Prose,
    markdown: &'t ProseMarkdown,
    text: String,
}

impl Twin<'_> {
    fn write(mut self, related: &[SummaryPart<'_>]) -> String {
        self.head();
        let prose = self.prose;
        self.heading(2, &self.say("quick_answer", &[]));
        self.embed(&self.markdown.quick_answer, "");
        self.causes();
        self.methods();
        self.faq();
        if !related.is_empty() {
            self.heading(2, &self.say("related", &[]));
            for part in related {
                let url = self.frame.absolute(part.url());
                let _ = writeln!(self.text, "- [{}]({url})", plain(&part.summary().title));
            }
        }
        if !prose.sources.is_empty() {
            self.heading(2, &self.say("sources", &[]));
            for source in &prose.sources {
                let _ =
                    writeln!(self.text, "- [{}](<{}>)", plain(&source.label), source.url.as_str());
            }
        }
        self.text
    }

    fn say(&self, label: &str, values: &[(&str, &str)]) -> String {
        self.frame.labels().say(label, values)
    }

    /// A label with the colon after it, as the language writes it.
    fn introducing(&self, label: &str) -> String {
        format!("{}{}", self.say(label, &[]), self.say("colon", &[]))
    }

    /// The title, one sentence, and the facts.
    fn head(&mut self) {
        let part = self.article.summary();
        let summary = part.summary();
        let heading = self.say("how_to_fix", &[("title", &summary.title)]);
        let _ = write!(self.text, "# {}\n\n> {}\n\n", plain(&heading), plain(&summary.description));
        let mut facts = vec![format!("<{}>", self.frame.absolute(part.url()))];
        facts.extend(
            summary.code.as_ref().map(|code| self.say("error_code", &[("code", &span(code))])),
        );
        if !summary.applies_to.is_empty() {
            let platforms = plain(&summary.applies_to.join(&self.say("comma", &[])));
            facts.push(format!("{} {platforms}", self.introducing("applies_to")));
        }
        facts.push(plain(part.category().badge()));
        let author = summary.author.as_ref().or(self.frame.config().author.as_ref());
        facts.extend(author.map(|one| plain(&self.say("author", &[("author", &one.name)]))));
        let updated = summary.updated.to_string();
        facts.push(self.say("last_updated", &[("date", &updated)]));
        let reviewed = summary.reviewed.map(|date| date.to_string());
        facts.extend(reviewed.map(|date| self.say("last_reviewed", &[("date", &date)])));
        for fact in facts {
            let _ = writeln!(self.text, "- {fact}");
        }
    }

    fn causes(&mut self) {
        let part = self.article.summary();
        let summary = part.summary();
        let body = &self.markdown.body;
        if body.is_empty() && summary.messages.is_empty() {
            return;
        }
        let heading = self.say("causes", &[("title", &summary.title)]);
        self.heading(2, &plain(&heading));
        if !summary.messages.is_empty() {
            let _ = write!(self.text, "{}\n\n", self.introducing("messages"));
            for text in &summary.messages {
                let _ = writeln!(self.text, "- {}", span(&message::shown(text)));
            }
            self.text.push('\n');
        }
        self.embed(body, "causes-");
    }

    fn methods(&mut self) {
        let methods = &self.prose.methods;
        let count = methods.len().to_string();
        self.heading(2, &self.say("methods", &[("count", &count)]));
        let is_mixed = self.article.summary().summary().audiences.len() > 1;
        let texts = &self.markdown.methods;
        for ((method, (body, verify)), number) in methods.iter().zip(texts).zip(1..) {
            self.heading(3, &format!("{number}. {}", plain(&method.title)));
            let audience = match method.audience {
                Audience::SiteOwner => Some("audience_site_owner"),
                Audience::Visitor => is_mixed.then_some("audience_visitor"),
            };
            let audience = audience.map(|label| self.say(label, &[]));
            let minutes = method.minutes.map(|minutes| minutes.to_string());
            let minutes = minutes.map(|minutes| self.say("minutes", &[("count", &minutes)]));
            let facts: Vec<String> = audience.into_iter().chain(minutes).collect();
            self.paragraphs(&facts.join(&self.say("comma", &[])));
            self.embed(body, &format!("{number}-"));
            if let Some(verify) = verify {
                let _ = write!(self.text, "**{}**\n\n", self.introducing("verify"));
                self.embed(verify, &format!("{number}-verify-"));
            }
        }
    }

    fn faq(&mut self) {
        if self.prose.faq.is_empty() {
            return;
        }
        self.heading(2, &self.say("faq", &[]));
        let questions = self.prose.faq.iter().zip(&self.markdown.faq);
        for ((question, answer), number) in questions.zip(1..) {
            self.heading(3, &plain(&question.question));
            self.embed(answer, &format!("faq-{number}-"));
        }
    }

    fn heading(&mut self, level: usize, text: &str) {
        let gap = if self.text.ends_with("\n\n") { "" } else { "\n" };
        let _ = write!(self.text, "{gap}{} {text}\n\n", "#".repeat(level));
    }

    fn paragraphs(&mut self, text: &str) {
        if !text.is_empty() {
            let _ = write!(self.text, "{text}\n\n");
        }
    }

    /// Adds an author's text; `notes` distinguishes its footnotes from those of other texts.
    fn embed(&mut self, text: &Embeddable, notes: &str) {
        if text.is_empty() {
            return;
        }
        let Self { frame, article, .. } = *self;
        let page = article.summary();
        text.add_to(&mut self.text, notes, |written| {
            let href = href(written, article.source(), &frame.config().base_url);
            let href = article.crossed(&href, frame);
            frame.whole(&href, page.url()).unwrap_or(href)
        });
        self.text.push_str("\n\n");
    }
}

/// Plain text as Markdown, with special characters escaped.
pub(super) fn plain(text: &str) -> String {
    let is_special = |byte: u8| matches!(byte, b'\\' | b'`' | b'*' | b'[' | b']' | b'<');
    let mut plain = String::with_capacity(text.len());
    let mut from = 0;
    for at in (0..text.len()).filter(|at| is_special(text.as_bytes()[*at])) {
        plain.push_str(&text[from..at]);
        plain.push('\\');
        from = at;
    }
    plain.push_str(&text[from..]);
    plain
}

/// Text as code (`CommonMark`, section 6.1).
fn span(text: &str) -> String {
    let runs = text.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(runs + 1);
    let gap = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{gap}{text}{gap}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_what_they_are() {
        assert_eq!(plain("ERR_A *b* <T> [x] `c`"), "ERR_A \\*b\\* \\<T> \\[x\\] \\`c\\`");
        for (text, code) in
            [("a", "`a`"), ("a `b` ``c``", "``` a `b` ``c`` ```"), ("it's `x", "``it's `x``")]
        {
            assert_eq!(span(text), code);
        }
    }
}
