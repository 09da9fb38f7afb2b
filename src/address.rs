//! Addresses that cannot work, and advice on what to write instead.

use crate::diagnostic::{Code, did_you_mean};

/// Why an address cannot work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Its kind.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// What to write.
    pub help: String,
}

/// What an address is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Use {
    /// Leads to a page or file.
    Link,
    /// Shows a picture.
    Picture,
}

/// Checks the spelling of an address. Its target is checked elsewhere.
#[must_use]
pub(crate) fn fault(address: &str, usage: Use) -> Option<Fault> {
    let address = address.trim();
    if address.is_empty() {
        return Some(empty(usage));
    }
    on_a_computer(address).or_else(|| match scheme(address) {
        Some((scheme, rest)) => with_scheme(address, &scheme.to_ascii_lowercase(), rest, usage),
        None => without_scheme(address),
    })
}

/// The scheme of an absolute address (RFC 3986, section 3.1), and the text after the colon.
#[must_use]
pub(crate) fn scheme(address: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = address.split_once(':')?;
    let valid = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    valid.then_some((scheme, rest))
}

/// Whether a host is the reader's own computer.
#[must_use]
pub(crate) fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let is_local = |name: &str| name == "localhost" || name.ends_with(".localhost");
    is_local(&name.to_ascii_lowercase())
        || matches!(name, "[::1]" | "0.0.0.0")
        || name.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}

fn empty(usage: Use) -> Fault {
    let (message, help) = match usage {
        Use::Link => ("this link has no address", "write where it leads, or remove the link"),
        Use::Picture => {
            ("this picture has no address", "write the path of its file, or remove the picture")
        }
    };
    Fault { code: Code::BadAddress, message: message.into(), help: help.into() }
}

/// Paths on the author's own computer or network.
fn on_a_computer(address: &str) -> Option<Fault> {
    let bytes = address.as_bytes();
    let has_drive = bytes.len() > 2
        && bytes[0].is_ascii_alphabetic()
        && bytes[1] == b':'
        && matches!(bytes[2], b'\\' | b'/');
    let is_file = has_drive
        // Markdown treats one of two backslashes as an escape.
        || address.starts_with('\\')
        || address.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("file:"));
    let name = address.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or("file");
    is_file.then(|| Fault {
        code: Code::OwnComputer,
        message: format!(
            "`{}` is on your own computer or network, where readers cannot reach it",
            short(address)
        ),
        help: format!("copy the file beside the article, and write its path from there: `{name}`"),
    })
}

fn with_scheme(address: &str, scheme: &str, rest: &str, usage: Use) -> Option<Fault> {
    let says = |message: String, right: String| {
        Some(Fault { code: Code::BadAddress, message, help: format!("write `{right}`") })
    };
    match scheme {
        "javascript" | "vbscript" => Some(not_allowed(scheme)),
        "data" if usage == Use::Link => Some(not_allowed(scheme)),
        "http" | "https" => {
            let host = rest.trim_start_matches(['/', '\\', ':', ' ']);
            let is_right = rest.strip_prefix("//").is_some_and(|after| after == host);
            if host.is_empty() {
                return Some(Fault {
                    code: Code::BadAddress,
                    message: format!("`{address}` does not name a site"),
                    help: "write the full address, such as `https://example.com/page`".into(),
                });
            }
            if is_right {
                return None;
            }
            let right = format!("{scheme}://{host}");
            says(
                format!(
                    "`{}` is misspelled: two slashes and the site follow `{scheme}:`",
                    short(address)
                ),
                right,
            )
        }
        "mailto" if !rest.contains('@') => Some(Fault {
            code: Code::BadAddress,
            message: format!("`{}` does not name a mailbox", short(address)),
            help: "write `mailto:name@example.com`".into(),
        }),
        "mailto" => None,
        // `example.com:8080/page` and `localhost:3000`
        name if name.contains('.') || name == "localhost" => {
            let right =
                format!("{}://{address}", if name == "localhost" { "http" } else { "https" });
            says(format!("`{}` does not begin with `https://`", short(address)), right)
        }
        _ if rest.starts_with('/') || scheme.len() > 3 => {
            let near = did_you_mean(scheme, ["https", "http", "mailto"])?;
            let is_other = OTHER_SCHEMES.contains(&scheme)
                || near == "mailto" && !rest.contains('@')
                || near != "mailto" && !rest.starts_with('/');
            if is_other {
                return None;
            }
            let rest = rest.trim_start_matches('/');
            let right = if near == "mailto" {
                format!("mailto:{rest}")
            } else {
                format!("{near}://{rest}")
            };
            says(format!("there are no `{scheme}:` addresses"), right)
        }
        _ => None,
    }
}

/// Schemes that resemble misspellings of other schemes.
const OTHER_SCHEMES: &[&str] = &["ftp", "ftps", "sftp", "smtp", "ntp", "httpx", "shttp"];

fn not_allowed(scheme: &str) -> Fault {
    Fault {
        code: Code::BadValue,
        message: format!("a link may not be a `{scheme}:` address"),
        help: "link to a page or a file".into(),
    }
}

