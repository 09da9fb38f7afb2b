//! The card of an article: the picture that chats and social networks show beside a link to it.
//!
//! The design is an SVG with flat colours. Text is converted to outlines (`font`) of a font that is
//! part of the program, so that every machine draws the same; `resvg` fills the shapes. The result
//! is a PNG with a palette. `docs/decisions/cards.md` explains why.

mod font;

use std::fmt::Write as _;

use foldhash::{HashMap, HashMapExt};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg;

use super::{CARD_HEIGHT, CARD_WIDTH};
use font::{Font, LEADING};

/// The content of a card. Its bytes depend on nothing else besides the version of errhub.
#[derive(Debug, Clone, Hash)]
pub struct CardView<'a> {
    /// The error's name, or another text that [`drawable`] chose.
    pub title: &'a str,
    /// The bare code; shown if the title does not contain it.
    pub code: Option<&'a str>,
    /// The badge of the category. Like all texts here, it is left out if the font lacks one of its
    /// letters.
    pub badge: &'a str,
    /// The category's icon: an `svg` element on a grid of 24 by 24.
    pub icon: &'a str,
    /// The category's colour, from 1.
    pub tone: usize,
    /// The hub's name.
    pub site: &'a str,
    /// The hub's address, in the form that people use.
    pub address: &'a str,
}

/// The colours of the categories, as in the light theme of `style.css`: the colour on paper, and
/// the paper.
const TONES: [(&str, &str); 6] = [
    ("#b3361a", "#fdf1ed"),
    ("#0a58a8", "#eff6fe"),
    ("#6a3cbc", "#f5f0fe"),
    ("#0a666b", "#ebf8f8"),
    ("#85500a", "#fdf5e6"),
    ("#a02369", "#fdeff6"),
];
const INK: &str = "#18212c";
const MUTED: &str = "#55626f";

/// The size of a card, in pixels.
const WIDTH: f32 = 1200.0;
const HEIGHT: f32 = 630.0;
/// The margin around the content of a card.
const MARGIN: f32 = 76.0;
/// The maximum width of a line.
const MEASURE: f32 = WIDTH - 2.0 * MARGIN;
/// The top and the bottom of the area for the title.
const MIDDLE: (f32, f32) = (164.0, 488.0);

/// The first of `texts` that the font of titles can draw.
pub fn drawable<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<&'t str> {
    texts.into_iter().find(|text| lacking(text).is_empty() && !text.trim().is_empty())
}

/// The letters and digits of `text` that the font of titles lacks, in order and without duplicates.
#[must_use]
pub fn lacking(text: &str) -> Vec<char> {
    // Every font has these, and most titles need no others.
    if text.is_ascii() {
        return Vec::new();
    }
    Font::display().map_or_else(Vec::new, |font| font.lacking(text))
}

/// Draws a card as a PNG.
#[must_use]
pub fn card(view: &CardView<'_>) -> Vec<u8> {
    // If the site's own icon is not an SVG, the card is drawn without it.
    let pixmap = draw(view).or_else(|| draw(&CardView { icon: "", ..view.clone() }));
    pixmap.and_then(|pixmap| png(&pixmap)).unwrap_or_default()
}

fn draw(view: &CardView<'_>) -> Option<Pixmap> {
    let svg = svg(view)?;
    let tree = usvg::Tree::from_str(&svg, &usvg::Options::default()).ok()?;
    let mut pixmap = Pixmap::new(CARD_WIDTH, CARD_HEIGHT)?;
    resvg::render(&tree, Transform::identity(), &mut pixmap.as_mut());
    Some(pixmap)
}

