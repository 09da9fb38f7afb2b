//! Caches what the HTML shared by many pages contains, such as the header, icons and article cards.
//!
//! A page is split into pieces at line breaks. A piece can be parsed on its own unless an element
//! is still open at its end; then the whole page is parsed in a single pass. Results for the pieces
//! add up to the result for the page, so a piece in the cache is not parsed again, and neither is a
//! text whose anchors and links are known since it was made from Markdown.

use std::hash::BuildHasher as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use foldhash::HashMap;
use foldhash::fast::FixedState;

use super::known::KnownText;
use super::reader::{Reader, Said};
use crate::html::{self, Ending, PieceReader};

/// The maximum length of a cached piece, in bytes.
const LONGEST: usize = 4096;
/// The maximum total length of cached pieces, in bytes.
const MOST: usize = 256 << 10;
/// The number of slots for hashes of recent pieces.
const RECENT: usize = 1 << 12;
/// How many texts are looked for at a time: a template may leave out some of them.
const AHEAD: usize = 4;

/// A cache of the results for pieces that recur.
#[derive(Debug)]
pub struct Pieces {
    known: RwLock<Known>,
    /// Hashes of recent pieces, each in the slot that it selects. Only a piece that recurs is
    /// cached: most of an article's text never does.
    recent: Box<[AtomicU64]>,
}

#[derive(Debug, Default)]
struct Known {
    said: HashMap<Box<str>, Said>,
    /// The total length of the pieces, in bytes.
    size: usize,
}

impl Default for Pieces {
    fn default() -> Self {
        let recent = std::iter::repeat_with(AtomicU64::default).take(RECENT).collect();
        Self { known: RwLock::default(), recent }
    }
}

impl Pieces {
    /// Parses a page. `texts` are HTML that it may contain, in this order.
    pub(super) fn read(&self, html: &str, texts: &[KnownText<'_>]) -> Reader {
        let mut new = Vec::new();
        let mut reader = self.read_pieces(html, texts, &mut new).unwrap_or_else(|| {
            let mut reader = Reader::default();
            html::read(html, |event| reader.on(event));
            reader
        });
        reader.close_tag();
        if !new.is_empty() {
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            for (piece, said) in new {
                if known.size + piece.len() <= MOST
                    && known.said.insert(piece.into(), said).is_none()
                {
                    known.size += piece.len();
                }
            }
        }
        reader
    }

    /// Parses a page piece by piece, and adds pieces to cache to `new`; `None` if an element is
    /// open between two pieces.
    fn read_pieces<'h>(
        &self,
        html: &'h str,
        texts: &[KnownText<'_>],
        new: &mut Vec<(&'h str, Said)>,
    ) -> Option<Reader> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let mut pieces = HtmlPieces::of(html);
        let mut piece_reader = PieceReader::default();
        let mut reader = Reader::default();
        let mut own = Reader::for_pieces();
        let (mut is_first, mut next_text) = (true, 0);
        loop {
            if !is_first && let Some(index) = pieces.skip_text(texts, next_text) {
                reader.repeat_text(index, texts[index].found);
                next_text = index + 1;
                continue;
            }
            let Some(piece) = pieces.next() else { break };
            if let Some(said) = known.said.get(piece).filter(|_| !is_first) {
                reader.repeat(said);
                continue;
            }
            let into = if is_first { &mut reader } else { &mut own };
            let ending = piece_reader.read(piece, |event| into.on(event));
            into.close_tag();
            if pieces.rest.is_some() && (ending == Ending::Other || into.is_open_ended()) {
                return None;
            }
            if !std::mem::take(&mut is_first) {
                if piece.len() <= LONGEST && self.seen_recently(piece) {
                    new.extend(own.said().map(|said| (piece, said)));
                }
                reader.append(&mut own);
            }
        }
        Some(reader)
    }

    /// Whether the slot has the hash of this piece. Puts it there.
    fn seen_recently(&self, piece: &str) -> bool {
        let hash = FixedState::with_seed(0).hash_one(piece);
        let slot = usize::try_from(hash % RECENT as u64).unwrap_or_default();
        self.recent[slot].swap(hash, Ordering::Relaxed) == hash
    }
}

/// The pieces of a page: it is split at line breaks between two tags. The line breaks belong to
/// neither piece.
struct HtmlPieces<'h> {
    /// What follows; `None` after the last piece.
    rest: Option<&'h str>,
    is_first: bool,
}

impl<'h> HtmlPieces<'h> {
    fn of(html: &'h str) -> Self {
        Self { rest: Some(html), is_first: true }
    }

