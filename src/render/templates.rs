//! The templates: the built-in ones and the site's, and their errors.

mod vocabulary;

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use tera::{Context, ErrorKind, Kwargs, Number, State, Tera, Value};

use super::headers::{Headers, headers};
use super::view::SiteView;
use crate::assets;
use crate::config::Labels;
use crate::diagnostic::{At, Code, Diagnostic, Place};
use crate::html;
use crate::key::Key;
use crate::path::SourcePath;

pub use vocabulary::{FILTERS, FUNCTIONS, TESTS, components};

/// Templates that are ready to render.
pub struct Templates {
    tera: Tera,
    /// The text of each template, to find places in it.
    texts: BTreeMap<String, String>,
    /// Which of them are the site's own.
    own: Vec<String>,
    key: Key,
    /// The headers for the texts that templates may inline into pages.
    headers: Headers,
}

/// A page that could not be rendered.
#[derive(Debug)]
pub struct TemplateFailure(Box<Diagnostic>);

impl TemplateFailure {
    /// The diagnostic for an author, with the place that requests the page; the template `name` is
    /// used for a page that every site has.
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
    /// The built-in templates, with those of the site (name and text) replacing them. `addresses`
    /// are those of static files, and `inline` the texts of those that have none, by path under
    /// `static/`.
    ///
    /// # Errors
    /// The first mistake that keeps them from loading.
    pub fn load(
        site: impl IntoIterator<Item = (String, String)>,
        labels: &Labels,
        addresses: &BTreeMap<String, String>,
        inline: &BTreeMap<String, String>,
    ) -> Result<Self, Diagnostic> {
        let mut tera = Tera::default();
        let words = Words::new(labels);
        let named = addresses.clone();
        tera.register_function("label", move |kwargs: Kwargs, _: &State<'_>| words.say(&kwargs));
        tera.register_function("asset", move |kwargs: Kwargs, _: &State<'_>| {
            asset(&named, &kwargs)
        });
        let texts = inline.clone();
        tera.register_function("inline", move |kwargs: Kwargs, _: &State<'_>| {
            write_inline(&texts, &kwargs)
        });
        tera.register_filter("breakable", breakable);

        let built_in =
            assets::TEMPLATES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        let mut texts: BTreeMap<String, String> = built_in.collect();
        let mut own = Vec::new();
        for (name, text) in site {
            if texts.get(&name) != Some(&text) {
                own.push(name.clone());
            }
            texts.insert(name, text);
        }
        let key = Key::of(&(&texts, addresses, inline));
        let mut templates = Self { tera, texts, own, key, headers: headers(inline) };
        match templates.tera.add_raw_templates(templates.texts.iter()) {
            Ok(()) => Ok(templates),
            Err(error) => Err(templates.diagnostic(Code::TemplateSyntax, &error)),
        }
    }

    /// Changes with any template, the address of a static file, an inlined text, or what templates
    /// read as `site`.
    #[must_use]
    pub fn key(&self) -> Key {
        self.key
    }

    /// The headers of every response.
    #[must_use]
    pub fn headers(&self) -> &Headers {
        &self.headers
    }

    /// The drawing of an icon; empty if the site's own templates do not make one.
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
        if self.own.iter().any(|name| name == report.filename()) {
            diagnostic.help("docs/templates.md lists what templates can read")
        } else {
            diagnostic
                .help("this template is built into errhub; an older one of the site may not fit it")
        }
    }

    /// Some errors of Tera have their place only in their text: a drawing with `-->
    /// name:line:column` below the message, or the name of a template in the message.
    fn diagnostic_from_text(&self, code: Code, text: &str) -> Diagnostic {
        let first = text.lines().next().unwrap_or_default();
        let message =
            first.strip_prefix("error: ").unwrap_or(first).trim_end_matches('.').to_owned();
        let drawn =
            text.lines().find_map(|line| self.drawn_place(line.trim().strip_prefix("--> ")?));
        let named = || self.own.iter().find(|name| text.contains(name.as_str()));
        let place = drawn.or_else(|| named().map(|name| Place::file(&source(name))));
        let texts = self.texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let (message, help) = vocabulary::unknown(&message, texts)
            .unwrap_or((message, "docs/templates.md lists what templates can use".to_owned()));
        Diagnostic { code, message, place, help: vec![help], related: Vec::new() }
    }

    /// `article.html:3:19` as a place: line and column from 1, in characters.
    fn drawn_place(&self, drawn: &str) -> Option<Place> {
        let mut parts = drawn.rsplitn(3, ':');
        let column: usize = parts.next()?.parse().ok()?;
        let line: usize = parts.next()?.parse().ok()?;
        let name = parts.next()?;
        let text = self.texts.get(name)?;
        let before: usize =
            text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
        let in_line = text[before..].char_indices().nth(column.checked_sub(1)?)?.0;
        let start = before + in_line;
        let word = text[start..].find(|letter: char| !letter.is_alphanumeric() && letter != '_')?;
        Some(Place { file: source(name), at: At::Bytes(start..start + word) })
    }

    /// The texts of all templates, by source path.
    pub fn texts(&self) -> impl Iterator<Item = (SourcePath, &str)> {
        self.texts.iter().map(|(name, text)| (source(name), text.as_str()))
    }

    /// Whether the site has its own version of a template.
    #[must_use]
    pub fn is_own(&self, template: &SourcePath) -> bool {
        self.own.iter().any(|name| source(name) == *template)
    }

    /// The text of a template, by its source path: built-in ones are not on disk.
    #[must_use]
    pub fn text(&self, source: &SourcePath) -> Option<&str> {
        self.texts.get(source.as_str().strip_prefix("templates/")?).map(String::as_str)
    }
}

