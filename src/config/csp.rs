//! `csp` of site.yaml: what pages may load from elsewhere (Content Security Policy Level 3).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::with_host;
use crate::diagnostic::{Code, Diagnostic, FieldPath, Place};
use crate::path::SourcePath;

/// What pages may load besides their own site's files: sources such as `https://plausible.io`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Csp {
    /// Where scripts may send data, and fetch it from.
    #[serde(default)]
    pub connect: Vec<Permission>,
    /// Where fonts may come from.
    #[serde(default)]
    pub font: Vec<Permission>,
    /// Where forms may be sent.
    #[serde(default)]
    pub form: Vec<Permission>,
    /// Which pages may be shown in a page.
    #[serde(default)]
    pub frame: Vec<Permission>,
    /// Where pictures may come from, besides every `https:` address.
    #[serde(default)]
    pub img: Vec<Permission>,
    /// Where video and audio may come from.
    #[serde(default)]
    pub media: Vec<Permission>,
    /// Where scripts may come from.
    #[serde(default)]
    pub script: Vec<Permission>,
    /// Where style sheets may come from.
    #[serde(default)]
    pub style: Vec<Permission>,
    /// Where workers may come from.
    #[serde(default)]
    pub worker: Vec<Permission>,
}

/// A source expression of a policy (CSP Level 3, section 2.3.1).
pub type Permission = String;

/// A directive of the policy that site.yaml can add to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is the field of `Csp`")]
pub enum Directive {
    Connect,
    Font,
    Form,
    Frame,
    Img,
    Media,
    Script,
    Style,
    Worker,
}

impl Directive {
    /// All of them, in the order of their names.
    pub const ALL: [Self; 9] = [
        Self::Connect,
        Self::Font,
        Self::Form,
        Self::Frame,
        Self::Img,
        Self::Media,
        Self::Script,
        Self::Style,
        Self::Worker,
    ];

    /// Its name in site.yaml.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Font => "font",
            Self::Form => "form",
            Self::Frame => "frame",
            Self::Img => "img",
            Self::Media => "media",
            Self::Script => "script",
            Self::Style => "style",
            Self::Worker => "worker",
        }
    }

    /// Its name in a policy.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Connect => "connect-src",
            Self::Font => "font-src",
            Self::Form => "form-action",
            Self::Frame => "frame-src",
            Self::Img => "img-src",
            Self::Media => "media-src",
            Self::Script => "script-src",
            Self::Style => "style-src",
            Self::Worker => "worker-src",
        }
    }

    /// What every page may load without any permission in site.yaml; `None` if the policy then
    /// omits the directive.
    #[must_use]
    pub fn built_in(self) -> Option<&'static str> {
        match self {
            Self::Frame | Self::Worker => None,
            Self::Img => Some("'self' https: data:"),
            _ => Some("'self'"),
        }
    }
}

impl Csp {
    /// The sources that site.yaml adds to a directive.
    #[must_use]
    pub fn of(&self, directive: Directive) -> &[Permission] {
        match directive {
            Directive::Connect => &self.connect,
            Directive::Font => &self.font,
            Directive::Form => &self.form,
            Directive::Frame => &self.frame,
            Directive::Img => &self.img,
            Directive::Media => &self.media,
            Directive::Script => &self.script,
            Directive::Style => &self.style,
            Directive::Worker => &self.worker,
        }
    }

    /// Whether pages may load an address of another site for this purpose.
    #[must_use]
    pub fn permits(&self, directive: Directive, address: &str) -> bool {
        let built_in = directive.built_in().unwrap_or_default().split(' ');
        let all = built_in.chain(self.of(directive).iter().map(String::as_str));
        all.into_iter().any(|source| permits(source, address))
    }
}

