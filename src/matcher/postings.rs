//! Postings: the numbers of the articles that have a word, in order.

use super::index::Number;

/// The postings of a word that have not been passed yet.
#[derive(Debug, Clone, Copy)]
pub struct Postings<'a>(pub &'a [Number]);

impl Postings<'_> {
    /// Whether they contain `article`; passes everything before it. So numbers must be asked for in
    /// ascending order, which takes as many steps as both lists together at most.
    pub fn has(&mut self, article: Number) -> bool {
        let Self(rest) = self;
        // Exponential search: the next number is usually near.
        let mut end = 1;
        while rest.get(end - 1).is_some_and(|other| *other < article) {
            end *= 2;
        }
        let within = &rest[..end.min(rest.len())];
        *rest = &rest[within.partition_point(|other| *other < article)..];
        rest.first() == Some(&article)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_number_is_found_and_no_other(
            numbers in prop::collection::btree_set(0..200_u32, 0..60),
            asked in prop::collection::btree_set(0..200_u32, 0..60),
        ) {
            let list: Vec<Number> = numbers.iter().copied().collect();
            let mut postings = Postings(&list);
            for number in asked {
                prop_assert_eq!(postings.has(number), numbers.contains(&number));
                prop_assert!(postings.has(number) == numbers.contains(&number), "asked twice");
            }
        }
    }
}
