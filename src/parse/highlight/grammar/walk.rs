//! Colours a block with one of our own grammars.
//!
//! All rules of a state are one automaton, so a step is a single search, however many rules there
//! are. A step means what it means in the grammars of Sublime Text.

use std::ops::Range;
use std::sync::Arc;

use regex_automata::meta::Regex;
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input, Match};

use super::{Grammar, Operation, Rule, State, StateId};
use crate::parse::highlight::{Class, Runs};

/// How many states may be open.
const DEEP: usize = 100;

impl Grammar {
    /// Colours `code`; `None` if an expression is wrong.
    pub(in super::super) fn colour(&self, code: &str) -> Option<String> {
        let mut walk = Walk {
            grammar: self,
            stack: Vec::new(),
            unguarded: Vec::new(),
            matchers: Vec::new(),
            slots: Vec::new(),
            runs: Runs::new(code),
        };
        for whole_line in code.split_inclusive('\n') {
            // Without the line ending, so that `$` in a grammar matches at the end of the line.
            let line = whole_line.trim_end_matches(['\n', '\r']);
            walk.line(line)?;
            walk.runs.end_line(&whole_line[line.len()..]);
        }
        Some(walk.runs.finish())
    }
}

/// The position in the grammar.
struct Walk<'g> {
    grammar: &'g Grammar,
    stack: Vec<Level>,
    /// The heights of the stack at which a guard has matched. Guards below the last one do not
    /// count until the stack is lower.
    unguarded: Vec<usize>,
    /// The states that were entered so far.
    matchers: Vec<Matcher<'g>>,
    /// Where the groups of a match are, to save memory.
    slots: Vec<Option<NonMaxUsize>>,
    runs: Runs,
}

/// An open state.
#[derive(Clone, Copy)]
struct Level {
    /// The index of its matcher.
    matcher: usize,
    class: Option<&'static Class>,
    /// The matcher whose rules precede those of this level and of all levels above it.
    guard: Option<usize>,
}

/// A state, and what its rules match.
struct Matcher<'g> {
    id: StateId,
    state: &'g State,
    /// What `\1` stands for.
    after: String,
    regex: Arc<Regex>,
    /// Whether this line was searched.
    is_searched: bool,
    /// The last match in it.
    found: Option<Match>,
}

impl Matcher<'_> {
    fn search(&mut self, line: &str, at: usize) -> Option<Match> {
        if !self.is_searched || self.found.is_some_and(|found| found.start() < at) {
            self.found = self.regex.search(&Input::new(line).range(at..));
            self.is_searched = true;
        }
        self.found
    }
}

