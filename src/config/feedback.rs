//! `feedback` and `edit_url` of site.yaml: where readers report what helped, and where they can
//! change a page.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Csp, SiteConfig, with_host};
use crate::diagnostic::{Code, Diagnostic, FieldPath, Place};
use crate::path::SourcePath;
use crate::yaml;

/// Where the answers to “Did this fix it?” go.
#[derive(Debug, Clone, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Feedback {
    /// The address that receives the answers: a full one, or a path of the site such as `/feedback`.
    pub url: String,
    /// How the form is sent: `post`, in the body of the request, or `get`, in its address.
    #[serde(default)]
    pub method: FormMethod,
}

/// How a form is sent (HTML, section 4.10.18.6).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FormMethod {
    /// In the address of the request.
    Get,
    /// In the body of the request.
    #[default]
    Post,
}

impl SiteConfig {
    /// What pages may load from elsewhere: `csp`, and the origin that feedback is sent to.
    #[must_use]
    pub fn policy(&self) -> Cow<'_, Csp> {
        let host = self.feedback.as_ref().and_then(|feedback| {
            let (host, _) = with_host(&feedback.url)?;
            let scheme = feedback.url.split_once(':').map_or("https", |(scheme, _)| scheme);
            // The pages' own host is allowed anyway.
            (!self.base_url.is_own_host(host)).then(|| format!("{scheme}://{host}"))
        });
        let Some(origin) = host.map(|origin| origin.to_ascii_lowercase()) else {
            return Cow::Borrowed(&self.csp);
        };
        let mut csp = self.csp.clone();
        if !csp.form.contains(&origin) {
            csp.form.push(origin);
        }
        Cow::Owned(csp)
    }
}

/// Reports addresses that cannot work.
pub(super) fn check(config: &SiteConfig, file: &SourcePath) -> Vec<Diagnostic> {
    let wrong = |message: String, field: FieldPath, help: &str| {
        Diagnostic::new(Code::BadValue, message, Place::value(file, field)).help(help)
    };
    let mut found = Vec::new();
    if let Some(Feedback { url, method }) = &config.feedback {
        let field = FieldPath::from("feedback").key("url");
        let is_path =
            url.starts_with('/') && !url.starts_with("//") && !url.contains(char::is_whitespace);
        let is_full =
            !url.starts_with('/') && with_host(url).is_some() && yaml::is_web_address(url);
        if !is_path && !is_full {
            let help = "write a full address, such as https://example.com/feedback, or a path of the site, such \
                        as /feedback";
            found.push(wrong(format!("a form cannot be sent to `{url}`"), field, help));
        } else if *method == FormMethod::Get && url.contains('?') {
            let help =
                "leave out the `?` and what follows it, or send the form with `method: post`";
            found.push(wrong("a GET form replaces the query of its address".into(), field, help));
        }
    }
    if let Some(pattern) = &config.edit_url {
        let is_address = yaml::is_web_address(&pattern.replace("{path}", "x"));
        if !is_address || !pattern.contains("{path}") {
            let message = format!("`edit_url` is not a web address with `{{path}}`: `{pattern}`");
            let help = "write where the files of the site can be changed, such as \
                        https://github.com/OWNER/REPOSITORY/edit/main/{path}";
            found.push(wrong(message, "edit_url".into(), help));
        }
    }
    found
}
