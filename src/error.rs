//! Failures of the machine, as opposed to an author's mistakes: reasons why errhub could not run.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A failure that stops the run (exit code 2).
#[derive(Debug)]
pub enum Error {
    /// Neither the folder nor any above it contains a site.yaml.
    NoSite {
        /// Where the search began.
        from: PathBuf,
    },
    /// The given folder contains no site.yaml.
    NotASite {
        /// The folder.
        root: PathBuf,
    },
    /// A file or folder could not be read or written.
    Io {
        /// The attempted action: `read`, `write`, `replace`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// A file was listed, but gone when it was read.
    Vanished {
        /// The file.
        path: PathBuf,
    },
    /// A file changed while it was being read.
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// The output folder holds something that errhub did not create.
    ForeignOutput {
        /// The folder.
        path: PathBuf,
    },
    /// The output folder is a mount point, so it cannot be exchanged for another folder.
    OutputIsMountPoint {
        /// The folder.
        path: PathBuf,
    },
    /// The output folder is a link that leads nowhere.
    OutputIsDangling {
        /// The link.
        link: PathBuf,
    },
    /// The output folder would replace the site's own files.
    OutputHoldsSite {
        /// The folder.
        path: PathBuf,
    },
    /// Another build is still using the output folder.
    OutputBusy {
        /// The folder.
        path: PathBuf,
        /// How long this one waited.
        waited: Duration,
    },
    /// A file or folder that errhub did not create is where the site needs one of its own.
    ForeignFile {
        /// The file or folder.
        path: PathBuf,
    },
    /// Most pages of the output folder would be removed.
    Shrinks {
        /// The folder.
        path: PathBuf,
        /// How many pages would be removed.
        gone: usize,
        /// How many pages there are now.
        pages: usize,
    },
    /// Another program changed the folder in which the new site was being made.
    StagingLost {
        /// The folder.
        path: PathBuf,
    },
    /// A file to be created already exists.
    Exists {
        /// The file, as one would type it.
        path: PathBuf,
    },
    /// A clock that cannot be right, although today's date is needed.
    WrongClock {
        /// Which clock, and its date.
        message: String,
    },
    /// The run was asked to end, and ended before it changed anything.
    Stopped,
    /// An earlier command was interrupted, and the rest of its work cannot be done.
    Interrupted {
        /// The command, the reason, and the help.
        message: String,
    },
    /// The preview cannot listen for requests.
    Listen {
        /// The address to listen on.
        address: String,
        /// Why it cannot.
        source: io::Error,
    },
    /// The preview no longer receives notice of saves.
    WatchEnded,
    /// The command line asks for something impossible.
    Usage {
        /// The reason.
        message: String,
    },
}

impl Error {
    /// An [`Error::Io`] about `path`, for `map_err`.
    pub fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NoSite { .. } => {
                Some("change to a site's folder, name one with --root DIR, or start one: errhub init DIR".into())
            }
            Self::NotASite { .. } => {
                Some("a site is a folder with a site.yaml and content/; start one: errhub init DIR".into())
            }
            Self::ForeignOutput { path } => Some(format!(
                "choose another folder with --output-dir, or empty {} yourself",
                path.display()
            )),
            Self::OutputHoldsSite { .. } => Some("choose another folder with --output-dir".into()),
            Self::OutputBusy { .. } => Some("wait until it is done, and build again".into()),
            Self::ForeignFile { .. } => Some(
                "move it out of the way, or delete it if it is not needed, and build again".into(),
            ),
            Self::Shrinks { .. } => Some(
                "check that content/ is complete; to remove these pages, build with --allow-shrink"
                    .into(),
            ),
            Self::StagingLost { .. } => Some("nothing was published; build again".into()),
            Self::Changed { .. } | Self::Vanished { .. } => Some("run it again".into()),
            // A preview that never changes again would be worse than none.
            Self::WatchEnded => Some("restart it".into()),
            Self::OutputIsMountPoint { .. } => Some(
                "build into a folder inside it, or mount the folder above it; a site is published by \
                 exchanging its folder for a new one"
                    .into(),
            ),
            Self::OutputIsDangling { .. } => Some(
                "create the folder that it leads to, remove the link, or choose another folder with \
                 --output-dir"
                    .into(),
            ),
            Self::WrongClock { .. } => Some(
                "set the clock, or say which day it is, in seconds since 1970, with the variable \
                 SOURCE_DATE_EPOCH"
                    .into(),
            ),
            Self::Io { source, .. } => advice(source).map(str::to_owned),
            Self::Exists { .. }
            | Self::Stopped
            | Self::Interrupted { .. }
            | Self::Listen { .. }
            | Self::Usage { .. } => None,
        }
    }
}

