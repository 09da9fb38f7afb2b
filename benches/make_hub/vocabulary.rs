//! The words of help texts about errors, and the forms of their sentences.
//!
//! Each list starts with the most frequent words: [`Rng::zipf`](crate::rng::Rng::zipf) picks early
//! ones far more often. In a form, a letter in braces represents a word from a list; `prose.rs`
//! defines the letters.

#[rustfmt::skip]
pub(crate) const NOUNS: &[&str] = &[
    "server", "connection", "page", "request", "browser", "response", "address", "error", "cache",
    "certificate", "network", "proxy", "application", "router", "log", "file", "setting", "name",
    "port", "firewall", "session", "cookie", "resolver", "service", "update", "record", "limit",
    "header", "driver", "message", "timeout", "account", "database", "key", "process", "gateway",
    "device", "password", "disk", "handshake", "permission", "query", "host", "program", "queue",
    "folder", "adapter", "provider", "domain", "protocol", "backup", "token", "path", "worker",
    "version", "registry", "balancer", "mailbox", "signal", "zone", "extension", "antivirus",
    "redirect", "clock", "kernel", "table", "route", "policy", "channel", "packet", "socket",
    "upstream", "tunnel", "container", "module", "library", "index", "replica", "transaction",
    "lock", "profile", "package", "partition", "volume", "memory", "thread", "schema", "cluster",
    "bucket", "region", "quota", "schedule", "snapshot", "mirror", "subnet", "interface", "cable",
    "antenna", "modem", "repeater", "hotspot", "captive portal", "sign-in page", "load", "script",
    "worker pool", "health check", "rate limit", "access list", "name server", "root certificate",
    "intermediate certificate", "cipher suite", "trust store", "mail queue", "spam filter",
    "attachment", "sender", "recipient", "relay", "journal", "checksum", "archive", "installer",
    "service worker", "user agent", "origin", "edge node", "private window", "user profile",
    "boot loader", "file system", "journal entry", "environment variable", "connection pool",
    "prepared statement", "foreign key", "read replica", "write-ahead log", "cursor", "deadlock",
    "deployment", "image", "pod", "ingress", "secret", "mount", "symbolic link", "inode", "daemon",
    "unit file", "cron job", "hypervisor", "bridge", "lease", "broadcast address",
    "gateway address",
];

#[rustfmt::skip]
pub(crate) const PLURALS: &[&str] = &[
    "requests", "servers", "connections", "pages", "settings", "browsers", "cookies", "errors",
    "files", "answers", "records", "headers", "updates", "devices", "users", "programs", "logs",
    "ports", "rules", "certificates", "drivers", "limits", "sessions", "retries", "workers",
    "processes", "networks", "addresses", "permissions", "extensions", "queries", "packets",
    "visitors", "services", "messages", "tokens", "keys", "redirects", "accounts", "tables",
    "replicas", "containers", "policies", "routes", "versions", "threads", "locks", "backups",
    "tunnels", "mailboxes", "modules", "snapshots", "quotas", "regions", "checks", "transactions",
];

#[rustfmt::skip]
pub(crate) const ADJECTIVES: &[&str] = &[
    "new", "old", "wrong", "dead", "open", "full", "slow", "broken", "local", "public", "invalid",
    "expired", "missing", "private", "stale", "empty", "busy", "stuck", "remote", "shared",
    "temporary", "second", "secure", "automatic", "damaged", "blocked", "outdated", "overloaded",
    "incomplete", "strict", "internal", "unreachable", "encrypted", "unsigned", "idle", "redundant",
    "foreign", "malformed", "truncated", "duplicate", "misconfigured", "read-only", "unexpected",
    "self-signed", "wireless", "virtual", "corrupt", "revoked", "throttled", "orphaned",
];

#[rustfmt::skip]
pub(crate) const VERBS: &[&str] = &[
    "needs", "sends", "refuses", "closes", "reads", "opens", "checks", "blocks", "keeps", "loses",
    "rejects", "returns", "stops", "uses", "expects", "changes", "finds", "drops", "answers",
    "replaces", "restarts", "trusts", "ignores", "forwards", "caches", "limits", "delays", "hides",
    "reports", "filters", "breaks", "renews", "rewrites", "resolves", "encrypts", "verifies",
    "holds", "releases", "signs", "expires with", "waits for", "depends on", "listens on",
    "overwrites", "truncates", "queues", "throttles", "delegates", "revokes", "mounts",
];

#[rustfmt::skip]
pub(crate) const ACTIONS: &[&str] = &[
    "check", "restart", "open", "remove", "update", "change", "turn off", "clear", "test", "renew",
    "replace", "disable", "reset", "compare", "reload", "read", "note", "install again", "turn on",
    "disconnect", "empty", "unlock", "repair", "restore", "extend", "rename", "move", "delete",
    "sign out of", "raise", "lower", "trace", "flush", "export", "import", "revoke", "reissue",
];

