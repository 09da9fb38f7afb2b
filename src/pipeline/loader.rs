//! Loads a site: runs the stages before rendering, each only for what has changed.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::from_root::FromRoot;
use super::{Loaded, Progress, Rendered, SHARE, inputs, pictures, static_files};
use crate::cache::{Cache, Changes, Documents, KnownOutput, Places, Remembered, Reuse, Texts};
use crate::check::{self, Trial};
use crate::config::Project;
use crate::date::Today;
use crate::diagnostic::Diagnostic;
use crate::discover::{self, Opened, Sources};
use crate::error::Error;
use crate::key::Key;
use crate::lockfile::{self, Lock};
use crate::matcher::hub::entries;
use crate::matcher::rules::Rules;
use crate::matcher::template::Templates;
use crate::matcher::{Files, Index, Reading};
use crate::output;
use crate::parse::{Document, Parser};
use crate::path::{SourcePath, UrlPath};
use crate::redirects::{self, Redirects};
use crate::site::{self, Drafts, Site};
use crate::stamp::FileStamp;

/// How many times to list the files if one of them vanishes before it is read.
const TRIES: usize = 3;

/// How many files a thread has open at a time, so that the disk can fetch several.
const AHEAD: usize = 8;

/// Loads a site repeatedly, reading only what has changed.
pub(crate) struct Loader {
    folder: Option<Cache>,
    documents: Documents,
    texts: Arc<Texts>,
    sources: Sources,
    found: Vec<Diagnostic>,
    /// Whether a broken article is replaced by its last good version.
    keep_last_good: bool,
    /// Whether to try the texts that must find their articles, which is unnecessary for answering
    /// queries.
    tries_texts: bool,
    /// The key of the search index, if it was built again.
    new_search: Option<Key>,
    lock: FromRoot<Lock>,
    /// Whether to skip the lock if an earlier run found that the site matches it.
    uses_seal: bool,
    redirects: FromRoot<Redirects>,
    last: Option<Loaded>,
}

impl Loader {
    /// A loader that caches its results on disk; `reuse` says whether to use those of earlier runs.
    ///
    /// # Errors
    /// If there is nowhere to write at all.
    pub(crate) fn new(project: &Project, reuse: Reuse) -> Result<Self, Error> {
        let folder = Cache::open(&project.root, reuse);
        let key = Parser::of(project).key();
        let (documents, texts) = match &folder {
            Some(folder) => folder.documents(key, folder.texts()?),
            None => (Documents::default(), Texts::passing()?),
        };
        Ok(Self::of(folder, documents, texts))
    }

    /// A loader that uses the cache on disk, but adds nothing to it.
    ///
    /// # Errors
    /// If there is nowhere to write at all.
    pub(crate) fn reading_only(project: &Project) -> Result<Self, Error> {
        let key = Parser::of(project).key();
        let texts = Texts::passing()?;
        let (documents, texts) = match Cache::existing(&project.root) {
            Some(folder) => folder.documents(key, texts),
            None => (Documents::default(), texts),
        };
        Ok(Self { tries_texts: false, ..Self::of(None, documents, texts) })
    }

    /// Does not try the texts that must find their articles.
    #[must_use]
    pub(crate) fn without_trial(self) -> Self {
        Self { tries_texts: false, ..self }
    }

    /// Skips errhub.lock if an earlier run found that it describes exactly this site.
    #[must_use]
    pub(crate) fn with_seal(self) -> Self {
        Self { uses_seal: true, ..self }
    }

    /// The key of everything that the rules about errhub.lock depend on; `None` if the stamp of a
    /// file is too recent, or a file cannot be read.
    fn seal_key(&self, project: &Project, drafts: Drafts, documents: &[Document]) -> Option<Key> {
        let lock = discover::stamp(&project.root, &lockfile::source()).ok()??;
        let facts = documents.iter().map(|document| match document {
            Document::Article(article) => Some((article.summary_key, Some(article.words.whole()))),
            Document::Category(category) => Some((Key::of(&category.source), None)),
            Document::Page(page) => Some((Key::of(&(&page.source, &page.front.aliases)), None)),
            Document::Hub(_) => Some((Key::default(), None)),
            Document::Broken { .. } => None,
        });
        let facts: Vec<_> = facts.collect::<Option<_>>()?;
        let Project { config, home, .. } = project;
        let redirects = self.redirects.value.as_ref().map(|redirects| &redirects.entries);
        let languages: Vec<&str> = project.folders().collect();
        let drafts = drafts == Drafts::Include;
        let settings = (&config.base_url, home, &config.platforms, languages, drafts);
        Some(Key::of(&(lock, settings, redirects, facts)))
    }

