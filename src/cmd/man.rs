//! `errhub man`: manual pages, for those who package errhub.

use std::fs;
use std::io;
use std::path::PathBuf;

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::output::print;
use super::{Cli, ExitStatus};
use crate::error::Error;

/// Write a manual page for errhub and for each of its commands.
///
/// Pages that are already in the folder are replaced.
#[derive(Debug, Args)]
#[command(
    // It is only for packagers. For everybody else it would be one more line to read.
    hide = true,
    after_help = "Examples:\n  \
    errhub man ~/.local/share/man/man1\n\n\
    Exit codes: 0 the pages were written, 2 they could not be."
)]
pub(super) struct WriteManual {
    /// The folder; it is created if it does not exist
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl WriteManual {
    pub(super) fn run(self) -> Result<ExitStatus, Error> {
        fs::create_dir_all(&self.folder).map_err(Error::io("create", &self.folder))?;
        for (name, text) in pages()? {
            let path = self.folder.join(name);
            fs::write(&path, text).map_err(Error::io("write", &path))?;
            print(&path.display().to_string())?;
        }
        Ok(ExitStatus::Clean)
    }
}

/// The pages of section 1, by file name.
fn pages() -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut errhub = Cli::command();
    errhub.build();
    let verbs = errhub.get_subcommands().filter(|verb| !verb.is_hide_set());
    let commands = verbs.chain([&errhub]);
    commands.map(page).collect::<io::Result<_>>().map_err(Error::io("write", "a page".as_ref()))
}

fn page(command: &Command) -> io::Result<(String, Vec<u8>)> {
    let man = Man::new(command.clone());
    let name = man.get_filename();
    let title = name.trim_end_matches(".1");
    let version = env!("CARGO_PKG_VERSION");
    // The same errhub writes the same pages, so the date is empty. `render_title` would omit the
    // date instead, and shift the fields after it.
    let mut text =
        format!(".TH \"{title}\" 1 \"\" \"errhub {version}\" \"errhub manual\"\n").into_bytes();
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut text)?;
    }
    if let Some(help) = command.get_after_help() {
        sections(&help.to_string()).to_writer(&mut text)?;
    }
    Ok((name, text))
}

/// The end of a command's help, with a section for each paragraph that has a name.
fn sections(help: &str) -> Roff {
    let mut roff = Roff::new();
    let mut is_in_notes = false;
    for paragraph in help.split("\n\n") {
        let lines: Vec<&str> = paragraph.lines().collect();
        if let Some(codes) = paragraph.strip_prefix("Exit codes: ") {
            is_in_notes = false;
            roff.control("SH", ["EXIT STATUS"]).text([roman(codes)]);
        } else if let [title, lines @ ..] = &*lines
            && let Some(title) = title.strip_suffix(':')
        {
            is_in_notes = false;
            roff.control("SH", [&*title.to_uppercase()]).control("nf", []);
            for line in lines {
                roff.text([roman(line.trim_start())]);
            }
            roff.control("fi", []);
        } else {
            let control = if is_in_notes { ("PP", None) } else { ("SH", Some("NOTES")) };
            roff.control(control.0, control.1).text([roman(paragraph)]);
            is_in_notes = true;
        }
    }
    roff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_become_sections() {
        let help =
            "Examples:\n  errhub x -a\n  errhub y\n\nA note.\n\nAnother.\n\nExit codes: 0 well.";
        let expected = ".SH EXAMPLES\n.nf\nerrhub x \\-a\nerrhub y\n.fi\n.SH NOTES\nA note.\n.PP\n\
                        Another.\n.SH \"EXIT STATUS\"\n0 well.\n";
        assert!(sections(help).render().ends_with(expected), "{}", sections(help).render());
    }
}
