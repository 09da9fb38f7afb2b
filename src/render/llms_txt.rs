//! `llms.txt` (llmstxt.org, version 2): what the hub has for assistants, as Markdown.

use std::fmt::Write as _;

use super::parts::{CategoryPart, Frame, SummaryPart};
use super::twin::plain;
use crate::path::UrlPath;
use crate::site::addresses::{REGISTRY, llms_txt_url, twin_url};

impl Frame<'_> {
    /// The bytes of the file that covers the whole hub. A category with articles lists them, and one
    /// without has a file of its own.
    #[must_use]
    pub fn llms_txt(
        &self,
        description: Option<&str>,
        categories: &[(CategoryPart<'_>, Vec<SummaryPart<'_>>)],
        is_split: bool,
    ) -> Vec<u8> {
        let config = self.config();
        let mut text = format!("# {}\n\n", plain(self.hub_title()));
        let about = description.or(config.description.as_deref());
        if let Some(about) = about {
            let _ = write!(text, "> {}\n\n", plain(about));
        }
        text.push_str(
            "Each article explains one error message: what causes it, and how to fix it.",
        );
        if config.formats.markdown {
            text.push_str(
                " The addresses below are Markdown; the page for people is at the same address without \
                 `.md`, with a slash at its end.",
            );
        }
        text.push('\n');
        if is_split {
            text.push_str("\n## Categories\n\n");
            for (category, _) in categories {
                let url = self.absolute(&llms_txt_url(category.url()));
                self.line(
                    &mut text,
                    &category.front().title,
                    &url,
                    category.front().description.as_deref(),
                );
            }
        } else {
            for (category, articles) in categories.iter().filter(|(_, all)| !all.is_empty()) {
                let _ = write!(text, "\n## {}\n\n", plain(&category.front().title));
                self.lines(&mut text, articles);
            }
        }
        if config.formats.registry {
            text.push_str("\n## Optional\n\n");
            let url = self.absolute(&self.edition().file(REGISTRY));
            let about = "all articles as JSON, with codes, messages and methods";
            self.line(&mut text, "Registry", &url, Some(about));
        }
        text.into_bytes()
    }

    /// The bytes of the file that covers a category.
    #[must_use]
    pub fn category_llms_txt(
        &self,
        category: &CategoryPart<'_>,
        articles: &[SummaryPart<'_>],
    ) -> Vec<u8> {
        let front = category.front();
        let mut text = format!("# {}\n\n", plain(&self.titled(&front.title)));
        if let Some(about) = &front.description {
            let _ = write!(text, "> {}\n\n", plain(about));
        }
        text.push_str("## Articles\n\n");
        self.lines(&mut text, articles);
        text.into_bytes()
    }

    fn lines(&self, text: &mut String, articles: &[SummaryPart<'_>]) {
        for article in articles {
            let summary = article.summary();
            let url = self.for_assistants(article.url());
            self.line(text, &summary.title, &url, Some(&summary.description));
        }
    }

    #[expect(clippy::unused_self, reason = "it writes as the others do")]
    fn line(&self, text: &mut String, title: &str, url: &str, about: Option<&str>) {
        let about = about.map_or_else(String::new, |about| format!(": {}", plain(about)));
        let _ = writeln!(text, "- [{}]({url}){about}", plain(title));
    }

    /// The address of an article's Markdown, or of its page if there is none.
    fn for_assistants(&self, url: &UrlPath) -> String {
        if self.config().formats.markdown {
            self.absolute(&twin_url(url))
        } else {
            self.absolute(url)
        }
    }
}
