//! Parses the grammar files: a few lines of text become a syntect syntax.
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
//!   stands for the first group of the rule that entered it.
//!
//! Four habits keep the first use of a language at a few milliseconds, nearly all of which are
//! spent compiling expressions. Use ASCII classes: `.`, `\w` and `[^"]` cover all of Unicode and
//! cost four times as much, so a comment or a string is a state, not an expression. Use word lists
//! instead of alternatives of words. Use groups instead of `\b` and look-around, which need
//! backtracking. And use `\1` only if nothing else helps: it is compiled again for each search.
//!
//! An empty match may enter a state only if no empty match leaves it; otherwise syntect stays in
//! that state for the rest of the line.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::json;
use syntect::parsing::syntax_definition::{
    CaptureMapping, Context, ContextReference, MatchOperation, MatchPattern, Pattern,
    SyntaxDefinition,
};
use syntect::parsing::{Scope, ScopeStack, SyntaxReference, SyntaxSet, SyntaxSetBuilder};

use super::{CLASSES, Class};

/// What is wrong and in which line, for authors of grammars, who see it in a failing test.
pub(super) type GrammarMistake = String;

/// A language ready for use, together with the languages that it embeds.
#[derive(Debug)]
pub(super) struct Grammar {
    syntaxes: SyntaxSet,
    paints: HashMap<Scope, Paint>,
}

/// The class that a scope represents.
#[derive(Debug, Clone)]
enum Paint {
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
        let mut contexts = HashMap::new();
        let mut paints = HashMap::new();
        let mut languages = vec![name];
        let mut references = Vec::new();
        let mut read = 0;
        while let Some(&language) = languages.get(read) {
            let source = source_of(language).ok_or_else(|| format!("no grammar `{language}`"))?;
            let mut reader = Reader {
                language,
                words: Arc::new(word_lists(source)?),
                contexts: &mut contexts,
                paints: &mut paints,
                languages: &mut languages,
                references: &mut references,
            };
            reader.read(source)?;
            read += 1;
        }
        references.push(format!("{name}:main"));
        // syntect panics on a dangling reference.
        if let Some(missing) = references.iter().find(|name| !contexts.contains_key(*name)) {
            return Err(format!("no state `{missing}`"));
        }
        contexts.insert("__start".to_owned(), start(&format!("{name}:main"))?);

        let mut builder = SyntaxSetBuilder::new();
        builder.add(SyntaxDefinition {
            name: name.to_owned(),
            file_extensions: Vec::new(),
            scope: scope("plain")?,
            first_line_match: None,
            hidden: false,
            variables: HashMap::new(),
            contexts,
        });
        Ok(Self { syntaxes: builder.build(), paints })
    }

    pub(super) fn syntaxes(&self) -> &SyntaxSet {
        &self.syntaxes
    }

    pub(super) fn syntax(&self) -> Option<&SyntaxReference> {
        self.syntaxes.syntaxes().first()
    }

    /// The class of `text` under these scopes; the innermost decides.
    pub(super) fn class_of(&self, text: &str, stack: &ScopeStack) -> Option<&'static Class> {
        match self.paints.get(stack.as_slice().last()?)? {
            Paint::Class(class) => *class,
            Paint::Word(words, otherwise) => words.class_of(text).or(*otherwise),
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

/// Turns the lines of one language into contexts, and records what its scopes mean.
struct Reader<'a> {
    language: &'static str,
    words: Arc<Words>,
    contexts: &'a mut HashMap<String, Context>,
    paints: &'a mut HashMap<Scope, Paint>,
    /// Languages that have been read or are still to be read.
    languages: &'a mut Vec<&'static str>,
    /// The full names of the states that rules refer to.
    references: &'a mut Vec<String>,
}

