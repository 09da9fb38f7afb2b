//! The shapes of hubs: how much an article contains. `rich` has everything that errhub has fields for, in
//! YAML blocks; `plain` is what most people write, in one line per field.

use clap::ValueEnum;

/// The parameters of a hub.
#[derive(Clone, Copy)]
pub(crate) struct Hub {
    pub(crate) articles: usize,
    pub(crate) seed: u64,
    pub(crate) shape: Shape,
}

/// The shape of a hub.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shape {
    /// 700 to 1,100 words, many fields, and templates with the same parts as errhub's
    Rich,
    /// 300 to 450 words, quoted and flow-style front matter, and one simple template
    Plain,
}

/// An inclusive range of numbers.
pub(crate) type Range = (usize, usize);

/// The numbers of a shape.
pub(crate) struct Sizes {
    /// The words to aim for. The last sentence may exceed them.
    pub(crate) words: Range,
    /// The words that an article may have in the end.
    pub(crate) limits: Range,
    pub(crate) quick_answer: Range,
    /// Words of the first paragraph about causes.
    pub(crate) opening: Range,
    /// Words of the list of causes.
    pub(crate) causes: Range,
    pub(crate) methods: Range,
    /// The number of methods with a code block, in an article with code.
    pub(crate) code_blocks: Range,
    pub(crate) questions: Range,
    /// Messages besides the title.
    pub(crate) messages: Range,
    /// Example pastes.
    pub(crate) pastes: Range,
    pub(crate) sources: Range,
    /// Related articles besides the next one.
    pub(crate) related: Range,
}

impl Shape {
    pub(crate) const fn sizes(self) -> Sizes {
        match self {
            Self::Rich => Sizes {
                words: (700, 1060),
                limits: (700, 1100),
                quick_answer: (30, 55),
                opening: (35, 70),
                causes: (40, 80),
                methods: (3, 7),
                code_blocks: (1, 3),
                questions: (3, 6),
                messages: (1, 5),
                pastes: (0, 2),
                sources: (1, 4),
                related: (2, 4),
            },
            Self::Plain => Sizes {
                words: (310, 410),
                limits: (300, 450),
                quick_answer: (20, 35),
                opening: (20, 40),
                causes: (20, 40),
                methods: (2, 3),
                code_blocks: (1, 1),
                questions: (2, 2),
                messages: (0, 2),
                pastes: (0, 0),
                sources: (1, 2),
                related: (0, 1),
            },
        }
    }
}
