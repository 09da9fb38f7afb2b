//! Diagnostics for authors: the message, its stable code, and its place.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::path::SourcePath;

/// One mistake (or doubt) in the content, in an author's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Its kind, which also says how severe it is.
    pub code: Code,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where; `None` if no file is at fault.
    pub place: Option<Place>,
    /// What to do about it, one sentence each.
    pub help: Vec<String>,
    /// Other places that are involved, each with a label.
    pub related: Vec<(Place, String)>,
}

impl Diagnostic {
    /// A diagnostic that is not about a file.
    pub fn without_place(code: Code, message: impl Into<String>) -> Self {
        let (help, related) = (Vec::new(), Vec::new());
        Self { code, message: abridged(message.into()), place: None, help, related }
    }

    /// A diagnostic about `place`.
    pub fn new(code: Code, message: impl Into<String>, place: Place) -> Self {
        Self { place: Some(place), ..Self::without_place(code, message) }
    }

    /// Adds a sentence that says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(abridged(help.into()));
        self
    }

    /// Adds another place with its label.
    #[must_use]
    pub fn related(mut self, place: Place, message: impl Into<String>) -> Self {
        self.related.push((place, abridged(message.into())));
        self
    }

    /// How severe it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

/// The maximum size of a sentence in a diagnostic, in bytes. Sentences quote what authors write, and a
/// value may be as long as a file.
const SENTENCE_LIMIT: usize = 2000;

/// The number of characters that remain at each end of a longer sentence.
const SENTENCE_END: usize = 200;

/// A sentence that people can read: the middle of one that is too long is left out.
fn abridged(sentence: String) -> String {
    if sentence.len() <= SENTENCE_LIMIT {
        return sentence;
    }
    let mut ends = sentence.char_indices().map(|(at, _)| at);
    match (ends.nth(SENTENCE_END), ends.nth_back(SENTENCE_END - 1)) {
        (Some(start), Some(end)) => format!("{}…{}", &sentence[..start], &sentence[end..]),
        _ => sentence,
    }
}

/// Errors are what readers would suffer from; everything else is a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The site is not written.
    Error,
    /// The site is written anyway, unless `--strict` is given.
    Warning,
}

impl Severity {
    /// The word for it in all output formats.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A place in a source file.
///
/// Stages address a place in their own terms: a field of the front matter, a part of its text.
/// Lines and columns are computed in [`crate::report::locate`], for the few places that are shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The file.
    pub file: SourcePath,
    /// Where in it.
    pub at: At,
}

/// Where in a file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum At {
    /// The file as a whole.
    File,
    /// These bytes of the file.
    Bytes(Range<usize>),
    /// A value of the front matter.
    Value(FieldPath),
    /// The key of a value of the front matter.
    Key(FieldPath),
    /// These bytes of the text in a field of the front matter.
    Text(FieldPath, Range<usize>),
}

impl Place {
    /// The file as a whole.
    #[must_use]
    pub fn file(file: &SourcePath) -> Self {
        Self { file: file.clone(), at: At::File }
    }

    /// These bytes of the file.
    #[must_use]
    pub fn bytes(file: &SourcePath, range: Range<usize>) -> Self {
        Self { file: file.clone(), at: At::Bytes(range) }
    }

    /// A value of the file's front matter.
    pub fn value(file: &SourcePath, field: impl Into<FieldPath>) -> Self {
        Self { file: file.clone(), at: At::Value(field.into()) }
    }

    /// The key of a value of the file's front matter.
    pub fn key(file: &SourcePath, field: impl Into<FieldPath>) -> Self {
        Self { file: file.clone(), at: At::Key(field.into()) }
    }
}

/// The path to a value of the front matter: `methods[1].body`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct FieldPath(Vec<FieldStep>);

/// One step of a [`FieldPath`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FieldStep {
    /// Into a mapping, by key.
    Key(Cow<'static, str>),
    /// Into a list, from 0.
    Index(usize),
}

