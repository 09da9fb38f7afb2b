//! Each grammar loads and colours what matters; no input breaks the promises of the module.

use std::fmt::Write as _;
use std::io::Write as _;
use std::thread;
use std::time::Instant;

use proptest::prelude::*;

use super::own::{LANGUAGES, source_of};
use super::*;

pub(super) fn html(code: &str, language: &str) -> String {
    highlight(code, language).unwrap_or_else(|| panic!("no language `{language}`"))
}

/// The spans of some HTML as pairs of class and text, and all of its text.
pub(super) fn spans(html: &str) -> (Vec<(&str, String)>, String) {
    let unescape =
        |text: &str| text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let mut spans = Vec::new();
    let mut text = String::new();
    let mut pieces = html.split("<span class=\"");
    text.push_str(&unescape(pieces.next().unwrap_or_default()));
    for piece in pieces {
        let (class, rest) = piece.split_once("\">").unwrap_or_else(|| panic!("open tag: {html}"));
        let (inside, after) =
            rest.split_once("</span>").unwrap_or_else(|| panic!("open span: {html}"));
        spans.push((class, unescape(inside)));
        text.push_str(&spans[spans.len() - 1].1);
        text.push_str(&unescape(after));
    }
    (spans, text)
}

/// The classes of a block in a form that is easy to read: `f:curl v:-I`.
pub(super) fn classes(code: &str, language: &str) -> String {
    let html = html(code, language);
    let (spans, text) = spans(&html);
    assert_eq!(text, code);
    let mut list = String::new();
    for (class, text) in &spans {
        let _ = write!(list, "{class}:{} ", text.trim());
    }
    list.truncate(list.trim_end().len());
    list
}

#[test]
fn every_grammar_loads_and_every_expression_compiles() {
    for language in &LANGUAGES {
        let name = language.names[0];
        let grammar = Grammar::load(name, source_of);
        let grammar = grammar.unwrap_or_else(|mistake| panic!("{name}: {mistake}"));
        for state in &grammar.states {
            assert!(state.matcher().is_some(), "{name}: {state:?}");
        }
    }
}

#[test]
fn a_wrong_grammar_is_rejected_with_its_place() {
    let load = |source: &'static str| Grammar::load("x", |_| Some(source)).map(|_| ()).err();
    for (source, mistake) in [
        ("main:\n  colour a", "x, line 2: no class `colour`"),
        ("main:\n  - push gone a", "no state `x:gone`"),
        ("main:\n  string", "x, line 2: no expression"),
        ("  string a", "x, line 1: a rule outside of a state"),
        ("main", "x, line 1: neither a state nor a rule"),
        ("other:\n  - a", "no state `x:main`"),
        ("colour = a\nmain:\n  - a", "no class `colour`"),
    ] {
        assert_eq!(load(source).as_deref(), Some(mistake));
    }
}

#[test]
fn leaving_main_does_no_harm() {
    let grammar = Grammar::load("x", |_| Some("main:\n  name a\n  - pop b\n  - pop $"));
    let html = grammar.map(|grammar| grammar.colour("aba\nbb\n\na"));
    let a = "<span class=\"f\">a</span>";
    assert_eq!(html, Ok(Some(format!("{a}b{a}\nbb\n\n{a}"))));
}

#[test]
fn names_are_unique_and_known_in_any_case() {
    let mut names: Vec<_> = language_names().collect();
    assert!(names.iter().all(|name| highlight("x", &name.to_ascii_uppercase()).is_some()));
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
    assert!(highlight("x", "brainfuck").is_none());
    assert!(highlight("x", "common").is_none());
}

#[test]
fn plain_text_is_only_escaped() {
    for language in PLAIN {
        assert_eq!(html("if a < b && c > \"d\"", language), "if a &lt; b &amp;&amp; c &gt; \"d\"");
    }
}