/// The design.
fn svg(view: &CardView<'_>) -> Option<String> {
    let (tone, paper) = TONES[view.tone.saturating_sub(1) % TONES.len()];
    let (display, text) = (Font::display()?, Font::text()?);
    // Writing to a String cannot fail, here and below.
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\">\
         <style>.icon {{ fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; \
         stroke-linejoin: round }} .filled {{ fill: currentColor; stroke: none }}</style>\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"{paper}\"/>"
    );
    // Much enlarged and cut off: it shows the category at a glance, even in a thumbnail.
    let faint = mix(paper, tone, 8);
    place(&mut svg, view.icon, (WIDTH - 372.0, 104.0), 540.0, &faint);
    let _ = write!(
        svg,
        "<rect x=\"{MARGIN}\" y=\"68\" width=\"72\" height=\"72\" rx=\"18\" fill=\"{tone}\"/>"
    );
    place(&mut svg, view.icon, (MARGIN + 16.0, 84.0), 40.0, "#fff");
    let badge = text.fit(view.badge, 34.0, MEASURE - 96.0);
    text.write(&mut svg, &badge, 34.0, (MARGIN + 94.0, 116.0), tone);
    title(&mut svg, view, &display, &text, tone);
    // The hub's own mark.
    let _ = write!(
        svg,
        "<rect x=\"{MARGIN}\" y=\"528\" width=\"44\" height=\"44\" rx=\"11\" fill=\"{INK}\"/>\
         <path d=\"M{x} 539v12M{x} 560.7v.2\" fill=\"none\" stroke=\"{paper}\" stroke-width=\"5.5\" \
         stroke-linecap=\"round\"/>",
        x = MARGIN + 22.0,
    );
    let site = text.fit(view.site, 30.0, MEASURE * 0.55);
    text.write(&mut svg, &site, 30.0, (MARGIN + 62.0, 561.0), INK);
    let room = MEASURE - 100.0 - text.width(&site, 30.0);
    if text.width(view.address, 26.0) <= room {
        let x = WIDTH - MARGIN - text.width(view.address, 26.0);
        text.write(&mut svg, view.address, 26.0, (x, 560.0), MUTED);
    }
    svg.push_str("</svg>");
    Some(svg)
}

/// The title in the largest size that fits, and below it the code if the title lacks it.
fn title(svg: &mut String, view: &CardView<'_>, display: &Font, text: &Font, tone: &str) {
    const CODE: f32 = 44.0;
    let title = display.known(view.title);
    let code = view.code.filter(|code| !view.title.contains(code));
    let code =
        code.map(|code| text.fit(code, CODE, MEASURE - 48.0)).filter(|code| !code.is_empty());
    let below = if code.is_some() { 92.0 } else { 0.0 };
    let (top, bottom) = MIDDLE;
    let (size, lines) = display.lines(&title, bottom - top - below);
    let leading = size * LEADING;
    let height = lines.iter().map(|_| leading).sum::<f32>() + below;
    let mut y = top + (bottom - top - height) / 2.0;
    for line in &lines {
        let baseline = y + leading / 2.0 + display.cap_height * size / 2.0;
        display.write(svg, line, size, (MARGIN - size * 0.04, baseline), INK);
        y += leading;
    }
    if let Some(code) = code {
        let y = y + 22.0;
        let width = text.width(&code, CODE) + 48.0;
        let _ = write!(
            svg,
            "<rect x=\"{MARGIN}\" y=\"{y}\" width=\"{width}\" height=\"70\" rx=\"14\" fill=\"#fff\" \
             stroke=\"{tone}\" stroke-width=\"3\"/>"
        );
        text.write(
            svg,
            &code,
            CODE,
            (MARGIN + 24.0, y + 35.0 + text.cap_height * CODE / 2.0),
            tone,
        );
    }
}

/// Puts an icon at `(x, y)`, `size` wide and high, in one colour.
fn place(svg: &mut String, icon: &str, (x, y): (f32, f32), size: f32, colour: &str) {
    let _ = write!(
        svg,
        "<g color=\"{colour}\" transform=\"translate({x} {y}) scale({})\">{}</g>",
        size / 24.0,
        // This avoids clipping, which would need a separate layer.
        icon.replace(
            "width=\"20\" height=\"20\"",
            "width=\"24\" height=\"24\" overflow=\"visible\""
        ),
    );
}

/// A mixture of two colours, `#rrggbb` each; `percent` is the share of the second.
fn mix(first: &str, second: &str, percent: u32) -> String {
    let channel = |colour: &str, at: usize| {
        colour.get(at..at + 2).and_then(|hex| u32::from_str_radix(hex, 16).ok()).unwrap_or_default()
    };
    let mut mixed = String::from("#");
    for at in [1, 3, 5] {
        let value = channel(first, at) * (100 - percent) + channel(second, at) * percent;
        let _ = write!(mixed, "{:02x}", value / 100);
    }
    mixed
}

/// The maximum number of colours in a palette (PNG, section 11.2.2).
const PALETTE: usize = 256;

