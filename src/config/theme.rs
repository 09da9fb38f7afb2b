//! The colours of the two themes, and whether text in them is readable.
//!
//! WCAG 2.2 asks for a contrast of 4.5:1 for text (success criterion 1.4.3, level AA) and of 3:1 for
//! the edges of controls (1.4.11).

use super::{Color, Colors, Pair, Shades};
use crate::diagnostic::{Code, Diagnostic, FieldPath, Place};
use crate::path::SourcePath;

/// The contrast that text needs.
const TEXT: f64 = 4.5;
/// The contrast that text needs for readers who ask for more (success criterion 1.4.6, level AAA).
const MORE: f64 = 7.0;
/// The contrast that the edge of a field needs.
const EDGE: f64 = 3.0;

/// The colours of one theme that site.yaml may change, and those that they are combined with. The
/// built-in ones are those of `static/assets/style.css`, which a test checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Links and buttons: `--link`.
    pub accent: Color,
    /// The same, for readers who ask for more contrast.
    pub strong_accent: Color,
    /// The page: `--paper`.
    pub background: Color,
    /// Areas that are set apart from the page: `--raised`.
    pub raised: Color,
    /// Code in a line of text: `--code-inline`.
    pub code: Color,
    /// Lines between parts: `--line`.
    pub line: Color,
    /// The edges of fields: `--edge`.
    pub edge: Color,
    /// The text: `--ink`.
    ink: Color,
    /// The colours of other text.
    texts: [Color; 6],
    /// Other backgrounds of text: boxes of several kinds.
    boxes: [Color; 5],
}

/// The built-in light theme.
pub const LIGHT: Theme = Theme {
    accent: Color::new(0x0a_58a8),
    strong_accent: Color::new(0x00_3d80),
    background: Color::new(0xff_ffff),
    raised: Color::new(0xf5_f7f9),
    code: Color::new(0xed_f0f4),
    line: Color::new(0xdc_e2e8),
    edge: Color::new(0x7d_8a97),
    ink: Color::new(0x18_212c),
    texts: [
        Color::new(0x55_626f),
        Color::new(0x0d_6a3d),
        Color::new(0x8a_4b00),
        Color::new(0xb0_2a1c),
        Color::new(0x6a_3cbc),
        Color::new(0x0a_58a8),
    ],
    boxes: [
        Color::new(0xee_f9f2),
        Color::new(0xff_f7e8),
        Color::new(0xfe_f2f0),
        Color::new(0xf5_f0fe),
        Color::new(0xef_f6fe),
    ],
};

/// The built-in dark theme.
pub const DARK: Theme = Theme {
    accent: Color::new(0x7f_baff),
    strong_accent: Color::new(0xb3_d6ff),
    background: Color::new(0x0e_141b),
    raised: Color::new(0x16_1d26),
    code: Color::new(0x20_2934),
    line: Color::new(0x29_333f),
    edge: Color::new(0x6d_7b8a),
    ink: Color::new(0xe6_ecf2),
    texts: [
        Color::new(0x9d_abb9),
        Color::new(0x5f_d397),
        Color::new(0xf2_b45c),
        Color::new(0xff_9a8b),
        Color::new(0xc3_a6ff),
        Color::new(0x7f_baff),
    ],
    boxes: [
        Color::new(0x0f_2219),
        Color::new(0x27_1d0c),
        Color::new(0x2b_1512),
        Color::new(0x1f_1833),
        Color::new(0x10_202f),
    ],
};

/// The maximum chroma of a derived dark background.
const TINT: f64 = 0.02;

impl Theme {
    /// The theme with another page colour, and everything on the page a little darker (or lighter).
    fn on(self, background: Color) -> Self {
        let mixed = |share| background.mixed(self.ink, share);
        let surfaces = Self { background, raised: mixed(0.03), code: mixed(0.07), ..self };
        let is_seen =
            |edge: Color| edge.lowest_contrast([surfaces.background, surfaces.raised]) >= EDGE;
        let edge = self.edge.nearest(is_seen).unwrap_or(self.ink);
        Self { line: mixed(0.14), edge, ..surfaces }
    }

    fn with_accent(self, accent: Color) -> Self {
        let is_strong = |color: Color| color.lowest_contrast([self.background]) >= MORE;
        Self { accent, strong_accent: accent.nearest(is_strong).unwrap_or(self.ink), ..self }
    }

    /// The lowest contrast of an accent with its backgrounds: links are on the page and in boxes,
    /// and buttons have text in the colour of the page.
    fn accent_contrast(self, accent: Color) -> f64 {
        let surfaces = [self.background, self.raised, self.code];
        accent.lowest_contrast(surfaces.into_iter().chain(self.boxes))
    }

    /// The lowest contrast of text with this page.
    fn background_contrast(self, background: Color) -> f64 {
        let Self { background, raised, .. } = self.on(background);
        let texts = self.texts.into_iter().chain([self.ink]);
        texts.map(|text| text.lowest_contrast([background, raised])).fold(21.0, f64::min)
    }
}