fn without_scheme(address: &str) -> Option<Fault> {
    let lower = address.to_ascii_lowercase();
    let bad = |message: &str, right: String| {
        Some(Fault {
            code: Code::BadAddress,
            message: format!("`{}` {message}", short(address)),
            help: format!("write `{right}`"),
        })
    };
    // `https//example.com`, `http;//example.com`
    let known = ["https", "http"].into_iter().find(|known| lower.starts_with(known));
    if let Some(scheme) = known {
        let rest = &address[scheme.len()..];
        let host = rest.trim_start_matches([';', ':', ' ', '.', ',', '/', '\\']);
        let signs = &rest[..rest.len() - host.len()];
        if signs.contains("//") && host.contains('.') {
            return bad("has no colon before its slashes", format!("{scheme}://{host}"));
        }
    }
    if lower.starts_with("www.") {
        return bad("does not begin with `https://`", format!("https://{address}"));
    }
    let start = address.split(['/', '?', '#']).next().unwrap_or_default();
    if is_mailbox(start) {
        return bad("is an email address", format!("mailto:{address}"));
    }
    if start.contains(':') && is_loopback(start) {
        return bad("does not begin with `http://`", format!("http://{address}"));
    }
    if address.split(['?', '#']).next().unwrap_or_default().contains('\\') {
        return bad(
            "has backslashes, which do not separate folders in an address",
            address.replace('\\', "/"),
        );
    }
    None
}

/// `name@example.com`
fn is_mailbox(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && !text.contains(char::is_whitespace)
            && !host.contains('@')
            && host.rsplit_once('.').is_some_and(|(site, top)| {
                !site.is_empty() && top.len() > 1 && !FILES.contains(&&*top.to_ascii_lowercase())
            })
    })
}

/// File extensions: `logo@2x.png` is not a mailbox.
const FILES: &[&str] =
    &["avif", "gif", "htm", "html", "jpeg", "jpg", "md", "pdf", "png", "svg", "txt", "webp", "zip"];

/// An address, shortened for a message.
fn short(address: &str) -> String {
    const SHOWN: usize = 60;
    match address.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &address[..end]),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_come_with_an_address_that_works() {
        for (address, right) in [
            (r"C:\Users\me\shot.png", "from there: `shot.png`"),
            ("c:/Users/me/shot.png", "from there: `shot.png`"),
            ("file:///home/me/shot.png", "from there: `shot.png`"),
            (r"\\server\share\shot.png", "from there: `shot.png`"),
            (r"\server\share\shot.png", "from there: `shot.png`"),
            ("htps://example.com/a", "write `https://example.com/a`"),
            ("htttp://example.com", "write `http://example.com`"),
            ("http:/example.com/a", "write `http://example.com/a`"),
            ("https:example.com", "write `https://example.com`"),
            ("https:///example.com", "write `https://example.com`"),
            ("http:// example.com", "write `http://example.com`"),
            (r"https:\\example.com", "write `https://example.com`"),
            ("https//example.com", "write `https://example.com`"),
            ("http;//example.com", "write `http://example.com`"),
            ("https://", "such as `https://example.com/page`"),
            ("www.google.com", "write `https://www.google.com`"),
            ("WWW.google.com/a?b", "write `https://WWW.google.com/a?b`"),
            ("example.com:8080/a", "write `https://example.com:8080/a`"),
            ("localhost:3000", "write `http://localhost:3000`"),
            ("127.0.0.1:3000/a", "write `http://127.0.0.1:3000/a`"),
            ("support@example.com", "write `mailto:support@example.com`"),
            ("mailt:support@example.com", "write `mailto:support@example.com`"),
            ("mailto:", "write `mailto:name@example.com`"),
            (r"..\dns\a.md", "write `../dns/a.md`"),
            ("JavaScript:alert(1)", "link to a page or a file"),
            ("", "write where it leads, or remove the link"),
            ("  ", "write where it leads, or remove the link"),
        ] {
            let fault = fault(address, Use::Link).map(|fault| fault.help).unwrap_or_default();
            assert!(fault.contains(right), "{address}: {fault}");
        }
    }

    #[test]
    fn addresses_that_may_work_are_left_alone() {
        for address in [
            "504.md",
            "../dns/_index.md#a",
            "/http/504/",
            "#faq",
            "?a=b",
            "//example.com/a",
            "HTTPS://example.com",
            "http://localhost:631/admin",
            "mailto:me@example.com?subject=x",
            "tel:+49",
            "ftp://example.com/a",
            "ssh://example.com",
            "git+https://example.com",
            "chrome://settings",
            "ms-settings:network",
            "about:blank",
            "https-errors.md",
            "httpd/a.md",
            "name@2x.png",
            "@scope/package.md",
            "a.md?x=\\",
        ] {
            assert_eq!(fault(address, Use::Link), None, "{address}");
        }
        assert_eq!(fault("data:image/png;base64,AAAA", Use::Picture), None);
    }

    #[test]
    fn loopback_hosts() {
        for host in [
            "localhost",
            "LOCALHOST:4040",
            "127.0.0.1",
            "127.0.0.1:4711",
            "[::1]:80",
            "a.localhost",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["example.com", "10.0.0.1", "localhost.com"] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
