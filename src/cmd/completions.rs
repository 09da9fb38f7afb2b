//! `errhub completions`: shell completion for errhub's command line.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::output::print;
use super::{Cli, ExitStatus};
use crate::error::Error;

/// Print a script that completes errhub's commands and options in a shell.
#[derive(Debug, Args)]
#[command(after_help = "Where the script goes, in the shells' usual set-up:\n  \
    errhub completions bash > ~/.local/share/bash-completion/completions/errhub\n  \
    errhub completions zsh > ~/.zfunc/_errhub    (with ~/.zfunc in $fpath)\n  \
    errhub completions fish > ~/.config/fish/completions/errhub.fish\n  \
    errhub completions powershell >> $PROFILE\n  \
    errhub completions elvish >> ~/.config/elvish/rc.elv")]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> Result<ExitStatus, Error> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "errhub", &mut script);
        print(String::from_utf8_lossy(&script).trim_end())?;
        Ok(ExitStatus::Clean)
    }
}
