//! The fonts of cards: which text they support, line breaking, and glyph outlines.

use std::fmt::Write as _;

use ttf_parser::gpos::{PairAdjustment, PositioningSubtable};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

use super::MEASURE;

/// The line height, relative to the size.
pub(super) const LEADING: f32 = 1.14;
/// The sizes of a title, and the maximum number of lines for each.
const TITLE_SIZES: [(f32, usize); 8] =
    [(148.0, 1), (112.0, 2), (96.0, 2), (84.0, 3), (72.0, 3), (62.0, 4), (54.0, 5), (46.0, 6)];

/// One of the two font faces that are part of the program.
pub(super) struct Font {
    face: Face<'static>,
    /// The extra space between letters, relative to the size.
    tracking: f32,
    /// The height of capital letters, relative to the size.
    pub(super) cap_height: f32,
}

impl Font {
    pub(super) fn display() -> Option<Self> {
        Self::new(include_bytes!("display-bold.otf"), -0.012)
    }

    pub(super) fn text() -> Option<Self> {
        Self::new(include_bytes!("text-semibold.otf"), 0.0)
    }

    fn new(bytes: &'static [u8], tracking: f32) -> Option<Self> {
        let face = Face::parse(bytes, 0).ok()?;
        let unit = 1.0 / f32::from(face.units_per_em());
        let cap_height = f32::from(face.capital_height()?) * unit;
        Some(Self { face, tracking, cap_height })
    }

    fn unit(&self) -> f32 {
        1.0 / f32::from(self.face.units_per_em())
    }

    fn knows(&self, letter: char) -> bool {
        self.face.glyph_index(letter).is_some()
    }

    /// The letters and digits of `text` that the font lacks, without duplicates.
    pub(super) fn lacking(&self, text: &str) -> Vec<char> {
        let mut found = Vec::new();
        for letter in text.chars().filter(|letter| letter.is_alphanumeric()) {
            if !found.contains(&letter) && !self.knows(letter) {
                found.push(letter);
            }
        }
        found
    }

    /// `text` without the punctuation that the font lacks; empty if it lacks a letter or digit.
    pub(super) fn known(&self, text: &str) -> String {
        if text.chars().any(|letter| letter.is_alphanumeric() && !self.knows(letter)) {
            return String::new();
        }
        let text: String = text.chars().filter(|letter| self.knows(*letter)).collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The glyphs of a text with their positions along the line, and the total width.
    fn shape(&self, text: &str, size: f32) -> (Vec<(GlyphId, f32)>, f32) {
        let scale = size * self.unit();
        let (mut glyphs, mut x) = (Vec::new(), 0.0);
        let mut before = None;
        for glyph in text.chars().filter_map(|letter| self.face.glyph_index(letter)) {
            if let Some(before) = before {
                x += f32::from(self.kerning(before, glyph)) * scale + self.tracking * size;
            }
            glyphs.push((glyph, x));
            x += f32::from(self.face.glyph_hor_advance(glyph).unwrap_or_default()) * scale;
            before = Some(glyph);
        }
        (glyphs, x)
    }

    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        self.shape(text, size).1
    }

