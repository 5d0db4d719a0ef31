//! Times and telephone numbers in a text about a place, which are no numbers of an address.

use super::number::begins_digit;
use super::numeral::is_numeral;
use super::words::word_of;

/// Words of the time of day and of days, longer ones first.
const MOMENTS: &[&str] = &[
    "星期一",
    "星期二",
    "星期三",
    "星期四",
    "星期五",
    "星期六",
    "星期日",
    "星期天",
    "周一",
    "周二",
    "周三",
    "周四",
    "周五",
    "周六",
    "周日",
    "今天",
    "昨天",
    "前天",
    "明天",
    "今早",
    "昨晚",
    "今晚",
    "上午",
    "下午",
    "中午",
    "早上",
    "晚上",
    "早晨",
    "凌晨",
    "傍晚",
    "夜里",
    "半夜",
    "刚才",
    "刚刚",
    "目前",
    "现在",
];

/// Words for a month before a day.
const MONTHS: &[&str] = &["本月", "这个月", "上个月", "上月", "每月", "每个月"];

/// Words that only a day follows where a number and 号 are behind: 于8号, 我8号在.
const ON_DAYS: &[(&str, &str)] = &[("于", ""), ("我", "在去到"), ("我们", "在去到")];

/// Characters that make a house of a number and 号: 8号楼.
const HOUSES: &str = "楼幢栋座院门弄房室单";

/// Words that follow a day of the month rather than a house.
const EVENTS: &[&str] = &[
    "上门", "来", "去", "到", "前", "之前", "以前", "后", "之后", "以后", "起", "开始", "停水",
    "停电", "停气", "已", "就", "报", "预约", "约", "再", "又", "还", "打", "联系", "回复", "处理",
    "维修", "修", "安排", "派", "答复", "发现", "发生", "投诉", "反映", "施工", "完成", "才",
    "左右",
];

/// Words after a time.
const ABOUT: &[&str] = &["左右", "前后", "许", "多", "半", "整", "钟", "起", "分"];

/// Digits of the parts of a telephone number in groups.
const PHONES: &[&[usize]] = &[&[3, 4, 4], &[3, 8], &[4, 8], &[4, 7], &[3, 7]];

/// Returns the end of a telephone number in groups, with which a text begins: 138-1234-5678,
/// 021-57120000. One in one piece is too long for a number of an address.
pub(super) fn phone(text: &[char]) -> Option<usize> {
    PHONES.iter().find_map(|groups| phone_of(text, groups))
}

fn phone_of(text: &[char], groups: &[usize]) -> Option<usize> {
    let first = *groups.first()?;
    let begins = if groups.len() > 2 { '1' } else { '0' };
    let mut end =
        digits(text).filter(|&length| length == first && text.first() == Some(&begins))?;
    for length in groups.iter().skip(1) {
        end = part(text, end, "- ").filter(|next| next - end == length + 1)?;
    }
    Some(end)
}

/// Returns the end of a time: `8:30`, `8点半`, `3月5日`, `2026-03-05`, `今天早上`.
pub(super) fn moment(text: &[char]) -> Option<usize> {
    let end = word_of(text, MOMENTS)
        .or_else(|| clock(text))
        .or_else(|| date(text))
        .or_else(|| day(text))
        .or_else(|| told_day(text))
        .or_else(|| day_and_time(text).filter(|&end| !text.get(end..).is_some_and(begins_digit)))
        .or_else(|| hour(text))?;
    let mut end = end;
    while let Some(length) = text.get(end..).and_then(|rest| word_of(rest, ABOUT)) {
        end += length;
    }
    Some(end)
}

/// Returns the end of a time on a clock, with which a text begins: `8:30`, `18:05:00`.
pub(super) fn clock(text: &[char]) -> Option<usize> {
    let hour = digits(text).filter(|&length| length <= 2)?;
    let minute = part(text, hour, ":").filter(|end| end - hour == 3)?;
    let end = part(text, minute, ":").filter(|end| end - minute == 3).unwrap_or(minute);
    let tens = text.get(hour + 1).is_some_and(|tens| ('0'..='5').contains(tens));
    (tens && !matches!(text.get(end), Some(next) if next.is_ascii_alphanumeric() || *next == ':'))
        .then_some(end)
}

