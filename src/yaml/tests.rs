//! YAML gives back any text unchanged, or a diagnostic explains why not.

use proptest::prelude::*;
use proptest::sample::select;
use schemars::JsonSchema;
use serde::Deserialize;

use super::*;
use crate::random::cases;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Front {
    title: String,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    list: Vec<String>,
    #[serde(default)]
    inner: Vec<Inner>,
    #[serde(default)]
    draft: bool,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Inner {
    remark: String,
}

/// Extracts a text from a parsed document.
type Take = fn(Front) -> Option<String>;

/// Documents that contain `text`, in each place where a text may be.
fn places(text: &str) -> [(String, Take); 6] {
    [
        (format!("title: {text}\ndraft: true\n"), |front| front.draft.then_some(front.title)),
        (format!("title: x\ncode: {text}\n"), |front| front.code),
        (format!("list:\n  - {text}\n  - y\ntitle: x\n"), |front| front.list.into_iter().next()),
        (format!("title: x\nlist:\n- y\n- {text}"), |front| front.list.into_iter().nth(1)),
        (format!("title: x\ninner:\n  - remark: {text}\n"), |front| {
            front.inner.into_iter().next().map(|inner| inner.remark)
        }),
        (format!("title: x\r\ncode: {text}\r\ndraft: true\r\n"), |front| front.code),
    ]
}

/// Characters with a special meaning in YAML, among letters.
fn texts() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "a", "Error", "é", "漢", "5", "0", "0x", "1e3", ".", "-", "- ", " ", "  ", "\t", "#", " #",
        ":", ": ", "?", "? ", "!", "&", "*", "|", ">", "%", "@", "`", "[", "]", "{", "}", ",",
        "\"", "'", "\\", "\\n", "\\t", "~", "null", "true", "yes", "<<", "=", "---", "...", "“",
        "”", "\u{a0}", "\u{200b}", "\u{7}", "\u{85}", "\u{2028}", "\u{feff}", "http://", "//",
        "1_000", "12:30",
    ];
    prop::collection::vec(select(PIECES), 1..7).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(cases(1024))]

    #[test]
    fn unquoted_texts_are_kept_or_reported(text in texts()) {
        let bare = text.trim_matches([' ', '\t']);
        // Quotes around the whole text belong to YAML.
        if bare.starts_with(['"', '\'']) {
            return Ok(());
        }
        for (yaml, value) in places(&text) {
            match decode::<Front>(&yaml) {
                Ok(front) => prop_assert_eq!(value(front), Some(bare.to_owned()), "{}", yaml),
                Err(mistakes) => {
                    prop_assert!(!mistakes.is_empty());
                    for mistake in mistakes {
                        prop_assert!(yaml.get(mistake.range.clone()).is_some(), "{:?}", mistake);
                    }
                }
            }
        }
    }

    #[test]
    fn quoted_texts_are_kept(text in texts()) {
        if text::is_blank(&text) || text::has_controls(&text) {
            return Ok(());
        }
        let double = format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        let single = format!("'{}'", text.replace('\'', "''"));
        for quoted in [double.clone(), single, quoted(&text), format!("{double}  # note")] {
            for (yaml, value) in places(&quoted) {
                let read = decode::<Front>(&yaml).map(value);
                prop_assert_eq!(read, Ok(Some(text.clone())), "{}", yaml);
            }
        }
        // A block would treat leading white space as indentation.
        if !text.starts_with([' ', '\t']) {
            let yaml = format!("title: |-\n  {text}\n");
            let read = decode::<Front>(&yaml).map(|front| front.title);
            prop_assert_eq!(read, Ok(text.clone()), "{}", yaml);
        }
    }
}

proptest! {
    #![proptest_config(cases(512))]

    /// However a text is wrapped, it has a space where a line ended, unless that was between two
    /// letters of Chinese or Japanese.
    #[test]
    fn wrapped_texts_have_spaces_where_they_belong(
        lines in prop::collection::vec(select(&["错误", "です。", "「網関", "오류", "502", "word", "é"][..]), 1..6),
    ) {
        let expected = lines.iter().fold(String::new(), |joined, line| {
            let is_spaceless = |letter: Option<char>| letter.is_some_and(text::is_spaceless);
            let ends = [joined.chars().next_back(), line.chars().next()];
            let gap = if joined.is_empty() || ends.into_iter().all(is_spaceless) { "" } else { " " };
            format!("{joined}{gap}{line}")
        });
        let wrapped = lines.join("\n      ");
        let literal = lines.join("\n");
        for (written, end) in [
            (format!(">\n      {wrapped}\n"), "\n"),
            (format!(">-\n      {wrapped}"), ""),
            (format!("\"{wrapped}\"\n"), ""),
            (format!("'{wrapped}'"), ""),
            (format!("错{wrapped}"), ""),
        ] {
            let start = if written.starts_with('错') { "错" } else { "" };
            let yaml = format!("inner:\n  - remark: {written}\ntitle: x\n").replace("\n\ntitle", "\ntitle");
            let read = decode::<Front>(&yaml).map(|front| front.inner[0].remark.clone());
            prop_assert_eq!(read, Ok(format!("{start}{expected}{end}")), "{}", yaml);
        }
        let block = literal.replace('\n', "\n      ");
        let yaml = format!("title: x\ninner:\n  - remark: |-\n      {block}\n");
        let read = decode::<Front>(&yaml).map(|front| front.inner[0].remark.clone());
        prop_assert_eq!(read, Ok(literal));
    }
}

