//! The size of a picture, from the beginning of its file.

/// The width and height of a PNG or SVG picture, in pixels; `None` for other formats, and for an SVG
/// without a size.
#[must_use]
pub fn picture_size(bytes: &[u8]) -> Option<(u32, u32)> {
    png(bytes).or_else(|| svg(&String::from_utf8_lossy(bytes)))
}

/// The chunk IHDR comes first (PNG, section 11.2.1).
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let header = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?.get(4..16)?.strip_prefix(b"IHDR")?;
    let number = |at: usize| header.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
    Some((number(0)?, number(4)?))
}

/// `viewBox`, or else `width` and `height` (SVG 2, section 8.2).
fn svg(text: &str) -> Option<(u32, u32)> {
    let (_, tag) = text.split_once("<svg")?;
    let (tag, _) = tag.split_once('>')?;
    let attribute = |name: &str| {
        let (_, value) = tag.split_once(&format!("{name}="))?;
        let quote = value.chars().next().filter(|quote| "\"'".contains(*quote))?;
        value[1..].split(quote).next()
    };
    let number = |text: &str| {
        let number: f64 = text.trim().trim_end_matches("px").parse().ok()?;
        let whole = number.round();
        // A picture is at least one pixel wide, and at most as many as anybody draws.
        (1..=1 << 16).find(|size| f64::from(*size) >= whole).filter(|_| whole >= 1.0)
    };
    let of_view = || {
        let mut parts = attribute("viewBox")?.split([' ', ',']).filter(|part| !part.is_empty());
        let (width, height) = (parts.nth(2)?, parts.next()?);
        Some((number(width)?, number(height)?))
    };
    of_view().or_else(|| Some((number(attribute(" width")?)?, number(attribute(" height")?)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_from_the_file() {
        let icon = include_bytes!("../../static/icon-512.png");
        assert_eq!(picture_size(icon), Some((512, 512)));
        for (svg, size) in [
            (
                "<?xml version=\"1.0\"?>\n<svg viewBox=\"0 0 120.4 32\" width=\"5\"/>",
                Some((120, 32)),
            ),
            ("<svg\nviewBox='0,0,24,24'>", Some((24, 24))),
            ("<svg width=\"90px\" height=\"30\">", Some((90, 30))),
            ("<svg width=\"100%\" height=\"30\">", None),
            ("<svg>", None),
            ("<svg viewBox=\"0 0 0 1\">", None),
            ("nothing", None),
        ] {
            assert_eq!(picture_size(svg.as_bytes()), size, "{svg}");
        }
        assert_eq!(picture_size(b"\x89PNG\r\n\x1a\n\0\0"), None);
    }
}
