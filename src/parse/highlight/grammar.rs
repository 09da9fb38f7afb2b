//! Parses the grammar files: a few lines of text become states, and all rules of a state one
//! automaton. `grammar/walk.rs` colours code with them.
//!
//! A grammar is a set of states. Each state lists rules, and each rule is a class and a regular
//! expression. At each step, the rule that matches earliest wins (the upper one of two that match
//! at the same place), its text gets the class, and the search continues after it. States form a
//! stack: a rule may enter others, or leave its own. `main` is the initial state.
//!
//! ```text
//! # A comment line. Then, if wanted, `ignore case` (for the word lists) and the word lists:
//! keyword = if then else
//!
//! main:
//!   comment push line    #
//!   string push double   "
//!   word                 [a-z]+
//!
//! line: comment
//!   - pop                $
//!
//! double: string
//!   -                    \\["\\]
//!   string pop           "
//! ```
//!
//! - A **state** is `name:` and may have a class for everything in it, except the texts that enter
//!   and leave it.
//! - A **class** is one of `CLASSES`; `plain` removes the state's class; `-` changes nothing.
//!   `word` looks the text up in the word lists; `word:name` does too, and falls back on `name`. In
//!   parentheses, each class belongs to a group: `(keyword,-,name)`.
//! - A rule may then say `push A+B` (enter A and on top of it B), `set A` (leave, then enter A),
//!   `pop` (leave), or `embed S L`: enter the language L, where the rules of the state S precede
//!   all others until one of them says `pop`.
//! - `include A` in place of a rule stands for the rules of A. `L:A` is the state A of language L.
//! - The **expression** is the rest of the line. It sees one line without its line ending, so `^`
//!   and `$` match at the ends of the line, and both can match in an empty one. `\1` in a state
//!   stands for the first group of the rule that entered it. `(?=…)` at the end looks ahead.
//!
//! Three habits keep the first use of a language at a few milliseconds, nearly all of which are
//! spent compiling expressions. Use ASCII classes: `.`, `\w` and `[^"]` cover all of Unicode and
//! cost four times as much, so a comment or a string is a state, not an expression. Use word lists
//! instead of alternatives of words. And use `\1` only if nothing else helps: its state is compiled
//! again for each block.
//!
//! An empty match may enter a state only if no empty match leaves it; otherwise the state is not
//! left at this place. An empty match that does nothing hides the rules below it, at this place.

mod walk;

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Arc, OnceLock};

use regex_automata::meta::Regex;

use super::{CLASSES, Class};

/// What is wrong and in which line, for authors of grammars, who see it in a failing test.
pub(super) type GrammarMistake = String;

/// A language ready for use, together with the languages that it embeds.
#[derive(Debug)]
pub(super) struct Grammar {
    /// The first one is the initial state.
    pub(super) states: Vec<State>,
}

/// The index of a state in its grammar.
type StateId = usize;

#[derive(Debug, Default)]
pub(super) struct State {
    /// The class of everything in it.
    paint: Paint,
    rules: Vec<Rule>,
    /// Whether its rules depend on the rule that entered it.
    refers_back: bool,
    matcher: OnceLock<Option<Arc<Regex>>>,
}

#[derive(Debug, Clone)]
struct Rule {
    /// The class of the whole match; of what is outside of groups, if these have classes.
    paint: Paint,
    /// The classes of the groups; none if the whole match has one.
    groups: Vec<Paint>,
    operation: Operation,
    /// The expression, in which a last group stands for `(?=…)`.
    expression: String,
    /// Whether the match ends before the last group.
    looks_ahead: bool,
}

/// What a rule does to the stack of states.
#[derive(Debug, Clone)]
enum Operation {
    Stay,
    Pop,
    Push(Vec<StateId>),
    Set(Vec<StateId>),
    /// Enters a state, and above it another one, in which the rules of the first come first.
    Embed {
        guard: StateId,
        main: StateId,
    },
}

