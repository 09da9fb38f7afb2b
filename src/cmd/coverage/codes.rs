//! Reads the codes of a product: from lines, from JSON, or from source code.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use regex::RegexBuilder;
use serde_json::Value;

use crate::error::Error;
use crate::read;

/// A code in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    pub(super) code: String,
    /// The file, as it was named.
    pub(super) file: String,
    /// The line, from 1.
    pub(super) line: usize,
}

/// The maximum length of a file, in bytes.
const LONGEST: u64 = 1 << 28;

/// The codes in these files, in order. With a pattern, they are the matches of its group.
pub(super) fn read(files: &[PathBuf], pattern: Option<&str>) -> Result<Vec<Mention>, Error> {
    let pattern = pattern.map(regex).transpose()?;
    let mut mentions = Vec::new();
    for file in files {
        let text = text(file)?;
        let found = match &pattern {
            Some(pattern) => of_source(&text, pattern),
            None if text.trim_start().starts_with(['[', '{']) => of_json(&text)
                .map_err(|why| Error::Usage { message: format!("{}: {why}", file.display()) })?,
            None => of_lines(&text),
        };
        let name = if file == Path::new("-") {
            "standard input".into()
        } else {
            file.display().to_string()
        };
        let found = found.into_iter();
        mentions.extend(found.map(|(code, line)| Mention { code, file: name.clone(), line }));
    }
    if mentions.is_empty() {
        // Otherwise every article would seem to be about a removed code.
        let message = if pattern.is_some() {
            "the pattern finds no codes in these files"
        } else {
            "there are no codes in these files; write one per line, or a JSON list"
        };
        return Err(Error::Usage { message: message.into() });
    }
    Ok(mentions)
}

fn text(file: &Path) -> Result<String, Error> {
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        let failed = Error::io("read", Path::new("standard input"));
        io::stdin().lock().take(LONGEST).read_to_end(&mut bytes).map_err(failed)?;
        bytes
    } else {
        read::bytes(file, LONGEST).map_err(Error::io("read", file))?
    };
    let text = String::from_utf8_lossy(&bytes);
    Ok(crate::text::without_mark(&text).to_owned())
}

fn regex(pattern: &str) -> Result<regex::Regex, Error> {
    let regex = RegexBuilder::new(pattern).multi_line(true).build();
    let regex = regex.map_err(|error| Error::Usage { message: format!("--pattern: {error}") })?;
    if regex.captures_len() == 2 {
        return Ok(regex);
    }
    let message = "--pattern needs exactly one group, which is the code, as in 'code = \"(E\\d+)\"'; \
                   write (?:…) for other groups";
    Err(Error::Usage { message: message.into() })
}

fn of_source(text: &str, pattern: &regex::Regex) -> Vec<(String, usize)> {
    let (mut line, mut from) = (1, 0);
    let found = pattern.captures_iter(text).filter_map(|captures| captures.get(1));
    let found = found.filter(|code| !code.as_str().trim().is_empty());
    let found = found.map(|code| {
        line += text[from..code.start()].matches('\n').count();
        from = code.start();
        (code.as_str().trim().to_owned(), line)
    });
    found.collect()
}

/// One code per line; `#` at the start of a line or after a space starts a comment.
fn of_lines(text: &str) -> Vec<(String, usize)> {
    let codes = text.lines().zip(1..).map(|(line, number)| {
        let line = if line.starts_with('#') { "" } else { line };
        let code = line.find([' ', '\t']).map_or(line, |_| {
            let comment = line.find(" #").or_else(|| line.find("\t#"));
            &line[..comment.unwrap_or(line.len())]
        });
        (code.trim().to_owned(), number)
    });
    codes.filter(|(code, _)| !code.is_empty()).collect()
}

/// A list of texts and numbers, or of objects with a `code`.
fn of_json(text: &str) -> Result<Vec<(String, usize)>, String> {
    const HELP: &str = "the JSON should be a list of codes, or of objects with a `code`";
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let Value::Array(items) = value else { return Err(HELP.into()) };
    let (mut line, mut from) = (1, 0);
    let codes = items.iter().map(|item| {
        let code = item.get("code").unwrap_or(item);
        let written = match code {
            Value::String(_) | Value::Number(_) => code.to_string(),
            _ => return Err(HELP.to_owned()),
        };
        // If its spelling in the file has other escapes, its line is that of the previous code.
        if let Some(at) = text[from..].find(&written) {
            line += text[from..from + at].matches('\n').count();
            from += at;
            from += text[from..].chars().next().map_or(0, char::len_utf8);
        }
        Ok((code.as_str().map_or(written, |code| code.trim().to_owned()), line))
    });
    let codes: Result<Vec<_>, _> = codes.collect();
    Ok(codes?.into_iter().filter(|(code, _)| !code.is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(found: &[(String, usize)]) -> String {
        found.iter().fold(String::new(), |text, (code, line)| text + &format!("{code}:{line} "))
    }

    #[test]
    fn lines_have_codes_and_comments() {
        let text = "# Codes\nE1001\n\n  E1002 # gone soon\r\nORA 00942\nC#4\nE1003\t# x\n";
        assert_eq!(shown(&of_lines(text)), "E1001:2 E1002:4 ORA 00942:5 C#4:6 E1003:7 ");
    }

    #[test]
    fn json_has_texts_numbers_and_objects() {
        let text = "[\"E1\",\n 2147942453, -5,\n {\"title\": \"x\",\n\"code\": \"E2\"}]";
        assert_eq!(shown(&of_json(text).unwrap()), "E1:1 2147942453:2 -5:2 E2:4 ");
        assert_eq!(shown(&of_json("[\"E1\",\n\"E1\"]").unwrap()), "E1:1 E1:2 ");
        assert!(of_json("{\"E1\": 1}").is_err() && of_json("[[1]]").is_err());
    }

    #[test]
    fn a_pattern_finds_codes_in_source() {
        let source = "enum Code {\n  /// x\n  NotFound = \"E1001\",\n  Gone = \"E1002\",\n}\n";
        let found = of_source(source, &regex("^\\s+\\w+ = \"(E\\d+)\"").unwrap());
        assert_eq!(shown(&found), "E1001:3 E1002:4 ");
        for wrong in ["E\\d+", "(E)(1)", "(E"] {
            assert!(regex(wrong).is_err(), "{wrong}");
        }
    }
}
