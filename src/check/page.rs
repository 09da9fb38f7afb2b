//! Reads one page of final HTML: its links, its anchors, and whether its structured data agrees
//! with the visible page.

mod known;
mod pieces;
mod reader;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::fmt;

use foldhash::HashSet;
use memchr::memmem;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::alternates::NamedAlternate;
use super::loads::PageLoads;
use crate::date::Date;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::html;
use crate::parse::Prose;
use crate::path::SourcePath;

use known::KnownText;
pub use pieces::Pieces;
use reader::Reader;

/// The links of a page, and its anchors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Its anchors, one on each line: a single allocation for many short strings.
    pub anchors: String,
    /// Its links as written, one on each line.
    pub links: String,
    /// Its pictures that need no description (those of `srcset` and `poster`) as written, one on
    /// each line.
    pub media: String,
    /// Its pictures: the address, and the description if there is an attribute for it.
    pub images: Vec<(String, Option<String>)>,
    /// Its alternates in other languages.
    pub alternates: Vec<NamedAlternate>,
    /// What it loads, and its own code.
    pub loaded: PageLoads,
    /// When its content last changed, if it says so.
    pub updated: Option<Date>,
}

/// Reads the final HTML of one page, and reports where its structured data differs from the visible
/// text. `about` is the source of the page, and `prose` the text of the article that it shows, which
/// is not read again; `pieces` caches what pages have in common.
#[must_use]
pub fn page(
    html: &str,
    about: &SourcePath,
    prose: Option<&Prose>,
    pieces: &Pieces,
) -> (Facts, Vec<Diagnostic>) {
    let texts: Vec<_> = prose.map(KnownText::of).unwrap_or_default();
    let Reader { mut facts, json_ld, shown, mut stamps, loads, repeated, .. } =
        pieces.read(html, &texts);
    facts.loaded = loads.finish();
    let mut diagnostics = Vec::new();
    let said: Vec<Said<'_>> = json_ld.iter().map(|json| said(json)).collect();
    stamps.modified.extend(said.iter().flat_map(|said| &said.modified).map(ToString::to_string));
    diagnostics.extend(stamps.check(about));
    facts.updated = stamps.updated();
    if !json_ld.is_empty() {
        let answers: HashSet<&str> =
            repeated.iter().filter_map(|index| texts[*index].shown).collect();
        let most = Shown::new(shown.finish());
        let all = OnceCell::new();
        let shows = |text: &str| {
            answers.contains(text)
                || most.contains(text)
                || !repeated.is_empty()
                    && all.get_or_init(|| Shown::new(html::visible_text(html))).contains(text)
        };
        for text in said.into_iter().flat_map(|said| said.claims) {
            if !shows(&text) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::HiddenMarkup,
                        format!(
                            "the structured data says “{}”, which the page does not show",
                            start(&text)
                        ),
                        Place::file(about),
                    )
                    .help("make the template show it, as the built-in one does"),
                );
            }
        }
    }
    (facts, diagnostics)
}

/// The visible text of a page.
struct Shown {
    text: String,
    normal: OnceCell<String>,
}

impl Shown {
    fn new(text: String) -> Self {
        Self { text, normal: OnceCell::new() }
    }

    /// Whether it contains `part`. Most texts are on the page verbatim.
    fn contains(&self, part: &str) -> bool {
        let normal = || self.normal.get_or_init(|| normalised(&self.text));
        contains(&self.text, part) || contains(normal(), &normalised(part))
    }
}

/// The claims of structured data.
#[derive(Default)]
struct Said<'j> {
    /// The texts that must be visible to readers.
    claims: Vec<Cow<'j, str>>,
    /// When the content last changed.
    modified: Vec<Cow<'j, str>>,
}

fn said(json: &[u8]) -> Said<'_> {
    let mut said = Said::default();
    // Invalid JSON contains no claims.
    let _ = Claims { found: &mut said, kind: Claim::None }
        .deserialize(&mut serde_json::Deserializer::from_slice(json));
    said
}

/// The meaning of a property's value.
#[derive(Clone, Copy)]
enum Claim {
    Shown,
    Modified,
    None,
}

/// Collects the texts of a few properties, at any depth.
struct Claims<'f, 'j> {
    found: &'f mut Said<'j>,
    kind: Claim,
}

