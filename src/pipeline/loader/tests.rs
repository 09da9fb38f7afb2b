//! Which stages run again after an edit.

use std::fs;
use std::path::Path;

use super::*;
use crate::config;

/// A site on disk, and its loader.
struct Site {
    root: tempfile::TempDir,
    project: Arc<Project>,
    loader: Loader,
}

const GOOD: &str = "---\ntitle: Teapot\nquick_answer: Make tea.\n\
                    methods: [{title: Wait, body: Wait.}]\nupdated: 2020-11-01\n---\nText.\n";

fn write(root: &Path, file: &str, text: &str) {
    let path = root.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

impl Site {
    fn new(files: &[(&str, &str)]) -> Self {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "site.yaml", "title: Tiny\nbase_url: https://example.com/\n");
        write(root.path(), "content/http/_index.md", "---\ntitle: HTTP\n---\n");
        for (file, text) in files {
            write(root.path(), file, text);
        }
        let project = Arc::new(config::load(root.path()).unwrap().unwrap());
        let loader = Loader::of(None, Documents::default(), Texts::passing().unwrap());
        Self { root, project, loader: loader.keeping_last_good() }
    }

    fn load(&mut self, changes: &Changes) -> Loaded {
        self.loader.load(&self.project, Drafts::Leave, changes, &()).unwrap()
    }

    fn save(&mut self, file: &str, text: &str) -> Loaded {
        write(self.root.path(), file, text);
        self.load(&Changes::Files(BTreeSet::from([SourcePath::new(file)])))
    }
}

/// Whether relations, search, plan and templates were all reused.
fn is_made_of(new: &Loaded, old: &Loaded) -> bool {
    let templates = |loaded: &Loaded| loaded.templates.as_ref().map(Arc::as_ptr);
    Arc::ptr_eq(&new.of_site, &old.of_site)
        && Arc::ptr_eq(&new.search, &old.search)
        && Arc::ptr_eq(&new.plan, &old.plan)
        && templates(new) == templates(old)
}

#[test]
fn a_save_beside_broken_articles_is_as_little_work_as_ever() {
    let teapot = "content/http/teapot.md";
    for (broken, text) in [
        ("content/http/kettle.md", "---\ntitle: Kettle\nmetods: []\n---\n"),
        ("content/http/cup.md", "no front matter"),
        ("content/dns/_index.md", "---\ntitel: DNS\n---\n"),
        ("content/misplaced.md", GOOD),
        ("content/http/too/deep.md", GOOD),
        ("content/http/Ä.md", GOOD),
    ] {
        let mut site = Site::new(&[(teapot, GOOD), (broken, text)]);
        let first = site.load(&Changes::Unknown);
        assert!(crate::pipeline::any_error(&first.diagnostics), "{broken}");
        let second = site.save(teapot, &GOOD.replace("Text.", "Another text."));
        assert!(is_made_of(&second, &first), "{broken}");
        assert_eq!(second.diagnostics, first.diagnostics, "{broken}");
        let third = site.save(teapot, &GOOD.replace("title: Teapot", "title: Pot"));
        assert!(!is_made_of(&third, &second), "{broken}: the title is shown elsewhere");
    }
}

#[test]
fn breaking_and_fixing_an_article_is_as_little_work_as_ever() {
    let (teapot, kettle) = ("content/http/teapot.md", "content/http/kettle.md");
    let mut site = Site::new(&[(teapot, GOOD), (kettle, &GOOD.replace("Teapot", "Kettle"))]);
    let first = site.load(&Changes::Unknown);
    let broken = GOOD.replace("methods", "metods").replace("title: T", "applies_to: [X]\ntitle: T");
    let mut last = site.save(teapot, &broken);
    assert!(is_made_of(&last, &first), "the last good version stands in");
    for text in [broken.replace("Text.", "More."), GOOD.to_owned()] {
        let next = site.save(teapot, &text);
        assert!(is_made_of(&next, &last));
        last = next;
    }
    assert_eq!(last.diagnostics, first.diagnostics);
}

#[test]
fn a_last_good_version_adds_no_diagnostics() {
    let teapot = "content/http/teapot.md";
    let kettle = "content/http/kettle.md";
    // A warning from the checks, a warning about the page, and a link to an anchor that does not
    // exist yet.
    let good = GOOD.replace("Text.", "See [it](#nowhere).");
    let link = GOOD.replace("Teapot", "Kettle").replace("Text.", "[New](teapot.md#new)");
    let mut site = Site::new(&[(teapot, &good), (kettle, &link)]);
    let today = Today::of_clock();
    let found = |loaded: &Loaded| {
        let mut found = loaded.diagnostics.clone();
        found.extend(loaded.check_content(&today));
        let rendered = loaded.render(&crate::publish::Discard, &KnownOutput::default(), &());
        found.extend(rendered.unwrap().diagnostics);
        let at = |one: &Diagnostic| one.place.as_ref().map(|at| at.file.as_str().to_owned());
        let of = |file: &str| {
            let of_file = found.iter().filter(|one| at(one).as_deref() == Some(file));
            of_file.map(|one| one.code.id()).collect::<Vec<_>>()
        };
        (of(teapot), of(kettle))
    };
    let (of_teapot, of_kettle) = found(&site.load(&Changes::Unknown));
    assert!(of_teapot.contains(&"E0402") && of_kettle.contains(&"E0402"));
    assert!(of_teapot.iter().any(|code| code.starts_with('W')), "{of_teapot:?}");
    let broken = good.replace("methods", "metods").replace("See", "## New\n\nSee");
    let (of_teapot, of_kettle) = found(&site.save(teapot, &broken));
    assert!(of_teapot.iter().all(|code| *code == "E0102" || *code == "E0101"), "{of_teapot:?}");
    assert!(!of_kettle.contains(&"E0402"), "whether the anchor is there is not known");
}

#[test]
fn a_translation_is_found_by_the_texts_of_its_original() {
    let root = tempfile::tempdir().unwrap();
    let config = "title: Tiny\nbase_url: https://example.com/\nlanguages: [{code: de}]\n";
    write(root.path(), "site.yaml", config);
    for (folder, title) in [("", "Teapot 418"), ("de/", "Teekanne 418")] {
        write(root.path(), &format!("content/{folder}http/_index.md"), "---\ntitle: HTTP\n---\n");
        let said = format!(
            "code: \"418\"\nmessages: [\"{title} at 10.0.0.1\"]\nseen_as: [\"{title} 10.0.0.1\"]"
        );
        let text = GOOD.replacen("title: Teapot", &format!("title: {title}\n{said}"), 1);
        write(root.path(), &format!("content/{folder}http/teapot.md"), &text);
    }
    write(root.path(), "content/http/kettle.md", &GOOD.replacen("Teapot", "Kettle", 1));
    let project = config::load(root.path()).unwrap().unwrap();
    let mut loader = Loader::of(None, Documents::default(), Texts::passing().unwrap());
    let loaded = loader.load(&Arc::new(project), Drafts::Leave, &Changes::Unknown, &()).unwrap();
    let site = &loaded.site;
    let projects = loaded.project.editions().zip(site.editions());
    for ((project, own), original) in projects.zip([None, Some(&**site)]) {
        let known = Index::new(entries(project, own, original));
        // The title of a translated original is not part of its translation.
        let has = |word: &str| known.place(word).is_some();
        assert_eq!((has("teapot"), has("teekanne")), (true, original.is_some()));
        assert!(has("kettle") && has("418"));
    }
}