    /// The kerning of two glyphs (OpenType, GPOS, lookup type 2).
    fn kerning(&self, left: GlyphId, right: GlyphId) -> i16 {
        let Some(gpos) = self.face.tables().gpos else { return 0 };
        let subtables = gpos
            .lookups
            .into_iter()
            .flat_map(|lookup| lookup.subtables.into_iter::<PositioningSubtable<'_>>());
        for subtable in subtables {
            let PositioningSubtable::Pair(pair) = subtable else { continue };
            match pair {
                PairAdjustment::Format1 { coverage, sets } => {
                    let set = coverage.get(left).and_then(|index| sets.get(index));
                    if let Some((first, _)) = set.and_then(|set| set.get(right)) {
                        return first.x_advance;
                    }
                }
                PairAdjustment::Format2 { coverage, classes, matrix } => {
                    let pair = coverage
                        .get(left)
                        .and_then(|_| matrix.get((classes.0.get(left), classes.1.get(right))));
                    if let Some((first, _)) = pair {
                        return first.x_advance;
                    }
                }
            }
        }
        0
    }

    /// `text` on one line of at most `room`, truncated if necessary; empty if the font cannot write
    /// it.
    pub(super) fn fit(&self, text: &str, size: f32, room: f32) -> String {
        let text = self.known(text);
        if self.width(&text, size) <= room { text } else { self.cut(&text, size, room) }
    }

    fn cut(&self, text: &str, size: f32, room: f32) -> String {
        let mut short = text.to_owned();
        while short.pop().is_some() {
            let cut = format!("{}…", short.trim_end());
            if self.width(&cut, size) <= room {
                return cut;
            }
        }
        short
    }

    /// The largest of [`TITLE_SIZES`] in which `text` fits into `height`, and its lines.
    pub(super) fn lines(&self, text: &str, height: f32) -> (f32, Vec<String>) {
        let mut last = (TITLE_SIZES[0].0, Vec::new());
        if text.is_empty() {
            return last;
        }
        for (size, most) in TITLE_SIZES {
            let lines = self.wrap(text, size, MEASURE);
            let mut fitting = lines.clone();
            let mut room = height;
            fitting.truncate(most);
            fitting.retain(|_| {
                room -= size * LEADING;
                room >= 0.0
            });
            if fitting.len() == lines.len() {
                return (size, self.balance(text, size, lines));
            }
            last = (size, fitting);
        }
        if let Some(line) = last.1.last_mut() {
            *line = self.cut(&format!("{line}……"), last.0, MEASURE);
        }
        last
    }

    /// The same number of lines, with lengths as equal as possible.
    fn balance(&self, text: &str, size: f32, lines: Vec<String>) -> Vec<String> {
        let (mut best, mut room) = (lines, MEASURE);
        while room > MEASURE * 0.4 {
            room -= MEASURE * 0.02;
            let lines = self.wrap(text, size, room);
            if lines.len() > best.len() || lines.iter().any(|line| self.width(line, size) > room) {
                break;
            }
            best = lines;
        }
        best
    }

    /// Breaks `text` into lines of at most `room`: after spaces, then within a name after signs
    /// such as `_`, then between any two letters.
    fn wrap(&self, text: &str, size: f32, room: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for piece in text.split_inclusive([' ', '_', '/', '.', '-', ':', '\\']) {
            if self.width(format!("{line}{piece}").trim_end(), size) <= room {
                line.push_str(piece);
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for letter in piece.chars() {
                if self.width(format!("{line}{letter}").trim_end(), size) > room {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(letter);
            }
        }
        lines.push(line);
        lines.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
    }

    /// Writes `text` as outlines, starting at `(x, baseline)`.
    pub(super) fn write(
        &self,
        svg: &mut String,
        text: &str,
        size: f32,
        (x, y): (f32, f32),
        colour: &str,
    ) {
        let scale = size * self.unit();
        let _ = write!(svg, "<path fill=\"{colour}\" d=\"");
        for (glyph, at) in self.shape(text, size).0 {
            let mut outline = Outline { svg, x: x + at, y, scale };
            self.face.outline_glyph(glyph, &mut outline);
        }
        svg.push_str("\"/>");
    }
}

/// Writes outlines as path data. In a font, the y axis points up.
struct Outline<'s> {
    svg: &'s mut String,
    x: f32,
    y: f32,
    scale: f32,
}

impl Outline<'_> {
    fn command(&mut self, command: char, points: &[(f32, f32)]) {
        self.svg.push(command);
        for (x, y) in points {
            let (x, y) = (self.x + x * self.scale, self.y - y * self.scale);
            let _ = write!(self.svg, "{x:.2} {y:.2} ");
        }
    }
}

impl OutlineBuilder for Outline<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.command('M', &[(x, y)]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.command('L', &[(x, y)]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.command('Q', &[(x1, y1), (x, y)]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.command('C', &[(x1, y1), (x2, y2), (x, y)]);
    }

    fn close(&mut self) {
        self.svg.push('Z');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_shrink_and_wrap() {
        let font = Font::display().unwrap();
        let lines = |title: &str| font.lines(title, 320.0);
        assert_eq!(lines("404").1, ["404"]);
        assert!(lines("404").0 > lines("502 Bad Gateway").0);
        let (size, broken) = lines("ERR_CONNECTION_TIMED_OUT");
        assert_eq!(broken, ["ERR_CONNECTION_", "TIMED_OUT"], "a name breaks after its underscores");
        assert!(size > 80.0);
        let long = "It goes on and on without an end ".repeat(12);
        let (size, cut) = lines(long.trim());
        assert!(cut.last().unwrap().ends_with('…'), "{cut:?}");
        for title in [long.as_str(), &"x".repeat(400), "0x80070035 The network path was not found"]
        {
            let (size, lines) = lines(title.trim());
            assert!(lines.iter().all(|line| font.width(line, size) <= MEASURE), "{lines:?}");
        }
        assert!(size >= 46.0);
    }

    #[test]
    fn characters_that_the_font_lacks_are_left_out() {
        let font = Font::text().unwrap();
        assert_eq!(
            font.known("Überprüfung, ошибка, σφάλμα, l’accès"),
            "Überprüfung, ошибка, σφάλμα, l’accès"
        );
        assert_eq!(font.known("🙂 Oh no 🙁"), "Oh no");
        assert_eq!(font.known("网络 error"), "");
    }

    #[test]
    fn pairs_of_letters_are_kerned() {
        let font = Font::display().unwrap();
        assert!(font.width("AV", 100.0) < font.width("A", 100.0) + font.width("V", 100.0) - 3.0);
    }
}