#[test]
fn html_is_compact() {
    assert_eq!(
        html("echo \"a  b\" 'c'\n\n# <d>\n", "bash"),
        "<span class=\"f\">echo</span> <span class=\"s\">\"a  b\"</span> \
         <span class=\"s\">'c'</span>\n\n<span class=\"c\"># &lt;d&gt;</span>\n"
    );
    assert_eq!(html("a\r\nb\r\n", "bash").matches("\r\n").count(), 2);
}

#[test]
fn large_blocks_are_not_coloured() {
    let long_line = "echo 'a' ".repeat(120_000);
    assert_eq!(html(&long_line, "bash"), long_line);
    let long_block = "echo 'a'\n".repeat(120_000);
    assert_eq!(html(&long_block, "bash"), long_block);
}

#[test]
fn threads_agree() {
    let code = "PS C:\\> Get-Item 'x'\n$ curl -I https://example.com\nHTTP/2 200";
    let one = || thread::spawn(move || html(code, "console"));
    let all: Vec<_> = [one(), one(), one(), one()].map(thread::JoinHandle::join).into();
    let expected = html(code, "console");
    assert!(all.into_iter().all(|html| html.is_ok_and(|html| html == expected)));
}

#[test]
fn bash() {
    let code = "sudo systemctl restart nginx && curl -sI \"https://$HOST/\" | grep -i 'a b' # x";
    assert_eq!(
        classes(code, "sh"),
        "k:sudo f:systemctl f:curl v:-sI s:\"https:// v:$HOST s:/\" f:grep v:-i s:'a b' c:# x"
    );
    assert_eq!(
        classes("if [ -f x ]; then\n  A=$(date +%s)\nfi", "bash"),
        "k:if k:[ v:-f k:] k:then v:A v:$( f:date k:fi"
    );
    assert_eq!(
        classes("cat <<'EOF' | sudo tee f\nif $a\nEOF\necho", "bash"),
        "f:cat s:<<'EOF' k:sudo f:tee s:if $a s:EOF f:echo"
    );
    assert_eq!(classes("curl \\\n  -v a.example/#b", "zsh"), "f:curl v:-v");
}

/// “Copy” removes prompts and output as elements, so that only whole commands are left.
#[test]
fn prompts_and_output_are_elements() {
    let code =
        "$ dig +short \\\n> example.com\n192.0.2.1\n\n192.0.2.2\n# nginx -t\nok\nC:\\> dir\n";
    let mut commands = html(code, "console");
    for class in ["p", "o"] {
        while let Some(start) = commands.find(&format!("<span class=\"{class}\">")) {
            let end = start + commands[start..].find("</span>").unwrap() + "</span>".len();
            commands.replace_range(start..end, "");
        }
    }
    assert_eq!(spans(&commands).1, "dig +short \\\n example.com\nnginx -t\ndir\n");
}

#[test]
fn console() {
    assert_eq!(
        classes("$ dig +short example.com\n192.0.2.1\n\n# nginx -t\nok", "console"),
        "p:$ f:dig o:192.0.2.1 p:# f:nginx v:-t o:ok"
    );
    assert_eq!(
        classes("PS C:\\Users\\me> Get-Item 'x'\nC:\\> ipconfig /all\nme@host:~$ ls", "console"),
        "p:PS C:\\Users\\me> f:Get-Item s:'x' p:C:\\> f:ipconfig v:/all p:me@host:~$ f:ls"
    );
    assert_eq!(
        classes("$ curl \\\n> -v a\nb\n$ echo 'open\nc", "terminal"),
        "p:$ f:curl p:> v:-v o:b p:$ f:echo s:'open o:c"
    );
}

