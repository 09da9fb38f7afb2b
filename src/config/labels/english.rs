//! The labels in English: their names, and the placeholders that translations need.

use super::{Label, Plurals};
use English::{Plural, Text};

/// The English texts. The template fills in `{name}`; in a table with `one` and `other` (and more
/// forms, in other languages), `{count}` selects a form by CLDR's plural rules.
pub(super) const ENGLISH: &[(&str, English)] = &[
    ("applies_to", Text("Applies to")),
    ("audience_all", Text("Show everything")),
    ("audience_owns", Text("I run the site")),
    ("audience_question", Text("Which of these describes you?")),
    ("audience_site_owner", Text("For site owners")),
    ("audience_visitor", Text("For visitors")),
    ("audience_visits", Text("I am visiting the site")),
    ("all_articles", Plural("See the article", "See all {count} articles")),
    ("articles_count", Plural("{count} article", "{count} articles")),
    ("author", Text("By {author}")),
    ("back_to_hub", Text("Back to the complete guide: {title}")),
    ("back_to_top", Text("Back to top")),
    ("breadcrumbs", Text("Breadcrumbs")),
    ("categories", Text("Browse by kind of error")),
    ("causes", Text("What causes the “{title}” error?")),
    ("code_copied", Text("Copied")),
    ("code_copy", Text("Copy")),
    ("colon", Text(":")),
    ("comma", Text(", ")),
    ("contents", Text("On this page")),
    ("date", Text("{month} {day}, {year}")),
    ("edit_page", Text("Edit this page")),
    ("feed", Text("News feed")),
    ("feedback_no", Text("No")),
    ("feedback_question", Text("Did this fix it?")),
    ("feedback_yes", Text("Yes")),
    ("field_no", Text("No")),
    ("field_yes", Text("Yes")),
    ("filter", Text("Filter the list")),
    ("filter_all", Text("All")),
    ("filter_audience", Text("Methods")),
    ("filter_platform", Text("Platform")),
    ("filter_shown", Text("{count} of {total} shown")),
    ("footnote_back", Text("Back to the text")),
    ("footnotes", Text("Notes")),
    ("error_code", Text("Error code: {code}")),
    ("error_page_article", Text("Read the full guide to “{title}”")),
    ("error_page_back", Text("It works again.")),
    ("error_page_happened", Text("What happened")),
    ("error_page_now", Text("What you can do now")),
    ("error_page_retry", Text("Try again")),
    ("error_page_stop", Text("Stop waiting")),
    ("error_page_wait", Text("Trying again in {seconds} s")),
    ("faq", Text("Frequently asked questions")),
    ("header_links", Text("Site")),
    ("how_to_fix", Text("How to fix “{title}”")),
    ("learn_more", Text("Learn more")),
    ("languages", Text("Languages")),
    ("last_reviewed", Text("Last reviewed: {date}")),
    ("last_updated", Text("Last updated: {date}")),
    (
        "llms_about",
        Text("Each article explains one error message: what causes it, and how to fix it."),
    ),
    ("llms_articles", Text("Articles")),
    (
        "llms_markdown",
        Text(
            "The addresses below are Markdown; the page for people is at the same address without `.md`, with a slash at its end.",
        ),
    ),
    ("llms_registry", Text("all articles as JSON, with codes, messages and methods")),
    ("messages", Text("The message may read")),
    ("methods", Plural("How to fix it: {count} method", "How to fix it: {count} methods")),
    ("minutes", Plural("about {count} minute", "about {count} minutes")),
    (
        "months",
        Text(
            "January, February, March, April, May, June, July, August, September, October, November, December",
        ),
    ),
    ("newer_original", Text("The page in {language} is newer than this translation.")),
    ("next_page", Text("Next page")),
    ("alert_caution", Text("Caution")),
    ("alert_important", Text("Important")),
    ("alert_note", Text("Note")),
    ("alert_tip", Text("Tip")),
    ("alert_warning", Text("Warning")),
    (
        "gone_text",
        Text("This content is gone for good. Look for another solution, or go back to the guide."),
    ),
    ("gone_title", Text("This page is gone")),
    ("not_found_text", Text("This page does not exist, or it has moved. These pages may help:")),
    ("not_found_title", Text("Page not found")),
    ("offline_about", Text("This copy works without a network. The newest version is here:")),
    ("offline_copy", Text("Offline copy")),
    ("offline_online", Text("Read this page online")),
    ("only_in_language", Text("Only in {language}")),
    ("page_number", Text("Page {number} of {count}")),
    ("pagination", Text("Pages")),
    ("platform_intro", Text("Errors that people see with {platform}, and how to fix them.")),
    ("platform_title", Text("{platform} errors")),
    ("platforms", Text("Browse by product or system")),
    ("previous_page", Text("Previous page")),
    ("quick_answer", Text("Quick answer")),
    ("recently_updated", Text("Recently updated")),
    ("redirect_text", Text("This page has moved to {url}.")),
    ("redirect_title", Text("This page has moved")),
    ("related", Text("Related errors")),
    ("report_error", Text("Report an error")),
    ("search", Text("Search the errors")),
    ("search_found", Text("Results: {count}")),
    ("search_hint", Text("Paste an error or type a code")),
    ("search_none", Text("No matches. Paste the whole message, or try the code alone.")),
    ("skip_to_content", Text("Skip to content")),
    ("sources", Text("Sources")),
    ("table", Text("Table")),
    ("theme_dark", Text("Dark theme")),
    ("verify", Text("How to check that it worked")),
];

/// An English label.
pub(super) enum English {
    /// The same text for every count.
    Text(&'static str),
    /// The texts for one thing and for any other number.
    Plural(&'static str, &'static str),
}

impl English {
    /// The label in the form that sites use.
    pub(super) fn label(&self) -> Label {
        match *self {
            Text(text) => Label::Text(text.into()),
            Plural(one, other) => Label::Plural(Plurals {
                one: Some(one.into()),
                other: other.into(),
                ..Plurals::default()
            }),
        }
    }
}
