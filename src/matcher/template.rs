//! Templates: the texts of articles, prepared for comparison with a paste.

use std::sync::{Arc, PoisonError, RwLock};

use foldhash::HashMap;

use super::index::{Index, Number};
use super::readings::Source;
use super::tokens::{Token, read};
use crate::parse::message::{SLOT, without_slots};

/// A text of an article, in tokens.
#[derive(Debug, Clone, Default)]
pub struct Template {
    /// Its tokens.
    pub tokens: Vec<TemplateToken>,
    /// The variable parts before the first token, between tokens, and after the last one: the
    /// literal text there, with the names of slots. There is one more than there are tokens.
    pub gaps: Vec<TemplateGap>,
    /// The total weight of its tokens.
    pub weight: i32,
}

/// A token of a template.
#[derive(Debug, Clone)]
pub struct TemplateToken {
    /// The word.
    pub word: String,
    /// Its letters.
    pub letters: Vec<char>,
    /// The index of the word in [`Index::words`].
    pub number: Option<usize>,
    /// Its weight.
    pub weight: i32,
    /// Whether it has a digit.
    pub has_digit: bool,
    /// Whether it is part of a path, an address or the like.
    pub may_vary: bool,
}

/// The gap between two tokens of a template.
#[derive(Debug, Clone, Default)]
pub struct TemplateGap {
    /// The names of the slots.
    pub slots: Vec<String>,
    /// The punctuation around them, trimmed. There is one more than there are slots.
    pub signs: Vec<String>,
    /// Whether this place accepts anything.
    pub is_open: bool,
}

/// The maximum number of tokens of a text that are compared.
const LONGEST: usize = 80;

/// A cache of texts as templates: when thousands of texts are compared with the same articles,
/// reading those takes most of the time.
#[derive(Debug, Default)]
pub struct Templates(RwLock<Known>);

#[derive(Debug, Default)]
struct Known {
    articles: HashMap<Number, Texts>,
    /// The total number of their tokens.
    tokens: usize,
}

/// All texts of an article, in the order of [`super::Entry::texts`].
pub type Texts = Arc<[(Source, Arc<Template>)]>;

/// The maximum number of tokens in memory: about 100 MB.
const KNOWN: usize = 500_000;

impl Templates {
    /// The texts of an article.
    #[must_use]
    pub fn of(&self, index: &Index, article: Number) -> Texts {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(texts) = known.articles.get(&article) {
            return Arc::clone(texts);
        }
        drop(known);
        let texts = index.entries[article as usize].texts();
        let read = |(source, text)| (source, Arc::new(Template::new(index, source, text)));
        let texts: Texts = texts.map(read).collect();
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        // Texts that resemble each other are tried one after the other, so old templates can be
        // dropped.
        if known.tokens > KNOWN {
            *known = Known::default();
        }
        known.tokens += texts.iter().map(|(_, template)| 1 + template.tokens.len()).sum::<usize>();
        known.articles.insert(article, Arc::clone(&texts));
        texts
    }
}

impl Template {
    /// Reads a text of an article.
    #[must_use]
    pub fn new(index: &Index, source: Source, text: &str) -> Self {
        let (text, names) = if source == Source::Message {
            without_slots(text)
        } else {
            (text.to_owned(), Vec::new())
        };
        let text = read(&index.rules, &text);
        let mut names = names.into_iter();
        let mut template = Self::default();
        let mut end = 0;
        let mut is_open = false;
        for token in text.tokens.iter().take(LONGEST) {
            // Pairs of characters overlap.
            let between = text.letters.get(end..token.start as usize).unwrap_or_default();
            end = token.end as usize;
            // The variable parts of a text in `seen_as` are recognized by their form.
            if source == Source::Seen && token.value.is_some() {
                is_open = true;
                continue;
            }
            let mut gap = gap(between, &mut names);
            gap.is_open |= std::mem::take(&mut is_open);
            template.gaps.push(gap);
            template.tokens.push(TemplateToken::new(index, source, token));
        }
        let rest = if text.tokens.len() > LONGEST { &[][..] } else { &text.letters[end..] };
        template.gaps.push(gap(rest, &mut names));
        template.weight = template.tokens.iter().map(|token| token.weight).sum();
        template
    }
}

impl TemplateToken {
    fn new(index: &Index, source: Source, token: &Token) -> Self {
        let number = index.place(&token.word);
        let weight = number.map_or(1, |number| i32::from(index.words[number].weight));
        // The code in a name is looked up as a code, and numbers in `seen_as` may differ.
        let share = match (source, token.has_digit) {
            (Source::Name, true) => 0,
            (Source::Seen, true) => 1,
            _ => 4,
        };
        Self {
            word: token.word.clone(),
            letters: token.word.chars().collect(),
            number,
            weight: weight * share / 4,
            has_digit: token.has_digit,
            may_vary: token.may_vary(),
        }
    }
}

fn gap(between: &[char], names: &mut impl Iterator<Item = String>) -> TemplateGap {
    let parts: Vec<String> = between
        .split(|letter| *letter == SLOT)
        .map(|signs| signs.iter().collect::<String>().trim().to_owned())
        .collect();
    let slots: Vec<String> = names.take(parts.len() - 1).collect();
    TemplateGap { is_open: !slots.is_empty(), slots, signs: parts }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matcher::index::Entry;

    fn template(source: Source, text: &str) -> Template {
        let entry = |text: &str| Entry { messages: vec![text.into()], ..Entry::default() };
        let index = Index::new(vec![entry(text), entry("other words")]);
        Template::new(&index, source, text)
    }

    fn words(template: &Template) -> Vec<&str> {
        template.tokens.iter().map(|token| token.word.as_str()).collect()
    }

    #[test]
    fn a_message_has_words_and_slots_between_them() {
        let own = template(Source::Message, "'{name}': cannot open {file}, {{really}}");
        assert_eq!(words(&own), ["cannot", "open", "really"]);
        let slots: Vec<&[String]> = own.gaps.iter().map(|gap| &gap.slots[..]).collect();
        assert_eq!(slots, [&["name".to_owned()][..], &[], &["file".to_owned()], &[]]);
        assert_eq!(own.gaps[0].signs, ["'", "':"]);
        let open: Vec<bool> = own.gaps.iter().map(|gap| gap.is_open).collect();
        assert_eq!(open, [true, false, true, false]);
        let sum: i32 = own.tokens.iter().map(|token| token.weight).sum();
        assert!(own.weight == sum && sum > 0);
    }

    #[test]
    fn numbers_of_names_and_values_of_what_was_seen_count_less() {
        let name = template(Source::Name, "Error 502 {not a slot}");
        assert_eq!(name.tokens[1].weight, 0);
        assert_eq!(words(&name), ["error", "502", "not", "a", "slot"]);
        let seen = template(Source::Seen, "to 10.0.0.7 failed 502");
        assert_eq!(words(&seen), ["to", "failed", "502"]);
        assert!(seen.gaps[1].is_open);
        assert!(
            seen.tokens[2].weight < template(Source::Message, "to failed 502").tokens[2].weight
        );
    }

    #[test]
    fn a_long_text_is_cut() {
        let long = template(Source::Message, &"word {slot} ".repeat(200));
        assert_eq!((long.tokens.len(), long.gaps.len()), (LONGEST, LONGEST + 1));
    }
}
