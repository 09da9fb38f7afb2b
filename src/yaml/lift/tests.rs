//! Parsing without the long texts gives the same as parsing with them, whatever the type.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::marker::PhantomData;

use proptest::collection::vec;
use proptest::proptest;
use proptest::sample::select;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::*;
use crate::random::cases;
use crate::yaml;

/// A type with texts in every kind of place that a serde type has. Only this test knows its fields.
#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Recipe {
    heading: String,
    summary: Option<String>,
    code: Option<String>,
    also: Vec<String>,
    only: Option<Vec<String>>,
    steps: Vec<Step>,
    source: Option<Source>,
    notes: BTreeMap<String, String>,
    servings: Option<u16>,
    sweet: bool,
    kind: Kind,
    lines: Vec<Vec<String>>,
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Step {
    what: String,
    #[serde(default)]
    how: Option<Text>,
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
struct Text(String);

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Source {
    Book(String),
    Page { caption: String },
}

#[derive(Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    #[default]
    Soup,
    #[serde(rename = "a dessert with a very long name")]
    Dessert,
}

/// A type whose keys are not known before parsing, such as the fields that a site declares.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
struct Free {
    heading: String,
    #[serde(flatten)]
    others: BTreeMap<String, Vec<String>>,
}

/// Whether `yaml` is parsed without its texts; the value is the same as with them.
fn agree(yaml: &str) -> bool {
    agree_as::<Recipe>(yaml)
}

fn agree_as<T: DeserializeOwned + JsonSchema + PartialEq + Debug>(yaml: &str) -> bool {
    let seed = PhantomData::<T>;
    let Some(lifted) = yaml::decode_lifted(yaml, seed, &[]) else { return false };
    let schema = || schemars::schema_for!(T).to_value();
    assert_eq!(yaml::decode_whole(yaml, seed, &[], schema), Ok(lifted), "{yaml}");
    true
}

#[test]
fn blocks_are_what_yaml_says_they_are() {
    for (block, is_lifted) in [
        ("|\n  one\n  two\n", true),
        ("|\n  one\n\n    two\n\n\n", true),
        ("|-\n  one\n\n", true),
        ("|+\n  one\n\n\n", true),
        ("|\n\n\n  one\n", true),
        ("|  \n one: |\n  - two\n", true),
        ("|\n  # one\n  \"two\n", true),
        ("|\n  one\n# two\n", true),
        ("|\n  one\n   \n  two\n", false),
        ("|2\n   one\n", false),
        ("| # why\n  one\n", false),
        (">\n  one\n  two\n", false),
        ("|\n  a\u{2028}b\n", false),
        ("|\n  a\tb\n", false),
        ("|\n  \u{200b}\n", false),
        ("\"one\n  how: |\n  two\"\n", false),
        ("|\n", false),
    ] {
        assert_eq!(agree(&format!("heading: {block}steps:\n- what: b\n")), is_lifted, "{block:?}");
        let item = block.replace("\n ", "\n    ");
        let yaml = format!("also:\n  - x\n  - {item}lines:\n- - {item}");
        assert_eq!(agree(&yaml), is_lifted, "{yaml}");
    }
}

#[test]
fn texts_reach_every_place_of_a_type() {
    let long = "salt the water before it boils";
    let places = [
        "heading: TEXT\n",
        "summary: TEXT\n",
        "also:\n- x\n- TEXT\n",
        "only:\n  - TEXT\n",
        "steps:\n- what: TEXT\n  how: TEXT\n- what: y\n",
        "notes:\n  a: TEXT\n  b: x\n",
        "source: TEXT\n",
        "source:\n  caption: TEXT\n",
        "lines:\n  - - TEXT\n    - x\n  - - y\n",
    ];
    for place in places {
        for text in [long.to_owned(), format!("\"{long}: now\""), format!("'{long}'")] {
            let yaml = place.replace("TEXT", &text);
            assert!(!Lifted::of(&yaml, &[]).unwrap().texts.is_empty(), "{yaml}");
            assert!(agree(&yaml), "{yaml}");
        }
        let block = place.replace("TEXT", &format!("|\n            {long}\n            and after"));
        assert!(agree(&block) && !Lifted::of(&block, &[]).unwrap().texts.is_empty(), "{block}");
    }
    let yaml = "heading: x\nheard-of:\n- salt the water before it boils\nnever:\n- a\n- |\n  b\n";
    assert!(agree_as::<Free>(yaml) && Lifted::of(yaml, &[]).unwrap().texts.len() == 2);
    // Where a type expects something else, the text is parsed with the rest.
    for place in ["kind: TEXT\n", "servings: TEXT\n", "sweet: TEXT\n", "steps: TEXT\n"] {
        for text in ["a dessert with a very long name", "'a dessert with a very long name'"] {
            assert!(!agree(&place.replace("TEXT", text)), "{place}");
        }
    }
}

