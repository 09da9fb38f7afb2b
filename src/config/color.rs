//! Screen colours: their contrast, and the nearest colour with enough contrast.

use std::fmt;

/// An opaque colour of sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Color([u8; 3]);

/// A colour in Oklab: lightness from 0 to 1, green to red, and blue to yellow (Björn Ottosson, 2020;
/// CSS Color 4, section 9.2).
#[derive(Clone, Copy)]
struct Lab(f64, f64, f64);

impl Color {
    /// The colour `0xrrggbb`.
    #[must_use]
    pub const fn new(hex: u32) -> Self {
        let [_, r, g, b] = hex.to_be_bytes();
        Self([r, g, b])
    }

    /// Reads `#rgb` or `#rrggbb` (CSS Color 4, section 5.2).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let hex = u32::from_str_radix(digits, 16).ok()?;
        match digits.len() {
            6 => Some(Self::new(hex)),
            3 => {
                let doubled = |shift: u32| ((hex >> shift) & 0xf) * 0x11;
                Some(Self::new(doubled(8) << 16 | doubled(4) << 8 | doubled(0)))
            }
            _ => None,
        }
    }

    /// The contrast with another colour, from 1 to 21 (WCAG 2.2, “contrast ratio”).
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// The lowest contrast with any of these colours.
    #[must_use]
    pub fn lowest_contrast(self, others: impl IntoIterator<Item = Self>) -> f64 {
        others.into_iter().map(|other| self.contrast(other)).fold(21.0, f64::min)
    }

    /// WCAG 2.2, “relative luminance”.
    fn luminance(self) -> f64 {
        let [r, g, b] = self.linear();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// The colour with a `share` (from 0 to 1) of another.
    #[must_use]
    pub fn mixed(self, other: Self, share: f64) -> Self {
        let (one, other) = (self.lab(), other.lab());
        let mix = |one: f64, other: f64| one + (other - one) * share;
        Lab(mix(one.0, other.0), mix(one.1, other.1), mix(one.2, other.2)).in_gamut()
    }

    /// The same hue, as light as `like` and at most as colourful as `chroma` (from 0 to about 0.4).
    #[must_use]
    pub fn tinted(self, like: Self, chroma: f64) -> Self {
        let Lab(_, a, b) = self.lab();
        let own = a.hypot(b);
        let scale = if own > chroma { chroma / own } else { 1.0 };
        Lab(like.lab().0, a * scale, b * scale).in_gamut()
    }

    /// The nearest colour of the same hue that `passes`: lighter or darker, and less colourful where
    /// the screen cannot show it otherwise. `None` if no colour of the hue does.
    #[must_use]
    pub fn nearest(self, passes: impl Fn(Self) -> bool) -> Option<Self> {
        /// Steps of lightness that cannot be distinguished.
        const STEPS: u32 = 1000;
        if passes(self) {
            return Some(self);
        }
        let Lab(lightness, a, b) = self.lab();
        let steps = (1..=STEPS).map(|step| f64::from(step) / f64::from(STEPS));
        let near = steps.flat_map(|step| [lightness - step, lightness + step]);
        let shown = near.filter(|lightness| (0.0..=1.0).contains(lightness));
        let mut colors = shown.map(|lightness| Lab(lightness, a, b).in_gamut());
        colors.find(|color| passes(*color))
    }

    /// The linear light of each channel, from 0 to 1.
    fn linear(self) -> [f64; 3] {
        self.0.map(|channel| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn lab(self) -> Lab {
        let cones = product(
            &[
                [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
                [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
                [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
            ],
            self.linear(),
        );
        let [lightness, a, b] = product(
            &[
                [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
                [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
                [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
            ],
            cones.map(f64::cbrt),
        );
        Lab(lightness, a, b)
    }
}

impl Lab {
    /// The linear light of each channel; below 0 or above 1 outside the sRGB gamut.
    fn linear(self) -> [f64; 3] {
        let cones = product(
            &[
                [1.0, 0.396_337_777_4, 0.215_803_757_3],
                [1.0, -0.105_561_345_8, -0.063_854_172_8],
                [1.0, -0.089_484_177_5, -1.291_485_548_0],
            ],
            [self.0, self.1, self.2],
        );
        product(
            &[
                [4.076_741_662_1, -3.307_711_591_3, 0.230_969_929_2],
                [-1.268_438_004_6, 2.609_757_401_1, -0.341_319_396_5],
                [-0.004_196_086_3, -0.703_418_614_7, 1.707_614_701_0],
            ],
            cones.map(|cone| cone.powi(3)),
        )
    }

    /// The colour, or the most colourful one of its hue and lightness that a screen can show.
    fn in_gamut(self) -> Color {
        const SLACK: f64 = 0.000_1;
        let fits =
            |lab: Self| lab.linear().iter().all(|light| (-SLACK..=1.0 + SLACK).contains(light));
        let scaled = |scale: f64| Self(self.0, self.1 * scale, self.2 * scale);
        let (mut fitting, mut too_much) = (0.0, 1.0);
        if fits(self) {
            fitting = 1.0;
        } else {
            for _ in 0..24 {
                let middle = f64::midpoint(fitting, too_much);
                *(if fits(scaled(middle)) { &mut fitting } else { &mut too_much }) = middle;
            }
        }
        Color(scaled(fitting).linear().map(encoded))
    }
}

/// A matrix times a vector.
fn product(matrix: &[[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2])
}

/// A channel from its linear light.
fn encoded(light: f64) -> u8 {
    let light = light.clamp(0.0, 1.0);
    let value =
        if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
    let whole = (value * 255.0).round();
    // The nearest of 256 values, found without a lossy cast.
    (0..=u8::MAX).find(|channel| f64::from(*channel) >= whole).unwrap_or(u8::MAX)
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::cases;
    use proptest::{prop_assert, prop_assert_eq, proptest};

    const WHITE: Color = Color::new(0x00ff_ffff);
    const BLACK: Color = Color::new(0);

    #[test]
    fn colors_are_read_as_css_reads_them() {
        for (text, read) in [
            ("#0a58a8", Some("#0a58a8")),
            ("#FFF", Some("#ffffff")),
            ("#1aF", Some("#11aaff")),
            ("0a58a8", None),
            ("#0a58a", None),
            ("#0a58a8ff", None),
            ("#+a58a8", None),
            ("red", None),
        ] {
            assert_eq!(
                Color::parse(text).map(|color| color.to_string()).as_deref(),
                read,
                "{text}"
            );
        }
    }

    /// Ratios from the contrast checker of webaim.org.
    #[test]
    fn contrast_is_that_of_wcag() {
        for (one, other, ratio) in [
            ("#000", "#fff", 21.0),
            ("#fff", "#fff", 1.0),
            ("#777", "#fff", 4.48),
            ("#767676", "#fff", 4.54),
            ("#00f", "#fff", 8.59),
            ("#f00", "#fff", 4.0),
            ("#ff0", "#fff", 1.07),
        ] {
            let [one, other] = [one, other].map(|text| Color::parse(text).unwrap());
            let found = one.contrast(other);
            assert!((found - ratio).abs() < 0.01, "{one} on {other}: {found}");
            assert!((found - other.contrast(one)).abs() < 1e-12);
        }
    }

    #[test]
    fn the_nearest_color_keeps_its_hue() {
        let passes = |color: Color| color.contrast(WHITE) >= 4.5;
        let near = |text: &str| Color::parse(text).unwrap().nearest(passes).unwrap();
        assert_eq!(near("#0a58a8").to_string(), "#0a58a8");
        assert_eq!(near("#777").to_string(), "#767676");
        let [r, g, b] = near("#ffcc00").0;
        assert!(r > g && g > b, "a dark yellow");
        let nothing = Color::new(0x0080_8080).nearest(|color| color.contrast(BLACK) > 30.0);
        assert_eq!(nothing, None);
    }

    proptest! {
        #![proptest_config(cases(64))]

        #[test]
        fn any_color_has_a_near_one_that_can_be_read(hex in 0_u32..0x0100_0000) {
            let color = Color::new(hex);
            for paper in [WHITE, BLACK] {
                let near = color.nearest(|color| color.contrast(paper) >= 4.5).unwrap();
                prop_assert!(near.contrast(paper) >= 4.5);
                // Barely enough, apart from rounding to steps.
                prop_assert!(near == color || near.contrast(paper) < 4.7, "{} {}", color, near);
            }
            prop_assert_eq!(color.lab().in_gamut(), color);
            prop_assert_eq!(color.mixed(WHITE, 0.0), color);
            prop_assert_eq!(color.mixed(WHITE, 1.0), WHITE);
        }
    }
}
