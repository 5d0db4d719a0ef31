//! Names of compounds: what distinguishes them from others of nearly the same name.

use super::numeral::is_numeral;

/// Words that say no more than that people live there, longer ones first.
const HOUSING: &[&str] = &["住宅小区", "住宅区", "居民区", "小区", "社区"];

/// Words that many compounds share, longer ones first.
const COMMON: &[&str] =
    &["新村", "新苑", "佳苑", "花苑", "名苑", "花园", "家园", "公寓", "公馆", "苑"];

/// Words after a number or a letter for a part of a compound or a village, longer ones first.
const NUMBERED: &[&str] = &["街坊", "村", "期", "区", "坊", "组", "队"];

/// Sides that parts of a compound are named after: 东区, 南苑.
const SIDES: &str = "东西南北中";

/// Words before a name that make another one of it: 新金水苑 is not 金水苑.
const DISTINGUISHING: &str = "新老大小东西南北中上下前后";

/// Areas that end with one of these all the same.
const NAMED_AREAS: &[&str] = &[
    "山东",
    "广东",
    "浦东",
    "河东",
    "丹东",
    "胶东",
    "海东",
    "山西",
    "陕西",
    "广西",
    "江西",
    "浦西",
    "定西",
    "鸡西",
    "河西",
    "河南",
    "湖南",
    "云南",
    "海南",
    "济南",
    "淮南",
    "渭南",
    "江南",
    "河北",
    "湖北",
    "江北",
    "淮北",
    "台北",
    "闵行新",
    "华中",
];

/// A name in its parts: what is its own, and the words that many share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompoundName<'n> {
    /// What is its own: of 康健新村2期 康健. At least two characters.
    pub core: &'n str,
    /// The rest: 新村2期.
    pub kind: &'n str,
}

/// How two names of the same core differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindRelation {
    /// One says less: 金水苑 and 金水, 柳荫小区 and 柳荫1村, 康健2期 and 康健新村2期.
    Less,
    /// They are of different kinds: 金水苑 and 金水花园.
    Other,
    /// They are other parts of one: 柳荫1村 and 柳荫2村.
    Beside,
}

impl<'n> CompoundName<'n> {
    /// Splits a name.
    pub fn of(name: &'n str) -> Self {
        let mut core = name;
        while let Some(shorter) = without_last(core).filter(|core| core.chars().nth(1).is_some()) {
            core = shorter;
        }
        Self { core, kind: &name[core.len()..] }
    }

    /// Returns true if the rest begins with a word that many compounds share.
    pub fn has_common_kind(self) -> bool {
        COMMON.iter().any(|word| self.kind.starts_with(word))
    }

    /// Compares what was said with what there is, of the same core.
    pub fn relation(self, there: Self) -> KindRelation {
        let (said, there) = (specific(self.kind), specific(there.kind));
        let before = there.strip_suffix(said.as_str()).filter(|_| said.contains(counts));
        let is_part = before.is_some_and(|before| !cuts_number(before, &said));
        if said == there || there.starts_with(&said) || is_part {
            return KindRelation::Less;
        }
        if shape(&said) == shape(&there) {
            return KindRelation::Beside;
        }
        match said.strip_prefix(there.as_str()) {
            Some(more) if COMMON.contains(&more) => KindRelation::Less,
            _ => KindRelation::Other,
        }
    }
}

/// Returns true if a word before a name makes another name of both: 新金水苑, 第二金水苑.
pub fn distinguishes(before: &str) -> bool {
    before.ends_with(|last| DISTINGUISHING.contains(last))
        && !before.ends_with("一下")
        && !NAMED_AREAS.iter().any(|area| before.ends_with(area))
        || before.ends_with(counts) && before.trim_end_matches(counts).ends_with('第')
}

/// Returns true if a number, or a word of letters, goes from one text on into the other: of 13街坊
/// the name is not 3街坊.
pub fn cuts_number(before: &str, behind: &str) -> bool {
    let alphanumeric = |one: char| one.is_ascii_alphanumeric();
    let lettered = before.ends_with(alphanumeric) && behind.starts_with(alphanumeric);
    lettered || before.ends_with(counts) && behind.starts_with(counts)
}

/// Returns true if the number that a name begins with counts what stands before it: 经八路 is not
/// 八路, and 金水苑一号院 a yard of 金水苑.
pub fn is_counted_in(before: &str, name: &str) -> bool {
    let in_grid = before.ends_with(['经', '纬']) && !before.ends_with("途经");
    let in_compound = COMMON.iter().chain(HOUSING).any(|word| before.ends_with(word));
    begins_counted(name) && (in_grid || in_compound)
}

/// Returns true if a name begins with a number: 一品苑.
pub fn begins_counted(name: &str) -> bool {
    name.starts_with(counts)
}

fn counts(one: char) -> bool {
    one.is_ascii_digit() || is_numeral(one)
}

/// Returns true if what follows a name makes another name of both: 金水苑 and 金水苑东区.
pub fn goes_on(behind: &str) -> bool {
    let side = behind.starts_with(|first| SIDES.contains(first))
        && behind.chars().nth(1).is_some_and(|second| "区苑村园里坊".contains(second));
    let first = behind.chars().next();
    side || is_part(behind)
        || first.is_some_and(|first| first.is_ascii_alphanumeric() || "新路街弄巷".contains(first))
        || COMMON.iter().chain(HOUSING).any(|word| behind.starts_with(word))
}

/// Returns true if a text begins with a numbered part of a compound or a village: 三社.
fn is_part(text: &str) -> bool {
    let part = text.trim_start_matches(counts);
    part.len() < text.len() && NUMBERED.iter().chain(&["社"]).any(|word| part.starts_with(word))
}

/// Returns a name without the kind of a compound: 金水苑小区 becomes 金水苑.
pub(super) fn without_housing(name: &str) -> Option<&str> {
    HOUSING.iter().find_map(|word| name.strip_suffix(word))
}

/// Returns true if a name is nothing but a word that many compounds share.
pub(super) fn is_common(name: &str) -> bool {
    COMMON.contains(&name) || HOUSING.contains(&name)
}

fn without_last(name: &str) -> Option<&str> {
    let common = HOUSING.iter().chain(COMMON).find_map(|word| name.strip_suffix(word));
    common.or_else(|| NUMBERED.iter().find_map(|word| without_numbered(name.strip_suffix(word)?)))
}

/// Returns a name without the number, the letter or the side that it ends with.
fn without_numbered(name: &str) -> Option<&str> {
    let without_number = name.trim_end_matches(|one: char| one.is_ascii_digit());
    let without_letter = || name.strip_suffix(|one: char| one.is_ascii_uppercase());
    let without_side = || name.strip_suffix(|one: char| SIDES.contains(one));
    Some(without_number)
        .filter(|shorter| shorter.len() < name.len())
        .or_else(without_letter)
        .or_else(without_side)
}

/// Returns a kind without what says only that people live there; 队 is an older word for 组.
fn specific(kind: &str) -> String {
    let kind = HOUSING.iter().fold(kind.to_owned(), |kind, word| kind.replace(word, ""));
    kind.replace('队', "组")
}

/// Returns a kind with all numbers, letters and sides alike.
fn shape(kind: &str) -> String {
    let mut shape: Vec<char> = kind
        .chars()
        .map(|one| if one.is_ascii_alphanumeric() || SIDES.contains(one) { '1' } else { one })
        .collect();
    shape.dedup();
    shape.into_iter().collect()
}
