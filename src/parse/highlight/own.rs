//! Languages with our own grammars: the most common ones in help articles.

use std::sync::OnceLock;

use super::Grammar;

/// Nobody reads a block larger than this. The bounds also limit the work: each rule may scan the
/// rest of the line again after each token, so time can grow with the square of a line's length.
const MAX_BLOCK: usize = 64 * 1024;
const MAX_LINE: usize = 4 * 1024;

/// A language: its names (the first is the canonical one) and its grammar file.
pub(super) struct Language {
    pub(super) names: &'static [&'static str],
    pub(super) source: &'static str,
    grammar: OnceLock<Option<Grammar>>,
}

impl Language {
    /// A test loads each of our files, so this never fails.
    fn grammar(&self) -> Option<&Grammar> {
        let load = || Grammar::load(self.names.first()?, source_of).ok();
        self.grammar.get_or_init(load).as_ref()
    }
}

const fn language(names: &'static [&'static str], source: &'static str) -> Language {
    Language { names, source, grammar: OnceLock::new() }
}

pub(super) static LANGUAGES: [Language; 26] = [
    language(
        &["apache", "apacheconf", "htaccess", "httpd"],
        include_str!("../grammars/apache.grammar"),
    ),
    language(
        &["bash", "sh", "shell", "zsh", "ksh", "dash", "ash"],
        include_str!("../grammars/bash.grammar"),
    ),
    language(&["cmd", "batch", "bat", "batchfile", "dos"], include_str!("../grammars/cmd.grammar")),
    language(
        &["console", "terminal", "shell-session", "shellsession", "sh-session", "bash-session"],
        include_str!("../grammars/console.grammar"),
    ),
    language(&["css"], include_str!("../grammars/css.grammar")),
    language(&["diff", "patch"], include_str!("../grammars/diff.grammar")),
    language(
        &["dockerfile", "docker", "containerfile"],
        include_str!("../grammars/dockerfile.grammar"),
    ),
    language(&["go", "golang"], include_str!("../grammars/go.grammar")),
    language(
        &["html", "htm", "xhtml", "handlebars", "hbs", "mustache", "ejs", "liquid"],
        include_str!("../grammars/html.grammar"),
    ),
    language(&["http", "https"], include_str!("../grammars/http.grammar")),
    language(
        &["ini", "conf", "cfg", "properties", "env", "dotenv", "editorconfig"],
        include_str!("../grammars/ini.grammar"),
    ),
    language(&["java"], include_str!("../grammars/java.grammar")),
    language(
        &[
            "javascript",
            "js",
            "mjs",
            "cjs",
            "jsx",
            "node",
            "typescript",
            "ts",
            "tsx",
            "mts",
            "cts",
            "es6",
            "ecmascript",
        ],
        include_str!("../grammars/javascript.grammar"),
    ),
    language(
        &["json", "jsonc", "json5", "jsonl", "ndjson"],
        include_str!("../grammars/json.grammar"),
    ),
    language(&["nginx", "nginxconf"], include_str!("../grammars/nginx.grammar")),
    language(&["php"], include_str!("../grammars/php.grammar")),
    language(&["powershell", "ps1", "pwsh", "ps"], include_str!("../grammars/powershell.grammar")),
    language(
        &["python", "py", "python3", "py3", "pycon"],
        include_str!("../grammars/python.grammar"),
    ),
    language(&["reg", "registry"], include_str!("../grammars/reg.grammar")),
    language(&["rust", "rs"], include_str!("../grammars/rust.grammar")),
    language(
        &[
            "sql",
            "mysql",
            "postgresql",
            "sqlite",
            "pgsql",
            "psql",
            "plsql",
            "tsql",
            "t-sql",
            "mssql",
            "mariadb",
        ],
        include_str!("../grammars/sql.grammar"),
    ),
    language(&["systemd", "service", "unit"], include_str!("../grammars/systemd.grammar")),
    language(&["toml"], include_str!("../grammars/toml.grammar")),
    language(
        &[
            "vb",
            "vbnet",
            "vb.net",
            "visualbasic",
            "visual-basic",
            "vba",
            "vbs",
            "vbscript",
            "basic",
        ],
        include_str!("../grammars/vb.grammar"),
    ),
    language(
        &[
            "xml",
            "svg",
            "rss",
            "plist",
            "xsd",
            "xsl",
            "xslt",
            "xaml",
            "wsdl",
            "csproj",
            "web.config",
        ],
        include_str!("../grammars/xml.grammar"),
    ),
    language(&["yaml", "yml"], include_str!("../grammars/yaml.grammar")),
];

/// The language that authors call `name`.
pub(super) fn find(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.names.iter().any(|n| n.eq_ignore_ascii_case(name)))
}

/// The grammar file of a language, or the file with the states that languages share.
pub(super) fn source_of(name: &str) -> Option<&'static str> {
    match name {
        "common" => Some(include_str!("../grammars/common.grammar")),
        _ => find(name).map(|language| language.source),
    }
}

/// Every name that [`find`] knows.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().flat_map(|language| language.names).copied()
}

/// `None` if the block is too large; the caller then shows the code without colours.
pub(super) fn colour(code: &str, language: &'static Language) -> Option<String> {
    if code.len() > MAX_BLOCK || code.lines().any(|line| line.len() > MAX_LINE) {
        return None;
    }
    language.grammar()?.colour(code)
}
