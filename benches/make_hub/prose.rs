//! Generates Markdown of a given length: sentences, paragraphs, lists, tables, alerts and code.

use std::fmt::Write as _;

use crate::names::Name;
use crate::rng::Rng;
use crate::shape::{Hub, Shape};
use crate::snippets::{self, HOSTS, INLINE, SNIPPETS, UNITS};
use crate::vocabulary::{
    ACTIONS, ADJECTIVES, BOLD, CAUSES, HEADINGS, KEYS, NOUNS, OPENINGS, PLACES, PLURALS, PROGRAMS,
    PROOFS, STATEMENTS, STEPS, TIMES, VERBS,
};

/// The column where authors break their lines.
const WIDTH: usize = 100;

/// Writes the texts of one article.
pub(crate) struct Writer<'h> {
    pub(crate) rng: Rng,
    number: usize,
    hub: Hub,
    own: &'h Name,
    /// The number of words written so far, excluding code blocks.
    pub(crate) words: usize,
}

impl<'h> Writer<'h> {
    pub(crate) fn new(number: usize, hub: Hub, own: &'h Name) -> Self {
        Self { rng: Rng::new(hub.seed, number), number, hub, own, words: 0 }
    }

    /// Another error of the hub, often one of the first.
    fn other(&mut self) -> Name {
        let number = self.rng.below(self.hub.articles);
        Name::new(number, self.hub.seed)
    }

    /// The form with a word in place of each `{letter}`. Other braces stay.
    pub(crate) fn fill(&mut self, form: &str) -> String {
        let mut text = String::with_capacity(form.len() * 2);
        let mut rest = form;
        while let Some(at) = rest.find('{') {
            text.push_str(&rest[..at]);
            let mut letters = rest[at + 1..].chars();
            if let (Some(letter), Some('}')) = (letters.next(), letters.next())
                && let Some(word) = self.word(letter)
            {
                let after_a = text == "A" || text == "A " || text.ends_with(" a ");
                if after_a && sounds_like_vowel(&word) {
                    text.truncate(text.trim_end().len());
                    text.push_str("n ");
                }
                text.push_str(&word);
                rest = &rest[at + 3..];
            } else {
                text.push('{');
                rest = &rest[at + 1..];
            }
        }
        text + rest
    }

    fn word(&mut self, letter: char) -> Option<String> {
        let rng = &mut self.rng;
        let word = match letter {
            'n' => (*rng.zipf(NOUNS)).to_owned(),
            'm' => {
                let (first, second) = (*rng.zipf(NOUNS), *rng.zipf(NOUNS));
                if first == second { first.to_owned() } else { format!("{first} {second}") }
            }
            's' => (*rng.zipf(PLURALS)).to_owned(),
            'a' => (*rng.zipf(ADJECTIVES)).to_owned(),
            'A' => capital(&self.word('a')?),
            'v' => (*rng.zipf(VERBS)).to_owned(),
            'i' => (*rng.zipf(ACTIONS)).to_owned(),
            'I' => capital(&self.word('i')?),
            'p' => (*rng.zipf(PROGRAMS)).to_owned(),
            'w' => (*rng.zipf(PLACES)).to_owned(),
            't' => (*rng.zipf(TIMES)).to_owned(),
            'b' => (*rng.zipf(BOLD)).to_owned(),
            'k' => (*rng.zipf(KEYS)).to_owned(),
            'd' => (rng.between((1, 12)) * *rng.pick(&[1, 2, 5, 10])).to_string(),
            'o' => rng.between((100, 9999)).to_string(),
            'q' => format!("{}.{}.{}.{}", 10, rng.below(64), rng.below(256), rng.between((1, 254))),
            'h' => (*rng.zipf(HOSTS)).to_owned(),
            'g' => (*rng.zipf(UNITS)).to_owned(),
            'f' => (*rng.zipf(snippets::KEYS)).to_owned(),
            'c' => {
                let form = *rng.zipf(INLINE);
                self.fill(form)
            }
            'e' => self.other().mark,
            'x' => quoted(&self.own.title),
            'y' => quoted(&self.other().title),
            'l' => {
                let other = self.other();
                format!("[{}](../{}.md)", other.mark, other.id())
            }
            _ => return None,
        };
        Some(word)
    }

    fn sentence(&mut self, forms: &[&str]) -> String {
        let form = *self.rng.pick(forms);
        let mut sentence = self.fill(form);
        // “As a rule, the server …”: an opening precedes a sentence that begins with an article.
        if self.rng.percent(12)
            && let Some(rest) = sentence.strip_prefix("The ")
        {
            sentence = format!("{} the {rest}", self.rng.zipf(OPENINGS));
        }
        sentence
    }

    /// A paragraph of at least one sentence, until it has `words` words.
    fn paragraph(&mut self, forms: &[&str], words: usize) -> String {
        let mut text = self.sentence(forms);
        while count(&text) < words {
            let sentence = self.sentence(forms);
            let _ = write!(text, " {sentence}");
        }
        self.done(&text, "")
    }

    /// List items that begin with `marker`, until they have `words` words.
    fn list(
        &mut self,
        marker: &str,
        words: usize,
        mut point: impl FnMut(&mut Self) -> String,
    ) -> String {
        let mut list = String::new();
        let mut written = 0;
        for number in 1..=12 {
            let text = point(self);
            written += count(&text);
            let marker = marker.replace('1', &number.to_string());
            let indent = " ".repeat(marker.len() + 1);
            let text = self.done(&text, &indent);
            let _ = writeln!(list, "{marker} {}", text.trim());
            if number >= 3 && written >= words {
                break;
            }
        }
        list
    }

