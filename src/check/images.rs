//! The pictures that chats and social networks show with links: those of `image`.

use crate::config::{Project, SITE_FILE};
use crate::diagnostic::{Code, Diagnostic, Place, Suggestions, did_you_mean};
use crate::output::{Plan, Role};
use crate::path::{SourcePath, UrlPath};
use crate::picture::{Format, Picture, Pictures, Size};
use crate::site::Site;

/// The smallest width and height that networks accept (Meta, “Images in link shares”).
const MIN: u32 = 200;
/// The largest file that networks accept (X, “Summary card with large image”).
const MAX_BYTES: u64 = 5 << 20;

/// What is wrong with the pictures that articles and site.yaml choose for links.
#[must_use]
pub fn images(project: &Project, site: &Site, plan: &Plan, pictures: &Pictures) -> Vec<Diagnostic> {
    let of_site = project.config.image_url();
    let of_site = of_site.map(|url| (SourcePath::new(SITE_FILE), url));
    let of_articles = site.articles.iter().filter_map(|article| {
        let document = &article.document;
        Some((document.source.clone(), document.summary.image.clone()?))
    });
    let all = of_site.into_iter().chain(of_articles);
    let mut suggestions = Suggestions::default();
    all.filter_map(|(source, url)| {
        let place = Place::value(&source, "image");
        match pictures.get(&url) {
            Some(picture) => unfit(picture, &place),
            None => Some(missing(&url, plan, place, &mut suggestions)),
        }
    })
    .collect()
}

fn missing(url: &UrlPath, plan: &Plan, place: Place, suggestions: &mut Suggestions) -> Diagnostic {
    let copies = || {
        plan.iter().filter_map(|(out, file)| match file.role() {
            Role::Copy(source) => Some((out.as_str(), source)),
            _ => None,
        })
    };
    let wanted = url.decoded();
    let near = suggestions.find(|| {
        let near = did_you_mean(wanted.trim_start_matches('/'), copies().map(|(out, _)| out))?;
        copies().find(|(out, _)| *out == near)
    });
    let help = near.map_or_else(
        || "put the file beside the article or into static/, and write its path".to_owned(),
        |(_, source)| format!("did you mean {source}?"),
    );
    Diagnostic::new(Code::MissingImage, format!("there is no picture at {url}"), place).help(help)
}

fn unfit(picture: &Picture, place: &Place) -> Option<Diagnostic> {
    let says = |message: String, help: &str| {
        Some(Diagnostic::new(Code::BadImage, message, place.clone()).help(help))
    };
    let best = "make one of 1200 × 630 pixels, the size that all networks show whole";
    match (picture.format, picture.size) {
        (Some(Format::Svg | Format::Avif | Format::Other), _) => says(
            "chats and social networks do not show pictures in this format".to_owned(),
            "save it as PNG or JPEG",
        ),
        (None, _) | (_, None) => {
            says("this file is not a picture".to_owned(), "save it as PNG or JPEG")
        }
        (_, Some(Size { width, height })) if width < MIN || height < MIN => says(
            format!("this picture has only {width} × {height} pixels, too few for a preview"),
            best,
        ),
        _ if picture.bytes > MAX_BYTES => {
            says("this picture has more than 5 MB, too much for a preview".to_owned(), best)
        }
        _ => None,
    }
}
