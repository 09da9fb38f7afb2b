//! Rules in `_redirects` and `_headers` that the host does not follow.

use std::ops::Range;

use super::Deployed;
use super::limits::{Limit, Measure};
use crate::config::Host;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::number::{counted, number};

const HEADERS: &str = "_headers";
const REDIRECTS: &str = "_redirects";

/// The statuses that Cloudflare Pages supports.
const STATUSES: [&str; 6] = ["200", "301", "302", "303", "307", "308"];

/// Reports rules that the host does not follow.
pub(super) fn ignored(deployed: &Deployed<'_>, host: Host) -> Vec<Diagnostic> {
    let read = |file: &str, judge: fn(&str) -> Vec<Ignored>| {
        let text = (deployed.text)(file).unwrap_or_default();
        diagnostics(deployed, host, (file, &text), judge(&text))
    };
    match host {
        Host::CloudflarePages => {
            let mut found = read(REDIRECTS, cloudflare_redirects);
            found.extend(read(HEADERS, cloudflare_headers));
            found
        }
        Host::Netlify => read(REDIRECTS, netlify_redirects),
        Host::GitHubPages | Host::S3 => Vec::new(),
    }
}

/// Lines of a file that a host ignores.
#[derive(Debug, PartialEq, Eq)]
struct Ignored {
    /// The first of them, in bytes of the file.
    line: Range<usize>,
    /// How many there are.
    lines: usize,
    /// The reason, as the end of a sentence.
    why: String,
    /// What to do.
    help: &'static str,
}

fn diagnostics(
    deployed: &Deployed<'_>,
    host: Host,
    (file, text): (&str, &str),
    ignored: Vec<Ignored>,
) -> Vec<Diagnostic> {
    let own = deployed.own(file);
    let found = ignored.into_iter().map(|Ignored { line, lines, why, help }| {
        let first = number(text[..line.start].matches('\n').count() + 1);
        let which = match lines {
            1 => format!("line {first}"),
            lines => format!("{} from line {first} on", counted(lines, "line")),
        };
        let message = format!("{host} does not follow {which} of `{file}`: {why}");
        let place = own.map(|source| Place::bytes(source, line));
        let found = Diagnostic::without_place(Code::RuleIgnoredByHost, message);
        Diagnostic { place, ..found }.help(help)
    });
    found.collect()
}

/// The lines of a file that are neither blank nor comments, trimmed.
fn lines(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut end = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = end + line.len() - line.trim_start().len();
        end += line.len();
        let content = line.trim();
        let says = !content.is_empty() && !content.starts_with('#');
        says.then(|| (start..start + content.len(), content))
    })
}

/// Whether a pattern matches more than one path.
fn is_dynamic(pattern: &str) -> bool {
    let is_name = |rest: &str| rest.starts_with(|letter: char| letter.is_ascii_alphabetic());
    // The port of an address is not a placeholder.
    let path = pattern.find("://").map_or(pattern, |scheme| &pattern[scheme + "://".len()..]);
    path.contains('*') || path.split(':').skip(1).any(is_name)
}

fn limit(measure: Measure) -> Option<Limit> {
    Limit::of(Host::CloudflarePages, measure)
}

fn is_over(measure: Measure, count: usize) -> Option<Limit> {
    limit(measure).filter(|limit| count as u64 > limit.most)
}

/// What Cloudflare Pages ignores in `_redirects`: wrangler's parser in this order, with the limits that
/// the documentation states.
fn cloudflare_redirects(text: &str) -> Vec<Ignored> {
    let mut found: Vec<Ignored> = Vec::new();
    let (mut statics, mut dynamics) = (0, 0);
    let mut over: Option<Ignored> = None;
    for (line, content) in lines(text) {
        let mut say = |why: String, help| {
            found.push(Ignored { line: line.clone(), lines: 1, why, help });
        };
        let words: Vec<&str> = content.split_whitespace().collect();
        if let Some(limit) = is_over(Measure::RedirectLine, content.chars().count()) {
            say(format!("it has more than {}", limit.shown()), "make it shorter");
            continue;
        }
        let (from, status) = match words[..] {
            [from, _] => (from, "302"),
            [from, _, status] => (from, status),
            _ => {
                say(
                    "a rule is a path, an address and perhaps a status".into(),
                    "leave out conditions, which other hosts know",
                );
                continue;
            }
        };
        if !from.starts_with('/') {
            say(
                format!("`{from}` is not a path"),
                "use a redirect rule of the domain in Cloudflare for other hosts",
            );
            continue;
        }
        let is_static = dynamics == 0 && !is_dynamic(from);
        let (measure, count) = if is_static {
            statics += 1;
            (Measure::StaticRedirects, statics)
        } else {
            dynamics += 1;
            (Measure::DynamicRedirects, dynamics)
        };
        if let Some(limit) = is_over(measure, count) {
            over.get_or_insert_with(|| Ignored {
                line: line.clone(),
                lines: 0,
                why: format!("it takes {} {}", limit.shown(), limit.what()),
                help: "the pages at old addresses still send readers on; for more real redirects, \
                       use Bulk Redirects in Cloudflare",
            });
        }
        if let Some(over) = &mut over {
            over.lines += 1;
            continue;
        }
        if from.matches('*').count() > 1 {
            say("a path can have one `*`".into(), "use a placeholder such as `:name`");
        } else if !STATUSES.contains(&status) {
            say(
                format!("`{status}` is not a status that it can answer with"),
                "use 301 or 302, and 200 for another page of the site",
            );
        }
    }
    found.extend(over);
    found
}

