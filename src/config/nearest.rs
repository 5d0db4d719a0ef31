//! Search for the word that was probably meant.

use strsim::levenshtein;

/// Finds the word that takes the fewest insertions, deletions and replacements.
pub(super) fn nearest<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known.min_by_key(|word| levenshtein(given, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_word_of_the_fewest_edits_of_characters() {
        for (given, known, meant) in [
            ("listn", ["filter", "listen", "levels"], "listen"),
            ("databse", ["data", "base", "database"], "database"),
            ("网格", ["网上格", "上传文件", "网"], "网上格"),
            ("", ["kitten", "url", "port"], "url"),
        ] {
            assert_eq!(nearest(given, known.into_iter()), Some(meant), "{given}");
        }
        assert_eq!(nearest("url", std::iter::empty()), None);
    }
}