/// The path of a template, even if it is built in.
fn source(name: &str) -> SourcePath {
    SourcePath::new(format!("templates/{name}"))
}

/// The labels, for templates.
struct Words {
    labels: Labels,
    /// Labels with nothing to fill in, ready for use.
    plain: HashMap<&'static str, Value>,
}

impl Words {
    fn new(labels: &Labels) -> Self {
        let plain = Labels::names()
            .filter(|name| labels.is_plain(name))
            .map(|name| (name, Value::from(labels.say(name, &[]))));
        Self { plain: plain.collect(), labels: labels.clone() }
    }

    /// `label(name="methods", count=5)`: a label with its placeholders filled in.
    fn say(&self, kwargs: &Kwargs) -> tera::TeraResult<Value> {
        let name: &str = kwargs.must_get("name")?;
        if let Some(value) = self.plain.get(name) {
            return Ok(value.clone());
        }
        if !self.labels.has(name) {
            return Err(tera::Error::message(format!("there is no label `{name}`")));
        }
        let values: Vec<(String, String)> =
            kwargs.iter().map(|(key, value)| (key.to_string(), plain(value))).collect();
        let values: Vec<(&str, &str)> =
            values.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        Ok(Value::from(self.labels.say(name, &values)))
    }
}

fn plain(value: &Value) -> String {
    match value.as_number() {
        Some(Number::Integer(number)) => number.to_string(),
        _ => value.as_str().map_or_else(|| value.to_string(), str::to_owned),
    }
}

/// `name | breakable`: a text with places where a narrow screen may break its long names.
fn breakable(text: &str, _: Kwargs, _: &State<'_>) -> Value {
    match html::breakable(text) {
        Some(html) => Value::safe_string(&html),
        None => Value::from(text),
    }
}

/// `asset(path="assets/style.css")`: the address of a static file, with its fingerprint.
fn asset(addresses: &BTreeMap<String, String>, kwargs: &Kwargs) -> tera::TeraResult<String> {
    let path: &str = kwargs.must_get("path")?;
    addresses
        .get(path)
        .cloned()
        .ok_or_else(|| tera::Error::message(format!("there is no static file `{path}`")))
}

/// `inline(path="inline/theme.js")`: the text of a file of `static/inline/`, ready for a page.
fn write_inline(texts: &BTreeMap<String, String>, kwargs: &Kwargs) -> tera::TeraResult<Value> {
    let path: &str = kwargs.must_get("path")?;
    let Some(text) = texts.get(path) else {
        let known: Vec<&str> = texts.keys().map(String::as_str).collect();
        let known = known.join(", ");
        return Err(tera::Error::message(format!("there is no `{path}`: static/ has {known}")));
    };
    // Each of them changes how a browser reads the rest of a script (HTML, section 13.2.5.4).
    let lower = text.to_ascii_lowercase();
    if let Some(end) = ["</script", "<!--"].into_iter().find(|end| lower.contains(end)) {
        let message = format!("`{path}` cannot stand inside a page, because it holds `{end}`");
        return Err(tera::Error::message(message));
    }
    Ok(Value::safe_string(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lists of names are those of the engine: as many of each, and each is known.
    #[test]
    fn the_vocabulary_is_that_of_the_engine() {
        let none = BTreeMap::new();
        let labels = Labels::new("en", &none.clone());
        let load = |text: String| {
            Templates::load(
                [("404.html".to_owned(), text)],
                &labels,
                &BTreeMap::new(),
                &BTreeMap::new(),
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
