//! Builds that reuse the results of an earlier one give the same bytes as a build from scratch.

use std::fs::{self, File, FileTimes};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::random::cases;
use crate::support::{Files, TODAY, TempSite, build, png, tree};

/// Events between two builds, by an author or by accident.
#[derive(Debug, Clone, Copy)]
enum Edit {
    Body,
    Title,
    Description,
    Updated,
    Related,
    Platforms,
    Alias,
    Heading,
    Draft,
    Delete,
    Create,
    Rename,
    Touch,
    SameLook,
    CategoryTitle,
    CategoryText,
    HubText,
    Template,
    Settings,
    Declaration,
    OwnField,
    OwnPage,
    Language,
    Style,
    Image,
    Picture,
    Mistake,
    LoseOutput,
    SpoilOutput,
    LoseOutputFolder,
    StrayOutput,
    SpoilManifest,
    SpoilCache,
    LoseTexts,
    LoseCache,
}

const EDITS: &[Edit] = &[
    Edit::Body,
    Edit::Title,
    Edit::Description,
    Edit::Updated,
    Edit::Related,
    Edit::Platforms,
    Edit::Alias,
    Edit::Heading,
    Edit::Draft,
    Edit::Delete,
    Edit::Create,
    Edit::Rename,
    Edit::Touch,
    Edit::SameLook,
    Edit::CategoryTitle,
    Edit::CategoryText,
    Edit::HubText,
    Edit::Template,
    Edit::Settings,
    Edit::Declaration,
    Edit::OwnField,
    Edit::OwnPage,
    Edit::Language,
    Edit::Style,
    Edit::Image,
    Edit::Picture,
    Edit::Mistake,
    Edit::LoseOutput,
    Edit::SpoilOutput,
    Edit::LoseOutputFolder,
    Edit::StrayOutput,
    Edit::SpoilManifest,
    Edit::SpoilCache,
    Edit::LoseTexts,
    Edit::LoseCache,
];

/// The articles that may exist: more than one page of a list, in two categories, and translations.
const ARTICLES: &[&str] =
    &["http/a", "http/b", "http/c", "dns/d", "dns/e", "de/http/a", "de/http/b", "de/dns/d"];

/// The parameters of an article.
#[derive(Debug, Clone, Default)]
struct Article {
    title: u8,
    description: u8,
    body: u8,
    heading: u8,
    day: u8,
    related: Option<usize>,
    platform: bool,
    alias: bool,
    draft: bool,
    own: Option<&'static str>,
    image: Option<&'static str>,
}

impl Article {
    fn text(&self, id: &str) -> String {
        let Self { title, description, body, heading, day, .. } = self;
        let list = |name: &str, value: Option<String>| {
            value.map_or(String::new(), |value| format!("{name}: [{value}]\n"))
        };
        format!(
            "---\ntitle: T{title} {id}\ndescription: D{description} {id}.\nquick_answer: |\n  Q *q*.\n\
             methods:\n- title: M\n  body: |\n    B{body} {id}. [hub](/)\nfaq: [{{question: F?, answer: A.}}]\n\
             updated: 2026-01-{:02}\n{}{}{}{}draft: {}\n---\n## H{heading}\n\nText {body}. ![p](p.svg)\n",
            day % 28 + 1,
            list("related", self.related.map(|other| ARTICLES[other].replace("de/", ""))),
            list("applies_to", self.platform.then(|| "Chrome".to_owned())),
            list("aliases", self.alias.then(|| format!("/old/{id}/"))),
            self.own.map_or(String::new(), |own| format!("severity: {own}\n"))
                + &self.image.map_or(String::new(), |image| format!("image: {image}\n")),
            self.draft,
        )
    }
}

/// A site that is edited and built repeatedly.
struct Author {
    site: TempSite,
    articles: Vec<Option<Article>>,
    /// Counts up, so that every edit writes something new.
    number: u8,
}

