//! Informs open pages in browsers about new versions.
//!
//! Each page is rendered only once for each version, however many tabs show it. Pages are rendered
//! one at a time, the most recently opened first, so that the one that an author looks at does not
//! wait for a hundred open tabs.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, watch};

use super::client;
use super::preview::Preview;
use super::version::Version;

/// The pages that are followed.
pub(super) struct Followers {
    preview: Arc<Preview>,
    /// The most recently opened one is at the end.
    pages: Mutex<Vec<Page>>,
    /// Wakes up the renderer.
    opened: Notify,
}

/// A page that at least one tab follows.
struct Page {
    path: String,
    /// The event with its state; `None` before it is known.
    event: watch::Sender<Option<Arc<str>>>,
    /// The version that the state is from.
    known: Option<Known>,
}

/// A version of the site, and the version of a page in it.
type Known = (Arc<Version>, String);

impl Followers {
    pub(super) fn new(preview: Arc<Preview>) -> Self {
        Self { preview, pages: Mutex::default(), opened: Notify::new() }
    }

    /// The states of the page at `path`, starting with the current one.
    pub(super) fn follow(&self, path: &str) -> watch::Receiver<Option<Arc<str>>> {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        let page = match pages.iter().position(|page| page.path == path) {
            Some(at) => pages.remove(at),
            None => Page { path: path.to_owned(), event: watch::Sender::new(None), known: None },
        };
        let mut receiver = page.event.subscribe();
        receiver.mark_changed();
        pages.push(page);
        self.opened.notify_one();
        receiver
    }

    /// Keeps the states up to date for as long as the preview runs.
    pub(super) async fn run(self: Arc<Self>) {
        let mut versions = self.preview.versions();
        loop {
            let followers = Arc::clone(&self);
            // Rendering takes milliseconds, during which connections need not wait.
            let _ = tokio::task::spawn_blocking(move || followers.catch_up()).await;
            tokio::select! {
                changed = versions.changed() => if changed.is_err() { return },
                () = self.opened.notified() => {}
            }
        }
    }

    /// Brings every page up to the current version.
    fn catch_up(&self) {
        loop {
            let current = self.preview.current();
            let Some((path, before)) = self.next(&current) else { return };
            let version = client::version_at(&path, &current, before);
            let event = client::state(&path, &version, &current).into();
            let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(page) = pages.iter_mut().find(|page| page.path == path) {
                page.event.send_if_modified(|last| {
                    let is_new = last.as_ref() != Some(&event);
                    *last = Some(event);
                    is_new
                });
                page.known = Some((current, version));
            }
        }
    }

    /// The page to render next, with its last version.
    fn next(&self, current: &Arc<Version>) -> Option<(String, Option<Known>)> {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.retain(|page| page.event.receiver_count() > 0);
        let is_current =
            |page: &&Page| page.known.as_ref().is_some_and(|(at, _)| Arc::ptr_eq(at, current));
        let page = pages.iter().rev().find(|page| !is_current(page))?;
        Some((page.path.clone(), page.known.clone()))
    }
}