/// Whether a source expression allows an address (CSP Level 3, section 6.7.2.8), for pages that are
/// served by `https:`.
#[must_use]
pub(crate) fn permits(source: &str, address: &str) -> bool {
    let Some((scheme, _)) = address.split_once(':').filter(|_| !address.starts_with("//")) else {
        return address.starts_with("//") && permits(source, &format!("https:{address}"));
    };
    let scheme = scheme.to_ascii_lowercase();
    let same = |wanted: &str| {
        let wanted = wanted.to_ascii_lowercase();
        // A source with `http:` allows the secure address as well (section 6.7.2.9).
        wanted == scheme
            || matches!((&*wanted, &*scheme), ("http", "https") | ("ws", "wss" | "https"))
    };
    if let Some(wanted) = source.strip_suffix(':') {
        return same(wanted);
    }
    let (wanted, rest) = source.split_once("://").unwrap_or(("https", source));
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let Some((asked_host, asked_path)) = with_host(address) else { return false };
    let asked_path = asked_path.split(['?', '#']).next().unwrap_or_default();
    let (host, port) = with_port(host);
    let (asked_host, asked_port) = with_port(asked_host);
    let fits_host = match host.strip_prefix('*') {
        Some(end) => {
            let (end, asked) = (end.to_ascii_lowercase(), asked_host.to_ascii_lowercase());
            asked.len() > end.len() && asked.ends_with(&end)
        }
        None => host.eq_ignore_ascii_case(asked_host),
    };
    let fits_port = match port {
        Some("*") => true,
        port => port.unwrap_or("443") == asked_port.unwrap_or("443"),
    };
    let fits_path = match path {
        "" | "/" => true,
        folder if folder.ends_with('/') => asked_path.starts_with(folder),
        file => file == asked_path,
    };
    same(wanted) && fits_host && fits_port && fits_path
}

fn with_port(host: &str) -> (&str, Option<&str>) {
    host.rsplit_once(':').map_or((host, None), |(host, port)| (host, Some(port)))
}

/// Reports sources that are not valid, and those that would undo the policy.
pub(super) fn check<'a>(
    csp: &'a Csp,
    file: &'a SourcePath,
) -> impl Iterator<Item = Diagnostic> + 'a {
    Directive::ALL.into_iter().flat_map(move |directive| {
        csp.of(directive).iter().enumerate().filter_map(move |(index, source)| {
            let (message, help) = refusal(directive, source)?;
            let field = FieldPath::from("csp").key(directive.key()).index(index);
            Some(Diagnostic::new(Code::BadSource, message, Place::value(file, field)).help(help))
        })
    })
}

/// The keywords of policies, without their quotes, and why a static site can do without them.
const KEYWORDS: &[(&str, &str)] = &[
    (
        "unsafe-inline",
        "put the code into a file of static/inline/, and show it with `inline`; docs/templates.md says how",
    ),
    (
        "unsafe-eval",
        "it would let scripts run any text; ask the author of the script for a version that does not need it",
    ),
    ("unsafe-hashes", "put the code into a file of static/, and register it with addEventListener"),
    (
        "strict-dynamic",
        "browsers would then ignore all hosts; name each host that scripts come from",
    ),
    ("report-sample", "the policy reports nothing; remove it"),
    ("none", "a directive without additions allows nothing from elsewhere; remove it"),
];

/// Why a source cannot be added to a directive, and what to write instead.
fn refusal(directive: Directive, source: &str) -> Option<(String, String)> {
    let no = |why: &str, help: &str| Some((format!("`{source}` {why}"), help.to_owned()));
    let bare = source.trim_matches('\'').to_ascii_lowercase();
    let is_code = matches!(directive, Directive::Script | Directive::Style);
    if let Some((_, why)) = KEYWORDS.iter().find(|(keyword, _)| *keyword == bare) {
        return no("has no place in the policy of a static site", why);
    }
    if bare.starts_with("nonce-") {
        return no(
            "has no place in the policy of a static site",
            "a page that is the same for everybody cannot have a secret; put the script into static/inline/",
        );
    }
    if bare == "self" || bare == "wasm-unsafe-eval" {
        let quoted = format!("write it with its quotes: \"'{bare}'\"");
        return if source.starts_with('\'') { None } else { no("lacks its quotes", &quoted) };
    }
    if source.starts_with('\'')
        || bare.starts_with("sha") && bare.contains('-') && !bare.contains('.')
    {
        return match is_hash(source) {
            true if is_code => None,
            true => no("is a hash, which only scripts and styles can have", "name a host instead"),
            false => no(
                "is not a hash",
                "write it as browsers show it, with both kinds of quotes: \"'sha256-…='\"",
            ),
        };
    }
    if bare == "*" || bare == "http:" || is_code && bare.ends_with(':') {
        return no(
            "allows everything from everywhere",
            "name the site, such as `https://plausible.io`",
        );
    }
    let is_scheme = bare.strip_suffix(':').is_some_and(is_scheme);
    if is_scheme || is_host_source(source) {
        return None;
    }
    let help = match with_host(source) {
        Some((host, _)) if is_host(host) => format!("write `https://{host}`"),
        _ => "name a site, such as `https://plausible.io` or `https://*.example.com`".to_owned(),
    };
    no("is not a valid source for the policy", &help)
}

