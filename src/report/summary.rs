//! Counts diagnostics, in total and by code.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Located;
use crate::diagnostic::{Code, Severity};
use crate::number::{counted, number};

/// How many diagnostics a run found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Those that count as errors.
    pub errors: usize,
    /// Those that count as warnings.
    pub warnings: usize,
    /// How many articles the site has.
    pub articles: usize,
    /// How many diagnostics there are of each code.
    pub codes: BTreeMap<Code, usize>,
}

/// If there are more diagnostics than this, they are also counted by code; fewer are seen at a
/// glance.
const GLANCE: usize = 5;

impl Counts {
    /// Counts diagnostics by code and severity.
    #[must_use]
    pub fn of(found: impl IntoIterator<Item = (Code, Severity)>, articles: usize) -> Self {
        let mut summary = Self { articles, ..Self::default() };
        for (code, severity) in found {
            match severity {
                Severity::Error => summary.errors += 1,
                Severity::Warning => summary.warnings += 1,
            }
            *summary.codes.entry(code).or_default() += 1;
        }
        summary
    }

    /// Counts located diagnostics.
    #[must_use]
    pub fn of_located(diagnostics: &[Located], articles: usize) -> Self {
        Self::of(diagnostics.iter().map(|one| (one.code, one.severity)), articles)
    }

    /// `2 errors and 1 warning in 14 articles`
    #[must_use]
    pub fn line(&self) -> String {
        let articles = counted(self.articles, "article");
        match (self.errors, self.warnings) {
            (0, 0) => format!("no mistakes in {articles}"),
            (errors, 0) => format!("{} in {articles}", counted(errors, "error")),
            (0, warnings) => format!("{} in {articles}", counted(warnings, "warning")),
            (errors, warnings) => format!(
                "{} and {} in {articles}",
                counted(errors, "error"),
                counted(warnings, "warning")
            ),
        }
    }

    /// A line for each code with its count and meaning, errors last; empty if there are too few to
    /// need counts.
    #[must_use]
    pub fn by_code(&self) -> String {
        if self.errors + self.warnings <= GLANCE {
            return String::new();
        }
        let mut codes: Vec<(Code, String)> =
            self.codes.iter().map(|(code, count)| (*code, number(*count))).collect();
        codes.sort_by_key(|(code, _)| code.severity() == Severity::Error);
        let width = codes.iter().map(|(_, count)| count.len()).max().unwrap_or_default();
        let mut lines = String::new();
        for (code, count) in codes {
            let _ = writeln!(lines, "  {count:>width$} {code}  {}", code.meaning());
        }
        lines
    }
}

/// `2 errors in 14 articles`
#[must_use]
pub fn summary(diagnostics: &[Located], articles: usize) -> String {
    Counts::of_located(diagnostics, articles).line()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_counted_in_all_and_by_code() {
        let few = Counts::of([(Code::DeadLink, Severity::Error)], 1);
        assert_eq!((few.line().as_str(), few.by_code().as_str()), ("1 error in 1 article", ""));
        let orphans = std::iter::repeat_n((Code::Orphan, Severity::Warning), 2990);
        let many = Counts::of(orphans.chain([(Code::DeadLink, Severity::Error)]), 3000);
        assert_eq!(many.line(), "1 error and 2,990 warnings in 3,000 articles");
        assert_eq!(
            many.by_code(),
            "  2,990 W0303  an article that no other article links to\n      \
             1 E0401  a link to a page that does not exist\n"
        );
        assert_eq!(Counts::default().line(), "no mistakes in 0 articles");
    }
}
