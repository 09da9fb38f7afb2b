//! The articles in a list that does not have room for all of them.

use std::cmp::Reverse;

use super::{ArticleIndex, Site};

/// How many of `count` articles are in a list that has `room`: all of them if a quarter more room
/// is enough, because a link to the whole list would lead to hardly any more.
#[must_use]
pub fn length(count: usize, room: usize) -> usize {
    if count <= room + room / 4 { count } else { room }
}

/// The articles that most others link to ([`inbound`](super::inbound)), at most `count`; of equals,
/// the first. They keep their order.
#[must_use]
pub fn most_needed(
    articles: &[ArticleIndex],
    inbound: &[usize],
    count: usize,
) -> Vec<ArticleIndex> {
    let mut places: Vec<usize> = (0..articles.len()).collect();
    places.sort_by_key(|place| Reverse(inbound[articles[*place]]));
    places.truncate(count);
    places.sort_unstable();
    places.into_iter().map(|place| articles[place]).collect()
}

/// The articles that changed last, at most `count`. For the same day, the categories take turns in
/// their order, each with the articles that most others link to.
#[must_use]
pub fn recently_updated(site: &Site, inbound: &[usize], count: usize) -> Vec<ArticleIndex> {
    let updated = |index: ArticleIndex| site.articles[index].document.summary.updated;
    let mut all = Vec::with_capacity(site.articles.len());
    for (place, category) in site.categories.iter().enumerate() {
        let mut articles = category.articles.clone();
        articles.sort_by_key(|index| (Reverse(updated(*index)), Reverse(inbound[*index])));
        for same_day in articles.chunk_by(|a, b| updated(*a) == updated(*b)) {
            let turns = same_day.iter().enumerate();
            all.extend(turns.map(|(turn, index)| (Reverse(updated(*index)), turn, place, *index)));
        }
    }
    all.sort_unstable();
    all.into_iter().take(count).map(|(.., index)| index).collect()
}

/// Whether some article changed on another day than the others.
#[must_use]
pub fn has_several_days(site: &Site) -> bool {
    let mut days = site.articles.iter().map(|article| article.document.summary.updated);
    days.next().is_some_and(|first| days.any(|day| day != first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_more_complete_a_list() {
        assert_eq!(length(3, 12), 3);
        assert_eq!(length(15, 12), 15);
        assert_eq!(length(16, 12), 12);
        assert_eq!(length(6, 5), 6);
        assert_eq!(length(7, 5), 5);
    }

    #[test]
    fn the_most_needed_keep_their_order() {
        let inbound = [1, 0, 4, 1, 9, 1];
        assert_eq!(most_needed(&[5, 4, 3, 2, 1, 0], &inbound, 4), [5, 4, 3, 2]);
        assert_eq!(most_needed(&[1, 2], &inbound, 4), [1, 2]);
    }
}
