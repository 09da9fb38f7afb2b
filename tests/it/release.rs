//! How errhub is released and downloaded: archives, checksums, the GitHub action, the package.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::support::{is, read, repository, tree};

/// A YAML file of this repository.
fn yaml(path: &str) -> Value {
    serde_yaml::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn keys(mapping: &Value) -> BTreeSet<&str> {
    mapping.as_object().unwrap().keys().map(String::as_str).collect()
}

/// The targets that the release workflow builds.
fn targets() -> BTreeSet<String> {
    let release = yaml(".github/workflows/release.yml");
    let jobs = release["jobs"]["build"]["strategy"]["matrix"]["include"].as_array().unwrap();
    jobs.iter().map(|job| job["target"].as_str().unwrap().to_owned()).collect()
}

/// A tag may be moved to other code, but a commit cannot.
#[test]
fn actions_are_pinned_to_commits() {
    for path in [".github/workflows/ci.yml", ".github/workflows/release.yml", "action.yml"] {
        yaml(path);
        for line in read(path).lines() {
            let Some((_, action)) = line.split_once("uses: ") else { continue };
            if action.starts_with("./") {
                continue;
            }
            let (_, pin) = action.split_once('@').unwrap();
            let (commit, version) = pin.split_once(" # v").unwrap_or_default();
            let is_commit =
                commit.len() == 40 && commit.chars().all(|digit| digit.is_ascii_hexdigit());
            assert!(is_commit && !version.is_empty(), "{path}: {action}");
        }
    }
}

#[test]
fn whoever_checks_dependencies_and_downloads_binaries_knows_every_target() {
    let (script, docs, deny) =
        (read(".github/action/install"), read("docs/install.md"), read("deny.toml"));
    for target in targets() {
        assert!(script.contains(&format!("target={target} ;;")), "the action lacks {target}");
        assert!(docs.contains(&format!("`{target}`")), "docs/install.md lacks {target}");
        assert!(deny.contains(&format!("\"{target}\"")), "deny.toml lacks {target}");
    }
}

#[test]
fn the_inputs_of_the_action_are_documented() {
    let action = yaml("action.yml");
    let docs = read("docs/install.md");
    let (_, section) = docs.split_once("## GitHub\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    let documented: BTreeSet<&str> = rows.map(|row| row.split('`').next().unwrap()).collect();
    assert_eq!(documented, keys(&action["inputs"]));
}

/// Versions that the documentation tells people to write are the current one.
#[test]
fn examples_name_the_current_version() {
    let docs = read("docs/install.md");
    let version = env!("CARGO_PKG_VERSION");
    let begins = ["OWNER/errhub@v", "OWNER/errhub:", "rev: v", "releases/download/v", "errhub-"];
    let mut found = 0;
    for begin in begins {
        for (at, _) in docs.match_indices(begin) {
            let rest = &docs[at + begin.len()..];
            if rest.starts_with(|letter: char| letter.is_ascii_digit()) {
                assert!(rest.starts_with(version), "{}", rest.lines().next().unwrap());
                found += 1;
            }
        }
    }
    assert!(found >= begins.len(), "{found}");
    assert!(read("CHANGELOG.md").contains(&format!("\n## {version} - ")), "CHANGELOG.md");
}

/// A package without a file that is part of the binary would not compile.
#[test]
fn the_package_has_every_file_of_the_binary() {
    let list = std::process::Command::new(env!("CARGO"))
        .args(["package", "--list", "--allow-dirty", "--offline"])
        .current_dir(repository())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&list.stderr);
    assert!(list.status.success(), "{said}");
    let list = String::from_utf8(list.stdout).unwrap();
    let packaged: BTreeSet<String> = list.lines().map(|path| path.replace('\\', "/")).collect();
    let mut embedded = 0;
    for (path, bytes) in tree(&repository().join("src")) {
        let own = format!("src/{path}");
        assert!(packaged.contains(&own), "{own}");
        if !is(&path, "rs") {
            continue;
        }
        let text = String::from_utf8(bytes).unwrap();
        for part in
            text.split("include_str!(\"").skip(1).chain(text.split("include_bytes!(\"").skip(1))
        {
            let file = below(Path::new(&own), part.split('"').next().unwrap());
            assert!(packaged.contains(&file), "{own} includes {file}");
            embedded += 1;
        }
    }
    assert!(embedded > 50, "{embedded}");
}

/// The path in a source file, relative to the root of the repository.
fn below(source: &Path, named: &str) -> String {
    let mut path = source.parent().unwrap().to_owned();
    for part in named.split('/') {
        if part == ".." {
            path.pop();
        } else {
            path.push(part);
        }
    }
    path.to_str().unwrap().replace('\\', "/")
}

/// The scripts need the tools of Linux.
#[cfg(target_os = "linux")]
mod scripts {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Output};

    use super::targets;
    use crate::support::{TempSite, repository};

    const VERSION: &str = env!("CARGO_PKG_VERSION");

    fn executable(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn script(path: &str) -> Command {
        Command::new(repository().join(path))
    }

    /// The output of a script, which must end with the exit code `code`.
    fn said(code: i32, command: &mut Command) -> String {
        let Output { status, stdout, stderr } = command.output().unwrap();
        let said = String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap();
        assert_eq!(status.code(), Some(code), "{said}");
        said
    }

    /// The archives of a release. Instead of each binary, they have a script that runs the one under
    /// test.
    fn archives(folder: &Path) -> PathBuf {
        let binary = env!("CARGO_BIN_EXE_errhub");
        for target in targets() {
            let extension = if target.contains("windows") { ".exe" } else { "" };
            let path = folder.join(format!("binaries/{target}/errhub{extension}"));
            executable(&path, &format!("#!/bin/sh\nexec '{binary}' \"$@\"\n"));
        }
        let archives = folder.join("archives");
        said(0, script(".ci/package").arg(folder.join("binaries")).arg(&archives));
        archives
    }

    /// A GitHub runner on which `curl` finds only the files of a release.
    struct Runner {
        folder: tempfile::TempDir,
        archives: PathBuf,
    }

    impl Runner {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let archives = archives(folder.path());
            let release = format!("https://github.com/owner/errhub/releases/download/v{VERSION}/");
            // The address is the last argument, and the file the one before.
            let curl = format!(
                "#!/bin/bash\naddress=${{*: -1}}\nfile=${{*: -2:1}}\n\
                 [[ $address == {release}* ]] || {{ echo \"404: $address\" >&2; exit 22; }}\n\
                 cp '{}'/\"${{address##*/}}\" \"$file\"\n",
                archives.display()
            );
            executable(&folder.path().join("bin/curl"), &curl);
            fs::create_dir(folder.path().join("temp")).unwrap();
            Self { folder, archives }
        }

        fn command(&self, path: &str) -> Command {
            let mut command = script(path);
            let folder = self.folder.path();
            let path = std::env::var("PATH").unwrap_or_default();
            command
                .env("PATH", format!("{}:{path}", folder.join("bin").display()))
                .env("RUNNER_TEMP", folder.join("temp"))
                .env("GITHUB_PATH", folder.join("path"))
                .env("GITHUB_OUTPUT", folder.join("output"))
                .env("GITHUB_REPOSITORY", "somebody/site");
            command
        }

        fn install(&self, system: &str, processor: &str) -> Command {
            let mut command = self.command(".github/action/install");
            command.env("RUNNER_OS", system).env("RUNNER_ARCH", processor);
            command.env("INPUT_VERSION", "").env("ACTION_REPOSITORY", "owner/errhub");
            command
        }

        fn written(&self, file: &str) -> String {
            fs::read_to_string(self.folder.path().join(file)).unwrap_or_default()
        }
    }

    #[test]
    fn an_archive_has_everything_that_people_need() {
        let folder = tempfile::tempdir().unwrap();
        let archives = archives(folder.path());
        let name = format!("errhub-{VERSION}-x86_64-unknown-linux-musl");
        let archive = archives.join(format!("{name}.tar.gz"));
        let list = said(0, Command::new("tar").arg("-tzf").arg(&archive));
        for file in [
            "errhub",
            "README.md",
            "CHANGELOG.md",
            "LICENSE-APACHE",
            "LICENSE-MIT",
            "LICENSE-GRAMMARS",
            "LICENSE-INTER-OFL",
            "man/errhub.1",
            "man/errhub-check.1",
            "completions/errhub.bash",
            "completions/_errhub",
            "completions/errhub.fish",
            "completions/errhub.ps1",
            "completions/errhub.elv",
        ] {
            assert!(list.lines().any(|line| line == format!("{name}/{file}")), "{file}: {list}");
        }
        let check = ["--check", "--strict", "SHA256SUMS"];
        let checked = said(0, Command::new("sha256sum").args(check).current_dir(&archives));
        assert_eq!(checked.lines().count(), targets().len(), "{checked}");

        // The same binaries make the same archives.
        let sums = fs::read(archives.join("SHA256SUMS")).unwrap();
        let again = folder.path().join("again");
        said(0, script(".ci/package").arg(folder.path().join("binaries")).arg(&again));
        assert_eq!(fs::read(again.join("SHA256SUMS")).unwrap(), sums);
    }

    #[test]
    fn every_runner_gets_the_binary_of_its_system() {
        let runner = Runner::new();
        for (system, processor, target) in [
            ("Linux", "X64", "x86_64-unknown-linux-musl"),
            ("Linux", "ARM64", "aarch64-unknown-linux-musl"),
            ("macOS", "X64", "x86_64-apple-darwin"),
            ("macOS", "ARM64", "aarch64-apple-darwin"),
        ] {
            let printed = said(0, &mut runner.install(system, processor));
            assert!(printed.starts_with(&format!("errhub {VERSION}")), "{printed}");
            let written = runner.written("path");
            let folder = written.lines().last().unwrap();
            assert!(folder.ends_with(&format!("errhub-{VERSION}-{target}")), "{folder}");
            assert!(Path::new(folder).join("errhub").is_file());
        }
        // `errhub` finds errhub.exe only on Windows.
        let printed = said(127, &mut runner.install("Windows", "X64"));
        assert!(printed.contains("windows-msvc/errhub"), "{printed}");
        assert!(runner.written("path").trim_end().ends_with("x86_64-pc-windows-msvc"));
        let printed = said(1, &mut runner.install("Linux", "RISCV"));
        assert!(printed.contains("::error title=errhub::errhub is not released for"), "{printed}");
    }

    #[test]
    fn a_download_that_is_not_the_released_one_is_not_run() {
        let runner = Runner::new();
        let archive =
            runner.archives.join(format!("errhub-{VERSION}-x86_64-unknown-linux-musl.tar.gz"));
        let mut bytes = fs::read(&archive).unwrap();
        bytes.push(0);
        fs::write(&archive, bytes).unwrap();
        let printed = said(1, &mut runner.install("Linux", "X64"));
        assert!(printed.contains("::error title=errhub::The checksum of errhub-"), "{printed}");
        assert_eq!(runner.written("path"), "");

        let sums = runner.archives.join("SHA256SUMS");
        fs::write(sums, "").unwrap();
        let printed = said(1, &mut runner.install("Linux", "X64"));
        assert!(printed.contains("does not list"), "{printed}");
        let printed = said(1, runner.install("Linux", "X64").env("INPUT_VERSION", "v0.0.1"));
        assert!(printed.contains("/v0.0.1/") && printed.contains("::error"), "{printed}");
        let printed = said(1, runner.install("Linux", "X64").env("ACTION_REPOSITORY", ""));
        assert!(printed.contains("404: https://github.com/somebody/site/"), "{printed}");
    }

    #[test]
    fn the_action_builds_and_annotates() {
        let runner = Runner::new();
        said(0, &mut runner.install("Linux", "X64"));
        let installed = runner.written("path").trim().to_owned();
        let site = TempSite::new([]);
        let binary = env!("CARGO_BIN_EXE_errhub");
        said(0, Command::new(binary).args(["init", "docs/the errors"]).current_dir(site.root()));
        let run = |command: &str, output: &str| {
            let mut run = runner.command(".github/action/run");
            let path = std::env::var("PATH").unwrap_or_default();
            run.env("PATH", format!("{installed}:{path}")).current_dir(site.root());
            run.env("GITHUB_WORKSPACE", site.root()).env("INPUT_ROOT", "docs/the errors");
            run.env("INPUT_COMMAND", command).env("INPUT_OUTPUT_DIR", output).env("INPUT_ARGS", "");
            run
        };
        said(0, run("check", "").env("INPUT_ARGS", "--strict\n--allow W0303"));
        said(0, &mut run("build", ""));
        assert!(site.root().join("docs/the errors/public/index.html").is_file());
        said(0, run("build", "out").env("INPUT_ARGS", "--base-url https://example.org/"));
        assert!(site.root().join("out/index.html").is_file());
        let expected = "output-dir=\noutput-dir=docs/the errors/public\noutput-dir=out\n";
        assert_eq!(runner.written("output"), expected);

        site.write("docs/the errors/content/http/500-internal-server-error.md", "---\n---\n");
        let printed = said(1, &mut run("check", ""));
        let place = "::error file=docs/the errors/content/http/500-internal-server-error.md,line=";
        assert!(printed.contains(place), "{printed}");
        for (command, output) in [("serve", ""), ("check", "out")] {
            assert!(said(1, &mut run(command, output)).contains("::error title=errhub::"));
        }
        assert_eq!(runner.written("output"), expected);
    }

    #[test]
    fn a_tag_must_be_the_version_and_have_notes() {
        let notes = said(0, script(".ci/release-notes").arg(format!("v{VERSION}")));
        assert!(notes.contains("\n### ") && !notes.contains("\n## "), "{notes}");
        let refused = said(1, script(".ci/release-notes").arg("v9.9.9"));
        assert!(refused.contains("The tag is v9.9.9"), "{refused}");
    }
}