/// The class of a text.
#[derive(Debug, Clone, Default)]
enum Paint {
    /// That of the text around it.
    #[default]
    Keep,
    Class(Option<&'static Class>),
    /// The class of the word in the lists, or this one if it is not in them.
    Word(Arc<Words>, Option<&'static Class>),
}

#[derive(Debug, Default)]
struct Words {
    ignore_case: bool,
    classes: HashMap<&'static str, &'static Class>,
}

impl Grammar {
    /// Parses the grammar `name` and everything that it refers to.
    pub(super) fn load(
        name: &'static str,
        source_of: impl Fn(&str) -> Option<&'static str>,
    ) -> Result<Self, GrammarMistake> {
        let mut names = Names { languages: vec![name], states: vec![format!("{name}:main")] };
        let mut found = HashMap::new();
        let mut read = 0;
        while let Some(&language) = names.languages.get(read) {
            let source = source_of(language).ok_or_else(|| format!("no grammar `{language}`"))?;
            let words = Arc::new(word_lists(source)?);
            Reader { language, words, found: &mut found, names: &mut names }.read(source)?;
            read += 1;
        }
        let missing = (0..names.states.len()).find(|id| !found.contains_key(id));
        if let Some(missing) = missing {
            return Err(format!("no state `{}`", names.states[missing]));
        }
        let state = |id| {
            let mut rules = Vec::new();
            collect(id, &found, &mut Vec::new(), &mut rules);
            let paint = found.get(&id).map(|(paint, _)| paint.clone()).unwrap_or_default();
            let refers_back = rules.iter().any(|rule: &Rule| rule.expression.contains(r"\1"));
            State { paint, rules, refers_back, matcher: OnceLock::new() }
        };
        Ok(Self { states: (0..names.states.len()).map(state).collect() })
    }
}

impl State {
    /// Finds the rule that matches first; `None` if an expression is wrong.
    pub(super) fn matcher(&self) -> Option<Arc<Regex>> {
        self.matcher.get_or_init(|| self.matcher_after("")).clone()
    }

    /// The same, where `\1` stands for this text.
    fn matcher_after(&self, text: &str) -> Option<Arc<Regex>> {
        let text = text.chars().fold(String::new(), |mut text, letter| {
            // Writing to a String cannot fail.
            let _ = write!(text, "\\x{{{:x}}}", u32::from(letter));
            text
        });
        let rules = self.rules.iter().map(|rule| rule.expression.replace(r"\1", &text));
        // A state is searched too rarely to pay for more than a lazy automaton.
        let config = Regex::config().onepass(false);
        Regex::builder().configure(config).build_many(&rules.collect::<Vec<_>>()).ok().map(Arc::new)
    }
}

impl Paint {
    /// The class of `text`, in surroundings of the class `around`.
    fn class_of(&self, text: &str, around: Option<&'static Class>) -> Option<&'static Class> {
        match self {
            Self::Keep => around,
            Self::Class(class) => *class,
            Self::Word(words, otherwise) => words.class_of(text).or(*otherwise),
        }
    }
}

impl Words {
    fn class_of(&self, word: &str) -> Option<&'static Class> {
        if self.ignore_case {
            self.classes.get(word.to_ascii_lowercase().as_str()).copied()
        } else {
            self.classes.get(word).copied()
        }
    }
}

fn word_lists(source: &'static str) -> Result<Words, GrammarMistake> {
    let mut words = Words::default();
    for line in source.lines() {
        if line == "ignore case" {
            words.ignore_case = true;
        } else if let Some((class, list)) = word_list(line) {
            let class = class_named(class)?;
            words.classes.extend(list.split_whitespace().map(|word| (word, class)));
        }
    }
    Ok(words)
}

fn word_list(line: &str) -> Option<(&str, &str)> {
    line.split_once(" = ").filter(|(class, _)| class.bytes().all(|b| b.is_ascii_lowercase()))
}

/// A line of a state.
enum Entry {
    Rule(Rule),
    Include(StateId),
}

/// The states as they are written, with their classes.
type Found = HashMap<StateId, (Paint, Vec<Entry>)>;

/// Collects the rules of a state and of those that it includes; `within` are those that include it.
fn collect(id: StateId, found: &Found, within: &mut Vec<StateId>, rules: &mut Vec<Rule>) {
    let Some((_, entries)) = found.get(&id).filter(|_| !within.contains(&id)) else { return };
    within.push(id);
    for entry in entries {
        match entry {
            Entry::Rule(rule) => rules.push(rule.clone()),
            Entry::Include(other) => collect(*other, found, within, rules),
        }
    }
    within.pop();
}

/// The names that rules refer to.
struct Names {
    /// Languages that have been read or are still to be read.
    languages: Vec<&'static str>,
    /// The full names of the states.
    states: Vec<String>,
}

impl Names {
    fn state(&mut self, language: &str, state: &str) -> StateId {
        let name = format!("{language}:{state}");
        self.states.iter().position(|other| *other == name).unwrap_or_else(|| {
            self.states.push(name);
            self.states.len() - 1
        })
    }
}

/// Parses the lines of one language.
struct Reader<'a> {
    language: &'static str,
    words: Arc<Words>,
    found: &'a mut Found,
    names: &'a mut Names,
}

impl Reader<'_> {
    fn read(&mut self, source: &'static str) -> Result<(), GrammarMistake> {
        let mut state = None;
        for (number, line) in source.lines().enumerate() {
            let comment = line.is_empty() || line.starts_with('#');
            if comment || line == "ignore case" || word_list(line).is_some() {
                continue;
            }
            let language = self.language;
            let place = |mistake| format!("{language}, line {}: {mistake}", number + 1);
            if let Some(rule) = line.strip_prefix("  ") {
                let entry = self.entry(rule).map_err(place)?;
                let outside = || place("a rule outside of a state".to_owned());
                let state = state.and_then(|state| self.found.get_mut(&state));
                let (_, entries) = state.ok_or_else(outside)?;
                entries.push(entry);
            } else {
                state = Some(self.state(line).map_err(place)?);
            }
        }
        Ok(())
    }

