//! One date, one source: checks that all output files agree on when a page last changed.

use memchr::memmem;

use crate::date::Date;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::path::SourcePath;

/// A `<time>` on a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Time {
    /// The value of `datetime`.
    pub(super) datetime: String,
    /// The visible text.
    pub(super) text: String,
}

/// The dates of a page.
#[derive(Debug, Default)]
pub(super) struct Stamps {
    /// `dateModified` of the structured data.
    pub(super) modified: Vec<String>,
    /// `article:modified_time` for social networks.
    pub(super) for_networks: Vec<String>,
    /// The `<time>` elements for readers.
    pub(super) times: Vec<Time>,
}

impl Stamps {
    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.modified.is_empty() && self.for_networks.is_empty() && self.times.is_empty()
    }

    /// Moves the dates of the next piece of the page here.
    pub(super) fn append(&mut self, next: &mut Self) {
        self.modified.append(&mut next.modified);
        self.for_networks.append(&mut next.for_networks);
        self.times.append(&mut next.times);
    }

    /// When the content of the page last changed, according to its structured data.
    pub(super) fn updated(&self) -> Option<Date> {
        self.modified.first().and_then(|date| day(date))
    }

    /// Reports dates of the page that differ.
    pub(super) fn check(&self, about: &SourcePath) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        let mut say = |message: String| {
            diagnostics.push(
                Diagnostic::new(Code::DatesDisagree, message, Place::file(about))
                    .help("make the template show `page.updated`, as the built-in one does"),
            );
        };
        for Time { datetime, text } in &self.times {
            if day(datetime).is_some_and(|date| !shows(text, date)) {
                say(format!(
                    "the page shows “{}” and calls it {datetime} in `<time>`",
                    text.trim()
                ));
            }
        }
        let Some(updated) = self.updated() else { return diagnostics };
        let others = self.modified.iter().chain(&self.for_networks);
        if let Some(other) = others.into_iter().find(|other| day(other) != Some(updated)) {
            say(format!("the page tells machines both {updated} and {other}"));
        }
        let mut times = self.times.iter().filter_map(|time| day(&time.datetime)).peekable();
        if times.peek().is_some() && times.all(|time| time != updated) {
            say(format!(
                "the page tells machines that it was updated on {updated}, but no `<time>` shows that day"
            ));
        }
        diagnostics
    }
}

/// The day of a date or of a date and time.
fn day(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

/// Whether a text may mean this date. It cannot if it has numbers but neither the year nor the day
/// is one of them. Otherwise it may: languages have names for months, and some have their own
/// digits.
fn shows(text: &str, date: Date) -> bool {
    let numbers = text.split(|letter: char| !letter.is_ascii_digit());
    let numbers: Vec<i16> = numbers.filter_map(|number| number.parse().ok()).collect();
    numbers.len() < 2 || numbers.contains(&date.year()) && numbers.contains(&i16::from(date.day()))
}

/// The pages in a sitemap (sitemaps.org) or an Atom feed (RFC 4287), each with the date of its last
/// change. errhub wrote the file, so its form is known.
#[must_use]
pub fn dated(xml: &str) -> Vec<(&str, Date)> {
    let (item, address, date) = if xml.contains("<urlset") {
        ("<url>", ("<loc>", "</loc>"), ("<lastmod>", "</lastmod>"))
    } else {
        ("<entry>", ("<id>", "</id>"), ("<updated>", "</updated>"))
    };
    let starts: Vec<usize> = memmem::find_iter(xml.as_bytes(), item).collect();
    let ends = starts.iter().skip(1).copied().chain([xml.len()]);
    let items = starts.iter().zip(ends).filter_map(|(start, end)| {
        let item = xml.get(*start..end)?;
        Some((between(item, address)?, day(between(item, date)?)?))
    });
    items.collect()
}

fn between<'x>(xml: &'x str, (open, close): (&str, &str)) -> Option<&'x str> {
    Some(xml.split_once(open)?.1.split_once(close)?.0)
}

/// The diagnostic for a file that disagrees with a page in it.
#[must_use]
pub fn disagree(file: &str, said: Date, shown: Date, about: &SourcePath) -> Diagnostic {
    let message =
        format!("{file} says that this page was updated on {said}, and the page says {shown}");
    Diagnostic::new(Code::DatesDisagree, message, Place::file(about))
        .help("make the template show `page.updated`, as the built-in one does")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(modified: &str, for_networks: &str, times: &[(&str, &str)]) -> Vec<String> {
        let list = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        let time = |(datetime, text): &(&str, &str)| Time {
            datetime: (*datetime).to_owned(),
            text: (*text).to_owned(),
        };
        let (modified, for_networks) = (list(modified), list(for_networks));
        let stamps = Stamps { modified, for_networks, times: times.iter().map(time).collect() };
        let found = stamps.check(&SourcePath::new("content/a/b.md"));
        found.into_iter().map(|one| one.message).collect()
    }

    #[test]
    fn dates_of_a_page_agree() {
        let good = ("2026-04-02", "Last updated: April 2, 2026");
        let reviewed = ("2026-10-01", "Zuletzt geprüft: 1. Oktober 2026");
        assert_eq!(check("2026-04-02", "2026-04-02", &[good, reviewed]), [""; 0]);
        assert_eq!(check("2026-04-02", "", &[]), [""; 0]);
        assert_eq!(check("", "", &[("2026-04-02", "٢ أبريل ٢٠٢٦")]), [""; 0]);
        assert_eq!(check("", "", &[("2026-04-02", "2026年4月2日")]), [""; 0]);
        for (modified, for_networks, times) in [
            ("2026-04-03", "", &[good][..]),
            ("2026-04-02", "2026-04-03", &[good]),
            ("2026-04-02 2026-04-03", "", &[good]),
            ("2026-04-02", "", &[good, ("2026-10-01", "October 2, 2026")]),
            ("2026-04-02", "", &[("2026-04-02", "April 2, 2025")]),
        ] {
            assert_eq!(check(modified, for_networks, times).len(), 1, "{modified} {times:?}");
        }
    }

    #[test]
    fn sitemaps_and_feeds_are_read() {
        let day = |text: &str| text.parse().unwrap();
        let sitemap = "<urlset><url>\n<loc>https://x.org/a/</loc></url><url><loc>https://x.org/b/</loc>\
                       <lastmod>2026-04-02</lastmod></url></urlset>";
        assert_eq!(dated(sitemap), [("https://x.org/b/", day("2026-04-02"))]);
        let feed = "<feed><id>f</id><updated>2026-01-01T00:00:00Z</updated><entry><id>https://x.org/b/</id>\
                    <updated>2026-04-02T00:00:00Z</updated></entry></feed>";
        assert_eq!(dated(feed), [("https://x.org/b/", day("2026-04-02"))]);
    }
}
