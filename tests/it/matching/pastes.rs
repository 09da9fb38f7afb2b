//! Pastes of an article's messages as people make them: with the noise of logs, cut off, mistyped.

use errhub::matcher::Entry;

use super::large::Random;

/// The kind of a paste.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A whole message with its code and noise around it.
    Whole,
    /// The same without the code.
    WithoutCode,
    /// A part of it, cut in the middle of words.
    Clipped,
    /// With one or two slips, by a typist or by text recognition in a picture.
    Mistyped,
    /// The code in any spelling.
    CodeAlone,
    /// Among other lines of a log, some of them wrapped.
    InLog,
}

impl Kind {
    pub(crate) const ALL: [(Self, &str); 6] = [
        (Self::Whole, "whole messages with noise"),
        (Self::WithoutCode, "the same without the code"),
        (Self::Clipped, "clipped to about 60 %"),
        (Self::Mistyped, "with one or two typos"),
        (Self::CodeAlone, "codes alone, in any spelling"),
        (Self::InLog, "among other lines of a log"),
    ];

    /// A paste for an article; `None` if there cannot be one.
    pub(crate) fn paste(self, random: &mut Random, entry: &Entry) -> Option<String> {
        let message = random.pick(&entry.messages);
        let text = filled(random, &message);
        let coded = |text: &str| match &entry.code {
            Some(code) if !text.contains(code.as_str()) => format!("{code}: {text}"),
            _ => text.to_owned(),
        };
        let paste = match self {
            Self::Whole => noise(random, &coded(&text)),
            Self::WithoutCode => noise(random, &text),
            Self::Clipped => clipped(random, &text)?,
            Self::Mistyped => mistyped(random, &text),
            Self::CodeAlone => spelled(random, entry.code.as_deref()?),
            Self::InLog => {
                let line = noise(random, &text);
                in_log(random, &line)
            }
        };
        Some(paste)
    }
}

/// Lines of logs that explain nothing.
const LOG: &[&str] = &[
    "INFO starting worker pool with 8 threads",
    "DEBUG cache warm: 1423 entries in 35 ms",
    "GET /api/v1/orders/482 200 12ms",
    "    at Object.<anonymous> (/app/index.js:10:15)",
    "npm notice New patch version of npm available",
    "user login ok id=99182",
    "Reading package lists... Done",
    "session opened for user root by (uid=0)",
    "   Compiling serde v1.0.200",
    "systemd[1]: Started Daily apt download activities.",
    "usb 1-1: new high-speed USB device number 4 using xhci_hcd",
    "DHCPREQUEST for 192.168.1.23 on eth0 to 255.255.255.255 port 67",
    "Test run completed: 120 passed",
];

/// Texts that belong to no article.
const PROSE: &[&str] = &[
    "The meeting was moved to Thursday because the room is being painted.",
    "Please find attached the invoice for March; payment is due within 30 days.",
    "She said the train to Gdańsk leaves at 7:45 and takes three hours if there is no snow.",
    "for (int i = 0; i < n; ++i) { total += items[i].price * items[i].count; }",
    "SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id",
    "Das Wetter in Hamburg ist heute regnerisch, und morgen soll es schneien.",
    "How do I bake sourdough bread without a dutch oven?",
    "const total = rows.map((row) => row.price).reduce((a, b) => a + b, 0);",
];

/// A text that no article explains: prose, source code, or harmless lines of a log.
pub(crate) fn foreign(random: &mut Random) -> String {
    if random.chance(50) {
        return random.pick(PROSE).to_owned();
    }
    let lines: Vec<String> = (0..=random.below(12)).map(|_| log_line(random)).collect();
    lines.join("\n")
}

fn log_line(random: &mut Random) -> String {
    let line = random.pick(LOG);
    if random.chance(40) { format!("{} {line}", stamp(random)) } else { line.to_owned() }
}

/// The message with a value in each of its slots.
fn filled(random: &mut Random, message: &str) -> String {
    const VALUES: &[&str] = &[
        "orderTotal",
        "api.example.com",
        "10.1.2.3",
        "/var/lib/app/data.json",
        "4711",
        "Widget",
        "C:\\Users\\jane\\report.txt",
        "2001:db8::1",
        "8f14e45fceea167a",
        "user_name",
    ];
    let mut text = String::new();
    let mut rest = message;
    while let Some((before, name, behind)) = slot(rest) {
        text.push_str(before);
        text.push_str(if name == "port" { "8080" } else { random.pick(VALUES) });
        rest = behind;
    }
    text + rest
}

