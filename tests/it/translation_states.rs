//! Whatever is edited, stamped and removed, in any order, `errhub translations` agrees with a
//! simple model.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use crate::random::cases;
use crate::support::{TempSite, run};

/// Articles of the main language, each of which may have a translation.
const IDS: &[&str] = &["net/a", "net/b"];
/// The fields with words, in the order in which `errhub translations` lists them.
const FIELDS: &[&str] = &[
    "`title`",
    "`quick_answer`",
    "the text below the front matter",
    "`methods[1]`",
    "`methods[2]`",
    "`faq[1]`",
];

/// The version of each field.
type Words = [u32; FIELDS.len()];

/// An action of a user.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// Changes words of an original.
    Original(usize),
    /// Reverts the last change of an original.
    Revert,
    /// Changes a link in an original, but no words.
    Link,
    /// Changes words of a translation, or writes it.
    Translation(usize),
    RemoveTranslation,
    /// Removes an original, or brings it back.
    RemoveOriginal,
    StampAll,
    Stamp,
    Review,
}

/// The record of a translation in errhub.lock.
#[derive(Debug, Clone, Copy)]
struct Entry {
    own: Words,
    made_from: Option<Words>,
    is_unchanged: bool,
}

/// An article in the model.
#[derive(Debug, Clone, Default)]
struct Model {
    original: Words,
    before: Words,
    link: u32,
    is_original_gone: bool,
    translation: Option<Words>,
    entry: Option<Entry>,
}

impl Model {
    /// The expected row of the table; none if there is neither an original nor a translation.
    fn state(&self) -> Option<(&'static str, Vec<&'static str>)> {
        let none = Vec::new();
        let state = match (self.translation, self.entry.and_then(|entry| entry.made_from)) {
            (None, _) if self.is_original_gone => return None,
            (None, _) => ("missing", none),
            (Some(_), _) if self.is_original_gone => ("orphan", none),
            (Some(_), None) => ("not-stamped", none),
            (Some(_), Some(made_from)) => {
                let fields = FIELDS.iter().zip(made_from.iter().zip(&self.original));
                let changed = fields.filter(|(_, (then, now))| then != now);
                let changed: Vec<_> = changed.map(|(name, _)| *name).collect();
                match self.entry.is_some_and(|entry| entry.is_unchanged) {
                    _ if !changed.is_empty() => ("stale", changed),
                    true => ("unchanged", none),
                    false => ("fresh", none),
                }
            }
        };
        Some(state)
    }

    fn now(&self) -> Option<Words> {
        (!self.is_original_gone).then_some(self.original)
    }

    fn stamp(&mut self, is_named: bool) {
        let (now, Some(own)) = (self.now(), self.translation) else { return };
        match (&mut self.entry, now) {
            (Some(entry), Some(now)) if entry.own == own => match &mut entry.made_from {
                None => entry.made_from = Some(now),
                Some(made_from) if is_named && *made_from != now => {
                    (*made_from, entry.is_unchanged) = (now, true);
                }
                Some(_) => {}
            },
            (Some(entry), None) if entry.own == own => {}
            (entry, made_from) => *entry = Some(Entry { own, made_from, is_unchanged: false }),
        }
    }

    fn review(&mut self) {
        let Some(written) = self.translation else { return };
        let own = self.entry.map_or(written, |entry| entry.own);
        self.entry = Some(Entry { own, made_from: self.now(), is_unchanged: false });
    }
}

/// A hub on disk and its model.
struct Hub {
    site: TempSite,
    models: Vec<Model>,
    /// Makes every version of a field unique.
    versions: u32,
}

impl Hub {
    fn new() -> Self {
        let site = TempSite::new([
            ("site.yaml", "title: E\nbase_url: https://example.com/\nlanguages: [{code: de}]\n"),
            ("content/net/_index.md", "---\ntitle: Network\n---\n"),
            ("content/de/net/_index.md", "---\ntitle: Netz\n---\n"),
        ]);
        let hub = Self { site, models: vec![Model::default(); IDS.len()], versions: 0 };
        (0..IDS.len()).for_each(|which| hub.write(which));
        run(0, hub.site.root(), &["stamp", "--init"]);
        hub
    }

