//! Keeps the site loaded: serves a new version after each save, and checks it in the background.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::current::{Current, Findings, News};
use super::drawn::Drawn;
use super::problem::Problem;
use super::version::{Save, Version};
use super::watch::Batch;
use super::{Listener, Notice, Settings, editor};
use crate::cache::{Changes, KnownOutput};
use crate::config::{self, Project};
use crate::date::Today;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::path::{OutPath, SourcePath};
use crate::pipeline::{self, Background, Loaded, Loader, Progress};
use crate::publish::{self, Discard, Shrink};
use crate::report::{self, Located, Strictness};

/// The state that the server answers from.
pub(super) struct Preview {
    settings: Settings,
    tell: Arc<Listener>,
    /// Held from when a save is first examined until its version is served.
    loading: Mutex<Loading>,
    /// What the last complete check found about each file, with the drawings.
    checked: Mutex<(KnownOutput, Drawn)>,
    current: Current,
    /// The thread that checks whole sites.
    background: Background,
}

/// The state that loading keeps from one time to the next.
struct Loading {
    /// The settings, and a loader for them; `None` until they could be read.
    site: Option<(Arc<Project>, Loader)>,
    /// The diagnostics of site.yaml, until it is read again.
    settings: Vec<Diagnostic>,
    /// Whether site.yaml has to be read again, because the last attempt failed.
    is_unread: bool,
    /// A cache of the drawings of the most recent mistakes.
    drawn: Drawn,
}

/// A version that has not been checked yet.
struct Unchecked {
    version: Arc<Version>,
    /// The diagnostics of loading it.
    found: Vec<Diagnostic>,
    problems: Vec<Arc<Problem>>,
}

/// The result of checking the whole site.
struct Checked {
    found: Vec<Diagnostic>,
    findings: Findings,
    output: KnownOutput,
    drawn: Drawn,
    articles: usize,
}

impl Loading {
    /// Applies new settings.
    fn with(&mut self, project: Project) -> Result<(), Error> {
        let loader = match self.site.take() {
            Some((_, loader)) => loader,
            None => Loader::reading_only(&project)?.keeping_last_good(),
        };
        self.site = Some((Arc::new(project), loader));
        self.settings.clear();
        Ok(())
    }
}

impl Preview {
    pub(super) fn new(settings: &Settings, tell: Arc<Listener>) -> Self {
        Self {
            settings: settings.clone(),
            tell,
            loading: Mutex::new(Loading {
                site: None,
                settings: Vec::new(),
                is_unread: true,
                drawn: Drawn::default(),
            }),
            checked: Mutex::default(),
            current: Current::default(),
            background: Background::new(),
        }
    }

    /// The version that is served now.
    pub(super) fn current(&self) -> Arc<Version> {
        self.current.get()
    }

    /// Notifies of each new version.
    pub(super) fn versions(&self) -> tokio::sync::watch::Receiver<Arc<Version>> {
        self.current.versions()
    }

    /// Loads what changed, and serves it; then checks the whole site in the background.
    pub(super) fn update(self: &Arc<Self>, batch: &Batch) {
        let Some(unchecked) = self.load(batch) else { return };
        let preview = Arc::clone(self);
        self.background.spawn(move || match preview.check(&unchecked) {
            Ok(Some(checked)) => preview.note(&unchecked.version, checked),
            Ok(None) => {}
            Err(error) => preview.note_failure(&unchecked.version, &error),
        });
    }

    /// Loads what changed, and serves it; `None` if there is nothing to check.
    fn load(&self, batch: &Batch) -> Option<Unchecked> {
        let started = Instant::now();
        let mut loading = lock(&self.loading);
        let (site, found) = match self.read(&mut loading, batch) {
            Ok(read) => read,
            Err(error) => {
                let tell = || (self.tell)(Notice::Failed(error.to_string()));
                self.current.publish(News::Failed(Problem::failure(&error)), tell);
                return None;
            }
        };
        let has_site = site.is_some();
        let problems = self.problems(&found, site.as_ref(), &mut loading.drawn);
        let site = site.map(Arc::new);
        let of_load = problems.clone();
        let save = Save { files: batch.files.iter().cloned().collect(), took: started.elapsed() };
        let (files, took) = (save.files.clone(), save.took);
        let version = self.current.publish(News::Loaded { site, problems, save }, || {
            if !files.is_empty() {
                (self.tell)(Notice::Updated { files, took });
            }
            if !has_site {
                let text = |source: &SourcePath| self.text(source, None);
                (self.tell)(Notice::Checked { found: &found, text: &text, articles: 0 });
            }
        });
        has_site.then_some(Unchecked { version, found, problems: of_load })
    }

