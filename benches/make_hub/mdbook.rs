//! Writes the hub for mdBook: flat Markdown with the same parts, because there is no front matter
//! and no template for articles. mdBook makes no feed and no sitemap.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::rc::Rc;

use serde_json::json;

use crate::files::Files;
use crate::hub::{Article, BASE_URL, PLATFORMS, TITLE};
use crate::names::{CATEGORIES, Name};
use crate::peers::{keys, skeleton};
use crate::shape::{Hub, Shape};

/// The number of articles on one page of a list.
const PER_PAGE: usize = 50;

/// Writes the book.
pub(crate) fn write(hub: Hub, files: &mut Files) -> io::Result<()> {
    skeleton(files, Shape::Rich, "mdbook", "src")?;
    let mut lists: BTreeMap<String, Vec<Rc<Name>>> = BTreeMap::new();
    for article in hub.articles() {
        files.write(&format!("src/{}.md", article.name.id()), text(&article))?;
        let category = CATEGORIES[article.name.category].id.to_owned();
        let name = Rc::new(article.name);
        for list in article.applies_to.into_iter().map(folder).chain([category]) {
            lists.entry(list).or_default().push(Rc::clone(&name));
        }
    }
    let mut summary = format!("# Summary\n\n[{TITLE}](index.md)\n\n");
    let mut home = format!("# {TITLE}\n\nNothing here is true.\n\n## Browse by kind of error\n\n");
    for (index, category) in CATEGORIES.iter().enumerate() {
        let names = lists.remove(category.id).unwrap_or_default();
        let introduction = keys(&hub.introduction(index).body);
        write_list(files, &mut summary, category.id, category.title, &introduction, &names)?;
        for name in &names {
            let _ = writeln!(summary, "  - [{}]({}.md)", name.title, name.id());
        }
        let _ = writeln!(home, "- [{}]({}/index.md)", category.title, category.id);
    }
    for platform in PLATFORMS {
        if let Some(names) = lists.remove(&folder(platform)) {
            write_list(files, &mut summary, &folder(platform), platform, "", &names)?;
        }
    }
    files.write("src/index.md", home)?;
    files.write("src/SUMMARY.md", summary)
}

fn folder(platform: &str) -> String {
    format!("platforms/{}", platform.to_lowercase())
}

/// The pages of one list, and their chapters.
fn write_list(
    files: &mut Files,
    summary: &mut String,
    folder: &str,
    title: &str,
    introduction: &str,
    names: &[Rc<Name>],
) -> io::Result<()> {
    let up = "../".repeat(folder.split('/').count());
    let count = names.len().div_ceil(PER_PAGE);
    let file =
        |page: usize| if page == 1 { "index.md".to_owned() } else { format!("page-{page}.md") };
    for (page, part) in (1..).zip(names.chunks(PER_PAGE)) {
        let mut text =
            format!("[{TITLE}]({up}index.md) / {title}\n\n# {title}\n\n{introduction}\n");
        let _ = writeln!(text, "{} articles\n", names.len());
        for name in part {
            let (title, id, description) = (&name.title, name.id(), &name.description);
            let _ = writeln!(text, "- [{title}]({up}{id}.md)\n\n  {description}");
        }
        let _ = writeln!(text, "\nPage {page} of {count}\n");
        if page > 1 {
            let _ = writeln!(text, "[Previous page]({})", file(page - 1));
        }
        if page < count {
            let _ = writeln!(text, "[Next page]({})", file(page + 1));
        }
        let path = format!("{folder}/{}", file(page));
        files.write(&format!("src/{path}"), text)?;
        let end = if page == 1 { String::new() } else { format!(", page {page}") };
        let _ = writeln!(summary, "- [{title}{end}]({path})");
    }
    Ok(())
}

