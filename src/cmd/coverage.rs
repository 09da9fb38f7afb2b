//! `errhub coverage`: which codes of a product have no article, and which articles have a code that the
//! product does not.

mod codes;
mod show;

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::load::load;
use super::output::{Terminal, print, print_commands};
use super::report::{folder_in_repository, refuse};
use super::{ExitStatus, Global};
use crate::diagnostic::did_you_mean;
use crate::error::Error;
use crate::matcher::rules::Rules;
use crate::matcher::spellings::identity;
use crate::pipeline::Loaded;
use crate::report::counted;
use crate::site::ArticleIndex;

use codes::Mention;

/// Compare the codes of a product with the articles.
///
/// Lists the codes without an article, and the articles with a code that the product does not have.
/// Spellings make no difference: 0x80070035 is -2147024843, and ORA-00942 is ora-942.
///
/// A file has one code per line, where ` #` starts a comment, or is a JSON list. With `--pattern`, codes
/// are found in source code of any language.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    errhub coverage codes.txt\n  \
    my-product --list-errors | errhub coverage -\n  \
    errhub coverage --pattern 'code = \"(E\\d+)\"' src/*.rs\n  \
    errhub coverage --category api --format github codes.json\n\n\
    Exit codes: 0 both agree, 1 something is missing on either side, 2 errhub could not run.\n\n\
    docs/registry.md says how to keep a product and its hub in step.")]
pub(super) struct Coverage {
    /// Files with the codes, or `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Find the codes in source code: a regular expression whose one group is the code
    #[arg(long, value_name = "REGEX")]
    pattern: Option<String>,
    /// Which articles should have a code of the product: those of this category; can be repeated
    /// [default: all]
    #[arg(long, value_name = "CATEGORY", value_delimiter = ',')]
    category: Vec<String>,
    /// How to print the result
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How the result is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Two lists
    #[default]
    Human,
    /// One JSON object
    Json,
    /// GitHub Actions annotations
    Github,
}

/// The result of a comparison.
#[derive(Debug)]
struct Compared<'a> {
    /// The codes that have an article, each with the first of them.
    covered: Vec<(&'a Mention, ArticleIndex)>,
    /// The codes without an article.
    missing: Vec<&'a Mention>,
    /// The articles with a code that is not in the list.
    obsolete: Vec<ArticleIndex>,
}

impl Coverage {
    pub(super) fn run(self, global: &Global, terminal: &Terminal) -> Result<ExitStatus, Error> {
        // Read first, so that an unreadable list is reported before the site is read.
        let mentions = codes::read(&self.files, self.pattern.as_deref())?;
        let project = match global.project()? {
            Ok(project) => Arc::new(project),
            Err((root, diagnostics)) => return Ok(refuse(terminal, &root, &diagnostics)),
        };
        let loaded = load(&project, terminal)?;
        self.check_categories(&loaded)?;
        let compared = self.compare(&loaded, &mentions);
        let shown = match self.format {
            Format::Human => show::human(&loaded, &compared),
            Format::Json => show::json(&loaded, &compared),
            Format::Github => {
                show::github(&loaded, &compared, &folder_in_repository(&project.root))
            }
        };
        if !shown.is_empty() {
            match self.format {
                Format::Github => print_commands(&shown)?,
                Format::Human | Format::Json => print(&shown)?,
            }
        }
        let all = compared.covered.len() + compared.missing.len();
        let have = if all == 1 { "has" } else { "have" };
        terminal.say(&format!(
            "{} of {} {have} an article",
            compared.covered.len(),
            counted(all, "code")
        ));
        let is_clean = compared.missing.is_empty() && compared.obsolete.is_empty();
        loaded.leave_to_exit();
        Ok(if is_clean { ExitStatus::Clean } else { ExitStatus::Problems })
    }

    fn check_categories(&self, loaded: &Loaded) -> Result<(), Error> {
        let known = || loaded.site.categories.iter().map(|category| category.id.as_str());
        let unknown = self.category.iter().find(|id| known().all(|known| known != id.as_str()));
        unknown.map_or(Ok(()), |id| {
            let message = match did_you_mean(id, known()) {
                Some(near) => format!("there is no category `{id}`; did you mean `{near}`?"),
                None => format!("there is no category `{id}`"),
            };
            Err(Error::Usage { message })
        })
    }

    fn compare<'m>(&self, loaded: &Loaded, mentions: &'m [Mention]) -> Compared<'m> {
        let rules = Rules::built_in();
        let site = &loaded.site;
        let mut explained: HashMap<String, ArticleIndex> = HashMap::new();
        // A code finds the article about it, rather than one that only mentions it.
        for (index, article) in site.articles.iter().enumerate() {
            for key in article.document.summary.code.iter().flat_map(|code| identity(&rules, code))
            {
                explained.entry(key).or_insert(index);
            }
        }
        for (index, article) in site.articles.iter().enumerate() {
            let summary = &article.document.summary;
            for text in std::iter::once(&summary.title).chain(&summary.messages) {
                for key in identity(&rules, text) {
                    explained.entry(key).or_insert(index);
                }
            }
        }
        let mut listed: HashSet<String> = HashSet::new();
        let (mut covered, mut missing) = (Vec::new(), Vec::new());
        for mention in mentions {
            let keys = identity(&rules, &mention.code);
            if keys.iter().any(|key| listed.contains(key)) {
                continue;
            }
            match keys.iter().find_map(|key| explained.get(key)) {
                Some(article) => covered.push((mention, *article)),
                None => missing.push(mention),
            }
            listed.extend(keys);
        }
        let obsolete = site.articles.iter().enumerate().filter(|(_, article)| {
            let category = &site.categories[article.category].id;
            let is_asked = self.category.is_empty() || self.category.contains(category);
            let code = article.document.summary.code.as_ref().filter(|_| is_asked);
            code.is_some_and(|code| !identity(&rules, code).iter().any(|key| listed.contains(key)))
        });
        Compared { covered, missing, obsolete: obsolete.map(|(index, _)| index).collect() }
    }
}
