//! The views of an article: its page, and its card.

use std::borrow::Cow;

use serde::Serialize;

#[cfg(feature = "cards")]
use super::tone;
use super::{
    CardImage, CategoryLink, DateView, FieldsView, LanguageView, LinkView, PageHead, SummaryView,
    audiences, name_of,
};
use crate::config::{Author, Callout, CalloutKind, FormMethod, Link};
use crate::parse::{Prose, message};
use crate::path::UrlPath;
use crate::picture::Size;
#[cfg(feature = "cards")]
use crate::render::parts::CategoryPart;
use crate::render::parts::{ArticlePart, Frame, SummaryPart};
use crate::render::{CARD_HEIGHT, CARD_WIDTH, json_ld};
use crate::site::addresses::{card_url, has_cards, twin_url};
#[cfg(feature = "cards")]
use crate::{
    parse::Summary,
    render::card::{self, CardView},
};

/// An article: `page` in article.html.
#[derive(Debug, Clone, Serialize)]
pub struct ArticleView<'a> {
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened")]
    pub head: PageHead,
    /// The error's name.
    pub name: &'a str,
    /// The bare code.
    pub code: Option<&'a str>,
    /// The exact texts people see.
    pub messages: Vec<Cow<'a, str>>,
    /// The badge of its category.
    pub badge: &'a str,
    /// Its category.
    pub category: CategoryLink,
    /// Who meets the error.
    pub platforms: Vec<PlatformLink<'a>>,
    /// HTML: the answer for somebody who reads nothing else.
    pub quick_answer: &'a str,
    /// The table of contents; empty if the page is short.
    pub contents: Vec<ContentsView<'a>>,
    /// HTML: what causes the error; may be empty.
    pub body: &'a str,
    /// The ways to fix it, visitors' first.
    pub methods: Vec<MethodView<'a>>,
    /// Who the methods are for: `visitor`, `site-owner`.
    pub audiences: Vec<&'static str>,
    /// Questions with answers.
    pub faq: Vec<QuestionView<'a>>,
    /// Callouts after the quick answer.
    pub checks: Vec<&'a Callout>,
    /// Callouts after the methods.
    pub tips: Vec<&'a Callout>,
    /// Callouts after the tips.
    pub confirms: Vec<&'a Callout>,
    /// Where the facts come from.
    pub sources: &'a [Link],
    /// Links that lead on: the category's, or the site's.
    pub learn_more: &'a [Link],
    /// Related articles.
    pub related: Vec<SummaryView>,
    /// The original, if it has changed since this was translated and site.yaml wants to say so.
    pub newer_original: Option<LanguageView>,
    /// Related articles that exist only in the main language.
    pub related_originals: Vec<SummaryView>,
    /// Who wrote it, if the article or the site says so.
    pub author: Option<&'a Author>,
    /// When it was first published.
    pub published: Option<DateView>,
    /// When a word of it last changed.
    pub updated: DateView,
    /// When somebody last checked it.
    pub reviewed: Option<DateView>,
    /// Where “Report an error” leads.
    pub report_url: Option<String>,
    /// The address of its Markdown twin, if it has one.
    pub markdown: Option<String>,
    /// Where readers can change the article, if the site says so.
    pub edit_url: Option<String>,
    /// The form that asks whether the article helped, if the site wants to know.
    pub feedback: Option<FeedbackView<'a>>,
    #[serde(flatten)]
    #[expect(missing_docs, reason = "flattened")]
    pub own: FieldsView,
}

/// A form that asks whether an article helped.
#[derive(Debug, Clone, Serialize)]
pub struct FeedbackView<'a> {
    /// Where it is sent.
    pub url: String,
    /// `get` or `post`.
    pub method: FormMethod,
    /// The id of the article, which its translations share.
    pub article: &'a str,
    /// The language of the article, if the hub has several.
    pub language: Option<&'a str>,
}

/// A link to the page of a platform.
#[derive(Debug, Clone, Serialize)]
pub struct PlatformLink<'a> {
    /// Its name.
    pub title: &'a str,
    /// The address, in the form of links.
    pub url: String,
    /// The name of its icon in `icons.html`.
    pub icon: Option<&'a str>,
}

/// A line of the table of contents.
#[derive(Debug, Clone, Serialize)]
pub struct ContentsView<'a> {
    /// The text.
    pub title: String,
    /// The anchor, without `#`.
    pub anchor: &'a str,
    /// The lines below it.
    pub children: Vec<ContentsView<'a>>,
}

