//! The content of a random hub: a pure function of its size and its seed.

use crate::names::{CATEGORIES, Name};
use crate::prose::Writer;
use crate::rng::Rng;
use crate::shape::{Hub, Range, Shape, Sizes};
use crate::vocabulary::{QUESTIONS, SOURCES, TASKS};

/// The platforms of every hub; every article applies to some of them.
pub(crate) const PLATFORMS: &[&str] = &[
    "Chrome",
    "Firefox",
    "Edge",
    "Safari",
    "Windows",
    "macOS",
    "Linux",
    "Android",
    "iOS",
    "nginx",
    "Apache",
    "Cloudflare",
];

/// The title of the hub.
pub(crate) const TITLE: &str = "Benchmark Errors Hub";
/// The address of the published hub.
pub(crate) const BASE_URL: &str = "https://example.com/errors/";
/// The description for search engines.
pub(crate) const DESCRIPTION: &str =
    "Fixes for made-up error messages, as many as a benchmark asks for.";

/// One article of a hub.
pub(crate) struct Article {
    pub(crate) name: Name,
    pub(crate) messages: Vec<String>,
    pub(crate) seen_as: Vec<String>,
    pub(crate) applies_to: Vec<&'static str>,
    pub(crate) quick_answer: String,
    pub(crate) methods: Vec<Method>,
    pub(crate) faq: Vec<Question>,
    pub(crate) sources: Vec<Source>,
    pub(crate) related: Vec<Name>,
    pub(crate) published: String,
    pub(crate) updated: String,
    pub(crate) reviewed: Option<String>,
    pub(crate) body: String,
}

/// One way to fix the error.
pub(crate) struct Method {
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) is_for_owners: bool,
    pub(crate) minutes: Option<usize>,
    pub(crate) verify: Option<String>,
}

/// A question that people ask.
pub(crate) struct Question {
    pub(crate) question: String,
    pub(crate) answer: String,
}

/// A source of facts.
pub(crate) struct Source {
    pub(crate) label: String,
    pub(crate) url: String,
}

/// The introduction of a category.
pub(crate) struct Introduction {
    pub(crate) description: String,
    pub(crate) body: String,
}

impl Hub {
    /// All articles, in order.
    pub(crate) fn articles(self) -> impl Iterator<Item = Article> {
        (0..self.articles).map(move |number| self.article(number))
    }

    /// The text at the top of a category.
    pub(crate) fn introduction(self, category: usize) -> Introduction {
        let name = Name::new(category, self.seed);
        let mut writer = Writer::new(usize::MAX - category, self, &name);
        let title = CATEGORIES[category].title;
        let description =
            format!("{title}: what they mean, who can fix them, and what to do first.");
        Introduction { description, body: writer.answer(60) }
    }

    fn article(self, number: usize) -> Article {
        let name = Name::new(number, self.seed);
        let mut writer = Writer::new(number, self, &name);
        let sizes = self.shape.sizes();
        let words = writer.rng.between(sizes.words);
        let has_code = match self.shape {
            Shape::Rich => writer.rng.percent(50),
            Shape::Plain => number.is_multiple_of(2),
        };
        let quick_answer = writer.quick_answer();
        let body = writer.body(words * 30 / 100);
        let methods = methods(&mut writer, &sizes, words * 78 / 100, has_code);
        let faq = questions(&mut writer, sizes.questions, words);
        let (least, most) = sizes.limits;
        assert!((least..=most).contains(&writer.words), "article {number}: {}", writer.words);
        let mut rng = writer.rng;
        let dates = Dates::new(&mut rng);
        Article {
            messages: messages(&mut rng, sizes.messages, &name),
            seen_as: seen_as(&mut rng, sizes.pastes, &name),
            applies_to: match self.shape {
                Shape::Rich => platforms(&mut rng, number),
                Shape::Plain => Vec::new(),
            },
            sources: sources(&mut rng, sizes.sources),
            related: self.related(&mut rng, sizes.related, number),
            published: dates.published,
            updated: dates.updated,
            reviewed: dates.reviewed,
            quick_answer,
            methods,
            faq,
            body,
            name,
        }
    }

    /// The next article, so that every article is related from one, and some others.
    fn related(self, rng: &mut Rng, more: Range, number: usize) -> Vec<Name> {
        let mut numbers = vec![(number + 1) % self.articles];
        for _ in 0..rng.between(more) {
            // Most are in the same category.
            let step = if rng.percent(70) { CATEGORIES.len() } else { 1 };
            let other = (number + step * rng.between((1, 40))) % self.articles;
            if other != number && !numbers.contains(&other) {
                numbers.push(other);
            }
        }
        numbers.into_iter().map(|number| Name::new(number, self.seed)).collect()
    }
}

