//! The output of `errhub --version`: the version, the commit and the features of this program.
//!
//! No build script asks Git. Instead, the release workflow and the Dockerfile set these variables;
//! without them, the origin is left out.

/// The commit that the program was built from.
const COMMIT: Option<&str> = option_env!("ERRHUB_COMMIT");

/// The GitHub repository that released the program, as `owner/name`.
const REPOSITORY: Option<&str> = option_env!("ERRHUB_REPOSITORY");

/// How many digits of a commit are enough to find it.
const DIGITS: usize = 7;

/// The line of `errhub -V`, without the name.
pub(super) fn short() -> String {
    line(given(COMMIT))
}

/// What `errhub --version` prints, without the name.
pub(super) fn long() -> String {
    let commit = given(COMMIT);
    let whole = commit.map(|commit| format!("commit: {commit}\n")).unwrap_or_default();
    let sign = if cfg!(feature = "cards") { '+' } else { '-' };
    format!("{}\n{whole}features: {sign}cards", line(commit))
}

/// The repository that released the program.
pub(super) fn repository() -> Option<&'static str> {
    given(REPOSITORY)
}

fn line(commit: Option<&str>) -> String {
    let version = env!("CARGO_PKG_VERSION");
    match commit {
        Some(commit) => format!("{version} ({})", commit.get(..DIGITS).unwrap_or(commit)),
        None => version.to_owned(),
    }
}

/// An argument of a Dockerfile that was not given is an empty variable.
fn given(variable: Option<&'static str>) -> Option<&'static str> {
    variable.map(str::trim).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_shortened_and_never_invented() {
        let version = env!("CARGO_PKG_VERSION");
        let commit = Some("0123456789abcdef0123456789abcdef01234567");
        assert_eq!(line(given(commit)), format!("{version} (0123456)"));
        assert_eq!(line(given(Some("abc"))), format!("{version} (abc)"));
        assert_eq!(line(given(Some(" "))), version);
        assert_eq!(line(given(None)), version);
    }
}
