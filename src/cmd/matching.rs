//! `errhub match`: which articles explain a text.

mod human;
mod json;
mod unmatched;

use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::load::load;
use super::output::{Terminal, print};
use super::{ExitStatus, Global};
use crate::error::Error;
use crate::matcher::hub::article;
use crate::matcher::hub::entries;
use crate::matcher::{Answer, Index, Verdict, answer};
use crate::pipeline::Loaded;
use crate::read;
use crate::report::visible;
use crate::site::Article;

/// Find the articles that explain a text.
///
/// The text can be anything that people see or copy: a log line, a whole stack trace, the text of a
/// dialog or a page, or just a code in any spelling. It may contain host names, paths, times and
/// the like. The answer is certain, likely, or none.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    errhub match 502 Bad Gateway\n  \
    errhub match -2147024843\n  \
    journalctl -b | errhub match --each-line\n  \
    errhub match --unmatched - < server.log\n  \
    errhub match --batch pastes.jsonl --json\n  \
    errhub match --language de Die Verbindung wurde zurückgesetzt\n\n\
    Exit codes: 0 something was found, 1 nothing was, 2 errhub could not run.")]
pub(super) struct MatchText {
    /// The text, or `-` for standard input, which is also read if there is no text
    #[arg(allow_negative_numbers = true)]
    text: Vec<String>,
    /// Answer for every line of the text
    #[arg(long)]
    each_line: bool,
    /// Answer for every text in a file with one JSON object per line: {"text": "…"}
    #[arg(long, value_name = "FILE", conflicts_with_all = ["text", "each_line", "unmatched"])]
    batch: Option<PathBuf>,
    /// List the lines that no article explains, the most frequent first
    #[arg(long, conflicts_with = "each_line")]
    unmatched: bool,
    /// Search as the search box of this language of site.yaml does [default: the main one]
    #[arg(long, value_name = "LANG")]
    language: Option<String>,
    /// Print JSON; several answers are printed one per line
    #[arg(long)]
    json: bool,
}

/// The maximum length of a text from a file or a pipe, in bytes.
const LONGEST: u64 = 1 << 30;

/// A hub to match texts against.
struct Hub {
    loaded: Loaded,
    /// The number of the language among the translations; `None` for the main one.
    translation: Option<usize>,
    index: Index,
}

impl MatchText {
    pub(super) fn run(self, global: &Global, terminal: &Terminal) -> Result<ExitStatus, Error> {
        // Read first, so that an unreadable text is reported before the site is read.
        let texts = match &self.batch {
            Some(file) => batch(file)?,
            None => vec![text(&self.text)?],
        };
        let Some(hub) = Hub::open(global, terminal, self.language.as_deref())? else {
            return Ok(ExitStatus::Failed);
        };
        let is_found = if self.unmatched {
            unmatched::print(&hub, &texts[0], self.json)?
        } else if self.batch.is_some() {
            hub.each(texts.iter().map(String::as_str), self.json)?
        } else if self.each_line {
            hub.each(texts[0].lines(), self.json)?
        } else {
            let answer = answer(&hub.index, &texts[0]);
            let shown = if self.json {
                json::answer(&hub, &texts[0], &answer)
            } else {
                human::answer(&hub, &texts[0], &answer, Terminal::colors_stdout(global.color))
            };
            print(&shown)?;
            answer.verdict != Verdict::None
        };
        hub.loaded.leave_to_exit();
        Ok(if is_found { ExitStatus::Clean } else { ExitStatus::Problems })
    }
}