impl Walk<'_> {
    fn line(&mut self, line: &str) -> Option<()> {
        for matcher in &mut self.matchers {
            matcher.is_searched = false;
        }
        // The position, and how much of the line is done.
        let (mut at, mut done) = (0, 0);
        // Where, and at which height of the stack, a state was entered by an empty match. Another
        // one must not leave it at once.
        let mut entered = None;
        // How many matches in sequence were empty.
        let mut idle = 0;
        loop {
            if self.stack.is_empty() {
                self.enter(&[0], "")?;
                entered = Some((at, self.stack.len()));
            }
            let Some((found, matcher, is_guard)) = self.next_match(line, at) else { break };
            let rule = &self.matchers[matcher].state.rules[found.pattern()];
            if rule.looks_ahead || !rule.groups.is_empty() {
                self.find_groups(line, found, matcher);
            }
            let ahead = rule.looks_ahead.then(|| self.last_group(found, matcher)).flatten();
            let end = ahead.map_or(found.end(), |ahead| ahead.start);
            let height = self.stack.len();
            let enters = matches!(rule.operation, Operation::Push(_) | Operation::Embed { .. });
            if enters && height >= DEEP {
                break;
            }
            idle = if end > at { 0 } else { idle + 1 };
            if end == at {
                let stays = match rule.operation {
                    Operation::Stay => true,
                    Operation::Pop => entered == Some((at, height)),
                    _ => idle > DEEP,
                };
                if stays {
                    let Some(next) = line[at..].chars().next() else { break };
                    at += next.len_utf8();
                    continue;
                }
                if enters {
                    entered = Some((at, height + 1));
                }
            }
            self.add(rule, &line[..end], done, found, matcher);
            if is_guard {
                self.unguarded.push(height);
            }
            self.perform(&rule.operation, line, found, matcher)?;
            (at, done) = (end, end);
        }
        self.runs.add(&line[done..], self.class());
        Some(())
    }

    /// The class of a text without a rule.
    fn class(&self) -> Option<&'static Class> {
        self.stack.last().and_then(|level| level.class)
    }

    /// The first match of the open state or of a guard, with its matcher, and whether that is a
    /// guard.
    fn next_match(&mut self, line: &str, at: usize) -> Option<(Match, usize, bool)> {
        while self.unguarded.last().is_some_and(|height| *height >= self.stack.len()) {
            self.unguarded.pop();
        }
        let from = self.unguarded.last().copied().unwrap_or_default();
        let guards = self.stack[from..].iter().filter_map(|level| Some((level.guard?, true)));
        let top = self.stack.last().map(|level| (level.matcher, false));
        let mut best: Option<(Match, usize, bool)> = None;
        for (matcher, is_guard) in guards.chain(top) {
            if let Some(found) = self.matchers[matcher].search(line, at)
                && best.is_none_or(|(best, ..)| found.start() < best.start())
            {
                best = Some((found, matcher, is_guard));
            }
        }
        best
    }

    /// Adds the text from `done` to the end of a match, which is the end of `line`. Its groups were
    /// found.
    fn add(&mut self, rule: &Rule, line: &str, mut done: usize, found: Match, matcher: usize) {
        self.runs.add(&line[done..found.start()], self.class());
        done = found.start();
        let around = match rule.operation {
            // The texts that leave a state do not belong to it.
            Operation::Pop => self.stack.iter().nth_back(1).and_then(|level| level.class),
            _ => self.class(),
        };
        for (number, paint) in (1..).zip(&rule.groups) {
            let Some(group) = self.group(found, matcher, number) else { continue };
            if done <= group.start && group.end <= line.len() {
                self.runs.add(&line[done..group.start], around);
                done = group.end;
                let text = &line[group];
                self.runs.add(text, paint.class_of(text, around));
            }
        }
        let text = &line[done..];
        self.runs.add(text, rule.paint.class_of(text, around));
    }

    /// Finds the groups of a match.
    fn find_groups(&mut self, line: &str, found: Match, matcher: usize) {
        let regex = &self.matchers[matcher].regex;
        self.slots.clear();
        self.slots.resize(regex.group_info().slot_len(), None);
        let input = Input::new(line).range(found.start()..).anchored(Anchored::Yes);
        regex.search_slots(&input, &mut self.slots);
    }

    /// A group that was found.
    fn group(&self, found: Match, matcher: usize, number: usize) -> Option<Range<usize>> {
        let groups = self.matchers[matcher].regex.group_info();
        let (start, end) = groups.slots(found.pattern(), number)?;
        let slot = |slot: usize| self.slots.get(slot).copied().flatten().map(NonMaxUsize::get);
        Some(slot(start)?..slot(end)?)
    }

    fn last_group(&self, found: Match, matcher: usize) -> Option<Range<usize>> {
        let count = self.matchers[matcher].regex.group_info().group_len(found.pattern());
        self.group(found, matcher, count - 1)
    }

    /// Changes the stack; `None` if an expression is wrong.
    fn perform(
        &mut self,
        operation: &Operation,
        line: &str,
        found: Match,
        matcher: usize,
    ) -> Option<()> {
        let (states, guard) = match operation {
            Operation::Stay => return Some(()),
            Operation::Pop => {
                self.stack.pop();
                return Some(());
            }
            Operation::Push(states) => (&states[..], None),
            Operation::Set(states) => (&states[..], self.stack.pop().and_then(|level| level.guard)),
            Operation::Embed { guard, main } => (&[*guard, *main][..], None),
        };
        let mut after = "";
        if states.iter().any(|id| self.grammar.states[*id].refers_back) {
            self.find_groups(line, found, matcher);
            after = self.group(found, matcher, 1).map_or("", |group| &line[group]);
        }
        let first = self.stack.len();
        self.enter(states, after)?;
        if let Some(level) = self.stack.get_mut(first) {
            level.guard = guard;
        }
        if let (Operation::Embed { .. }, [.., guard, main]) = (operation, &mut self.stack[..]) {
            main.guard = Some(guard.matcher);
        }
        Some(())
    }

    /// Enters states, whose rules may refer to the text `after`; `None` if an expression is wrong.
    fn enter(&mut self, states: &[StateId], after: &str) -> Option<()> {
        for id in states {
            let matcher = self.matcher(*id, after)?;
            let class = self.matchers[matcher].state.paint.class_of("", self.class());
            self.stack.push(Level { matcher, class, guard: None });
        }
        Some(())
    }

    /// The index of the matcher of a state; `None` if an expression is wrong.
    fn matcher(&mut self, id: StateId, after: &str) -> Option<usize> {
        let state = self.grammar.states.get(id)?;
        let after = if state.refers_back { after } else { "" };
        let mut same = self.matchers.iter().enumerate().filter(|(_, other)| other.id == id);
        if let Some((known, _)) = same.clone().find(|(_, other)| other.after == after) {
            return Some(known);
        }
        // One that is no longer in use makes room, so that their number has a bound.
        let is_open = |index: usize| self.stack.iter().any(|level| level.matcher == index);
        let unused = same.find(|(index, _)| !is_open(*index)).map(|(index, _)| index);
        let regex = if after.is_empty() { state.matcher()? } else { state.matcher_after(after)? };
        let matcher =
            Matcher { id, state, after: after.to_owned(), regex, is_searched: false, found: None };
        if let Some(unused) = unused {
            self.matchers[unused] = matcher;
            return Some(unused);
        }
        self.matchers.push(matcher);
        Some(self.matchers.len() - 1)
    }
}
