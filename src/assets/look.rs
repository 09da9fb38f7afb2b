//! The part of the style sheet that depends on site.yaml: its colours and its font.

use std::fmt::Write as _;

use crate::config::{Colors, DARK, LIGHT, Theme, themes};

/// The settings for the style sheet.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// The colours.
    pub colors: Colors,
    /// The font.
    pub font: Option<Font>,
    /// The number of its languages.
    pub languages: usize,
    /// Whether articles ask readers if they helped.
    pub asks: bool,
}

/// A font of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Font {
    /// Its path under `static/`.
    pub path: String,
    /// Whether it contains every weight (a variable font).
    pub is_variable: bool,
}

/// Why a file is not a web font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotWoff2;

impl Font {
    /// Reads the beginning of a font (WOFF 2.0, section 4).
    ///
    /// # Errors
    /// If it is not WOFF2.
    pub fn read(path: &str, bytes: &[u8]) -> Result<Self, NotWoff2> {
        /// The length of the header, before the directory of tables.
        const HEADER: usize = 48;
        /// The number of `fvar`, the axes of a variable font, among the known tables (section 5.2).
        const FVAR: u8 = 47;
        if !bytes.starts_with(b"wOF2") || bytes.len() < HEADER {
            return Err(NotWoff2);
        }
        let count = usize::from(u16::from_be_bytes([bytes[12], bytes[13]]));
        let mut directory = bytes[HEADER..].iter().copied();
        let is_variable = (0..count).map_while(|_| table(&mut directory)).any(|tag| tag == FVAR);
        Ok(Self { path: path.to_owned(), is_variable })
    }
}

/// The number of the next table in a directory; [`OTHER`] if its name is spelled out.
fn table(directory: &mut impl Iterator<Item = u8>) -> Option<u8> {
    /// The number that means a spelled-out name.
    const OTHER: u8 = 63;
    let flags = directory.next()?;
    let (tag, version) = (flags & 0x3f, flags >> 6);
    if tag == OTHER {
        directory.by_ref().take(4).for_each(drop);
    }
    // `glyf` and `loca` are transformed unless their version is 3; others are if it is not 0.
    let is_outline = tag == 10 || tag == 11;
    let is_transformed = if is_outline { version != 3 } else { version != 0 };
    for _ in 0..=usize::from(is_transformed) {
        directory.by_ref().find(|byte| byte & 0x80 == 0)?;
    }
    Some(tag)
}

/// Styles for a hub in several languages.
const LANGUAGES: &str = include_str!("languages.css");

/// Styles for the question whether an article helped.
const FEEDBACK: &str = include_str!("feedback.css");

/// The name of the site's font in the style sheet.
const FAMILY: &str = "site";

/// The fonts of the style sheet, for letters that the site's font lacks, and until it is loaded.
const FALLBACK: &str = "-apple-system, BlinkMacSystemFont, \"Segoe UI Variable Text\", \"Segoe UI\", Roboto, \"Noto Sans\", Cantarell, \"Liberation Sans\", system-ui, sans-serif";

impl Look {
    /// The additions to the style sheet; `address` is the address of the font, relative to it.
    pub(super) fn css(&self, address: impl Fn(&str) -> String) -> String {
        let mut css = String::new();
        if self.languages > 1 {
            css.push_str(LANGUAGES);
        }
        if self.asks {
            css.push_str(FEEDBACK);
        }
        // Writing to a String cannot fail, here and below.
        if let Some(Font { path, is_variable }) = &self.font {
            let weight = if *is_variable { " font-weight: 100 900;" } else { "" };
            let _ = write!(
                css,
                "\n@font-face {{ font-family: \"{FAMILY}\"; src: url(\"{}\") format(\"woff2\");{weight} font-display: swap; }}\n\
                 :root {{ --font: \"{FAMILY}\", {FALLBACK}; }}\n",
                address(path)
            );
        }
        let [light, dark] = themes(&self.colors);
        let mut normal = String::new();
        let mut strong = String::new();
        let token = |css: &mut String, name: &str, of: fn(&Theme) -> crate::config::Color| {
            let _ = write!(css, " --{name}: light-dark({}, {});", of(&light), of(&dark));
        };
        if light.background != LIGHT.background || dark.background != DARK.background {
            token(&mut normal, "paper", |theme| theme.background);
            token(&mut normal, "raised", |theme| theme.raised);
            token(&mut normal, "code-inline", |theme| theme.code);
            token(&mut normal, "line", |theme| theme.line);
            token(&mut normal, "edge", |theme| theme.edge);
            strong.push_str(" --raised: var(--paper); --line: var(--edge); --edge: var(--ink);");
        }
        if light.accent != LIGHT.accent || dark.accent != DARK.accent {
            token(&mut normal, "link", |theme| theme.accent);
            token(&mut normal, "focus", |theme| theme.accent);
            token(&mut strong, "link", |theme| theme.strong_accent);
        }
        if !normal.is_empty() {
            let _ = write!(
                css,
                "\n:root {{{normal} }}\n@media (prefers-contrast: more) {{ :root {{{strong} }} }}\n"
            );
        }
        if normal.contains("--raised") {
            css.push_str("@media print { :root { --raised: none; } }\n");
        }
        css
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Shades;

    /// The beginning of a font with these entries in its directory.
    fn font(tables: &[&[u8]]) -> Vec<u8> {
        let mut bytes = b"wOF2\0\x01\0\0\0\0\0\0\0".to_vec();
        bytes.push(u8::try_from(tables.len()).unwrap());
        bytes.resize(48, 0);
        bytes.extend(tables.concat());
        bytes
    }

    #[test]
    fn variable_fonts_are_recognized() {
        let is_variable = |tables: &[&[u8]]| Font::read("a", &font(tables)).unwrap().is_variable;
        // `head`; `glyf`, transformed; `name` of 300 bytes; `fvar`
        let before: [&[u8]; 3] = [&[1, 54], &[10, 0x82, 0x10, 0x81, 0x10], &[5, 0x82, 0x2c]];
        assert!(!is_variable(&before));
        assert!(is_variable(&[before[0], before[1], before[2], &[47, 20]]));
        assert!(is_variable(&[&[63, b'F', b'F', b'T', b'M', 28], &[47, 20]]));
        // `glyf`, not transformed, of 47 bytes
        assert!(!is_variable(&[&[0b1100_1010, 47], &[1, 47]]));
        assert!(!is_variable(&[&[1]]), "cut off");
        for other in [&b"OTTO"[..], b"wOFF", b"", b"wOF2"] {
            assert_eq!(Font::read("a", other), Err(NotWoff2));
        }
    }

    #[test]
    fn only_what_site_yaml_says_is_added() {
        let same = |path: &str| path.to_owned();
        assert_eq!(Look::default().css(same), "");
        let font = Font { path: "a.woff2".into(), is_variable: true };
        let css = Look { font: Some(font), ..Look::default() }.css(|path| format!("../{path}"));
        assert!(css.contains("url(\"../a.woff2\")") && css.contains("100 900"), "{css}");
        assert!(!css.contains("--link"), "{css}");
        let colors = Colors { accent: Some(Shades::One("#8b1a1a".into())), background: None };
        let css = Look { colors, ..Look::default() }.css(same);
        assert!(css.contains("--link: light-dark(#8b1a1a, #"), "{css}");
        assert!(!css.contains("--paper") && !css.contains("@font-face"), "{css}");
    }

    #[test]
    fn the_fallback_is_the_font_of_the_style_sheet() {
        let style = include_str!("../../static/assets/style.css");
        assert!(style.contains(&format!("  --font: {FALLBACK};\n")));
    }
}