/// The light and the dark theme of a site, as far as its colours can be parsed.
#[must_use]
pub fn themes(colors: &Colors) -> [Theme; 2] {
    let mut themes = [LIGHT, DARK];
    if let Some((light, dark)) = colors.background.as_ref().and_then(shades) {
        themes[0] = LIGHT.on(light);
        themes[1] = DARK.on(dark.unwrap_or_else(|| {
            let tinted = light.tinted(DARK.background, TINT);
            let fits = |color: Color| DARK.background_contrast(color) >= TEXT;
            tinted.nearest(fits).unwrap_or(DARK.background)
        }));
    }
    if let Some((light, dark)) = colors.accent.as_ref().and_then(shades) {
        let derived = || {
            light.nearest(|color| themes[1].accent_contrast(color) >= TEXT).unwrap_or(DARK.accent)
        };
        let dark = dark.unwrap_or_else(derived);
        themes = [themes[0].with_accent(light), themes[1].with_accent(dark)];
    }
    themes
}

/// The colour of the light theme, and that of the dark theme if it is given; `None` if one cannot
/// be parsed.
fn shades(shades: &Shades) -> Option<(Color, Option<Color>)> {
    match shades {
        Shades::One(text) => Some((Color::parse(text)?, None)),
        Shades::Both(pair) => Some((Color::parse(&pair.light)?, Some(Color::parse(&pair.dark)?))),
    }
}

/// The fields of site.yaml with a colour, each with its theme, as an index of [`themes`].
fn fields<'s>(
    name: &'static str,
    shades: Option<&'s Shades>,
) -> impl Iterator<Item = (FieldPath, usize, &'s str)> {
    let field = FieldPath::from("colors").key(name);
    let (light, dark) = match shades {
        None => (None, None),
        Some(Shades::One(one)) => (Some((field, 0, one.as_str())), None),
        Some(Shades::Both(Pair { light, dark })) => (
            Some((field.clone().key("light"), 0, light.as_str())),
            Some((field.key("dark"), 1, dark.as_str())),
        ),
    };
    [light, dark].into_iter().flatten()
}

/// Reports colours that cannot be parsed, and those with too little contrast.
pub(super) fn check(colors: &Colors, file: &SourcePath) -> Vec<Diagnostic> {
    let Colors { accent, background } = colors;
    let all = fields("background", background.as_ref()).chain(fields("accent", accent.as_ref()));
    let unreadable = all.filter(|(.., text)| Color::parse(text).is_none());
    let unreadable = unreadable.map(|(field, _, text)| {
        let message = format!("`{text}` is not a colour");
        Diagnostic::new(Code::BadValue, message, Place::value(file, field))
            .help("write it with `#` and six hexadecimal digits, in quotes: \"#0a58a8\"")
    });
    let mut wrong: Vec<Diagnostic> = unreadable.collect();
    if wrong.is_empty() {
        let backgrounds = fields("background", background.as_ref()).filter_map(|field| {
            let theme = [LIGHT, DARK][field.1];
            too_faint(field, file, "text on", |color| theme.background_contrast(color))
        });
        wrong.extend(backgrounds);
    }
    if wrong.is_empty() {
        let themes = themes(colors);
        for field in fields("accent", accent.as_ref()) {
            let contrast = |color| themes[field.1].accent_contrast(color);
            let faint = too_faint(field.clone(), file, "a link in", contrast);
            wrong.extend(faint.map(|faint| match accent {
                Some(Shades::One(one)) => for_the_other_theme(faint, one, themes),
                _ => faint,
            }));
        }
    }
    wrong
}

/// The diagnostic for a colour with this contrast to text or to a background.
fn too_faint(
    (field, theme, text): (FieldPath, usize, &str),
    file: &SourcePath,
    what: &str,
    contrast: impl Fn(Color) -> f64,
) -> Option<Diagnostic> {
    let color = Color::parse(text)?;
    let found = contrast(color);
    if found >= TEXT {
        return None;
    }
    let theme = ["light", "dark"][theme];
    // Rounded down, so that it never looks sufficient.
    let found = (found * 100.0).floor() / 100.0;
    let message = format!(
        "{what} `{text}` has a contrast of {found:.2}:1 in the {theme} theme, and needs {TEXT}:1"
    );
    let help = match color.nearest(|near| contrast(near) >= TEXT) {
        Some(near) => format!("the nearest colour that passes is \"{near}\""),
        None => "no colour of this hue passes".to_owned(),
    };
    Some(Diagnostic::new(Code::LowContrast, message, Place::value(file, field)).help(help))
}

