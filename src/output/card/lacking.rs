//! Titles that cards cannot show because their font lacks some of the letters.

use crate::config::{Project, SITE_FILE};
use crate::diagnostic::{Code, Diagnostic, FieldPath, Place};
use crate::path::SourcePath;
use crate::render::card::{drawable, lacking};
use crate::render::view::on_card;
use crate::site::Site;
use crate::site::addresses::{has_cards, has_list_cards};

/// How many letters a diagnostic names.
const NAMED: usize = 3;
/// The minimum number of titles for reporting a language instead of its titles.
const MANY: usize = 3;

/// A title that a card cannot show.
struct Lacking<'a> {
    place: Place,
    letters: Vec<char>,
    /// What its card shows instead; `None` means the address of the hub.
    instead: Option<&'a str>,
    help: &'static str,
}

/// Reports the titles that cards of this language cannot show. If most cannot be shown, the cause
/// is the language itself, so there is one diagnostic for it.
pub(super) fn check(project: &Project, site: &Site) -> Vec<Diagnostic> {
    if !has_cards(&project.config) {
        return Vec::new();
    }
    let articles = site.articles.iter().map(|article| &article.document);
    let drawn = articles.filter(|document| document.summary.image.is_none());
    let mut count = drawn.clone().count();
    let of_articles = drawn.filter_map(|document| {
        let summary = &document.summary;
        let letters = lacking(&summary.title);
        (!letters.is_empty()).then(|| Lacking {
            place: Place::value(&document.source, "title"),
            letters,
            instead: drawable(on_card(summary)),
            help: "give the article a picture of its own with `image`",
        })
    });
    let mut found: Vec<Lacking<'_>> = of_articles.collect();
    if has_list_cards(&project.config) {
        count += site.categories.len();
        found.extend(site.categories.iter().filter_map(|category| {
            let letters = lacking(&category.document.front.title);
            let place = Place::value(&category.document.source, "title");
            let help = "with an `image` in site.yaml, links to categories show that";
            (!letters.is_empty()).then_some(Lacking { place, letters, instead: None, help })
        }));
    }
    let is_language = found.len() * 2 > count && found.len() >= MANY;
    if is_language
        || !found.is_empty() && !lacking(&project.labels.say("quick_answer", &[])).is_empty()
    {
        return vec![whole(project, &found, count)];
    }
    found.iter().map(one).collect()
}

fn one(title: &Lacking<'_>) -> Diagnostic {
    let letters = named(title.letters.iter().copied());
    let instead = match title.instead {
        Some(text) => format!("“{text}”"),
        None => "the address of the hub".to_owned(),
    };
    let message = format!(
        "the card cannot show this title, because its font lacks {letters}; it shows {instead}"
    );
    Diagnostic::new(Code::UndrawableTitle, message, title.place.clone()).help(title.help)
}

/// Reports a language that cards cannot show.
fn whole(project: &Project, found: &[Lacking<'_>], count: usize) -> Diagnostic {
    let letters = named(found.iter().filter_map(|title| title.letters.first().copied()));
    let language = &project.config.language;
    let message = format!(
        "cards cannot show titles in `{language}`, because their font lacks letters such as {letters}: \
         {} of {count} cards show a code, a message or the address of the hub instead",
        found.len()
    );
    Diagnostic::new(Code::UndrawableTitle, message, place(project))
        .help("give articles pictures of their own with `image`")
        .help("or show one picture with links to all pages: set `image` in site.yaml, and `cards` to false")
}

/// The first letters, without duplicates.
fn named(letters: impl Iterator<Item = char>) -> String {
    let mut names: Vec<String> = Vec::new();
    let mut more = 0;
    for letter in letters.map(|letter| format!("`{letter}`")) {
        match names.contains(&letter) {
            true => {}
            false if names.len() < NAMED => names.push(letter),
            false => more += 1,
        }
    }
    match (&*names, more) {
        ([all @ .., last], 0) if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        (all, 0) => all.concat(),
        (all, _) => format!("{} and others", all.join(", ")),
    }
}

/// Where site.yaml names the language of an edition, or switches cards on.
fn place(project: &Project) -> Place {
    let file = SourcePath::new(SITE_FILE);
    let languages = &project.config.languages;
    let folder = project.edition.folder();
    match languages.iter().position(|language| folder == Some(&*language.code)) {
        Some(index) => Place::value(&file, FieldPath::from("languages").index(index).key("code")),
        None => Place::value(&file, "cards"),
    }
}
