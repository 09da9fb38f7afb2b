//! The fingerprints of an article: one for each field, to show what changed, and one for all words,
//! to show whether anything changed.

use std::fmt::{self, Write};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::VERSION;
use crate::key::Key;

/// The fingerprints of one article.
///
/// The fingerprint of all words decides whether words changed. It has eight bytes: one edit in 2⁶⁴
/// goes unnoticed. The fingerprints of fields have only four bytes each, because they only name
/// what changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprints {
    whole: Whole,
    /// The single fields, then methods, then questions.
    fields: Box<[Option<FieldPrint>]>,
    /// How many of them are methods.
    methods: u16,
}

/// The fingerprint of all words of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Whole(u64);

/// The fingerprint of the words of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FieldPrint(u32);

/// A field that an article has once, in the order of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the fields are those of the front matter, documented there")]
pub enum Single {
    Title,
    Code,
    Messages,
    Platforms,
    QuickAnswer,
    Body,
    Sources,
    OwnFields,
}

/// A field with its own fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangedField {
    /// A field that occurs once.
    Single(Single),
    /// A method, by its index in the front matter.
    Method(usize),
    /// A question with its answer, by its index in the front matter.
    Question(usize),
}

/// The change of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldChange {
    /// It has different words, or is new.
    Changed(ChangedField),
    /// It was removed from this position.
    Removed(ChangedField),
}

impl Single {
    /// All single fields, in the order of a lock.
    pub const ALL: [Self; 8] = [
        Self::Title,
        Self::Code,
        Self::Messages,
        Self::Platforms,
        Self::QuickAnswer,
        Self::Body,
        Self::Sources,
        Self::OwnFields,
    ];

    /// Its name in a lock.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Code => "code",
            Self::Messages => "messages",
            Self::Platforms => "platforms",
            Self::QuickAnswer => "quick_answer",
            Self::Body => "body",
            Self::Sources => "sources",
            Self::OwnFields => "fields",
        }
    }
}

impl fmt::Display for ChangedField {
    /// The name that authors know: `platforms` is `applies_to` in the front matter, and lists count
    /// from 1.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Single(Single::Platforms) => f.write_str("`applies_to`"),
            Self::Single(Single::OwnFields) => f.write_str("the fields that site.yaml declares"),
            Self::Single(Single::Body) => f.write_str("the text below the front matter"),
            Self::Single(single) => write!(f, "`{}`", single.name()),
            Self::Method(index) => write!(f, "`methods[{}]`", index + 1),
            Self::Question(index) => write!(f, "`faq[{}]`", index + 1),
        }
    }
}

impl fmt::Display for FieldChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed(field) => field.fmt(f),
            Self::Removed(field) => write!(f, "{field} (removed)"),
        }
    }
}

impl Fingerprints {
    /// Computes the fingerprints from the words of each field: the single ones in order, methods
    /// and questions in the order of the front matter.
    #[must_use]
    pub fn new(single: [Option<Key>; 8], methods: &[Option<Key>], faq: &[Option<Key>]) -> Self {
        let mut text = String::with_capacity(1024);
        let _ = writeln!(text, "words {VERSION}");
        let mut put = |name: &str, number: usize, key: &Option<Key>| {
            let key = key.as_ref()?;
            text.push_str(name);
            if number > 0 {
                let _ = write!(text, "[{number}]");
            }
            let _ = writeln!(text, " {}", key.to_hex());
            Some(FieldPrint::of(key))
        };
        let mut fields = Vec::with_capacity(single.len() + methods.len() + faq.len());
        for (field, key) in Single::ALL.iter().zip(&single) {
            fields.push(put(field.name(), 0, key));
        }
        for (name, keys) in [("methods", methods), ("faq", faq)] {
            fields.extend((1..).zip(keys).map(|(number, key)| put(name, number, key)));
        }
        let whole = Whole::of(&Key::of_bytes(text.as_bytes()));
        Self::of_parts(whole, fields, methods.len())
    }

    /// Parses the fingerprints in a lock.
    #[must_use]
    pub fn read(
        whole: Whole,
        single: [Option<FieldPrint>; 8],
        methods: &[FieldPrint],
        faq: &[FieldPrint],
    ) -> Self {
        let lists = methods.iter().chain(faq).map(|print| Some(*print));
        Self::of_parts(whole, single.into_iter().chain(lists).collect(), methods.len())
    }

