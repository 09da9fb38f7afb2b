//! Files for HAProxy: whole responses, and an `http-errors` section that names them.

use std::fmt::Write as _;

use super::{Setup, UNAVAILABLE};
use crate::http_status;

/// The statuses that HAProxy can generate itself (its manual, `errorfile`).
const OWN: [u16; 16] =
    [400, 401, 403, 404, 405, 407, 408, 410, 413, 425, 429, 500, 501, 502, 503, 504];

/// The folder of the responses.
const RESPONSES: &str = "haproxy";

pub(super) fn configuration(setup: &Setup<'_>) -> String {
    let Setup { title, folder, .. } = setup;
    let language = match setup.languages.first() {
        Some(main) => {
            format!("# HAProxy cannot choose a language: all readers get the pages in `{main}`.\n")
        }
        None => String::new(),
    };
    let mut text = format!(
        "# Error pages of {title}, for HAProxy. Start it with this file after your own one,\n\
         #     haproxy -f /etc/haproxy/haproxy.cfg -f {folder}/haproxy.cfg\n\
         # or copy the section, and name it in `defaults`, in a frontend or in a backend:\n\
         #     errorfiles errhub\n\
         # The pages replace HAProxy's own ones, and never those of the application.\n{language}\n\
         http-errors errhub\n"
    );
    for status in responses_of(setup) {
        let _ = writeln!(text, "    errorfile {status} {folder}/{RESPONSES}/{status}.http");
    }
    text
}

/// A file for each response, with its path: status line, header and page (RFC 9112).
pub(super) fn responses(setup: &Setup<'_>) -> Vec<(String, String)> {
    let response = |status: u16| {
        let page = &setup.pages[&status];
        let name = http_status::name(&status.to_string()).unwrap_or_default();
        let mut text = format!(
            "HTTP/1.1 {status} {name}\r\n\
             Content-Type: text/html; charset=utf-8\r\n\
             Content-Length: {}\r\n\
             Cache-Control: no-store\r\n",
            page.len()
        );
        if let Some(seconds) = setup.retry_after().filter(|_| status == UNAVAILABLE) {
            let _ = write!(text, "Retry-After: {seconds}\r\n");
        }
        text.push_str("\r\n");
        text.push_str(page);
        (format!("{RESPONSES}/{status}.http"), text)
    };
    responses_of(setup).map(response).collect()
}

fn responses_of(setup: &Setup<'_>) -> impl Iterator<Item = u16> {
    setup.statuses().filter(|status| OWN.contains(status))
}