#[test]
fn windows() {
    assert_eq!(
        classes("get-service | Where-Object { $_.Name -eq \"a $b\" } # c", "ps1"),
        "f:get-service f:Where-Object v:$_ v:-eq s:\"a v:$b s:\" c:# c"
    );
    assert_eq!(
        classes("IF (Test-Path 'a') { [int]5 }", "powershell"),
        "k:IF f:Test-Path s:'a' f:[int] n:5"
    );
    assert_eq!(
        classes("REM x\nif exist \"%TEMP%\\a\" ping -n 4 %HOST% & netsh winsock reset", "bat"),
        "c:REM x k:if k:exist s:\"%TEMP%\\a\" v:-n n:4 v:%HOST% f:netsh"
    );
    assert_eq!(
        classes("[HKEY_LOCAL_MACHINE\\A]\n; c\n\"B\"=dword:0000000a\n@=\"d\"\n\"E\"=-", "reg"),
        "f:[HKEY_LOCAL_MACHINE\\A] c:; c v:\"B\" k:dword n:0000000a v:@ s:\"d\" v:\"E\" d:-"
    );
}

#[test]
fn web_servers() {
    assert_eq!(
        classes("location ~ \\.php$ {\n  proxy_pass http://$up; # c\n  gzip on;\n}", "nginx"),
        "k:location k:~ f:proxy_pass v:$up c:# c f:gzip n:on"
    );
    assert_eq!(
        classes("<IfModule a.c>\n  RewriteRule ^a$ \"/b\" [R=301,L]\n</IfModule>", "htaccess"),
        "f:<IfModule f:> k:RewriteRule s:\"/b\" n:[R=301,L] f:</IfModule>"
    );
    assert_eq!(classes("RewriteCond %{HTTPS} off", "apache"), "k:RewriteCond v:%{HTTPS} n:off");
    assert_eq!(
        classes("GET /a HTTP/1.1\nHost: b\n\nHTTP/1.1 502 Bad Gateway", "http"),
        "k:GET s:/a n:HTTP/1.1 v:Host k:HTTP/1.1 n:502 f:Bad Gateway"
    );
}

#[test]
fn configuration() {
    assert_eq!(
        classes("[a]\n; c\nb = Off\nd.e=\"f\"\ng = 20M", "ini"),
        "f:[a] c:; c v:b n:Off v:d.e s:\"f\" v:g n:20M"
    );
    assert_eq!(
        classes("[Service]\nExecStart=/bin/a --b %i\nRestart=always", "service"),
        "f:[Service] v:ExecStart f:/bin/a v:--b v:%i v:Restart n:always"
    );
    assert_eq!(
        classes("[a.b] # c\nd = \"e\"\nf = [1, true]\ng = 2026-01-02", "toml"),
        "f:[a.b] c:# c v:d s:\"e\" v:f n:1 n:true v:g n:2026-01-02"
    );
    assert_eq!(
        classes("a:\n  - b: \"c\" # d\n    e: true\n    f: 5\nurl: http://a/#b", "yml"),
        "v:a v:b s:\"c\" c:# d v:e n:true v:f n:5 v:url"
    );
    assert_eq!(classes("a: |\n  b: c\n\n  d\ne: f", "yaml"), "v:a k:| s:b: c s:d v:e");
    assert_eq!(
        classes("{\"a\": \"b\\\"\", \"c\": [1.5, null]}", "json"),
        "v:\"a\" s:\"b\\\"\" v:\"c\" n:1.5 n:null"
    );
    assert_eq!(
        classes("FROM a AS b\nRUN apt-get -y \\\n  install && rm -r c\nCMD [\"d\"]", "docker"),
        "k:FROM k:AS k:RUN f:apt-get v:-y f:rm v:-r k:CMD s:\"d\""
    );
}

#[test]
fn pages() {
    assert_eq!(
        classes("<!-- c --><a href=\"x\" b>&amp;</a>", "html"),
        "c:<!-- c --> f:<a v:href s:\"x\" v:b f:> n:&amp; f:</a>"
    );
    assert_eq!(
        classes("<style>a { color: red }</style><script>let b = '<i>'</script><i>", "html"),
        "f:<style>a v:color f:</style><script> k:let s:'<i>' f:</script><i>"
    );
    assert_eq!(
        classes("<?xml version=\"1.0\"?>\n<a:b c='d'/>", "xml"),
        "k:<?xml v:version s:\"1.0\" k:?> f:<a:b v:c s:'d' f:/>"
    );
    assert_eq!(
        classes("@media (min-width: 1em) { .a:hover { color: #fff; margin: 0 } }", "css"),
        "k:@media v:min-width n:1em f:.a k::hover v:color n:#fff v:margin n:0"
    );
    assert_eq!(classes("a {\n--b:c d", "css"), "f:a v:--b");
}