    fn of_parts(whole: Whole, fields: Vec<Option<FieldPrint>>, methods: usize) -> Self {
        let methods = u16::try_from(methods).unwrap_or(u16::MAX);
        Self { whole, fields: fields.into_boxed_slice(), methods }
    }

    /// The fingerprint of all words.
    #[must_use]
    pub fn whole(&self) -> Whole {
        self.whole
    }

    /// The fingerprint of a single field; `None` if it has no words.
    #[must_use]
    pub fn single(&self, single: Single) -> Option<FieldPrint> {
        self.fields.get(single as usize).copied().flatten()
    }

    /// The fingerprints of the methods.
    #[must_use]
    pub fn methods(&self) -> &[Option<FieldPrint>] {
        self.lists().split_at(usize::from(self.methods).min(self.lists().len())).0
    }

    /// The fingerprints of the questions.
    #[must_use]
    pub fn faq(&self) -> &[Option<FieldPrint>] {
        self.lists().split_at(usize::from(self.methods).min(self.lists().len())).1
    }

    fn lists(&self) -> &[Option<FieldPrint>] {
        self.fields.get(Single::ALL.len()..).unwrap_or_default()
    }

    /// What changed since `before`, in the order of the page; nothing if the words are the same.
    /// For one edit in 2³², the changed field is not named.
    #[must_use]
    pub fn changes_since(&self, before: &Self) -> Vec<FieldChange> {
        if self.whole == before.whole {
            return Vec::new();
        }
        let mut changes = Vec::new();
        for single in Single::ALL {
            let field = ChangedField::Single(single);
            match (self.single(single), before.single(single)) {
                (now, then) if now == then => {}
                (None, Some(_)) => changes.push(FieldChange::Removed(field)),
                _ => changes.push(FieldChange::Changed(field)),
            }
        }
        changes.extend(list_changes(self.methods(), before.methods(), ChangedField::Method));
        changes.extend(list_changes(self.faq(), before.faq(), ChangedField::Question));
        changes
    }

    /// How similar the two are, from 0 to 1: the share of fields with the same words.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> f64 {
        let single = Single::ALL.map(|single| (self.single(single), other.single(single)));
        let single = single.into_iter().filter(|both| *both != (None, None));
        let (mut same, mut all) = (0_u32, 0_u32);
        for (a, b) in single {
            same += u32::from(a == b);
            all += 1;
        }
        for (a, b) in [(self.methods(), other.methods()), (self.faq(), other.faq())] {
            same += a.iter().map(|one| u32::from(b.contains(one))).sum::<u32>();
            all += u32::try_from(a.len().max(b.len())).unwrap_or(u32::MAX);
        }
        f64::from(same) / f64::from(all.max(1))
    }
}

/// The changes between two lists, ignoring the items that are the same at the beginning and at the
/// end.
fn list_changes(
    now: &[Option<FieldPrint>],
    then: &[Option<FieldPrint>],
    field: fn(usize) -> ChangedField,
) -> Vec<FieldChange> {
    let before = now.iter().zip(then).take_while(|(a, b)| a == b).count();
    let (now, then) = (&now[before..], &then[before..]);
    let behind = now.iter().rev().zip(then.iter().rev()).take_while(|(a, b)| a == b).count();
    let (now, then) = (&now[..now.len() - behind], &then[..then.len() - behind]);
    let same_place = |index: usize| now.get(index) == then.get(index);
    let changed = (0..now.len()).filter(|index| now.len() != then.len() || !same_place(*index));
    let changed = changed.map(|index| FieldChange::Changed(field(before + index)));
    let removed = (now.len()..then.len()).map(|index| FieldChange::Removed(field(before + index)));
    changed.chain(removed).collect()
}

impl Whole {
    fn of(key: &Key) -> Self {
        let (first, _) = key.as_bytes().split_first_chunk().unwrap_or((&[0; 8], &[]));
        Self(u64::from_be_bytes(*first))
    }
}

impl FieldPrint {
    /// The fingerprint of a list item, which has words in every article without mistakes.
    #[must_use]
    pub fn or_none(print: Option<Self>) -> Self {
        print.unwrap_or(Self(0))
    }

