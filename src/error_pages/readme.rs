//! The README of the folder.

use super::Setup;

pub(super) fn text(setup: &Setup<'_>) -> String {
    let Setup { title, folder, .. } = setup;
    let statuses = setup.statuses().map(|status| status.to_string()).collect::<Vec<_>>().join(", ");
    let languages = if setup.languages.is_empty() {
        String::new()
    } else {
        format!(
            "Languages: {}. nginx, Apache and Caddy choose the first one in `Accept-Language`. Where an \
             article has no translation, the page is in the first language of this list.\n",
            setup.languages.join(", ")
        )
    };
    format!(
        "# Error pages\n\n\
         Pages that a server shows when an error occurs, made from articles of {title} by errhub {}.\n\
         Statuses: {statuses}.\n{languages}\n\
         1. Copy this folder to `{folder}` on the server. To copy it elsewhere, make it again with\n   \
         `errhub error-pages --folder`.\n\
         2. Tell the server about it. The first lines of each file say how.\n\n\
         | Server | File | Check the configuration |\n\
         |---|---|---|\n\
         | nginx | `nginx.conf` | `nginx -t` |\n\
         | Apache | `apache.conf` | `apachectl configtest` |\n\
         | Caddy | `Caddyfile` | `caddy validate --config /etc/caddy/Caddyfile` |\n\
         | HAProxy | `haproxy.cfg`, `haproxy/` | `haproxy -c -f /etc/haproxy/haproxy.cfg -f {folder}/haproxy.cfg` |\n\n\
         3. Reload the server, stop the application behind it for a moment, and look:\n   \
         `curl -i https://www.example.com/`\n\n\
         The files belong to errhub: the next `errhub error-pages` replaces them.\n",
        env!("CARGO_PKG_VERSION")
    )
}