/// A brand's colour may be too light for a white page, but fine on a dark one.
fn for_the_other_theme(faint: Diagnostic, accent: &str, [light, dark]: [Theme; 2]) -> Diagnostic {
    let Some(color) = Color::parse(accent) else { return faint };
    let near = color.nearest(|near| light.accent_contrast(near) >= TEXT);
    match near.filter(|_| dark.accent_contrast(color) >= TEXT) {
        Some(near) => faint.help(format!(
            "to keep it in the dark theme, write `accent: {{light: \"{near}\", dark: \"{accent}\"}}`"
        )),
        None => faint,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: &str = include_str!("../../static/assets/style.css");

    /// The two values of a token in the style sheet.
    fn token(name: &str) -> [Color; 2] {
        let start = format!("  --{name}: light-dark(");
        let (_, rest) = STYLE.split_once(&start).unwrap_or_else(|| panic!("no --{name}"));
        let (light, rest) = rest.split_once(", ").unwrap();
        let (dark, _) = rest.split_once(')').unwrap();
        [light, dark].map(|text| Color::parse(text).unwrap())
    }

    #[test]
    fn the_built_in_themes_are_those_of_the_style_sheet() {
        for (index, theme) in [LIGHT, DARK].into_iter().enumerate() {
            for (name, color) in [
                ("link", theme.accent),
                ("paper", theme.background),
                ("raised", theme.raised),
                ("code-inline", theme.code),
                ("line", theme.line),
                ("edge", theme.edge),
                ("ink", theme.ink),
            ] {
                assert_eq!(token(name)[index], color, "{name}");
            }
            let names = ["muted", "fix", "care", "harm", "weight", "note"];
            assert_eq!(names.map(|name| token(name)[index]), theme.texts);
            let names = ["fix-paper", "care-paper", "harm-paper", "weight-paper", "note-paper"];
            assert_eq!(names.map(|name| token(name)[index]), theme.boxes);
            let strong =
                format!("--link: light-dark({}, {});", LIGHT.strong_accent, DARK.strong_accent);
            assert!(STYLE.contains(&strong));
            assert!(theme.accent_contrast(theme.accent) >= TEXT);
            assert!(theme.background_contrast(theme.background) >= TEXT);
        }
    }

    fn one(text: &str) -> Shades {
        Shades::One(text.to_owned())
    }

    fn both(light: &str, dark: &str) -> Shades {
        Shades::Both(Pair { light: light.to_owned(), dark: dark.to_owned() })
    }

    fn said(accent: Option<Shades>, background: Option<Shades>) -> Vec<String> {
        let colors = Colors { accent, background };
        let wrong = check(&colors, &SourcePath::new("site.yaml"));
        wrong.into_iter().map(|one| format!("{}; {}", one.message, one.help.join("; "))).collect()
    }

    #[test]
    fn a_faint_color_comes_with_one_that_passes() {
        assert_eq!(said(None, None), [""; 0]);
        assert_eq!(said(Some(one("#8b1a1a")), Some(one("#fffaf0"))), [""; 0]);
        assert_eq!(
            said(Some(both("#8b1a1a", "#ffb3b3")), Some(both("#fffaf0", "#101010"))),
            [""; 0]
        );
        for (accent, background) in [
            (Some(one("#ffcc00")), None),
            (Some(both("#0a58a8", "#0a58a8")), None),
            (None, Some(one("#999999"))),
            (None, Some(both("#ffffff", "#444444"))),
        ] {
            let wrong = said(accent.clone(), background.clone());
            assert_eq!(wrong.len(), 1, "{wrong:?}");
            let (_, near) = wrong[0].split_once("passes is \"").unwrap();
            let near = &near[..7];
            let fixed = |shades: Option<Shades>| match shades {
                Some(Shades::One(_)) => Some(one(near)),
                Some(Shades::Both(pair)) => Some(both(&pair.light, near)),
                None => None,
            };
            assert_eq!(said(fixed(accent), fixed(background)), [""; 0], "{wrong:?}");
        }
        let brand = said(Some(one("#ffcc00")), None);
        assert!(brand[0].contains("dark: \"#ffcc00\"}"), "{brand:?}");
        assert!(said(Some(one("yellow")), None)[0].contains("not a colour"));
    }

    #[test]
    fn derived_colors_can_be_read() {
        for hex in ["#000000", "#1a3b5c", "#4b0082", "#8b1a1a", "#005500", "#333333"] {
            let [light, dark] = themes(&Colors { accent: Some(one(hex)), background: None });
            assert_eq!(light.accent.to_string(), hex);
            assert!(dark.accent_contrast(dark.accent) >= TEXT, "{hex}: {}", dark.accent);
            assert!(dark.strong_accent.contrast(dark.background) >= MORE);
        }
        for hex in ["#fffaf0", "#f0fff4", "#ffffff", "#eef2ff"] {
            let [light, dark] = themes(&Colors { accent: None, background: Some(one(hex)) });
            assert_eq!(light.background.to_string(), hex);
            assert!(dark.background_contrast(dark.background) >= TEXT, "{hex}");
            assert!(dark.background.contrast(Color::new(0)) < 1.3, "{hex}: {}", dark.background);
            assert!(light.edge.contrast(light.raised) >= EDGE);
        }
    }
}
