//! Merges mistakes that many pages share: each is reported once, with the number of pages.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::output::PlanIndex;
use crate::path::SourcePath;

/// The diagnostics about pages, in order, with one for each mistake in a template, however many
/// pages it affects.
#[must_use]
pub fn once(found: Vec<(PlanIndex, Diagnostic)>) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::new();
    // For each mistake: its index in `kept`, the last page with it, and the number of pages.
    let mut known: HashMap<(Code, Place), (usize, PlanIndex, usize)> = HashMap::new();
    for (page, diagnostic) in found {
        let Some(place) = shared_place(&diagnostic) else {
            kept.push(diagnostic);
            continue;
        };
        let (_, last, pages) = known.entry((diagnostic.code, place)).or_insert_with(|| {
            kept.push(diagnostic);
            (kept.len() - 1, page, 1)
        });
        if *last != page {
            (*last, *pages) = (page, *pages + 1);
        }
    }
    // Failures and hidden markup name one page as an example, so they have no count.
    let counted = known
        .into_iter()
        .filter(|((code, _), _)| !matches!(code, Code::TemplateFailed | Code::HiddenMarkup));
    for (_, (index, _, pages)) in counted {
        let pages = if pages == 1 { "1 page".to_owned() } else { format!("{pages} pages") };
        let message = &mut kept[index].message;
        *message = format!("{message} (on {pages})");
    }
    kept
}

/// The place that identifies a mistake in a template; `None` for a mistake of a single page.
fn shared_place(diagnostic: &Diagnostic) -> Option<Place> {
    let place = diagnostic.place.as_ref();
    let anywhere = || Place::file(&SourcePath::new("templates"));
    match diagnostic.code {
        Code::HiddenMarkup => Some(anywhere()),
        Code::TemplateFailed => Some(place.cloned().unwrap_or_else(anywhere)),
        _ => place.filter(|place| place.file.as_str().starts_with("templates/")).cloned(),
    }
}
