//! Links between languages: a link in a translation leads to the page in its own language if there
//! is one, and otherwise to the original, with the language in its `hreflang`.

use std::borrow::Cow;

use crate::parse::Prose;
use crate::path::UrlPath;

/// The same page in a language.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Alternate {
    /// The language, as an index of [`Project::languages`](crate::config::Project::languages).
    pub language: usize,
    /// The address.
    pub url: UrlPath,
}

/// An address in a text, and the target that replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Crossing {
    /// The address as written, without the path of `base_url`.
    pub from: UrlPath,
    /// The target.
    pub to: UrlPath,
    /// The language of the target, if it is another one: an index of
    /// [`Project::languages`](crate::config::Project::languages).
    pub language: Option<usize>,
}

/// The crossings of a text, sorted by address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Crossings(Vec<Crossing>);

impl Crossings {
    /// Takes crossings that are sorted by address.
    #[must_use]
    pub fn new(sorted: Vec<Crossing>) -> Self {
        Self(sorted)
    }

    /// `html` with its addresses replaced; `base` is the path of `base_url`, and `tags` are those of
    /// all languages.
    #[must_use]
    pub fn add_to<'h>(&self, html: Cow<'h, str>, base: &str, tags: &[&str]) -> Cow<'h, str> {
        if self.0.is_empty() {
            return html;
        }
        let mut crossed = String::new();
        let mut done = 0;
        for at in memchr::memmem::find_iter(html.as_bytes(), "=\"/") {
            let start = at + 2;
            if at < done || !is_in_tag(&html[..at]) {
                continue;
            }
            let Some(length) = html[start..].find('"') else { break };
            let Some(local) = html[start..start + length].strip_prefix(base) else { continue };
            let path = local.split(['?', '#']).next().unwrap_or_default();
            let found = self.0.binary_search_by(|one| one.from.as_str().cmp(path));
            let Ok(place) = found else { continue };
            let Crossing { to, language, .. } = &self.0[place];
            crossed.push_str(&html[done..start]);
            crossed.push_str(base);
            crossed.push_str(to.as_str());
            crossed.push_str(&local[path.len()..]);
            crossed.push('"');
            done = start + length + 1;
            let tag = language.and_then(|language| tags.get(language));
            if let Some(tag) = tag.filter(|_| html[..at].ends_with("href")) {
                crossed.push_str(" hreflang=\"");
                crossed.push_str(tag);
                crossed.push('"');
            }
        }
        if done == 0 {
            return html;
        }
        crossed.push_str(&html[done..]);
        Cow::Owned(crossed)
    }

    /// The target of a single address; `None` if it stays the same.
    #[must_use]
    pub fn lead(&self, href: &str, base: &str) -> Option<String> {
        let local = href.strip_prefix(base)?;
        let path = local.split(['?', '#']).next().unwrap_or_default();
        let place = self.0.binary_search_by(|one| one.from.as_str().cmp(path)).ok()?;
        Some(format!("{base}{}{}", self.0[place].to, &local[path.len()..]))
    }

    /// Replaces the addresses in all texts of an article.
    pub fn add_to_prose(&self, prose: &mut Prose, base: &str, tags: &[&str]) {
        for text in prose.texts_mut() {
            if let Cow::Owned(crossed) = self.add_to(Cow::Borrowed(text), base, tags) {
                *text = crossed.into();
            }
        }
    }
}

/// Whether HTML ends within a tag. In text, `<` is escaped.
fn is_in_tag(html: &str) -> bool {
    html.rfind(['<', '>']).is_some_and(|at| html[at..].starts_with('<'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_the_language_that_has_the_page() {
        let url = |text: &str| UrlPath::from_encoded(text);
        let crossings = Crossings::new(vec![
            Crossing { from: url("/de/a/b/"), to: url("/a/b/"), language: Some(0) },
            Crossing { from: url("/de/a/x.png"), to: url("/a/x.png"), language: None },
        ]);
        let add = |html: &str| {
            crossings.add_to(Cow::Borrowed(html), "/errors", &["en", "de"]).into_owned()
        };
        assert_eq!(
            add("<a href=\"/errors/de/a/b/#faq\" title=\"t\">b</a>"),
            "<a href=\"/errors/a/b/#faq\" hreflang=\"en\" title=\"t\">b</a>"
        );
        assert_eq!(
            add("<img alt=\"\" src=\"/errors/de/a/x.png\">"),
            "<img alt=\"\" src=\"/errors/a/x.png\">"
        );
        for same in [
            "<a href=\"/errors/de/a/bc/\">b</a>",
            "<a href=\"/de/a/b/\">b</a>",
            "<code>href=\"/errors/de/a/b/\"</code>",
        ] {
            assert_eq!(add(same), same);
        }
    }
}
