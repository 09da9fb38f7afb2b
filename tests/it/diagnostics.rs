//! Checks docs/diagnostics.md: every code has a section there, whose wrong examples cause exactly
//! that diagnostic and whose fixed examples cause none.
//!
//! An example is one or more fenced blocks, each put into a complete, clean site (the folder
//! `diagnostics/site`). The words after the fence say what a block is:
//!
//! - `yaml article`: keys of the front matter of [`ARTICLE`], which replace its own
//! - `markdown article`: the text of [`ARTICLE`]
//! - `yaml PATH`: the same for another file, or for site.yaml
//! - `LANGUAGE PATH`: a whole file; a line `…` stands for the keys that the example leaves out
//! - `text files`: the names of all files; articles are made up
//! - `text added files`: names of files, which are empty, or tiny pictures if they are named like some;
//!   `a -> b` is a link to somewhere else, `a (socket)` a socket, `a (empty)` empty in any case, and
//!   `a (400 KB)` a picture of that size; `a (16 linked folders)` has that many folders, each with
//!   links to all after it
//! - `text clock`: the date of the machine's clock
//! - a last word `escaped`: see [`unescaped`] for how it represents what Markdown cannot show
//!
//! The messages for the wrong examples are in `diagnostics/CODE.txt`. `SNAPSHOTS=overwrite` updates
//! them; read them as an author would.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use errhub::date::Today;
use errhub::diagnostic::Code;
use errhub::pipeline::{self, LoadOptions};
use errhub::report::{self, Located, Strictness};
use errhub::site::Drafts;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};
use snapbox::{Assert, Data};

use crate::support;

const DOCS: &str = include_str!("../../docs/diagnostics.md");
/// The day on which the examples are checked.
const TODAY: &str = "2026-11-22";
/// The article that most examples are about.
const ARTICLE: &str = "content/http/502-bad-gateway.md";
/// The clean site that every example changes.
const SITE: &[(&str, &str)] = &[
    ("site.yaml", include_str!("diagnostics/site/site.yaml")),
    ("content/http/_index.md", include_str!("diagnostics/site/content/http/_index.md")),
    (ARTICLE, include_str!("diagnostics/site/content/http/502-bad-gateway.md")),
    (
        "content/http/504-gateway-timeout.md",
        include_str!("diagnostics/site/content/http/504-gateway-timeout.md"),
    ),
];
/// The front matter of articles that are not in the clean site.
const ANOTHER: &str = "\
title: Another error
applies_to: [Chrome, nginx]
quick_answer: Load the page again.
methods: [{title: Reload, body: Press ++F5++.}]
faq: [{question: Is it my fault?, answer: Hardly ever.}]
updated: 2026-04-02
reviewed: 2026-10-01
callouts: [check-ip]
";

#[test]
fn every_code_has_a_section() {
    let headings: Vec<_> = sections().into_iter().map(|section| section.heading).collect();
    let codes: Vec<_> =
        Code::ALL.iter().map(|code| format!("{code}: {}", code.meaning())).collect();
    assert_eq!(headings, codes);
}

#[test]
fn the_clean_site_is_clean() {
    assert_eq!(lines(&diagnose(&Site::clean())), "");
}

