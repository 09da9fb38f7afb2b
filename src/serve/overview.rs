//! The overview: the diagnostics by page and by kind, the most recent saves, and links to all
//! pages.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::problem::Problem;
use super::version::{Save, Version};
use super::{OVERVIEW, page, query};
use crate::diagnostic::Severity;
use crate::html::escape;
use crate::report::{counted, number};

/// How many problems are on one page of the list.
const PROBLEMS: usize = 50;
/// How many of the site's pages are on one page of their list.
const PAGES: usize = 500;
/// How many of the site's pages, and of its files, the overview itself lists.
const NAMED: usize = 20;

/// Which problems to show; an empty text selects all.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Filter {
    severity: String,
    code: String,
    /// A part of the file's path.
    file: String,
}

impl Filter {
    fn of(query: &str) -> Self {
        let value = |name| query::value(query, name).unwrap_or_default();
        Self { severity: value("severity"), code: value("code"), file: value("file") }
    }

    fn wants(&self, problem: &Problem) -> bool {
        let file = || problem.file.as_ref().map_or("", |file| file.as_str());
        (self.severity.is_empty() || self.severity == problem.severity.name())
            && (self.code.is_empty() || self.code == problem.code)
            && (self.file.is_empty() || file().contains(&self.file))
    }

    fn is_empty(&self) -> bool {
        self.severity.is_empty() && self.code.is_empty() && self.file.is_empty()
    }

    /// The address of one page of the list.
    fn href(&self, number: usize) -> String {
        let number = if number > 1 { number.to_string() } else { String::new() };
        let query = query::of(&[
            ("severity", &self.severity),
            ("code", &self.code),
            ("file", &self.file),
            ("page", &number),
        ]);
        escape(&format!("{OVERVIEW}{}{query}", if query.is_empty() { "" } else { "?" }))
    }
}

/// The overview.
pub(super) fn problems(current: &Version, query: &str) -> String {
    let mut content = String::new();
    wrong(&mut content, current, query);
    paste(&mut content, current);
    saves(&mut content, &current.history);
    let pages = current.pages();
    content.push_str("<section aria-labelledby=\"pages\">\n<h2 id=\"pages\">Pages</h2>\n");
    links(&mut content, pages.iter().take(NAMED));
    if pages.len() > NAMED {
        // Writing to memory cannot fail, here and below.
        let _ = writeln!(
            content,
            "<p><a href=\"{OVERVIEW}pages/\">All {} pages</a></p>",
            number(pages.len())
        );
    }
    content.push_str("</section>\n");
    page::page("errhub preview", &content)
}

/// A box that shows which article a text leads to.
fn paste(content: &mut String, current: &Version) {
    let Some((script, index)) = current.search() else { return };
    // Writing to memory cannot fail.
    let _ = write!(
        content,
        "<section aria-labelledby=\"paste\">\n<h2 id=\"paste\">Try a message</h2>\n\
         <search class=\"search\" data-script=\"{}\" data-from=\"{}\" data-found=\"Results: {{count}}\" \
         data-none=\"No article explains this.\">\n\
         <form><textarea rows=\"3\" aria-label=\"What a reader might paste\" \
         placeholder=\"Paste what a reader might see\"></textarea></form>\n</search>\n</section>\n",
        escape(&script),
        escape(&index)
    );
}

/// The list of all pages of the site.
pub(super) fn pages(current: &Version, query: &str) -> String {
    let wanted = query::value(query, "q").unwrap_or_default();
    let found: Vec<String> =
        current.pages().into_iter().filter(|page| page.contains(&wanted)).collect();
    let part = Part::of(query, found.len(), PAGES);
    let mut content = format!(
        "<p><a href=\"{OVERVIEW}\">Overview</a></p>\n\
         <form action=\"{OVERVIEW}pages/\" role=\"search\">\n\
         <label for=\"q\">Part of the address</label>\n\
         <input id=\"q\" name=\"q\" type=\"search\" value=\"{}\">\n<button>Filter</button>\n</form>\n",
        escape(&wanted)
    );
    let _ = writeln!(content, "<p>{}</p>", part.says("page"));
    links(&mut content, part.of_list(&found).iter());
    part.navigation(&mut content, |number| {
        let number = number.to_string();
        escape(&format!("{OVERVIEW}pages/?{}", query::of(&[("q", &wanted), ("page", &number)])))
    });
    page::page("All pages", &content)
}

