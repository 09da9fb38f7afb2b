//! A line of YAML, parsed as far as possible without the lines around it.

/// The white space of YAML; other kinds are part of a text.
pub(super) const BLANK: [char; 2] = [' ', '\t'];

/// A line of the form `- key: value`; all parts but the last are optional.
pub(super) struct Line<'t> {
    /// The number of spaces at its start.
    pub(super) indent: usize,
    /// The column of its last dash.
    dash: Option<usize>,
    /// The column of `rest`.
    column: usize,
    /// The text after the spaces and dashes.
    pub(super) rest: &'t str,
}

impl<'t> Line<'t> {
    pub(super) fn read(line: &'t str) -> Self {
        let mut rest = line.trim_start_matches(' ');
        let indent = line.len() - rest.len();
        let mut dash = None;
        while let Some(inner) = rest.strip_prefix('-') {
            if !inner.is_empty() && !inner.starts_with(' ') {
                break;
            }
            dash = Some(line.len() - rest.len());
            rest = inner.trim_start_matches(' ');
        }
        Self { indent, dash, column: line.len() - rest.len(), rest: rest.trim_end_matches(BLANK) }
    }

    pub(super) fn is_item(&self) -> bool {
        self.dash.is_some()
    }

    pub(super) fn is_item_at(&self, column: usize) -> bool {
        self.dash == Some(column)
    }

    /// Whether it is empty or only a comment.
    pub(super) fn says_nothing(&self) -> bool {
        !self.is_item() && (self.rest.is_empty() || self.rest.starts_with('#'))
    }

    /// The word at the start of `rest`, which is a key if this is a `key: value`.
    pub(super) fn key(&self) -> &'t str {
        let letters =
            self.rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || b"_-".contains(b));
        &self.rest[..letters.count()]
    }

    /// The value, and the column of its key or dash; `None` for a line of another form.
    pub(super) fn value(&self) -> Option<(usize, &'t str)> {
        let key = self.key();
        let after = &self.rest[key.len()..];
        let value = after.trim_start_matches(' ').strip_prefix(':');
        let value = value.filter(|value| value.is_empty() || value.starts_with([' ', '\t']));
        match (value, self.dash) {
            (Some(value), _) if !key.is_empty() => {
                Some((self.column, value.trim_start_matches(BLANK)))
            }
            (_, Some(dash)) => Some((dash, self.rest)),
            _ => None,
        }
    }
}
