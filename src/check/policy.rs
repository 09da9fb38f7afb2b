//! What the policy of the pages allows: pages and style sheets may load only from the site itself
//! and from the sources in `csp` of site.yaml.

use crate::address;
use crate::config::{Directive, Project, with_host};

/// Something that the policy blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Blocked {
    /// The mistake, in words.
    pub(super) message: String,
    /// What to do.
    pub(super) help: String,
}

/// Whether an address is on another site, or contains its data.
pub(super) fn is_elsewhere(project: &Project, address: &str) -> bool {
    match with_host(address) {
        Some((host, _)) => !project.config.base_url.is_own_host(host),
        None => address::scheme(address).is_some(),
    }
}

/// Why `what` cannot be loaded from `address`; `None` if it can.
pub(super) fn blocked(
    project: &Project,
    directive: Directive,
    what: &str,
    address: &str,
) -> Option<Blocked> {
    let csp = &project.config.csp;
    let address = address.trim();
    if !is_elsewhere(project, address) || project.config.policy().permits(directive, address) {
        return None;
    }
    let message =
        format!("the policy of the pages blocks {what} from another site: {}", short(address));
    let help = match source(directive, address) {
        None => "put it into a file of static/".to_owned(),
        Some(source) => {
            let key = directive.key();
            let mut all = csp.of(directive).to_vec();
            all.push(source);
            let line = format!("{key}: [{}]", all.join(", "));
            if *csp == crate::config::Csp::default() {
                format!("to allow it, add to site.yaml: `csp: {{{line}}}`")
            } else if csp.of(directive).is_empty() {
                format!("to allow it, add below `csp` in site.yaml: `{line}`")
            } else {
                format!("to allow it, write below `csp` in site.yaml: `{line}`")
            }
        }
    };
    Some(Blocked { message, help })
}

/// The source that allows an address; `None` if it should not be allowed.
fn source(directive: Directive, address: &str) -> Option<String> {
    if let Some((host, _)) = with_host(address) {
        let scheme = address::scheme(address).map_or("https", |(scheme, _)| scheme);
        return Some(format!("{}://{}", scheme.to_ascii_lowercase(), host.to_ascii_lowercase()));
    }
    let (scheme, _) = address::scheme(address)?;
    let is_code = matches!(directive, Directive::Script | Directive::Style | Directive::Frame);
    (!is_code).then(|| format!("{}:", scheme.to_ascii_lowercase()))
}

/// An address, shortened for a message.
fn short(address: &str) -> String {
    const SHOWN: usize = 60;
    match address.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &address[..end]),
        None => address.to_owned(),
    }
}