    pub(super) fn of(folder: Option<Cache>, documents: Documents, texts: Texts) -> Self {
        Self {
            folder,
            documents,
            texts: Arc::new(texts),
            sources: Sources::default(),
            found: Vec::new(),
            keep_last_good: false,
            tries_texts: true,
            new_search: None,
            lock: FromRoot::default(),
            uses_seal: false,
            redirects: FromRoot::default(),
            last: None,
        }
    }

    /// Replaces broken articles with their last good versions.
    #[must_use]
    pub(crate) fn keeping_last_good(self) -> Self {
        Self { keep_last_good: true, ..self }
    }

    /// Reads the current site: discover, parse, assemble, plan. `changes` lists what may have
    /// changed since the last time. Stages whose input is the same do not run again.
    ///
    /// # Errors
    /// If the disk refuses, files keep vanishing while they are read, or the result is no longer
    /// wanted ([`Error::Stopped`]).
    pub(crate) fn load(
        &mut self,
        project: &Arc<Project>,
        drafts: Drafts,
        changes: &Changes,
        progress: &dyn Progress,
    ) -> Result<Loaded, Error> {
        let mut loaded = self.load_once(project, drafts, changes, progress);
        for _ in 1..TRIES {
            if !matches!(loaded, Err(Error::Vanished { .. })) {
                break;
            }
            loaded = self.load_once(project, drafts, &Changes::Unknown, progress);
        }
        loaded
    }

    fn load_once(
        &mut self,
        project: &Arc<Project>,
        drafts: Drafts,
        changes: &Changes,
        progress: &dyn Progress,
    ) -> Result<Loaded, Error> {
        let last = self
            .last
            .take()
            .filter(|last| Arc::ptr_eq(&last.project, project) && last.drafts == drafts);
        let changes = match changes {
            Changes::Files(files) if last.is_some() => self.settled(project, files),
            _ => Changes::Unknown,
        };
        let structure = changes == Changes::Unknown;
        if structure {
            let languages: Vec<&str> = project.folders().collect();
            (self.sources, self.found) = discover::discover(&project.root, &languages)?;
        }
        self.read(project, &changes, progress)?;
        let same_redirects = self.refresh_redirects(project)?;
        let (documents, stand_ins, of_files) = self.documents();
        let seal = self.seal_key(project, drafts, &documents);
        let is_sealed = match (&self.folder, seal) {
            (Some(folder), Some(seal)) if self.uses_seal => folder.is_sealed(seal),
            _ => false,
        };
        if !is_sealed {
            self.lock.refresh(project, &lockfile::source(), lockfile::read)?;
        }
        let same_site = last.as_ref().filter(|_| same_redirects);
        let same_site = same_site.and_then(|last| Some((last, last.site_with(&documents)?)));
        let (site, of_site, search, of_search) = if let Some((last, (site, of_site))) = same_site {
            (site, of_site, Arc::clone(&last.search), Arc::clone(&last.of_search))
        } else {
            let (site, of_site) = shared(self.assembled(project, &documents, drafts));
            let (search, of_search) = shared(self.search(project, &site, progress)?);
            (site, of_site, search, of_search)
        };
        let touched = |folder: &str| match &changes {
            Changes::Unknown => true,
            Changes::Files(files) => files.iter().any(|file| file.as_str().starts_with(folder)),
        };
        let (assets, of_assets) = match last.as_ref().filter(|_| !touched("static/")) {
            Some(last) => (Arc::clone(&last.assets), Arc::clone(&last.of_assets)),
            None => shared(static_files::read(project, &self.sources)?),
        };
        let same_assets = last.as_ref().filter(|last| Arc::ptr_eq(&last.assets, &assets));
        let same_plan = same_assets.filter(|last| {
            !structure && pieces(&last.search) == pieces(&search) && last.site.has_routes_of(&site)
        });
        let (plan, of_plan) = match same_plan {
            Some(last) => (Arc::clone(&last.plan), Arc::clone(&last.of_plan)),
            None => shared(output::plan(project, &site, &search, &self.sources, &assets)),
        };
        let known_pictures = (last.as_ref().map(|last| &*last.pictures), &changes);
        let (pictures, of_pictures) = pictures::look(project, &site, &plan, known_pictures)?;
        let same_templates =
            same_assets.filter(|last| !touched("templates/") && last.site.has_frame_of(&site));
        let (templates, of_templates) = match same_templates {
            Some(last) => {
                let both = (last.templates.clone(), Arc::clone(&last.translated));
                (both, last.of_templates.clone())
            }
            None => inputs::templates(project, &site, &self.sources, &assets)?,
        };
        let (templates, translated) = templates;
        let found = [&of_site, &of_search, &of_plan, &of_assets].into_iter().flat_map(|of| &**of);
        let found = found.chain(&of_pictures);
        let mut relations: Vec<_> = found.chain(&of_templates).cloned().collect();
        relations.extend_from_slice(&self.lock.diagnostics);
        relations.extend_from_slice(&self.redirects.diagnostics);
        let outdated = self.outdated(project, &site, is_sealed);
        let mut loaded = Loaded {
            project: Arc::clone(project),
            site,
            search,
            plan,
            templates,
            translated,
            lock: self.lock.value.clone(),
            seal,
            is_sealed,
            diagnostics: of_files,
            assets,
            pictures: Arc::new(pictures),
            outdated: Arc::new(outdated),
            texts: Arc::clone(&self.texts),
            drafts,
            documents,
            stand_ins: Arc::new(stand_ins),
            of_site,
            of_search,
            of_plan,
            of_assets,
            of_templates,
        };
        loaded.drop_stand_ins(&mut relations);
        loaded.diagnostics.append(&mut relations);
        loaded.diagnostics.retain(|one| project.config.reports(one.code));
        self.last = Some(loaded.clone());
        Ok(loaded)
    }