/// What Cloudflare Pages ignores in `_headers`.
fn cloudflare_headers(text: &str) -> Vec<Ignored> {
    let mut found: Vec<Ignored> = Vec::new();
    let mut rules = 0;
    let mut over: Option<Ignored> = None;
    for (line, content) in lines(text) {
        let is_rule = line.start == 0 || text[..line.start].ends_with('\n');
        rules += usize::from(is_rule);
        if let Some(over) = &mut over {
            over.lines += 1;
        } else if let Some(limit) = is_over(Measure::HeaderRules, rules) {
            let why = format!("it takes {} {}", limit.shown(), limit.what());
            let help = "combine rules with `*`, and move other files out of static/assets/";
            over = Some(Ignored { line, lines: 1, why, help });
        } else if let Some(limit) = is_over(Measure::HeaderLine, content.chars().count()) {
            let why = format!("it has more than {}", limit.shown());
            let help = "make it shorter: a policy needs fewer sources under `csp` in site.yaml";
            found.push(Ignored { line, lines: 1, why, help });
        } else if is_rule && content.matches('*').count() > 1 {
            let why = "a path can have one `*`".to_owned();
            found.push(Ignored { line, lines: 1, why, help: "use a placeholder such as `:name`" });
        }
    }
    found.extend(over);
    found
}

/// Whether `_redirects` is so long that Netlify may fail.
fn netlify_redirects(text: &str) -> Vec<Ignored> {
    let Some(limit) = Limit::of(Host::Netlify, Measure::Redirects) else { return Vec::new() };
    let most = usize::try_from(limit.most).unwrap_or(usize::MAX);
    let mut rest = lines(text).skip(most.saturating_sub(1));
    let first = rest.next();
    let over = first.map(|(line, _)| Ignored {
        line,
        lines: 1 + rest.count(),
        why: format!("with {} rules or more, a deployment may fail", limit.shown()),
        help: "replace rules with a few that have a `*` or a placeholder",
    });
    over.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(found: &[Ignored]) -> Vec<String> {
        found.iter().map(|one| format!("{}+{} {}", one.line.start, one.lines, one.why)).collect()
    }

    #[test]
    fn cloudflare_follows_ordinary_redirects() {
        let text = "# old\n/a /b\n\n  /c  https://example.com/d  301\r\n/e/* /f/:splat 302\n/:g/h /i 308\n";
        assert_eq!(cloudflare_redirects(text), []);
    }

    #[test]
    fn cloudflare_ignores_what_only_others_know() {
        let text =
            "/a /b 301!\n/c /d 404\n/e /f 302 Country=us\nhttps://a.com/g /h\n/*/i/* /j\n/k\n";
        assert_eq!(
            said(&cloudflare_redirects(text)),
            [
                "0+1 `301!` is not a status that it can answer with",
                "11+1 `404` is not a status that it can answer with",
                "21+1 a rule is a path, an address and perhaps a status",
                "42+1 `https://a.com/g` is not a path",
                "61+1 a path can have one `*`",
                "71+1 a rule is a path, an address and perhaps a status",
            ]
        );
    }

    #[test]
    fn cloudflare_counts_redirects() {
        let rules = |count: usize, path: &str| -> String {
            let lines = (0..count).map(|number| format!("/{number}{path} /x 301\n"));
            lines.collect::<Vec<_>>().concat()
        };
        assert_eq!(cloudflare_redirects(&rules(2000, "")), []);
        let found = cloudflare_redirects(&rules(2003, ""));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].lines, 3);
        assert_eq!(found[0].why, "it takes 2,000 static rules in `_redirects`");
        // Every rule after a dynamic one counts as dynamic.
        let found = cloudflare_redirects(&format!("/a/* /b\n{}", rules(101, "")));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].lines, 2);
        assert_eq!(found[0].why, "it takes 100 dynamic rules in `_redirects`");
        let long = format!("/a /{}\n", "b".repeat(1000));
        assert_eq!(said(&cloudflare_redirects(&long)), ["0+1 it has more than 1,000 characters"]);
    }

    #[test]
    fn cloudflare_counts_headers() {
        let rules = |count: usize| -> String {
            let lines = (0..count).map(|number| format!("/{number}\n  X-A: b\n"));
            lines.collect::<Vec<_>>().concat()
        };
        assert_eq!(cloudflare_headers(&rules(100)), []);
        let found = cloudflare_headers(&rules(102));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].lines, &*found[0].why), (4, "it takes 100 rules in `_headers`"));
        let long = format!("/*\n  X-A: {}\n/*/*\n  X-B: c\n", "b".repeat(2000));
        assert_eq!(
            said(&cloudflare_headers(&long)),
            ["5+1 it has more than 2,000 characters", "2011+1 a path can have one `*`"]
        );
    }

    #[test]
    fn netlify_may_fail_with_many_redirects() {
        let rules = |count: usize| "/a /b\n".repeat(count);
        assert_eq!(netlify_redirects(&rules(9999)), []);
        assert_eq!(netlify_redirects(&rules(10_001))[0].lines, 2);
    }
}
