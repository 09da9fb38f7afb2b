//! Writes the hub for Zola.

use std::fmt::Write as _;
use std::io;

use crate::files::Files;
use crate::hub::{Article, Method, TITLE};
use crate::names::{CATEGORIES, Name};
use crate::peers::{icons, portable, skeleton, template, tone};
use crate::shape::{Hub, Shape};
use crate::yaml::quoted;

/// Writes the site.
pub(crate) fn write(hub: Hub, files: &mut Files) -> io::Result<()> {
    skeleton(files, hub.shape, "zola", "static")?;
    files.write("zola.toml", settings(hub.shape)?)?;
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
        files.write(&format!("content/{}.md", article.name.id()), text(hub.shape, &article))?;
    }
    Ok(())
}

/// A file with the drawings and the categories, which a template can access quickly.
fn settings(shape: Shape) -> io::Result<String> {
    if shape == Shape::Plain {
        return template("plain/zola.toml");
    }
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

fn text(shape: Shape, article: &Article) -> String {
    let mut out = String::with_capacity(12_000);
    let _ = write!(
        out,
        "+++\ntitle = {}\ndescription = {}\ndate = {}\nupdated = {}\n",
        quoted(&article.name.title),
        quoted(&article.name.description),
        article.published,
        article.updated,
    );
    if !article.applies_to.is_empty() {
        let _ = writeln!(out, "[taxonomies]\nplatforms = {}", list(&article.applies_to));
    }
    out.push_str("[extra]\n");
    if let Some(code) = &article.name.code {
        let _ = writeln!(out, "code = {}", quoted(code));
    }
    if let Some(reviewed) = &article.reviewed {
        let _ = writeln!(out, "reviewed = {reviewed}");
    }
    let _ = writeln!(out, "messages = {}", list(&article.messages));
    let related: Vec<_> = article.related.iter().map(Name::id).collect();
    let _ = writeln!(out, "related = {}", list(&related));
    match shape {
        Shape::Rich => blocks(&mut out, article),
        Shape::Plain => lines(&mut out, article),
    }
    out + "+++\n" + &portable(&article.body)
}

/// The fields with texts in quotes and tables on one line.
fn lines(out: &mut String, article: &Article) {
    let text = |text: &str| quoted(portable(text).trim_end());
    let _ = writeln!(out, "quick_answer = {}", text(&article.quick_answer));
    let methods = article.methods.iter().map(|method| {
        let (title, body) = (quoted(&method.title), text(&method.body));
        let audience = audience(method);
        let mut table = format!("{{title = {title}, body = {body}, audience = \"{audience}\"");
        if let Some(minutes) = method.minutes {
            let _ = write!(table, ", minutes = {minutes}");
        }
        if let Some(verify) = &method.verify {
            let _ = write!(table, ", verify = {}", text(verify));
        }
        table + "}"
    });
    let _ = writeln!(out, "methods = [{}]", methods.collect::<Vec<_>>().join(", "));
    let faq = article.faq.iter().map(|question| {
        let (question, answer) = (quoted(&question.question), text(&question.answer));
        format!("{{question = {question}, answer = {answer}}}")
    });
    let _ = writeln!(out, "faq = [{}]", faq.collect::<Vec<_>>().join(", "));
    let sources = article.sources.iter().map(|source| {
        format!("{{label = {}, url = {}}}", quoted(&source.label), quoted(&source.url))
    });
    let _ = writeln!(out, "sources = [{}]", sources.collect::<Vec<_>>().join(", "));
}

fn audience(method: &Method) -> &'static str {
    if method.is_for_owners { "site-owner" } else { "visitor" }
}

fn blocks(out: &mut String, article: &Article) {
    block(out, "quick_answer", &article.quick_answer);
    for method in &article.methods {
        let _ = writeln!(out, "[[extra.methods]]\ntitle = {}", quoted(&method.title));
        let _ = writeln!(out, "audience = \"{}\"", audience(method));
        if let Some(minutes) = method.minutes {
            let _ = writeln!(out, "minutes = {minutes}");
        }
        block(out, "body", &method.body);
        if let Some(verify) = &method.verify {
            block(out, "verify", verify);
        }
    }
    for question in &article.faq {
        let _ = writeln!(out, "[[extra.faq]]\nquestion = {}", quoted(&question.question));
        block(out, "answer", &question.answer);
    }
    for source in &article.sources {
        let (label, url) = (quoted(&source.label), quoted(&source.url));
        let _ = writeln!(out, "[[extra.sources]]\nlabel = {label}\nurl = {url}");
    }
}

fn list(texts: &[impl AsRef<str>]) -> String {
    let texts: Vec<_> = texts.iter().map(|text| quoted(text.as_ref())).collect();
    format!("[{}]", texts.join(", "))
}

/// A key with a text of several lines; no text in a hub contains three quotes.
fn block(out: &mut String, key: &str, text: &str) {
    let _ = writeln!(out, "{key} = '''\n{}'''", portable(text));
}
