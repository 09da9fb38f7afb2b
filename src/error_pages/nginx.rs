//! Configuration for nginx: `error_page`.

use std::fmt::Write as _;

use super::{PAGES, PATH, Setup, UNAVAILABLE};

pub(super) fn configuration(setup: &Setup<'_>) -> String {
    let Setup { title, folder, .. } = setup;
    let mut text = format!(
        "# Error pages of {title}, for nginx. In a `server` block:\n\
         #     include {folder}/nginx.conf;\n\
         # The pages replace nginx's own ones. To replace those of the application as well, add\n\
         #     proxy_intercept_errors on;    # or fastcgi_, uwsgi_, grpc_intercept_errors\n\n"
    );
    // Writing to a String cannot fail, here and below.
    let mut language = "";
    if let (Some(accepted), Some(main)) = (setup.accepted(), setup.languages.first()) {
        language = "${errhub_language}";
        let _ = write!(
            text,
            "# The first language in Accept-Language that there are pages in.\n\
             set $errhub_language \"\";\n\
             if ($http_accept_language ~ \"{accepted}\") {{ set $errhub_language $1/; }}\n\
             if ($errhub_language = {main}/) {{ set $errhub_language \"\"; }}\n\n"
        );
    }
    for status in setup.statuses() {
        let _ = writeln!(text, "error_page {status} {PATH}{language}{status}.html;");
    }
    let mut location = |pattern: &str, alias: &str, more: &str| {
        let _ = write!(
            text,
            "\nlocation {pattern} {{\n    \
             internal;\n    \
             alias {folder}/{PAGES}/{alias};\n    \
             types {{ }}\n    \
             default_type \"text/html; charset=utf-8\";\n    \
             etag off;\n    \
             add_header Cache-Control \"no-store\" always;\n{more}}}\n"
        );
    };
    location(&format!("^~ {PATH}"), "", "");
    if let Some(seconds) = setup.retry_after() {
        let more = format!("    add_header Retry-After \"{seconds}\" always;\n");
        for folder in setup.folders() {
            let page = format!("{folder}{UNAVAILABLE}.html");
            location(&format!("= {PATH}{page}"), &page, &more);
        }
    }
    text
}