impl Reader<'_> {
    fn read(&mut self, source: &'static str) -> Result<(), GrammarMistake> {
        let mut state: Option<(String, Context)> = None;
        for (number, line) in source.lines().enumerate() {
            let comment = line.is_empty() || line.starts_with('#');
            if comment || line == "ignore case" || word_list(line).is_some() {
                continue;
            }
            let language = self.language;
            let place = |mistake| format!("{language}, line {}: {mistake}", number + 1);
            if let Some(rule) = line.strip_prefix("  ") {
                let pattern = self.rule(rule).map_err(place)?;
                let outside = || place("a rule outside of a state".to_owned());
                let (_, context) = state.as_mut().ok_or_else(outside)?;
                context.uses_backrefs |= matches!(&pattern, Pattern::Match(m) if m.has_captures);
                context.patterns.push(pattern);
            } else {
                self.contexts.extend(state.take());
                state = Some(self.state(line).map_err(place)?);
            }
        }
        self.contexts.extend(state);
        Ok(())
    }

    /// `name:` or `name: class`
    fn state(&mut self, line: &'static str) -> Result<(String, Context), GrammarMistake> {
        let (name, class) = line.split_once(':').ok_or("neither a state nor a rule")?;
        let mut context = Context::new(true);
        if !class.is_empty() {
            context.meta_content_scope = self.scopes(class.trim())?;
        }
        Ok((format!("{}:{name}", self.language), context))
    }

    /// `include state` or `class [operation] expression`
    fn rule(&mut self, line: &'static str) -> Result<Pattern, GrammarMistake> {
        let (classes, rest) = split_word(line);
        if classes == "include" {
            return Ok(Pattern::Include(self.reference(rest)?));
        }
        let mut guard = None;
        let (operation, expression) = match split_word(rest) {
            ("pop", expression) => (MatchOperation::Pop, expression),
            ("push", rest) => {
                let (states, expression) = split_word(rest);
                (MatchOperation::Push(self.references(states)?), expression)
            }
            ("set", rest) => {
                let (states, expression) = split_word(rest);
                (MatchOperation::Set(self.references(states)?), expression)
            }
            ("embed", rest) => {
                let (state, rest) = split_word(rest);
                let (language, expression) = split_word(rest);
                let state = self.reference(state)?;
                guard = Some(state.clone());
                let main = self.reference_to(language, "main")?;
                (MatchOperation::Push(vec![state, main]), expression)
            }
            _ => (MatchOperation::None, rest),
        };
        if expression.is_empty() {
            return Err("no expression".to_owned());
        }
        let groups = classes.strip_prefix('(').and_then(|list| list.strip_suffix(')'));
        let (scope, captures) = match groups {
            None => (self.scopes(classes)?, None),
            Some(list) => {
                let mut captures = CaptureMapping::new();
                for (index, class) in list.split(',').enumerate() {
                    captures.push((index + 1, self.scopes(class)?));
                }
                (Vec::new(), Some(captures))
            }
        };
        let refers_back = expression.contains(r"\1");
        let expression = expression.to_owned();
        Ok(Pattern::Match(MatchPattern::new(
            refers_back,
            expression,
            scope,
            captures,
            operation,
            guard,
        )))
    }

    fn references(
        &mut self,
        states: &'static str,
    ) -> Result<Vec<ContextReference>, GrammarMistake> {
        states.split('+').map(|state| self.reference(state)).collect()
    }

    /// `state` or `language:state`
    fn reference(&mut self, state: &'static str) -> Result<ContextReference, GrammarMistake> {
        let (language, state) = state.split_once(':').unwrap_or((self.language, state));
        self.reference_to(language, state)
    }

    fn reference_to(
        &mut self,
        language: &'static str,
        state: &str,
    ) -> Result<ContextReference, GrammarMistake> {
        if !self.languages.contains(&language) {
            self.languages.push(language);
        }
        let name = format!("{language}:{state}");
        self.references.push(name.clone());
        named(&name)
    }

    /// The scopes that represent a class: none for `-`, otherwise one.
    fn scopes(&mut self, class: &'static str) -> Result<Vec<Scope>, GrammarMistake> {
        if class == "-" {
            return Ok(Vec::new());
        }
        let (name, paint) = match class.split_once(':').unwrap_or((class, "plain")) {
            ("word", otherwise) => {
                let paint = Paint::Word(Arc::clone(&self.words), class_or_plain(otherwise)?);
                (format!("word.{}.{otherwise}", self.language), paint)
            }
            (class, _) => (class.to_owned(), Paint::Class(class_or_plain(class)?)),
        };
        let scope = scope(&name)?;
        self.paints.insert(scope, paint);
        Ok(vec![scope])
    }
}

fn class_or_plain(name: &str) -> Result<Option<&'static Class>, GrammarMistake> {
    if name == "plain" { Ok(None) } else { class_named(name).map(Some) }
}

fn class_named(name: &str) -> Result<&'static Class, GrammarMistake> {
    let class = CLASSES.iter().find(|class| class.name == name);
    class.ok_or_else(|| format!("no class `{name}`"))
}

fn scope(name: &str) -> Result<Scope, GrammarMistake> {
    Scope::new(name).map_err(|error| format!("scope `{name}`: {error:?}"))
}

/// syntect keeps the constructor of a reference private, but it can be deserialized.
fn named(context: &str) -> Result<ContextReference, GrammarMistake> {
    serde_json::from_value(json!({ "Named": context })).map_err(|error| error.to_string())
}

/// The bottom of the stack. It enters `main` whenever no other state is entered, so that a grammar
/// that leaves `main` cannot empty the stack, which syntect does not expect.
fn start(main: &str) -> Result<Context, GrammarMistake> {
    let enter = MatchOperation::Push(vec![named(main)?]);
    let rule = MatchPattern::new(false, String::new(), Vec::new(), None, enter, None);
    let mut context = Context::new(false);
    context.patterns.push(Pattern::Match(rule));
    Ok(context)
}

/// The first word, and the text after the spaces that follow it.
fn split_word(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(' ').map_or((text, ""), |(word, rest)| (word, rest.trim_start()))
}
