//! Configuration for Apache: `ErrorDocument`.

use std::fmt::Write as _;

use super::{PAGES, PATH, Setup, UNAVAILABLE};

/// Whether Apache refuses a status in `ErrorDocument`, because its table (`http_protocol.c`) does
/// not have it.
const UNKNOWN: u16 = 425;

pub(super) fn configuration(setup: &Setup<'_>) -> String {
    let Setup { title, folder, .. } = setup;
    let mut text = format!(
        "# Error pages of {title}, for Apache, which needs mod_alias and mod_headers. In a\n\
         # `<VirtualHost>`, above any `ProxyPass`:\n\
         #     Include {folder}/apache.conf\n\
         # The pages replace Apache's own ones. To replace those of the application as well, add\n\
         #     ProxyErrorOverride On\n\n\
         Alias \"{PATH}\" \"{folder}/{PAGES}/\"\n\
         <IfModule mod_proxy.c>\n    \
         ProxyPass \"{PATH}\" \"!\"\n\
         </IfModule>\n\
         <Directory \"{folder}/{PAGES}/\">\n    \
         Options None\n    \
         AllowOverride None\n    \
         Require all granted\n\
         </Directory>\n\
         <Location \"{PATH}\">\n    \
         ForceType \"text/html; charset=utf-8\"\n    \
         FileETag None\n    \
         Header always set Cache-Control \"no-store\"\n    \
         Header always set X-Robots-Tag \"noindex\"\n\
         </Location>\n"
    );
    if let Some(seconds) = setup.retry_after() {
        for folder in setup.folders() {
            let _ = write!(
                text,
                "<Location \"{PATH}{folder}{UNAVAILABLE}.html\">\n    \
                 Header always set Retry-After \"{seconds}\"\n\
                 </Location>\n"
            );
        }
    }
    text.push('\n');
    let (mut quote, mut language) = ("", "");
    if let (Some(accepted), Some(main)) = (setup.accepted(), setup.languages.first()) {
        (quote, language) = ("\"", "%{reqenv:ERRHUB_LANGUAGE}");
        let _ = write!(
            text,
            "# The first language in Accept-Language that there are pages in; needs mod_setenvif.\n\
             SetEnvIf Accept-Language \"{accepted}\" ERRHUB_LANGUAGE=$1/\n\
             SetEnvIf ERRHUB_LANGUAGE \"^{main}/$\" !ERRHUB_LANGUAGE\n\n"
        );
    }
    for status in setup.statuses().filter(|status| *status != UNKNOWN) {
        let _ =
            writeln!(text, "ErrorDocument {status} {quote}{PATH}{language}{status}.html{quote}");
    }
    text
}