    /// Reads redirects.yaml if it has changed, and returns whether its content is the same as
    /// before.
    fn refresh_redirects(&mut self, project: &Project) -> Result<bool, Error> {
        let before = self.redirects.value.clone();
        self.redirects.refresh(project, &redirects::source(), redirects::read)?;
        Ok(match (&before, &self.redirects.value) {
            (Some(before), Some(now)) => Arc::ptr_eq(before, now),
            (None, None) => true,
            _ => false,
        })
    }

    /// Assembles the site of these documents, with its old addresses, and reports mistakes in their
    /// relations.
    fn assembled(
        &self,
        project: &Project,
        documents: &[Document],
        drafts: Drafts,
    ) -> (Site, Vec<Diagnostic>) {
        let (mut site, mut found) = site::assemble(project, documents, drafts);
        if let Some(redirects) = &self.redirects.value {
            found.extend(site::add_redirects(project, &mut site, redirects));
        }
        (site, found)
    }

    /// The addresses of translations that report that their originals are newer.
    fn outdated(&self, project: &Project, site: &Site, is_sealed: bool) -> BTreeSet<UrlPath> {
        match &self.lock.value {
            Some(lock) if project.config.translation_notice && !is_sealed => {
                let older = |own: &Site| check::older_than_originals(lock, site, own);
                site.translations.iter().flat_map(older).collect()
            }
            _ => BTreeSet::new(),
        }
    }

    /// The files among `files` that existed last time and still do, by every path that leads to
    /// them. Temporary files of editors are ignored. [`Changes::Unknown`] if the site has other
    /// files now, or if a link may lead elsewhere.
    fn settled(&self, project: &Project, files: &BTreeSet<SourcePath>) -> Changes {
        let root = &project.root;
        if files.iter().any(|file| discover::is_link(root, file)) {
            return Changes::Unknown;
        }
        let mut settled = BTreeSet::new();
        for file in files {
            let Some(file) = self.sources.real(root, file) else { return Changes::Unknown };
            let is_left_out = self.sources.left_out.binary_search(&file).is_ok();
            let was_there = self.sources.knows(&file) || is_left_out;
            if was_there != discover::is_plain_file(root, &file) {
                return Changes::Unknown;
            }
            let paths = self.sources.leading_to(&file);
            settled.extend(paths.filter(|path| self.sources.knows(path)));
        }
        Changes::Files(settled)
    }

