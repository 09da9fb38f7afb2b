//! Rules of the project that the compiler does not check.

use std::collections::BTreeSet;

use crate::support::{is, read, repository, tree};

/// Where in the source something may be used, by the beginning of the path under `src/`.
const PLACES: &[(&[&str], &[&str])] = &[
    (&["clap"], &["cmd/"]),
    (&["tera"], &["render/"]),
    (&["pulldown_cmark"], &["parse/markdown"]),
    (&["serde_yaml", "saphyr_parser"], &["yaml/"]),
    (&["semver"], &["config/version.rs"]),
    (&["icu_locale", "icu_plurals"], &["language.rs"]),
    (&["html5gum"], &["html/"]),
    (&["quick_xml"], &["render/xml.rs"]),
    (&["mime_guess"], &["output/media_type.rs"]),
    (&["base64ct"], &["render/headers.rs", "render/offline.rs"]),
    (&["flate2"], &["render/offline.rs"]),
    (&["sha2"], &["render/headers.rs"]),
    (&["resvg", "png::", "ttf_parser"], &["render/card/"]),
    (&["annotate_snippets"], &["report/"]),
    (&["http::Response", "http_body_util", "hyper", "hyper_util", "notify"], &["serve/"]),
    (&["tokio"], &["serve/", "cmd/signals.rs"]),
    (&["walkdir"], &["discover/walk.rs"]),
    (&["unicode_normalization"], &["path/", "matcher/", "words/", "cmd/new/", "report/visible.rs"]),
    (&["similar"], &["cmd/eject.rs"]),
    (&["regex::"], &["cmd/coverage/codes.rs"]),
    (&["unicode_segmentation"], &["parse/wrap.rs"]),
    (&["tempfile"], &["cache/", "cmd/offline.rs", "publish/workspace.rs"]),
    (
        &["rustix"],
        &[
            "discover/mod.rs",
            "read.rs",
            "publish/copy.rs",
            "publish/exchange.rs",
            "publish/target.rs",
            "serve/http.rs",
            "serve/watch",
        ],
    ),
    (&["syntect", "two_face"], &["parse/highlight/stock"]),
    (&["regex_automata"], &["parse/highlight"]),
    (&["rayon"], &["cache/folder.rs", "pipeline/", "publish/", "report/locate.rs"]),
    (&["postcard"], &["cache/", "key.rs"]),
    (&["blake3"], &["assets.rs", "key.rs", "serve/"]),
    (
        &["std::fs", "fs::", "exists()", "is_file()", "is_dir()", "read_dir()", "canonicalize()"],
        &[
            "cache/",
            "discover/",
            "config/mod.rs",
            "read.rs",
            "publish/",
            "edit/",
            "cmd/",
            "serve/watch",
            "stamp.rs",
        ],
    ),
    // Reading goes through one place, which refuses pipes, devices and endless files.
    (&["fs::read(", "fs::read_to_string(", "File::open("], &["read.rs"]),
];

