//! The stock grammars: a large third-party set, for every language without our own grammar.
//!
//! The set is loaded, and a language compiled, when the first block needs it, so they cost nothing
//! if they are not used. The scopes follow the conventions of Sublime Text, which [`RULES`] map to
//! our few classes.

#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxSet};

use super::{CLASSES, Class, Runs, STOCK, Stock};

/// The maximum length of a line in a coloured block, in bytes.
const MAX_LINE: usize = 500;
/// The maximum length of a coloured block, in bytes.
const MAX_BLOCK: usize = 16 * 1024;
/// The maximum sum of the squares of a block's line lengths: 100 lines of 100 bytes.
const MAX_WORK: usize = 1_000_000;

/// The language that authors call `name`.
pub(super) fn find(name: &str) -> Option<&'static Stock> {
    STOCK.iter().find(|stock| stock.names.iter().any(|known| known.eq_ignore_ascii_case(name)))
}

/// Every name that [`find`] knows.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    STOCK.iter().flat_map(|stock| stock.names).copied()
}

/// Whether a block is small enough to be coloured. These grammars look ahead more than ours do: the
/// time for a line can grow with the square of its length, at up to 4 µs for each unit.
fn fits(code: &str) -> bool {
    let lengths = || code.lines().map(str::len);
    code.len() <= MAX_BLOCK
        && lengths().all(|length| length <= MAX_LINE)
        && lengths().map(|length| length * length).sum::<usize>() <= MAX_WORK
}

/// The set, for all threads.
fn set() -> &'static SyntaxSet {
    static SET: OnceLock<SyntaxSet> = OnceLock::new();
    SET.get_or_init(two_face::syntax::extra_newlines)
}

/// `None` if the block is too large or syntect gives up; the caller then shows the code without
/// colours.
pub(super) fn colour(code: &str, language: &Stock) -> Option<String> {
    if !fits(code) {
        return None;
    }
    let set = set();
    let mut parser = ParseState::new(set.find_syntax_by_name(language.syntax)?);
    let mut stack = ScopeStack::new();
    let mut runs = Runs::new(code);
    let mut line = String::new();
    for whole_line in code.split_inclusive('\n') {
        let text = whole_line.trim_end_matches(['\n', '\r']);
        // These grammars expect each line to end in a line feed.
        line.clear();
        line.push_str(text);
        line.push('\n');
        let mut at = 0;
        for (next, change) in parser.parse_line(&line, set).ok()? {
            let next = next.min(text.len());
            let run = text.get(at..next)?;
            runs.add(run, class_of(run, stack.as_slice()));
            stack.apply(&change).ok()?;
            at = next;
        }
        let rest = text.get(at..)?;
        runs.add(rest, class_of(rest, stack.as_slice()));
        runs.end_line(whole_line.get(text.len()..)?);
    }
    Some(runs.finish())
}