fn links<'a>(content: &mut String, pages: impl Iterator<Item = &'a String>) {
    content.push_str("<ul>\n");
    for page in pages {
        let link = escape(page);
        let _ = writeln!(content, "<li><a href=\"{link}\">{link}</a></li>");
    }
    content.push_str("</ul>\n");
}

fn wrong(content: &mut String, current: &Version, query: &str) {
    content.push_str("<section aria-labelledby=\"wrong\">\n<h2 id=\"wrong\">What is wrong</h2>\n");
    let all = current.problems.all();
    if all.is_empty() {
        content.push_str("<p>No mistakes found.</p>\n</section>\n");
        return;
    }
    let filter = Filter::of(query);
    filters(content, current, &filter);
    let wanted: Vec<&Arc<Problem>> = all.iter().filter(|one| filter.wants(one)).collect();
    let part = Part::of(query, wanted.len(), PROBLEMS);
    let _ = write!(content, "<p>{}", part.says("diagnostic"));
    if !filter.is_empty() {
        let _ = write!(content, " <a href=\"{OVERVIEW}\">Show all</a>");
    }
    let _ = writeln!(content, "</p>\n<ol class=\"problems\" start=\"{}\">", part.first + 1);
    content.extend(part.of_list(&wanted).iter().map(|problem| page::item(problem)));
    content.push_str("</ol>\n");
    part.navigation(content, |number| filter.href(number));
    content.push_str("</section>\n");
}

