//! Checks what a program can judge about the wording of an article: whether a quick answer is
//! short, the title of a method says what to do, and a question ends with a question mark.

use super::markdown::Page;
use super::placeholder::PLACEHOLDER;
use crate::diagnostic::{Code, Diagnostic, FieldPath, Place};
use crate::words::is_southeast_asian;

/// The maximum number of words that a reader in a hurry reads.
const MAX_ANSWER: usize = 80;

/// Checks the quick answer, whose words have been rendered but not taken yet.
pub(super) fn quick_answer(page: &mut Page<'_>) {
    if let Some(words) = page.words.more_than(MAX_ANSWER) {
        let place = Place::value(page.source, "quick_answer");
        page.diagnostics.push(
            Diagnostic::new(
                Code::LongAnswer,
                format!(
                    "the quick answer has {words} words; at most {MAX_ANSWER} are quick to read"
                ),
                place,
            )
            .help("keep what solves the most common case, and move the rest to the methods"),
        );
    }
}

/// Checks that the title of a method says what to do. Only English is judged.
pub(super) fn method_title(index: usize, title: &str, page: &mut Page<'_>) {
    let is_english = page
        .language()
        .split(['-', '_'])
        .next()
        .is_some_and(|language| language.eq_ignore_ascii_case("en"));
    if !is_english || title.starts_with(PLACEHOLDER) {
        return;
    }
    let Some(message) = without_action(title) else { return };
    let path = FieldPath::from("methods").index(index).key("title");
    page.diagnostics.push(
        Diagnostic::new(Code::NoAction, message, Place::value(page.source, path))
            .help("begin with a verb and name the action, as in “Restart the router”"),
    );
}

/// Checks that a question ends with a question mark.
pub(super) fn question(index: usize, question: &str, page: &mut Page<'_>) {
    if question.trim().is_empty() || question.starts_with(PLACEHOLDER) || is_question(question) {
        return;
    }
    let path = FieldPath::from("faq").index(index).key("question");
    page.diagnostics.push(
        Diagnostic::new(
            Code::NoQuestionMark,
            "the question does not end with a question mark",
            Place::value(page.source, path),
        )
        .help("write it as readers would ask it, with a question mark at the end"),
    );
}

/// Words that never begin an instruction.
const NOT_VERBS: &[&str] = &[
    "a", "an", "the", "this", "that", "these", "those", "my", "your", "our", "their", "its", "his",
    "her", "i", "you", "we", "they", "it", "it's", "he", "she", "there", "there's", "no", "some",
    "any", "every", "each", "what", "what's", "why", "who", "whose", "which", "where", "whether",
    "is", "are", "was", "were", "does", "did", "could", "should", "would", "might",
];

/// Verbs with the endings of nouns that are derived from verbs.
const VERBS: &[&str] = &[
    "action",
    "apportion",
    "auction",
    "audition",
    "augment",
    "caption",
    "caution",
    "cement",
    "comment",
    "commission",
    "complement",
    "compliment",
    "condition",
    "decommission",
    "decrement",
    "document",
    "envision",
    "experiment",
    "ferment",
    "fragment",
    "function",
    "implement",
    "increment",
    "instrument",
    "lament",
    "malfunction",
    "mention",
    "motion",
    "option",
    "ornament",
    "partition",
    "pension",
    "petition",
    "portion",
    "position",
    "precondition",
    "proportion",
    "provision",
    "question",
    "ration",
    "recondition",
    "reimplement",
    "repartition",
    "reposition",
    "requisition",
    "sanction",
    "section",
    "segment",
    "station",
    "supplement",
    "torment",
    "transition",
    "uncomment",
    "vacation",
    "version",
];

/// Why a title certainly does not say what to do; `None` if in doubt.
fn without_action(title: &str) -> Option<String> {
    let title = title.trim();
    if title.ends_with('?') {
        return Some("the title asks a question instead of saying what to do".to_owned());
    }
    let word = title.split_whitespace().next()?;
    // A word in capitals may be a name, such as `IT`.
    let is_name = word.len() > 1 && !word.chars().any(char::is_lowercase);
    let lower = word.to_ascii_lowercase().replace('’', "'");
    let is_thing = NOT_VERBS.contains(&&*lower) || is_noun(&lower) || is_gerund(&lower);
    // The action may follow, as in “The last resort: reset the network”.
    let goes_on = || {
        title.contains([':', ',', ';', '–', '—']) || title.contains(". ") || title.contains("? ")
    };
    (is_thing && !is_name && !goes_on())
        .then(|| format!("the title begins with “{word}”, not with what to do"))
}

