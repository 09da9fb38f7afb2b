//! Code as articles show it: short pieces inline, and blocks in eight languages.
//!
//! In a form, a letter in braces represents a variable part; `prose.rs` defines the letters.

/// A kind of code block.
pub(crate) struct Snippet {
    /// A name that errhub and its peers all know.
    pub(crate) language: &'static str,
    pub(crate) first: &'static [&'static str],
    /// One of them is chosen for each line in the middle.
    pub(crate) lines: &'static [&'static str],
    pub(crate) last: &'static [&'static str],
}

/// The form with the number in each name, so that no two blocks of a hub are the same.
pub(crate) fn unique(form: &str, number: usize) -> String {
    form.replace("{g}", &format!("{{g}}_{number}"))
        .replace("{f}", &format!("{{f}}_{number}"))
        .replace("{h}", &format!("n{number}.{{h}}"))
}

/// Code in a line of text.
#[rustfmt::skip]
pub(crate) const INLINE: &[&str] = &[
    "curl -I https://{h}/", "{q}", "proxy_read_timeout {d}s", "/var/log/{g}/error.log",
    "nslookup {h}", "ping {q}", "{e}", "{f} = {d}", "systemctl status {g}", "{q}:{o}", "{d} ms",
    "https://{h}/", "ipconfig /flushdns", "Cache-Control: max-age={d}", "/etc/{g}/{f}.conf",
    "openssl s_client -connect {h}:443", "dig +short {h}", "--{f}={d}", "HTTP/1.1 {o}", "{f}: {d}",
    "traceroute {q}", "error code {o}", "errno {d}", "localhost:{o}", "{g}.service",
    "SELECT count(*) FROM {g}_{d}", "TLS 1.{d}", "HKLM\\SOFTWARE\\{g}", "~/.{g}/{f}",
];

