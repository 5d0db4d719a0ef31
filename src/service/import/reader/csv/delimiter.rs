//! What separates the cells of a file of text.

use super::BREAKS;

/// Separators, the most usual first.
const DELIMITERS: [u8; 3] = [b',', b'\t', b';'];

/// Number of lines that are looked at.
const LINES: usize = 20;

/// What separates the cells of a text, and how many bytes at its beginning say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::service::import::reader) struct Separated {
    pub delimiter: u8,
    pub skipped: usize,
}

/// Returns what separates the cells of a text: what its first line names (`sep=;`), else what stands
/// on most of its first lines outside quotes.
pub(in crate::service::import::reader) fn separated(text: &str) -> Separated {
    if let Some(named) = named(text) {
        return named;
    }
    let lines = counted(text);
    let on_lines = |delimiter: usize| {
        lines.iter().filter(|line| line.get(delimiter).is_some_and(|&count| count > 0)).count()
    };
    let best = (0..DELIMITERS.len()).rev().max_by_key(|&delimiter| on_lines(delimiter));
    let delimiter = best.and_then(|best| DELIMITERS.get(best)).copied().unwrap_or(b',');
    Separated { delimiter, skipped: 0 }
}

/// Reads a first line that names the separator, as a spreadsheet understands it.
fn named(text: &str) -> Option<Separated> {
    let line = text.split(BREAKS).next().unwrap_or_default();
    let (key, delimiter) = line.trim_matches([' ', '"']).split_once('=')?;
    let delimiter = match delimiter.as_bytes() {
        [delimiter] if !delimiter.is_ascii_alphanumeric() && *delimiter != b'"' => *delimiter,
        _ => return None,
    };
    let rest = text.get(line.len()..)?;
    let end = if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) };
    let is_named = key.trim().eq_ignore_ascii_case("sep");
    is_named.then_some(Separated { delimiter, skipped: line.len() + end })
}

/// Counts the separators outside quotes on each of the first lines.
fn counted(text: &str) -> Vec<[usize; DELIMITERS.len()]> {
    let mut lines = vec![[0; DELIMITERS.len()]];
    let mut is_quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted && lines.len() == LINES => break,
            b'\n' | b'\r' if !is_quoted => lines.push([0; DELIMITERS.len()]),
            other if !is_quoted => {
                let counts = lines.last_mut().into_iter().flatten().zip(DELIMITERS);
                counts
                    .filter(|(_, delimiter)| *delimiter == other)
                    .for_each(|(count, _)| *count += 1);
            }
            _ => {}
        }
    }
    lines
}