/// How a scope affects the text in it.
#[derive(Debug, Clone, Copy)]
enum Says {
    /// It has this class.
    Class(&'static Class),
    /// It has this class if it consists of letters.
    Word(&'static Class),
    /// The same, but punctuation has no class.
    Operator(&'static Class),
    /// It has this class in languages that mark variables with a sign.
    Sigil(&'static Class),
    /// It has no class, whatever the outer scopes are.
    Plain,
    /// The outer scope decides.
    Outside,
}

/// The first rule whose scope contains a scope applies to it; a scope without a rule has no effect.
/// `-` means [`Says::Plain`], `^` means [`Says::Outside`].
const RULES: &[(&str, &str)] = &[
    ("string.unquoted", "-"),
    ("string", "string"),
    ("constant.character.escape", "^"),
    ("constant.other.placeholder", "^"),
    ("constant", "number"),
    ("keyword.operator", "operator:keyword"),
    ("keyword.other.interpolation", "variable"),
    ("keyword", "word:keyword"),
    ("storage", "word:keyword"),
    ("entity.name.variable", "-"),
    ("entity.other.attribute-name.class", "name"),
    ("entity.other.attribute-name.id", "name"),
    ("entity.other.attribute-name", "variable"),
    ("entity", "name"),
    ("support.type.property-name", "variable"),
    ("support.constant", "number"),
    ("support.variable", "variable"),
    ("support.punctuation", "variable"),
    ("support", "name"),
    ("variable.function", "name"),
    ("variable.annotation", "name"),
    ("variable.type", "name"),
    ("variable.other.constant", "-"),
    ("variable.other", "sigil:variable"),
    ("variable", "variable"),
    ("markup.inserted", "inserted"),
    ("markup.deleted", "deleted"),
    ("markup.heading", "name"),
    ("markup.raw", "string"),
    ("markup.underline.link", "string"),
    ("punctuation.definition.variable", "variable"),
    ("punctuation.definition.expression", "variable"),
    ("punctuation.section.interpolation", "variable"),
    ("punctuation.section.embedded", "variable"),
    ("punctuation.definition.tag", "name"),
    ("punctuation.definition.annotation", "name"),
    ("meta.text-substitution", "variable"),
    ("meta.interpolation", "-"),
    ("meta.embedded", "-"),
    ("source", "-"),
];

/// The languages whose variables have a sign, or are keys.
const SIGILS: &[&str] = &[
    "source.cmake",
    "source.css",
    "source.graphql",
    "source.less",
    "source.makefile",
    "source.perl",
    "source.ruby",
    "source.sass",
    "source.scss",
    "source.shell",
    "source.tcl",
    "source.terraform",
];

/// [`RULES`] and [`SIGILS`] in a form that can be compared quickly.
struct Compiled {
    rules: Vec<(Scope, Says)>,
    sigils: Vec<Scope>,
    comment: Option<Scope>,
    source: Option<Scope>,
}

fn compiled() -> &'static Compiled {
    static COMPILED: OnceLock<Compiled> = OnceLock::new();
    COMPILED.get_or_init(|| Compiled {
        rules: RULES.iter().filter_map(|(scope, says)| Some((named(scope)?, read(says)))).collect(),
        sigils: SIGILS.iter().filter_map(|scope| named(scope)).collect(),
        comment: named("comment"),
        source: named("source"),
    })
}

/// Our scopes have few enough parts, which a test checks.
fn named(scope: &str) -> Option<Scope> {
    Scope::new(scope).ok()
}

fn read(says: &str) -> Says {
    let class = |name: &str| CLASSES.iter().find(|class| class.name == name);
    let found = match says.split_once(':') {
        Some(("word", name)) => class(name).map(Says::Word),
        Some(("operator", name)) => class(name).map(Says::Operator),
        Some((_, name)) => class(name).map(Says::Sigil),
        None if says == "-" => Some(Says::Plain),
        None => class(says).map(Says::Class),
    };
    found.unwrap_or(Says::Outside)
}

/// The class of `text` in these scopes; the innermost scope with an effect decides.
fn class_of(text: &str, scopes: &[Scope]) -> Option<&'static Class> {
    let Compiled { rules, sigils, comment, source } = compiled();
    let within = |outer: &Option<Scope>, inner: &Scope| {
        outer.is_some_and(|outer| outer.is_prefix_of(*inner))
    };
    // Nothing in a comment is code, even if the grammar parses it.
    if scopes.iter().any(|scope| within(comment, scope)) {
        return CLASSES.iter().find(|class| class.name == "comment");
    }
    for scope in scopes.iter().rev() {
        let rule = rules.iter().find(|(outer, _)| outer.is_prefix_of(*scope));
        match rule.map(|(_, says)| *says) {
            Some(Says::Class(class)) => return Some(class),
            Some(Says::Word(class)) if is_word(text) => return Some(class),
            Some(Says::Operator(class)) => return is_word(text).then_some(class),
            Some(Says::Sigil(class)) => {
                let language = scopes.iter().rev().find(|scope| within(source, scope))?;
                let has_sigils = sigils.iter().any(|outer| outer.is_prefix_of(*language));
                return has_sigils.then_some(class);
            }
            Some(Says::Plain) => return None,
            Some(Says::Word(_) | Says::Outside) | None => {}
        }
    }
    None
}

/// `if`, `#include`, `@property`, but not `->`.
fn is_word(text: &str) -> bool {
    text.trim_start()
        .starts_with(|first: char| first.is_alphabetic() || first == '#' || first == '@')
}