#[test]
fn wrong_examples_cause_their_diagnostic_and_fixed_ones_none() {
    let mut failures = String::new();
    for section in sections() {
        for example in section.examples() {
            let wrong = diagnose(&example.site(&example.wrong));
            if wrong.is_empty() || wrong.iter().any(|one| one.code.id() != section.code()) {
                let _ = writeln!(failures, "{}, wrong:\n{}", section.heading, lines(&wrong));
            }
            let fixed = diagnose(&example.site(&example.fixed));
            if !fixed.is_empty() {
                let _ = writeln!(failures, "{}, fixed:\n{}", section.heading, lines(&fixed));
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn messages_match_their_snapshots() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/diagnostics");
    let assert = Assert::new().action_env("SNAPSHOTS");
    let mut expected = BTreeSet::new();
    let mut failures = String::new();
    for section in sections() {
        let examples = section.examples().iter();
        let shown: Vec<_> =
            examples.map(|example| human(&diagnose(&example.site(&example.wrong)))).collect();
        let file = folder.join(format!("{}.txt", section.code()));
        let before = Data::read_from(&file, None).raw();
        expected.insert(file);
        if shown.is_empty() {
            continue;
        }
        if let Err(error) = assert.try_eq(Some(&section.code()), shown.join("\n").into(), before) {
            let _ = writeln!(failures, "{error}");
        }
    }
    assert!(failures.is_empty(), "{failures}");
    let is_message = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "txt");
    let present: BTreeSet<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(is_message)
        .collect();
    assert_eq!(present, expected);
}

/// The introduction shows one diagnostic in all formats.
#[test]
fn the_formats_are_as_documented() {
    let example = &sections().into_iter().find(|one| one.code() == "E0102").unwrap().examples[0];
    let (located, articles) = run(&example.site(&example.wrong));
    let shown = BTreeMap::from([
        ("text human", report::plain(&located[0])),
        ("text short", report::short(&located[0])),
        ("text github", report::github(&located[0], "")),
        ("json json", report::json(&located, articles)),
    ]);
    for (name, shown) in shown {
        let (_, rest) = DOCS.split_once(&format!("```{name}\n")).unwrap();
        let (documented, _) = rest.split_once("\n```\n").unwrap();
        assert_eq!(shown.trim_end(), documented, "{name}");
    }
}

#[test]
fn explain_prints_a_section() {
    let output = errhub(&["explain", "e0501"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(text.starts_with("E0501: a first-level heading in the text\n\n"), "{text}");
    assert!(text.contains("\nWrong:\n\n    # The usual reasons\n\n    The application"), "{text}");
    assert!(text.contains("\nFixed:\n\n    ## The usual reasons\n"), "{text}");
    assert!(!text.contains("```") && !text.contains("E0502"), "{text}");
}

#[test]
fn explain_lists_all_codes() {
    let output = errhub(&["explain"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let codes: Vec<_> = text.lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(codes, Code::ALL.iter().map(|code| code.id()).collect::<Vec<_>>());
}

#[test]
fn explain_suggests_a_code() {
    let output = errhub(&["explain", "E102"]);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text.contains("did you mean `E0102`?"), "{text}");
}

fn errhub(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_errhub")).args(words).output().unwrap()
}

/// A section of the documentation.
struct Section {
    heading: String,
    examples: Vec<Example>,
}

impl Section {
    fn code(&self) -> String {
        self.heading.chars().take_while(|letter| *letter != ':').collect()
    }

    /// The examples that can be tested here: some systems have no files whose names differ only in
    /// case, some allow only administrators to create links, and a program that draws cards cannot
    /// warn that it does not, or vice versa.
    fn examples(&self) -> &[Example] {
        assert!(!self.examples.is_empty(), "{}: no example", self.heading);
        let possible = match &*self.code() {
            "E0204" => !cfg!(any(windows, target_vendor = "apple")),
            "E0206" | "E0208" | "E0231" => cfg!(unix),
            "W0334" => cfg!(feature = "cards"),
            // These need gigabytes, or tens of thousands of files: unit tests cover them.
            "E0964" | "W0964" => false,
            "W0601" => !cfg!(feature = "cards"),
            _ => true,
        };
        if possible { &self.examples } else { &[] }
    }
}

/// A wrong example and its fix.
#[derive(Default)]
struct Example {
    wrong: Vec<Block>,
    fixed: Vec<Block>,
}

/// A fenced block.
struct Block {
    language: String,
    /// A path, or one of the keywords in the documentation of this module.
    what: String,
    text: Vec<u8>,
}

/// A site that is written to disk.
struct Site {
    files: BTreeMap<String, Vec<u8>>,
    /// Links to a file outside the site.
    links: Vec<String>,
    sockets: Vec<String>,
    /// Folders with this many folders, each with links to all after it.
    linked: Vec<(String, usize)>,
    /// The date of the clock.
    clock: Option<String>,
}

fn sections() -> Vec<Section> {
    let (_, codes) = DOCS.split_once("\n# The codes\n").unwrap();
    let mut sections: Vec<Section> = Vec::new();
    let mut is_fixed = false;
    let mut events = Parser::new(codes);
    while let Some(event) = events.next() {
        let mut text = |end: TagEnd| -> String {
            let inside = events.by_ref().take_while(|event| *event != Event::End(end));
            inside
                .filter_map(|event| match event {
                    Event::Text(text) | Event::Code(text) => Some(text.into_string()),
                    _ => None,
                })
                .collect()
        };
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => {
                let heading = text(TagEnd::Heading(HeadingLevel::H2));
                sections.push(Section { heading, examples: Vec::new() });
            }
            Event::Start(Tag::Paragraph) => {
                match (sections.last_mut(), &*text(TagEnd::Paragraph)) {
                    (Some(section), "Wrong:") => {
                        section.examples.push(Example::default());
                        is_fixed = false;
                    }
                    (_, "Fixed:") => is_fixed = true,
                    _ => {}
                }
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let block = Block::new(&info, &text(TagEnd::CodeBlock));
                let example = sections.last_mut().unwrap().examples.last_mut().unwrap();
                if is_fixed { &mut example.fixed } else { &mut example.wrong }.push(block);
            }
            _ => {}
        }
    }
    sections
}

impl Block {
    fn new(info: &str, text: &str) -> Self {
        let (info, text) = match info.strip_suffix(" escaped") {
            Some(info) => (info, unescaped(text)),
            None => (info, text.as_bytes().to_owned()),
        };
        let (language, what) = info.split_once(' ').unwrap_or_else(|| panic!("```{info}"));
        Self { language: language.to_owned(), what: what.to_owned(), text }
    }

    /// The file that the block belongs to.
    fn path(&self) -> &str {
        if self.what == "article" { ARTICLE } else { &self.what }
    }
}

/// Replaces `<tab>`, `<byte-order mark>`, `<byte E9>`, `<less>` and `<more>` (the signs themselves), and
/// `<65 × "x">` (65 times x).
fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        bytes.extend_from_slice(before.as_bytes());
        let (name, after) = after.split_once('>').unwrap();
        match (name.strip_prefix("byte "), name.split_once(" × ")) {
            (Some(byte), _) => bytes.push(u8::from_str_radix(byte, 16).unwrap()),
            (_, Some((times, part))) => {
                bytes.extend(part.trim_matches('"').repeat(times.parse().unwrap()).bytes());
            }
            _ if name == "tab" => bytes.push(b'\t'),
            _ if name == "less" => bytes.push(b'<'),
            _ if name == "more" => bytes.push(b'>'),
            _ if name == "byte-order mark" => bytes.extend("\u{feff}".bytes()),
            _ => panic!("<{name}>"),
        }
        rest = after;
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

impl Example {
    /// The clean site with these blocks of the example.
    fn site(&self, blocks: &[Block]) -> Site {
        assert!(!self.wrong.is_empty() && !self.fixed.is_empty());
        let mut site = Site::clean();
        for block in blocks {
            let path = block.path();
            match (&*block.language, &*block.what) {
                ("text", "files") => site.list(&block.text),
                ("text", "added files") => site.add(&block.text),
                ("text", "clock") => {
                    site.clock = Some(String::from_utf8_lossy(&block.text).trim().to_owned());
                }
                ("markdown", "article") => {
                    let (front, _) = site.parts(path);
                    site.files.insert(path.into(), whole(front.as_bytes(), &block.text));
                }
                ("yaml", "site.yaml") => {
                    let rest = self.rest(path, &site);
                    site.files.insert(path.into(), [&block.text, rest.as_bytes()].concat());
                }
                ("yaml", _) => {
                    let (_, body) = site.parts(path);
                    let front = [&block.text, self.rest(path, &site).as_bytes()].concat();
                    site.files.insert(path.into(), whole(&front, body.as_bytes()));
                }
                _ => {
                    let rest = self.rest(path, &site);
                    let text = replaced(&block.text, "…\n".as_bytes(), rest.as_bytes());
                    site.files.insert(path.into(), text);
                }
            }
        }
        site
    }

    /// The front matter of a file, without the keys in the example.
    fn rest(&self, path: &str, site: &Site) -> String {
        let blocks = self.wrong.iter().chain(&self.fixed).filter(|block| block.path() == path);
        let keys: BTreeSet<_> = blocks.flat_map(|block| keys(&block.text)).collect();
        let front = match path {
            "site.yaml" => site.text(path).to_owned(),
            path if site.files.contains_key(path) => site.parts(path).0,
            _ => ANOTHER.to_owned(),
        };
        let mut is_kept = true;
        let kept = front.split_inclusive('\n').filter(|line| {
            if let Some(key) = key(line) {
                is_kept = !keys.contains(key);
            }
            is_kept
        });
        kept.collect()
    }
}

impl Site {
    fn clean() -> Self {
        let files =
            SITE.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_owned()));
        let (links, sockets, linked) = (Vec::new(), Vec::new(), Vec::new());
        Self { files: files.collect(), links, sockets, linked, clock: None }
    }

    fn text(&self, path: &str) -> &str {
        std::str::from_utf8(&self.files[path]).unwrap()
    }

    /// The front matter and the text of a document.
    fn parts(&self, path: &str) -> (String, String) {
        let text = self.text(path).strip_prefix("---\n").unwrap();
        let (front, body) = text.split_once("---\n").unwrap();
        (front.to_owned(), body.to_owned())
    }

    /// Replaces all files with these. Each article is related to all others that are in a valid
    /// place.
    fn list(&mut self, names: &[u8]) {
        self.files.retain(|path, _| path == "site.yaml");
        let names: Vec<&str> = std::str::from_utf8(names).unwrap().lines().collect();
        let id = |name: &str| {
            let id = name.strip_prefix("content/")?.strip_suffix(".md")?;
            (id.matches('/').count() == 1 && !id.contains([' ', '_'])).then(|| id.to_owned())
        };
        for (number, name) in names.iter().enumerate() {
            let others = names.iter().filter(|other| *other != name);
            let related: Vec<_> = others.filter_map(|other| id(other)).collect();
            let text = match name.rsplit_once('.') {
                _ if name.ends_with("/_index.md") => "---\ntitle: HTTP errors\n---\n".to_owned(),
                Some((_, "md")) => {
                    let front = ANOTHER.replace("Another error", &format!("Error {number}"));
                    format!("---\n{front}related: [{}]\n---\n", related.join(", "))
                }
                _ => String::new(),
            };
            self.files.insert((*name).to_owned(), text.into_bytes());
        }
    }

    fn add(&mut self, names: &[u8]) {
        for name in std::str::from_utf8(names).unwrap().lines() {
            match (name.split_once(" -> "), name.strip_suffix(" (socket)")) {
                (Some((link, _)), _) => self.links.push(link.to_owned()),
                (_, Some(socket)) => self.sockets.push(socket.to_owned()),
                _ if name.ends_with(" linked folders)") => {
                    let (folder, count) = name.split_once(" (").unwrap();
                    let (count, _) = count.split_once(' ').unwrap();
                    self.linked.push((folder.to_owned(), count.parse().unwrap()));
                }
                _ => {
                    let (name, bytes) = added(name);
                    self.files.insert(name.to_owned(), bytes);
                }
            }
        }
    }

    fn write(&self, root: &Path) {
        let prepare = |path: &str| {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            path
        };
        for (path, text) in &self.files {
            fs::write(prepare(path), text).unwrap();
        }
        for path in &self.links {
            let elsewhere = root.with_extension("elsewhere");
            fs::write(&elsewhere, "").unwrap();
            #[cfg(unix)]
            std::os::unix::fs::symlink(elsewhere, prepare(path)).unwrap();
        }
        for (folder, count) in &self.linked {
            for number in 0..*count {
                let path = prepare(&format!("{folder}/{number}/x"));
                for other in number + 1..*count {
                    #[cfg(unix)]
                    let to = path.with_file_name(other.to_string());
                    #[cfg(unix)]
                    std::os::unix::fs::symlink(format!("../{other}"), to).unwrap();
                }
            }
        }
        for path in &self.sockets {
            #[cfg(unix)]
            std::os::unix::net::UnixListener::bind(prepare(path)).unwrap();
        }
    }
}

/// The name and the content of an added file.
fn added(line: &str) -> (&str, Vec<u8>) {
    let (name, what) = line.split_once(" (").unwrap_or((line, ""));
    let mut bytes = match name.rsplit('.').next() {
        _ if what == "empty)" => Vec::new(),
        Some("png") => support::png(1200, 630),
        Some("svg") => b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(),
        _ => Vec::new(),
    };
    if let Some(kilobytes) = what.strip_suffix(" KB)") {
        bytes.resize(kilobytes.parse::<usize>().unwrap() * 1024, 0);
    }
    (name, bytes)
}

fn whole(front: &[u8], body: &[u8]) -> Vec<u8> {
    [b"---\n", front, b"---\n", body].concat()
}

fn replaced(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    match text.windows(from.len()).position(|window| window == from) {
        Some(at) => [&text[..at], to, &text[at + from.len()..]].concat(),
        None => text.to_owned(),
    }
}

/// The top-level keys.
fn keys(yaml: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(yaml).lines().filter_map(key).map(str::to_owned).collect()
}

fn key(line: &str) -> Option<&str> {
    let (key, _) = line.split_once(':')?;
    let is_key = |letter: char| letter.is_ascii_lowercase() || letter == '_';
    (!key.is_empty() && key.chars().all(is_key)).then_some(key)
}

fn diagnose(site: &Site) -> Vec<Located> {
    run(site).0
}

/// The diagnostics of a site, and the number of its articles.
fn run(site: &Site) -> (Vec<Located>, usize) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("site");
    site.write(&root);
    let root = fs::canonicalize(root).unwrap();
    let project = match errhub::config::load(&root).unwrap() {
        Ok(project) => project,
        Err(diagnostics) => {
            let text = |source: &_| pipeline::text_on_disk(&root, source);
            return (report::locate(diagnostics, Strictness::Normal, text), 0);
        }
    };
    let options = LoadOptions { drafts: Drafts::Leave, today: TODAY.parse().unwrap() };
    let loaded = pipeline::load(&project, options, &()).unwrap();
    let mut diagnostics = loaded.check(&()).unwrap();
    if let Some(clock) = &site.clock {
        let today = Today::from_clock(clock.parse().unwrap(), "the clock of this machine");
        diagnostics.extend(loaded.check_content(&today));
    }
    let today = Today::given(options.today);
    let aged = loaded.stale(&today, project.config.stale_after_days.get().into());
    diagnostics.extend(aged.iter().map(|one| one.diagnostic()));
    let located = report::locate(diagnostics, Strictness::Normal, |source| loaded.text(source));
    (located, loaded.site.articles.len())
}

fn lines(diagnostics: &[Located]) -> String {
    diagnostics.iter().map(report::short).collect::<Vec<_>>().join("\n")
}

fn human(diagnostics: &[Located]) -> String {
    let all = diagnostics.iter().map(|one| format!("{}\n", report::plain(one)));
    let all = all.collect::<Vec<_>>().join("\n");
    all.replace(concat!("errhub ", env!("CARGO_PKG_VERSION")), "errhub VERSION")
}
