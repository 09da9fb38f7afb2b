//! `platforms` of site.yaml: the browsers, systems and servers that articles may apply to.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Code, Diagnostic, FieldPath, Place};
use crate::path::{OutPath, SourcePath, platform_slug, slug};

/// A browser, system or server.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlatformConfig {
    /// Its name, as articles and pages write it.
    pub name: String,
    /// Its name in the address of its page; by default made from its name.
    #[serde(default)]
    pub slug: Option<String>,
    /// Its icon; by default none.
    #[serde(default)]
    pub icon: Option<String>,
}

impl From<String> for PlatformConfig {
    fn from(name: String) -> Self {
        Self { name, slug: None, icon: None }
    }
}

impl PlatformConfig {
    /// Its name in the address of its page.
    #[must_use]
    pub fn slug(&self) -> String {
        self.slug.clone().unwrap_or_else(|| platform_slug(&self.name))
    }
}

/// Reports platforms that cannot have a page, and those that would share one.
pub(super) fn check(platforms: &[PlatformConfig], file: &SourcePath) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut names: HashMap<&str, usize> = HashMap::new();
    let mut addresses: HashMap<String, usize> = HashMap::new();
    let path = |index: usize| FieldPath::from("platforms").index(index);
    for (index, platform) in platforms.iter().enumerate() {
        let name = &platform.name;
        // A platform that is only a text has no key `slug`, so its place is the whole text.
        let place = |index: usize| {
            let has_slug = platforms[index].slug.is_some();
            let field = if has_slug { path(index).key("slug") } else { path(index) };
            Place::value(file, field)
        };
        let bad = |message: String, help: &str| {
            Diagnostic::new(Code::BadValue, message, place(index)).help(help)
        };
        let address = platform.slug();
        if let Some(own) = platform.slug.as_deref().filter(|own| !is_clean(own)) {
            let better = slug(own);
            let help = if is_clean(&better) {
                format!("did you mean `{better}`?")
            } else {
                "write ASCII letters, digits and hyphens".to_owned()
            };
            diagnostics.push(bad(format!("`{own}` does not make a clean address"), &help));
        } else if let Some(first) = names.get(name.as_str()) {
            diagnostics.push(
                bad(format!("the platform `{name}` is listed twice"), "remove one of them")
                    .related(place(*first), "the first one"),
            );
        } else if address.is_empty() {
            let message =
                format!("the platform `{name}` has no letter or digit to use in its address");
            let help =
                format!("give it a name with letters, or a `slug`: `{{name: {name}, slug: …}}`");
            diagnostics.push(bad(message, &help));
        } else if let Err(unfit) = OutPath::new(&*address) {
            let message = format!("this platform cannot have a page: {unfit}");
            diagnostics.push(bad(message, "give it a shorter and simpler name, or a `slug`"));
        } else if let Some(first) = addresses.get(&address) {
            let other = &platforms[*first].name;
            let message = format!(
                "the platforms `{name}` and `{other}` would both be published at \
                 platforms/{address}/"
            );
            let help = format!(
                "rename one of them, or give it a `slug` of its own: `{{name: {name}, slug: …}}`"
            );
            diagnostics.push(bad(message, &help).related(place(*first), "the first one"));
        } else {
            addresses.insert(address, index);
        }
        names.entry(name).or_insert(index);
    }
    diagnostics
}

/// A name that can be part of an address as it is.
fn is_clean(name: &str) -> bool {
    let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    name.bytes().all(is_fit)
        && name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && OutPath::new(name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;

    fn parse(platforms: &str) -> Result<Vec<(String, String)>, Vec<String>> {
        let text = format!("title: S\nbase_url: https://example.com/\nplatforms:\n{platforms}");
        let said = |found: Vec<Diagnostic>| -> Vec<String> {
            found.into_iter().map(|one| one.message).collect()
        };
        let (config, _) = config::parse(text.as_bytes()).map_err(said)?;
        let platforms = config.platforms.into_iter();
        Ok(platforms.map(|one| (one.slug(), one.name)).collect())
    }

    #[test]
    fn a_platform_is_a_text_or_a_mapping() {
        let own =
            parse("- C\n- C++\n- C#\n- {name: .NET, slug: dotnet}\n- name: 'Café'\n").unwrap();
        let slugs: Vec<_> = own.iter().map(|(slug, _)| slug.as_str()).collect();
        assert_eq!(slugs, ["c", "c-plus-plus", "c-sharp", "dotnet", "café"]);
        assert_eq!(own[4].1, "Café");
    }

    #[test]
    fn nothing_collides_in_silence() {
        for (platforms, message) in [
            (
                "- Node.js\n- Node js\n",
                "the platforms `Node js` and `Node.js` would both be published at platforms/node-js/",
            ),
            (
                "- {name: A, slug: b}\n- B\n",
                "the platforms `B` and `A` would both be published at platforms/b/",
            ),
            ("- A\n- {name: A, slug: b}\n", "the platform `A` is listed twice"),
            ("- {name: A, slug: C#}\n", "`C#` does not make a clean address"),
            ("- {name: A, slug: b/c}\n", "`b/c` does not make a clean address"),
            ("- {name: A, slug: ..}\n", "`..` does not make a clean address"),
            ("- {name: A, slug: aux}\n", "`aux` does not make a clean address"),
            ("- '!'\n", "the platform `!` has no letter or digit to use in its address"),
            (
                "- aux\n",
                "this platform cannot have a page: `aux` is the name of a device on Windows",
            ),
            ("- {slug: a}\n", "`platforms[1]` has no `name`"),
            ("- {name: A, url: a}\n", "unknown key `url` in `platforms[1]`"),
            ("- [A]\n", "`platforms[1]` must be a text, not a list"),
            ("- 2000\n", "YAML reads `2000` as a number, not as a text"),
        ] {
            assert_eq!(parse(platforms), Err(vec![message.to_owned()]), "{platforms}");
        }
        assert!(parse("- {name: '!', slug: shout}\n").is_ok());
    }
}