/// `'sha256-…'`
fn is_hash(source: &str) -> bool {
    let inner = source.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    inner.and_then(|inner| inner.split_once('-')).is_some_and(|(name, digest)| {
        let digits = match name {
            "sha256" => 44,
            "sha384" => 64,
            "sha512" => 88,
            _ => return false,
        };
        let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || b"+/-_=".contains(&byte);
        digest.len() == digits && digest.bytes().all(is_digit)
    })
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// `https://*.example.com:8080/path`
fn is_host_source(source: &str) -> bool {
    let rest = match source.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) => rest,
        Some(_) => return false,
        None => source,
    };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let is_path = path.bytes().all(|byte| byte.is_ascii_graphic() && !b";,'\"?#<>".contains(&byte));
    is_host(host) && is_path && !matches!(host, "http" | "https")
}

/// `*.example.com:8080`
fn is_host(host: &str) -> bool {
    let (name, port) = with_port(host);
    let name = name.strip_prefix("*.").unwrap_or(name);
    let is_part = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_port = |port: &str| {
        port == "*" || !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())
    };
    name.split('.').all(is_part) && port.is_none_or(is_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_allow_what_browsers_allow() {
        for (source, address, allowed) in [
            ("https://plausible.io", "https://plausible.io/js/script.js", true),
            ("https://plausible.io", "//plausible.io/js/script.js", true),
            ("https://plausible.io", "HTTPS://Plausible.IO:443/x?y", true),
            ("https://plausible.io", "https://evil.plausible.io/", false),
            ("https://plausible.io", "https://plausible.io.evil.org/", false),
            ("https://plausible.io", "https://plausible.io:8443/", false),
            ("https://plausible.io", "http://plausible.io/", false),
            ("plausible.io", "https://plausible.io/", true),
            ("http://plausible.io", "https://plausible.io/", true),
            ("https://*.example.com", "https://a.b.example.com/", true),
            ("https://*.example.com", "https://example.com/", false),
            ("https://example.com:*", "https://example.com:8443/", true),
            ("https://example.com/js/", "https://example.com/js/a.js", true),
            ("https://example.com/js/", "https://example.com/css/a.css", false),
            ("https://example.com/a.js", "https://example.com/a.js?v=2", true),
            ("https://example.com/a.js", "https://example.com/a.jsx", false),
            ("https:", "https://example.com/", true),
            ("https:", "data:text/plain,x", false),
            ("data:", "data:font/woff2;base64,AAAA", true),
            ("'self'", "https://example.com/", false),
        ] {
            assert_eq!(permits(source, address), allowed, "{source} {address}");
        }
    }

    #[test]
    fn sources_that_undo_the_policy_are_refused() {
        let hash = format!("'sha256-{}='", "A".repeat(43));
        let refused = |directive, source: &str| refusal(directive, source).is_some();
        for source in [
            "https://plausible.io",
            "plausible.io",
            "https://*.example.com:8080/a/",
            "localhost:3000",
            "wss://example.com",
            "'wasm-unsafe-eval'",
            "'self'",
            &hash,
        ] {
            assert!(!refused(Directive::Script, source), "{source}");
        }
        for source in [
            "*",
            "https:",
            "data:",
            "blob:",
            "'unsafe-inline'",
            "unsafe-inline",
            "'unsafe-eval'",
            "'none'",
            "'nonce-abc'",
            "self",
            "'sha256-abc'",
            "sha256-abc=",
            "https//x.com",
            "https://",
            "",
            "https://a.com; script-src *",
            "https://a.com, b",
            "a b",
            "https://a.com/?q",
            "https://é.com",
            "https://*",
            "*.com:x",
            "javascript:alert(1)",
        ] {
            assert!(refused(Directive::Script, source), "{source}");
        }
        assert!(!refused(Directive::Img, "blob:") && refused(Directive::Img, &hash));
    }
}