#[test]
fn programs() {
    assert_eq!(
        classes("<?php\n$a->b('c', \"d $e\"); // f\nreturn null;", "php"),
        "k:<?php v:$a f:b s:'c' s:\"d v:$e s:\" c:// f k:return n:null"
    );
    assert_eq!(classes("<p><?= $a ?></p>", "php"), "f:<p> k:<?= v:$a k:?> f:</p>");
    assert_eq!(
        classes("@a\ndef b(c):  # d\n    \"\"\"e\n    f\"\"\"\n    return len(c) + 1", "py"),
        "f:@a k:def f:b c:# d s:\"\"\"e s:f\"\"\" k:return f:len n:1"
    );
    assert_eq!(
        classes("const a = /b[/]c/g; f(`d ${e} 1`, a / 2 / 3); // x", "ts"),
        "k:const s:/b[/]c/g f:f s:`d v:${ v:} s:1` n:2 n:3 c:// x"
    );
    assert_eq!(
        classes("SELECT count(*) FROM `a` WHERE b = 'it''s' -- c", "sql"),
        "k:SELECT f:count k:FROM v:`a` k:WHERE s:'it''s' c:-- c"
    );
    assert_eq!(
        classes("func (t *T) A(b string) { return nil } // c", "go"),
        "k:func f:A f:string k:return n:nil c:// c"
    );
    assert_eq!(
        classes("fn a<'b>(c: &'b str) -> u8 { println!(\"d\"); 'e' } // f", "rs"),
        "k:fn f:a f:'b f:'b f:str f:u8 f:println! s:\"d\" s:'e' c:// f"
    );
    assert_eq!(
        classes("public class A { int b = f(\"c\"); /* d */ }", "java"),
        "k:public k:class f:A f:int f:f s:\"c\" c:/* d */"
    );
    assert_eq!(
        classes(
            "Private Sub A_Click(e As EventArgs) ' c\n  Dim x As Integer = &HFF\n  MsgBox(\"a\")\nEND SUB",
            "vbnet"
        ),
        "k:Private k:Sub f:A_Click k:As c:' c k:Dim k:As f:Integer n:&HFF f:MsgBox s:\"a\" k:END k:SUB"
    );
    assert_eq!(
        classes("--- a/b\n+++ b/b\n@@ -1 +1 @@ f\n-c\n+d\n e", "diff"),
        "k:--- a/b k:+++ b/b f:@@ -1 +1 @@ d:-c i:+d"
    );
}

