//! Invented names, and telephone numbers that nobody has.

use crate::domain::phone::Phone;
use crate::error::Result;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use std::collections::HashSet;

const SURNAMES: &[char] = &[
    '沈', '陆', '顾', '朱', '徐', '钱', '姚', '俞', '倪', '陶', '施', '计', '瞿', '戴', '严', '金',
    '钟', '潘', '汤', '殷', '祝', '郁', '费', '龚', '庄', '樊', '张', '王', '李', '陈', '周', '吴',
    '蔡', '奚', '翁',
];

/// Characters usual in given names, in unusual pairs.
const FIRST: &[char] = &[
    '秋', '书', '沐', '景', '望', '映', '砚', '知', '若', '承', '清', '仲', '予', '言', '思', '芷',
    '晚', '咏', '维', '素', '亦', '静', '启', '怀', '如', '月', '松', '雨', '明', '惠',
];
const SECOND: &[char] = &[
    '禾', '舟', '岚', '棠', '川', '屿', '笙', '蘅', '汀', '澜', '野', '芸', '柏', '桐', '溪', '岩',
    '苓', '泽', '菱', '峦', '钧', '珩', '陶', '蕙', '荻', '舫', '堃', '楹', '萍', '根',
];

/// Generator of names, each returned once.
pub(super) struct Names {
    random: StdRng,
    given: HashSet<String>,
}

impl Names {
    pub fn new(random: StdRng) -> Self {
        Self { random, given: HashSet::new() }
    }

    /// Returns the next name.
    pub fn next(&mut self) -> String {
        loop {
            let name: String = [SURNAMES, FIRST, SECOND]
                .iter()
                .filter_map(|pool| pool.choose(&mut self.random))
                .collect();
            if self.given.insert(name.clone()) {
                return name;
            }
        }
    }
}

/// Mobile number of the first resident: [`mobile`] of 1.
pub(super) const FIRST_RESIDENT: &str = "15400000001";

/// Returns a mobile number that no network gives out: there are no subscribers under 154.
///
/// # Errors
/// None for a number of at most eight digits.
pub(super) fn mobile(number: usize) -> Result<Phone> {
    Ok(Phone::parse_mobile(&format!("154{number:08}"))?)
}

/// Returns a landline number that cannot be dialled: no local number begins with 0.
pub(super) fn office(number: usize) -> String {
    format!("021-0000{number:04}")
}
