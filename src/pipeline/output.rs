//! Renders a loaded site into its output files: each is kept or made again, and checked.

use std::sync::Arc;

use rayon::prelude::*;

use super::{Loaded, Progress, SHARE, any_error};
use crate::cache::{KnownOutput, Made};
use crate::check::hosts::{self, Deployed};
use crate::check::{self, Advice, Links, NamedAlternate, Pieces, TemplateAddresses};
use crate::date::Date;
use crate::diagnostic::{Code, Diagnostic};
use crate::discover;
use crate::error::Error;
use crate::output::{Content, Context, MadeWith, OutputFile, PlanIndex, Role};
use crate::parse::{ArticleDocument, Document, Prose};
use crate::path::{OutPath, SourcePath};
use crate::publish::{NewFile, NewSite, Sink, Written};
use crate::render::{LongTexts as _, Obstacle, Templates};
use crate::stamp::FileStamp;

/// The result of rendering a whole site.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    /// The current state of each file.
    pub output: KnownOutput,
    /// For each file, what was written, and whether this run wrote it.
    pub written: Vec<(Option<Written>, bool)>,
    /// Whether the last run made exactly these files.
    pub same_files: bool,
    /// The manifest of the last run.
    pub manifest: Option<FileStamp>,
    /// What is wrong with the final HTML.
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// The bytes of the file at `out`; `None` if the plan has no such file.
    ///
    /// # Errors
    /// The reason why it cannot be made, in words.
    pub fn render_one(&self, out: &str) -> Result<Option<Vec<u8>>, String> {
        let (Some(file), Some(templates)) = (self.plan.file(out), &self.templates) else {
            return Ok(None);
        };
        let Some(context) = self.context(templates) else { return Ok(None) };
        match file.content(&context) {
            Ok(Content::Bytes(bytes) | Content::Article(bytes, _)) => Ok(Some(bytes)),
            Ok(Content::CopyOf(source)) => discover::read(&self.project.root, source)
                .map(Some)
                .map_err(|error| error.to_string()),
            Err(Obstacle::Template(failure)) => Err(Diagnostic::from(failure).message),
            Err(Obstacle::Text(error)) => Err(error.to_string()),
        }
    }

    /// The context that files are made from.
    pub(super) fn context<'a>(&'a self, templates: &'a Templates) -> Option<Context<'a>> {
        let templates = std::iter::once(templates).chain(&*self.translated);
        let made_with = templates.zip(&*self.search);
        let made_with: Vec<MadeWith<'a>> =
            made_with.map(|(templates, search)| MadeWith { templates, search }).collect();
        let files = (&*self.assets, &*self.pictures, &*self.outdated);
        Context::new(&self.project, &self.site, &self.plan, files, &made_with, self)
    }

    /// Renders every file into `sink`, checks the final HTML, and reports mistakes. What `known`
    /// says about a file stays valid if its inputs are the same and `sink` keeps it.
    ///
    /// # Errors
    /// If the disk refuses, or the result is no longer wanted ([`Error::Stopped`]).
    pub(crate) fn render(
        &self,
        sink: &dyn Sink,
        known: &KnownOutput,
        progress: &dyn Progress,
    ) -> Result<Rendered, Error> {
        let Some(templates) = &self.templates else { return Ok(Rendered::default()) };
        let references = |article: &ArticleDocument| {
            self.whole(article).map(|text| text.references).unwrap_or_default()
        };
        let Some(context) = self.context(templates) else {
            return Ok(Rendered::default());
        };
        let is_wanted = || progress.is_wanted();
        let addresses = TemplateAddresses::new(templates);
        let making = Making {
            loaded: self,
            context: context.while_wanted(&is_wanted),
            links: Links {
                project: &self.project,
                site: &self.site,
                plan: &self.plan,
                templates: &addresses,
                references: &references,
            },
            pieces: Pieces::default(),
            sink,
        };
        progress.begin("Rendering", self.plan.len());
        let done: Vec<File> = known
            .fitted(&self.plan)
            .into_par_iter()
            .enumerate()
            .with_max_len(SHARE)
            .map(|(index, known)| {
                if !progress.is_wanted() {
                    return Err(Error::Stopped);
                }
                let file = making.file(index, known);
                progress.step();
                file
            })
            .collect::<Result<_, Error>>()?;
        let (same_files, manifest) = (known.is_of(&self.plan), known.manifest);
        let mut rendered = self.gather(done, making.links);
        rendered.diagnostics.extend(self.check_error_page()?);
        rendered.diagnostics.extend(self.check_offline_copy()?);
        Ok(Rendered { same_files, manifest, ..rendered })
    }

    /// Whether the page shows the last good version of a broken article.
    fn is_stand_in(&self, file: &dyn OutputFile) -> bool {
        !self.stand_ins.is_empty()
            && self.stand_ins.contains(&file.source(&self.project, &self.site))
    }

    /// Reports sitemaps and feeds whose dates differ from those of the pages.
    fn disagreeing(&self, done: &[File]) -> Vec<(PlanIndex, Diagnostic)> {
        let mut found = Vec::new();
        for (file, (out, _)) in done.iter().zip(self.plan.iter()) {
            for (index, said) in &file.dated {
                let shown = done[*index].made.updated.filter(|shown| shown != said);
                if let (Some(shown), Some((_, page))) = (shown, self.plan.at(*index)) {
                    let about = page.source(&self.project, &self.site);
                    found.push((*index, check::disagree(out.as_str(), *said, shown, &about)));
                }
            }
        }
        found
    }

    /// Reports pages in several languages that do not name each other, or that the sitemap names
    /// differently.
    fn not_reciprocal(&self, done: &[File]) -> Vec<(PlanIndex, Diagnostic)> {
        if self.project.languages.is_empty() {
            return Vec::new();
        }
        let named = |index: PlanIndex| {
            let (_, file) = self.plan.at(index)?;
            let one = done.get(index).filter(|one| !one.failed)?;
            let is_known = file.role() == Role::Page && !self.is_stand_in(file);
            let source = || file.source(&self.project, &self.site);
            is_known.then(|| (&*one.made.alternates, source()))
        };
        let mut found = check::not_reciprocal(&self.project.config.base_url, &self.plan, named);
        for (file, (out, _)) in done.iter().zip(self.plan.iter()) {
            for (index, said) in &file.alternates {
                if let Some((_, source)) = named(*index).filter(|(own, _)| own != said) {
                    found.push((*index, check::otherwise_in(out.as_str(), &source)));
                }
            }
        }
        found
    }

    /// Reports what the hosts of the site would refuse or ignore.
    fn check_hosts(&self, done: &[File]) -> Vec<Diagnostic> {
        if self.project.hosts().is_empty() {
            return Vec::new();
        }
        let text = |out: &str| {
            let bytes = self.render_one(out).ok()??;
            Some(String::from_utf8_lossy(&bytes).into_owned())
        };
        let sizes: Vec<u64> = done.iter().map(|file| file.made.size.unwrap_or_default()).collect();
        let (project, site, plan) = (&self.project, &self.site, &self.plan);
        hosts::check(&Deployed { project, site, plan, sizes: &sizes, text: &text })
    }

    /// Checks the links between pages, and combines everything in order.
    fn gather(&self, done: Vec<File>, links: Links<'_>) -> Rendered {
        let anchors = |index: PlanIndex| {
            let (_, file) = self.plan.at(index)?;
            let is_known = file.role().is_page() && !done[index].failed && !self.is_stand_in(file);
            is_known.then(|| done[index].made.anchors.as_str())
        };
        let mut found: Vec<(PlanIndex, Diagnostic)> = done
            .par_iter()
            .enumerate()
            .flat_map_iter(|(index, File { made, .. })| {
                let dead = links.anchors(index, &made.leads, anchors);
                made.diagnostics.iter().cloned().chain(dead).map(move |one| (index, one))
            })
            .collect();
        found.extend(self.disagreeing(&done));
        found.extend(self.not_reciprocal(&done));
        let mut advice = Advice::new(links);
        for (index, File { made, .. }) in done.iter().enumerate() {
            found.extend(made.leads.dead.iter().map(|dead| (index, advice.about(dead))));
        }
        let mut diagnostics = check::once(found);
        for (dead, more) in [links.broken(anchors), links.settings(anchors)] {
            diagnostics.extend(dead.iter().map(|dead| advice.about(dead)));
            diagnostics.extend(more);
        }
        // The content of a broken page is unknown, and so is the target of a dead link.
        let is_known = |File { made, failed, .. }: &File| {
            !failed && made.leads.dead.is_empty() && !any_error(&made.diagnostics)
        };
        let is_text = |one: &Diagnostic| one.code == Code::LinkAsText;
        let all_known = self.site.broken_pages().next().is_none()
            && done.iter().all(is_known)
            && !self.diagnostics.iter().any(is_text);
        if all_known {
            let shown = done.iter().flat_map(|file| file.made.leads.files.iter().copied());
            let images = self.documents.iter().filter_map(|document| match document {
                Document::Article(article) => article.summary.image.as_ref(),
                _ => None,
            });
            let images = images.filter_map(|image| self.plan.served(image.as_str()));
            let shown = shown.chain(self.shown_by_drafts(links)).chain(images);
            diagnostics.extend(check::unused(&self.project, &self.plan, shown));
        }
        diagnostics.extend(self.check_hosts(&done));
        self.drop_stand_ins(&mut diagnostics);
        diagnostics.retain(|diagnostic| self.project.config.reports(diagnostic.code));
        let mut rendered = Rendered { diagnostics, ..Rendered::default() };
        for (file, (out, _)) in done.into_iter().zip(self.plan.iter()) {
            rendered.written.push((file.made.written, file.is_new));
            let leads = &file.made.leads;
            let settled =
                !leads.unsettled && leads.dead.is_empty() && !any_error(&file.made.diagnostics);
            rendered.output.files.push((out.clone(), settled.then_some(file.made)));
        }
        rendered
    }
}