impl FieldPath {
    /// The steps, from the root.
    #[must_use]
    pub fn steps(&self) -> &[FieldStep] {
        &self.0
    }

    /// The `index`-th item of this list.
    #[must_use]
    pub fn index(mut self, index: usize) -> Self {
        self.0.push(FieldStep::Index(index));
        self
    }

    /// The value under `key` of this mapping.
    #[must_use]
    pub fn key(mut self, key: impl Into<Cow<'static, str>>) -> Self {
        self.0.push(FieldStep::Key(key.into()));
        self
    }
}

impl From<&'static str> for FieldPath {
    fn from(key: &'static str) -> Self {
        Self(vec![FieldStep::Key(key.into())])
    }
}

impl fmt::Display for FieldPath {
    /// Counts lists from 1, as people do: the second method's body is `methods[2].body`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                FieldStep::Key(key) if position == 0 => f.write_str(key)?,
                FieldStep::Key(key) => write!(f, ".{key}")?,
                FieldStep::Index(index) => write!(f, "[{}]", index + 1)?,
            }
        }
        Ok(())
    }
}

/// The table of codes. A code never changes its meaning and is never reused.
macro_rules! codes {
    ($($id:ident $name:ident $meaning:literal)*) => {
        /// A kind of diagnostic. `docs/diagnostics.md` explains each and how to fix it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code {
            $(#[doc = $meaning] $name,)*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its stable name: `E0102`.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => stringify!($id)),* }
            }

            /// What it means, in a few words.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning),* }
            }
        }
    };
}

