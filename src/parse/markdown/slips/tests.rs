//! Texts that must cause no diagnostic, and texts in which a slip must be found, with its place.

use super::find;
use crate::diagnostic::Code;
use crate::parse::markdown::{Read, read};

fn slips(text: &str) -> Vec<(Code, &str)> {
    let Read { events, undefined, .. } = read(text);
    find(text, &events, &undefined)
        .into_iter()
        .map(|slip| {
            assert!(!slip.message.ends_with('.') && !slip.help.is_empty(), "{slip:?}");
            (slip.code, &text[slip.range])
        })
        .collect()
}

#[test]
fn error_messages_raise_no_diagnostic() {
    let loud: Vec<_> = SILENT
        .iter()
        .map(|text| (text, slips(text)))
        .filter(|(_, slips)| !slips.is_empty())
        .map(|(text, slips)| format!("{text:?}: {slips:?}"))
        .collect();
    assert!(loud.is_empty(), "{}", loud.join("\n"));
}

#[test]
fn slips_are_reported_at_their_place() {
    let missed: Vec<_> = FOUND
        .iter()
        .map(|(text, code, place)| (text, (*code, *place), slips(text)))
        .filter(|(_, expected, found)| found != &[*expected])
        .map(|(text, expected, found)| format!("{text:?}: {found:?} for {expected:?}"))
        .collect();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

const SILENT: &[&str] = &[
    // Punctuation in error messages.
    "MySQL error #1064 near '*' at line 1",
    "#1064 - You have an error in your SQL syntax",
    "#REF! means that a cell is gone, and #DIV/0! that it divides by zero",
    "#include <stdio.h> is missing",
    "#!/bin/sh\nis the first line",
    "Press # or * on the phone",
    "The answer is [x] or [ ] or []",
    "[error] 1234#0: *5 connect() failed (111: Connection refused)",
    "[ERROR][main] cannot start, [warn][ssl][pid 5] too",
    "[2024-01-01][INFO] started",
    "`cat a | grep b` is a | b",
    "a | b\n\nc || d\ne | f",
    "Use a|b in cmd1 | cmd2",
    "|x| is the absolute value\nof x",
    "x[0][1] = $_POST['a']['b'] + args[i][j]",
    "int a[] and String[] args, map[string][]byte",
    "2**3 is 8, 2 ** 3 too, and a ** b; (2) **3",
    "got an unexpected keyword argument **kwargs in f(*args, **kwargs)",
    "int main(int argc, char **argv) takes size_t **x and char ** y",
    "incompatible pointer type 'char **' from 'char *'",
    "**/*.js and src/**/*.ts and **.md",
    "SELECT * FROM a, b.* WHERE c * d",
    "The password is ****** or **** here",
    "Prices are without tax**",
    "snake_case, __init__.py, _start and foo__bar",
    "undefined reference to `main'",
    "Unknown token `else' in ``then''",
    "Press the ` key, or `n in PowerShell",
    "unexpected EOF while looking for matching ``'",
    "a`b",
    "C:\\Users\\me and \\\\\\\\server\\\\share and D:\\new\\table",
    "C:\\\\Games\\\\..\\\\x",
    "`C:\\Games\\..\\x` and `\\\\server\\share`",
    "A \\* star, \\_ line, \\# hash, 1\\. dot and \\[x\\](y z.md)",
    "regex [^a-z]+ [^0-9] [^/] [^\"]* and \\d+\\.\\d+",
    "matches [^a-zA-Z] and [^x]+",
    "call foo[0](a, b) or [pid](123 of x)",
    "[proc](exited with 5)",
    "see [1] (page 5) and [RFC 9110] (section 15)",
    "f(x)[0] and (a)[b]",
    "List<T>, <your-name>, <stdio.h> and <T>",
    "{ \"a\": [1, 2], \"b\": { } } and ${x} and {{ y }}",
    "1. a\n2. b\n\nText.\n\n1. c\n2. d",
    "1. a\n\n   ```\n   x\n   ```\n\n2. b",
    "1. a\n   - nested\n2. b",
    "1. a\n2. b\n\n```\nx\n```\n\nText.\n\n1. c",
    "1. a\n\n## H\n\n```\nx\n```\n\n1. b",
    "- a\n\n```\nx\n```\n\n- b",
    "- [x] done\n- [ ] open",
    "> 1. a\n> 2. b\n\n```\nx\n```",
    "| a | b |\n|---|---|\n| `x\\|y` | c |\n| one |\n| d | e",
    "a | b\n--|--\nc | d",
    "Setext\n------\n\ntext | x\n\n---",
    "````md\n```bash\na\n```\n````",
    "```\na\n```\n\n~~~\n```\nb\n~~~",
    "> ```\n> a\n> ```",
    "- a\n\n  ```\n  b\n  ```",
    "```sh\nx\n  ```",
    "    indented\n    code",
    "a[^1] b[^Note]\n\n[^1]: One\n\n[^note]: Two",
    "[a][b] [b][] [b]\n\n[b]: https://example.com",
    "[a](<b c.md>) [d](e.md \"A title\") ![f](g.png 'h')",
    "[a](https://en.wikipedia.org/wiki/A_(b))",
    "**bold** and *em* and ***both***, **a `b` c** and `**`",
    "**粗体**文字",
    "Tom & Jerry's \"quoted\" – text…",
    "Error: ENOENT: no such file or directory, open 'C:\\Users\\x\\package.json'",
    "at Object.<anonymous> (C:\\app\\index.js:1:2)",
    "HKEY_LOCAL_MACHINE\\Software\\Policies",
    "~/.ssh/config and ~~old~~ ~5 minutes",
];

const FOUND: &[(&str, Code, &str)] = &[
    ("See [it](my file.md).", Code::LinkAsText, "[it](my file.md)"),
    ("a\n![A shot](my pic.png)", Code::LinkAsText, "![A shot](my pic.png)"),
    ("[a *b* c](x y.md#z)", Code::LinkAsText, "[a *b* c](x y.md#z)"),
    ("[it](my file.md \"T\") x", Code::LinkAsText, "[it](my file.md \"T\")"),
    ("[it](https://example.com/a b) x", Code::LinkAsText, "[it](https://example.com/a b)"),
    ("[it](https://example.com x", Code::LinkAsText, "[it](https://example.com"),
    ("[it](504.md and more", Code::LinkAsText, "[it](504.md"),
    ("[it](https://x.org/a_(b) x", Code::LinkAsText, "[it](https://x.org/a_(b)"),
    ("[it] (https://x.org) x", Code::LinkAsText, "[it] (https://x.org)"),
    ("(it)[504.md] x", Code::LinkAsText, "(it)[504.md]"),
    ("a [a][nope] b", Code::UndefinedReference, "[a][nope]"),
    ("[the docs][1]", Code::UndefinedReference, "[the docs][1]"),
    ("![shot][pic]", Code::UndefinedReference, "![shot][pic]"),
    ("[guide][] x", Code::UndefinedReference, "[guide][]"),
    ("1. a\n- x\n- y\n2. b", Code::SplitList, "- x"),
    ("1. a\n  - x\n2. b", Code::SplitList, "- x"),
    ("1. a\n\n```sh\nx\n```\n\n2. b", Code::SplitList, "```sh"),
    ("1. a\n\nText:\n\n```\nx\n```\n\n2. b", Code::SplitList, "```"),
    ("1. a\n1. b\n\n```\nx\n```\n\n1. c", Code::SplitList, "```"),
    ("- o\n\n  1. a\n\n  > q\n\n  2. b", Code::SplitList, "> q"),
    ("| a | b |\n| 1 | 2 |", Code::TableAsText, "| a | b |"),
    ("| a | b |\n|---|\n| 1 | 2 |", Code::TableAsText, "| a | b |"),
    ("a | b\n---|---|---\nc | d", Code::TableAsText, "a | b"),
    ("| a | b |\n|---|---|\n| `x|y` | c |", Code::ExtraCells, "c"),
    ("| a | b |\n|---|---|\n| 1 | 2 | 3 | 4 |", Code::ExtraCells, "3 | 4"),
    ("x\n\n```bash\na\n\nb", Code::UnclosedFence, "```bash"),
    ("- x\n\n  ```\n  a\n\nb", Code::UnclosedFence, "```"),
    ("~~~\na\n```", Code::UnclosedFence, "~~~"),
    ("```md\n```bash\na\n```\n```", Code::FenceInCode, "```bash"),
    ("x\n\n    ```\n    a\n    ```", Code::FenceInCode, "```"),
    ("Press **OK to go on.", Code::StrayMark, "**"),
    ("This is **bold ** text", Code::StrayMark, "**"),
    ("This is ** bold** text", Code::StrayMark, "**"),
    ("A **`code` and", Code::StrayMark, "**"),
    ("**「中文」**中文", Code::StrayMark, "**"),
    ("Run `npm install to", Code::StrayMark, "`"),
    ("Run npm install` to", Code::StrayMark, "`"),
    ("Run ``a` now", Code::StrayMark, "``"),
    ("a <!-- b\nc", Code::HtmlAsText, "<!-- b"),
    ("##Causes\n\ntext", Code::HeadingAsText, "##Causes"),
    ("#Heading", Code::HeadingAsText, "#Heading"),
    ("text\n###More of it\ntext", Code::HeadingAsText, "###More of it"),
    ("In C:\\Games\\..\\x is", Code::EatenBackslash, "C:\\Games\\..\\x"),
    ("In C:\\Program Files\\.nuget.", Code::EatenBackslash, "C:\\Program Files\\.nuget"),
    ("On \\\\server\\share now", Code::EatenBackslash, "\\\\server\\share"),
    ("Open %APPDATA%\\.npm, then", Code::EatenBackslash, "%APPDATA%\\.npm"),
    ("(C:\\$Recycle.Bin)", Code::EatenBackslash, "C:\\$Recycle.Bin"),
    ("A[^x]\n\n[^x]: one\n\n[^X]: two", Code::FootnoteTwice, "[^X]:"),
    ("A\n\n[^y]: never", Code::UnusedFootnote, "[^y]:"),
    ("A[^nope].", Code::UndefinedFootnote, "[^nope]"),
];