/// The parts of folders that other parts of the same folder may use, and the reason. Everything
/// else that parts share is in the folder's `mod.rs`.
const SHARED: &[(&str, &str)] = &[
    ("check/hosts/limits", "each rule about a host holds the output to the same table"),
    ("check/alternates", "a page names its alternates among other things"),
    ("check/translations", "a stale translation is not as it was stamped"),
    ("check/page", "links lead to pages as they were emitted"),
    ("check/page/known", "a page is read except for the texts that are known"),
    ("check/page/reader", "a page is read whole or by its pieces"),
    ("cache/program", "the folder belongs to a program"),
    ("cache/temporary", "packs and all other files are written beside their place"),
    ("cache/texts", "the folder keeps the packs of texts"),
    ("cmd/articles", "several verbs are about articles that somebody names"),
    ("cmd/create", "`new` and `init` write files that were not there"),
    ("cmd/load", "`match` and `coverage` ask a site that may have mistakes"),
    ("cmd/offline", "a run says what it wrote besides the site"),
    ("cmd/output", "every verb speaks through the terminal"),
    ("cmd/relocate", "whether an article moves or goes, others follow"),
    ("cmd/report", "`build` and `check` report alike"),
    ("cmd/run", "`build` and `check` are the same run"),
    ("check/loads", "a page says what it loads among other things"),
    ("check/policy", "pages and style sheets are held to it"),
    ("check/words", "a message that says nothing anywhere is not said to say nothing here"),
    ("cmd/stale", "`check` lists what is old"),
    ("config/autonyms", "a language without a name has that of CLDR"),
    ("config/look", "the links of a language are checked like those of the site"),
    ("config/labels", "each language has labels"),
    ("cmd/version", "a new site is checked by the errhub that made it"),
    ("matcher/align", "articles are ranked by how their texts lie in a paste"),
    ("matcher/answer", "whether an article comes first is what its answer says"),
    ("matcher/bound", "a ranking aligns no text that cannot be the best"),
    ("matcher/codes", "candidates share a code, and another code speaks against one"),
    ("matcher/find", "candidates are ranked"),
    ("matcher/fold", "tokens and values are made of folded letters"),
    ("matcher/hub", "the files of an index have the answers of its articles"),
    ("matcher/index", "it is asked at every step"),
    ("matcher/loss", "a ranking says what speaks against each"),
    ("matcher/postings", "the trial of texts asks which articles have a word"),
    ("matcher/rank", "an answer is made of a ranking"),
    ("matcher/readings", "an index is made of what leads to each article"),
    ("matcher/rules", "the tables of every step"),
    ("matcher/slots", "an answer has the values of its message"),
    ("matcher/template", "texts of articles are compared as such"),
    ("matcher/tokens", "everything is compared token by token"),
    ("matcher/typos", "the index has the words that a typo may stand for"),
    ("matcher/values", "tokens know whether they are parts of values"),
    ("matcher/words", "typos are found in the index and in texts"),
    ("matcher/wrap", "an answer is found for a text whose words are whole"),
    ("output/copy", "the key of a picture in the offline copy is that of its file"),
    ("output/edition", "a plan has the files of every language"),
    ("output/collisions", "a plan says which of its files are in each other's way"),
    ("output/hub", "the 404 page shows as many articles as the hub"),
    ("output/media_type", "a name without an ending does not say what it is"),
    ("parse/front_matter", "the fields that a site declares are read with those of errhub"),
    ("parse/highlight", "code blocks are part of Markdown"),
    ("parse/markdown", "the words of a page are judged when it is rendered"),
    ("parse/own_values", "the fields that a site declares are part of front matter"),
    ("parse/placeholder", "what is still to be written is not judged"),
    ("parse/wrap", "wrapped lines are joined on the page as in descriptions"),
    ("parse/markdown/bounds", "tags are measured before HTML in Markdown is read"),
    ("parse/document", "an article is read into one"),
    ("parse/wording", "the words of an article are judged when they are read"),
    ("pipeline/inputs", "what a loader reads"),
    ("pipeline/static_files", "a site is loaded with the files that its pages are made with"),
    ("pipeline/from_root", "errhub.lock and redirects.yaml are loaded with the rest"),
    ("pipeline/pictures", "loading looks at the pictures that pages show"),
    ("publish/target", "a forecast looks at the output as a build does"),
    ("publish/exchange", "everything in the output is moved by the same renames"),
    ("publish/manifest", "what errhub wrote is told from what others put there"),
    ("publish/spare", "the next site is made from the tree of the one before"),
    ("publish/strangers", "a site that goes away has them as well"),
    ("report/locate", "what is grouped is shown with its places"),
    ("report/visible", "every format shows what others wrote as it is safe to print"),
    ("render/crossings", "texts get their links to other languages where they are read"),
    ("render/card", "what a card shows is taken from the parts of a site"),
    ("render/headers", "the policy allows what templates may write into pages"),
    ("render/parts", "views and feeds are made of them"),
    ("render/pictures", "texts get the sizes of their pictures where they are read"),
    ("render/sealed", "the offline copy has its policy in the page, as error pages have"),
    ("render/view", "templates, feeds and structured data say what the view says"),
    (
        "render/templates/vocabulary",
        "a component of the site replaces the built-in one of its name",
    ),
    ("render/xml", "feeds are XML"),
    ("serve/client", "pages get the script on their way out"),
    ("serve/current", "the preview serves what it holds"),
    ("serve/drawn", "the preview draws only what is new"),
    ("serve/editor", "what is wrong comes with the way into the editor"),
    ("serve/events", "the server sends a page's states as it sends pages"),
    ("serve/follow", "the server streams what it tells"),
    ("serve/headers", "the server sends what the site asks for"),
    ("serve/overview", "it is one of the pages that the client asks for"),
    ("serve/page", "the preview's own pages have the same frame"),
    ("serve/preview", "the server asks it for the version that is served"),
    ("serve/problem", "what is wrong is part of a version, and of pages"),
    ("serve/query", "the overview and the stream of versions are asked for something"),
    ("serve/version", "the server asks it for bytes"),
    ("serve/watch", "the preview loads what the watcher says has changed"),
    ("discover/hidden", "names are judged where folders are walked and where strays are found"),
    ("parse/markdown/keys", "Markdown for readers elsewhere has keys as well"),
    ("parse/markdown/links", "Markdown for readers elsewhere leads to the same addresses"),
    ("render/twin", "llms.txt writes texts as twins do"),
    ("html/addresses", "HTML for other pages has full ones"),
    ("html/events", "visible text is read from them"),
    (
        "yaml/losses",
        "what YAML does to a text is said of texts that it reads, and of those it cannot",
    ),
    ("output/redirects", "maps for servers have the same lines"),
    ("yaml/flow", "doubts and long texts are both looked for between brackets"),
    ("yaml/line", "doubts and long texts are both looked for line by line"),
    ("yaml/node", "the shape of a document is checked on its nodes"),
    ("words/count", "the length of a sentence is a number of words"),
    ("words/sentences", "words are gathered with what tells their sentences apart"),
    ("site/alias", "aliases are resolved like other relations"),
    ("site/resolve", "a site is assembled from documents whose relations are resolved"),
    ("site/translate", "a translation is assembled with what its original says"),
];

