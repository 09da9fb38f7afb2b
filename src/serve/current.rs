//! The version that is served now. It only moves forward.
//!
//! A version is loaded on one thread and checked on another, which takes longer. So nobody may read
//! the current version and later store something derived from it: a new version is made under the
//! same lock that stores it, and diagnostics about an outdated version are rejected.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use tokio::sync::watch;

use super::problem::{Problem, Problems};
use super::version::{Save, Version};
use crate::pipeline::Loaded;

/// The version that is served now.
#[derive(Default)]
pub(super) struct Current {
    newest: watch::Sender<Arc<Version>>,
    /// Held until the author has been informed, so that the messages come in the order of versions.
    turn: Mutex<()>,
}

/// The input for a new version.
pub(super) enum News {
    /// The site was loaded, or has no readable settings yet.
    Loaded {
        /// The site; `None` before its settings could be read.
        site: Option<Arc<Loaded>>,
        /// The diagnostics of loading it.
        problems: Vec<Arc<Problem>>,
        /// The save that caused it.
        save: Save,
    },
    /// The site could not be loaded, so the last version stays.
    Failed(Problem),
}

/// The diagnostics of a check.
pub(super) struct Findings {
    /// Everything that is wrong.
    pub(super) problems: Vec<Arc<Problem>>,
    /// The part that loading alone does not find.
    pub(super) of_check: Vec<Arc<Problem>>,
}

/// The version is no longer served.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stale;

/// The maximum length of the history.
const HISTORY: usize = 20;

impl Current {
    /// The version that is served now.
    pub(super) fn get(&self) -> Arc<Version> {
        Arc::clone(&self.newest.borrow())
    }

    /// Notifies of each new version.
    pub(super) fn versions(&self) -> watch::Receiver<Arc<Version>> {
        self.newest.subscribe()
    }

    /// Whether this version is served now.
    pub(super) fn is(&self, version: &Version) -> bool {
        self.newest.borrow().number == version.number
    }

    /// Serves a new version, and then lets `tell` inform the author.
    pub(super) fn publish(&self, news: News, tell: impl FnOnce()) -> Arc<Version> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.newest.send_modify(|newest| *newest = Arc::new(newest.next(news)));
        tell();
        self.get()
    }

    /// Adds the diagnostics about a version, and then lets `tell` inform the author.
    ///
    /// # Errors
    /// If another version is served by now, to which the diagnostics do not apply.
    pub(super) fn annotate(
        &self,
        version: &Version,
        findings: Findings,
        tell: impl FnOnce(),
    ) -> Result<(), Stale> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut outcome = Err(Stale);
        self.newest.send_if_modified(|newest| {
            if newest.number != version.number {
                return false;
            }
            outcome = Ok(());
            let problems = Problems::new(findings.problems);
            let is_news = newest.problems != problems || newest.of_check != findings.of_check;
            if is_news {
                let of_check = findings.of_check;
                *newest = Arc::new(Version { problems, of_check, ..(**newest).clone() });
            }
            is_news
        });
        if outcome.is_ok() {
            tell();
        }
        outcome
    }
}

impl Version {
    fn next(&self, news: News) -> Self {
        let number = self.number + 1;
        match news {
            News::Loaded { site, mut problems, save } => {
                // Diagnostics that only a check finds remain until the next check.
                problems.extend(self.of_check.iter().cloned());
                let mut history = vec![(SystemTime::now(), save)];
                history.extend(self.history.iter().take(HISTORY - 1).cloned());
                Self {
                    number,
                    loaded: site,
                    problems: Problems::new(problems),
                    of_check: self.of_check.clone(),
                    history,
                }
            }
            News::Failed(problem) => {
                let problems = Problems::new(vec![Arc::new(problem)]);
                Self { number, problems, ..self.clone() }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::error::Error;

    fn problem(message: &str) -> Problem {
        Problem::failure(&Error::Usage { message: message.into() })
    }

    fn loaded(message: &str) -> News {
        let save = Save { files: vec![message.into()], took: Duration::ZERO };
        News::Loaded { site: None, problems: vec![Arc::new(problem(message))], save }
    }

    fn findings(message: &str) -> Findings {
        Findings { problems: vec![Arc::new(problem(message))], of_check: Vec::new() }
    }

    fn says(version: &Version) -> Vec<&str> {
        version.problems.all().iter().map(|problem| problem.drawn.as_str()).collect()
    }

    #[test]
    fn findings_about_an_old_version_are_rejected() {
        let current = Current::default();
        let first = current.publish(loaded("first"), || {});
        let second = current.publish(loaded("second"), || {});
        let never = || panic!("nobody is told of an old version");
        assert_eq!(current.annotate(&first, findings("late"), never), Err(Stale));
        assert_eq!(says(&current.get()), ["error: second"]);
        assert_eq!(current.annotate(&second, findings("in time"), || {}), Ok(()));
        assert_eq!(says(&current.get()), ["error: in time"]);
        assert!(current.is(&second), "what is known of a version is no new one");

        current.publish(News::Failed(problem("gone")), || {});
        assert_eq!(current.annotate(&second, findings("late"), never), Err(Stale));
        assert_eq!(says(&current.get()), ["error: gone"]);
    }

    #[test]
    fn the_author_hears_of_versions_in_order() {
        let current = Current::default();
        let told = Mutex::new(Vec::new());
        let tell = |what: u64| told.lock().unwrap().push(what);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..100 {
                        current.publish(loaded("x"), || tell(current.get().number));
                    }
                });
            }
        });
        assert_eq!(told.into_inner().unwrap(), (1..=400).collect::<Vec<_>>());
    }
}
