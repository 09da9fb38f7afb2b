//! The vocabulary of templates: the names of all filters, tests and functions, for suggestions and
//! docs.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diagnostic::did_you_mean;

/// The filters: `{{ value | name }}`.
pub const FILTERS: &[&str] = &[
    "abs",
    "breakable",
    "capitalize",
    "default",
    "escape",
    "escape_html",
    "escape_xml",
    "first",
    "float",
    "get",
    "group_by",
    "indent",
    "int",
    "join",
    "keys",
    "last",
    "length",
    "lower",
    "newlines_to_br",
    "nth",
    "pairs",
    "pluralize",
    "replace",
    "reverse",
    "round",
    "safe",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "values",
    "wordcount",
];

/// The tests: `{% if value is name %}`.
pub const TESTS: &[&str] = &[
    "array",
    "bool",
    "containing",
    "defined",
    "divisible_by",
    "ending_with",
    "even",
    "float",
    "integer",
    "iterable",
    "map",
    "none",
    "number",
    "odd",
    "starting_with",
    "string",
    "undefined",
];

/// The functions: `{{ name(argument="…") }}`.
pub const FUNCTIONS: &[&str] = &["asset", "inline", "label", "range", "throw"];

/// The components that a template defines: `{% component name(…) %}`.
pub fn components(template: &str) -> impl Iterator<Item = &str> {
    definitions(template).map(|(name, _)| name)
}

/// A template without the definitions of these components. The rest keeps its place.
pub(super) fn without(template: &str, components: &BTreeSet<&str>) -> String {
    let mut rest = template.to_owned();
    for (_, range) in definitions(template).filter(|(name, _)| components.contains(name)) {
        let blank: String =
            template[range.clone()].bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect();
        rest.replace_range(range, &blank);
    }
    rest
}

/// The components that a template defines, with the bytes from `{% component` to the end of
/// `{% endcomponent %}`.
fn definitions(template: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    template.match_indices("{%").filter_map(|(start, _)| {
        let tag = template[start + 2..].trim_start_matches('-').trim_start();
        let rest = tag.strip_prefix("component ")?.trim_start();
        let end = rest.find(|letter: char| !letter.is_alphanumeric() && !"_-.".contains(letter));
        let closes = |at: &usize| template[start + at..].find("%}").map(|end| start + at + end + 2);
        let close = template[start..].find("endcomponent").as_ref().and_then(closes);
        Some((&rest[..end.unwrap_or(rest.len())], start..close.unwrap_or(template.len())))
    })
}

/// The message and the help for an unknown name, if Tera's `message` is about one.
pub(super) fn unknown<'t>(
    message: &str,
    templates: impl Iterator<Item = (&'t str, &'t str)>,
) -> Option<(String, String)> {
    let (kind, name) = message.strip_prefix("Unknown ")?.split_once(" `")?;
    let name = name.strip_suffix('`')?;
    let (names, text): (Vec<&str>, Vec<&str>) = templates.unzip();
    let candidates: Vec<&str> = match kind {
        "filter" => FILTERS.to_vec(),
        "test" => TESTS.to_vec(),
        "function" => FUNCTIONS.to_vec(),
        "component" => text.into_iter().flat_map(components).collect(),
        "template" => names,
        _ => return None,
    };
    let help = match did_you_mean(name, candidates) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("docs/templates.md lists every {kind}"),
    };
    Some((format!("there is no {kind} `{name}`"), help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_are_found_where_they_are_defined() {
        let text =
            "{% component a(b: string) -%}{%- component c_d() %}{{ <e /> }}{% endcomponent a %}";
        assert_eq!(components(text).collect::<Vec<_>>(), ["a", "c_d"]);
    }

    #[test]
    fn a_component_can_be_taken_out() {
        let text = "é\n{% component a() -%}\nb{% endcomponent a %} {% component c() %}é{% endcomponent c %}.";
        let rest = without(text, &BTreeSet::from(["a", "d"]));
        assert_eq!((rest.len(), rest.lines().count()), (text.len(), 3));
        assert_eq!(
            rest.split_whitespace().collect::<Vec<_>>().join(" "),
            "é {% component c() %}é{% endcomponent c %}."
        );
        assert_eq!(without(text, &BTreeSet::new()), text);
    }

    #[test]
    fn similar_names_are_suggested() {
        let of = |message: &str| {
            let templates = [("card.html", "{% component card(x) %}")];
            unknown(message, templates.into_iter()).map(|(_, help)| help).unwrap_or_default()
        };
        assert_eq!(of("Unknown filter `uper`"), "did you mean `upper`?");
        assert_eq!(of("Unknown test `defind`"), "did you mean `defined`?");
        assert_eq!(of("Unknown function `lable`"), "did you mean `label`?");
        assert_eq!(of("Unknown component `crad`"), "did you mean `card`?");
        assert_eq!(of("Unknown template `crad.html`"), "did you mean `card.html`?");
        assert_eq!(of("Unknown filter `markdown`"), "docs/templates.md lists every filter");
        assert_eq!(of("Unexpected end of input"), "");
    }
}