impl Loaded {
    /// The files that left-out drafts link to. The drafts are read lazily.
    fn shown_by_drafts<'a>(&'a self, links: Links<'a>) -> impl Iterator<Item = PlanIndex> + 'a {
        let is_left_out = |article: &ArticleDocument| {
            article.summary.draft && self.drafts == crate::site::Drafts::Leave
        };
        let drafts = self.documents.iter().filter_map(move |document| match document {
            Document::Article(article) if is_left_out(article) => Some(article),
            _ => None,
        });
        let texts = drafts.filter_map(|article| self.whole(article).ok());
        texts.flat_map(move |text| links.files(&text.references))
    }
}

impl Rendered {
    /// Whether any file was made or removed.
    pub(super) fn is_news(&self) -> bool {
        !self.same_files || self.written.iter().any(|(_, is_new)| *is_new)
    }

    /// Leaks its memory, like [`Loaded::leave_to_exit`].
    pub(crate) fn leave_to_exit(self) {
        std::mem::forget(self);
    }

    /// The site to publish.
    #[must_use]
    pub(crate) fn site(&self) -> NewSite<'_> {
        let files = self.output.files.iter().zip(&self.written);
        let files = files.map(|((out, _), (written, is_new))| NewFile {
            out,
            written: *written,
            is_new: *is_new,
        });
        let manifest = self.manifest.filter(|_| self.same_files);
        NewSite { files: files.collect(), manifest }
    }
}

