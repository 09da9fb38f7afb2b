//! The look of a site, as shown on every page.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::assets::{CUSTOM_SHEET, LogoSizes, static_path};
use crate::config::{SiteConfig, SiteLink, themes};
use crate::picture::Size;

/// The look of a site: fields of `site` in templates.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct LookView {
    /// The picture in the header.
    pub logo: Option<LogoView>,
    /// The colours of the page.
    pub background: BackgroundView,
    /// The address of the site's font.
    pub font: Option<String>,
    /// The address of the site's own style sheet.
    pub custom_css: Option<String>,
    /// Links in the header.
    pub header: Vec<NavLink>,
    /// Links in the footer.
    pub footer: Vec<NavLink>,
}

/// A logo.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct LogoView {
    /// What it says, if it contains the hub's name.
    pub alt: Option<String>,
    /// The picture for the light theme, or for both.
    pub light: PictureView,
    /// The picture for the dark theme, if that is another one.
    pub dark: Option<PictureView>,
}

/// A picture, as large as it is shown.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct PictureView {
    /// The address, in the form of links.
    pub url: String,
    /// The width in pixels; `None` if the file does not say.
    pub width: Option<u32>,
    /// The height in pixels.
    pub height: u32,
}

/// The colour of the page in each theme.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct BackgroundView {
    /// In the light theme: `#ffffff`.
    pub light: String,
    /// In the dark theme: `#0e141b`.
    pub dark: String,
}

/// A link of the header or footer.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct NavLink {
    /// The text.
    pub label: String,
    /// The address, in the form of links.
    pub url: String,
}

/// The height of a logo in the header, in pixels.
const LOGO_HEIGHT: u32 = 32;

impl LookView {
    /// The look that `config` describes; `addresses` are those of static files.
    #[must_use]
    pub fn new(
        config: &SiteConfig,
        addresses: &BTreeMap<String, String>,
        sizes: &LogoSizes,
    ) -> Self {
        let address = |name: &str| addresses.get(static_path(name)).cloned();
        let picture = |name: &str| {
            let size = sizes.get(static_path(name)).copied().flatten();
            Some(PictureView { url: address(name)?, width: size.map(shown), height: LOGO_HEIGHT })
        };
        let logo = config.logo.as_ref().and_then(|logo| {
            Some(LogoView {
                alt: logo.alt().map(str::to_owned),
                light: picture(logo.light())?,
                dark: logo.dark().and_then(picture),
            })
        });
        let links = |links: &[SiteLink]| -> Vec<NavLink> {
            let link = |link: &SiteLink| NavLink {
                label: link.label.clone(),
                url: link.href(&config.base_url),
            };
            links.iter().map(link).collect()
        };
        let colors = config.colors.clone().unwrap_or_default();
        let [light, dark] = themes(&colors).map(|theme| theme.background.to_string());
        Self {
            logo,
            background: BackgroundView { light, dark },
            font: config.font.as_deref().and_then(address),
            custom_css: address(CUSTOM_SHEET),
            header: links(&config.header),
            footer: links(&config.footer),
        }
    }
}

/// The width of a picture that is shown with the height of a logo.
fn shown(Size { width, height }: Size) -> u32 {
    let exact = u64::from(width) * u64::from(LOGO_HEIGHT) / u64::from(height.max(1));
    u32::try_from(exact).unwrap_or(u32::MAX).max(1)
}
