//! The templates: the built-in ones and the site's, and their errors.

mod functions;
mod texts;
mod vocabulary;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, ErrorKind, Tera};

use super::headers::{Headers, Scripts, headers};
use super::view::SiteView;
use crate::config::{Csp, Labels};
use crate::diagnostic::{At, Code, Diagnostic, Place};
use crate::key::Key;
use crate::path::SourcePath;

use texts::{BUILT_IN, Texts};

pub use vocabulary::{FILTERS, FUNCTIONS, TESTS, components};

/// Templates that are ready to render.
pub struct Templates {
    tera: Tera,
    /// The text of each template, to find places in it.
    texts: Arc<Texts>,
    key: Key,
    /// The headers for the texts that templates may inline into pages.
    headers: Arc<Headers>,
    /// The scripts that the policy allows on a page: these texts, and the sources of others.
    scripts: Arc<Scripts>,
}

/// A page that could not be rendered.
#[derive(Debug)]
pub struct TemplateFailure(Box<Diagnostic>);

impl TemplateFailure {
    /// The diagnostic for an author, with the place that requests the page. The place in the
    /// template `name` is used for a page that every site has.
    #[must_use]
    pub fn while_rendering(self, place: Option<Place>, name: &str) -> Diagnostic {
        self.0.related(place.unwrap_or_else(|| Place::file(&source(name))), "while rendering")
    }
}

impl From<TemplateFailure> for Diagnostic {
    fn from(failure: TemplateFailure) -> Self {
        *failure.0
    }
}

/// The usual length of a page, in bytes.
const USUAL: usize = 32 << 10;

impl Templates {
    /// The built-in templates, replaced or extended by those of the site (name and text).
    /// `addresses` are the addresses of static files, and `inline` the texts of those without an
    /// address, by path under `static/`.
    ///
    /// # Errors
    /// The first mistake that prevents loading them.
    pub fn load(
        site: impl IntoIterator<Item = (String, String)>,
        labels: &Labels,
        addresses: &BTreeMap<String, String>,
        (inline, csp): (&BTreeMap<String, String>, &Csp),
    ) -> Result<Self, Diagnostic> {
        let mut tera = Tera::default();
        functions::register(&mut tera, labels, addresses, inline);
        let texts = Texts::new(site)?;
        let key = Key::of(&(&texts.all, addresses, inline));
        let mut templates = Self {
            tera,
            texts: Arc::new(texts),
            key,
            headers: Arc::new(headers(inline, csp)),
            scripts: Arc::new(Scripts::new(inline, csp)),
        };
        match templates.tera.add_raw_templates(templates.texts.all.iter()) {
            Ok(()) => Ok(templates),
            Err(error) => Err(templates.diagnostic(Code::TemplateSyntax, &error)),
        }
    }

    /// The same templates with the labels of another language: parsing takes longer than copying.
    /// Set the values that they read as `site` afterwards.
    #[must_use]
    pub fn with_labels(&self, labels: &Labels) -> Self {
        let mut tera = self.tera.clone();
        functions::register_words(&mut tera, labels);
        let (texts, headers) = (Arc::clone(&self.texts), Arc::clone(&self.headers));
        Self { tera, texts, key: self.key, headers, scripts: Arc::clone(&self.scripts) }
    }

    /// Changes with any template, the address of a static file, an inlined text, or the values that
    /// templates read as `site`.
    #[must_use]
    pub fn key(&self) -> Key {
        self.key
    }

    /// The place of a text in the site's own templates.
    #[must_use]
    pub fn own_place(&self, text: &str) -> Option<Place> {
        self.texts().filter(|(source, _)| self.is_own(source)).find_map(|(file, template)| {
            let at = template.find(text)?;
            Some(Place { file, at: At::Bytes(at..at + text.len()) })
        })
    }

    /// Whether the policy allows a script with this text on a page.
    #[must_use]
    pub fn allows_script(&self, text: &str) -> bool {
        self.scripts.allow(text)
    }

    /// The headers of every response.
    #[must_use]
    pub fn headers(&self) -> &Headers {
        &self.headers
    }

    /// The drawing of an icon; empty if the site's own templates do not have one.
    #[cfg(feature = "cards")]
    pub(super) fn icon(&self, name: &str) -> String {
        let mut arguments = Context::new();
        arguments.insert("name", name);
        self.tera.render_component("icon", &arguments, None, true).unwrap_or_default()
    }

    /// Sets what every page may read as `site`.
    pub fn set_site(&mut self, site: &SiteView) {
        self.key = Key::of(&(self.key, site));
        self.tera.global_context().insert("site", site);
    }

    /// Renders the template `name` with `page`.
    ///
    /// # Errors
    /// The template's error, with its place.
    pub fn render(&self, name: &str, page: &impl Serialize) -> Result<Vec<u8>, TemplateFailure> {
        let mut context = Context::new();
        context.insert("page", page);
        let mut bytes = Vec::with_capacity(USUAL);
        self.tera.render_to(name, &context, &mut bytes).map_err(|error| {
            TemplateFailure(Box::new(self.diagnostic(Code::TemplateFailed, &error)))
        })?;
        Ok(bytes)
    }