/// Returns the end of a date: `2026年3月5日`, `3月5日`, `2026-03-05`, `2026.3.5`.
fn date(text: &[char]) -> Option<usize> {
    let first = counted(text)?;
    if let Some(month) = part(text, first, "-/.").filter(|_| first == 4) {
        return part(text, month, "-/.");
    }
    let year = (text.get(first) == Some(&'年')).then_some(first + 1);
    let start = year.unwrap_or(0);
    let month = text.get(start..).and_then(counted).map(|length| start + length);
    let Some(month) = month.filter(|&end| text.get(end) == Some(&'月')).map(|end| end + 1) else {
        return year;
    };
    let day = text.get(month..).and_then(counted).map(|length| month + length);
    let day = day.filter(|&end| matches!(text.get(end), Some('日' | '号')));
    Some(day.map_or(month, |end| end + 1))
}

/// Returns the end of a day of a month: `3月8号`, `本月8日`, but not of `3月8号楼`.
pub(super) fn day(text: &[char]) -> Option<usize> {
    let month = word_of(text, MONTHS)
        .or_else(|| counted(text).filter(|&end| text.get(end) == Some(&'月')).map(|end| end + 1))?;
    text.get(month..).and_then(numbered_day).map(|end| month + end)
}

/// Returns the end of a day that a word in front tells: `于8号`, `我8号在`.
fn told_day(text: &[char]) -> Option<usize> {
    ON_DAYS.iter().find_map(|(word, follow)| {
        let start = word_of(text, &[word])?;
        let end = start + text.get(start..).and_then(numbered_day)?;
        let follows = follow.is_empty() || follow.contains(*text.get(end)?);
        follows.then_some(end)
    })
}

/// Returns the end of a day with a time of day behind it: `8号晚上`.
pub(super) fn day_and_time(text: &[char]) -> Option<usize> {
    let day = numbered_day(text)?;
    text.get(day..).and_then(|rest| word_of(rest, MOMENTS)).map(|time| day + time)
}

/// Returns the end of a day on which something happens, or before or after which: `8号上门`.
pub(super) fn eventful_day(text: &[char]) -> Option<usize> {
    let day = numbered_day(text)?;
    let event = text.get(day..).filter(|rest| word_of(rest, EVENTS).is_some())?;
    let is_place = matches!(event, ['前' | '后', side, ..] if "面门排院楼边侧方".contains(*side));
    (!is_place).then_some(day)
}

fn numbered_day(text: &[char]) -> Option<usize> {
    let end = counted(text).filter(|&end| matches!(text.get(end), Some('日' | '号')))? + 1;
    let is_house = text.get(end).is_some_and(|next| HOUSES.contains(*next));
    (end <= 4 && !is_house).then_some(end)
}

/// Returns the end of an hour in words: `8点`, `八点半`, `20时15分`.
fn hour(text: &[char]) -> Option<usize> {
    let hour =
        counted(text).filter(|&end| end <= 3 && matches!(text.get(end), Some('点' | '时')))? + 1;
    let minute = text.get(hour..).and_then(counted).map(|length| hour + length);
    let minute = minute.filter(|&end| text.get(end) == Some(&'分')).map(|end| end + 1);
    Some(minute.unwrap_or(hour))
}

/// Returns the end of one of the separators and digits after it.
fn part(text: &[char], start: usize, separators: &str) -> Option<usize> {
    let separated = text.get(start).is_some_and(|separator| separators.contains(*separator));
    let length = text.get(start + 1..).filter(|_| separated).and_then(digits)?;
    Some(start + 1 + length)
}

/// Counts the digits, or Chinese numerals, that a text begins with.
fn counted(text: &[char]) -> Option<usize> {
    let numerals = text.iter().take_while(|&&character| is_numeral(character)).count();
    digits(text).or((numerals > 0).then_some(numerals))
}

pub(super) fn digits(text: &[char]) -> Option<usize> {
    let length = text.iter().take_while(|character| character.is_ascii_digit()).count();
    (length > 0).then_some(length)
}
