//! Single characters in one alphabet: half width, simplified, upper case, Arabic digits, one sign
//! for each sort of separator.

use super::suffix;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Separator that joins numbers: `3-502`.
pub(super) const JOINER: char = '-';
/// Separator between words and numbers.
pub(super) const BLANK: char = ' ';
/// Separator of things of one kind: `12号、13号`.
pub(super) const COMMA: char = ',';

/// Traditional characters in the words and names of addresses, and their simplified forms.
const SIMPLIFIED: &[(&str, &str)] = &[
    (
        "號樓棟單層區門園廣場莊橋龍東馬鎮鄉縣華國學灣徑衖鋪廈塢陽陰",
        "号楼栋单层区门园广场庄桥龙东马镇乡县华国学湾径弄铺厦坞阳阴",
    ),
    (
        "裡裏臺灘濱寶麗雲長興豐萬聯財鳳鴻錦銀鐵鐘圍嶺島澤溝漁頭後側對",
        "里里台滩滨宝丽云长兴丰万联财凤鸿锦银铁钟围岭岛泽沟渔头后侧对",
    ),
    (
        "邊點裝辦處車庫間廳師範農圖書館醫藥飯衛進漢蘇黃葉舊顧陸楊鄭塊組",
        "边点装办处车库间厅师范农图书馆医药饭卫进汉苏黄叶旧顾陆杨郑块组",
    ),
];

/// Returns the characters of a text in half width, simplified and in upper case, without marks that
/// show nothing. Signs of all sorts stay as they are.
pub(super) fn plain(text: &str) -> Vec<char> {
    let mut plain = Vec::with_capacity(text.len());
    let mut visible = text.chars().filter(|&character| !is_invisible(character)).peekable();
    while let Some(character) = visible.next() {
        let Some(number) = numbered(character) else {
            plain.push(simplified(half_width(character)).to_ascii_uppercase());
            continue;
        };
        plain.extend(number.to_string().chars());
        // ①3号楼 is the first in a list, not 13, and so is ①柳荫一村; but ③号楼 is a building.
        if visible.peek().is_some_and(|&next| !suffix::continues(simplified(half_width(next)))) {
            plain.extend(Some('.').filter(|_| plain.len() < 3));
            plain.push(BLANK);
        }
    }
    plain
}

/// Returns the sign that a character stands for in an address.
pub(super) fn sign(character: char) -> char {
    match character {
        '-' | '_' | '/' | '\\' | '~' | '.' | '|' | '*' | '+' | '=' => JOINER,
        '·' | '•' | '‧' | '∙' | '⋅' | '・' | '･' | '﹒' | '→' | '×' | '¦' => {
            JOINER
        }
        '‐'..='―' | '−' | '﹣' | '﹘' | 'ー' | '─' | '━' | 'ㄧ' | '丨' | '〜' | '～' | '∼' => {
            JOINER
        }
        ',' | ';' | '、' | '､' | '&' => COMMA,
        '(' | '[' | '{' | '【' | '〔' | '〈' | '《' | '「' | '『' => '(',
        ')' | ']' | '}' | '】' | '〕' | '〉' | '》' | '」' | '』' => ')',
        '№' | '#' => '#',
        kept if kept.is_ascii_alphanumeric() || kept.is_alphabetic() => kept,
        _ => BLANK,
    }
}

/// Returns true for signs, which are neither letters nor digits nor words.
pub(super) fn is_sign(character: char) -> bool {
    matches!(sign(character), JOINER | BLANK | COMMA | '(' | ')' | '#')
}

/// Returns true for soft hyphens, and for marks of width zero that copied texts carry.
const fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
    )
}

fn half_width(character: char) -> char {
    match u32::from(character) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(character),
        code @ 0x24B6..=0x24CF => char::from_u32(code - 0x24B6 + 0x41).unwrap_or(character),
        _ => character,
    }
}

fn simplified(character: char) -> char {
    static TABLE: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
        SIMPLIFIED.iter().flat_map(|(from, to)| from.chars().zip(to.chars())).collect()
    });
    if character.is_ascii() {
        return character;
    }
    TABLE.get(&character).copied().unwrap_or(character)
}

/// Returns the number that one character shows: ③, ⑶, ⒊, ⓷, ❸, ㈢, ㊂, Ⅲ.
fn numbered(character: char) -> Option<u32> {
    let code = u32::from(character);
    let before_one = match code {
        0x2160..=0x216B => 0x215F,
        0x2170..=0x217B => 0x216F,
        0x2460..=0x2473 => 0x245F,
        0x2474..=0x2487 => 0x2473,
        0x2488..=0x249B => 0x2487,
        0x24EB..=0x24F4 => 0x24E0,
        0x24F5..=0x24FE => 0x24F4,
        0x2776..=0x277F => 0x2775,
        0x2780..=0x2789 => 0x277F,
        0x278A..=0x2793 => 0x2789,
        0x3220..=0x3229 => 0x321F,
        0x3251..=0x325F => 0x323C,
        0x3280..=0x3289 => 0x327F,
        0x32B1..=0x32BF => 0x328D,
        _ => return None,
    };
    Some(code - before_one)
}