impl Hub {
    /// Reads the site; `None` if its settings are broken.
    fn open(
        global: &Global,
        terminal: &Terminal,
        language: Option<&str>,
    ) -> Result<Option<Self>, Error> {
        let project = match global.project()? {
            Ok(project) => Arc::new(project),
            Err((root, _)) => {
                let message = format!(
                    "the site.yaml in {} has mistakes",
                    visible(&root.display().to_string())
                );
                terminal.always(&format!("error: {message}\n  help: run errhub check"));
                return Ok(None);
            }
        };
        let translation = match language.filter(|code| **code != project.config.language) {
            None => None,
            Some(code) => {
                Some(project.folders().position(|folder| folder == code).ok_or_else(|| {
                    Error::Usage {
                        message: format!("site.yaml does not list the language `{code}`"),
                    }
                })?)
            }
        };
        let loaded = load(&project, terminal)?;
        let (project, site) = match translation {
            None => (&*loaded.project, &*loaded.site),
            Some(number) => {
                (&loaded.project.translations[number], &loaded.site.translations[number])
            }
        };
        let original = translation.map(|_| &*loaded.site);
        let index = Index::new(entries(project, site, original));
        Ok(Some(Self { loaded, translation, index }))
    }

    /// Prints the answers for several texts, and returns whether any text is explained.
    fn each<'t>(&self, texts: impl Iterator<Item = &'t str>, is_json: bool) -> Result<bool, Error> {
        let mut is_found = false;
        for text in texts {
            let answer = answer(&self.index, text);
            is_found |= answer.verdict != Verdict::None;
            if is_json {
                print(&json::answer(self, text, &answer))?;
            } else if !text.trim().is_empty() {
                print(&human::line(self, text, &answer))?;
            }
        }
        Ok(is_found)
    }

    /// The full address of an article.
    fn url(&self, article: u32) -> String {
        let article = self.article(article);
        self.loaded.project.config.base_url.absolute(&article.document.url)
    }

    fn is_multilingual(&self) -> bool {
        !self.loaded.project.languages.is_empty()
    }

    /// The language of an article.
    fn language(&self, article: u32) -> &str {
        let project = &*self.loaded.project;
        &project.edition_of(&self.article(article).document.source).config.language
    }

    /// The name of an article's language, if it is not the requested one.
    fn other_language(&self, article: u32) -> Option<&str> {
        let project = &*self.loaded.project;
        let asked = self.translation.map_or(project, |number| &project.translations[number]);
        let tag = self.language(article);
        let language = project.languages.iter().find(|language| language.tag == tag)?;
        (tag != asked.config.language).then_some(&language.name)
    }

    /// An article's answer for readers who read nothing else.
    fn quick_answer(&self, answer: &Answer) -> Option<String> {
        let best = answer.matches.first()?;
        self.loaded.quick_answer(&self.article(best.article).document)
    }

    /// The article with an index in the hub.
    fn article(&self, number: u32) -> &Article {
        let whole = &*self.loaded.site;
        let site = self.translation.map_or(whole, |number| &whole.translations[number]);
        article(site, self.translation.map(|_| whole), number as usize)
    }
}

/// The text from the command line, or from standard input.
fn text(words: &[String]) -> Result<String, Error> {
    match words {
        [] if io::stdin().is_terminal() => {
            let message =
                "there is no text; write it after `errhub match`, or pipe it to the command".into();
            Err(Error::Usage { message })
        }
        [] => input(),
        [dash] if dash == "-" => input(),
        words => Ok(words.join(" ")),
    }
}

fn input() -> Result<String, Error> {
    let mut bytes = Vec::new();
    let failed = Error::io("read", Path::new("standard input"));
    io::stdin().lock().take(LONGEST).read_to_end(&mut bytes).map_err(failed)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The texts of a batch.
fn batch(file: &Path) -> Result<Vec<String>, Error> {
    let lines = if file == Path::new("-") {
        input()?
    } else {
        let bytes = read::bytes(file, LONGEST).map_err(Error::io("read", file))?;
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let texts = lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    texts
        .map(|(number, line)| {
            json::text(line).map_err(|why| {
                let place = format!("{}:{}", file.display(), number + 1);
                Error::Usage { message: format!("{place}: {why}") }
            })
        })
        .collect()
}
