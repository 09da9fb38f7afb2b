//! Counts how many articles lead to each one.

use foldhash::{HashMap, HashSet};

use super::{AliasOf, ArticleIndex, Site};
use crate::path::UrlPath;

/// For each article, how many others lead to it: with `related`, with a link in their text, or with
/// both. A link to an old address of an article leads to it as well.
#[must_use]
pub fn inbound(site: &Site) -> Vec<usize> {
    let articles = site.articles.iter().enumerate();
    let by_url: HashMap<&UrlPath, ArticleIndex> =
        articles.clone().map(|(index, article)| (&article.document.url, index)).collect();
    let at = |url: &UrlPath| match (by_url.get(url), site.aliases.get(url)) {
        (Some(article), _) | (None, Some(AliasOf::Article(article))) => Some(*article),
        _ => None,
    };
    // Hosts accept other spellings of an address, too.
    let other_spelling = |url: &UrlPath| {
        let url = url.to_out().ok()?.to_url();
        at(&url).or_else(|| at(&UrlPath::from_encoded(&format!("{url}/"))))
    };
    let mut counts = vec![0; site.articles.len()];
    for (index, article) in articles {
        let mentions = article.document.mentions.iter();
        let linked = mentions.filter_map(|url| at(url).or_else(|| other_spelling(url)));
        let mut seen = HashSet::default();
        for target in article.related.iter().copied().chain(linked) {
            if target != index && seen.insert(target) {
                counts[target] += 1;
            }
        }
    }
    counts
}