impl Author {
    fn new() -> Self {
        let site = TempSite::new([
            ("site.yaml", SETTINGS),
            ("content/_index.md", "---\ntitle: Hub\n---\nHub. ![p](http/p.svg)\n"),
            ("content/http/_index.md", "---\ntitle: HTTP\n---\nH.\n"),
            ("content/de/http/_index.md", "---\ntitle: HTTP-Fehler\n---\n"),
            ("content/dns/_index.md", "---\ntitle: DNS\n---\nD. ![p](../http/p.svg)\n"),
            ("content/http/p.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
            ("content/dns/p.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ]);
        let articles = vec![Some(Article::default()); ARTICLES.len()];
        site.write("static/og.png", png(1200, 630));
        let author = Self { site, articles, number: 0 };
        (0..ARTICLES.len()).for_each(|article| author.save(article));
        author
    }

    fn path(&self, path: &str) -> PathBuf {
        self.site.root().join(path)
    }

    fn save(&self, article: usize) {
        let file = format!("content/{}.md", ARTICLES[article]);
        match &self.articles[article] {
            Some(text) => self.site.write(&file, text.text(ARTICLES[article])),
            None => drop(fs::remove_file(self.path(&file))),
        }
    }

    fn edit(&mut self, edit: Edit, which: usize) {
        self.number += 1;
        let number = self.number;
        let which = which % ARTICLES.len();
        let file = format!("content/{}.md", ARTICLES[which]);
        if let Some(article) = &mut self.articles[which] {
            match edit {
                Edit::Body => article.body = number,
                Edit::Title => article.title = number,
                Edit::Description => article.description = number,
                Edit::Updated => article.day = number,
                Edit::Related => {
                    article.related = Some((which + usize::from(number)) % ARTICLES.len());
                }
                Edit::Platforms => article.platform = !article.platform,
                Edit::Alias => article.alias = !article.alias,
                Edit::Heading => article.heading = number,
                Edit::Draft => article.draft = !article.draft,
                Edit::Image => {
                    article.image = if article.image.is_none() { Some("/og.png") } else { None };
                }
                Edit::OwnField => {
                    article.own = [None, Some("low"), Some("high")][usize::from(number) % 3];
                }
                _ => {}
            }
            self.save(which);
        }
        match edit {
            Edit::Delete => self.articles[which] = None,
            Edit::Create => {
                self.articles[which] = Some(Article { body: number, ..Article::default() });
            }
            Edit::Rename => {
                let other = (which + 1) % ARTICLES.len();
                self.articles.swap(which, other);
                self.save(other);
            }
            Edit::Touch => {
                let _ = File::options().append(true).open(self.path(&file)).map(|file| {
                    file.set_times(FileTimes::new().set_modified(std::time::SystemTime::now()))
                });
            }
            Edit::SameLook => self.same_look(which),
            _ => {}
        }
        self.edit_shared(edit, number);
        self.edit_output(edit);
        self.edit_cache(edit, number);
        self.save(which);
        if let Edit::Mistake = edit {
            self.site.write(&file, "---\ntitle: half\n");
        }
    }

    /// The inputs that many pages share.
    fn edit_shared(&self, edit: Edit, number: u8) {
        match edit {
            Edit::CategoryTitle => {
                let icon = ["mail", "cloud"][usize::from(number) % 2];
                let text = format!("---\ntitle: HTTP {number}\nicon: {icon}\n---\nH.\n");
                self.site.write("content/http/_index.md", text);
            }
            Edit::CategoryText => {
                self.site.write(
                    "content/dns/_index.md",
                    format!("---\ntitle: DNS\n---\nD{number}. ![p](../http/p.svg)\n"),
                );
            }
            Edit::HubText => {
                self.site
                    .write("content/_index.md", format!("---\ntitle: Hub\n---\nHub {number}.\n"));
            }
            Edit::Template => {
                let text = format!(
                    "{{% extends \"base.html\" %}}{{% block content %}}<h1>{{{{ page.heading }}}}</h1>{number}{{% for article in page.recent %}}{{{{ article.title }}}}{{% endfor %}}{{% endblock content %}}"
                );
                self.site.write("templates/404.html", text);
            }
            Edit::Settings => {
                let cards = number.is_multiple_of(2);
                let text = format!("{SETTINGS}description: S{number}.\ncards: {cards}\n");
                self.site.write("site.yaml", text);
            }
            // An article may lack the field, or have one that is no longer declared.
            Edit::Declaration => {
                let kind =
                    ["choice, values: [low, high]", "text", "choice, values: [high, low, x]"];
                let show = ["badge", "facts", "none", "badge"];
                let (kind, show) = (kind[usize::from(number) % 3], show[usize::from(number) % 4]);
                let fields = format!(
                    "fields: {{severity: {{type: {kind}, label: L{number}, show: {show}}}}}\n"
                );
                let fields = if number.is_multiple_of(5) { "" } else { &*fields };
                self.site.write("site.yaml", format!("{SETTINGS}{fields}"));
            }
            Edit::OwnPage => {
                let (footer, alias) = (number.is_multiple_of(2), number % 3);
                let text = format!(
                    "---\ntitle: P{}\nfooter: {footer}\naliases: [/old/p{alias}/]\n---\n\
                     Page {number}. [A](../http/a.md) [hub](/)\n",
                    number % 4
                );
                match number % 5 {
                    0 => drop(fs::remove_file(self.path("content/pages/p.md"))),
                    _ => self.site.write("content/pages/p.md", text),
                }
            }
            Edit::Language => {
                let title = ["", ", title: Fehler"][usize::from(number) % 2];
                let language = format!("{{code: de, name: D{}{title}}}", number % 3);
                let text = SETTINGS.replace("{code: de}", &language);
                self.site.write("site.yaml", text);
                let text = format!("Hallo {number}. [HTTP](http/_index.md) [A](http/a.md)\n");
                self.site.write("content/de/_index.md", text);
            }
            Edit::Style => {
                self.site.write("static/assets/style.css", format!("p{{order:{number}}}"));
            }
            Edit::Image => {
                self.site.write("static/og.png", png(1200, 600 + u32::from(number)));
            }
            Edit::Picture => {
                let text = format!(
                    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"9\"><g \
                     id=\"n{number}\"/></svg>",
                    // Sometimes another picture of the same size.
                    number / 2 + 1
                );
                self.site.write("content/http/p.svg", text);
            }
            _ => {}
        }
    }

    /// Events that may happen to the cache.
    fn edit_cache(&self, edit: Edit, number: u8) {
        match edit {
            Edit::SpoilCache => {
                for path in cache_files(self.site.root()) {
                    let mut bytes = fs::read(&path).unwrap();
                    let at = bytes.len() * usize::from(number % 7) / 7;
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte ^= 0x55;
                    }
                    fs::write(&path, bytes).unwrap();
                }
            }
            Edit::LoseTexts => {
                let packs = cache_files(self.site.root());
                for path in packs.iter().filter(|path| path.to_string_lossy().contains("texts-")) {
                    fs::remove_file(path).unwrap();
                }
            }
            Edit::LoseCache => drop(fs::remove_dir_all(self.path(".errhub"))),
            _ => {}
        }
    }

    /// Events that may happen to the output.
    fn edit_output(&self, edit: Edit) {
        match edit {
            Edit::LoseOutput => drop(fs::remove_file(self.path("public/http/index.html"))),
            Edit::SpoilOutput if self.path("public/feed.xml").exists() => {
                fs::write(self.path("public/feed.xml"), "spoilt").unwrap();
            }
            Edit::LoseOutputFolder => drop(fs::remove_dir_all(self.path("public/dns"))),
            Edit::StrayOutput => {
                for path in ["stray.txt", "http/stray.txt", "strays/stray.txt"] {
                    let path = self.path("public").join(path);
                    fs::create_dir_all(path.parent().unwrap()).unwrap();
                    fs::write(path, "stray").unwrap();
                }
            }
            Edit::SpoilManifest => {
                // As if another program had written the same file.
                let path = self.path("public").join(errhub::publish::MANIFEST);
                if let Ok(bytes) = fs::read(&path) {
                    fs::write(path, bytes).unwrap();
                }
            }
            _ => {}
        }
    }

    /// Changes the bytes of a file, keeping its length and modification time.
    fn same_look(&mut self, which: usize) {
        let path = self.path(&format!("content/{}.md", ARTICLES[which]));
        let Ok(before) = fs::metadata(&path).and_then(|metadata| metadata.modified()) else {
            return;
        };
        let Some(article) = &mut self.articles[which] else { return };
        article.heading = if article.heading >= 8 { 1 } else { article.heading + 1 };
        self.save(which);
        let file = File::options().append(true).open(&path).unwrap();
        file.set_times(FileTimes::new().set_modified(before)).unwrap();
    }

    fn build(&self) {
        build_and_compare(self.site.root());
    }
}

/// Builds the current site, and compares the result with that of a build from scratch; a site with
/// mistakes leaves the output as it was. Files of others are kept.
fn build_and_compare(root: &Path) {
    let before = output(root);
    let run = Command::new(env!("CARGO_BIN_EXE_errhub"))
        .args(["build", "--format", "short", "--root"])
        .arg(root)
        .env("SOURCE_DATE_EPOCH", TODAY)
        .output()
        .unwrap();
    let said = String::from_utf8(run.stdout).unwrap();
    let cold = build(root);
    let text = |source: &_| errhub::pipeline::text_on_disk(root, source);
    let strictness = errhub::report::Strictness::Normal;
    let expected: String = errhub::report::locate(cold.diagnostics, strictness, text)
        .iter()
        .map(|one| errhub::report::short(one) + "\n")
        .collect();
    assert_eq!(said, expected);
    let after = output(root);
    if run.status.success() {
        let strays = before.iter().filter(|(path, _)| path.ends_with("stray.txt"));
        let mut expected = cold.files.clone();
        expected.extend(strays.map(|(path, bytes)| (path.clone(), bytes.clone())));
        assert_eq!(keys(&after), keys(&expected));
        for (path, bytes) in &cold.files {
            assert!(after[path] == *bytes, "{path} differs");
        }
    } else {
        assert!(before == after, "a failed build changed the output");
    }
}

const SETTINGS: &str = "title: Site\nbase_url: https://example.com/x/\nplatforms: [Chrome]\npaginate_by: 2\n\
     languages: [{code: de}]\nformats: {offline: true}\n";

fn keys(files: &Files) -> Vec<&String> {
    files.keys().collect()
}

/// The output except the manifest.
fn output(root: &Path) -> Files {
    let folder = root.join("public");
    let mut files = if folder.exists() { tree(&folder) } else { Files::new() };
    files.remove(errhub::publish::MANIFEST);
    files
}

fn cache_files(root: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(root.join(".errhub")) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().path()).collect()
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn warm_builds_equal_cold_ones(
        rounds in vec(vec((select(EDITS), 0..ARTICLES.len()), 0..3), 3..6),
    ) {
        let mut author = Author::new();
        author.build();
        for round in rounds {
            for (edit, which) in round {
                author.edit(edit, which);
            }
            author.build();
        }
    }
}

/// Each edit on its own after a build, then another build without edits.
#[test]
fn every_edit_takes_effect() {
    for (which, edit) in EDITS.iter().enumerate() {
        let mut author = Author::new();
        author.build();
        author.edit(*edit, which);
        author.build();
        author.build();
    }
}

/// Stamps that are old enough make reading unnecessary; recent ones prove nothing.
#[test]
fn old_files_are_recognized_by_their_stamps() {
    let mut author = Author::new();
    author.build();
    // Some file systems have a resolution of two seconds, and more recent files are always read.
    std::thread::sleep(Duration::from_millis(2_200));
    author.build();
    author.build();
    author.edit(Edit::SameLook, 0);
    author.build();
    author.edit(Edit::Body, 3);
    author.build();
}

/// The index is kept, and built again when a title changes.
#[test]
fn a_large_search_index_is_kept() {
    let site = TempSite::new([("site.yaml", SETTINGS)]);
    let save = |number: usize, title: &str| {
        let message =
            "It does not work at all, whatever you do about it, says the gateway".repeat(3);
        let text = format!(
            "---\ntitle: {title} {number}\nmessages: [{message} {number}]\nquick_answer: Q\n\
             methods: [{{title: M, body: B}}]\nupdated: 2026-01-01\n---\nText.\n"
        );
        site.write(&format!("content/http/n{number}.md"), text);
    };
    (0..300).for_each(|number| save(number, "Teapot"));
    build_and_compare(site.root());
    let index = || fs::read(site.root().join(".errhub/search")).unwrap();
    let first = index();
    assert!(site.root().join("public/search/0.json").exists());
    build_and_compare(site.root());
    assert!(index() == first);
    save(7, "Kettle");
    build_and_compare(site.root());
    assert!(index() != first);
}
