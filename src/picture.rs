//! Picture files: their sizes, from the first bytes of the file.

use std::io::{self, BufReader, Read, Seek};

use foldhash::HashMap;
use imagesize::ImageType;

use crate::html::{self, Event};
use crate::path::UrlPath;
use crate::read::Opened;

/// The known picture files of a site, by their addresses.
pub(crate) type Pictures = HashMap<UrlPath, Picture>;

/// A picture file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Picture {
    /// Its format; `None` if browsers do not show it in pages.
    pub format: Option<Format>,
    /// The size at which it is shown; `None` if the file does not say.
    pub size: Option<Size>,
    /// Its length in bytes.
    pub bytes: u64,
}

/// A width and a height, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Size {
    /// The width.
    pub width: u32,
    /// The height.
    pub height: u32,
}

/// A format of pictures that all browsers show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    Avif,
    Gif,
    Jpeg,
    Png,
    Svg,
    Webp,
    /// BMP or ICO, whose sizes are not read.
    Other,
}

/// How much of a file is searched for its size if the format does not limit where it is.
const HEAD: u64 = 64 * 1024;

impl Picture {
    /// Reads the beginning of a picture file.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub(crate) fn of(Opened { file, metadata }: Opened) -> io::Result<Self> {
        let bytes = metadata.len();
        let mut head = Vec::new();
        let mut reader = BufReader::new(file);
        reader.by_ref().take(HEAD).read_to_end(&mut head)?;
        let known = bitmap_format(&head);
        let (format, size) = match known {
            Some(format) => {
                reader.rewind()?;
                let size = imagesize::reader_size(&mut reader).ok();
                let size = size.and_then(|size| Size::of(size.width, size.height));
                let turned = format == Format::Jpeg && is_turned(&head);
                (Some(format), if turned { size.map(Size::turned) } else { size })
            }
            None if head.starts_with(b"BM") || head.starts_with(b"\0\0\x01\0") => {
                (Some(Format::Other), None)
            }
            None => svg(&head),
        };
        Ok(Self { format, size, bytes })
    }
}

impl Size {
    fn of(width: impl TryInto<u32>, height: impl TryInto<u32>) -> Option<Self> {
        let (width, height) = (width.try_into().ok()?, height.try_into().ok()?);
        (width > 0 && height > 0).then_some(Self { width, height })
    }

    fn turned(self) -> Self {
        Self { width: self.height, height: self.width }
    }
}

fn bitmap_format(head: &[u8]) -> Option<Format> {
    Some(match imagesize::image_type(head).ok()? {
        ImageType::Gif => Format::Gif,
        ImageType::Jpeg => Format::Jpeg,
        ImageType::Png => Format::Png,
        ImageType::Webp => Format::Webp,
        ImageType::Heif(imagesize::Compression::Av1) => Format::Avif,
        _ => return None,
    })
}

/// Whether a JPEG is rotated by 90 degrees, as phones store upright photos (Exif 2.32, tag 0x0112).
fn is_turned(head: &[u8]) -> bool {
    orientation(head).is_some_and(|orientation| (5..=8).contains(&orientation))
}

fn orientation(head: &[u8]) -> Option<u16> {
    let mut at = 2;
    let exif = loop {
        let marker = head.get(at..at + 4)?;
        let length = usize::from(u16::from_be_bytes([marker[2], marker[3]]));
        // Pixels follow; Exif would have come before.
        if marker[0] != 0xff || marker[1] == 0xda || length < 2 {
            return None;
        }
        let segment = head.get(at + 4..(at + 2 + length).min(head.len()))?;
        if marker[1] == 0xe1
            && let Some(exif) = segment.strip_prefix(b"Exif\0\0")
        {
            break exif;
        }
        at += 2 + length;
    };
    let is_little = exif.starts_with(b"II");
    let number = |at: usize| {
        let pair = [*exif.get(at)?, *exif.get(at + 1)?];
        Some(if is_little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    };
    // The first directory is nearly always right after the header, and within 64 KB in any case.
    let low = if is_little { 4 } else { 6 };
    let directory = usize::from(number(low)?);
    let entries = usize::from(number(directory)?);
    let entry = (0..entries).map(|entry| directory + 2 + 12 * entry);
    let found = entry.take_while(|at| *at < exif.len()).find(|at| number(*at) == Some(0x0112))?;
    number(found + 8)
}

/// How many bytes of the first tag of an SVG are read. The HTML parser recurses for each attribute.
const FIRST_TAG: usize = 2000;

/// A text from its first tag on: without the parts that may precede it in XML.
fn from_first_tag(mut text: &str) -> &str {
    loop {
        text =
            text.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}');
        let end = [("<!--", "-->"), ("<?", "?>"), ("<!", ">")]
            .into_iter()
            .find(|(start, _)| text.starts_with(start));
        let Some((_, end)) = end else { return text };
        // A document type may have declarations in brackets.
        let end = if end == ">" && text.split('>').next().is_some_and(|first| first.contains('[')) {
            "]>"
        } else {
            end
        };
        let Some((_, rest)) = text.split_once(end) else { return "" };
        text = rest;
    }
}

