//! Configuration for Caddy: `handle_errors`.

use std::fmt::Write as _;

use super::{PAGES, Setup, UNAVAILABLE};

pub(super) fn configuration(setup: &Setup<'_>) -> String {
    let Setup { title, folder, .. } = setup;
    let statuses = setup.statuses().map(|status| status.to_string()).collect::<Vec<_>>().join(", ");
    let languages = languages(setup);
    let language = if languages.is_empty() { "" } else { "{errhub_language}" };
    let mut text = format!(
        "# Error pages of {title}, for Caddy. In the block of a site:\n\
         #     import {folder}/Caddyfile\n\
         # The pages replace Caddy's own ones. To replace those of the application as well, add to\n\
         # its `reverse_proxy`:\n\
         #     @failed status 4xx 5xx\n\
         #     handle_response @failed {{\n\
         #         error failed {{rp.status_code}}\n\
         #     }}\n\n\
         handle_errors {{\n\
         {languages}\
         \t@page expression `{{err.status_code}} in [{statuses}]`\n\
         \thandle @page {{\n\
         \t\troot * {folder}/{PAGES}\n\
         \t\trewrite * {language}/{{err.status_code}}.html\n\
         \t\t# Only for the page that was asked for: they would take away from this one.\n\
         \t\trequest_header -If-Modified-Since\n\
         \t\trequest_header -If-None-Match\n\
         \t\trequest_header -Range\n\
         \t\theader Cache-Control \"no-store\"\n"
    );
    if let Some(seconds) = setup.retry_after() {
        let _ = write!(
            text,
            "\t\t@unavailable expression `{{err.status_code}} == {UNAVAILABLE}`\n\
             \t\theader @unavailable Retry-After \"{seconds}\"\n"
        );
    }
    text.push_str(
        "\t\tfile_server\n\
         \t}\n\
         \thandle {\n\
         \t\trespond \"{err.status_code} {err.status_text}\"\n\
         \t}\n\
         }\n",
    );
    text
}

/// Lines that set `{errhub_language}` to the folder of the pages, if there are several languages.
fn languages(setup: &Setup<'_>) -> String {
    let Some(accepted) = setup.accepted() else { return String::new() };
    let folders = setup.translations.iter().map(|(code, _)| format!("\t\t{code} /{code}\n"));
    format!(
        "\t# The first language in Accept-Language that there are pages in.\n\
         \tmap {{header.Accept-Language}} {{errhub_accepted}} {{\n\
         \t\t~{accepted} ${{1}}\n\
         \t\tdefault \"\"\n\
         \t}}\n\
         \tmap {{errhub_accepted}} {{errhub_language}} {{\n\
         {}\
         \t\tdefault \"\"\n\
         \t}}\n",
        folders.collect::<String>()
    )
}