    /// Reads what has changed. Returns the site, if its settings could ever be read, and the
    /// diagnostics.
    fn read(
        &self,
        loading: &mut Loading,
        batch: &Batch,
    ) -> Result<(Option<Loaded>, Vec<Diagnostic>), Error> {
        let mut changes = batch.changes.clone();
        if batch.settings || loading.is_unread {
            changes = Changes::Unknown;
            loading.is_unread = true;
            match config::load(&self.settings.root)? {
                Ok(project) => loading.with(project)?,
                Err(found) => loading.settings = found,
            }
            loading.is_unread = false;
        }
        let mut diagnostics = loading.settings.clone();
        let Some((project, loader)) = &mut loading.site else { return Ok((None, diagnostics)) };
        let drafts = self.settings.drafts;
        let mut loaded = match loader.load(project, drafts, &changes, &()) {
            Ok(loaded) => loaded,
            // A file may have been deleted after its folder was listed.
            Err(_) => loader.load(project, drafts, &Changes::Unknown, &())?,
        };
        diagnostics.append(&mut loaded.diagnostics);
        if loaded.templates.is_none() {
            let before = self.current();
            loaded.templates = before.loaded.as_ref().and_then(|before| before.templates.clone());
        }
        Ok((Some(loaded), diagnostics))
    }

    /// Checks a version as `build` does; `None` if it gave up because there is a newer one.
    fn check(&self, unchecked: &Unchecked) -> Result<Option<Checked>, Error> {
        let Unchecked { version, found, problems: of_load } = unchecked;
        let Some(loaded) = &version.loaded else { return Ok(None) };
        let mut found = found.clone();
        found.extend(loaded.check_content(&Today::of_clock()));
        let watch = WhileNewest { current: &self.current, version };
        let (known, mut drawn) = lock(&self.checked).clone();
        let rendered = match loaded.render(&Discard, &known, &watch) {
            Err(Error::Stopped) => return Ok(None),
            rendered => rendered?,
        };
        if !watch.is_wanted() {
            return Ok(None);
        }
        found.extend(rendered.diagnostics);
        let problems = self.problems(&found, Some(loaded), &mut drawn);
        let of_load: HashSet<&Problem> = of_load.iter().map(AsRef::as_ref).collect();
        let is_new = |problem: &&Arc<Problem>| !of_load.contains(&***problem);
        let of_check = problems.iter().filter(is_new).cloned().collect();
        let articles = loaded.site.article_count();
        let findings = Findings { problems, of_check };
        Ok(Some(Checked { found, findings, output: rendered.output, drawn, articles }))
    }

    /// Shows the diagnostics of a check, if that version is still served.
    fn note(&self, version: &Version, checked: Checked) {
        let Checked { found, findings, output, drawn, articles } = checked;
        let text = |source: &SourcePath| self.text(source, version.loaded.as_deref());
        let shrink = (!pipeline::any_error(&found)).then(|| self.shrink(&output)).flatten();
        let tell = || {
            *lock(&self.checked) = (output, drawn);
            if let Some(shrink) = shrink {
                (self.tell)(Notice::Shrinks(shrink));
            }
            (self.tell)(Notice::Checked { found: &found, text: &text, articles });
        };
        // Diagnostics about an old version are irrelevant: the newer one is checked as well.
        let _ = self.current.annotate(version, findings, tell);
    }

    /// What publishing would remove, if the site has become smaller.
    fn shrink(&self, output: &KnownOutput) -> Option<Shrink> {
        let before = lock(&self.checked).0.files.len();
        if before > 0 && output.files.len() >= before {
            return None;
        }
        let files: Vec<&OutPath> = output.files.iter().map(|(out, _)| out).collect();
        Shrink::of(&self.settings.root.join(publish::OUTPUT), &files)
    }

    fn note_failure(&self, version: &Version, error: &Error) {
        let problems = vec![Arc::new(Problem::failure(error))];
        let findings = Findings { problems, of_check: Vec::new() };
        let tell = || (self.tell)(Notice::Failed(error.to_string()));
        let _ = self.current.annotate(version, findings, tell);
    }

