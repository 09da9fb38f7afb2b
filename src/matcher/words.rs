//! Words that are nearly the same: typos, and words that were cut off.

/// How many slips a word of this length may have.
#[must_use]
pub fn slips(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=5 => 1,
        _ => 2,
    }
}

/// Whether at most `most` slips turn `a` into `b`: a letter added, missing or replaced, or two
/// swapped.
#[must_use]
pub fn is_near(a: &[char], b: &[char], most: usize) -> bool {
    if a.len().abs_diff(b.len()) > most {
        return false;
    }
    // A common beginning and end need no comparison.
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    // A slip changes at most two of the letters in a word. Most words differ in more, and untrusted
    // input is compared with all of them.
    may_be_near(letters(a), letters(b), most) && distance(a, b, most)
}

/// The set of letters in a word, as bits. Several letters share one.
#[must_use]
pub fn letters(word: &[char]) -> u32 {
    word.iter().fold(0, |set, letter| set | 1 << (u32::from(*letter) % 32))
}

/// Whether words with these [`letters`] may be nearly the same.
#[must_use]
pub fn may_be_near(a: u32, b: u32, most: usize) -> bool {
    (a ^ b).count_ones() as usize <= 2 * most
}

/// Whether the optimal string alignment distance is at most `most`, computed row by row.
fn distance(a: &[char], b: &[char], most: usize) -> bool {
    if a.is_empty() || b.is_empty() {
        return a.len().max(b.len()) <= most;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, other) in b.iter().enumerate() {
            let mut least = (last[j] + usize::from(letter != other)).min(last[j + 1] + 1);
            least = least.min(row[j] + 1);
            if i > 0 && j > 0 && *letter == b[j - 1] && a[i - 1] == *other {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        if row.iter().min().is_some_and(|least| *least > most) {
            return false;
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()] <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: &str, b: &str, most: usize) -> bool {
        let letters = |word: &str| word.chars().collect::<Vec<_>>();
        let (a, b) = (letters(a), letters(b));
        assert_eq!(is_near(&a, &b, most), is_near(&b, &a, most), "{a:?} {b:?}");
        is_near(&a, &b, most)
    }

    #[test]
    fn a_slip_is_a_letter_more_or_less_or_another_or_two_swapped() {
        for slip in ["conection", "connnection", "cannection", "connectoin", "xonnection"] {
            assert!(near("connection", slip, 1), "{slip}");
        }
        assert!(near("connection", "conectoin", 2) && !near("connection", "conectoin", 1));
        assert!(near("", "a", 1) && !near("", "ab", 1) && near("same", "same", 0));
    }

    #[test]
    fn short_words_have_no_slips_and_long_ones_two() {
        let of = [0, 3, 4, 5, 6, 40].map(slips);
        assert_eq!(of, [0, 0, 1, 1, 2, 2]);
    }
}