codes! {
    // Front matter and YAML.
    E0101 NoFrontMatter "the file has no front matter"
    E0102 UnknownKey "a key that errhub does not know"
    E0103 DuplicateKey "the same key twice"
    E0104 MissingField "a required field is missing"
    E0105 EmptyValue "a value is empty"
    E0106 WrongType "a value of the wrong type"
    E0107 LossyNumber "an unquoted number that would lose its spelling"
    E0108 BadDate "not a date, or one that does not exist"
    E0109 InvalidYaml "the YAML cannot be read"
    E0110 UnclosedFrontMatter "the front matter is never closed"
    E0111 TextBeforeFrontMatter "the front matter is not at the start of the file"
    E0112 TomlFrontMatter "the front matter is TOML"
    E0113 SmartQuotes "typographic quotes where YAML wants straight ones"
    E0114 YamlTooComplex "YAML nested too deeply"
    E0115 NotUtf8 "the file is not UTF-8"
    E0116 BadValue "a value that is not allowed"
    E0117 DatesOutOfOrder "dates that contradict each other"
    E0118 FutureDate "a date in the future"
    E0119 CutText "a comment that cuts text off"
    E0120 Escape "an escape in double quotes that replaces letters"
    E0121 YamlMark "a YAML tag, anchor or alias"
    E0122 ControlCharacter "a control character"
    E0123 ConflictMarker "a merge conflict left by git"
    E0124 SwallowedItem "a list item that is read as part of a text"
    E0125 BadLabel "a label that does not work"
    E0126 PluralForms "a label that lacks plural forms of the language"
    E0131 TooLong "a text longer than it may be"
    E0132 TooMany "more items than a list may have"
    E0133 TooDeep "Markdown nested too deeply"
    E0134 LongLine "a line longer than it may be"
    E0135 ManyAttributes "a tag with too many attributes"
    E0136 BrokenLine "a line break in a text of one line"
    // Files and their names.
    E0201 NestedCategory "a category inside a category"
    E0202 ArticleOutsideCategory "an article that belongs to no category"
    E0203 UncleanName "a file name that does not make a clean address"
    E0204 SameNameButCase "two names that differ only in case"
    E0205 OutputCollision "two sources for one address"
    E0206 SymlinkOutOfSite "a link to a file outside the site"
    E0207 FileTooLarge "a file that is too large"
    E0208 SpecialFile "not the kind of file that belongs there"
    E0209 UnfitName "a name that cannot be published"
    E0210 NearArticle "an article whose name does not end in .md"
    E0211 StrayCopy "a copy beside its original"
    E0221 NoContent "a site without content"
    E0231 TooManyLinks "links between folders that lead to too many files"
    // What an article refers to.
    E0301 UnknownPlatform "a platform that site.yaml does not list"
    E0302 UnknownRelated "a related article that does not exist"
    E0303 UnknownCallout "a callout that site.yaml does not define"
    E0304 RelatedToItself "an article related to itself"
    E0311 BadAlias "an alias that is not an address on this site"
    E0312 AliasHidesPage "an alias at the address of a real page"
    E0313 AliasTwice "the same alias twice"
    E0321 DuplicateTitle "two articles with the same title"
    E0331 NoOriginal "a translation without an original"
    E0332 NamedLikeLanguage "a file at the address of a language"
    E0333 BadLanguage "a language that cannot be listed"
    E0334 NotReciprocal "pages in several languages that do not name each other"
    E0335 UnknownWords "words for a field or value that the site does not declare"
    // Links and pictures.
    E0401 DeadLink "a link to a page that does not exist"
    E0402 DeadAnchor "a link to a place that the page does not have"
    E0403 MissingImage "a picture that does not exist"
    E0404 BadAddress "an address that cannot work"
    E0405 OwnComputer "an address on the author's own computer"
    E0406 BlockedPicture "a picture that browsers refuse to show"
    // Prose.
    E0501 TopHeading "a first-level heading in the text"
    E0502 TableTooWide "a table with too many columns"
    E0503 TakenAnchor "an anchor that the page already has"
    E0504 UnclosedHtml "HTML that is never closed, or closed without being opened"
    E0505 UnclosedFence "a code block that is never closed"
    // Templates.
    E0601 TemplateSyntax "a template that cannot be parsed"
    E0602 TemplateFailed "a template that fails while rendering"
    E0603 HiddenMarkup "structured data that says what the page does not show"
    // What a pasted text finds.
    E0701 FindsAnother "a pasted text that finds another article first"
    E0702 FindsNothing "a pasted text that finds nothing"
    E0703 FindsThis "a pasted text that should not find the article"
    // What was published: errhub.lock and redirects.yaml.
    E0801 LostAddress "a published address that no longer leads anywhere"
    E0802 BadLock "an errhub.lock that cannot be read"
    E0803 NewerLock "an errhub.lock of a newer errhub"
    E0804 BadRedirect "a redirect that leads nowhere"
    E0805 DatesDisagree "different dates for one change"
    // The look of a site, and its policy.
    E0901 ReservedTemplate "a template in the folder of the built-in ones"
    E0902 LowContrast "a colour with too little contrast"
    E0903 UnusableFile "a logo or font that cannot be used"
    E0904 BadSource "a source that the policy cannot contain"
    E0905 BlockedByPolicy "something from another site that the policy blocks"
    E0906 BlockedInline "an inline script that the policy blocks"
    E0907 BlockedByHeaders "a _headers file that blocks what the pages need"
    // What an owner declares in site.yaml.
    E0921 TakenFieldName "a declared field with a name that errhub uses"
    E0922 NotAPage "a category or an article in the folder of pages"
    E0923 AnotherErrhub "a site for another version of errhub"
    // Pictures.
    E0941 BadImage "a picture that others cannot show with links"
    // The offline copy.
    E0951 OfflineLoads "an offline copy that would load another file"
    E0961 ErrorPageLoads "an error page that would load another file"
    E0962 ErrorPageTooLarge "an error page that is too large"
    // What a web host refuses.
    E0963 LargeForHost "a file that is too large for the host"
    E0964 SiteLargeForHost "a site that is too large for the host"
    E0965 NameRefusedByHost "a name that the host refuses"
    // Warnings, in the same order.
    W0101 Stale "an article that has not been checked for a long time"
    W0102 Placeholder "a part that is still to be written"
    W0201 BackupFile "a backup file, left out"
    W0202 NoCategoryIndex "a category without an _index.md"
    W0203 SystemFile "a system file, left out"
    W0204 UnusedAttachment "a file beside articles that none of them shows"
    W0301 UnusedPlatform "a platform that no article applies to"
    W0302 UnusedCallout "a callout that no article shows"
    W0303 Orphan "an article that no other article links to"
    W0321 DuplicateCode "two articles with the same code"
    W0322 DuplicateMessage "two articles with the same message"
    W0323 SharedDescription "several articles with the same description"
    W0324 GeneralMessage "a message too general to find anything"
    W0331 UntitledCategory "a category without a title in the language of its articles"
    W0332 StaleTranslation "a translation that is older than its original"
    W0333 StampedUnchanged "a translation that was stamped without a change"
    W0334 UndrawableTitle "a title that cards cannot show"
    W0341 EnglishLabels "labels in English on a site in another language"
    W0401 MissingAlt "a picture without a description"
    W0501 UnknownLanguage "a code block in a language that errhub does not know"
    W0502 SkippedLevel "a heading that skips a level"
    W0503 LongDescription "a description longer than search engines show"
    W0504 NoFaq "an article without questions and answers"
    W0505 HtmlAsText "HTML that readers see as text"
    W0506 CommentLeftOut "a comment that is left out of the page"
    W0507 LinkAsText "a link or picture that stays text"
    W0508 UndefinedReference "a reference that is not defined"
    W0509 SplitList "a numbered list split in two"
    W0510 TableAsText "a table that stays text"
    W0511 ExtraCells "a row with more cells than its table's header"
    W0512 StrayMark "a bold or code mark without a match"
    W0513 HeadingAsText "a heading that stays text"
    W0514 UnknownAlert "an unknown kind of alert"
    W0515 EatenBackslash "a path that loses a backslash"
    W0516 FootnoteTwice "a footnote defined twice"
    W0517 UnusedFootnote "a footnote that nothing refers to"
    W0518 UndefinedFootnote "a footnote that is not defined"
    W0519 FenceInCode "a fence inside a code block"
    W0520 LongAnswer "a quick answer that is too long"
    W0521 NoAction "a method whose title does not say what to do"
    W0522 NoQuestionMark "a question without a question mark"
    W0523 RepeatedSentence "the same sentence in two articles"
    W0601 CardsLeftOut "cards that this errhub cannot draw"
    W0701 HarmlessLine "a message that matches harmless log lines"
    W0801 WordsChanged "words that changed while the date did not"
    W0802 DateMoved "a date that changed while no words did"
    W0803 UpdatedSinceReview "words that changed after the last review"
    W0804 NotStamped "an article that is not stamped in its current form"
    W0805 WrongClock "a clock that cannot be right"
    W0901 StyleInPage "an inline style that the policy blocks"
    W0941 SecretFile "a file that may contain secrets, left out"
    W0942 LargePicture "a picture that takes a long time to load"
    W0943 UnreadablePicture "a picture that browsers cannot show"
    W0961 RuleIgnoredByHost "a rule that the host does not follow"
    W0962 NotReadByHost "a file that the host does not read"
    W0963 HiddenByHost "a file that the host does not publish"
    W0964 PaidPlan "a site that needs a paid plan of the host"
    W0965 NotAtRoot "files that the host reads only at its root"
}

