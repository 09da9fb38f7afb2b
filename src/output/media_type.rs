//! Media types by file extension, as on static hosts.

use std::borrow::Cow;

use crate::path::OutPath;

/// The media type of plain text.
pub(super) const PLAIN: &str = "text/plain; charset=utf-8";

/// Well-known files without an extension that are JSON (IANA, “Well-Known URIs”).
const JSON: &[&str] = &[
    "apple-app-site-association",
    "matrix/client",
    "matrix/server",
    "nodeinfo",
    "oauth-authorization-server",
    "oauth-protected-resource",
    "openid-configuration",
    "webfinger",
];

/// The media type of the file at `out`, with the charset if it is text.
pub(super) fn of(out: &OutPath) -> Cow<'static, str> {
    if let Some(name) = out.as_str().strip_prefix(".well-known/")
        && JSON.contains(&name)
    {
        return "application/json".into();
    }
    let known = match out.as_str().rsplit_once('.').map(|(_, extension)| extension) {
        Some("html" | "htm") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("xml") => "application/xml; charset=utf-8",
        Some("txt") => PLAIN,
        Some("md") => "text/markdown; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("m4a") => "audio/mp4",
        _ => mime_guess::from_path(out.as_str()).first_raw().unwrap_or("application/octet-stream"),
    };
    match known {
        text if text.starts_with("text/") && !text.contains(';') => {
            format!("{text}; charset=utf-8").into()
        }
        known => known.into(),
    }
}
