//! Picture files on pages: whether browsers can show them, and how long they take to load.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::path::SourcePath;
use crate::picture::{Format, Picture};

/// The largest PNG or JPEG that is not reported, in bytes: it takes two seconds on a slow mobile
/// connection of 1.2 Mbit/s.
const LARGE: u64 = 300 * 1024;

/// Reports the mistakes in a picture file.
#[must_use]
pub fn picture(source: &SourcePath, picture: &Picture) -> Option<Diagnostic> {
    let name = source.file_name();
    let Picture { format, size, bytes } = *picture;
    let has_size = |format: &Format| !matches!(format, Format::Svg | Format::Other);
    let Some(format) = format.filter(|format| size.is_some() || !has_size(format)) else {
        let message = if bytes == 0 {
            format!("`{name}` is empty, so readers see no picture")
        } else {
            format!("`{name}` is not a picture that browsers can show")
        };
        let help = "save it as PNG, JPEG, WebP, AVIF, GIF or SVG; a file that git-lfs keeps is fetched with \
                    `git lfs pull`";
        return Some(
            Diagnostic::new(Code::UnreadablePicture, message, Place::file(source)).help(help),
        );
    };
    let is_named_svg = name.to_ascii_lowercase().ends_with(".svg");
    if (format == Format::Svg) != is_named_svg {
        let what = if is_named_svg { "not an SVG" } else { "an SVG" };
        let message = format!("`{name}` is {what}, so browsers that trust its name do not show it");
        return Some(
            Diagnostic::new(Code::UnreadablePicture, message, Place::file(source))
                .help("give it the extension of its format"),
        );
    }
    let is_heavy = bytes > LARGE && matches!(format, Format::Png | Format::Jpeg);
    is_heavy.then(|| {
        let pixels = size
            .map(|size| format!(" for {} × {} pixels", size.width, size.height))
            .unwrap_or_default();
        let message =
            format!("`{name}` has {}{pixels}, which takes a long time to load", shown(bytes));
        Diagnostic::new(Code::LargePicture, message, Place::file(source))
            .help("save it as WebP, which is several times smaller, and no wider than 1600 pixels")
    })
}

/// `340 KB`, `1.2 MB`.
fn shown(bytes: u64) -> String {
    let kilobytes = bytes.div_ceil(1024);
    if kilobytes < 1000 {
        format!("{kilobytes} KB")
    } else {
        let tenths = bytes * 10 / (1 << 20);
        format!("{}.{} MB", tenths / 10, tenths % 10)
    }
}