/// What to do about a failure of the disk.
fn advice(error: &io::Error) -> Option<&'static str> {
    Some(match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some space on this disk, and run it again"
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            "this disk is read-only; remount it, or build into a folder elsewhere with --output-dir"
        }
        io::ErrorKind::PermissionDenied => "check its owner and its permissions",
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a file is in the way; move it, or choose another folder"
        }
        // The errors of `read` for files beyond its bounds.
        io::ErrorKind::FileTooLarge if error.raw_os_error().is_none() => {
            "make it smaller, or move it out of the site"
        }
        io::ErrorKind::FileTooLarge => {
            "the system allows no files of this size here; `ulimit -f` shows its limit"
        }
        // The errors of `read` for pipes, devices and folders.
        io::ErrorKind::InvalidInput if error.raw_os_error().is_none() => {
            "remove it, or replace it with a file"
        }
        _ => return None,
    })
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSite { from } => {
                write!(f, "no site.yaml in {} or any folder above it", from.display())
            }
            Self::NotASite { root } => write!(f, "no site.yaml in {}", root.display()),
            Self::Changed { path } => {
                write!(f, "{} changed while errhub was reading it", path.display())
            }
            Self::Vanished { path } => {
                write!(f, "{} was deleted while errhub was reading the site", path.display())
            }
            Self::OutputIsMountPoint { path } => {
                write!(f, "{} is a mount point, and cannot be replaced", path.display())
            }
            Self::OutputIsDangling { link } => {
                write!(f, "{} is a link that leads nowhere", link.display())
            }
            Self::Io { action, path, source } => {
                write!(f, "cannot {action} {}: {source}", path.display())
            }
            Self::ForeignOutput { path } => {
                write!(f, "{} contains files that errhub did not create", path.display())
            }
            Self::OutputHoldsSite { path } => {
                write!(f, "the output folder {} contains the site's own files", path.display())
            }
            Self::OutputBusy { path, waited } => write!(
                f,
                "another errhub has been building {} for more than {} seconds",
                path.display(),
                waited.as_secs()
            ),
            Self::ForeignFile { path } => write!(
                f,
                "{} was not created by errhub, but the site has a file or folder of that name",
                path.display()
            ),
            Self::Shrinks { path, gone, pages } => write!(
                f,
                "this build would remove {gone} of the {pages} pages in {}",
                path.display()
            ),
            Self::StagingLost { path } => write!(
                f,
                "the new site in {} was changed or removed while errhub was building it",
                path.display()
            ),
            Self::Exists { path } => {
                write!(f, "{} already exists, and errhub never overwrites files", path.display())
            }
            Self::Listen { address, source } => write!(f, "cannot listen on {address}: {source}"),
            Self::Stopped => f.write_str("stopped; nothing was published"),
            Self::WatchEnded => f.write_str("the preview no longer notices saves"),
            Self::Interrupted { message }
            | Self::Usage { message }
            | Self::WrongClock { message } => f.write_str(message),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } | Self::Listen { source, .. } => Some(source),
            _ => None,
        }
    }
}
