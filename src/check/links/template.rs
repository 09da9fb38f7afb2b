//! Finds where templates write a dead address.

use std::ops::Range;
use std::sync::OnceLock;

use crate::html::{self, Holds};
use crate::path::SourcePath;
use crate::render::Templates;

/// The addresses in all templates, read for the first search.
pub struct TemplateAddresses<'a> {
    templates: &'a Templates,
    patterns: OnceLock<Vec<Pattern>>,
}

/// An address in a template: the parts between what the template fills in.
struct Pattern {
    /// The text before, between and after the parts that the template fills in.
    parts: Vec<String>,
    spot: TemplateSpot,
}

/// A place in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TemplateSpot {
    pub(super) file: SourcePath,
    pub(super) range: Range<usize>,
}

impl<'a> TemplateAddresses<'a> {
    /// The addresses in `templates`.
    #[must_use]
    pub fn new(templates: &'a Templates) -> Self {
        Self { templates, patterns: OnceLock::new() }
    }

    /// Whether the site has its own version of a template.
    pub(super) fn is_own(&self, template: &SourcePath) -> bool {
        self.templates.is_own(template)
    }

    /// Whether the policy of the pages allows a script with this text in a page.
    pub(super) fn allows_script(&self, text: &str) -> bool {
        self.templates.allows_script(text)
    }

    /// Where a template of the site contains the first line of `code`.
    pub(super) fn containing(&self, code: &str) -> Option<TemplateSpot> {
        let line = code.lines().map(str::trim).find(|line| !line.is_empty())?;
        let own = self.templates.texts().filter(|(file, _)| self.is_own(file));
        let mut found = own.filter_map(|(file, text)| {
            let start = text.find(line)?;
            Some(TemplateSpot { file, range: start..start + line.len() })
        });
        found.next()
    }

    /// Where templates most likely write `href`: all places that match equally well, in order.
    pub(super) fn find(&self, href: &str) -> Vec<TemplateSpot> {
        let patterns = self.patterns.get_or_init(|| self.patterns());
        let fitting = patterns.iter().filter_map(|pattern| {
            let own = self.is_own(&pattern.spot.file);
            pattern.fits(href).then(|| ((own, pattern.letters()), &pattern.spot))
        });
        let mut best = Vec::new();
        let mut most = (false, 0);
        for (fit, spot) in fitting {
            if fit > most {
                best.clear();
                most = fit;
            }
            if fit == most && fit.1 > 0 {
                best.push(spot.clone());
            }
        }
        if best.is_empty() { self.quoted(href).into_iter().collect() } else { best }
    }

    /// Where a template of the site contains `href`, or the end of it, as a string: the template
    /// may fill in a value that it defines itself.
    fn quoted(&self, href: &str) -> Option<TemplateSpot> {
        let ends = href.match_indices('/').flat_map(|(at, _)| [&href[at..], &href[at + 1..]]);
        let mut texts =
            std::iter::once(href).chain(ends).filter(|text| text.len() > 2 || href.is_empty());
        texts.find_map(|text| {
            let before = if text.is_empty() { "=" } else { "" };
            let quoted = ['"', '\''].map(|quote| format!("{before}{quote}{text}{quote}"));
            let own = self.templates.texts().filter(|(file, _)| self.is_own(file));
            let mut found = own.filter_map(|(file, template)| {
                let start = quoted.iter().find_map(|quoted| template.find(quoted))?;
                let start = start + before.len() + 1;
                Some(TemplateSpot { file, range: start..start + text.len() })
            });
            found.next()
        })
    }

    fn patterns(&self) -> Vec<Pattern> {
        let mut patterns = Vec::new();
        for (file, text) in self.templates.texts() {
            for html::AddressValue { holds, text, range } in html::addresses(&masked(text)) {
                let several = (holds == Holds::Pictures).then(|| html::srcset(&text));
                let whole = (holds != Holds::Pictures).then_some(0..text.len());
                patterns.extend(several.into_iter().flatten().chain(whole).map(|address| {
                    // If references were decoded, offsets in the value would not be offsets in the
                    // file.
                    let is_same = text.len() == range.len();
                    let start = range.start;
                    let range = if is_same {
                        start + address.start..start + address.end
                    } else {
                        range.clone()
                    };
                    Pattern {
                        parts: parts(&text[address]),
                        spot: TemplateSpot { file: file.clone(), range },
                    }
                }));
            }
        }
        patterns
    }
}

impl Pattern {
    /// How many letters of the address are the template's own text.
    fn letters(&self) -> usize {
        self.parts.iter().map(|part| part.trim_matches('/').len()).sum()
    }

    fn fits(&self, href: &str) -> bool {
        let [first, between @ .., last] = &*self.parts else {
            return self.parts.first().is_some_and(|whole| *whole == href);
        };
        let inside = href.strip_prefix(&**first).and_then(|rest| rest.strip_suffix(&**last));
        let Some(mut inside) = inside else { return false };
        between.iter().all(|part| match inside.find(&**part) {
            Some(at) => {
                inside = &inside[at + part.len()..];
                true
            }
            None => false,
        })
    }
}

/// Replaces each byte that the template fills in.
const FILLED: char = '\u{1}';

/// A template with everything between `{{`, `{%` or `{#` and its end masked, so that quotes inside
/// do not end an attribute. Offsets stay the same.
fn masked(template: &str) -> String {
    let mut masked = String::with_capacity(template.len());
    let mut rest = template;
    let opens = |rest: &str| {
        let mut braces = rest.match_indices('{').map(|(at, _)| at);
        braces.find(|at| rest[at + 1..].starts_with(['{', '%', '#']))
    };
    while let Some(start) = opens(rest) {
        let end = match &rest[start..start + 2] {
            "{{" => "}}",
            "{%" => "%}",
            _ => "#}",
        };
        let length = rest[start..].find(end).map_or(rest.len() - start, |at| at + end.len());
        masked.push_str(&rest[..start]);
        masked.extend(std::iter::repeat_n(FILLED, length));
        rest = &rest[start + length..];
    }
    masked.push_str(rest);
    masked
}

/// The parts of an address between what is filled in. An address without any such part has one
/// part.
fn parts(address: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut was_filled = false;
    for letter in address.chars() {
        match (letter == FILLED, parts.last_mut()) {
            (false, Some(part)) => part.push(letter),
            (true, _) if !was_filled => parts.push(String::new()),
            _ => {}
        }
        was_filled = letter == FILLED;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_by_the_parts_a_template_writes() {
        let text =
            "<a class=\"{% if x %}\"{% endif %} href=\"{{ asset(path=\"a\") }}/b/{{ c }}/d\">";
        let masked = masked(text);
        assert_eq!(masked.len(), text.len());
        let value = &html::addresses(&masked)[0];
        let parts = parts(&value.text);
        assert_eq!(parts, ["", "/b/", "/d"]);
        let spot = TemplateSpot { file: SourcePath::new("x"), range: 0..0 };
        let pattern = Pattern { parts, spot };
        assert!(pattern.fits("/errors/b/x/d"));
        assert!(!pattern.fits("/errors/b/x/d/"));
        assert!(!pattern.fits("/errors/x/d"));
    }
}