/// Half of the code in hubs is for a shell, so shell comes first.
pub(crate) const SNIPPETS: &[Snippet] = &[
    Snippet {
        language: "bash",
        first: &["# Read the log before anything else.", "set -euo pipefail", "cd /var/www/{g}"],
        lines: &[
            "sudo systemctl restart {g}",
            "sudo journalctl -u {g} -n {d} --no-pager",
            "curl -sS -o /dev/null -w '%{http_code}\\n' https://{h}/{g}?id={o}",
            "dig +short {h} @{q}",
            "sudo tail -n {d} /var/log/{g}/error.log | grep -i \"{f}\"",
            "for host in {q} {q}; do ping -c {d} \"$host\" || echo \"no answer from $host\"; done",
            "if ! systemctl is-active --quiet {g}; then sudo systemctl start {g}; fi",
            "openssl s_client -connect {h}:443 -servername {h} </dev/null",
            "export {f}_LIMIT={o}  # seconds",
            "sudo sed -i 's/{f} = .*/{f} = {d}/' /etc/{g}/{g}.conf",
            "ss -ltnp | awk '$4 ~ /:{o}$/ { print $6 }'",
            "docker logs --tail {d} {g}-{d} 2>&1 | less",
        ],
        last: &["sudo systemctl status {g}"],
    },
    Snippet {
        language: "powershell",
        first: &["# Run this as administrator."],
        lines: &[
            "Test-NetConnection -ComputerName {h} -Port {o}",
            "Get-Service -Name '{g}' | Restart-Service -Force",
            "Clear-DnsClientCache",
            "Resolve-DnsName {h} -Server {q}",
            "$limit = {d}  # minutes",
            "Get-EventLog -LogName System -Newest {d} | Where-Object { $_.EventID -eq {o} }",
            "if (-not (Test-Path \"C:\\Logs\\{g}.log\")) { New-Item \"C:\\Logs\\{g}.log\" }",
            "Set-ItemProperty -Path 'HKLM:\\SOFTWARE\\{g}' -Name '{f}' -Value {d}",
        ],
        last: &["Get-Service -Name '{g}'"],
    },
    Snippet {
        language: "nginx",
        first: &["server {", "    listen 443 ssl;", "    server_name {h};"],
        lines: &[
            "    proxy_read_timeout {d}s;",
            "    proxy_set_header Host $host;",
            "    location /{g}/ { proxy_pass http://{q}:{o}; }",
            "    # {d} requests wait here at most.",
            "    client_max_body_size {d}m;",
            "    keepalive_timeout {d};",
            "    error_page 502 504 /{g}.html;",
            "    ssl_certificate /etc/ssl/{g}/fullchain.pem;",
        ],
        last: &["}"],
    },
    Snippet {
        language: "yaml",
        first: &["# The service as it should be.", "services:"],
        lines: &[
            "  {g}-{d}:",
            "    image: registry.{h}/{g}:{d}",
            "    restart: unless-stopped",
            "    ports: [\"{o}:{o}\"]",
            "    timeout: {d}s # was {d}s",
            "    enabled: true",
        ],
        last: &["  {g}-last:", "    image: {g}"],
    },
    Snippet {
        language: "ini",
        first: &["[{g}]"],
        lines: &[
            "{f} = {d}",
            "; {f} was {d} before the update",
            "{f}_path = /var/lib/{g}",
            "{f} = \"{h}\"",
            "[{g}.{f}]",
        ],
        last: &["{f} = on"],
    },
    Snippet {
        language: "sql",
        first: &["-- Who holds the lock?"],
        lines: &[
            "SELECT id, state, {f} FROM {g}_sessions WHERE waited > {o} ORDER BY id DESC LIMIT {d};",
            "UPDATE {g}_jobs SET state = 'failed' WHERE id = {o} AND {f} IS NULL;",
            "SET {f} = '{d}s';",
            "ALTER TABLE {g} ADD COLUMN {f} integer NOT NULL DEFAULT {d};",
            "SELECT count(*) FROM {g} AS t JOIN {g}_log AS l ON l.id = t.id; -- may take {d} s",
        ],
        last: &["COMMIT;"],
    },
    Snippet {
        language: "json",
        first: &["{", "  \"name\": \"{g}\","],
        lines: &[
            "  \"{f}\": {d},",
            "  \"{f}_url\": \"https://{h}/{g}\",",
            "  \"{f}_hosts\": [\"{q}\", \"{q}\"],",
            "  \"{g}\": { \"enabled\": true, \"{f}\": null },",
        ],
        last: &["  \"retries\": {d}", "}"],
    },
    Snippet {
        language: "python",
        first: &["import socket", "", "HOST = \"{h}\""],
        lines: &[
            "{f} = {d}  # seconds",
            "print(socket.gethostbyname(HOST), {f!r})",
            "with socket.create_connection((HOST, {o}), timeout={d}) as connection:\n    print(connection.getpeername())",
            "assert {d} < {o}, f\"{HOST} answers too late\"",
            "for port in ({o}, {o}):\n    print(f\"{HOST}:{port}\")",
        ],
        last: &["print(\"done\")"],
    },
];

/// Names of machines.
#[rustfmt::skip]
pub(crate) const HOSTS: &[&str] = &[
    "www.example.com", "example.com", "api.example.com", "shop.example.net", "mail.example.org",
    "cdn.example.net", "login.example.com", "db.example.internal", "static.example.org",
    "status.example.com", "intranet.example", "files.example.net",
];

/// Names of programs, as used in commands and folders.
#[rustfmt::skip]
pub(crate) const UNITS: &[&str] = &[
    "nginx", "apache2", "php8.3-fpm", "postgresql", "mysql", "redis", "gunicorn", "docker", "sshd",
    "postfix", "haproxy", "named", "systemd-resolved", "dovecot", "varnish", "memcached", "cron",
    "app", "worker", "frontend", "gateway", "billing", "search", "uploads",
];

/// Names of settings.
#[rustfmt::skip]
pub(crate) const KEYS: &[&str] = &[
    "timeout", "max_connections", "keepalive", "retry_limit", "buffer_size", "cache_ttl",
    "worker_count", "backlog", "log_level", "idle_timeout", "pool_size", "max_body", "verify_peer",
    "resolver", "lock_wait", "queue_depth", "renew_before", "rate", "burst", "quota",
];