#[test]
fn only_what_a_type_accepts_is_read() {
    for yaml in ["steps:\n- [boil the water, salt it]\n", "steps: {what: x}\n", "servings: \"2\"\n"]
    {
        assert!(!agree(yaml) && yaml::decode::<Recipe>(yaml).is_err(), "{yaml}");
    }
}

#[test]
fn long_texts_are_lifted() {
    let lifted = Lifted::of(
        "# a\nheading: 'Soup: with onions and salt'\nalso:\n- A soup, and more than one way to salt it\n\n\
         code: \"502\"\nsummary: |\n  Wait.\nnever-heard-of: A field of the days to come\n",
        &[],
    )
    .unwrap();
    let texts = [
        "Soup: with onions and salt",
        "A soup, and more than one way to salt it",
        "Wait.\n",
        "A field of the days to come",
    ];
    assert_eq!(lifted.texts, texts);
    assert_eq!(
        lifted.yaml.replace(MARK, "@"),
        "heading: \"@0\"\nalso:\n- \"@1\"\ncode: \"502\"\nsummary: \"@2\"\nnever-heard-of: \"@3\"\n"
    );
}

/// Logs and error messages are full of quotes and backslashes.
#[test]
fn quoted_texts_are_lifted_with_their_quotes_and_backslashes() {
    for (value, text) in [
        (r#""open() \"{path}\" failed, no such file""#, r#"open() "{path}" failed, no such file"#),
        (r#""C:\\> net use, and \/ what it says""#, r"C:\> net use, and / what it says"),
        (r"'It''s the gateway that is ''down'''", "It's the gateway that is 'down'"),
        (r#"'C:\n "is" a folder, and stays one'"#, r#"C:\n "is" a folder, and stays one"#),
    ] {
        let yaml = format!("heading: {value}\n");
        assert_eq!(Lifted::of(&yaml, &[]).unwrap().texts, [text]);
        assert!(agree(&yaml), "{yaml}");
    }
    for value in [
        r#""a line that ends with a backslash\""#,
        r#""a tab \t in the middle of the text""#,
        r#""one text", "and another one after it""#,
        r"'one text', 'and another one after it'",
        r#""a text with a comment after it" # x"#,
        "\"",
        "'",
    ] {
        assert!(!agree(&format!("heading: {value}\n")), "{value}");
    }
}

#[test]
fn texts_between_brackets_are_lifted() {
    for yaml in [
        "heading: x\nalso: [\"a text, with {brackets} in it: so\", 'it''s another long text', no]\n",
        "steps: [{what: \"Stir, and wait: the soup is hot\", how: \"Slowly, and with a spoon\"}, {what: b}]\n",
        "notes: {a: \"Stir the soup for ten minutes\", \"b c\": 'Salt it, but not too much'}\n",
    ] {
        assert!(agree(yaml), "{yaml}");
        assert_eq!(Lifted::of(yaml, &[]).unwrap().texts.len(), 2, "{yaml}");
    }
    let yaml = "steps: [{what: \"Stir the soup\\nand wait for an hour\"}]\n";
    assert!(Lifted::of(yaml, &[]).is_none());
    assert_eq!(Lifted::of(yaml, &["what"]).unwrap().texts, ["Stir the soup\nand wait for an hour"]);
}

#[test]
fn marks_of_others_are_not_ours() {
    assert!(agree("heading: \"\u{10fffc}0\"\nsummary: |\n  b\n"));
    assert!(!agree("heading: \"\u{10fffd}0\"\nsummary: |\n  b\n"));
    assert!(!agree("heading: \"\\U0010fffd0\"\nsummary: |\n  b\n"));
}

proptest! {
    #![proptest_config(cases(512))]

    /// What authors may write after a key, with more lines below.
    #[test]
    fn lines_are_what_yaml_says_they_are(
        fields in vec((select(FIELDS), select(VALUES), select(VALUES)), 0..6),
        more in select(MORE),
    ) {
        let mut yaml = String::from("heading: x\n");
        let mut used = Vec::new();
        for (field, first, second) in fields {
            if used.contains(&field) {
                continue;
            }
            used.push(field);
            yaml.push_str(&field.replace("$1", first).replace("$2", second));
            yaml.push('\n');
        }
        agree(&format!("{yaml}{more}"));
    }

    /// Any lines in any order, as a type that accepts everything.
    #[test]
    fn structures_are_what_yaml_says_they_are(
        lines in vec((select(INDENTS), select(LINES), select(VALUES)), 1..8),
    ) {
        let lines = lines.iter().map(|(indent, line, value)| {
            format!("{indent}{}\n", line.replace("$1", value))
        });
        agree_as::<serde_json::Value>(&lines.collect::<String>());
    }
}

const INDENTS: &[&str] = &["", "", "  ", "  ", "    ", " ", "- ", "- ", "  - ", "    - ", "-   "];
const LINES: &[&str] = &[
    "a:",
    "b:",
    "c: $1",
    "d: $1",
    "- $1",
    "e: [$1, {f: $1, g: [$1]}]",
    "$1",
    "null: $1",
    "h : $1",
    "{i: $1}",
];

const FIELDS: &[&str] = &[
    "summary: $1",
    "code: $1",
    "also:\n  - $1\n  - $2",
    "only:\n- $1\n- $2",
    "only: [$1, $2]",
    "steps:\n- what: $1\n  how: $2",
    "steps:\n  - how: |\n      - $1\n    what: $2",
    "source:\n  caption: $1",
    "source: $1",
    "lines:\n  - - $1\n    -   $2  \n",
    "notes:\n  a: $1\n  $2: b",
    "kind: $1",
    "servings: $1",
];
const VALUES: &[&str] = &[
    "a",
    "\"The gateway does not answer in time\"",
    "'The gateway does not answer: why?'",
    "The gateway does not answer in time",
    "The gateway: it does not answer in time",
    "The gateway does not answer # in time",
    "The gateway does not answer in time:",
    "2026-01-01 and more than one day later",
    "true",
    "\"It says \\\"no\\\" to all that asks it\"",
    "'It''s the gateway that does not answer'",
    "- The gateway does not answer",
    "",
    "502",
    "[a, b]",
    "ERR_CONNECTION_TIMED_OUT_AND_MORE",
    "The gateway does not answer in time \"now\"",
    "\"The gateway does not answer\" # why",
    "The gateway does not answer #1064 in time",
    "\"It says \\\"The gateway\\\" in C:\\\\logs\"",
    "\"It ends with a backslash, does it not\\\"",
    "\"C:\\temp\\new folder\\the gateway.txt\"",
    "!gateway does not answer in time at all",
    "\"                              \"",
    "http://example.com/a/b and http://example.com",
    "\u{10fffd}0",
    "“The gateway” does not answer in time",
    "The gateway [does] not {answer}, in time",
    "a dessert with a very long name",
    "a\u{a0}",
    "\u{a0}a",
    "NULL",
    "False",
    "007",
    "-5",
    "1.5",
    "99999999999999999999",
    "2026-01-01",
    "http://example.com/#a",
    "é, ü",
    "a]",
    "?",
    "'' ",
    "\"a : b\" : \"The gateway does not answer\"",
];
const MORE: &[&str] = &["", "  and more\n", "# no\n", "\n\n", "  - x\n", "sweet: true\n", "- x\n"];