impl<'j> Claims<'_, 'j> {
    fn push(self, text: Cow<'j, str>) {
        match self.kind {
            Claim::Shown => self.found.claims.push(text),
            Claim::Modified => self.found.modified.push(text),
            Claim::None => {}
        }
    }
}

impl<'j> DeserializeSeed<'j> for Claims<'_, 'j> {
    type Value = ();

    fn deserialize<D: Deserializer<'j>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// The name of a property, borrowed if nothing in it is escaped.
#[derive(Deserialize)]
struct Name<'j>(#[serde(borrow)] Cow<'j, str>);

impl<'j> Visitor<'j> for Claims<'_, 'j> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON-LD")
    }

    fn visit_seq<A: SeqAccess<'j>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Claims { found: self.found, kind: Claim::None })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'j>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(Name(name)) = members.next_key()? {
            let kind = match &*name {
                "headline" | "name" | "text" | "termCode" => Claim::Shown,
                "dateModified" => Claim::Modified,
                _ => Claim::None,
            };
            members.next_value_seed(Claims { found: self.found, kind })?;
        }
        Ok(())
    }

    fn visit_borrowed_str<E>(self, text: &'j str) -> Result<(), E> {
        self.push(Cow::Borrowed(text));
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.push(Cow::Owned(text.to_owned()));
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
}

/// Whether `text` contains `part`. Searching for its beginning narrows down the candidates.
fn contains(text: &str, part: &str) -> bool {
    const BEGINNING: usize = 24;
    let (text, part) = (text.as_bytes(), part.as_bytes());
    let beginning = &part[..part.len().min(BEGINNING)];
    memmem::find_iter(text, beginning).any(|at| text[at..].starts_with(part))
}

/// Treats all styles of quotes, and all kinds of white space, as the same.
fn normalised(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    for word in text.split_ascii_whitespace() {
        if !normal.is_empty() {
            normal.push(' ');
        }
        if word.is_ascii() {
            normal.push_str(word);
            continue;
        }
        let mut space = false;
        for letter in word.chars() {
            if letter.is_whitespace() {
                space = !normal.is_empty() && !normal.ends_with(' ');
                continue;
            }
            if std::mem::take(&mut space) {
                normal.push(' ');
            }
            normal.push(match letter {
                '“' | '”' | '„' | '«' | '»' => '"',
                '‘' | '’' | '‚' => '\'',
                letter => letter,
            });
        }
    }
    normal.truncate(normal.trim_end().len());
    normal
}

/// The beginning of a text, for messages.
fn start(text: &str) -> String {
    const SHOWN: usize = 60;
    let mut start: String = text.chars().take(SHOWN).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_read() {
        let (facts, diagnostics) = page(
            "<a id=x href=/a/?b#c>A</a><img src=1.png alt><img src=2.png><img alt='y' src=3.png><link href=s.css>\
             <a href>B</a><img srcset='4.png 1x, 5.png 2x'><video poster=6.png><form action=''>",
            &SourcePath::new("content/a/b.md"),
            None,
            &Pieces::default(),
        );
        assert_eq!(facts.links, "/a/?b#c\ns.css\n\n");
        assert_eq!(facts.media, "4.png\n5.png\n6.png\n");
        let image = |src: &str, alt: Option<&str>| (src.to_owned(), alt.map(str::to_owned));
        assert_eq!(
            facts.images,
            [
                image("1.png", Some("")),
                image("2.png", None),
                image("3.png", Some("y")),
                image("", None)
            ]
        );
        assert_eq!(facts.anchors, "x\n");
        assert_eq!(diagnostics, []);
    }

    #[test]
    fn structured_data_says_what_the_page_shows() {
        let check = |json: &str, html: &str| {
            let html = format!("<script type=\"application/ld+json\">{json}</script><p>{html}</p>");
            page(&html, &SourcePath::new("content/a/b.md"), None, &Pieces::default()).1.len()
        };
        assert_eq!(check(r#"{"@graph":[{"headline":"A “b”"}]}"#, "A\n \"b\" &amp; c"), 0);
        assert_eq!(check(r#"{"@graph":[{"text":"A b"}]}"#, "A c"), 1);
        assert_eq!(check(r#"{"about":{"name":"\u003c/script>"}}"#, "&lt;/script&gt;"), 0);
    }
}
