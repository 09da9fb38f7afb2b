//! `llms.txt` (llmstxt.org, version 2): the content of the hub for assistants, as Markdown.

use std::fmt::Write as _;

use super::parts::{CategoryPart, Frame, SummaryPart};
use super::twin::plain;
use crate::path::UrlPath;
use crate::site::addresses::{REGISTRY, llms_txt_url, twin_url};

impl Frame<'_> {
    /// The bytes of the file for the whole hub. A category is either listed with its articles, or
    /// linked to as a separate file.
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
        let say = |label: &str| self.labels().say(label, &[]);
        text.push_str(&say("llms_about"));
        if config.formats.markdown {
            let _ = write!(text, " {}", say("llms_markdown"));
        }
        text.push('\n');
        if is_split {
            let _ = write!(text, "\n## {}\n\n", say("categories"));
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
            // The only heading with a defined meaning, which is in English in every language.
            text.push_str("\n## Optional\n\n");
            let url = self.absolute(&self.edition().file(REGISTRY));
            self.line(&mut text, REGISTRY, &url, Some(&say("llms_registry")));
        }
        text.into_bytes()
    }

    /// The bytes of the file for a category.
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
        let _ = write!(text, "## {}\n\n", self.labels().say("llms_articles", &[]));
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