    fn diagnostic(&self, code: Code, error: &tera::Error) -> Diagnostic {
        let report = match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => report,
            ErrorKind::CircularExtend { inheritance_chain, .. } => {
                return self.extends_itself(code, inheritance_chain);
            }
            ErrorKind::MissingParent { current, parent } => {
                return self.missing_parent(code, current, parent);
            }
            other => return self.diagnostic_from_text(code, &other.to_string()),
        };
        let file = source(report.filename());
        let at = At::Bytes(report.span().range.clone());
        let said = report.message();
        let (message, fields) = said.split_once(". Available fields: ").unwrap_or((said, ""));
        let mut diagnostic =
            Diagnostic::new(code, message.trim_end_matches('.'), Place { file, at });
        if !fields.is_empty() {
            diagnostic = diagnostic.help(format!("the fields here are {fields}"));
        }
        if self.texts.own.iter().any(|name| name == report.filename()) {
            diagnostic.help("docs/templates.md lists what templates can read")
        } else {
            diagnostic
                .help("this template is built into errhub; an older template of the site may not be compatible with it")
        }
    }

    /// Reports a template that extends itself, probably in order to extend the built-in one of the
    /// same name.
    fn extends_itself(&self, code: Code, chain: &[String]) -> Diagnostic {
        let own = chain.iter().find(|name| self.texts.own.contains(name));
        let name = own.or(chain.first()).map(String::as_str).unwrap_or_default();
        let place = self.quoted(name, name);
        let diagnostic = Diagnostic::new(code, "this template extends itself", place);
        diagnostic.help(if texts::is_built_in(name) {
            format!("to extend the built-in one, write `{{% extends \"{BUILT_IN}{name}\" %}}`")
        } else {
            "extend another template".to_owned()
        })
    }

    fn missing_parent(&self, code: Code, name: &str, parent: &str) -> Diagnostic {
        let said = vocabulary::unknown(&format!("Unknown template `{parent}`"), self.texts.iter());
        let (message, help) = said.unwrap_or_default();
        Diagnostic::new(code, message, self.quoted(name, parent)).help(help)
    }

    /// Where a template names another one.
    fn quoted(&self, template: &str, other: &str) -> Place {
        let text = self.texts.all.get(template).map(String::as_str).unwrap_or_default();
        let found = ["\"", "'"].into_iter().find_map(|quote| {
            let quoted = format!("{quote}{other}{quote}");
            text.find(&quoted).map(|at| At::Bytes(at..at + quoted.len()))
        });
        Place { file: source(template), at: found.unwrap_or(At::File) }
    }

    /// Some errors of Tera have their place only in the message: a drawing with `-->
    /// name:line:column` below it, or the name of a template in it.
    fn diagnostic_from_text(&self, code: Code, text: &str) -> Diagnostic {
        let first = text.lines().next().unwrap_or_default();
        let message =
            first.strip_prefix("error: ").unwrap_or(first).trim_end_matches('.').to_owned();
        let drawn =
            text.lines().find_map(|line| self.drawn_place(line.trim().strip_prefix("--> ")?));
        let named = || self.texts.own.iter().find(|name| text.contains(name.as_str()));
        let place = drawn.or_else(|| named().map(|name| Place::file(&source(name))));
        let (message, help) = vocabulary::unknown(&message, self.texts.iter())
            .unwrap_or((message, "docs/templates.md lists what templates can use".to_owned()));
        Diagnostic { code, message, place, help: vec![help], related: Vec::new() }
    }

    /// `article.html:3:19` as a place: line and column from 1, in characters.
    fn drawn_place(&self, drawn: &str) -> Option<Place> {
        let mut parts = drawn.rsplitn(3, ':');
        let column: usize = parts.next()?.parse().ok()?;
        let line: usize = parts.next()?.parse().ok()?;
        let name = parts.next()?;
        let text = self.texts.all.get(name)?;
        let before: usize =
            text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
        let in_line = text[before..].char_indices().nth(column.checked_sub(1)?)?.0;
        let start = before + in_line;
        let word = text[start..].find(|letter: char| !letter.is_alphanumeric() && letter != '_')?;
        Some(Place { file: source(name), at: At::Bytes(start..start + word) })
    }

    /// The texts of all templates, by source path.
    pub fn texts(&self) -> impl Iterator<Item = (SourcePath, &str)> {
        self.texts.iter().map(|(name, text)| (source(name), text))
    }

    /// Whether the site has its own version of a template.
    #[must_use]
    pub fn is_own(&self, template: &SourcePath) -> bool {
        self.texts.own.iter().any(|name| source(name) == *template)
    }

    /// The text of a template, by its source path: built-in ones are not on disk.
    #[must_use]
    pub fn text(&self, source: &SourcePath) -> Option<&str> {
        self.texts.all.get(source.as_str().strip_prefix("templates/")?).map(String::as_str)
    }
}

/// The path of a template, even if it is built in.
fn source(name: &str) -> SourcePath {
    SourcePath::new(format!("templates/{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lists contain exactly the names that the engine knows.
    #[test]
    fn the_vocabulary_is_that_of_the_engine() {
        let none = BTreeMap::new();
        let labels = Labels::new("en", &none.clone());
        let load = |text: String| {
            Templates::load(
                [("404.html".to_owned(), text)],
                &labels,
                &BTreeMap::new(),
                (&BTreeMap::new(), &Csp::default()),
            )
        };
        let mut all = String::new();
        all.extend(FILTERS.iter().map(|name| format!("{{{{ page.title | {name} }}}}")));
        all.extend(
            TESTS.iter().map(|name| format!("{{% if page.title is {name} %}}{{% endif %}}")),
        );
        all.extend(FUNCTIONS.iter().map(|name| format!("{{{{ {name}() }}}}")));
        let templates = load(all).map_err(|wrong| wrong.message).unwrap();
        let counts = format!("{:?}", templates.tera);
        let expected = format!(
            "filters: {}, tests: {}, functions: {},",
            FILTERS.len(),
            TESTS.len(),
            FUNCTIONS.len()
        );
        assert!(counts.contains(&expected), "{expected} {counts}");
    }
}
