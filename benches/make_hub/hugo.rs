//! Writes the hub for Hugo.

use std::fmt::Write as _;
use std::io;

use crate::files::Files;
use crate::hub::{Article, TITLE};
use crate::names::{CATEGORIES, Name};
use crate::peers::{icons, portable, skeleton, tone};
use crate::shape::{Hub, Shape};
use crate::yaml;

/// Writes the site.
pub(crate) fn write(hub: Hub, files: &mut Files) -> io::Result<()> {
    skeleton(files, hub.shape, "hugo", "static")?;
    files.write("data/icons.json", serde_json::to_vec(&icons()?)?)?;
    files
        .write("content/_index.md", format!("---\ntitle: {TITLE}\n---\nNothing here is true.\n"))?;
    for (index, category) in CATEGORIES.iter().enumerate() {
        let introduction = hub.introduction(index);
        let text = format!(
            "---\ntitle: {}\nbadge: {}\ndescription: {}\nweight: {}\ntone: {}\n---\n{}",
            category.title,
            category.badge,
            yaml::quoted(&introduction.description),
            index + 1,
            tone(index),
            portable(&introduction.body),
        );
        files.write(&format!("content/{}/_index.md", category.id), text)?;
    }
    for article in hub.articles() {
        files.write(&format!("content/{}.md", article.name.id()), text(hub.shape, &article))?;
    }
    Ok(())
}

fn text(shape: Shape, article: &Article) -> String {
    let mut out = String::with_capacity(12_000);
    let _ = writeln!(out, "---\ntitle: {}", yaml::quoted(&article.name.title));
    if let Some(code) = &article.name.code {
        let _ = writeln!(out, "code: {}", yaml::quoted(code));
    }
    yaml::list(&mut out, shape, "messages", &article.messages);
    yaml::row(&mut out, "platforms", &article.applies_to);
    yaml::fields(&mut out, shape, article, portable);
    let related: Vec<_> = article.related.iter().map(Name::id).collect();
    yaml::row(&mut out, "related", &related);
    let _ = writeln!(out, "date: {}\nlastmod: {}", article.published, article.updated);
    if let Some(reviewed) = &article.reviewed {
        let _ = writeln!(out, "reviewed: {reviewed}");
    }
    out + "---\n" + &portable(&article.body)
}