#[rustfmt::skip]
pub(crate) const PROGRAMS: &[&str] = &[
    "Chrome", "Firefox", "Windows", "nginx", "Edge", "Safari", "Apache", "Cloudflare", "macOS",
    "Android", "Linux", "iOS", "PHP-FPM", "Node.js", "PostgreSQL", "MySQL", "systemd", "Docker",
    "Outlook", "Thunderbird", "Postfix", "Redis", "HAProxy", "Gunicorn", "Kubernetes", "OpenSSL",
    "Exchange", "Varnish", "BIND", "dnsmasq", "IIS", "Caddy", "Envoy", "SQLite", "MongoDB",
];

#[rustfmt::skip]
pub(crate) const PLACES: &[&str] = &[
    "in the settings", "on the server", "in the log", "on your device", "behind the proxy",
    "in the browser", "on the network", "at the provider", "in the control panel", "on the router",
    "in the cache", "between both machines", "in front of the application", "in a private window",
    "on mobile data", "in the configuration", "at the edge", "in the certificate store",
    "in another time zone", "on the same switch", "in the data centre", "behind a captive portal",
    "in the container", "on the load balancer", "in the registry", "at the far end of the tunnel",
];

#[rustfmt::skip]
pub(crate) const TIMES: &[&str] = &[
    "after an update", "for some minutes", "at once", "after a restart", "again and again",
    "at busy hours", "during a deployment", "within a minute", "since the last change",
    "for some visitors only", "after a change of password", "when the load is high", "overnight",
    "after a power cut", "at the first attempt", "once a day", "until the record expires",
    "while a backup runs", "in the first minute", "after the move to another host",
    "as soon as the lease ends", "whenever the clock is off", "on the first of the month",
];

#[rustfmt::skip]
pub(crate) const BOLD: &[&str] = &[
    "Settings > Network & internet", "Privacy and security", "DNS server assignment", "Manual",
    "System Settings > Network", "Clear data", "Use a proxy server", "Advanced", "Forget network",
    "Device Manager", "Details > Proxies", "Cached images and files", "Update driver",
    "Always allow", "Services", "Event Viewer > System", "Certificates", "Run as administrator",
    "Safe Mode", "Activity Monitor", "Startup apps", "Site settings", "Reset settings",
    "Task Manager > Details", "Add an exception", "Firewall & network protection", "Storage",
    "Keychain Access", "Outbound rules", "Account > Security", "Restore defaults", "Troubleshoot",
    "Wi-Fi > Properties", "Diagnostics",
];

#[rustfmt::skip]
pub(crate) const KEYS: &[&str] = &[
    "F5", "Ctrl+F5", "Ctrl+Shift+R", "Win+R", "Enter", "Ctrl+Shift+Delete", "Cmd+R", "Ctrl+C",
    "Cmd+Shift+R", "Alt+F4", "Ctrl+Shift+Esc", "Cmd+Option+R", "Esc", "F12", "Win+I", "Cmd+Space",
    "Ctrl+Alt+Delete", "Shift+F10", "Cmd+Comma", "Tab",
];

/// Hosts of sources; the words after each make the path.
pub(crate) const SOURCES: &[(&str, &str)] = &[
    ("RFC 9110, section", "https://www.rfc-editor.org/rfc/rfc9110#section-"),
    ("MDN, reference page", "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/"),
    ("nginx documentation, chapter", "https://nginx.org/en/docs/http/chapter-"),
    ("Microsoft Learn, article", "https://learn.microsoft.com/en-us/troubleshoot/article-"),
    (
        "Chromium, where the error is defined, line",
        "https://source.chromium.org/chromium/net_error_list.h;l=",
    ),
    ("Apple Support, article", "https://support.apple.com/guide/ht"),
    ("PostgreSQL manual, appendix", "https://www.postgresql.org/docs/current/errcodes-"),
    ("RFC 8446, section", "https://www.rfc-editor.org/rfc/rfc8446#section-"),
    (
        "Cloudflare documentation, page",
        "https://developers.cloudflare.com/support/troubleshooting/",
    ),
    ("Linux manual, page", "https://man7.org/linux/man-pages/man7/page-"),
];