/// The colour of an opaque pixel.
fn without_alpha([red, green, blue, _]: [u8; 4]) -> [u8; 3] {
    [red, green, blue]
}

/// The picture with a palette of its most frequent colours; others are replaced by the nearest of
/// these.
fn png(pixmap: &Pixmap) -> Option<Vec<u8>> {
    // A card consists mostly of long runs of one colour.
    let (pixels, _) = pixmap.data().as_chunks::<4>();
    let runs = pixels.chunk_by(|a, b| a == b);
    let runs: Vec<([u8; 3], usize)> = runs.map(|run| (without_alpha(run[0]), run.len())).collect();
    let mut counts: HashMap<[u8; 3], usize> = HashMap::new();
    for (colour, len) in &runs {
        *counts.entry(*colour).or_default() += len;
    }
    let mut colours: Vec<([u8; 3], usize)> = counts.into_iter().collect();
    colours.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let palette: Vec<[u8; 3]> = colours.iter().take(PALETTE).map(|(colour, _)| *colour).collect();
    let nearest = |colour: [u8; 3]| {
        let distance = |other: &[u8; 3]| -> i32 {
            (0..3).map(|at| (i32::from(colour[at]) - i32::from(other[at])).pow(2)).sum()
        };
        (0..palette.len()).min_by_key(|index| distance(&palette[*index])).unwrap_or_default()
    };
    let indexes: HashMap<[u8; 3], u8> = colours
        .iter()
        .enumerate()
        .map(|(at, (colour, _))| (*colour, if at < PALETTE { at } else { nearest(*colour) }))
        .map(|(colour, index)| (colour, u8::try_from(index).unwrap_or_default()))
        .collect();
    let mut data = Vec::with_capacity(pixels.len());
    for (colour, len) in runs {
        data.resize(data.len() + len, indexes[&colour]);
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixmap.width(), pixmap.height());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_compression(png::Compression::Fast);
    // Most lines equal the one above.
    encoder.set_filter(png::Filter::Up);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&data).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEW: CardView<'_> = CardView {
        title: "502 Bad Gateway",
        code: Some("502"),
        badge: "HTTP Status Error",
        icon: "<svg class=\"icon\" width=\"20\" height=\"20\" viewBox=\"0 0 24 24\"><path d=\"M3 3h9\"/></svg>",
        tone: 2,
        site: "Internet Errors Hub",
        address: "tools.example.com/errors",
    };

    /// The pixels of a card, as indexes of its palette.
    fn pixels(view: &CardView<'_>) -> Vec<u8> {
        let bytes = card(view);
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        assert_eq!((reader.info().width, reader.info().height), (CARD_WIDTH, CARD_HEIGHT));
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        pixels
    }

    #[test]
    fn the_same_view_makes_the_same_bytes() {
        let bytes = card(&VIEW);
        assert_eq!(card(&VIEW), bytes);
        assert!(bytes.starts_with(b"\x89PNG") && bytes.len() < 40_000, "{} bytes", bytes.len());
        assert_ne!(card(&CardView { tone: 3, ..VIEW }), bytes);
    }

    #[test]
    fn the_first_text_that_can_be_drawn_is_chosen() {
        assert_eq!(drawable(["Ошибка 502", "502"]), Some("Ошибка 502"));
        assert_eq!(drawable(["网络错误", "502"]), Some("502"));
        assert_eq!(drawable(["网络错误", " "]), None);
        assert_eq!(lacking("502 网络网 é"), ['网', '络']);
        assert_eq!(pixels(&CardView { title: "网络错误", code: None, ..VIEW }).len(), 1200 * 630);
    }

    #[test]
    fn an_icon_that_is_not_an_svg_is_left_out() {
        let broken = CardView { icon: "<svg viewBox=0><path", ..VIEW };
        assert_eq!(card(&broken), card(&CardView { icon: "", ..VIEW }));
    }

    #[test]
    fn the_colours_are_those_of_the_style_sheet() {
        let sheet = include_str!("../../../static/assets/style.css");
        for (number, (tone, paper)) in (1..).zip(TONES) {
            let rule = format!(".tone-{number} {{ --tone: light-dark({tone}, ");
            let (_, rest) = sheet.split_once(&rule).unwrap();
            assert!(rest.lines().next().unwrap().contains(paper), "{number}");
        }
        assert!(sheet.contains(INK) && sheet.contains(MUTED));
    }
}