fn methods(writer: &mut Writer<'_>, sizes: &Sizes, until: usize, has_code: bool) -> Vec<Method> {
    let count = writer.rng.between(sizes.methods);
    let from = writer.words;
    let owners_from = writer.rng.between((1, count));
    let blocks = writer.rng.between(sizes.code_blocks);
    let methods = (0..count).map(|index| {
        let goal = from + until.saturating_sub(from) * (index + 1) / count;
        let title = *writer.rng.pick(TASKS);
        let title = writer.fill(title);
        // Site owners type commands, and their methods come last.
        let has_code = has_code && index + blocks >= count;
        let verify = writer.rng.percent(60).then(|| writer.verify());
        Method {
            title,
            body: writer.method(goal, has_code),
            is_for_owners: index >= owners_from,
            minutes: writer.rng.percent(80).then(|| *writer.rng.zipf(&[5, 2, 10, 1, 15, 30, 20])),
            verify,
        }
    });
    methods.collect()
}

fn questions(writer: &mut Writer<'_>, range: Range, until: usize) -> Vec<Question> {
    let count = writer.rng.between(range);
    let from = writer.words;
    let first = writer.rng.below(QUESTIONS.len());
    let questions = (0..count).map(|index| {
        let goal = from + until.saturating_sub(from) * (index + 1) / count;
        let question = writer.fill(QUESTIONS[(first + index) % QUESTIONS.len()]);
        Question { question, answer: writer.answer(goal) }
    });
    questions.collect()
}

/// Messages on screens. All contain the name's unique part, so no two articles share one.
fn messages(rng: &mut Rng, range: Range, name: &Name) -> Vec<String> {
    let (title, mark) = (&name.title, &name.mark);
    let mut messages = vec![title.clone()];
    let more = [
        format!("{{host}} took too long to answer. {mark}"),
        format!("The operation could not be completed. ({mark}, reference {{id}})"),
        format!("{mark} while reading {{path}} from upstream, client: {{address}}"),
        format!("curl: ({{number}}) {mark} after {{ms}} ms"),
        format!("Error {mark}: the request to {{host}} on port {{port}} was refused"),
        format!("[error] {{pid}}#{{tid}}: *{{connection}} {mark}, server: {{host}}"),
    ];
    let first = rng.below(more.len());
    let number = rng.between(range);
    messages.extend((0..number).map(|index| more[(first + index) % more.len()].clone()));
    messages
}

/// Texts that people would paste: lines of a log with the whole title, because a status code alone
/// could be any number.
fn seen_as(rng: &mut Rng, range: Range, name: &Name) -> Vec<String> {
    let title = &name.title;
    let pastes = (0..rng.between(range)).map(|_| {
        let (hour, minute) = (rng.below(24), rng.below(60));
        format!(
            "2026/03/{:02} {hour:02}:{minute:02}:{:02} [error] {}#{}: *{} {title}, client: 203.0.113.{}, server: www.example.com",
            rng.between((1, 31)), rng.below(60), rng.between((10_000, 32_000)), rng.between((10_000, 32_000)), rng.below(99_999), rng.below(256),
        )
    });
    pastes.collect()
}

fn platforms(rng: &mut Rng, number: usize) -> Vec<&'static str> {
    let mut platforms = vec![PLATFORMS[number % PLATFORMS.len()]];
    for _ in 0..rng.between((1, 4)) {
        let platform = *rng.zipf(PLATFORMS);
        if !platforms.contains(&platform) {
            platforms.push(platform);
        }
    }
    platforms
}

fn sources(rng: &mut Rng, range: Range) -> Vec<Source> {
    let first = rng.below(SOURCES.len());
    let sources = (0..rng.between(range)).map(|index| {
        let (label, url) = SOURCES[(first + index) % SOURCES.len()];
        let number = rng.between((10, 9999));
        Source { label: format!("{label} {number}"), url: format!("{url}{number}") }
    });
    sources.collect()
}

/// Dates in the past, in order.
struct Dates {
    published: String,
    updated: String,
    reviewed: Option<String>,
}

impl Dates {
    fn new(rng: &mut Rng) -> Self {
        let mut day =
            |year: usize| format!("{year}-{:02}-{:02}", rng.between((1, 12)), rng.between((1, 28)));
        let (published, updated, reviewed) = (day(2023), day(2024), day(2025));
        Self { published, updated, reviewed: rng.percent(50).then_some(reviewed) }
    }
}