/// Links to filtered lists, each with its number of problems.
fn filters(content: &mut String, current: &Version, filter: &Filter) {
    let mut severities = BTreeMap::new();
    let mut codes = BTreeMap::new();
    let mut files = BTreeMap::new();
    let any_code = Filter { code: String::new(), ..filter.clone() };
    let any_severity = Filter { severity: String::new(), ..any_code.clone() };
    for problem in current.problems.all().iter().filter(|one| any_severity.wants(one)) {
        *severities.entry(problem.severity).or_insert(0) += 1;
        if !problem.code.is_empty() && any_code.wants(problem) {
            *codes.entry((problem.severity, problem.code)).or_insert(0) += 1;
        }
        if let Some(file) = problem.file.as_ref().filter(|_| filter.wants(problem)) {
            *files.entry(file.as_str()).or_insert(0) += 1;
        }
    }
    let severities = severities.into_iter().map(|(severity, count)| {
        let name = severity.name();
        let href = Filter { severity: name.into(), ..any_severity.clone() }.href(1);
        chip(&href, name, count, severity, filter.severity == name)
    });
    group(content, "Severity", severities);
    let codes = codes.into_iter().map(|((severity, code), count)| {
        let href = Filter { code: code.into(), ..filter.clone() }.href(1);
        chip(&href, code, count, severity, filter.code == code)
    });
    group(content, "Code", codes);
    let mut most: Vec<(&str, usize)> = files.iter().map(|(file, count)| (*file, *count)).collect();
    most.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let _ = write!(
        content,
        "<form action=\"{OVERVIEW}\" role=\"search\">\n\
         <label for=\"file\">Part of the file’s path</label>\n\
         <input id=\"file\" name=\"file\" type=\"search\" list=\"files\" value=\"{}\">\n\
         <datalist id=\"files\">\n",
        escape(&filter.file)
    );
    for (file, count) in most.iter().take(NAMED) {
        let _ = writeln!(content, "<option value=\"{}\">{count}</option>", escape(file));
    }
    content.push_str("</datalist>\n");
    for (name, value) in [("severity", &filter.severity), ("code", &filter.code)] {
        if !value.is_empty() {
            let value = escape(value);
            let _ = writeln!(content, "<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
        }
    }
    let _ = writeln!(content, "<button>Filter</button>\n</form>");
    if most.len() > 1 {
        let summary = match most.len() {
            few if few <= NAMED => format!("By file ({few})"),
            many => format!("By file (the {NAMED} of {} with the most)", number(many)),
        };
        let _ = writeln!(content, "<details>\n<summary>{summary}</summary>\n<ul class=\"files\">");
        for (file, count) in most.iter().take(NAMED) {
            let href = Filter { file: (*file).into(), ..filter.clone() }.href(1);
            let file = escape(file);
            let _ = writeln!(content, "<li><a href=\"{href}\">{file}</a> {count}</li>");
        }
        content.push_str("</ul>\n</details>\n");
    }
}

fn group(content: &mut String, name: &str, chips: impl Iterator<Item = String>) {
    let _ = write!(content, "<nav aria-label=\"{name}\">\n<ul class=\"chips\">\n");
    content.extend(chips);
    content.push_str("</ul>\n</nav>\n");
}

fn chip(href: &str, name: &str, count: usize, severity: Severity, is_chosen: bool) -> String {
    let chosen = if is_chosen { " aria-current=\"true\"" } else { "" };
    let (count, class) = (number(count), severity.name());
    format!("<li><a class=\"{class}\" href=\"{href}\"{chosen}>{name} <b>{count}</b></a></li>\n")
}

fn saves(content: &mut String, history: &[(SystemTime, Save)]) {
    content
        .push_str("<section aria-labelledby=\"saves\">\n<h2 id=\"saves\">Last saves</h2>\n<ul>\n");
    for (when, Save { files, took }) in history {
        let what = match files.as_slice() {
            [] => "everything".into(),
            files if files.len() > NAMED => {
                format!("{} files", number(files.len()))
            }
            files => escape(&files.join(", ")),
        };
        let ago = ago(SystemTime::now().duration_since(*when).unwrap_or_default());
        let took = took.as_secs_f64() * 1000.0;
        let _ = writeln!(content, "<li>{what}: shown within {took:.1} ms, {ago} ago</li>");
    }
    content.push_str("</ul>\n</section>\n");
}

fn ago(time: Duration) -> String {
    match time.as_secs() {
        seconds if seconds < 60 => format!("{seconds} s"),
        seconds if seconds < 3600 => format!("{} min", seconds / 60),
        seconds => format!("{} h", seconds / 3600),
    }
}

/// One page of a long list.
#[derive(Debug, PartialEq, Eq)]
struct Part {
    /// The number of the page, from 1.
    number: usize,
    /// How many pages there are.
    pages: usize,
    /// The first item, and the one after the last.
    first: usize,
    end: usize,
    /// How many items there are.
    all: usize,
}

impl Part {
    /// The page that a query asks for, or the nearest existing one.
    fn of(query: &str, all: usize, size: usize) -> Self {
        let pages = all.div_ceil(size).max(1);
        let wanted = query::value(query, "page").and_then(|page| page.parse::<usize>().ok());
        let number = wanted.unwrap_or(1).clamp(1, pages);
        let first = (number - 1) * size;
        Self { number, pages, first, end: (first + size).min(all), all }
    }

    fn of_list<'a, T>(&self, list: &'a [T]) -> &'a [T] {
        &list[self.first..self.end]
    }

    /// `51 to 100 of 2,003 diagnostics`
    fn says(&self, what: &str) -> String {
        if self.pages == 1 {
            return format!("{}.", counted(self.all, what));
        }
        let (first, end, all) = (number(self.first + 1), number(self.end), number(self.all));
        format!("{first} to {end} of {all} {what}s.")
    }

    fn navigation(&self, content: &mut String, href: impl Fn(usize) -> String) {
        if self.pages == 1 {
            return;
        }
        content.push_str("<nav class=\"parts\" aria-label=\"Parts of the list\">\n");
        let mut link = |number: usize, text: &str| {
            let _ = writeln!(content, "<a href=\"{}\">{text}</a>", href(number));
        };
        if self.number > 1 {
            link(1, "First");
            link(self.number - 1, "Previous");
        }
        if self.number < self.pages {
            link(self.number + 1, "Next");
            link(self.pages, "Last");
        }
        let (number, pages) = (number(self.number), number(self.pages));
        let _ = writeln!(content, "<span>Part {number} of {pages}</span>\n</nav>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_have_pages() {
        let part = |query, all| {
            let part = Part::of(query, all, 50);
            (part.number, part.pages, part.first, part.end)
        };
        assert_eq!(part("", 0), (1, 1, 0, 0));
        assert_eq!(part("", 50), (1, 1, 0, 50));
        assert_eq!(part("page=2", 51), (2, 2, 50, 51));
        assert_eq!(part("page=9", 51), (2, 2, 50, 51));
        assert_eq!(part("page=0", 51), (1, 2, 0, 50));
        assert_eq!(part("page=x", 51), (1, 2, 0, 50));
        assert_eq!(Part::of("page=2", 2003, 50).says("warning"), "51 to 100 of 2,003 warnings.");
    }

    #[test]
    fn filters_keep_the_other_choices() {
        let filter = Filter::of("severity=error&code=E0102&file=a%26b");
        assert_eq!(filter.href(2), escape("/_errhub/?severity=error&code=E0102&file=a%26b&page=2"));
        assert_eq!(Filter::of("").href(1), "/_errhub/");
    }
}