    /// Reads the documents that have changed.
    fn read(
        &mut self,
        project: &Project,
        changes: &Changes,
        progress: &dyn Progress,
    ) -> Result<(), Error> {
        let parser = Parser::of(project);
        self.documents.set_key(parser.key());
        let read = |source: &SourcePath, opened: Option<Opened>, known: Option<&Remembered>| {
            if !progress.is_wanted() {
                return Err(Error::Stopped);
            }
            let remembered = inputs::document(project, source, opened, &self.texts, known, &parser);
            progress.step();
            remembered
        };
        match changes {
            Changes::Unknown => {
                let sources = &self.sources.documents;
                progress.begin("Reading", sources.len());
                let known = self.documents.fitted(sources);
                let new: Vec<_> = sources
                    .par_chunks(SHARE)
                    .zip(known.par_chunks(SHARE))
                    .with_max_len(1)
                    .flat_map_iter(|(sources, known)| {
                        let ahead = sources.chunks(AHEAD).zip(known.chunks(AHEAD));
                        ahead.flat_map(|(sources, known)| {
                            let both = sources.iter().zip(known);
                            // The cached document is usually still right.
                            let opened = both.map(|(source, known)| match known {
                                Some(_) => None,
                                None => discover::announce(&project.root, source),
                            });
                            let opened: Vec<Option<Opened>> = opened.collect();
                            let all = sources.iter().zip(opened).zip(known);
                            all.map(|((source, opened), known)| read(source, opened, *known))
                        })
                    })
                    .collect::<Result<_, Error>>()?;
                self.documents.update(&self.sources.documents, new);
            }
            Changes::Files(files) => {
                let sources = &self.sources.documents;
                let is_document = |file: &&SourcePath| sources.binary_search(file).is_ok();
                let files: Vec<&SourcePath> = files.iter().filter(is_document).collect();
                let new: Vec<_> = files
                    .par_iter()
                    .map(|file| read(file, None, self.documents.get(file)))
                    .collect::<Result<_, Error>>()?;
                for (file, new) in files.into_iter().zip(new) {
                    if let Some(new) = new {
                        self.documents.replace(file, Arc::new(new));
                    }
                }
            }
        }
        Ok(())
    }

    /// The search index of each language, and diagnostics about the texts that must find their
    /// articles: from an earlier run, or built now.
    fn search(
        &mut self,
        project: &Project,
        site: &Site,
        progress: &dyn Progress,
    ) -> Result<(Vec<Files>, Vec<Diagnostic>), Error> {
        let key = Files::key(project, site);
        self.new_search = None;
        if let Some(known) = self.folder.as_ref().and_then(|folder| folder.search(key)) {
            return Ok(known);
        }
        self.new_search = Some(key);
        let projects = project.editions().collect::<Vec<_>>();
        let sites = site.editions().collect::<Vec<_>>();
        let main = &project.config.language;
        let all = projects.into_par_iter().zip(sites).map(|(project, own)| {
            let original = project.edition.folder().map(|_| site);
            let (rules, entries) = (Rules::built_in(), entries(project, own, original));
            let read = entries.par_iter().map(|entry| Reading::of(&rules, entry));
            let readings: Vec<Reading> = read.collect();
            let index = Index::with_readings(rules, entries, &readings);
            let templates = Templates::default();
            let trial = Trial {
                site: own,
                original,
                index: &index,
                readings: &readings,
                templates: &templates,
            };
            let parts = if self.tries_texts { trial.parts() } else { 0 };
            let wanted = (0..parts).into_par_iter().filter(|_| progress.is_wanted());
            let found = || wanted.flat_map_iter(|part| trial.part(part));
            let found = || found().collect::<Vec<_>>();
            let original = original.map(|site| (site, main.as_str()));
            let both = rayon::join(|| Files::of_site(&index, own, original), found);
            // It takes a while to free tens of thousands of texts, and nothing needs to wait.
            rayon::spawn(move || drop((index, readings, templates)));
            both
        });
        let (files, found): (Vec<Files>, Vec<Vec<Diagnostic>>) = all.unzip();
        if !progress.is_wanted() {
            return Err(Error::Stopped);
        }
        Ok((files, found.into_iter().flatten().collect()))
    }