/// Code-like noise finds more bugs than random characters: it opens constructs without closing
/// them.
pub(super) fn noise() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "\n",
        "\n",
        "\r\n",
        " ",
        "  ",
        "\t",
        "\\",
        "\"",
        "'",
        "`",
        "\"\"\"",
        "$",
        "${",
        "$(",
        "}",
        ")",
        "(",
        "{",
        "[",
        "]",
        "[[",
        "#",
        "//",
        "/*",
        "*/",
        "<!--",
        "<?php",
        "?>",
        "<?=",
        "<a ",
        "</",
        ">",
        "<style>",
        "</style",
        "<script",
        "<<EOF",
        "EOF",
        "@\"",
        "\"@",
        "<#",
        ";",
        "|",
        "&&",
        ":",
        "=",
        "-",
        "--x",
        "+",
        "@@",
        "$ ",
        "PS C:\\> ",
        "C:\\>",
        "a: |",
        "key",
        "if",
        "then",
        "1.5",
        "0x1F",
        "%{",
        "%a%",
        "é",
        "\u{a0}",
        "\u{2028}",
        "😀",
        "\0",
        ",",
        ".",
        "/",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn keeps_its_promises(code: &str) -> Result<(), TestCaseError> {
    for language in &LANGUAGES {
        let html = html(code, language.names[0]);
        let (spans, text) = spans(&html);
        prop_assert_eq!(&text, code, "{}", language.names[0]);
        prop_assert!(spans.iter().all(|(_, text)| !text.trim().is_empty()), "{}", html);
        for class in &CLASSES {
            let twice = format!("</span><span class=\"{}\">", class.html);
            for (at, _) in html.match_indices(&twice) {
                let before = html[..at].rfind("<span class=\"").map(|open| &html[open + 13..]);
                let same = format!("{}\"", class.html);
                prop_assert!(!before.is_some_and(|b| b.starts_with(&same)), "{}", html);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(crate::random::cases(96))]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        keeps_its_promises(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn any_text(text in "(?s:.){0,200}") {
        keeps_its_promises(&text)?;
    }

    #[test]
    fn any_noise(code in noise()) {
        keeps_its_promises(&code)?;
    }
}

/// WCAG 2: the contrast ratio of two colours.
fn contrast(a: &str, b: &str) -> f64 {
    let luminance = |colour: &str| {
        let channel = |at: usize| {
            let value = u8::from_str_radix(&colour[at..at + 2], 16).map_or(f64::NAN, f64::from);
            let value = value / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn colours_are_readable() {
    assert!((contrast("#ffffff", "#000000") - 21.0).abs() < 1e-9);
    for class in &CLASSES {
        for (colour, background) in [(class.light, "#f6f8fa"), (class.dark, "#161b22")] {
            let ratio = contrast(colour, background);
            assert!(ratio >= 4.5, "{} {colour} on {background}: {ratio:.2}", class.name);
        }
    }
}

#[test]
fn the_stylesheet_has_each_class_three_times() {
    let css = stylesheet();
    for class in &CLASSES {
        assert_eq!(css.matches(&format!("code .{}{{color:", class.html)).count(), 3);
    }
    assert!(css.contains("@media (prefers-color-scheme:dark){\n:root:not([data-theme=light]) "));
    assert!(css.contains("\n:root[data-theme=dark] code .c{color:"));
    assert_eq!(css.matches('{').count(), css.matches('}').count());
}

/// Prints the figures in the decision record "Highlighting".
#[test]
#[ignore = "a measurement: cargo test --release measure -- --ignored"]
fn measure() -> std::io::Result<()> {
    let bash = "# Restart PHP-FPM when its socket is gone\nset -euo pipefail\n\
        SOCKET=/run/php/php8.3-fpm.sock\nif [ ! -S \"$SOCKET\" ]; then\n\
        \x20   echo \"No socket at ${SOCKET}\" >&2\n    sudo systemctl restart php8.3-fpm\nfi\n\
        for host in example.com www.example.com; do\n\
        \x20   code=$(curl -s -o /dev/null -w '%{http_code}' \"https://$host/\")\n\
        \x20   printf '%s %s\\n' \"$host\" \"$code\"\ndone\n\
        sudo tail -n 50 /var/log/nginx/error.log | grep -i \"upstream\"   # last errors\n\
        curl -v \\\n  --resolve example.com:443:192.0.2.10 https://example.com/\nexit 0\n";
    let php = "<?php\nini_set('memory_limit', '256M');\necho \"Limit $limit\"; // now\n";
    for (language, code) in [("bash", bash), ("php", php)] {
        let start = Instant::now();
        html(code, language);
        let first = start.elapsed();
        let start = Instant::now();
        for _ in 0..1000 {
            html(code, language);
        }
        let again = start.elapsed() / 1000;
        writeln!(std::io::stdout(), "{language}: first use {first:?}, then {again:?}")?;
    }
    Ok(())
}