/// What happens and why.
pub(crate) const STATEMENTS: &[&str] = &[
    "The {n} {v} the {a} {n}.",
    "When the {n} {v} the {n}, the {n} is {a}.",
    "A {m} {v} the {n} {t}.",
    "Often the {a} {n} {v} a {n} {w}, and the {m} {v} it {t}.",
    "{p} shows this message when a {n} {v} the {m}.",
    "The {n} waits for the {a} {n}, and the {n} {v} it {t}.",
    "If {l} appears as well, the {m} is {a}.",
    "This is not a fault of the {n}: the {n} {w} {v} the {n}.",
    "Some {s} reach the {n}, and others end {w}.",
    "Look at `{c}`, which says how long the {n} may take.",
    "Until then {p} {v} the {n} and keeps the {a} {s}.",
    "The {a} {n} is almost never the cause: most {s} come from the {m}.",
    "It takes {d} seconds before the {n} gives up, and {s} pile up {w}.",
    "Between {p} and the {n} there is a {m} that {v} {a} {s}.",
    "A {n} with **{b}** turned on {v} the {n} {t}.",
    "Only {d} {s} fit into the {n}; the rest is {a}.",
    "{p} and {p} name the same {n} in different words.",
    "Since `{c}` holds for all {s}, one {a} {n} is enough to stop them.",
    "What you see is the {n} of the {n}, not the one that the {a} {m} sent.",
    "Both sides must agree on the {n}, or the {n} {v} it {t}.",
    "Nothing is lost: the {n} {v} the {n} and tries again {t}.",
    "In the log it reads `{c}`, {w} of the {a} {n}.",
    "Here {l} and this error have one cause: {s} without a {m}.",
    "The more {s} arrive {t}, the longer the {n} {v} each of them.",
];

/// What to do.
pub(crate) const STEPS: &[&str] = &[
    "Open **{b}** and {i} the {n}.",
    "Press ++{k}++, then {i} the {a} {n}.",
    "{I} the {n}, wait {d} seconds, and {i} the {m}.",
    "Run `{c}` and compare the {n} with the {n}.",
    "Choose **{b}**, turn off the {a} {n}, and confirm.",
    "{I} the {m} {w} before you {i} anything else.",
    "If the {n} is still {a}, {i} the {n} and try again {t}.",
    "Write down the {n} first, because {p} {v} it {t}.",
    "In {p}, go to **{b}** and {i} all {s}.",
    "Ask whoever runs the {n} to {i} the {m}.",
    "Set `{c}` only where the {n} {v} {a} {s}.",
    "Do not {i} the {n} twice: {s} may be waiting {w}.",
    "On a Mac press ++{k}++ instead, and {i} the {n} in **{b}**.",
    "{I} one of the {s} and see whether the {n} {v} it.",
    "Leave the {a} {n} alone, and {i} only the {m}.",
    "Then {i} the {n} {w}, and look for `{c}`.",
];

/// How to check that it worked.
pub(crate) const PROOFS: &[&str] = &[
    "The page loads, and the {n} {v} no {a} {s}.",
    "`{c}` answers without the {n}, and no new lines appear {w}.",
    "Open a second page as well, to see that the {n} has really recovered.",
    "The {n} in **{b}** is no longer {a}.",
    "{p} shows the {n}, and the {m} stays quiet {t}.",
    "Try it on another device: if the {n} is the same there, the {m} is {a}.",
    "After {d} seconds the {n} {v} the {n} once more.",
];

/// Words that introduce a sentence.
#[rustfmt::skip]
pub(crate) const OPENINGS: &[&str] = &[
    "As a rule,", "Most of the time,", "On a busy site,", "Behind a proxy,", "At work,", "At home,",
    "With a new device,", "Less often,", "In older versions,", "After a move,", "Under load,",
    "On shared hosting,", "For a short time,", "With a VPN,", "In a container,", "On a phone,",
];

/// Questions that people ask; `{x}` is the error, `{y}` another one.
pub(crate) const QUESTIONS: &[&str] = &[
    "Is {x} my fault?",
    "What is the difference between {x} and {y}?",
    "Why do I see {x} {t}?",
    "Does it help to {i} the {n}?",
    "Can a {a} {n} cause {x}?",
    "Why does {p} say {x} when the {n} works?",
    "How long does {x} last?",
    "Is it safe to {i} the {m}?",
    "Why do only some {s} end with {x}?",
    "Does {x} mean that the {n} was hacked?",
    "Who has to {i} the {n}, the visitor or the owner?",
    "Can I ignore {x}?",
    "Do {a} {s} have anything to do with it?",
];

/// Titles of methods.
#[rustfmt::skip]
pub(crate) const TASKS: &[&str] = &[
    "{I} the {n}", "{I} the {a} {n}", "{I} the {m} and the {n}", "{I} the {n} in {p}",
    "Look for {a} {s}", "{I} the {n} {w}", "Wait {d} seconds and {i} the {n}",
    "Try without the {m}", "{I} all {s} {w}",
];

/// Headings in the body of an article.
#[rustfmt::skip]
pub(crate) const HEADINGS: &[&str] = &[
    "Behind a {m}", "When the {n} is {a}", "What {p} does with {s}", "How the {n} {v} the {n}",
    "If it comes back {t}", "Where to look {w}", "On a network with {a} {s}", "The part of the {m}",
];

/// Beginnings of the items in a list of causes.
#[rustfmt::skip]
pub(crate) const CAUSES: &[&str] = &[
    "The {n} is {a}.", "A {a} {m}.", "Too many {s}.", "The {n} {v} the {n}.", "An old {n}:",
    "{A} {s}.", "No {n} {w}.", "The {m} fails:", "A change in {p}:", "The {n} is gone.",
];
