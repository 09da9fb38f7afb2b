//! Locks are read as they were written, however they are formatted.

use super::*;
use crate::key::Key;

fn prints(seed: u8, methods: u8) -> Fingerprints {
    let key = |number: u8| Some(Key::of_bytes(&[seed, number]));
    let single = [key(0), None, key(1), None, key(2), None, None, key(3)];
    let methods: Vec<_> = (10..10 + methods).map(key).collect();
    Fingerprints::new(single, &methods, &[])
}

fn entry(url: &str, seed: u8, updated: &str) -> LockEntry {
    LockEntry {
        url: UrlPath::from_encoded(url),
        updated: updated.parse().unwrap(),
        reviewed: None,
        words: prints(seed, 2),
        original: None,
        made_from: None,
        at: 0,
    }
}

fn lock() -> Lock {
    let mut lock = Lock::empty();
    lock.put(entry("/http/502/", 2, "2026-04-02"));
    lock.put(LockEntry {
        reviewed: Date::new(2026, 5, 6),
        original: Some(prints(9, 0)),
        made_from: Some(prints(7, 0).whole()),
        ..entry("/de/http/502/", 1, "2026-04-03")
    });
    lock.keep_address(UrlPath::from_encoded("/old/"));
    lock.keep_address(UrlPath::from_encoded("/a/%C3%A9.html"));
    lock
}

fn plain(mut lock: Lock) -> Lock {
    lock.articles.iter_mut().for_each(|entry| entry.at = 0);
    lock.old_addresses.iter_mut().for_each(|old| old.at = 0);
    lock
}

#[test]
fn locks_are_read_as_written() {
    let text = to_text(&lock());
    let quick = quick::read(&text).unwrap();
    assert_eq!(quick, slow::read(&text).unwrap());
    assert!(text[quick.articles[1].at..].starts_with("/http/502/:"));
    assert!(text[quick.old_addresses[1].at..].starts_with("/old/"));
    assert_eq!(plain(quick), lock());
    assert_eq!(plain(read(to_text(&Lock::empty()).as_bytes()).unwrap()), Lock::empty());
    let windows = text.replace('\n', "\r\n");
    assert_eq!(plain(quick::read(&windows).unwrap()), lock());
}

#[test]
fn another_form_is_read_as_yaml() {
    let text = to_text(&lock());
    for (from, to) in [
        ("2026-04-02", "\"2026-04-02\""),
        ("  /http/502/:\n", "  \"/http/502/\":\n"),
        ("old_addresses:\n", "# Old ones\nold_addresses:\n\n"),
        ("  - /old/\n", "  - '/old/'\n"),
    ] {
        let text = text.replace(from, to);
        assert_eq!(plain(read(text.as_bytes()).unwrap()), lock(), "{to}");
    }
}

#[test]
fn mistakes_have_a_place() {
    let text = to_text(&lock());
    let code = |from: &str, to: &str| {
        let found = read(text.replace(from, to).as_bytes()).unwrap_err();
        let first = found[0].code;
        assert!(found.iter().all(|one| one.code == first && one.place.is_some()), "{found:?}");
        first
    };
    assert_eq!(code("    words: ", "    wrods: "), Code::BadLock);
    assert_eq!(code("2026-04-02", "2026-04-31"), Code::BadLock);
    assert_eq!(code("methods: [", "methods: [502, "), Code::BadLock);
    assert_eq!(code("title: ", "title: x"), Code::BadLock);
    assert_eq!(code("version: 1", "version: 2"), Code::NewerLock);
    assert_eq!(code("\nwords: 1", "\nwords: 2"), Code::NewerLock);
    assert_eq!(code("version: 1\n", "<<<<<<< a\n=======\n>>>>>>> b\n"), Code::ConflictMarker);
}

/// A hub of thousands has more keys there than other files may have.
#[test]
fn a_mistake_in_a_large_lock_is_one_mistake() {
    let mut lock = Lock { articles: Vec::new(), ..lock() };
    lock.articles.extend((0..1500).map(|at| entry(&format!("/http/{at:04}/"), 1, "2026-04-02")));
    let text = to_text(&lock).replacen("2026-04-02", "2026-04-31", 1);
    let found = read(text.as_bytes()).unwrap_err();
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn both_sides_of_a_conflict_are_read() {
    let text = |entries: &[LockEntry]| {
        let mut lock = Lock::empty();
        for entry in entries {
            lock.put(entry.clone());
        }
        to_text(&lock)
    };
    let ours = text(&[entry("/a/", 1, "2026-01-01"), entry("/b/", 1, "2026-01-01")]);
    let theirs = text(&[entry("/a/", 2, "2026-02-02"), entry("/c/", 1, "2026-01-01")]);
    let both = format!("<<<<<<< HEAD\n{ours}||||||| base\n=======\n{theirs}>>>>>>> b\n");
    assert!(is_conflicted(&both) && !is_conflicted(&ours));
    let merge = |words: Fingerprints| {
        let lock = merged(&both, |_| Some(words.clone())).unwrap();
        let urls: Vec<_> = lock.articles.iter().map(|one| one.url.to_string()).collect();
        assert_eq!(urls, ["/a/", "/b/", "/c/"]);
        lock.articles[0].updated.to_string()
    };
    assert_eq!(merge(prints(1, 2)), "2026-01-01");
    assert_eq!(merge(prints(2, 2)), "2026-02-02");
    assert_eq!(merge(prints(3, 2)), "2026-02-02");
}

#[test]
fn a_conflict_within_an_entry_is_read() {
    let text = to_text(&lock());
    let date = "    updated: 2026-04-02\n";
    let conflict = format!("<<<<<<< HEAD\n{date}=======\n    updated: 2026-06-06\n>>>>>>> b\n");
    let merged = merged(&text.replace(date, &conflict), |_| None).unwrap();
    assert_eq!(merged.articles[1].updated.to_string(), "2026-06-06");
}