/// One way to fix an error.
#[derive(Debug, Clone, Serialize)]
pub struct MethodView<'a> {
    /// Its number on the page, from 1.
    pub number: usize,
    /// What to do, in a few words.
    pub title: &'a str,
    /// The anchor, without `#`.
    pub anchor: &'a str,
    /// HTML: how to do it.
    pub body: &'a str,
    /// `visitor` or `site-owner`.
    pub audience: &'static str,
    /// About how many minutes it takes.
    pub minutes: Option<u16>,
    /// HTML: how to check that it worked.
    pub verify: Option<&'a str>,
}

/// A question with its answer.
#[derive(Debug, Clone, Serialize)]
pub struct QuestionView<'a> {
    /// The question.
    pub question: &'a str,
    /// The anchor, without `#`.
    pub anchor: &'a str,
    /// HTML: the answer.
    pub answer: &'a str,
}

/// How many methods and questions an article needs to have a table of contents.
const LONG: usize = 6;

/// Candidates for the large text of an article's card: the first one that the font can draw. Most
/// software has English messages, so a message may be drawable if the title is not.
#[cfg(feature = "cards")]
pub fn on_card(summary: &Summary) -> impl Iterator<Item = &str> {
    let messages = summary.messages.iter().filter(|message| !message.contains('{'));
    let all = std::iter::once(&summary.title).chain(&summary.code).chain(messages);
    all.map(String::as_str)
}