/// A source file without its tests and comments.
struct Source {
    /// Its path under `src/`.
    path: String,
    code: String,
}

impl Source {
    /// The module of `src/lib.rs` that it belongs to.
    fn module(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap()
    }

    /// Its folder and its name in it, such as `render` and `view`, also for `render/view/mod.rs`.
    fn part(&self) -> Option<(&str, &str)> {
        let path = self.path.strip_suffix(".rs")?;
        path.strip_suffix("/mod").unwrap_or(path).rsplit_once('/')
    }

    fn line_of(&self, at: usize) -> String {
        let line = self.code[..at].matches('\n').count() + 1;
        format!("src/{}:{line}", self.path)
    }
}

/// The program's source, without tests, which may break the rules.
fn sources() -> Vec<Source> {
    let is_source = |path: &str| is(path, "rs") && !path.ends_with("/tests.rs");
    let files = tree(&repository().join("src")).into_iter();
    let sources = files.filter(|(path, _)| is_source(path)).map(|(path, bytes)| {
        let text = String::from_utf8(bytes).unwrap();
        let code = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        // Keeps lines, so that their numbers stay correct.
        let code =
            code.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line });
        Source { path, code: code.collect::<Vec<_>>().join("\n") }
    });
    sources.collect()
}

/// The positions of `word` in `code` as a whole word.
fn words<'c>(code: &'c str, word: &'c str) -> impl Iterator<Item = usize> + 'c {
    let letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    code.match_indices(word).map(|(at, _)| at).filter(move |at| {
        let (before, after) = (&code[..*at], &code[at + word.len()..]);
        let goes_on = word.ends_with(letter) && after.starts_with(letter);
        !(goes_on || word.starts_with(letter) && before.ends_with(letter))
    })
}

/// The first names in paths that follow `prefix`: `a` and `b` of `crate::{a::X, b}`.
fn imports<'c>(code: &'c str, prefix: &'c str) -> impl Iterator<Item = (usize, &'c str)> + 'c {
    words(code, prefix).flat_map(move |at| {
        let rest = &code[at + prefix.len()..];
        let names = rest.strip_prefix('{').map_or_else(|| vec![rest], list);
        let first = |path: &'c str| {
            let path = path.trim_start();
            path.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
        };
        names.into_iter().map(move |path| (at, first(path)))
    })
}