impl Code {
    /// Errors begin with E, warnings with W.
    #[must_use]
    pub fn severity(self) -> Severity {
        if self.id().starts_with('E') { Severity::Error } else { Severity::Warning }
    }
}

impl FromStr for Code {
    type Err = String;

    /// # Errors
    /// The help for a text that is not a code.
    fn from_str(text: &str) -> Result<Self, String> {
        let id = text.trim().to_uppercase();
        if let Some(code) = Self::ALL.iter().find(|code| code.id() == id) {
            return Ok(*code);
        }
        // The codes are so similar that only the number of slips distinguishes them.
        let slips = |code: &&Self| strsim::osa_distance(code.id(), &id);
        Err(match Self::ALL.iter().min_by_key(slips).filter(|code| slips(code) <= 2) {
            Some(near) => format!("there is no such code; did you mean `{near}`?"),
            None => "there is no such code; `errhub explain` lists all".to_owned(),
        })
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// “did you mean `methods`?”: the candidate that was probably meant by `word`.
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    /// Below this similarity, two words are unrelated (Jaro-Winkler, 0 to 1).
    const ALIKE: f64 = 0.8;
    /// Longer words are not compared, in bytes: comparing takes the product of both lengths.
    const LONGEST: usize = 200;
    if word.len() > LONGEST {
        return None;
    }
    let lower = word.to_lowercase();
    let letters = lower.chars().count();
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST)
        .map(|candidate| {
            let other = candidate.to_lowercase();
            let alike = strsim::jaro_winkler(&lower, &other);
            // Two letters swapped, one missing or one too many is a slip, whatever the ratio. The
            // distance is slow to compute, so it comes last.
            let longer = other.chars().count().abs_diff(letters);
            let may_slip = alike < ALIKE && lower.len() > 2 && longer <= 1;
            let slip = may_slip && strsim::osa_distance(&lower, &other) <= 1;
            (candidate, if slip { ALIKE } else { alike })
        })
        .filter(|(_, alike)| *alike >= ALIKE)
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(candidate, _)| candidate)
}

