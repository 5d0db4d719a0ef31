//! Addresses in the fields of a form: 小区：金水苑 楼号：3 室号：502, 【小区】金水苑【楼栋】3号楼.

use super::glyph::is_sign;
use super::words::starts_with;

/// Labels of fields in the order of an address, longer ones first, and the word behind a bare
/// number.
const FIELDS: &[(&[&str], &str)] = &[
    (&["小区名称", "小区", "社区", "村名", "路名", "道路"], ""),
    (&["楼栋号", "楼栋", "楼号", "栋号", "幢号"], "幢"),
    (&["单元号", "单元"], "单元"),
    (&["门牌号", "门牌", "房间号", "房号", "室号", "房间"], "室"),
];

/// A label in a text.
struct Label {
    field: usize,
    start: usize,
    end: usize,
}

/// Returns the address that a form says: its fields in order, each number with its word. `None` if
/// the text is no form that names a compound and a number in it.
pub(super) fn address(text: &[char]) -> Option<Vec<char>> {
    let labels = labels(text);
    let is_form = labels.len() > 1 && labels.iter().any(|label| label.field == 0);
    is_form.then_some(())?;
    let mut address = Vec::new();
    for (field, (_, word)) in FIELDS.iter().enumerate() {
        let Some(place) = labels.iter().position(|label| label.field == field) else { continue };
        let next = labels.get(place + 1).map_or(text.len(), |label| label.start);
        let value = value(text.get(labels.get(place)?.end..next)?, field);
        address.extend(value);
        if value.iter().all(char::is_ascii_digit) && !value.is_empty() {
            address.extend(word.chars());
        }
    }
    Some(address)
}

fn labels(text: &[char]) -> Vec<Label> {
    let mut labels = Vec::new();
    let mut start = 0;
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let label = label(rest).filter(|_| start == 0 || !is_open(text, start));
        if let Some((field, length)) = label {
            labels.push(Label { field, start, end: start + length });
        }
        start += label.map_or(1, |(_, length)| length);
    }
    labels
}

/// Returns the field whose label a text begins with, and the length of the label with its sign.
fn label(text: &[char]) -> Option<(usize, usize)> {
    let opened = usize::from(matches!(text.first(), Some('【' | '[')));
    let named = text.get(opened..)?;
    FIELDS.iter().enumerate().find_map(|(field, (words, _))| {
        let word = words.iter().find(|word| starts_with(named, word))?.chars().count();
        let sign = named.get(word)?;
        let closed = if opened == 1 { matches!(sign, '】' | ']') } else { *sign == ':' };
        closed.then_some((field, opened + word + 1))
    })
}

/// Returns true if a word goes on at an index, so that no label begins there: 本小区：.
fn is_open(text: &[char], at: usize) -> bool {
    at > 0
        && text.get(at - 1).is_some_and(|&before| before.is_alphabetic() && !before.is_ascii())
        && !matches!(text.get(at), Some('【' | '['))
}

/// Returns a value without the signs around it, up to the next sentence. Behind a name a number and
/// its sign belong to the list of the fields: `柳荫一村 2.`.
fn value(text: &[char], field: usize) -> &[char] {
    let end = text.iter().position(|one| matches!(one, ';' | ',' | '。')).unwrap_or(text.len());
    let value = text.get(..end).unwrap_or_default();
    if field > 0 || !value.ends_with(&['.']) && !value.ends_with(&['、']) {
        return trimmed(value);
    }
    let value = trimmed(value);
    let name = value.iter().rposition(|one| !one.is_ascii_digit()).map_or(0, |last| last + 1);
    trimmed(value.get(..name).unwrap_or_default())
}

fn trimmed(text: &[char]) -> &[char] {
    let start = text.iter().position(|&one| !is_sign(one)).unwrap_or(text.len());
    let end = text.iter().rposition(|&one| !is_sign(one)).map_or(start, |last| last + 1);
    text.get(start..end).unwrap_or_default()
}
