//! `errhub_version` of site.yaml: which versions of errhub a site can be built with.

use schemars::JsonSchema;
use semver::{Comparator, Op, Version, VersionReq};
use serde::Deserialize;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::path::SourcePath;
use crate::yaml;

/// The key of the requirement.
const KEY: &str = "errhub_version";

/// The only key that is read of a site.yaml for another errhub, whose other keys may be unknown
/// here.
#[derive(Deserialize, JsonSchema)]
struct Needs {
    #[serde(default)]
    errhub_version: Option<String>,
}

/// Reports that the site.yaml with this text is for another version of errhub than `installed`, or
/// has an invalid requirement.
pub(super) fn check(text: &str, installed: &str, file: &SourcePath) -> Option<Diagnostic> {
    // The key is in quotes, or missing.
    if !text.contains(KEY) {
        return None;
    }
    let needed = yaml::decode_what_fits::<Needs>(text)?.errhub_version?;
    let place = Place::value(file, KEY);
    let Ok(requirement) = VersionReq::parse(&needed) else {
        let message = format!("`{KEY}` is not a version requirement: `{needed}`");
        let help = "write the version that the site was made with, such as \"0.2\", or a range, such \
                    as \">=0.2.1, <0.4\"";
        return Some(Diagnostic::new(Code::BadValue, message, place).help(help));
    };
    let installed = Version::parse(installed).ok()?;
    if requirement.matches(&installed) {
        return None;
    }
    let message = format!("this site needs errhub {needed}, and this is errhub {installed}");
    let help = if requirement.comparators.iter().any(|one| is_above(one, &installed)) {
        "install a matching version of errhub; docs/install.md says how".to_owned()
    } else {
        format!(
            "this errhub is newer: read what has changed in CHANGELOG.md, and then write \
             `{KEY}: \"{}.{}\"`",
            installed.major, installed.minor
        )
    };
    Some(Diagnostic::new(Code::AnotherErrhub, message, place).help(help))
}

/// Whether a part of a requirement asks for a version newer than `installed`.
fn is_above(part: &Comparator, installed: &Version) -> bool {
    let (minor, patch) = (part.minor.unwrap_or_default(), part.patch.unwrap_or_default());
    let mut least = Version::new(part.major, minor, patch);
    least.pre = part.pre.clone();
    match part.op {
        Op::Less | Op::LessEq => false,
        Op::Greater => least >= *installed,
        _ => least > *installed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(needed: &str, installed: &str) -> Option<(Code, String)> {
        let text = format!("title: S\nerrhub_version: {needed}\nunknown: 1\n");
        let found = check(&text, installed, &SourcePath::new("site.yaml"))?;
        Some((found.code, found.help[0].split([' ', ';', ',']).next().unwrap().to_owned()))
    }

    #[test]
    fn requirements_are_those_of_cargo() {
        for (needed, installed) in [
            ("\"0.2\"", "0.2.7"),
            ("0.2", "0.2.0"),
            ("0.2.1", "0.2.1"),
            ("\">=0.2.1, <0.4\"", "0.3.9"),
            ("\"=0.2.1\"", "0.2.1"),
            ("0.2.*", "0.2.5"),
            ("1", "1.9.0"),
        ] {
            assert_eq!(said(needed, installed), None, "{needed} {installed}");
        }
        let install = |needed, installed| {
            assert_eq!(said(needed, installed), Some((Code::AnotherErrhub, "install".into())));
        };
        install("\"0.3\"", "0.2.7");
        install("\">=0.2.1, <0.4\"", "0.2.0");
        install("\">0.2.1\"", "0.2.1");
        install("\"=0.3.0\"", "0.2.9");
        for (needed, installed) in
            [("\"0.2\"", "0.3.0"), ("\"<0.4\"", "0.4.0"), ("\"=0.2.1\"", "0.2.2")]
        {
            let (code, help) = said(needed, installed).unwrap();
            assert_eq!((code, &*help), (Code::AnotherErrhub, "this"), "{needed} {installed}");
        }
        for needed in ["newest", "\"0.2 or 0.3\"", "v0.2", "\"\""] {
            let found = said(needed, "0.2.0").map(|(code, _)| code);
            assert!(matches!(found, Some(Code::BadValue) | None), "{needed}: {found:?}");
        }
    }

    #[test]
    fn nothing_else_is_read() {
        for text in
            ["", "title: errhub_version\n", "a: [\n# errhub_version: 9\n", "errhub_version:\n"]
        {
            assert_eq!(check(text, "0.2.0", &SourcePath::new("site.yaml")), None, "{text}");
        }
    }
}
