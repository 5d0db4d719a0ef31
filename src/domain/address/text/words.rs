//! Words at the beginning and the end of a text.

/// Returns true if a text begins with a word.
pub(super) fn starts_with(text: &[char], word: &str) -> bool {
    let mut rest = text.iter();
    word.chars().all(|character| rest.next() == Some(&character))
}

/// Returns the length of the word that a text begins with.
pub(super) fn word_of(text: &[char], words: &[&str]) -> Option<usize> {
    words.iter().find(|word| starts_with(text, word)).map(|word| word.chars().count())
}

/// Returns true if a text ends with a word.
pub(super) fn ends_with(text: &[char], word: &str) -> bool {
    let length = word.chars().count();
    text.len() >= length && starts_with(text.get(text.len() - length..).unwrap_or_default(), word)
}
