//! Writes the hub for Zola.

use std::fmt::Write as _;
use std::io;

use crate::files::Files;
use crate::hub::{Article, Hub, TITLE};
use crate::names::{CATEGORIES, Name};
use crate::peers::{icons, portable, skeleton, template, tone};
use crate::yaml::quoted;

/// Writes the site.
pub(crate) fn write(hub: Hub, files: &mut Files) -> io::Result<()> {
    skeleton(files, "zola", "static")?;
    files.write("zola.toml", settings()?)?;
    files.write(
        "content/_index.md",
        format!("+++\ntitle = \"{TITLE}\"\nsort_by = \"weight\"\n+++\nNothing here is true.\n"),
    )?;
    for (index, category) in CATEGORIES.iter().enumerate() {
        let introduction = hub.introduction(index);
        let text = format!(
            "+++\ntitle = {}\ndescription = {}\nweight = {}\nsort_by = \"title\"\npaginate_by = 50\n\
             [extra]\nbadge = {}\ntone = {}\n+++\n{}",
            quoted(category.title),
            quoted(&introduction.description),
            index + 1,
            quoted(category.badge),
            tone(index),
            portable(&introduction.body),
        );
        files.write(&format!("content/{}/_index.md", category.id), text)?;
    }
    for article in hub.articles() {
        files.write(&format!("content/{}.md", article.name.id()), text(&article))?;
    }
    Ok(())
}

/// A file with the drawings and the categories, which a template can access quickly.
fn settings() -> io::Result<String> {
    let mut out = template("zola.toml")?;
    for (index, category) in CATEGORIES.iter().enumerate() {
        let (id, title) = (quoted(category.id), quoted(category.title));
        let tone = tone(index);
        let _ = writeln!(out, "[[extra.categories]]\nid = {id}\ntitle = {title}\ntone = {tone}");
    }
    out.push_str("[extra.icons]\n");
    for (name, drawing) in icons()? {
        let _ = writeln!(out, "{name} = {}", quoted(drawing.as_str().unwrap_or_default()));
    }
    Ok(out)
}

fn text(article: &Article) -> String {
    let mut out = String::with_capacity(12_000);
    let _ = write!(
        out,
        "+++\ntitle = {}\ndescription = {}\ndate = {}\nupdated = {}\n[taxonomies]\nplatforms = {}\n[extra]\n",
        quoted(&article.name.title),
        quoted(&article.name.description),
        article.published,
        article.updated,
        list(&article.applies_to),
    );
    if let Some(code) = &article.name.code {
        let _ = writeln!(out, "code = {}", quoted(code));
    }
    if let Some(reviewed) = &article.reviewed {
        let _ = writeln!(out, "reviewed = {reviewed}");
    }
    let _ = writeln!(out, "messages = {}", list(&article.messages));
    let related: Vec<_> = article.related.iter().map(Name::id).collect();
    let _ = writeln!(out, "related = {}", list(&related));
    block(&mut out, "quick_answer", &article.quick_answer);
    for method in &article.methods {
        let audience = if method.is_for_owners { "site-owner" } else { "visitor" };
        let _ = writeln!(out, "[[extra.methods]]\ntitle = {}", quoted(&method.title));
        let _ = writeln!(out, "audience = \"{audience}\"");
        if let Some(minutes) = method.minutes {
            let _ = writeln!(out, "minutes = {minutes}");
        }
        block(&mut out, "body", &method.body);
        if let Some(verify) = &method.verify {
            block(&mut out, "verify", verify);
        }
    }
    for question in &article.faq {
        let _ = writeln!(out, "[[extra.faq]]\nquestion = {}", quoted(&question.question));
        block(&mut out, "answer", &question.answer);
    }
    for source in &article.sources {
        let (label, url) = (quoted(&source.label), quoted(&source.url));
        let _ = writeln!(out, "[[extra.sources]]\nlabel = {label}\nurl = {url}");
    }
    out + "+++\n" + &portable(&article.body)
}

fn list(texts: &[impl AsRef<str>]) -> String {
    let texts: Vec<_> = texts.iter().map(|text| quoted(text.as_ref())).collect();
    format!("[{}]", texts.join(", "))
}

/// A key with a text of several lines; no text in a hub contains three quotes.
fn block(out: &mut String, key: &str, text: &str) {
    let _ = writeln!(out, "{key} = '''\n{}'''", portable(text));
}
