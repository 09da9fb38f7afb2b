//! The registry: every article for programs, as `errors.json` and its parts.

mod format;

use std::collections::BTreeMap;
use std::num::NonZero;

use super::Obstacle;
use super::crossings::Alternate;
use super::parts::{ArticlePart, CategoryPart, Frame};
use crate::html::visible_text;
use crate::matcher::rules::Rules;
use crate::matcher::spellings::spellings;
use crate::path::UrlPath;
use crate::site::addresses::REGISTRY_SCHEMA;
use crate::site::alias_url;

pub use format::{
    ArticleEntry, CategoryEntry, HubEntry, MethodEntry, Registry, RegistryPart, RichText, VERSION,
    schema,
};

impl<'a> Frame<'a> {
    /// The bytes of the schema.
    #[must_use]
    pub fn registry_schema(&self) -> Vec<u8> {
        let id = self.absolute(&UrlPath::file(REGISTRY_SCHEMA));
        let mut text = format!("{:#}", schema(Some(&id)));
        text.push('\n');
        text.into_bytes()
    }

    /// The bytes of a file of the registry, with the `articles` of these `categories`, and the
    /// further `parts`, each with its address and the number of its articles. Articles come with
    /// their translations.
    ///
    /// # Errors
    /// If the text of an article cannot be read.
    pub fn registry(
        &self,
        categories: &[CategoryPart<'_>],
        parts: &[(CategoryPart<'_>, UrlPath, usize)],
        articles: &[(ArticlePart<'_>, Vec<Alternate>)],
    ) -> Result<Vec<u8>, Obstacle> {
        let config = self.config();
        let rules = Rules::built_in();
        let registry = Registry {
            schema: self.absolute(&UrlPath::file(REGISTRY_SCHEMA)),
            version: VERSION,
            hub: HubEntry {
                title: &config.title,
                url: self.absolute(&self.edition().root()),
                language: &config.language,
                description: config.description.as_deref(),
            },
            categories: categories.iter().map(|category| self.category_entry(category)).collect(),
            parts: parts
                .iter()
                .map(|(category, url, articles)| RegistryPart {
                    category: category.id(),
                    url: self.absolute(url),
                    articles: *articles,
                })
                .collect(),
            articles: articles
                .iter()
                .map(|(article, alternates)| {
                    let entry = self.article_entry(article, &rules)?;
                    Ok(ArticleEntry { translations: self.translations(alternates), ..entry })
                })
                .collect::<Result<_, Obstacle>>()?,
        };
        // Strings, numbers and lists of both can always be serialized.
        let mut bytes = serde_json::to_vec(&registry).unwrap_or_default();
        bytes.push(b'\n');
        Ok(bytes)
    }

    fn category_entry<'e>(&self, category: &CategoryPart<'e>) -> CategoryEntry<'e> {
        CategoryEntry {
            id: category.id(),
            title: &category.front().title,
            url: self.absolute(category.url()),
        }
    }

    /// The addresses of an article in other languages than this one.
    fn translations(&self, alternates: &[Alternate]) -> BTreeMap<&str, String> {
        let tags = self.tags();
        let all = alternates.iter().filter_map(|Alternate { language, url }| {
            Some((*tags.get(*language)?, self.absolute(url)))
        });
        all.filter(|(tag, _)| *tag != self.config().language).collect()
    }

    fn article_entry<'e>(
        &self,
        article: &ArticlePart<'e>,
        rules: &Rules,
    ) -> Result<ArticleEntry<'e>, Obstacle>
    where
        'a: 'e,
    {
        let prose = article.prose(self).map_err(Obstacle::Text)?;
        let part = article.summary();
        let summary = part.summary();
        let config = self.config();
        let aliases = summary.aliases.iter();
        let aliases = aliases.filter_map(|alias| alias_url(&config.base_url, alias).ok());
        let methods = prose.methods.iter().map(|method| MethodEntry {
            title: method.title.clone(),
            audience: method.audience,
            minutes: method.minutes.map(NonZero::get),
            url: self.at_anchor(part.url(), &method.anchor),
        });
        Ok(ArticleEntry {
            id: self.edition().id(article.source()),
            url: self.absolute(part.url()),
            category: part.category().id(),
            language: &config.language,
            translations: BTreeMap::new(),
            title: &summary.title,
            code: summary.code.as_deref(),
            other_spellings: summary
                .code
                .as_ref()
                .map(|code| spellings(rules, code))
                .unwrap_or_default(),
            messages: &summary.messages,
            platforms: &summary.applies_to,
            description: &summary.description,
            quick_answer: RichText {
                text: visible_text(&prose.quick_answer),
                html: self.for_elsewhere(&prose.quick_answer, part.url()),
            },
            methods: methods.collect(),
            published: summary.published,
            updated: summary.updated,
            reviewed: summary.reviewed,
            aliases: aliases.map(|alias| self.absolute(&alias)).collect(),
            related: &summary.related,
            fingerprint: article.fingerprint().to_string(),
        })
    }
}