    fn text(&self, source: &SourcePath, loaded: Option<&Loaded>) -> Option<String> {
        match loaded {
            Some(loaded) => loaded.text(source),
            None => pipeline::text_on_disk(&self.settings.root, source),
        }
    }

    fn problems(
        &self,
        found: &[Diagnostic],
        loaded: Option<&Loaded>,
        drawn: &mut Drawn,
    ) -> Vec<Arc<Problem>> {
        let root = &self.settings.root;
        let editor = |one: &Located| {
            let spot = one.spot.as_ref().filter(|_| !self.settings.editor.is_empty())?;
            let position = spot.positions().map_or((1, 1), |(start, _)| start);
            let file = spot.file.to_disk(root);
            Some(editor::address(&self.settings.editor, &file, position))
        };
        // As in the terminal, the rest of a file's diagnostics are counted.
        let (found, rest) = report::capped(found.to_vec(), Strictness::Normal);
        let mut problems = drawn.update(root, &found, |found| {
            let text = |source: &SourcePath| self.text(source, loaded);
            let located = report::locate(found, Strictness::Normal, text);
            located.iter().map(|one| Problem::new(one, editor(one))).collect()
        });
        let rest = rest.iter().map(report::LeftOut::located);
        problems.extend(rest.map(|one| Arc::new(Problem::new(&one, editor(&one)))));
        problems
    }
}

/// A check that stops when there is a newer version.
struct WhileNewest<'a> {
    current: &'a Current,
    version: &'a Version,
}

impl Progress for WhileNewest<'_> {
    fn is_wanted(&self) -> bool {
        self.current.is(self.version)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::net::{IpAddr, Ipv4Addr};

    use super::super::Watching;
    use super::*;
    use crate::site::Drafts;

    const ARTICLE: &str = "---\ntitle: Teapot\nquick_answer: Make tea.\n\
                           methods: [{title: Wait, body: Wait.}]\nupdated: 2020-11-01\n---\nText.\n";

    fn save(file: &str) -> Batch {
        Batch {
            files: BTreeSet::from([file.to_owned()]),
            changes: Changes::Files(BTreeSet::from([SourcePath::new(file)])),
            settings: false,
        }
    }

    /// A check is slow, and its version may be outdated when it is done.
    #[test]
    fn a_check_never_puts_an_old_version_back() {
        let site = tempfile::tempdir().unwrap();
        let write = |file: &str, text: &str| {
            let path = site.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let file = "content/http/teapot.md";
        write("site.yaml", "title: Tiny\nbase_url: https://example.com/\n");
        write("content/http/_index.md", "---\ntitle: HTTP\n---\n");
        write(file, ARTICLE);
        let settings = Settings {
            root: site.path().to_owned(),
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: None,
            drafts: Drafts::Leave,
            watching: Watching::Events,
            editor: String::new(),
        };
        let told = Arc::new(Mutex::new(Vec::new()));
        let hears = Arc::clone(&told);
        let preview = Preview::new(
            &settings,
            Arc::new(move |event| {
                let what = match event {
                    Notice::Updated { .. } => "updated",
                    Notice::Checked { .. } => "checked",
                    Notice::Failed(_) => "failed",
                    _ => return,
                };
                lock(&hears).push(what);
            }),
        );
        let old = preview.load(&Batch::everything()).unwrap();
        // The check covers the whole site, and a save is reported before its check.
        let late = preview.check(&old).unwrap().unwrap();
        assert!(!late.findings.problems.is_empty(), "it has something to say");
        write(file, &ARTICLE.replace("Text.", "Saved in the meantime."));
        let new = preview.load(&save(file)).unwrap();
        preview.note(&old.version, late);
        preview.note_failure(&old.version, &Error::Usage { message: "late".into() });
        assert!(
            Arc::ptr_eq(&preview.current(), &new.version),
            "the save is shown, with what it says"
        );
        assert_eq!(*lock(&told), ["updated"]);

        assert!(preview.check(&old).unwrap().is_none(), "an old check gives up");
        let checked = preview.check(&new).unwrap().unwrap();
        preview.note(&new.version, checked);
        assert!(
            preview.current().has_site_of(&new.version)
                && !preview.current().problems.all().is_empty()
        );
        assert_eq!(*lock(&told), ["updated", "checked"]);
    }
}