impl<'a> Frame<'a> {
    /// The view of an article; `prose` is its text.
    #[must_use]
    pub fn article(
        &self,
        article: &ArticlePart<'a>,
        related: &[SummaryPart<'_>],
        prose: &'a Prose,
    ) -> ArticleView<'a> {
        let part = article.summary();
        let (summary, category, url) = (part.summary(), part.category(), part.url());
        let category_link = self.category_link(category);
        let name = summary.title.as_str();
        let heading = self.say("how_to_fix", &[("title", name)]);
        let mut head = self.head("article", heading, summary.description.clone(), url);
        let drawn = (card_url(url), Size { width: CARD_WIDTH, height: CARD_HEIGHT });
        let drawn = has_cards(self.config()).then_some(drawn);
        let own = article.image().map(|(url, size)| (url.clone(), size));
        let card = own.or(drawn).map(|(url, Size { width, height })| CardImage {
            url: self.absolute(&url),
            width,
            height,
            alt: format!("{name} ({})", category.badge()),
        });
        head.source = Some(article.source().to_string());
        let is_its_own = card.is_some();
        head.card = card.or_else(|| self.site_card());
        head.breadcrumbs = vec![
            self.hub_crumb(),
            LinkView { title: category_link.title.clone(), url: category_link.url.clone() },
            LinkView { title: name.to_owned(), url: self.href(url) },
        ];
        let callouts = |kind: CalloutKind| -> Vec<&'a Callout> {
            let chosen = article.callouts().iter().map(|index| &self.config().callouts[*index]);
            chosen.filter(|callout| callout.kind == kind).collect()
        };
        let methods: Vec<_> = prose
            .methods
            .iter()
            .enumerate()
            .map(|(index, method)| MethodView {
                number: index + 1,
                title: &method.title,
                anchor: &method.anchor,
                body: &method.body,
                audience: name_of(method.audience),
                minutes: method.minutes.map(std::num::NonZero::get),
                verify: method.verify.as_deref(),
            })
            .collect();
        let faq = prose.faq.iter().map(|question| QuestionView {
            question: &question.question,
            anchor: &question.anchor,
            answer: &question.answer,
        });
        let platforms = part.platforms().iter().map(|index| {
            let platform = self.platform(*index);
            PlatformLink { title: platform.name, url: self.href(platform.url), icon: platform.icon }
        });
        let mut view = ArticleView {
            name,
            code: summary.code.as_deref(),
            messages: summary.messages.iter().map(|text| message::shown(text)).collect(),
            badge: category.badge(),
            category: category_link,
            platforms: platforms.collect(),
            quick_answer: &prose.quick_answer,
            contents: self.contents(name, prose),
            body: &prose.body,
            methods,
            audiences: audiences(summary),
            faq: faq.collect(),
            checks: callouts(CalloutKind::Check),
            tips: callouts(CalloutKind::Tip),
            confirms: callouts(CalloutKind::Confirm),
            sources: &prose.sources,
            learn_more: category.learn_more().unwrap_or(&self.config().learn_more),
            related: self.summaries(related),
            related_originals: Vec::new(),
            newer_original: None,
            author: summary.author.as_ref().or(self.config().author.as_ref()),
            published: summary.published.map(|date| self.date(date)),
            updated: self.date(summary.updated),
            reviewed: summary.reviewed.map(|date| self.date(date)),
            report_url: self.report_url(&head),
            edit_url: self.edit_url(&head),
            feedback: self.feedback(article),
            markdown: self.config().formats.markdown.then(|| self.href(&twin_url(url))),
            own: self.own_fields(&summary.own),
            head,
        };
        // A picture of the whole site does not show the article.
        let image = view.head.card.clone().filter(|_| is_its_own);
        view.head.json_ld = json_ld::article(self, &view, prose, image.as_ref());
        view
    }

    /// What the card of an article shows; `icon` is the drawing of its category.
    #[cfg(feature = "cards")]
    #[must_use]
    pub fn card<'v>(
        &self,
        article: &SummaryPart<'a>,
        icon: &'v str,
        address: &'v str,
    ) -> CardView<'v>
    where
        'a: 'v,
    {
        let (summary, category) = (article.summary(), article.category());
        CardView {
            title: card::drawable(on_card(summary)).unwrap_or(address),
            code: summary.code.as_deref(),
            badge: category.badge(),
            icon,
            tone: tone(category.position()),
            site: &self.config().title,
            address,
        }
    }

    /// What the card of a category shows; `icon` is its drawing.
    #[cfg(feature = "cards")]
    #[must_use]
    pub fn category_card<'v>(
        &self,
        category: &CategoryPart<'a>,
        icon: &'v str,
        address: &'v str,
    ) -> CardView<'v>
    where
        'a: 'v,
    {
        CardView {
            title: card::drawable([&*category.front().title]).unwrap_or(address),
            code: None,
            badge: "",
            icon,
            tone: tone(category.position()),
            site: &self.config().title,
            address,
        }
    }

    /// What the card of the hub shows.
    #[cfg(feature = "cards")]
    #[must_use]
    pub fn hub_card<'v>(&self, icon: &'v str, address: &'v str) -> CardView<'v>
    where
        'a: 'v,
    {
        let site = &self.config().title;
        let title = card::drawable([self.hub_title()]).unwrap_or(address);
        CardView { title, code: None, badge: "", icon, tone: 2, site, address }
    }

    /// The hub's address in the form that people use: `example.com/errors`.
    #[cfg(feature = "cards")]
    #[must_use]
    pub fn address(&self) -> String {
        let whole = self.absolute(&self.edition().root());
        let bare = whole.split_once("://").map_or(whole.as_str(), |(_, rest)| rest);
        bare.trim_end_matches('/').to_owned()
    }

    /// The form that asks whether an article helped.
    fn feedback(&self, article: &ArticlePart<'a>) -> Option<FeedbackView<'a>> {
        let config = self.config();
        let feedback = config.feedback.as_ref()?;
        Some(FeedbackView {
            url: config.base_url.rooted(&feedback.url),
            method: feedback.method,
            article: self.edition().id(article.source()),
            language: (!self.languages().is_empty()).then_some(&config.language),
        })
    }

    /// The address at which the file of a page can be changed.
    pub(super) fn edit_url(&self, head: &PageHead) -> Option<String> {
        let pattern = self.config().edit_url.as_ref()?;
        let path = UrlPath::file(head.source.as_deref()?);
        Some(pattern.replace("{path}", path.as_str().trim_start_matches('/')))
    }

    fn report_url(&self, head: &PageHead) -> Option<String> {
        let pattern = self.config().report_url.as_ref()?;
        let encode = |text: &str| {
            percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
                .to_string()
        };
        Some(
            pattern
                .replace("{url}", &encode(&head.canonical))
                .replace("{title}", &encode(&head.heading)),
        )
    }

    /// The table of contents, only for pages that are long enough to need one.
    fn contents(&self, name: &str, prose: &'a Prose) -> Vec<ContentsView<'a>> {
        if prose.methods.len() + prose.faq.len() + prose.headings.len() < LONG {
            return Vec::new();
        }
        let line =
            |title: String, anchor: &'a str, children| ContentsView { title, anchor, children };
        let mut contents: Vec<ContentsView<'a>> = Vec::new();
        if !prose.body.is_empty() {
            let title = self.say("causes", &[("title", name)]);
            contents.push(line(title, "causes", Vec::new()));
            for heading in prose.headings.iter().filter(|heading| heading.level <= 3) {
                let entry = line(heading.text.clone(), &heading.anchor, Vec::new());
                match contents.last_mut() {
                    Some(section) if heading.level == 3 => section.children.push(entry),
                    _ => contents.push(entry),
                }
            }
        }
        let count = prose.methods.len().to_string();
        let methods = prose.methods.iter();
        let children =
            methods.map(|method| line(method.title.clone(), &method.anchor, Vec::new())).collect();
        contents.push(line(self.say("methods", &[("count", &count)]), "methods", children));
        if !prose.faq.is_empty() {
            contents.push(line(self.say("faq", &[]), "faq", Vec::new()));
        }
        contents
    }
}
