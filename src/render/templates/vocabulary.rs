//! The vocabulary of templates: the names of all filters, tests and functions, for suggestions and
//! docs.

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
    let starts = template.match_indices("{%").map(|(at, _)| &template[at + 2..]);
    starts.filter_map(|rest| {
        let rest = rest.trim_start_matches('-').trim_start().strip_prefix("component ")?;
        let rest = rest.trim_start();
        let end = rest.find(|letter: char| !letter.is_alphanumeric() && !"_-.".contains(letter));
        Some(&rest[..end.unwrap_or(rest.len())])
    })
}

/// The message and the help for an unknown name, if that is what Tera's `message` is about.
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