fn text(article: &Article) -> String {
    let category = &CATEGORIES[article.name.category];
    let title = &article.name.title;
    let mut out = String::with_capacity(14_000);
    let _ = write!(
        out,
        "[{TITLE}](../index.md) / [{}](index.md) / {title}\n\n**{}**\n\n# How to fix “{title}”\n\n",
        category.title, category.badge,
    );
    if let Some(code) = article.name.code.as_ref().filter(|code| !title.contains(*code)) {
        let _ = writeln!(out, "Error code: {code}\n");
    }
    let platforms = article.applies_to.iter();
    let platforms = platforms.map(|name| format!("[{name}](../{}/index.md)", folder(name)));
    let platforms = platforms.collect::<Vec<_>>().join(", ");
    if !platforms.is_empty() {
        let _ = writeln!(out, "Applies to: {platforms}\n");
    }
    let _ = writeln!(out, "## Quick answer\n\n{}", keys(&article.quick_answer));
    out.push_str(
        "## Check your connection first\n\nSee the public address that websites see when you \
         connect.\n\n[Check my IP address](https://example.com/ip)\n\n",
    );
    let methods = article.methods.len();
    let _ = writeln!(out, "## On this page\n\n- [What causes the “{title}” error?](#causes)");
    let _ = writeln!(out, "- [How to fix it: {methods} methods](#methods)");
    for (number, method) in (1..).zip(&article.methods) {
        let _ = writeln!(out, "  {number}. [{}](#method-{number})", method.title);
    }
    let _ = writeln!(out, "- [Frequently asked questions](#faq)\n");
    let _ = writeln!(out, "## What causes the “{title}” error? {{#causes}}\n");
    out.push_str("The message may read:\n\n");
    for message in &article.messages {
        let _ = writeln!(out, "- `{message}`");
    }
    let _ = writeln!(out, "\n{}", keys(&article.body));
    let _ = writeln!(out, "## How to fix it: {methods} methods {{#methods}}\n");
    for (number, method) in (1..).zip(&article.methods) {
        let _ = writeln!(out, "### {} {{#method-{number}}}\n", method.title);
        out.push_str(if method.is_for_owners { "For site owners" } else { "For visitors" });
        if let Some(minutes) = method.minutes {
            let _ = write!(out, ", about {minutes} minute{}", if minutes == 1 { "" } else { "s" });
        }
        let _ = writeln!(out, "\n\n{}", keys(&method.body));
        if let Some(verify) = &method.verify {
            let _ = writeln!(out, "**How to check that it worked**\n\n{}", keys(verify));
        }
    }
    out.push_str("## Fixed it?\n\nLoad the page once more, and see whether your connection looks the way you expect.\n\n");
    out.push_str("## Frequently asked questions {#faq}\n\n");
    for question in &article.faq {
        let _ = writeln!(out, "### {}\n\n{}", question.question, keys(&question.answer));
    }
    out.push_str("## Related errors\n\n");
    for name in &article.related {
        let (title, id, description) = (&name.title, name.id(), &name.description);
        let _ = writeln!(out, "- [{title}](../{id}.md)\n\n  {description}");
    }
    out.push_str("\n## Sources\n\n");
    for source in &article.sources {
        let _ = writeln!(out, "- [{}]({})", source.label, source.url);
    }
    out.push_str(
        "\n## Learn more\n\n- [HTTP status codes (IANA registry)]\
         (https://www.iana.org/assignments/http-status-codes/http-status-codes.xhtml)\n\n",
    );
    let _ = writeln!(out, "[← Back to the complete guide: {TITLE}](../index.md)\n");
    let _ = write!(out, "Last updated: {}", article.updated);
    if let Some(reviewed) = &article.reviewed {
        let _ = write!(out, " • Last reviewed: {reviewed}");
    }
    let address = format!("{BASE_URL}{}.html", article.name.id());
    let _ = writeln!(out, " • [Report an error](https://example.com/contact?page={address})\n");
    let _ =
        writeln!(out, "<script type=\"application/ld+json\">{}</script>", data(article, &address));
    out
}

/// The structured data, which mdBook cannot make, written into the text.
fn data(article: &Article, url: &str) -> String {
    let category = &CATEGORIES[article.name.category];
    let title = &article.name.title;
    let publisher = format!("{BASE_URL}#publisher");
    let questions: Vec<_> = article
        .faq
        .iter()
        .map(|question| {
            json!({"@type": "Question", "name": question.question,
            "acceptedAnswer": {"@type": "Answer", "text": plain(&question.answer)}})
        })
        .collect();
    json!({"@context": "https://schema.org", "@graph": [
        {"@type": "TechArticle", "@id": format!("{url}#article"), "url": url,
            "mainEntityOfPage": url, "headline": format!("How to fix “{title}”"),
            "datePublished": article.published, "dateModified": article.updated,
            "inLanguage": "en", "publisher": {"@id": publisher},
            "about": {"@type": "DefinedTerm", "name": title, "termCode": article.name.code}},
        {"@type": "FAQPage", "@id": format!("{url}#faq"), "url": url, "inLanguage": "en",
            "mainEntity": questions},
        {"@type": "BreadcrumbList", "@id": format!("{url}#breadcrumbs"), "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": TITLE, "item": BASE_URL},
            {"@type": "ListItem", "position": 2, "name": category.title,
                "item": format!("{BASE_URL}{}/", category.id)},
            {"@type": "ListItem", "position": 3, "name": title, "item": url}]},
        {"@type": "Organization", "@id": publisher, "name": "Example", "url": "https://example.com"},
    ]})
    .to_string()
}

/// The words of an answer, without markup for code and emphasis; links are reduced to their texts.
fn plain(markdown: &str) -> String {
    let text = markdown.replace(['`', '*'], "");
    let mut parts = text.split("](");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.split_once(')').map_or(part, |(_, rest)| rest));
    }
    out.replace('[', "").split_whitespace().collect::<Vec<_>>().join(" ")
}