fn say(yaml: &str) -> Vec<(Code, &str)> {
    let mistakes = decode::<Front>(yaml).err().unwrap_or_default();
    mistakes.into_iter().map(|one| (one.code, &yaml[one.range])).collect()
}

#[test]
fn comments_are_reported_only_where_they_cut_a_text() {
    for yaml in [
        "# a\ntitle: x\n# b\n",
        "title: 'x' # a\n",
        "title: x\ndraft: true # a\n",
        "title: x\nlist: # a\n  - \"b\" # c\n  # d\n  - e\n",
        "title: x\nlist: [a, # b\n  c] # d\n",
        "title: |- # a\n  x\n",
    ] {
        assert_eq!(say(yaml), [], "{yaml}");
    }
    assert_eq!(say("title: MySQL error #1064\n"), [(Code::CutText, "#1064")]);
    assert_eq!(say("title: x\ncode: 502  # note\n"), [(Code::CutText, "# note")]);
    assert_eq!(say("title: x\nlist: [Error #5\n ]\n"), [(Code::CutText, "#5")]);
    assert_eq!(say("title: a\n  b #5\n"), [(Code::CutText, "#5")]);
    assert_eq!(say("title: x\nlist:\n  - #1045 a\n"), [(Code::EmptyValue, "#1045 a")]);
}

#[test]
fn tags_anchors_and_aliases_are_reported() {
    for (value, place) in
        [("!heap is", "!heap"), ("&amp x", "&amp"), ("*x", "*x"), ("!!str x", "!!str")]
    {
        for yaml in [format!("title: {value}\n"), format!("title: x\nlist:\n  - {value}\n")] {
            assert_eq!(say(&yaml), [(Code::YamlMark, place)], "{yaml}");
        }
    }
    assert_eq!(say("&k title: x\n")[0], (Code::YamlMark, "&k"));
    assert_eq!(say("title: x\n<<: {a: b}\n"), [(Code::YamlMark, "<<")]);
    assert_eq!(say("title: x\nlist: &l\n  - a\n"), [(Code::YamlMark, "&l")]);
}

#[test]
fn items_have_a_hyphen_and_a_space() {
    for (item, code) in [("-x", Code::WrongType), ("• x", Code::WrongType), ("* x", Code::YamlMark)]
    {
        let yaml = format!("title: x\nlist:\n  {item}\n  {item}\n");
        let mistakes = decode::<Front>(&yaml).unwrap_err();
        assert_eq!(mistakes[0].code, code, "{yaml}");
        assert_eq!(
            mistakes[0].help[0], "start each item with `- `: a hyphen and a space",
            "{yaml}"
        );
    }
}

#[test]
fn swallowed_items_are_reported() {
    let yaml = "title: x\nlist:\n  - Chrome\n    - Firefox\n";
    assert_eq!(say(yaml), [(Code::SwallowedItem, "- Firefox")]);
    assert_eq!(say("title: a\n  - b\n"), [(Code::SwallowedItem, "- b")]);
}

#[test]
fn odd_spaces_are_reported() {
    for (yaml, place) in [
        ("title: x\nlist:\n\u{a0}\u{a0}- b\n", "\u{a0}\u{a0}"),
        ("title: x\ninner:\n  - remark: a\n\u{a0}   b: c\n", "\u{a0}"),
        ("title: x\nlist:\n\t- b\n", "\t"),
        ("title:\u{a0}x\n", ":"),
        ("title:\"x\"\ncode: 5\n", ":"),
        ("title：x\ncode: 5\n", "："),
    ] {
        assert_eq!(say(yaml), [(Code::InvalidYaml, place)], "{yaml}");
    }
}

#[test]
fn places_are_found_in_a_part_as_in_the_whole() {
    let texts = [
        "# first\na: 1\nb:\n  - c: two\n    d: |\n      one (x)\n\n# between\ne: &e [1, 2]\nf: *e\n",
        "a: é\nb:\n- c: 'it''s'\n  d: \"é(x)\"\n-\n  d: 2\n\"e\": 3\nf: {a: 1}\n",
        "{a: 1, b: [{c: 1, d: (x)}], e: 2, f: 3}\n",
        "a: \"\n b: 1\"\nb:\n- {c: 1, d: x}\ne: 3\nf: 2",
    ];
    let b = FieldPath::from("b");
    let paths = [
        "a".into(),
        b.clone(),
        b.clone().index(0).key("c"),
        b.index(0).key("d"),
        "e".into(),
        FieldPath::from("e").index(1),
        "f".into(),
        "g".into(),
    ];
    for text in texts {
        let whole = node::read(text).unwrap();
        for path in &paths {
            let mut places = FieldPlaces::of(text);
            let value = whole.find(path).map(|node| node.range.clone());
            assert_eq!(places.find(&At::Value(path.clone())), value, "{path}: {text}");
            let key = whole.find_key(path).or_else(|| value.clone());
            assert_eq!(places.find(&At::Key(path.clone())), key, "{path}: {text}");
            let node = whole.find(path).and_then(|node| node.written(text));
            let written = node.and_then(|written| written.source_of(&(0..1)));
            let found = places.find(&At::Text(path.clone(), 0..1));
            assert_eq!(found, written, "{path}: {text}");
        }
    }
}