    /// The text wrapped into lines, and counted.
    fn done(&mut self, text: &str, indent: &str) -> String {
        self.words += count(text);
        wrap(text, indent)
    }

    /// The answer for readers who read nothing else.
    pub(crate) fn quick_answer(&mut self) -> String {
        let words = self.rng.between(self.hub.shape.sizes().quick_answer);
        self.paragraph(STEPS, words)
    }

    /// How to check that a method worked.
    pub(crate) fn verify(&mut self) -> String {
        self.paragraph(PROOFS, 8)
    }

    /// The answer to a question, until the article has `until` words.
    pub(crate) fn answer(&mut self, until: usize) -> String {
        let first = *self.rng.pick(&["Yes. ", "No. ", "Usually not. ", "Often it does. ", "", ""]);
        let rest = until.saturating_sub(self.words + count(first));
        let text = self.paragraph(STATEMENTS, rest);
        self.words += count(first);
        wrap(&(first.to_owned() + &text), "")
    }

    /// How to follow a method, until the article has `until` words.
    pub(crate) fn method(&mut self, until: usize, has_code: bool) -> String {
        let rest = until.saturating_sub(self.words);
        let mut blocks = vec![self.paragraph(STEPS, (rest / 3).min(45))];
        let rest = until.saturating_sub(self.words);
        if rest > 35 {
            let marker = *self.rng.pick(&["1.", "1.", "-"]);
            let steps = rest.min(self.rng.between((25, 60)));
            blocks.push(self.list(marker, steps, |writer| writer.sentence(STEPS)));
        }
        if has_code {
            blocks.push(self.code());
        } else if self.rng.percent(10) {
            blocks.push(self.alert());
        }
        self.fill_up(blocks, until)
    }

    /// The causes of the error, until the article has `until` words.
    pub(crate) fn body(&mut self, until: usize) -> String {
        let sizes = self.hub.shape.sizes();
        let (first, causes) = (self.rng.between(sizes.opening), self.rng.between(sizes.causes));
        let mut blocks = vec![self.paragraph(STATEMENTS, first), "The usual reasons:\n".to_owned()];
        blocks.push(self.list("-", causes, |writer| {
            let cause = *writer.rng.pick(CAUSES);
            let cause = writer.fill(cause);
            format!("**{cause}** {}", writer.sentence(STATEMENTS))
        }));
        if self.rng.percent(15) {
            blocks.push(self.table());
        }
        if self.rng.percent(15) {
            blocks.push(self.alert());
        }
        if until > self.words + 40 {
            let heading = *self.rng.pick(HEADINGS);
            blocks.push(format!("## {}\n", self.fill(heading)));
        }
        self.fill_up(blocks, until)
    }

    /// The blocks, followed by paragraphs until the article has `until` words.
    fn fill_up(&mut self, mut blocks: Vec<String>, until: usize) -> String {
        while self.words + 8 < until {
            let words = (until - self.words).min(self.rng.between((30, 70)));
            blocks.push(self.paragraph(STATEMENTS, words));
        }
        blocks.join("\n")
    }

    fn table(&mut self) -> String {
        let mut table = "| What it says | Likely cause |\n| --- | --- |\n".to_owned();
        for _ in 0..self.rng.between((3, 6)) {
            let cause = self.fill("The {n} {v} the {a} {n}");
            let _ = writeln!(table, "| `{}` | {cause} |", self.fill("{c}"));
            self.words += count(&cause);
        }
        table
    }

    fn alert(&mut self) -> String {
        let kind = *self.rng.pick(&["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"]);
        let text = self.sentence(STEPS);
        format!("> [!{kind}]\n> {}\n", self.done(&text, "> ").trim())
    }

    fn code(&mut self) -> String {
        let snippet = self.rng.zipf(SNIPPETS);
        let middle = self.rng.between((1, 11));
        let forms: Vec<_> = (0..middle).map(|_| *self.rng.pick(snippet.lines)).collect();
        let forms = snippet.first.iter().chain(&forms).chain(snippet.last);
        let mut block = format!("```{}\n", snippet.language);
        for form in forms {
            let form = match self.hub.shape {
                Shape::Rich => form.to_string(),
                Shape::Plain => snippets::unique(form, self.number),
            };
            let _ = writeln!(block, "{}", self.fill(&form));
        }
        block + "```\n"
    }
}

/// The number of words in a text.
pub(crate) fn count(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Whether a word takes “an”.
fn sounds_like_vowel(word: &str) -> bool {
    word.starts_with(['a', 'e', 'i', 'o', 'u']) && !word.starts_with("us")
}

fn quoted(title: &str) -> String {
    format!("“{title}”")
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
        .unwrap_or_default()
}

/// The text wrapped into lines. No line begins with a character that starts a list or a quote in
/// Markdown.
fn wrap(text: &str, indent: &str) -> String {
    let mut lines = String::with_capacity(text.len() + 16);
    let mut width = indent.len();
    for word in text.split_whitespace() {
        let length = word.chars().count() + 1;
        let harmless =
            word.starts_with(|letter: char| letter.is_alphabetic() || "`[".contains(letter));
        if width + length > WIDTH && harmless {
            lines.push('\n');
            lines.push_str(indent);
            width = indent.len();
        } else if !lines.is_empty() {
            lines.push(' ');
        }
        width += length;
        lines.push_str(word);
    }
    lines.push('\n');
    lines
}
