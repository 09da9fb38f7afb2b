//! Tests for prose: each text in `seen_as` finds its article first, and none in `not_seen_as` finds
//! it.
//!
//! Warns of messages that match everything.

use std::fmt::Write as _;

use super::words::is_general;
use crate::diagnostic::{Code, Diagnostic, FieldPath, Place};
use crate::matcher::hub::article;
use crate::matcher::index::{Field, Index, Number};
use crate::matcher::postings::Postings;
use crate::matcher::readings::Reading;
use crate::matcher::standing::{Rival, Standing, first, standing};
use crate::matcher::template::Templates;
use crate::matcher::{codes, tokens};
use crate::parse::message::without_slots;
use crate::path::SourcePath;
use crate::site::{Article, Site};

/// Log lines that report success, one on each line.
const HARMLESS: &str = include_str!("pastes/harmless.txt");

/// How many other articles may contain every word of a message.
const SHARED: usize = 5;
/// How many of the articles with the rarest word of a message are examined: every article may
/// contain every word of every message.
const LOOKED_AT: usize = 500;
/// A message with more words is never too general.
const LONGEST: usize = 40;
/// How many of those articles the diagnostic names.
const NAMED: usize = 3;

/// A site in one language, with the index of its search box, on which its texts are tried. The index
/// has its [`entries`](crate::matcher::hub::entries).
#[derive(Clone, Copy)]
pub struct Trial<'a> {
    /// The site.
    pub site: &'a Site,
    /// The site in the main language, if that is another.
    pub original: Option<&'a Site>,
    /// The index of its search box.
    pub index: &'a Index,
    /// The words of the articles in the index.
    pub readings: &'a [Reading],
    /// The texts of articles that were compared before.
    pub templates: &'a Templates,
}

impl<'a> Trial<'a> {
    /// The number of parts of the trial, which can run independently.
    #[must_use]
    pub fn parts(self) -> usize {
        // The lines are in the main language.
        let lines = if self.original.is_some() { 0 } else { HARMLESS.lines().count() };
        self.site.articles.len() + lines
    }

    /// Runs one part of the trial: the texts of an article, or a harmless line.
    #[must_use]
    pub fn part(self, part: usize) -> Vec<Diagnostic> {
        match part.checked_sub(self.site.articles.len()) {
            None => self.article(part),
            Some(line) => HARMLESS
                .lines()
                .nth(line)
                .and_then(|line| self.harmless(line))
                .into_iter()
                .collect(),
        }
    }

