//! Writes the hub for errhub.

use std::fmt::Write as _;
use std::io;

use crate::files::Files;
use crate::hub::{Article, BASE_URL, DESCRIPTION, PLATFORMS, TITLE};
use crate::names::{CATEGORIES, Name};
use crate::shape::{Hub, Shape};
use crate::yaml;

/// Writes the site.
pub(crate) fn write(hub: Hub, files: &mut Files) -> io::Result<()> {
    files.write("site.yaml", settings(hub.shape))?;
    files.write(
        "content/_index.md",
        format!("---\ntitle: {TITLE}\ndescription: {DESCRIPTION}\n---\nNothing here is true.\n"),
    )?;
    for (index, category) in CATEGORIES.iter().enumerate() {
        let introduction = hub.introduction(index);
        let text = format!(
            "---\ntitle: {}\nbadge: {}\ndescription: {}\norder: {}\n---\n{}",
            category.title,
            category.badge,
            yaml::quoted(&introduction.description),
            index + 1,
            introduction.body,
        );
        files.write(&format!("content/{}/_index.md", category.id), text)?;
    }
    for article in hub.articles() {
        files.write(&format!("content/{}.md", article.name.id()), text(hub.shape, &article))?;
    }
    Ok(())
}

fn settings(shape: Shape) -> String {
    let rich = match shape {
        Shape::Rich => rich_settings(),
        Shape::Plain => String::new(),
    };
    format!(
        "title: {TITLE}
base_url: {BASE_URL}
language: en
description: {DESCRIPTION}
publisher:
  name: Example
  url: https://example.com
{rich}# The dates of the articles do not move, and a benchmark is no place for warnings.
stale_after_days: 36500
# Sentences made of a few hundred words are the same here and there.
warnings:
  W0523: off
"
    )
}

/// The settings that plain hubs omit.
fn rich_settings() -> String {
    let platforms = PLATFORMS.join(", ");
    format!(
        r#"report_url: "https://example.com/contact?page={{url}}&subject={{title}}"
platforms: [{platforms}]
callouts:
  - id: check
    kind: check
    title: Check your connection first
    text: See the public address that websites see when you connect.
    link:
      label: Check my IP address
      url: https://example.com/ip
  - id: confirm
    kind: confirm
    title: Fixed it?
    text: Load the page once more, and see whether your connection looks the way you expect.
learn_more:
  - label: HTTP status codes (IANA registry)
    url: https://www.iana.org/assignments/http-status-codes/http-status-codes.xhtml
"#
    )
}

fn text(shape: Shape, article: &Article) -> String {
    let mut out = String::with_capacity(12_000);
    let _ = writeln!(out, "---\ntitle: {}", yaml::quoted(&article.name.title));
    if let Some(code) = &article.name.code {
        let _ = writeln!(out, "code: {}", yaml::quoted(code));
    }
    yaml::list(&mut out, shape, "messages", &article.messages);
    yaml::list(&mut out, shape, "seen_as", &article.seen_as);
    yaml::row(&mut out, "applies_to", &article.applies_to);
    yaml::fields(&mut out, shape, article, str::to_owned);
    let related: Vec<_> = article.related.iter().map(Name::id).collect();
    yaml::row(&mut out, "related", &related);
    let _ = writeln!(out, "published: {}\nupdated: {}", article.published, article.updated);
    if let Some(reviewed) = &article.reviewed {
        let _ = writeln!(out, "reviewed: {reviewed}");
    }
    out + "---\n" + &article.body
}
