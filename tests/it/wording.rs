//! Warnings about wording: which sentences are the same, where they are, and which words count.

use errhub::path::SourcePath;
use errhub::pipeline;
use errhub::report::{self, Strictness};

use crate::support::{TempSite, build};

const SETTINGS: &str = "title: Tiny\nbase_url: https://example.com/\n";

/// An article with valid questions, methods and dates.
fn article(title: &str, front: &str, body: &str) -> String {
    format!(
        "---\ntitle: {title}\ndescription: About {title}.\nupdated: 2026-01-01\n{front}---\n{body}\n"
    )
}

const REST: &str = "quick_answer: Wait.\nmethods: [{title: Wait, body: Wait.}]\n\
                    faq: [{question: Why?, answer: Because.}]\n";

/// The warnings of the code in a site of two articles: place and message.
fn warnings(settings: &str, articles: [String; 2], code: &str) -> Vec<String> {
    let site = TempSite::new([("content/http/_index.md", "---\ntitle: HTTP\n---\n")]);
    site.write("site.yaml", format!("{SETTINGS}{settings}"));
    for (name, text) in ["a", "b"].iter().zip(articles) {
        site.write(&format!("content/http/{name}.md"), text);
    }
    let text = |source: &SourcePath| pipeline::text_on_disk(site.root(), source);
    let located = report::locate(build(site.root()).diagnostics, Strictness::Normal, text);
    let shown = located.iter().filter(|one| one.code.id() == code).map(report::short);
    shown.map(|line| line.split(';').next().unwrap_or_default().to_owned()).collect()
}

fn repeated(first: &str, second: &str) -> Vec<String> {
    warnings("", [article("A", REST, first), article("B", REST, second)], "W0523")
}

#[test]
fn a_sentence_is_the_same_in_another_form() {
    let plain = "Close the other tabs, and then load the whole page again.";
    let found =
        ["content/http/b.md:9:1: warning[W0523]: this sentence is in content/http/a.md too"];
    for (second, at) in [
        ("Close the *other* tabs,\nand then [load](a.md) the whole page again.", "9:1"),
        (
            "Press ++F5++ and wait. Close the other tabs, and then load the whole page again.",
            "9:24",
        ),
        ("- Wait.\n- Close the other **tabs**, and then load the whole page again!", "10:3"),
        ("> [!NOTE]\n> close the other tabs, and then load the whole page again", "10:3"),
        (
            "It helps.[^1]\n\n[^1]: Close the other tabs, and then load the whole page again.",
            "11:7",
        ),
    ] {
        let expected = found.map(|line| line.replace("9:1", at));
        assert_eq!(repeated(plain, second), expected, "{second}");
    }
}

#[test]
fn what_cannot_be_worded_otherwise_is_no_repetition() {
    for text in [
        "Open **Settings > Network & internet > Advanced network settings > Network reset** first.",
        "It says “Something in this sentence went wrong again and again”.",
        "```text\nThis is a long line of output that many articles show.\n```",
        "Run `sc query type= service state= all group= all` as before.",
        "Load the page again in a while.",
    ] {
        assert_eq!(repeated(text, text), [""; 0], "{text}");
    }
    let (one, other) = ("Run the command `ping -4` and see whether it answers you.", "ping -6");
    assert_eq!(repeated(one, &one.replace("ping -4", other)), [""; 0]);
}

#[test]
fn two_articles_get_one_warning() {
    let text = "Close the other tabs, and then load the whole page again. \
                Ask somebody in the same house whether the site opens there.";
    let expected = "content/http/b.md:9:1: warning[W0523]: this sentence and 1 more are in content/http/a.md too";
    assert_eq!(repeated(text, text), [expected]);
    let articles = || [article("A", REST, text), article("B", REST, text)];
    assert_eq!(warnings("warnings: {W0523: off}\n", articles(), "W0523"), [""; 0]);
}

#[test]
fn titles_are_judged_in_english_only() {
    let front = REST.replace("title: Wait", "title: The router");
    let articles = || [article("A", &front, ""), article("B", REST, "")];
    assert_eq!(warnings("language: en-GB\n", articles(), "W0521").len(), 1);
    assert_eq!(warnings("language: nl\n", articles(), "W0521"), [""; 0]);
}

#[test]
fn a_quick_answer_of_eighty_words_is_quick() {
    let answer = |words: usize| REST.replace("Wait.\nm", &format!("{}\nm", "word ".repeat(words)));
    let articles = [article("A", &answer(80), ""), article("B", &answer(81), "")];
    let found = warnings("", articles, "W0520");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("b.md") && found[0].contains("81 words"), "{found:?}");
    let chinese =
        |letters: usize| REST.replace("Wait.\nm", &format!("{}\nm", "网".repeat(letters)));
    let articles = [article("A", &chinese(160), ""), article("B", &chinese(161), "")];
    assert_eq!(warnings("language: zh\n", articles, "W0520").len(), 1);
}