/// A file of the output.
#[derive(Debug, Default)]
struct File {
    /// What is known about it.
    made: Arc<Made>,
    /// Whether it was made, rather than kept.
    is_new: bool,
    /// Whether it could not be made.
    failed: bool,
    /// The dates of pages in a new sitemap or feed.
    dated: Vec<(PlanIndex, Date)>,
    /// The alternates of pages in a new sitemap.
    alternates: Vec<(PlanIndex, Vec<NamedAlternate>)>,
}

/// The inputs for making the files of a site.
struct Making<'a> {
    loaded: &'a Loaded,
    context: Context<'a>,
    links: Links<'a>,
    /// A cache of what pages have in common.
    pieces: Pieces,
    sink: &'a dyn Sink,
}

/// Whether a file may be a sitemap or a feed.
fn is_xml(out: &OutPath) -> bool {
    out.as_str().rsplit_once('.').is_some_and(|(_, extension)| extension == "xml")
}

impl Making<'_> {
    /// Whether the size of each file is needed.
    fn measures(&self) -> bool {
        !self.loaded.project.hosts().is_empty()
    }

    /// The file at `index`: kept if its inputs have not changed, otherwise made.
    fn file(&self, index: PlanIndex, known: Option<Arc<Made>>) -> Result<File, Error> {
        let Some((out, file)) = self.loaded.plan.at(index) else { return Ok(File::default()) };
        let key = file.key(&self.context)?;
        if let Some(made) = known
            && made.key == key
            && self.sink.keeps(out, made.written.as_ref())
            && (made.size.is_some() || !self.measures())
        {
            return Ok(File { made, ..File::default() });
        }
        let mut made = Made { key, ..Made::default() };
        // A template may contain mistakes.
        let is_sure = file.role() == Role::Data && file.template().is_none();
        if self.sink.discards() && is_sure && !self.measures() {
            return Ok(File { made: Arc::new(made), is_new: true, ..File::default() });
        }
        let (mut dated, mut alternates) = (Vec::new(), Vec::new());
        let failed = match file.content(&self.context) {
            Ok(Content::Bytes(bytes)) => {
                self.write(out, &bytes, &mut made)?;
                if file.role().is_page() {
                    self.check(index, file, &bytes, None, &mut made);
                } else if file.role() == Role::Data && file.template().is_some() {
                    made.diagnostics = self.loaded.loads_from_elsewhere(&bytes);
                } else if file.role() == Role::Data && is_xml(out) {
                    dated = self.dated(&bytes);
                    alternates = self.alternates(&bytes);
                }
                false
            }
            Ok(Content::Article(html, prose)) => {
                self.write(out, &html, &mut made)?;
                self.check(index, file, &html, Some(&prose), &mut made);
                false
            }
            Ok(Content::CopyOf(source)) => {
                made.written = self.copy(out, source)?;
                made.size = discover::look(&self.loaded.project.root, source).map(|(size, _)| size);
                false
            }
            Err(Obstacle::Template(failure)) => {
                let Loaded { project, site, .. } = self.loaded;
                let place = file.place(project, site);
                let template = file.template().unwrap_or_default();
                made.diagnostics.push(failure.while_rendering(place, template));
                true
            }
            Err(Obstacle::Text(error)) => return Err(error),
        };
        Ok(File { made: Arc::new(made), is_new: true, failed, dated, alternates })
    }

    fn write(&self, out: &OutPath, bytes: &[u8], made: &mut Made) -> Result<(), Error> {
        made.written = self.sink.write(out, bytes)?;
        made.size = u64::try_from(bytes.len()).ok();
        Ok(())
    }

    /// Checks the final HTML of the page at `index`, which shows `prose`.
    fn check(
        &self,
        index: PlanIndex,
        file: &dyn OutputFile,
        bytes: &[u8],
        prose: Option<&Prose>,
        made: &mut Made,
    ) {
        let about = file.source(&self.loaded.project, &self.loaded.site);
        // Templates are text, so their output is too.
        let html = std::str::from_utf8(bytes).unwrap_or_default();
        let (facts, diagnostics) = check::page(html, &about, prose, &self.pieces);
        let (leads, more) = self.links.page(index, &facts);
        let blocked = self.links.blocked(index, &facts.loaded);
        made.diagnostics.extend(diagnostics.into_iter().chain(more).chain(blocked));
        (made.anchors, made.leads, made.updated) = (facts.anchors, leads, facts.updated);
        made.alternates = facts.alternates;
    }

    /// The dates of pages in a sitemap or feed.
    fn dated(&self, bytes: &[u8]) -> Vec<(PlanIndex, Date)> {
        let Loaded { project, plan, .. } = self.loaded;
        let said = check::dated(std::str::from_utf8(bytes).unwrap_or_default());
        let pages = said.into_iter().filter_map(|(address, date)| {
            Some((plan.served(project.config.base_url.local(address)?)?, date))
        });
        pages.collect()
    }

    /// The alternates of pages in a sitemap.
    fn alternates(&self, bytes: &[u8]) -> Vec<(PlanIndex, Vec<NamedAlternate>)> {
        let Loaded { project, plan, .. } = self.loaded;
        let said = check::in_sitemap(std::str::from_utf8(bytes).unwrap_or_default());
        let pages = said.into_iter().filter_map(|(address, alternates)| {
            Some((plan.served(project.config.base_url.local(address)?)?, alternates))
        });
        pages.collect()
    }

    fn copy(&self, out: &OutPath, source: &SourcePath) -> Result<Option<Written>, Error> {
        let root = &self.loaded.project.root;
        if self.sink.discards() {
            return Ok(None);
        }
        let from = source.to_disk(root);
        let file = discover::file(root, source)?;
        self.sink.copy(out, &from, file).map_err(|error| {
            let is_gone = discover::look(root, source).is_none();
            if is_gone { Error::Vanished { path: from } } else { error }
        })
    }
}
