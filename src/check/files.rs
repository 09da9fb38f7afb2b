//! Files that are published beside pages, but that no page shows.

use crate::config::Project;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::output::{Plan, PlanIndex, Role};
use crate::path::SourcePath;

/// The files beside articles that no page links to; `used` are those that a page does link to.
#[must_use]
pub fn unused(
    project: &Project,
    plan: &Plan,
    used: impl IntoIterator<Item = PlanIndex>,
) -> Vec<Diagnostic> {
    let mut candidates: Vec<(PlanIndex, &SourcePath)> = attachments(plan).collect();
    if candidates.is_empty() {
        return Vec::new();
    }
    let mut is_used = vec![false; plan.len()];
    let logo = project.config.publisher.as_ref().and_then(|publisher| publisher.logo.as_deref());
    let image = project.config.image_url();
    let settings = [
        logo.and_then(|logo| plan.served(logo)),
        image.and_then(|image| plan.served(image.as_str())),
    ];
    for index in used.into_iter().chain(settings.into_iter().flatten()) {
        if let Some(mark) = is_used.get_mut(index) {
            *mark = true;
        }
    }
    candidates.retain(|(index, _)| !is_used[*index]);
    candidates.into_iter().map(|(_, source)| unused_file(source)).collect()
}

/// The files in the folders of categories. Those directly in content/ are for hosts and crawlers.
fn attachments(plan: &Plan) -> impl Iterator<Item = (PlanIndex, &SourcePath)> {
    plan.iter().enumerate().filter_map(|(index, (_, file))| match file.role() {
        Role::Copy(source) => {
            let below = source.as_str().strip_prefix("content/")?;
            below.contains('/').then_some((index, source))
        }
        _ => None,
    })
}

fn unused_file(source: &SourcePath) -> Diagnostic {
    let what = if is_picture(source.file_name()) { "picture" } else { "file" };
    let name = source.file_name();
    let message = format!("no page shows the {what} `{name}` or links to it");
    Diagnostic::new(Code::UnusedAttachment, message, Place::file(source)).help(format!(
        "use it in an article or delete it; a file for others to link to belongs in static/{}",
        source.content_parts().next().unwrap_or_default()
    ))
}

fn is_picture(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    matches!(&*ending, "png" | "jpg" | "jpeg" | "gif" | "svg" | "webp" | "avif" | "bmp" | "ico")
}