/// The items of a list in braces, without those of nested braces.
fn list(rest: &str) -> Vec<&str> {
    let (mut depth, mut start, mut items) = (0, 0, Vec::new());
    for (at, letter) in rest.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => {
                items.push(&rest[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(&rest[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    items
}

#[test]
fn imports_are_read_like_rust_reads_them() {
    let names =
        |code: &str| imports(code, "crate::").map(|(_, name)| name.to_owned()).collect::<Vec<_>>();
    assert_eq!(names("use crate::site::Site;"), ["site"]);
    assert_eq!(names("use crate::{html, path::{A, B},\n yaml};"), ["html", "path", "yaml"]);
    assert_eq!(names("let x = crate::date::Date::new(); mycrate::x"), ["date"]);
}

#[test]
fn modules_import_only_earlier_ones() {
    let lib = read("src/lib.rs");
    let order: Vec<&str> = lib
        .lines()
        .filter_map(|line| line.strip_suffix(';')?.split_once("mod "))
        .map(|(_, name)| name)
        .collect();
    let position = |name: &str| order.iter().position(|module| *module == name);
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(own) = position(source.module()) else { continue };
        for (at, name) in imports(&source.code, "crate::") {
            if position(name).is_some_and(|imported| imported > own) {
                wrong.push(format!("{} imports {name}", source.line_of(at)));
            }
        }
    }
    assert!(wrong.is_empty(), "src/lib.rs declares these modules later:\n{}", wrong.join("\n"));
}

#[test]
fn siblings_import_only_what_is_shared() {
    let sources = sources();
    let parts: BTreeSet<String> = sources.iter().filter_map(Source::part).map(name).collect();
    let mut unused: BTreeSet<&str> = SHARED.iter().map(|(part, _)| *part).collect();
    let mut wrong = Vec::new();
    for source in &sources {
        let Some((folder, part)) = source.part() else { continue };
        let whole = format!("crate::{}::", folder.replace('/', "::"));
        let found = imports(&source.code, "super::").chain(imports(&source.code, &whole));
        for (at, imported) in found.filter(|(_, imported)| *imported != part) {
            let imported = name((folder, imported));
            if SHARED.iter().any(|(part, _)| *part == imported) {
                unused.remove(&*imported);
            } else if parts.contains(&imported) {
                wrong.push(format!("{} imports {imported}", source.line_of(at)));
            }
        }
    }
    assert!(wrong.is_empty(), "these are not shared:\n{}", wrong.join("\n"));
    assert!(unused.is_empty(), "nobody shares these any more: {unused:?}");
}

fn name((folder, part): (&str, &str)) -> String {
    format!("{folder}/{part}")
}

#[test]
fn libraries_stay_in_their_places() {
    let mut wrong = Vec::new();
    for (names, places) in PLACES {
        for source in sources() {
            if places.iter().any(|place| source.path.starts_with(place)) {
                continue;
            }
            for name in *names {
                let found = words(&source.code, name).map(|at| source.line_of(at));
                wrong.extend(found.map(|line| format!("{line} names {name}")));
            }
        }
    }
    assert!(wrong.is_empty(), "they belong elsewhere:\n{}", wrong.join("\n"));
}

#[test]
fn nothing_is_left_unfinished() {
    let unfinished = ["todo!", "unimplemented!", "dbg!", ".unwrap()", ".expect("];
    let mut wrong = Vec::new();
    for source in sources() {
        for word in unfinished {
            for (number, line) in (1..).zip(source.code.lines()) {
                // The compiler evaluates these, and would fail there.
                if line.contains(word) && !line.trim_start().starts_with("const {") {
                    wrong.push(format!("src/{}:{number}: {word}", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_opens_with_its_purpose() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests/it"] {
        let folder = repository().join(folder);
        for (path, bytes) in tree(&folder) {
            if is(&path, "rs") && !bytes.starts_with(b"//! ") {
                wrong.push(folder.join(path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A category may choose any icon in the list, and each of them is drawn.
#[test]
fn icons_are_drawn() {
    let drawings = read("templates/icons.html");
    let drawn = |icon: &str| drawings.contains(&format!("name == \"{icon}\""));
    let missing: Vec<_> = errhub::assets::ICONS
        .iter()
        .filter(|icon| **icon != errhub::assets::PLAIN_ICON && !drawn(icon))
        .collect();
    assert!(missing.is_empty(), "templates/icons.html lacks {missing:?}");
}

/// If Markdown did not reserve an anchor of a template, a page could have it twice.
#[test]
fn anchors_of_templates_are_known() {
    let mut wrong = Vec::new();
    // In the offline copy, the anchors of an article begin with its name.
    let templates = errhub::assets::TEMPLATES.iter().filter(|(name, _)| *name != "offline.html");
    for (name, text) in templates {
        for part in text.split(" id=\"").skip(1) {
            let id = part.split('"').next().unwrap();
            if !id.contains("{{") && !errhub::parse::markdown::TEMPLATE_ANCHORS.contains(&id) {
                wrong.push(format!("templates/{name} has the anchor {id}"));
            }
        }
    }
    assert!(wrong.is_empty(), "TEMPLATE_ANCHORS lacks these:\n{}", wrong.join("\n"));
}

/// docs/templates.md lists exactly the names that templates can use.
#[test]
fn the_vocabulary_of_templates_is_documented() {
    use errhub::render::{FILTERS, FUNCTIONS, TESTS, components};
    let docs = read("docs/templates.md");
    let section = |from: &str, to: &str| {
        docs.split_once(from).unwrap().1.split_once(to).unwrap().0.to_owned()
    };
    let names = |section: &str, start: &str| -> BTreeSet<String> {
        let rows = section.lines().filter_map(|line| line.strip_prefix(start));
        rows.map(|row| row.split('`').next().unwrap().to_owned()).collect()
    };
    let all = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let built_in: Vec<&str> =
        errhub::assets::TEMPLATES.iter().flat_map(|(_, text)| components(text)).collect();
    assert_eq!(names(&section("\n## Functions\n", "\n## "), "### `"), all(FUNCTIONS));
    assert_eq!(names(&section("\n### Filters\n", "\n### "), "| `"), all(FILTERS));
    assert_eq!(names(&section("\n### Tests\n", "\n### "), "| `"), all(TESTS));
    assert_eq!(names(&section("\n### Components\n", "\n## "), "| `"), all(&built_in));
}