    fn article(self, number: usize) -> Vec<Diagnostic> {
        let article = &self.site.articles[number];
        let summary = &article.document.summary;
        let Ok(own) = Number::try_from(number) else { return Vec::new() };
        let place = |list: &'static str, at: usize| {
            Place::value(&article.document.source, FieldPath::from(list).index(at))
        };
        let seen = summary.seen_as.iter().enumerate().filter_map(|(at, text)| {
            match standing(self.index, self.templates, text, own) {
                Standing::First => None,
                Standing::Behind(rival) => Some(self.behind(&rival, text, place("seen_as", at))),
                Standing::Nothing => Some(nothing(place("seen_as", at))),
            }
        });
        let not_seen = summary.not_seen_as.iter().enumerate().filter_map(|(at, text)| {
            let (best, text) = first(self.index, self.templates, text)?;
            (best.article == own)
                .then(|| self.found(article, best.score, own, text, place("not_seen_as", at)))
        });
        // Mistakes in the messages of an original are reported there.
        let is_own = article.original.zip(self.original).is_none_or(|(index, original)| {
            original.articles[index].document.summary.messages != summary.messages
        });
        let messages = if is_own { &summary.messages[..] } else { &[] };
        let shared = messages.iter().enumerate().filter_map(|(at, message)| {
            // Messages that are too general are reported already.
            let others = self.sharing(at, message, own).filter(|_| !is_general(message))?;
            Some(self.shared(message, others, place("messages", at)))
        });
        seen.chain(not_seen).chain(shared).collect()
    }

    /// Reports a text in `seen_as` that finds another article first.
    fn behind(self, rival: &Rival, text: &str, place: Place) -> Diagnostic {
        let id = &self.at(rival.article).id;
        let own = match rival.own_score {
            Some(score) => format!("this article is at {score}%"),
            None => "this article is not found at all".to_owned(),
        };
        let message = format!("this text finds {id} first, at {}%; {own}", rival.score);
        let (source, field) = self.text(rival.article, rival.text);
        let entry = &self.index.entries[rival.article as usize];
        let is_same = entry.texts().nth(rival.text).is_some_and(|(_, other)| other == text);
        let help = if is_same {
            format!("{id} has the same text: leave it to the article that explains it best")
        } else if let Some(code) = &rival.code {
            format!(
                "it has “{code}”, the code of {id}, and a code says more than words: leave the code \
                 out, or move the text to that article"
            )
        } else if rival.own_words.is_empty() {
            format!(
                "it has no word that is in this article but not in {id}: add more of what people \
                 see, or a message with words of its own"
            )
        } else {
            let mut help = format!("{} in this article alone", named(&rival.own_words));
            if !rival.rival_words.is_empty() {
                let _ = write!(help, ", {} in {id} alone", named(&rival.rival_words));
            }
            help.push_str(": a message with the words of this one tells them apart");
            help
        };
        Diagnostic::new(Code::FindsAnother, message, place)
            .help(help)
            .related(Place::value(&source, field), "found here")
    }

    /// Reports a text in `not_seen_as` that finds the article.
    fn found(
        self,
        article: &Article,
        score: u8,
        own: Number,
        text: usize,
        place: Place,
    ) -> Diagnostic {
        let message = format!("this text finds this article first, at {score}%");
        let (source, field) = self.text(own, text);
        let id = &article.id;
        Diagnostic::new(Code::FindsThis, message, place)
            .help(format!(
                "make the text that it matches more exact, or give it to the article that it belongs \
                 to, in `seen_as`; try it with `errhub match`, which names {id} now"
            ))
            .related(Place::value(&source, field), "found here")
    }

    /// Reports a message whose words all occur in many other articles.
    fn shared(self, message: &str, Others { others, are_all }: Others, place: Place) -> Diagnostic {
        let ids = others.iter().take(NAMED).map(|other| &*self.at(*other).id);
        let mut list = ids.collect::<Vec<_>>().join(", ");
        if others.len() > NAMED {
            let _ = write!(list, " and {} more", others.len() - NAMED);
        }
        let least = if are_all { "" } else { "at least " };
        let message =
            format!("every word of “{message}” is in {least}{} other articles too", others.len());
        Diagnostic::new(Code::GeneralMessage, message, place)
            .help(format!("write more of the text that people see; it is shared with {list}"))
    }

    /// The other articles that contain every word of a message; `None` if they are few, or if the
    /// message contains the article's own code.
    fn sharing(self, at: usize, message: &str, own: Number) -> Option<Others> {
        let Self { index, readings, .. } = self;
        // An article's own messages come first.
        let words = readings[own as usize].texts()[at].iter();
        let postings: Option<Vec<Postings<'_>>> =
            words.map(|word| Some(Postings(&index.words[index.place(word)?].articles))).collect();
        let mut postings = postings?;
        postings.sort_by_key(|postings| postings.0.len());
        let (rarest, rest) = postings.split_first_mut()?;
        // An original that is not translated has its own language, and is checked there.
        let is_here = |number: &Number| (*number as usize) < self.site.articles.len();
        let rarest = &rarest.0[..rarest.0.partition_point(is_here)];
        if rarest.len() <= SHARED || rest.len() >= LONGEST {
            return None;
        }
        let mut has_all = |article: &&Number| {
            **article != own && rest.iter_mut().all(|postings| postings.has(**article))
        };
        let looked_at = rarest.iter().take(LOOKED_AT);
        let others: Vec<Number> = looked_at.filter(|article| has_all(article)).copied().collect();
        if others.len() <= SHARED {
            return None;
        }
        let text = tokens::read(&index.rules, &without_slots(message).0);
        let is_code = codes::mentions(&index.rules, &text.tokens).iter().any(|mention| {
            index.codes.get(&mention.key).is_some_and(|articles| articles.contains(&own))
        });
        let are_all = rarest.len() <= LOOKED_AT;
        (!is_code).then_some(Others { others, are_all })
    }

    /// Reports a message that explains a line that reports success.
    fn harmless(self, line: &str) -> Option<Diagnostic> {
        let (best, text) = first(self.index, self.templates, line)?;
        let (source, field) = self.text(best.article, text);
        let message = format!("this also matches harmless lines, such as “{line}”");
        Some(
            Diagnostic::new(Code::HarmlessLine, message, Place::value(&source, field))
                .help("write more of the text that people see, so that only the error has it"),
        )
    }

    /// The article with a number of the index.
    fn at(self, number: Number) -> &'a Article {
        article(self.site, self.original, number as usize)
    }

    /// The place of a text of an article.
    fn text(self, article: Number, text: usize) -> (SourcePath, FieldPath) {
        let list = |name: &'static str, at: usize| FieldPath::from(name).index(at);
        let field = match self.index.entries[article as usize].field(text) {
            Field::Message(at) => list("messages", at),
            Field::Title => "title".into(),
            Field::Code => "code".into(),
            Field::Seen(at) => list("seen_as", at),
            Field::Alias(at) => list("aliases", at),
        };
        (self.at(article).document.source.clone(), field)
    }
}

/// The articles that contain every word of a message of another one.
struct Others {
    others: Vec<Number>,
    /// Whether these are all of them.
    are_all: bool,
}

fn nothing(place: Place) -> Diagnostic {
    let message = "this text finds nothing: it says too little to tell this error from others";
    Diagnostic::new(Code::FindsNothing, message, place)
        .help("paste more of what people see, such as the rest of the line or the lines around it")
}

/// `“a” and “b” are`, for a sentence.
fn named(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("“{word}”")).collect();
    match &quoted[..] {
        [one] => format!("{one} is"),
        [rest @ .., last] => format!("{} and {last} are", rest.join(", ")),
        [] => String::new(),
    }
}
