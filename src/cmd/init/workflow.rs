//! The workflow that checks a new site on GitHub.

/// Its path: GitHub reads workflows only there, at the root of a repository.
pub(super) const PATH: &str = ".github/workflows/errhub.yml";

/// Everything except the steps that run errhub.
const START: &str = include_str!("errhub.yml");

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The workflow for the site in the folder `site` of its repository; the folder is empty if the
/// site is the repository itself.
///
/// A released errhub knows its `repository`, as `owner/name`, and uses the action there. Other
/// builds are installed with Cargo.
/// is installed with Cargo.
pub(super) fn text(repository: Option<&str>, site: &str) -> String {
    let steps = repository.map_or_else(|| with_cargo(site), |name| with_action(name, site));
    format!("{START}{steps}")
}

fn with_action(repository: &str, site: &str) -> String {
    let root = match site {
        "" => String::new(),
        site => format!("          root: {}\n", yaml(site)),
    };
    format!(
        "      - uses: {repository}@v{VERSION}\n        with:\n{root}          args: --strict\n"
    )
}

fn with_cargo(site: &str) -> String {
    let root = match site {
        "" => String::new(),
        site => format!(" --root {}", shell(site)),
    };
    let run = yaml(&format!("errhub check --strict --format github{root}"));
    format!(
        "      - uses: actions/cache@v5\n        with:\n          path: ~/.cargo/bin\n          \
         key: errhub-{VERSION}-${{{{ runner.os }}}}\n      \
         - run: command -v errhub || cargo install --locked errhub --version {VERSION}\n      \
         - run: {run}\n"
    )
}

/// A text as a YAML value. A single word is quoted, because it may look like a number or like `no`.
fn yaml(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/._- ".contains(letter);
    let starts_well = text.starts_with(|letter: char| letter.is_ascii_alphabetic());
    if starts_well && text.contains(['/', ' ']) && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

/// A text as an argument in a POSIX shell.
fn shell(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-".contains(letter);
    if text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The steps of a workflow, after the checkout.
    fn steps(repository: Option<&str>, site: &str) -> serde_json::Value {
        let text = text(repository, site);
        let workflow: serde_json::Value = serde_yaml::from_str(&text).unwrap();
        let steps = workflow["jobs"]["check"]["steps"].as_array().unwrap();
        steps[1..].iter().cloned().collect()
    }

    #[test]
    fn a_released_errhub_uses_its_own_action() {
        let action = format!("owner/errhub@v{VERSION}");
        let expected = serde_json::json!([{"uses": action, "with": {"args": "--strict"}}]);
        assert_eq!(steps(Some("owner/errhub"), ""), expected);
        for site in ["docs/the errors", "it's #1: errors", "1.10", "false"] {
            assert_eq!(steps(Some("owner/errhub"), site)[0]["with"]["root"], site);
        }
    }

    #[test]
    fn any_other_errhub_is_installed() {
        let steps_of = |site| steps(None, site);
        let install = steps_of("")[1]["run"].to_string();
        assert!(install.contains(&format!("--version {VERSION}")), "{install}");
        for (site, root) in [
            ("", ""),
            ("docs/errors", " --root docs/errors"),
            ("it's #1: errors", " --root 'it'\\''s #1: errors'"),
        ] {
            let expected = format!("errhub check --strict --format github{root}");
            assert_eq!(steps_of(site)[2]["run"], expected);
        }
    }
}
