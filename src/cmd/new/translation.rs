//! `errhub new --translate`: the form of a translation, with the original beside each field.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::{create, exists, quoted};
use crate::config::{Project, SiteConfig};
use crate::date::Date;
use crate::error::Error;
use crate::parse::front_matter::{self, ArticleFront, Audience, CategoryFront, MethodFront};
use crate::parse::own_fields;
use crate::path::{Edition, SourcePath};
use crate::read;
use crate::text;
use crate::yaml;

/// Writes the form of a translation, and of its category if there is none yet. Returns the
/// files.
///
/// # Errors
/// If there is no such language or article, or if the translation exists.
pub(super) fn new(
    project: &Project,
    language: &str,
    article: &str,
    today: Date,
) -> Result<Vec<PathBuf>, Error> {
    let refuse = |message: String| Err(Error::Usage { message });
    let Some(edition) = project
        .translations
        .iter()
        .map(|one| &one.edition)
        .find(|one| one.folder().is_some_and(|folder| folder == language))
    else {
        let known: Vec<String> = project.folders().map(|folder| format!("`{folder}`")).collect();
        return refuse(if known.is_empty() {
            format!("site.yaml lists no `languages`; add `languages: [{{code: {language}}}]` to it")
        } else {
            format!("site.yaml does not list the language `{language}`, only {}", known.join(", "))
        });
    };
    let id = article.trim_start_matches("./").trim_matches('/');
    let id = id.strip_prefix("content/").unwrap_or(id);
    let id = id.strip_suffix(".md").unwrap_or(id);
    let Some((category, _)) = id.split_once('/') else {
        return refuse(format!(
            "`{id}` is not the id of an article, such as `http/502-bad-gateway`"
        ));
    };
    let main = Edition::default();
    let original = main.source(&format!("{id}.md"));
    let Some((yaml_of_original, body)) = parts(&project.root, &original)? else {
        return refuse(format!("there is no article {original} to translate"));
    };
    let Ok(front) = own_fields::decode(&yaml_of_original, &project.config.fields) else {
        return refuse(format!("{original} has mistakes; `errhub check` says which"));
    };
    let target = edition.source(&format!("{id}.md")).to_disk(&project.root);
    if target.exists() {
        return Err(exists(&target));
    }
    let mut written = vec![target.clone()];
    create(&target, &form(&original, &front, &body, &project.config, today))?;
    let index = format!("{category}/_index.md");
    let own_index = edition.source(&index).to_disk(&project.root);
    if !own_index.exists() {
        let of_original = parts(&project.root, &main.source(&index))?;
        let front = of_original.and_then(|(front, _)| yaml::decode::<CategoryFront>(&front).ok());
        let title = front.map_or_else(|| category.to_owned(), |front| front.title);
        create(&own_index, &category_form(&title))?;
        written.push(own_index);
    }
    Ok(written)
}

/// The front matter and the text of a file; `None` if there is no such document.
fn parts(root: &Path, source: &SourcePath) -> Result<Option<(String, String)>, Error> {
    let path = source.to_disk(root);
    if !path.is_file() {
        return Ok(None);
    }
    let bytes = read::bytes(&path, read::TEXT_LIMIT).map_err(Error::io("read", &path))?;
    let whole = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
    let whole = text::without_mark(&whole);
    let split = front_matter::split(source, whole).ok();
    Ok(split.map(|split| (whole[split.yaml].to_owned(), whole[split.body].to_owned())))
}

/// The form: each field that has words, below those of the original as comments.
fn form(
    original: &SourcePath,
    front: &ArticleFront,
    body: &str,
    config: &SiteConfig,
    today: Date,
) -> String {
    let mut form = format!(
        "---\n# The translation of {original}, whose words are the comments. What is not here, such as the\n\
         # code, the platforms and the related articles, is taken from it.\n"
    );
    comment(&mut form, "", &front.title);
    let _ = writeln!(form, "title: {}\n", todo(&front.title));
    let messages = front.messages.as_deref().unwrap_or_default();
    if !messages.is_empty() {
        form.push_str(
            "# The messages as people see them in this language. Without any, those of the original are used.\n",
        );
        for message in messages {
            comment(&mut form, "", message);
        }
        form.push_str("# messages:\n#   - \"…\"\n\n");
    }
    if let Some(description) = &front.description {
        comment(&mut form, "", description);
        let _ = writeln!(form, "description: {}\n", todo("one sentence for search results"));
    }
    comment(&mut form, "", &front.quick_answer);
    form.push_str("quick_answer: |\n  TODO: translate the quick answer\n\nmethods:\n");
    for method in &front.methods {
        method_form(&mut form, method);
    }
    if !front.faq.is_empty() {
        form.push_str("\nfaq:\n");
    }
    for question in &front.faq {
        comment(&mut form, "  ", &question.question);
        let _ = writeln!(form, "  - question: {}", todo(&question.question));
        comment(&mut form, "    ", &question.answer);
        form.push_str("    answer: |\n      TODO: translate the answer\n");
    }
    if !front.sources.is_empty() {
        form.push_str("\nsources:\n");
    }
    for source in &front.sources {
        let _ = writeln!(form, "  - label: {}", quoted(&source.label));
        let _ = writeln!(form, "    url: {}", quoted(source.url.as_str()));
    }
    for (name, field) in config.fields.iter() {
        if front.own.get(name).is_some() && field.kind == crate::config::FieldKind::Text {
            let _ = writeln!(form, "# {name}: …");
        }
    }
    let _ = writeln!(form, "\nupdated: {today}");
    let body = body.trim();
    if body.is_empty() {
        form.push_str("---\n");
    } else {
        form.push_str("\n# The text below, in the original:\n#\n");
        comment(&mut form, "", body);
        form.push_str("---\nTODO: translate the text\n");
    }
    form
}

fn method_form(form: &mut String, method: &MethodFront) {
    comment(form, "  ", &method.title);
    let _ = writeln!(form, "  - title: {}", todo(&method.title));
    if method.audience == Audience::SiteOwner {
        form.push_str("    audience: site-owner\n");
    }
    if let Some(minutes) = method.minutes {
        let _ = writeln!(form, "    minutes: {minutes}");
    }
    comment(form, "    ", &method.body);
    form.push_str("    body: |\n      TODO: translate what to do\n");
    if let Some(verify) = &method.verify {
        comment(form, "    ", verify);
        form.push_str("    verify: |\n      TODO: translate how to check it\n");
    }
}

fn category_form(title: &str) -> String {
    let mut form = String::from("---\n");
    comment(&mut form, "", title);
    let _ = writeln!(form, "title: {}\n---", todo(title));
    form
}

/// A text as comments.
fn comment(form: &mut String, indent: &str, text: &str) {
    for line in text.trim_end().lines() {
        // Writing to a String cannot fail.
        let _ = writeln!(form, "{}", format!("{indent}# {line}").trim_end());
    }
}

fn todo(text: &str) -> String {
    quoted(&format!("TODO: {text}"))
}