    fn write(&self, which: usize) {
        let model = &self.models[which];
        let words = [("", model.now()), ("de/", model.translation)];
        for (folder, words) in words {
            let path = format!("content/{folder}{}.md", IDS[which]);
            let Some([title, answer, body, first, second, faq]) = words else {
                let _ = std::fs::remove_file(self.site.root().join(path));
                continue;
            };
            // `errhub stamp` writes dates, which stay.
            let old = std::fs::read_to_string(self.site.root().join(&path)).unwrap_or_default();
            let is_date =
                |line: &&str| line.starts_with("updated: ") || line.starts_with("reviewed: ");
            let dates: Vec<&str> = old.lines().filter(is_date).collect();
            let dates =
                if dates.is_empty() { "updated: 2026-04-02".into() } else { dates.join("\n") };
            let link = if folder.is_empty() { model.link } else { 0 };
            let text = format!(
                "---\ntitle: {} {folder} {title}\nquick_answer: Answer {answer}\nmethods:\n\
                 - {{title: Restart, body: First {first}}}\n- {{title: Reinstall, body: Second {second}}}\n\
                 faq:\n- {{question: Why, answer: Because {faq}}}\n{dates}\n---\n\
                 Text {body} [there](https://example.org/{link}).\n",
                IDS[which]
            );
            self.site.write(&path, text);
        }
    }

    fn take(&mut self, step: Step, which: usize) {
        self.versions += 1;
        let id = format!("de/{}", IDS[which]);
        let version = self.versions;
        let model = &mut self.models[which];
        let is_written = model.translation.is_some();
        let command: Vec<&str> = match step {
            Step::Original(field) => {
                model.before = model.original;
                model.original[field] = version;
                vec![]
            }
            Step::Revert => {
                std::mem::swap(&mut model.before, &mut model.original);
                vec![]
            }
            Step::Link => {
                model.link = version;
                vec![]
            }
            Step::Translation(field) => {
                model.translation.get_or_insert_default()[field] = version;
                vec![]
            }
            Step::RemoveTranslation => {
                model.translation = None;
                vec![]
            }
            Step::RemoveOriginal => {
                model.is_original_gone = !model.is_original_gone;
                vec![]
            }
            Step::StampAll => {
                self.models.iter_mut().for_each(|model| model.stamp(false));
                vec!["stamp", "-q"]
            }
            Step::Stamp if is_written => {
                model.stamp(true);
                vec!["stamp", "-q", &id]
            }
            Step::Review if is_written => {
                model.review();
                vec!["stamp", "-q", "--reviewed", &id]
            }
            Step::Stamp | Step::Review => vec![],
        };
        if command.is_empty() {
            self.write(which);
        } else {
            run(0, self.site.root(), &command);
        }
    }

    fn check(&self, steps: &[(Step, usize)]) {
        let (table, _) = run(0, self.site.root(), &["translations", "--json", "-q"]);
        let table: Value = serde_json::from_str(&table).unwrap();
        let articles = table["languages"][0]["articles"].as_array().unwrap();
        for (id, model) in IDS.iter().zip(&self.models) {
            let found = articles.iter().find(|one| one["article"] == *id).map(|one| {
                let changes = one["changes"].as_array().unwrap().iter();
                let changes: Vec<&str> = changes.map(|one| one.as_str().unwrap()).collect();
                (one["state"].as_str().unwrap(), changes)
            });
            assert_eq!(found, model.state(), "{id} after {steps:?}\n{model:?}");
        }
    }
}

fn steps() -> impl Strategy<Value = Vec<(Step, usize)>> {
    let field = 0..FIELDS.len();
    let step = prop_oneof![
        3 => field.clone().prop_map(Step::Original),
        3 => field.prop_map(Step::Translation),
        6 => select(vec![
            Step::Revert, Step::Link, Step::RemoveTranslation, Step::RemoveOriginal, Step::StampAll,
            Step::StampAll, Step::Stamp, Step::Stamp, Step::Review, Step::Review,
        ]),
    ];
    vec((step, 0..IDS.len()), 8..14)
}

proptest! {
    #![proptest_config(cases(4))]

    #[test]
    fn the_table_says_what_happened(steps in steps()) {
        let mut hub = Hub::new();
        for (number, (step, which)) in steps.iter().enumerate() {
            hub.take(*step, *which);
            hub.check(&steps[..=number]);
        }
    }
}