    /// Skips one of the texts from `next` on, if it is here as it was made; its index.
    fn skip_text(&mut self, texts: &[KnownText<'_>], next: usize) -> Option<usize> {
        let rest = self.rest?;
        let mut ahead = texts.iter().enumerate().skip(next).take(AHEAD);
        let (index, after) = ahead.find_map(|(index, text)| {
            let after = rest.strip_prefix(text.html)?.strip_prefix('\n')?;
            after.starts_with('<').then_some((index, after))
        })?;
        self.rest = Some(after);
        Some(index)
    }
}

impl<'h> Iterator for HtmlPieces<'h> {
    type Item = &'h str;

    fn next(&mut self) -> Option<&'h str> {
        let rest = self.rest?;
        let bytes = rest.as_bytes();
        let mut cuts = memchr::memchr_iter(b'\n', bytes)
            .filter(|at| bytes[..*at].ends_with(b">") && bytes[at + 1..].starts_with(b"<"));
        // The end of `<!doctype html>` does not prove that no element is open, so the first piece
        // includes another tag.
        let cut = cuts.nth(usize::from(std::mem::take(&mut self.is_first)));
        self.rest = cut.map(|cut| &rest[cut + 1..]);
        Some(&rest[..cut.unwrap_or(rest.len())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::cases;
    use proptest::collection::vec;
    use proptest::sample::select;
    use proptest::{prop_assert_eq, proptest};

    /// Everything that was found on a page.
    fn said(reader: Reader) -> String {
        let Reader { facts, shown, loads, json_ld, stamps, .. } = reader;
        format!("{facts:?} {:?} {:?} {json_ld:?} {stamps:?}", shown.finish(), loads.finish())
    }

    fn in_one_pass(html: &str) -> String {
        let mut reader = Reader::default();
        html::read(html, |event| reader.on(event));
        reader.close_tag();
        said(reader)
    }

    proptest! {
        #![proptest_config(cases(512))]

        #[test]
        fn pieces_give_the_same_as_the_page(pages in vec(vec(select(PARTS), 0..24), 1..4)) {
            let pieces = Pieces::default();
            let pages: Vec<String> = pages.iter().map(|parts| parts.concat()).collect();
            // A piece is recognized when it recurs, and cached from the third time on.
            for html in pages.iter().chain(&pages).chain(&pages) {
                prop_assert_eq!(said(pieces.read(html, &[])), in_one_pass(html), "{}", html);
            }
        }
    }

    #[test]
    fn recurring_pieces_are_cached() {
        let pieces = Pieces::default();
        let html =
            "<p>\n<nav>\n<p id=\"a\"><a href=\"b\">c</a></p>\n<div>\n<img src=d>\n</div>\n</nav>\n";
        for _ in 0..3 {
            pieces.read(html, &[]);
        }
        let known = pieces.known.into_inner().unwrap();
        let mut known: Vec<_> = known.said.keys().map(|piece| &**piece).collect();
        known.sort_unstable();
        // A picture's description is not cached.
        assert_eq!(known, ["</div>", "</nav>\n", "<div>", "<p id=\"a\"><a href=\"b\">c</a></p>"]);
    }

    #[test]
    fn pieces_are_lines_between_tags() {
        let pieces = |html| HtmlPieces::of(html).collect::<Vec<_>>();
        assert_eq!(
            pieces("<!doctype html>\n<html>\n<p>a</p>\nb\n<b>\n</b>\n"),
            ["<!doctype html>\n<html>", "<p>a</p>\nb\n<b>", "</b>\n"]
        );
        assert_eq!(pieces(""), [""]);
        assert_eq!(pieces(">\n<>\n<"), [">\n<>", "<"]);
    }

    /// Parts of unusual pages.
    const PARTS: &[&str] = &[
        "<p>",
        "<p>a</p>\n",
        "<p id=a>\n",
        "</p>\n",
        "<a href=\"/x\">b</a>",
        "<a href>",
        "<img src=c alt>\n",
        "<img src=d",
        ">\n",
        ">",
        "\n",
        " ",
        "e",
        " f \n",
        "<div class=\"",
        "\">\n",
        "<div>\n",
        "</div>\n",
        "<script>",
        "<script type=\"application/ld+json\">{\n",
        "</script>\n",
        "<style>\n",
        "</style>\n",
        "<title>",
        "</title>\n",
        "<!-- ",
        "-->\n",
        "<!doctype html>\n",
        "<time datetime=\"2026-01-02\">\n",
        "</time>\n",
        "<ol class=\"footnotes\">\n",
        "<ol>\n",
        "</ol>\n",
        "<li>g</li>\n",
        "<sup class=note-mark>",
        "</sup>\n",
        "<template>\n",
        "</template>\n",
        "<form action=/h>\n",
        "<button formaction=i>\n",
        "<p onclick=j>\n",
        "<pre>\n",
        "<span>k\n",
        "</pre>\n",
        "&amp;",
        "&",
        "<p-x>\n",
        "<link hreflang=de href=/de/>\n",
        "<meta property=article:modified_time content=l>\n",
        "<video poster=m>\n",
        "<svg><path d=\"n\"/></svg>\n",
    ];
}
