//! The functions and filters that errhub adds to those of the template engine.

use std::collections::{BTreeMap, HashMap};

use tera::{Kwargs, Map, Number, State, Tera, TeraResult, Value};

use crate::config::Labels;
use crate::{html, language};

/// Registers them. `addresses` are the addresses of static files, and `inline` the texts of those
/// without an address, by path under `static/`.
pub(super) fn register(
    tera: &mut Tera,
    labels: &Labels,
    addresses: &BTreeMap<String, String>,
    inline: &BTreeMap<String, String>,
) {
    let (addresses, texts) = (addresses.clone(), inline.clone());
    register_words(tera, labels);
    tera.register_function("asset", move |kwargs: Kwargs, _: &State<'_>| {
        asset(&addresses, &kwargs)
    });
    tera.register_function("inline", move |kwargs: Kwargs, _: &State<'_>| {
        write_inline(&texts, &kwargs)
    });
    tera.register_filter("group_by", group_by);
}

/// Registers those that depend on the language, replacing those of another one.
pub(super) fn register_words(tera: &mut Tera, labels: &Labels) {
    let words = Words::new(labels);
    tera.register_function("label", move |kwargs: Kwargs, _: &State<'_>| words.say(&kwargs));
    if labels.is_right_to_left() {
        tera.register_filter("breakable", breakable_and_isolated);
    } else {
        tera.register_filter("breakable", breakable);
    }
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
    fn say(&self, kwargs: &Kwargs) -> TeraResult<Value> {
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

/// The same on a page that is written from right to left, where `502 Bad Gateway` would become
/// `Bad Gateway 502` (UAX #9).
fn breakable_and_isolated(text: &str, arguments: Kwargs, state: &State<'_>) -> Value {
    if !language::is_left_to_right(text) {
        return breakable(text, arguments, state);
    }
    let html = html::breakable(text).unwrap_or_else(|| html::escape(text));
    Value::safe_string(&format!("<bdi dir=\"ltr\">{html}</bdi>"))
}

/// `asset(path="assets/style.css")`: the address of a static file, with its fingerprint.
fn asset(addresses: &BTreeMap<String, String>, kwargs: &Kwargs) -> TeraResult<String> {
    let path: &str = kwargs.must_get("path")?;
    addresses
        .get(path)
        .cloned()
        .ok_or_else(|| tera::Error::message(format!("there is no static file `{path}`")))
}

/// `inline(path="inline/theme.js")`: the text of a file in `static/inline/`, ready for a page.
fn write_inline(texts: &BTreeMap<String, String>, kwargs: &Kwargs) -> TeraResult<Value> {
    let path: &str = kwargs.must_get("path")?;
    let Some(text) = texts.get(path) else {
        let known: Vec<&str> = texts.keys().map(String::as_str).collect();
        let known = known.join(", ");
        return Err(tera::Error::message(format!("there is no `{path}`: static/ has {known}")));
    };
    // Each of these changes how a browser parses the rest of a script (HTML, section 13.2.5.4).
    let lower = text.to_ascii_lowercase();
    if let Some(end) = ["</script", "<!--"].into_iter().find(|end| lower.contains(end)) {
        let message = format!("`{path}` cannot be inlined in a page, because it contains `{end}`");
        return Err(tera::Error::message(message));
    }
    Ok(Value::safe_string(text))
}

/// `articles | group_by(attribute="badge")`: the groups in the order of their first items. The
/// engine's own filter has a different order in each run.
#[expect(clippy::needless_pass_by_value, reason = "a filter takes its arguments so")]
fn group_by(items: &[Value], kwargs: Kwargs, _: &State<'_>) -> TeraResult<Map> {
    let attribute: &str = kwargs.must_get("attribute")?;
    let mut groups: indexmap::IndexMap<_, Vec<Value>> = indexmap::IndexMap::new();
    for (index, item) in items.iter().enumerate() {
        let Some(value) = item.get_from_path(attribute) else {
            let kind = item.name();
            let message = format!("item {index} ({kind}) has no attribute `{attribute}`");
            return Err(tera::Error::message(message));
        };
        if !value.is_none() {
            let is_single = value.as_str().is_some() || value.as_bool().is_some();
            if !is_single && value.as_number().is_none() {
                let message = format!("`{attribute}` of item {index} is {}", value.name());
                return Err(tera::Error::message(message));
            }
            groups.entry(plain(value)).or_default().push(item.clone());
        }
    }
    Ok(groups.into_iter().map(|(key, items)| (key.into(), Value::from(items))).collect())
}