/// Whether this is an SVG, and its size, if it has one.
fn svg(head: &[u8]) -> (Option<Format>, Option<Size>) {
    let text = String::from_utf8_lossy(head);
    let text = from_first_tag(&text).as_bytes();
    let text = String::from_utf8_lossy(&text[..text.len().min(FIRST_TAG)]);
    let mut attributes: Vec<(String, String)> = Vec::new();
    let (mut is_inside, mut is_svg) = (false, false);
    html::read(&text, |event| match event {
        Event::Open(name) => {
            is_inside = !is_svg && name == b"svg";
            is_svg |= is_inside;
        }
        Event::Attribute(name) if is_inside => {
            attributes.push((String::from_utf8_lossy(name).to_ascii_lowercase(), String::new()));
        }
        Event::Value(value) if is_inside => {
            if let Some((_, last)) = attributes.last_mut() {
                last.push_str(&String::from_utf8_lossy(value));
            }
        }
        Event::Text(_) | Event::Close(_) => is_inside = false,
        _ => {}
    });
    if !is_svg {
        return (None, None);
    }
    let value = |wanted: &str| {
        attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    };
    let (width, height) = (value("width").and_then(length), value("height").and_then(length));
    let view: Vec<f64> = value("viewbox")
        .unwrap_or_default()
        .split([' ', ',', '\n', '\t'])
        .filter_map(|part| part.parse().ok())
        .collect();
    let view = match view[..] {
        [_, _, width, height] if width > 0.0 && height > 0.0 => Some((width, height)),
        _ => None,
    };
    // CSS, “object-sizing”: a missing dimension follows from the ratio.
    let size = match (width, height, view) {
        (Some(width), Some(height), _) | (None, None, Some((width, height))) => {
            rounded(width, height)
        }
        (Some(width), None, Some((w, h))) => rounded(width, width * h / w),
        (None, Some(height), Some((w, h))) => rounded(height * w / h, height),
        _ => None,
    };
    (Some(Format::Svg), size)
}

/// A length in CSS pixels (CSS Values, section 6.2); `None` if it depends on something else.
fn length(text: &str) -> Option<f64> {
    let text = text.trim();
    let end = text.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let scale = match unit {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        _ => return None,
    };
    number.parse::<f64>().ok().map(|number| number * scale)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rounded and within the range"
)]
fn rounded(width: f64, height: f64) -> Option<Size> {
    /// Larger than any screen, and small enough to be exact.
    const MAX: f64 = 1e6;
    let whole = |length: f64| {
        let length = length.round().max(1.0);
        (length <= MAX).then_some(length as u32)
    };
    (width > 0.0 && height > 0.0).then_some(())?;
    Size::of(whole(width)?, whole(height)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn picture(bytes: &[u8]) -> Picture {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        std::fs::write(&path, bytes).unwrap();
        Picture::of(Opened::at(&path).unwrap()).unwrap()
    }

    fn check(bytes: &[u8], format: Format, size: Option<(u32, u32)>) {
        let size = size.map(|(width, height)| Size { width, height });
        let expected = Picture { format: Some(format), size, bytes: bytes.len() as u64 };
        assert_eq!(picture(bytes), expected);
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes().into_iter().chain(height.to_be_bytes()));
        bytes
    }

    /// A JPEG of 640 by 480 pixels, with an orientation.
    fn jpeg(orientation: Option<u8>) -> Vec<u8> {
        let mut bytes = b"\xff\xd8".to_vec();
        if let Some(orientation) = orientation {
            bytes.extend(
                b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0",
            );
            bytes.push(orientation);
            bytes.extend(b"\0\0\0\0\0\0");
        }
        bytes.extend(b"\xff\xc0\x00\x11\x08\x01\xe0\x02\x80\x03\0\0\0\0\0\0\0\0\0");
        bytes
    }

    #[test]
    fn sizes_are_read() {
        check(&png(1200, 630), Format::Png, Some((1200, 630)));
        check(b"GIF89a\x10\x00\x20\x00\0\0\0", Format::Gif, Some((16, 32)));
        check(
            b"RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x1f\x03\0\x57\x02\0",
            Format::Webp,
            Some((800, 600)),
        );
        check(&jpeg(None), Format::Jpeg, Some((640, 480)));
        check(&jpeg(Some(1)), Format::Jpeg, Some((640, 480)));
        check(&jpeg(Some(6)), Format::Jpeg, Some((480, 640)));
        check(
            b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf\
              \0\0\0\x38meta\0\0\0\0\0\0\0\x2ciprp\0\0\0\x24ipco\
              \0\0\0\x14ispe\0\0\0\0\0\0\x01\x40\0\0\0\xf0\0\0\0\x08free",
            Format::Avif,
            Some((320, 240)),
        );
        // It has no visible area.
        check(&png(0, 5), Format::Png, None);
    }

    #[test]
    fn sizes_of_drawings_follow_from_their_attributes() {
        let svg = |attributes: &str, size: Option<(u32, u32)>| {
            let text = format!("<?xml version=\"1.0\"?>\n<!-- a --><svg {attributes}><path d=''/>");
            check(text.as_bytes(), Format::Svg, size);
        };
        svg("width='24' height=\"48px\"", Some((24, 48)));
        svg(&format!("width='24' height='48'{}", " a".repeat(30_000)), Some((24, 48)));
        svg("width='1in' viewBox='0 0 2 1'", Some((96, 48)));
        svg("viewBox='0 0 99.6, 50'", Some((100, 50)));
        svg("width='100%' height='100%' viewBox='0 0 300 100'", Some((300, 100)));
        svg("width='100%'", None);
        svg("viewBox='0 0 -1 nan'", None);
        check(b"BM\0\0", Format::Other, None);
        assert_eq!(picture(b"<p>Not Found</p>").format, None);
        assert_eq!(picture(b"").format, None);
    }

    proptest! {
        #![proptest_config(crate::random::cases(64))]

        #[test]
        fn damaged_files_do_no_harm(start in 0..4_usize, rest in prop::collection::vec(any::<u8>(), 0..200)) {
            let starts: [&[u8]; 4] =
                [b"\xff\xd8\xff\xe1", b"\0\0\0\x10ftypavif\0\0\0\0", b"RIFF\0\0\0\0WEBPVP8", b"<svg "];
            picture(&[starts[start], &rest].concat());
        }
    }
}
