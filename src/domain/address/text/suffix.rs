//! The words after a number that say what it counts.

use super::NumberKind;

/// Meaning of a suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Suffix {
    /// One kind of part, whatever precedes it.
    Kind(NumberKind),
    /// 号: a door, or inside a building a room.
    Number,
    /// #: written for 号 or 号楼.
    Sign,
    /// 楼: a building, or inside one a floor.
    Storey,
    /// 层: a floor, which does not change who answers.
    Floor,
}

/// Suffixes, longer ones first.
const SUFFIXES: &[(&str, Suffix)] = &[
    ("支弄", Suffix::Kind(NumberKind::SubLane)),
    ("号弄", Suffix::Kind(NumberKind::Lane)),
    ("弄", Suffix::Kind(NumberKind::Lane)),
    ("号楼", Suffix::Kind(NumberKind::Building)),
    ("号幢", Suffix::Kind(NumberKind::Building)),
    ("号栋", Suffix::Kind(NumberKind::Building)),
    ("号座", Suffix::Kind(NumberKind::Building)),
    ("#楼", Suffix::Kind(NumberKind::Building)),
    ("#幢", Suffix::Kind(NumberKind::Building)),
    ("幢", Suffix::Kind(NumberKind::Building)),
    ("栋", Suffix::Kind(NumberKind::Building)),
    ("座", Suffix::Kind(NumberKind::Building)),
    ("号院", Suffix::Kind(NumberKind::Door)),
    ("号门", Suffix::Kind(NumberKind::Entrance)),
    ("单元", Suffix::Kind(NumberKind::Entrance)),
    ("门", Suffix::Kind(NumberKind::Entrance)),
    ("梯", Suffix::Kind(NumberKind::Entrance)),
    ("号室", Suffix::Kind(NumberKind::Room)),
    ("号房", Suffix::Kind(NumberKind::Room)),
    ("室", Suffix::Kind(NumberKind::Room)),
    ("房", Suffix::Kind(NumberKind::Room)),
    ("户", Suffix::Kind(NumberKind::Room)),
    ("号", Suffix::Number),
    ("#", Suffix::Sign),
    ("楼", Suffix::Storey),
    ("层", Suffix::Floor),
];

/// Characters that continue a name after a suffix: 三门路, 八号桥, 五号线.
const NAME_GOES_ON: &str = "路街桥线河浜港湾泾镇村塘码厅店场馆所堂市";

/// Words of a name that follow a number: 石化七村, 金水苑二期, 五组.
const COUNTED_NAMES: &[&str] = &["村", "期", "区", "坊", "街坊", "组", "队", "巷"];

/// Returns what a number before this text counts, and the length of the suffix in characters.
pub(super) fn of(text: &[char]) -> Option<(Suffix, usize)> {
    let &(word, suffix) = SUFFIXES.iter().find(|(word, _)| starts_with(text, word))?;
    let length = word.chars().count();
    let name_goes_on = text.get(length).is_some_and(|&next| NAME_GOES_ON.contains(next));
    (!name_goes_on).then_some((suffix, length))
}

/// Returns true if a number before this text is part of a name.
pub(super) fn names(text: &[char]) -> bool {
    COUNTED_NAMES.iter().any(|word| starts_with(text, word))
}

/// Returns true if a suffix ends with the character.
pub(super) fn ends_one(character: char) -> bool {
    SUFFIXES.iter().any(|(word, _)| word.ends_with(character))
}

/// Returns true if a suffix begins with the character.
pub(super) fn begins_one(character: char) -> bool {
    SUFFIXES.iter().any(|(word, _)| word.starts_with(character))
}

/// Returns true if a text begins with a word.
pub(super) fn starts_with(text: &[char], word: &str) -> bool {
    let mut rest = text.iter();
    word.chars().all(|character| rest.next() == Some(&character))
}
