//! The address that opens a file in the author's editor.

use std::path::Path;

use crate::path::UrlPath;

/// Fills in the pattern of an address: `{path}` is the full path of the file without its leading
/// slash, percent-encoded; `{line}` and `{column}` are the place.
pub(super) fn address(form: &str, file: &Path, (line, column): (usize, usize)) -> String {
    let path = slashes(&file.to_string_lossy());
    let path = UrlPath::file(path.strip_prefix('/').unwrap_or(&path));
    form.replace("{path}", &path.as_str()[1..])
        .replace("{line}", &line.to_string())
        .replace("{column}", &column.to_string())
}

/// The path with `/` between its parts, as in file addresses on Windows, too.
fn slashes(path: &str) -> String {
    // `canonicalize` returns Windows's verbatim form, which editors do not understand.
    if let Some(share) = path.strip_prefix(r"\\?\UNC\") {
        return format!("//{}", share.replace('\\', "/"));
    }
    let path = path.strip_prefix(r"\\?\").unwrap_or(path);
    let has_drive = path.as_bytes().get(1) == Some(&b':');
    // Elsewhere, a backslash is an ordinary character.
    if has_drive || path.starts_with(r"\\") { path.replace('\\', "/") } else { path.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: &str) {
        let form = "vscode://file/{path}:{line}:{column}";
        assert_eq!(address(form, Path::new(path), (7, 3)), format!("vscode://file/{expected}:7:3"));
    }

    #[test]
    fn paths_are_encoded() {
        check("/home/me/site/content/a.md", "home/me/site/content/a.md");
        check("/home/ü/my site/100%#?.md", "home/%C3%BC/my%20site/100%25%23%3F.md");
        check(r"/home/me/back\slash.md", "home/me/back%5Cslash.md");
    }

    #[test]
    fn paths_of_windows_have_slashes() {
        check(r"C:\site\content\http\502.md", "C:/site/content/http/502.md");
        check(r"\\?\C:\my site\502.md", "C:/my%20site/502.md");
        check(r"\\?\UNC\server\share\502.md", "/server/share/502.md");
        check(r"\\server\share\502.md", "/server/share/502.md");
    }

    #[test]
    fn patterns_of_other_editors_are_filled_in() {
        let form = "idea://open?file=/{path}&line={line}";
        let file = Path::new("/site/content/a.md");
        assert_eq!(address(form, file, (2, 1)), "idea://open?file=/site/content/a.md&line=2");
    }
}
