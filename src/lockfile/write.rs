//! Writes the text of a lock: one value per line and everything sorted, so that diffs are small and
//! easy to review and merge.

use std::fmt::Write;

use super::{FORM, Lock, LockEntry};
use crate::words::{FieldPrint, Fingerprints, Single};

const HEAD: &str = "\
# What was published, and when its words last changed. `errhub stamp` writes this file: commit it,
# and do not edit it. After a merge conflict in it, run `errhub stamp`.
";

/// The text of the file.
#[must_use]
pub fn to_text(lock: &Lock) -> String {
    let mut text = String::with_capacity(HEAD.len() + 512 * lock.articles.len());
    text.push_str(HEAD);
    // Writing to a String cannot fail.
    let _ = writeln!(text, "version: {FORM}\nwords: {}", lock.definition);
    if !lock.articles.is_empty() {
        text.push_str("articles:\n");
    }
    for LockEntry { url, updated, reviewed, words, original, made_from, .. } in &lock.articles {
        let _ = writeln!(text, "  {}:\n    updated: {updated}", url.as_str());
        if let Some(reviewed) = reviewed {
            let _ = writeln!(text, "    reviewed: {reviewed}");
        }
        prints(&mut text, "    ", words);
        if let Some(made_from) = made_from {
            let _ = writeln!(text, "    made_from: {made_from}");
        }
        if let Some(original) = original {
            text.push_str("    original:\n");
            prints(&mut text, "      ", original);
        }
    }
    if !lock.old_addresses.is_empty() {
        text.push_str("old_addresses:\n");
    }
    for old in &lock.old_addresses {
        let _ = writeln!(text, "  - {}", old.url.as_str());
    }
    text
}

fn prints(text: &mut String, indent: &str, prints: &Fingerprints) {
    let _ = writeln!(text, "{indent}words: {}", prints.whole());
    for single in Single::ALL {
        if let Some(print) = prints.single(single) {
            let _ = writeln!(text, "{indent}{}: {print}", single.name());
        }
    }
    for (name, list) in [("methods", prints.methods()), ("faq", prints.faq())] {
        if list.is_empty() {
            continue;
        }
        let items: Vec<String> =
            list.iter().copied().map(FieldPrint::or_none).map(|print| print.to_string()).collect();
        let _ = writeln!(text, "{indent}{name}: [{}]", items.join(", "));
    }
}
