//! The words after a number that say what it counts.

use super::NumberKind;
use super::numeral::is_formal;
use super::words::starts_with;

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
    ("#栋", Suffix::Kind(NumberKind::Building)),
    ("#座", Suffix::Kind(NumberKind::Building)),
    ("幢", Suffix::Kind(NumberKind::Building)),
    ("栋", Suffix::Kind(NumberKind::Building)),
    ("座", Suffix::Kind(NumberKind::Building)),
    ("号院", Suffix::Kind(NumberKind::Door)),
    ("号门", Suffix::Kind(NumberKind::Entrance)),
    ("号单元", Suffix::Kind(NumberKind::Entrance)),
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

/// Characters that make another word of the last one of a suffix, which then counts nothing: of
/// 12号房屋 the house is 12号.
const OTHER_WORDS: &[(char, &str)] = &[
    ('门', "口前外内里边旁面店洞卫厅头牌锁铃禁窗板缝诊球房楼上下槛岗庭"),
    ('房', "屋子东顶间型产客租檐后前门内外里上下管贷主源梁墙"),
    ('室', "外内友温里"),
    ('弄', "堂口内里底"),
    ('楼', "道梯顶房盘宇层长板"),
    ('院', "子内落墙里外门"),
    ('元', "门楼"),
    ('层', "高数面"),
    ('座', "位椅机"),
    ('户', "外主口内型籍"),
];

/// Characters that continue a name after a suffix: 三门路, 八号桥, 五号线.
const NAME_GOES_ON: &str = "路街桥线河浜港湾泾镇村塘码厅馆堂市";

/// Words of compounds that make a name of a number and a suffix before them: 三门新村.
const COMPOUNDS: &[&str] = &["新村", "小区", "社区", "新苑", "花园", "家园", "公寓", "巷"];

/// Words that begin like the continuation of a name and are none: 12号路边.
const NO_NAME: &[&str] = &[
    "路灯", "路边", "路口", "路面", "路旁", "路上", "街边", "街面", "街上", "桥边", "桥下", "河边",
    "河道", "村民", "村委", "市民", "市场", "线路", "线缆", "码放", "堂口", "河里", "河中", "桥上",
    "桥洞", "路牌", "路中", "街头", "塘里", "浜里",
];

/// Words of a name that follow a number: 石化七村, 金水苑二期, 五组.
const COUNTED_NAMES: &[&str] = &["村", "期", "区", "坊", "街坊", "组", "队", "巷"];

/// Words after a number and 号 that make a name of it: 一号公馆.
const NUMBERED_NAMES: &[&str] = &[
    "公馆", "公寓", "公园", "公社", "公府", "官邸", "名邸", "别墅", "庄园", "大院", "会馆", "会所",
    "国际", "城邦", "商城", "墅", "府", "邸",
];

/// Returns what a number before this text counts, and the length of the suffix in characters.
pub(super) fn of(text: &[char]) -> Option<(Suffix, usize)> {
    let (suffix, length) = SUFFIXES
        .iter()
        .map(|&(word, suffix)| (word, suffix, word.chars().count()))
        .find(|&(word, _, length)| {
            let other = length > 1 && text.get(length - 1..).is_some_and(is_other_word);
            starts_with(text, word) && !other
        })
        .map(|(_, suffix, length)| (suffix, length))?;
    let behind = text.get(length..).unwrap_or_default();
    let goes_on = behind.first().is_some_and(|&next| NAME_GOES_ON.contains(next))
        && !NO_NAME.iter().any(|word| starts_with(behind, word))
        && !text.get(length - 1..).is_some_and(is_other_word);
    (!goes_on && !is_name(suffix, behind)).then_some((suffix, length))
}

/// Returns true if this text says that a number before it counts something in a building.
pub(super) fn begins_inner(text: &[char]) -> bool {
    of(text).is_some_and(|(suffix, _)| is_inner(suffix))
}

fn is_inner(suffix: Suffix) -> bool {
    match suffix {
        Suffix::Kind(kind) => kind >= NumberKind::Entrance,
        Suffix::Floor | Suffix::Storey => true,
        Suffix::Number | Suffix::Sign => false,
    }
}

/// Returns true if what follows a suffix makes the name of a compound of both: 三门新村,
/// 五层楼小区. Compounds in a lane or at a house are none: 138弄小区, 12号院小区.
fn is_name(suffix: Suffix, behind: &[char]) -> bool {
    let behind = behind.strip_prefix(&['楼']).filter(|_| suffix == Suffix::Floor).unwrap_or(behind);
    is_inner(suffix) && COMPOUNDS.iter().any(|word| starts_with(behind, word))
}

/// Returns true if a text begins with a word that begins like a suffix and is none: 门前, 房屋.
fn is_other_word(text: &[char]) -> bool {
    let [begin, next, ..] = text else { return false };
    OTHER_WORDS.iter().any(|(other, follow)| other == begin && follow.contains(*next))
}

/// Returns true if what follows the number before this text is no part of the address: 12号房屋,
/// 12号路边. The text begins with the last character of the number's suffix.
pub(super) fn is_remark(text: &[char]) -> bool {
    let Some((_, behind)) = text.split_first() else { return false };
    is_other_word(text)
        || is_other_word(behind)
        || NO_NAME.iter().any(|word| starts_with(behind, word))
}

/// Returns true if a character goes on after a number: as a suffix, a name or another sign.
pub(super) fn continues(next: char) -> bool {
    begins_one(next)
        || COUNTED_NAMES.iter().any(|word| word.starts_with(next))
        || !next.is_alphanumeric()
}

/// Returns true if this text says what a number before it counts.
pub(super) fn begins(text: &[char]) -> bool {
    of(text).is_some()
}

/// Returns true if a number before this text is part of a name.
pub(super) fn names(text: &[char]) -> bool {
    COUNTED_NAMES.iter().any(|word| starts_with(text, word))
}

/// Returns true if a number is the name of a compound, with 号 and what follows: 九号院 where no
/// road leads to its ninth house, 一号公馆, 滨江壹号.
pub(super) fn numbered_name(before: &[char], run: &[char], behind: &[char]) -> bool {
    let Some(named) = behind.strip_prefix(&['号']) else { return false };
    let along = before.last().is_some_and(|last| "路街道巷弄号".contains(*last))
        && !before.ends_with(&['街', '道']);
    let formal = run.iter().any(|&character| is_formal(character));
    let word = NUMBERED_NAMES.iter().any(|word| starts_with(named, word));
    let yard = named.first() == Some(&'院') && !run.iter().any(char::is_ascii_digit);
    let number = named.iter().find(|next| **next != ' ').is_some_and(char::is_ascii_digit);
    (yard || word) && (formal || !along) || number && formal && !along
}

/// Returns true if a suffix ends with the character.
pub(super) fn ends_one(character: char) -> bool {
    SUFFIXES.iter().any(|(word, _)| word.ends_with(character))
}

/// Returns true if the word for a house or a building ends with the character.
pub(super) fn ends_house(character: char) -> bool {
    "号楼幢栋座".contains(character)
}

/// Returns true if a suffix begins with the character.
pub(super) fn begins_one(character: char) -> bool {
    SUFFIXES.iter().any(|(word, _)| word.starts_with(character))
}
