//! Writes the hub for Eleventy.

use std::fmt::Write as _;
use std::io;

use serde_json::{Map, Value, json};

use crate::files::Files;
use crate::hub::{Article, PLATFORMS};
use crate::names::{CATEGORIES, Name};
use crate::peers::{icons, portable, skeleton, tone};
use crate::shape::{Hub, Shape};
use crate::yaml;

/// Writes the site.
pub(crate) fn write(hub: Hub, files: &mut Files) -> io::Result<()> {
    skeleton(files, hub.shape, "eleventy", "static")?;
    files.write("_data/icons.json", serde_json::to_vec(&icons()?)?)?;
    files.write("_data/platforms.json", serde_json::to_vec(PLATFORMS)?)?;
    let mut groups = Map::new();
    let mut categories = Vec::new();
    for (index, category) in CATEGORIES.iter().enumerate() {
        let introduction = hub.introduction(index);
        groups.insert(category.id.to_owned(), index.into());
        categories.push(json!({
            "id": category.id,
            "title": category.title,
            "badge": category.badge,
            "description": introduction.description,
            "body": portable(&introduction.body),
            "tone": tone(index),
        }));
        // The data that all articles in the folder share.
        let data = json!({
            "layout": "article.njk",
            "tags": "article",
            "category": category.id,
        });
        files.write(&format!("content/{0}/{0}.json", category.id), data.to_string())?;
    }
    files.write("_data/categories.json", Value::from(categories).to_string())?;
    // The index of each category in the list.
    files.write("_data/groups.json", Value::from(groups).to_string())?;
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
    yaml::row(&mut out, "applies_to", &article.applies_to);
    yaml::fields(&mut out, shape, article, portable);
    let related: Vec<_> = article.related.iter().map(Name::id).collect();
    yaml::row(&mut out, "related", &related);
    let _ = writeln!(out, "published: {}\nupdated: {}", article.published, article.updated);
    if let Some(reviewed) = &article.reviewed {
        let _ = writeln!(out, "reviewed: {reviewed}");
    }
    out + "---\n" + &portable(&article.body)
}