    /// `name:` or `name: class`
    fn state(&mut self, line: &'static str) -> Result<StateId, GrammarMistake> {
        let (name, class) = line.split_once(':').ok_or("neither a state nor a rule")?;
        let paint = if class.is_empty() { Paint::Keep } else { self.paint(class.trim())? };
        let id = self.names.state(self.language, name);
        self.found.insert(id, (paint, Vec::new()));
        Ok(id)
    }

    /// `include state` or `class [operation] expression`
    fn entry(&mut self, line: &'static str) -> Result<Entry, GrammarMistake> {
        let (classes, rest) = split_word(line);
        if classes == "include" {
            return Ok(Entry::Include(self.reference(rest)));
        }
        let (operation, expression) = match split_word(rest) {
            ("pop", expression) => (Operation::Pop, expression),
            ("push", rest) => {
                let (states, expression) = split_word(rest);
                (Operation::Push(self.references(states)), expression)
            }
            ("set", rest) => {
                let (states, expression) = split_word(rest);
                (Operation::Set(self.references(states)), expression)
            }
            ("embed", rest) => {
                let (state, rest) = split_word(rest);
                let (language, expression) = split_word(rest);
                let guard = self.reference(state);
                let main = self.reference_to(language, "main");
                (Operation::Embed { guard, main }, expression)
            }
            _ => (Operation::Stay, rest),
        };
        if expression.is_empty() {
            return Err("no expression".to_owned());
        }
        let groups = classes.strip_prefix('(').and_then(|list| list.strip_suffix(')'));
        let (paint, groups) = match groups {
            None => (self.paint(classes)?, Vec::new()),
            Some(list) => {
                let groups = list.split(',').map(|class| self.paint(class));
                (Paint::Keep, groups.collect::<Result<_, _>>()?)
            }
        };
        let looks_ahead = expression.contains("(?=");
        let expression = expression.replace("(?=", "(");
        Ok(Entry::Rule(Rule { paint, groups, operation, expression, looks_ahead }))
    }

    fn references(&mut self, states: &'static str) -> Vec<StateId> {
        states.split('+').map(|state| self.reference(state)).collect()
    }

    /// `state` or `language:state`
    fn reference(&mut self, state: &'static str) -> StateId {
        let (language, state) = state.split_once(':').unwrap_or((self.language, state));
        self.reference_to(language, state)
    }

    fn reference_to(&mut self, language: &'static str, state: &str) -> StateId {
        if !self.names.languages.contains(&language) {
            self.names.languages.push(language);
        }
        self.names.state(language, state)
    }

    fn paint(&self, class: &str) -> Result<Paint, GrammarMistake> {
        Ok(match class.split_once(':').unwrap_or((class, "plain")) {
            ("-", _) => Paint::Keep,
            ("word", otherwise) => Paint::Word(Arc::clone(&self.words), class_or_plain(otherwise)?),
            (class, _) => Paint::Class(class_or_plain(class)?),
        })
    }
}

fn class_or_plain(name: &str) -> Result<Option<&'static Class>, GrammarMistake> {
    if name == "plain" { Ok(None) } else { class_named(name).map(Some) }
}

fn class_named(name: &str) -> Result<&'static Class, GrammarMistake> {
    let class = CLASSES.iter().find(|class| class.name == name);
    class.ok_or_else(|| format!("no class `{name}`"))
}

/// The first word, and the text after the spaces that follow it.
fn split_word(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(' ').map_or((text, ""), |(word, rest)| (word, rest.trim_start()))
}