    fn of(key: &Key) -> Self {
        let [a, b, c, d, ..] = *key.as_bytes();
        Self(u32::from_be_bytes([a, b, c, d]))
    }
}

/// The letter for four bits. With digits, some fingerprints would be numbers in YAML.
fn letter(bits: u64) -> char {
    char::from(b'k' + u8::try_from(bits & 15).unwrap_or_default())
}

fn write_letters(f: &mut fmt::Formatter<'_>, bits: u64, letters: u32) -> fmt::Result {
    (0..letters).rev().try_for_each(|place| f.write_char(letter(bits >> (4 * place))))
}

/// The bits that `letters` letters represent.
fn read_letters(text: &str, letters: usize) -> Option<u64> {
    if text.len() != letters {
        return None;
    }
    text.bytes().try_fold(0, |bits, byte| {
        let digit = byte.checked_sub(b'k').filter(|digit| *digit < 16)?;
        Some(bits << 4 | u64::from(digit))
    })
}

impl fmt::Display for Whole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_letters(f, self.0, 16)
    }
}

impl fmt::Display for FieldPrint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_letters(f, u64::from(self.0), 8)
    }
}

impl FromStr for Whole {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        read_letters(text, 16).map(Self).ok_or(())
    }
}

impl FromStr for FieldPrint {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let bits = read_letters(text, 8).ok_or(())?;
        u32::try_from(bits).map(Self).map_err(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prints(title: &str, methods: &[&str], faq: &[&str]) -> Fingerprints {
        let key = |text: &str| Some(Key::of_bytes(text.as_bytes()));
        let keys = |texts: &[&str]| texts.iter().map(|text| key(text)).collect::<Vec<_>>();
        let single = [key(title), None, None, None, key("answer"), None, None, None];
        Fingerprints::new(single, &keys(methods), &keys(faq))
    }

    #[test]
    fn fingerprints_are_letters() {
        let print = prints("a", &["b"], &[]);
        let whole = print.whole().to_string();
        assert_eq!(whole.len(), 16);
        assert!(whole.bytes().all(|letter| (b'k'..=b'z').contains(&letter)), "{whole}");
        assert_eq!(whole.parse(), Ok(print.whole()));
        assert_eq!(FieldPrint(0x0f1e_2d3c).to_string(), "kzlymxnw");
        assert_eq!("kzlymxnw".parse(), Ok(FieldPrint(0x0f1e_2d3c)));
        for wrong in ["", "kzlymxn", "kzlymxnwk", "kzlymxnj", "KZLYMXNW", "kzlymxné"] {
            assert_eq!(wrong.parse::<FieldPrint>(), Err(()), "{wrong}");
        }
    }

    #[test]
    fn a_change_is_named() {
        let then = prints("a", &["1", "2", "3"], &["q"]);
        let check = |now: Fingerprints, expected: &[&str]| {
            let changes = now.changes_since(&then);
            assert_eq!(changes.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
        };
        check(prints("a", &["1", "2", "3"], &["q"]), &[]);
        check(prints("b", &["1", "2", "3"], &["q"]), &["`title`"]);
        check(prints("a", &["1", "x", "3"], &["r"]), &["`methods[2]`", "`faq[1]`"]);
        check(prints("a", &["0", "1", "2", "3"], &["q"]), &["`methods[1]`"]);
        check(prints("a", &["2", "3"], &["q"]), &["`methods[1]` (removed)"]);
        check(prints("a", &["1", "2", "3"], &[]), &["`faq[1]` (removed)"]);
        check(prints("a", &["2", "1", "3"], &["q"]), &["`methods[1]`", "`methods[2]`"]);
        check(prints("a", &["1", "3", "2"], &["q"]), &["`methods[2]`", "`methods[3]`"]);
    }

    #[test]
    fn a_moved_article_is_like_itself() {
        let then = prints("a", &["1", "2", "3"], &["q"]);
        assert!((prints("a", &["1", "2", "3"], &["q"]).likeness(&then) - 1.0).abs() < 1e-9);
        assert!(prints("a", &["1", "2", "x"], &["q"]).likeness(&then) > 0.8);
        assert!(prints("z", &["x"], &[]).likeness(&then) < 0.3);
    }
}
