//! Chinese numerals: 三, 五零二, 二十三, 一百零二, 廿三.

/// Returns true if the character may be part of a Chinese numeral.
pub(super) fn is_numeral(character: char) -> bool {
    digit(character).is_some() || unit(character).is_some() || score(character).is_some()
}

/// Returns true for the numerals of cheques, which names of compounds like: 壹号院.
pub(super) const fn is_formal(character: char) -> bool {
    matches!(character, '壹' | '贰' | '叁' | '肆' | '伍' | '陆' | '柒' | '捌' | '玖' | '拾')
}

/// Returns a number below a hundred as it is written in names: 一, 十二, 二十; `None` if it is larger.
pub(super) fn chinese(number: u32) -> Option<String> {
    let digit = |digit: u32| "零一二三四五六七八九".chars().nth(digit as usize);
    let (tens, ones) = (number / 10, number % 10);
    let ten = match tens {
        0 => String::new(),
        1 => "十".to_owned(),
        2..=9 => digit(tens)?.to_string() + "十",
        _ => return None,
    };
    let one = digit(ones).filter(|_| ones > 0 || tens == 0);
    Some(ten + &one.map(String::from).unwrap_or_default())
}

/// Returns a number up to ten in the numerals of cheques.
pub(super) fn formal(number: u32) -> Option<char> {
    "壹贰叁肆伍陆柒捌玖拾".chars().nth(number.checked_sub(1)? as usize)
}

/// Returns the Arabic digits of a Chinese numeral, read digit by digit or by its units; `None` if
/// it is no number. A digit after 百 or 千 without a unit counts the next smaller one, as it is
/// spoken: 一百二 is 120.
pub(super) fn arabic(text: &[char]) -> Option<String> {
    if text.iter().all(|&character| digit(character).is_some()) {
        return text
            .iter()
            .map(|&character| digit(character).and_then(|value| char::from_digit(value, 10)))
            .collect();
    }
    let mut value = 0;
    let mut pending = None;
    let mut smallest = 10_000;
    let mut skipped = false;
    for &character in text {
        match (digit(character), unit(character), score(character)) {
            (Some(0), ..) if pending.is_none() => skipped = true,
            (Some(digit), ..) if pending.is_none() => pending = Some(digit),
            (_, Some(unit), _)
                if unit < smallest && (pending.is_some() || unit == 10 && value == 0) =>
            {
                value += pending.take().unwrap_or(1) * unit;
                smallest = unit;
                skipped = false;
            }
            (.., Some(score)) if value == 0 && pending.is_none() => {
                value = score;
                smallest = 10;
            }
            _ => return None,
        }
    }
    let spoken = if skipped || smallest <= 10 { 1 } else { smallest / 10 };
    Some((value + pending.unwrap_or(0) * spoken).to_string())
}

const fn digit(character: char) -> Option<u32> {
    Some(match character {
        '零' | '〇' => 0,
        '一' | '壹' | '幺' => 1,
        '二' | '贰' | '两' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

const fn unit(character: char) -> Option<u32> {
    Some(match character {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

const fn score(character: char) -> Option<u32> {
    Some(match character {
        '廿' => 20,
        '卅' => 30,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_read_digit_by_digit_or_by_their_units() {
        let pairs = [
            ("三", "3"),
            ("五零二", "502"),
            ("一二〇三", "1203"),
            ("十", "10"),
            ("十二", "12"),
            ("二十", "20"),
            ("二十三", "23"),
            ("一百零二", "102"),
            ("一百二", "120"),
            ("一百二十", "120"),
            ("一百一十五", "115"),
            ("一千零五", "1005"),
            ("一千二百三十四", "1234"),
            ("三千五", "3500"),
            ("廿三", "23"),
            ("卅", "30"),
            ("拾贰", "12"),
        ];
        for (text, expected) in pairs {
            let text: Vec<char> = text.chars().collect();
            assert_eq!(arabic(&text).as_deref(), Some(expected), "{text:?}");
        }
        for text in ["百", "十百", "二三十", "五十廿", "十十", "一百百"] {
            let text: Vec<char> = text.chars().collect();
            assert_eq!(arabic(&text), None, "{text:?}");
        }
    }
}
