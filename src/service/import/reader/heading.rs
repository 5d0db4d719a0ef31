//! Names of columns as people write them above a table, and the row in which they stand.

/// Marks of a column that must be filled in, before or behind its name.
const MARKS: &[char] = &['*', '※', '★', '☆', ':'];
/// Words behind a name that say whether it must be filled in.
const REMARKS: [&str; 4] = ["必填", "选填", "必填项", "选填项"];

/// How well a row names the columns that are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeaderFit {
    /// True if every column that is needed is named.
    pub is_whole: bool,
    /// Number of columns that are known.
    pub known: usize,
}

impl HeaderFit {
    /// Fit of a row that is the header in any case.
    pub const WHOLE: Self = Self { is_whole: true, known: 0 };
}

/// Finds the header of a table: says of a row how well it names the columns.
pub type HeaderSearch<'a> = &'a dyn Fn(&[String]) -> HeaderFit;

/// Takes the first row as the header, whatever it says.
pub fn first_row(_: &[String]) -> HeaderFit {
    HeaderFit::WHOLE
}

/// Returns the forms under which a written name is looked for, the closest to it first: without
/// blanks, width and marks; then without remarks in brackets (`工号（必填）`, `户数(户)`).
pub fn normal_names(written: &str) -> [String; 2] {
    let whole = plain(written);
    let bare = without_remarks(&whole);
    [whole, bare]
}

/// Returns true if two names are written alike but for blanks, width, marks and remarks.
pub fn is_same_name(written: &str, wanted: &str) -> bool {
    let [wanted, _] = normal_names(wanted);
    normal_names(written).contains(&wanted)
}

/// Returns a name in lower case and half width, without blanks, line breaks, hyphens and marks.
fn plain(written: &str) -> String {
    let folded: String = written
        .chars()
        .map(half_width)
        .filter(|&c| !c.is_whitespace() && !matches!(c, '_' | '-' | '\u{feff}' | '\u{200b}'))
        .flat_map(char::to_lowercase)
        .collect();
    folded.trim_matches(MARKS).to_owned()
}

fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
        }
        '【' | '〔' | '〖' | '「' => '[',
        '】' | '〕' | '〗' | '」' => ']',
        '∗' | '✱' => '*',
        other => other,
    }
}

/// Drops what stands in brackets, and the words that a column must be filled in.
fn without_remarks(plain: &str) -> String {
    let mut depth = 0_u32;
    let mut bare = String::new();
    for character in plain.chars() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            other if depth == 0 => bare.push(other),
            _ => {}
        }
    }
    let bare = bare.trim_matches(MARKS);
    let bare = REMARKS.iter().rev().find_map(|remark| bare.strip_suffix(remark)).unwrap_or(bare);
    bare.trim_matches(MARKS).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_however_it_is_decorated() {
        for written in [
            "工号",
            " 工 号 ",
            "工号(必填)",
            "工号（必填）",
            "*工号",
            "工号*",
            "＊工号",
            "工\n号",
            "工号【必填】",
            "工号：",
            "*工号（8位）*",
            "工号\n必填",
            "工号[选填]",
            "工号必填项",
        ] {
            assert!(is_same_name(written, "工号"), "{written:?}");
        }
        for written in [
            "login_name",
            "Login Name",
            "LOGIN-NAME",
            "ｌｏｇｉｎ＿ｎａｍｅ",
            "*login name (optional)",
        ] {
            assert!(is_same_name(written, "login_name"), "{written:?}");
        }
        for written in ["工号码", "工", "", "姓名", "(工号)"] {
            assert!(!is_same_name(written, "工号"), "{written:?}");
        }
        assert!(
            is_same_name("工单编号 (必填)", "*工单编号"),
            "the wanted name may be decorated too"
        );
    }
}
