//! The unique names of a hub's errors: categories, codes and titles.

use crate::rng::Rng;
use crate::vocabulary::{ADJECTIVES, NOUNS};

/// A category of the hub.
pub(crate) struct Category {
    /// The folder, and thus part of the address.
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) badge: &'static str,
    codes: Codes,
}

/// The form of a category's codes.
#[derive(Clone, Copy)]
enum Codes {
    /// `502`, and after the known ones `502.13`.
    Status,
    /// `ERR_STALE_PROXY_REFUSED`, which is also the title.
    Constant(&'static str),
    /// `0x80070035`.
    Hexadecimal(&'static str),
    /// `ORA-01017`.
    Number(&'static str),
}

/// The categories, in the order of the hub.
pub(crate) const CATEGORIES: &[Category] = &[
    category("http", "HTTP status errors", "HTTP Status Error", Codes::Status),
    category("dns", "DNS errors", "DNS Error", Codes::Constant("DNS")),
    category("connection", "Connection errors", "Connection Error", Codes::Constant("ERR")),
    category("tls", "TLS and certificate errors", "TLS Error", Codes::Constant("SSL_ERROR")),
    category("wifi", "Wi-Fi errors", "Wi-Fi Error", Codes::Number("WLAN-")),
    category("email", "E-mail errors", "E-mail Error", Codes::Number("SMTP-")),
    category("database", "Database errors", "Database Error", Codes::Number("ORA-")),
    category("windows", "Windows errors", "Windows Error", Codes::Hexadecimal("0x800")),
    category("macos", "macOS errors", "macOS Error", Codes::Number("OSStatus -")),
    category("linux", "Linux errors", "Linux Error", Codes::Constant("E")),
    category("cloud", "Cloud errors", "Cloud Error", Codes::Hexadecimal("0xC10")),
    category("browser", "Browser errors", "Browser Error", Codes::Constant("NS_ERROR")),
];

const fn category(
    id: &'static str,
    title: &'static str,
    badge: &'static str,
    codes: Codes,
) -> Category {
    Category { id, title, badge, codes }
}

/// Parts of constants. The three lists make unique constants for more articles than anybody asks
/// for; after that, numbers are appended.
#[rustfmt::skip]
const STATES: &[&str] = &[
    "STALE", "INVALID", "EXPIRED", "MISSING", "BLOCKED", "EMPTY", "UNSAFE", "UNKNOWN", "BROKEN",
    "PRIVATE", "REMOTE", "LOCAL", "BAD", "TOO_MANY", "UNTRUSTED", "PARTIAL", "FORBIDDEN", "EARLY",
    "LATE", "DUPLICATE", "LEGACY", "WEAK", "SHARED", "NESTED",
];
const THINGS: &[&str] = &[
    "PROXY", "HEADER", "CERT", "RESPONSE", "ADDRESS", "ZONE", "KEY", "SESSION", "COOKIE", "CACHE",
    "ROUTE", "SOCKET", "TOKEN", "STREAM", "RECORD", "QUEUE", "LEASE", "TUNNEL", "CHAIN", "LOCK",
    "FRAME", "PACKET", "REDIRECT", "ORIGIN",
];
#[rustfmt::skip]
const EVENTS: &[&str] = &[
    "REFUSED", "TIMED_OUT", "RESET", "CLOSED", "NOT_FOUND", "FAILED", "ABORTED", "MISMATCH",
    "REVOKED", "EXHAUSTED", "DENIED", "UNREACHABLE", "CHANGED", "TRUNCATED", "LOOP", "SUSPENDED",
];

/// Descriptions of an error.
const DESCRIPTIONS: &[&str] = &[
    "What {} means and how to get past it, with steps for visitors and for site owners.",
    "Why you see {} and who can fix it: the quick answer, the causes and the methods.",
    "{}: the usual causes, what to try first, and how to see that it worked.",
];

/// The name of an error.
pub(crate) struct Name {
    /// Its index in [`CATEGORIES`].
    pub(crate) category: usize,
    /// The name of the file without `.md`.
    pub(crate) slug: String,
    pub(crate) title: String,
    /// The unique part of it, included in everything that must be unique.
    pub(crate) mark: String,
    /// One sentence for search results and lists.
    pub(crate) description: String,
    /// The code, if the error has one.
    pub(crate) code: Option<String>,
}

impl Name {
    /// The path below `content/` without `.md`.
    pub(crate) fn id(&self) -> String {
        format!("{}/{}", CATEGORIES[self.category].id, self.slug)
    }

    /// The name of the article with this number. Categories take turns.
    pub(crate) fn new(number: usize, seed: u64) -> Self {
        let category = number % CATEGORIES.len();
        let index = number / CATEGORIES.len();
        let mut rng = Rng::new(!seed, number);
        let phrase = format!("The {} is {}", rng.zipf(NOUNS), rng.zipf(ADJECTIVES));
        let (mark, title, has_code) = match CATEGORIES[category].codes {
            Codes::Status => {
                let (code, part) = (400 + index % 200, index / 200);
                let mark = if part == 0 { code.to_string() } else { format!("{code}.{part}") };
                let title = format!("{mark} {phrase}");
                (mark, title, true)
            }
            Codes::Constant(prefix) => {
                let mark = constant(prefix, index);
                (mark.clone(), mark, rng.percent(75))
            }
            Codes::Hexadecimal(prefix) => {
                // Odd factors merely permute the numbers of twenty bits.
                let mark = format!("{prefix}{:05X}", index * 48_271 % 0x10_0000);
                let title = format!("{mark}: {phrase}");
                (mark, title, true)
            }
            Codes::Number(prefix) => {
                // No two categories share a number: the text around a number alone would be too little
                // to tell their articles apart. The modulus is a prime.
                let mark = format!("{prefix}{:06}", number * 7_919 % 999_983);
                let title = format!("{phrase} ({mark})");
                (mark, title, rng.percent(90))
            }
        };
        let description = rng.pick(DESCRIPTIONS).replace("{}", &mark);
        let (slug, code) = (slug(&title), has_code.then(|| mark.clone()));
        Self { category, slug, title, mark, description, code }
    }
}

fn constant(prefix: &str, index: usize) -> String {
    let all = STATES.len() * THINGS.len() * EVENTS.len();
    // 7919 is a prime that does not divide it, so every constant comes up once in each round.
    let (mixed, round) = (index * 7_919 % all, index / all);
    let state = STATES[mixed % STATES.len()];
    let thing = THINGS[mixed / STATES.len() % THINGS.len()];
    let event = EVENTS[mixed / STATES.len() / THINGS.len()];
    let end = if round == 0 { String::new() } else { format!("_{round}") };
    format!("{prefix}_{state}_{thing}_{event}{end}")
}

/// Lower-case letters and digits, with single hyphens in between.
fn slug(text: &str) -> String {
    let parts = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
    parts.join("-").to_lowercase()
}