/// Whether a lowercase word has the ending of a noun: `installation`, `permissions`.
fn is_noun(word: &str) -> bool {
    if !word.bytes().all(|letter| letter.is_ascii_lowercase()) {
        return false;
    }
    let is_plural = ["tions", "sions", "ments", "ities"].iter().any(|end| word.ends_with(end));
    let is_single = ["tion", "sion", "ment"].iter().any(|end| word.ends_with(end));
    (is_plural || is_single && !VERBS.contains(&word)) && word.len() > 6
}

/// Whether a lowercase word is a verb used as a noun: `clearing`, but not `bring`.
fn is_gerund(word: &str) -> bool {
    let stem = word.strip_suffix("ing").or_else(|| word.strip_suffix("ings"));
    stem.is_some_and(|stem| {
        stem.bytes().all(|letter| letter.is_ascii_lowercase())
            && stem.contains(['a', 'e', 'i', 'o', 'u', 'y'])
    })
}

/// Whether a text has a question mark, or needs none in its script.
fn is_question(text: &str) -> bool {
    // The common mark in several widths, those of Arabic, Armenian, Ethiopic and Greek, and marks
    // that are combined with an exclamation mark.
    const MARKS: &[char] = &['?', '？', '﹖', '؟', '՞', '፧', '\u{37e}', '⁇', '⁈', '⁉', '‽', '⸮'];
    if text.ends_with('?') {
        return true;
    }
    let ends_well = text.match_indices(MARKS).any(|(at, mark)| {
        // The Armenian mark is inside the word that the question is about.
        mark == "՞" || !text[at + mark.len()..].starts_with(char::is_alphanumeric)
    });
    let last = text.chars().rev().find(|letter| letter.is_alphanumeric());
    let is_greek = |letter| matches!(letter, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}');
    ends_well
        || last.is_some_and(|last| {
            // These scripts have no question mark, and Japanese can do without.
            is_southeast_asian(last)
                || matches!(last, '\u{f00}'..='\u{fff}' | 'か')
                || is_greek(last) && text.trim_end().ends_with(';')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_begin_with_a_thing_say_no_action() {
        for title in [
            "The firewall",
            "Your router",
            "It's the router",
            "Clearing the cache",
            "Settings on Windows",
            "Installation on Linux",
            "Permissions of the folder",
            "Which server answers",
            "Is the server down?",
            "Still broken?",
            "No route to the host",
        ] {
            assert!(without_action(title).is_some(), "{title}");
        }
    }

    #[test]
    fn titles_with_an_action_are_left_alone() {
        for title in [
            "Restart the router",
            "Bring the interface up",
            "Ping the gateway",
            "String the cables again",
            "Uncomment the line",
            "Question the provider",
            "Comment out the rule",
            "Mention the code",
            "Do not retry at once",
            "Have the provider check the line",
            "If it is your server, restart it",
            "The last resort: reset the network",
            "A records: compare them",
            "IT department",
            "SSH into the server",
            "Re-enable the adapter",
            "On Windows, flush the cache",
            "502 errors",
            "“The” problem",
            "",
        ] {
            assert_eq!(without_action(title), None, "{title}");
        }
    }

    #[test]
    fn questions_have_their_marks() {
        for text in [
            "Is it my fault?",
            "Is it “safe?”",
            "Does it help (on Windows)?",
            "Why? I did nothing",
            "这是我的错吗？",
            "هل هو خطئي؟",
            "Είναι δικό μου λάθος;",
            "Είναι δικό μου λάθος\u{37e}",
            "Ի՞նչ է սա",
            "自分のせいですか。",
            "เป็นความผิดของฉันหรือไม่",
        ] {
            assert!(is_question(text), "{text}");
        }
        for text in ["Is it my fault", "What ?x=1 means", "这是我的错吗", "Is it my fault;"] {
            assert!(!is_question(text), "{text}");
        }
    }
}