    /// The current documents, those among them that replace broken ones, and the mistakes in the
    /// files.
    fn documents(&self) -> (Arc<Vec<Document>>, BTreeSet<SourcePath>, Vec<Diagnostic>) {
        let mut diagnostics = self.found.clone();
        let mut stand_ins = BTreeSet::new();
        let mut documents = Vec::with_capacity(self.sources.documents.len());
        for remembered in self.documents.iter() {
            diagnostics.extend_from_slice(&remembered.diagnostics);
            documents.push(match (&remembered.document, &remembered.last_good) {
                (Document::Broken { source, .. }, Some(good)) if self.keep_last_good => {
                    stand_ins.insert(source.clone());
                    Document::Article(Arc::clone(good))
                }
                (document, _) => document.clone(),
            });
        }
        let Sources { misplaced, left_out, meant, .. } = &self.sources;
        let unread = misplaced.iter().chain(left_out).chain(meant).cloned();
        documents.extend(unread.map(|source| Document::Broken { source, rest: None }));
        (Arc::new(documents), stand_ins, diagnostics)
    }

    /// The places of diagnostics that earlier runs found.
    #[must_use]
    pub(crate) fn places(&self) -> Places {
        self.folder.as_ref().map(Cache::places).unwrap_or_default()
    }

    /// Stores the places of this run's diagnostics.
    pub(crate) fn keep_places(&self, places: &Places) {
        if let Some(folder) = &self.folder {
            folder.keep_places(places);
        }
    }

    /// The key of a document's bytes.
    #[must_use]
    pub(crate) fn file_key(&self, source: &SourcePath) -> Option<Key> {
        self.documents.get(source).map(|remembered| remembered.bytes)
    }

    /// What an earlier run recorded about the output `name`.
    #[must_use]
    pub(crate) fn output(&self, name: &str) -> KnownOutput {
        self.folder.as_ref().map(|folder| folder.output(name)).unwrap_or_default()
    }

    /// Caches what was read on disk while `work` runs.
    pub(crate) fn keep_sources_while<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        rayon::join(|| self.keep_sources(), work).1
    }

    fn keep_sources(&self) {
        let Some(folder) = &self.folder else { return };
        folder.keep_documents(&self.documents, &self.texts);
        if let (Some(key), Some(last)) = (self.new_search, &self.last) {
            folder.keep_search(key, &last.search, &last.of_search);
        }
        if let Some(last) = self.last.as_ref().filter(|last| !last.is_sealed)
            && let Some(seal) = last.seal
            && check::is_as_stamped(last.subject(&Today::of_clock()))
        {
            folder.seal(seal);
        }
    }

    /// Caches what was rendered on disk, as the output `name`, whose manifest now has this stamp.
    pub(crate) fn keep_output(&self, name: &str, rendered: &Rendered, manifest: Option<FileStamp>) {
        let is_news = rendered.is_news() || rendered.manifest != manifest;
        if let Some(folder) = self.folder.as_ref().filter(|_| is_news) {
            folder.keep_output(name, manifest, &rendered.output);
        }
    }
}

/// The number of pieces of each index.
fn pieces(indexes: &[Files]) -> Vec<usize> {
    indexes.iter().map(|files| files.pieces().len()).collect()
}

fn shared<A, B>((a, b): (A, B)) -> (Arc<A>, Arc<B>) {
    (Arc::new(a), Arc::new(b))
}

impl Loaded {
    /// The site of `documents`, if these differ from its own at most in long texts: relations and
    /// the search index are made from the rest.
    fn site_with(&self, documents: &[Document]) -> Option<(Arc<Site>, Arc<Vec<Diagnostic>>)> {
        if self.documents.len() != documents.len() {
            return None;
        }
        let mut site = Arc::clone(&self.site);
        for (old, new) in self.documents.iter().zip(documents) {
            match (old, new) {
                (Document::Article(old), Document::Article(new)) if !Arc::ptr_eq(old, new) => {
                    if old.source != new.source || old.summary != new.summary {
                        return None;
                    }
                    Arc::make_mut(&mut site).replace(new);
                }
                (old, new) if !old.is_same(new) => return None,
                _ => {}
            }
        }
        Some((site, Arc::clone(&self.of_site)))
    }
}

#[cfg(test)]
mod tests;