/// The first slot, with the text before and after it.
fn slot(message: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = message.split_once('{')?;
    let (name, behind) = rest.split_once('}')?;
    Some((before, name, behind))
}

fn stamp(random: &mut Random) -> String {
    let (hour, minute, second) = (random.below(24), random.below(60), random.below(60));
    match random.below(3) {
        0 => format!("2026-03-{:02}T{hour:02}:{minute:02}:{second:02}.113Z", 1 + random.below(28)),
        1 => format!("[{hour:02}:{minute:02}:{second:02}]"),
        _ => format!("03/{:02}/2026 {hour:02}:{minute:02}:{second:02}", 1 + random.below(28)),
    }
}

fn noise(random: &mut Random, text: &str) -> String {
    let mut text = text.to_owned();
    if random.chance(25) {
        let path = random.pick(&[
            "/srv/app/main.py:42:7: ",
            "C:\\src\\app.cpp(17): ",
            "3>src/a.ts(4,2): ",
        ]);
        text.insert_str(0, path);
    }
    if random.chance(30) {
        text = format!("{} {text}", stamp(random));
    }
    if random.chance(20) {
        text.push_str(random.pick(&[
            ", client: 10.1.2.3, server: www.example.com",
            " (pid 4711)",
            " Ray ID: 7d1a5f3b2c4e6a80",
            " in 35 ms",
            " [id=5f3b2c4e6a80]",
        ]));
    }
    match random.below(8) {
        0 => text = text.to_uppercase(),
        1 => text = text.to_lowercase(),
        2 => text = text.replace('\'', "’").replace('"', "”").replace(" - ", " – "),
        3 => text = format!("\u{1b}[31m{text}\u{1b}[0m"),
        4 => text = text.replacen(' ', "\u{a0}", 3),
        _ => {}
    }
    text
}

/// About 60 % of a text, from its beginning, its end, or its middle; `None` for a short one.
fn clipped(random: &mut Random, text: &str) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    let keep = letters.len() * (45 + random.below(31)) / 100;
    if keep < 24 {
        return None;
    }
    let start = match random.below(3) {
        0 => 0,
        1 => letters.len() - keep,
        _ => random.below(letters.len() - keep + 1),
    };
    Some(letters[start..start + keep].iter().collect())
}

/// One or two slips within words of four or more letters.
fn mistyped(random: &mut Random, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..=random.below(2) {
        let is_inner = |at: &usize| {
            let around = &letters[at.saturating_sub(1)..(at + 3).min(letters.len())];
            around.len() == 4 && around.iter().all(char::is_ascii_alphabetic)
        };
        let places: Vec<usize> = (0..letters.len()).filter(is_inner).collect();
        if places.is_empty() {
            continue;
        }
        let at = random.pick(&places);
        match random.below(5) {
            0 => drop(letters.remove(at)),
            1 => letters.insert(at, random.pick(&['a', 'e', 'n', 'x'])),
            2 => letters.swap(at, at + 1),
            3 => letters[at] = random.pick(&['a', 'e', 'n', 'x']),
            // Text recognition mistakes one letter for another.
            _ => letters[at] = if letters[at] == 'e' { 'c' } else { 'l' },
        }
    }
    letters.into_iter().collect()
}

fn spelled(random: &mut Random, code: &str) -> String {
    if let Some(digits) = code.strip_prefix("0x") {
        let value = u32::from_str_radix(digits, 16).unwrap_or_default();
        return match random.below(5) {
            0 => format!("{value:#x}"),
            1 => digits.to_lowercase(),
            2 if value > 1 << 31 => value.cast_signed().to_string(),
            3 => value.to_string(),
            _ => format!("Error {code}"),
        };
    }
    match random.below(4) {
        0 => code.to_lowercase(),
        1 => code.replace(['-', '_'], " "),
        2 => format!("error {code}:"),
        _ => code.to_owned(),
    }
}

fn in_log(random: &mut Random, line: &str) -> String {
    let mut line = line.to_owned();
    if random.chance(35) {
        // Wrapped in the middle of words, as terminals do.
        let letters: Vec<char> = line.chars().collect();
        let parts: Vec<String> = letters.chunks(60).map(|part| part.iter().collect()).collect();
        line = parts.join("\n");
    }
    let mut lines: Vec<String> = (0..=random.below(20)).map(|_| log_line(random)).collect();
    lines.insert(random.below(lines.len() + 1), line);
    lines.join("\n")
}