/// Suggestions for one kind of mistake, which may be in every line of every file. If a whole
/// category is gone, thousands of articles refer to it, and no suggestion would help.
#[derive(Debug, Default)]
pub struct Suggestions(usize);

impl Suggestions {
    /// The number of searches so far.
    const MOST: usize = 20;

    /// The result of `search`, unless there were too many searches.
    pub fn find<T>(&mut self, search: impl FnOnce() -> Option<T>) -> Option<T> {
        self.0 += 1;
        if self.0 > Self::MOST { None } else { search() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_do_not_quote_whole_files() {
        let about = |value: &str| {
            let sentence = format!("`{value}` is not a date");
            let place = Place::file(&SourcePath::new("a.md"));
            let found = Diagnostic::without_place(Code::BadDate, &sentence);
            let found = found.help(&sentence).related(place, &sentence);
            assert_eq!(found.help[0], found.message);
            assert_eq!(found.related[0].1, found.message);
            found.message
        };
        let all = "é".repeat(900);
        assert_eq!(about(&all), format!("`{all}` is not a date"));
        let (start, end) = ("é".repeat(199), "é".repeat(185));
        assert_eq!(about(&"é".repeat(100_000)), format!("`{start}…{end}` is not a date"));
    }

    #[test]
    fn only_similar_words_are_suggested() {
        let keys = ["methods", "messages", "faq", "updated", "published"];
        assert_eq!(did_you_mean("metods", keys), Some("methods"));
        assert_eq!(did_you_mean("Updated", keys), Some("updated"));
        assert_eq!(did_you_mean("fqa", keys), Some("faq"));
        assert_eq!(did_you_mean("colour", keys), None);
        assert_eq!(did_you_mean(&"a".repeat(201), [&*"a".repeat(200)]), None);
    }

    #[test]
    fn suggestions_run_out() {
        let mut suggestions = Suggestions::default();
        let found = (0..100).filter_map(|_| suggestions.find(|| Some(())));
        assert_eq!(found.count(), Suggestions::MOST);
    }

    #[test]
    fn field_paths_count_from_one() {
        let path = FieldPath::from("methods").index(1).key("body");
        assert_eq!(path.to_string(), "methods[2].body");
    }
}
