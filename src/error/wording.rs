//! Values of problems as people read them: each in the language of its message.

use super::Language;
use chrono::{DateTime, DurationRound, FixedOffset, TimeDelta, Utc};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::io;
use std::path::Path;

/// Values that are instants. They stay in the form of RFC 3339 in the `params` of a problem; a text
/// that somebody sent is never taken for one.
const INSTANTS: [&str; 7] = ["at", "from", "max", "min", "now", "since", "to"];

/// Instants before which something is refused. They are shown in whole minutes, and whoever repeats
/// the shown one must not be refused again.
const EARLIEST: [&str; 2] = ["min", "since"];

/// Value that lists what can be done instead, perhaps nothing.
const POSSIBLE: &str = "possible";

/// Words in both languages, of which a message shows those of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bilingual<'a> {
    /// Chinese.
    pub zh: &'a str,
    /// English.
    pub en: &'a str,
}

impl From<Bilingual<'_>> for Value {
    fn from(words: Bilingual<'_>) -> Self {
        json!({ "zh": words.zh, "en": words.en })
    }
}

/// Creates words in both languages.
pub(crate) const fn both<'a>(zh: &'a str, en: &'a str) -> Bilingual<'a> {
    Bilingual { zh, en }
}

/// Kinds of things that are counted: for programs, Chinese with its measure word, English for one
/// and for several.
pub(crate) type Counted = (&'static str, &'static str, &'static str, &'static str);

/// Registrations with a neighbourhood.
pub(crate) const REGISTRATIONS: Counted =
    ("registrations", "个报到", "registration", "registrations");
/// Alliances of organisations.
pub(crate) const ALLIANCES: Counted = ("alliances", "个治理共同体", "alliance", "alliances");

/// Grids below another one.
pub(crate) const CHILD_GRIDS: Counted = ("children", "个下级网格", "grid", "grids");
/// Building groups of a grid.
pub(crate) const BUILDING_GROUPS: Counted =
    ("building_groups", "个楼组", "building group", "building groups");
/// Organisations in a grid.
pub(crate) const ORGANIZATIONS: Counted =
    ("organizations", "个单位", "organisation", "organisations");
/// Units that a change touches.
pub(crate) const UNITS: Counted = ("units", "个单元", "unit", "units");
/// Community roles of a neighbourhood.
pub(crate) const ROLES: Counted = ("roles", "个社区角色", "community role", "community roles");
/// Building circles of a neighbourhood.
pub(crate) const CIRCLES: Counted = ("circles", "个楼组圈", "building circle", "building circles");
/// Households of building groups.
pub(crate) const HOUSEHOLDS: Counted = ("households", "户", "household", "households");

/// Returns what was counted in words; what there is none of is left out.
pub(crate) fn counts(counted: &[(usize, Counted)]) -> Vec<Value> {
    let there = counted.iter().filter(|(count, _)| *count > 0);
    there
        .map(|&(count, (value, zh, one, several))| {
            let noun = if count == 1 { one } else { several };
            json!({
                "value": value,
                "zh": format!("{count} {zh}"),
                "en": format!("{count} {noun}"),
            })
        })
        .collect()
}

/// Returns why the system refused to read or write something. Its own words are English.
pub(crate) fn system_reason(fault: &io::Error) -> Value {
    both(&in_chinese(fault), &fault.to_string()).into()
}

/// Returns why the system refused to read or write a file, with its name.
pub(crate) fn file_reason(path: &Path, fault: &io::Error) -> Value {
    let path = path.display();
    both(&format!("{path}：{}", in_chinese(fault)), &format!("{path}: {fault}")).into()
}

fn in_chinese(fault: &io::Error) -> Cow<'static, str> {
    let known = match fault.kind() {
        io::ErrorKind::NotFound => "没有这个文件或目录",
        io::ErrorKind::PermissionDenied => "没有权限",
        io::ErrorKind::AlreadyExists => "已存在",
        io::ErrorKind::IsADirectory => "这是目录，不是文件",
        io::ErrorKind::NotADirectory => "上级不是目录",
        io::ErrorKind::InvalidData => "内容不是 UTF-8 文字或已损坏",
        io::ErrorKind::UnexpectedEof => "内容不完整",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "磁盘空间不足",
        io::ErrorKind::ReadOnlyFilesystem => "磁盘为只读",
        io::ErrorKind::FileTooLarge => "文件过大",
        io::ErrorKind::AddrInUse => "地址已被占用",
        io::ErrorKind::AddrNotAvailable => "本机没有这个地址",
        io::ErrorKind::InvalidInput => "内容或名称无效",
        _ => {
            let number = fault.raw_os_error();
            return number.map_or("系统错误".into(), |code| format!("系统错误 {code}").into());
        }
    };
    known.into()
}

/// Writer of the values of one message.
pub(super) struct ValueWriter {
    language: Language,
    /// True once an instant has been written: the zone is named with the first one.
    zone_named: bool,
}

impl ValueWriter {
    pub(super) const fn new(language: Language) -> Self {
        Self { language, zone_named: false }
    }

    /// Returns a value as the text shows it: without quotes, the members of a list side by side,
    /// of a text in both languages the requested one.
    pub(super) fn shown(&mut self, name: &str, value: &Value) -> String {
        match value {
            Value::String(text) if INSTANTS.contains(&name) => self.instant(name, text),
            Value::Array(actions) if name == POSSIBLE => self.possible(actions),
            Value::Array(members) => self.list(members),
            other => self.plain(other),
        }
    }

    fn plain(&mut self, value: &Value) -> String {
        match value {
            Value::Null => "—".to_owned(),
            Value::String(text) => text.clone(),
            Value::Array(members) => self.list(members),
            Value::Object(texts) => {
                let text = texts.get(self.language.code()).and_then(Value::as_str);
                text.map_or_else(|| value.to_string(), str::to_owned)
            }
            other => other.to_string(),
        }
    }

    /// Returns the members with the separator of the language, or a wider one when a member itself
    /// has that.
    fn list(&mut self, members: &[Value]) -> String {
        if members.is_empty() {
            return "—".to_owned();
        }
        let members: Vec<String> = members.iter().map(|member| self.plain(member)).collect();
        let within = |marks: &[char]| members.iter().any(|member| member.contains(marks));
        members.join(match self.language {
            Language::Chinese if within(&['、', '，', '；']) => "；",
            Language::Chinese => "、",
            Language::English if within(&[',', ';']) => "; ",
            Language::English => ", ",
        })
    }

    fn possible(&mut self, actions: &[Value]) -> String {
        match (self.language, actions.is_empty()) {
            (Language::Chinese, true) => "目前没有可办的动作".to_owned(),
            (Language::Chinese, false) => format!("可以：{}", self.list(actions)),
            (Language::English, true) => "nothing can be done now".to_owned(),
            (Language::English, false) => format!("possible now: {}", self.list(actions)),
        }
    }

    fn instant(&mut self, name: &str, text: &str) -> String {
        let Ok(at) = DateTime::parse_from_rfc3339(text) else { return self.no_instant(name, text) };
        let mut at = at.to_utc();
        let minute = TimeDelta::minutes(1);
        if EARLIEST.contains(&name)
            && let Ok(floor) = at.duration_trunc(minute)
            && floor < at
        {
            at = floor.checked_add_signed(minute).unwrap_or(at);
        }
        let zone = !std::mem::replace(&mut self.zone_named, true);
        match self.language {
            // The year of the present is no question.
            Language::Chinese if name == "now" => in_chinese_words(at, "%-m月%-d日 %H:%M", zone),
            Language::Chinese => in_chinese_words(at, "%Y年%-m月%-d日 %H:%M", zone),
            Language::English => in_english_words(at, zone),
        }
    }

    /// Returns a date or a number as it is, and words for an end that is open.
    fn no_instant(&self, name: &str, text: &str) -> String {
        match (name, text, self.language) {
            ("to", "—", Language::Chinese) => "长期".to_owned(),
            ("to", "—", Language::English) => "further notice".to_owned(),
            _ => text.to_owned(),
        }
    }
}

/// Returns an instant in both languages, by the clocks of China and with the zone.
pub(crate) fn instant(at: DateTime<Utc>) -> [String; 2] {
    [in_chinese_words(at, "%Y年%-m月%-d日 %H:%M", true), in_english_words(at, true)]
}

fn in_chinese_words(at: DateTime<Utc>, format: &str, zone: bool) -> String {
    format!("{}{}", if zone { "北京时间 " } else { "" }, local(at).format(format))
}

fn in_english_words(at: DateTime<Utc>, zone: bool) -> String {
    let zone = if zone { " Beijing time" } else { "" };
    format!("{}{zone}", local(at).format("%-d %b %Y, %H:%M"))
}

/// Returns an instant by the clocks of China, which know no summer time.
fn local(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    const OFFSET: i32 = 8 * 3600;
    FixedOffset::east_opt(OFFSET).map_or_else(|| at.fixed_offset(), |zone| at.with_timezone(&zone))
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Problem};
    use super::*;

    fn told(problem: &Problem) -> [String; 2] {
        [Language::Chinese, Language::English].map(|language| problem.message(language))
    }

    #[test]
    fn instants_are_told_by_the_clocks_of_beijing_and_stay_as_they_are_for_programs() {
        let now = "2026-11-29T03:20:18.584836+00:00";
        let problem = Problem::new(Code::BeginsInThePast).with("now", now);
        assert_eq!(
            told(&problem),
            [
                "开始时间不能早于现在（北京时间 11月29日 11:20）",
                "Nothing may begin before now (29 Nov 2026, 11:20 Beijing time)",
            ]
        );
        assert_eq!(problem.params["now"], now);
        let problem = Problem::new(Code::AlreadyEnds).with("to", "2027-01-03T09:00:00+08:00");
        assert_eq!(
            told(&problem),
            [
                "已于北京时间 2027年1月3日 09:00 结束",
                "It already ends at 3 Jan 2027, 09:00 Beijing time"
            ]
        );
    }

    #[test]
    fn the_zone_is_told_once_and_an_open_end_in_words() {
        let range = |to: &str| {
            let problem = Problem::new(Code::LeaderPeriodsOverlap);
            told(&problem.with("from", "2026-12-31T16:00:00Z").with("to", to))
        };
        let [zh, en] = range("2027-02-28T16:00:00Z");
        assert!(zh.contains("（北京时间 2027年1月1日 00:00 至 2027年3月1日 00:00）"), "{zh}");
        assert!(
            en.contains("from 1 Jan 2027, 00:00 Beijing time until 1 Mar 2027, 00:00;"),
            "{en}"
        );
        let [zh, en] = range("—");
        assert!(zh.contains("至 长期）"), "{zh}");
        assert!(en.contains("until further notice"), "{en}");
    }

    #[test]
    fn who_repeats_the_earliest_instant_that_is_told_is_not_refused_again() {
        let problem = Problem::new(Code::BeforeItExisted).with("since", "2026-03-02T01:00:00.5Z");
        assert_eq!(
            problem.message(Language::Chinese),
            "那时还没有，自北京时间 2026年3月2日 09:01 起才有"
        );
        let whole = Problem::new(Code::BeforeItExisted).with("since", "2026-03-02T01:00:00Z");
        assert_eq!(
            whole.message(Language::Chinese),
            "那时还没有，自北京时间 2026年3月2日 09:00 起才有"
        );
    }

    #[test]
    fn only_instants_are_taken_for_such() {
        let at = "2026-03-02T01:00:00+00:00";
        let problem = Problem::new(Code::SheetValue);
        let problem = problem.with("column", "期限").with("value", at).with("expected", "…");
        assert!(problem.message(Language::Chinese).contains(at));
        let dates = Problem::new(Code::OutOfRange).with("min", "2000-01-01").with("max", 7);
        assert_eq!(dates.message(Language::Chinese), "须在 2000-01-01 与 7 之间");
    }

    #[test]
    fn members_of_lists_that_hold_a_separator_are_told_apart() {
        let lists =
            |members: Value| told(&Problem::new(Code::UnknownValue).with("allowed", members));
        assert_eq!(
            lists(json!(["119", "120"])),
            ["只能取以下值：119、120", "Must be one of 119, 120"]
        );
        assert_eq!(
            lists(json!([{ "zh": "甲、乙", "en": "a, b" }, { "zh": "丙", "en": "c" }])),
            ["只能取以下值：甲、乙；丙", "Must be one of a, b; c"]
        );
    }

    #[test]
    fn nothing_is_counted_that_is_not_there() {
        const GRIDS: Counted = ("grids", "个网格", "grid", "grids");
        const GROUPS: Counted = ("groups", "个楼组", "building group", "building groups");
        let told = counts(&[(0, GRIDS), (1, GROUPS), (2, GRIDS)]);
        let words: Vec<(&str, &str)> = told
            .iter()
            .filter_map(|one| Some((one["zh"].as_str()?, one["en"].as_str()?)))
            .collect();
        assert_eq!(words, [("1 个楼组", "1 building group"), ("2 个网格", "2 grids")]);
    }

    #[test]
    fn faults_of_the_system_are_told_in_both_languages() {
        for kind in [
            io::ErrorKind::NotFound,
            io::ErrorKind::PermissionDenied,
            io::ErrorKind::StorageFull,
            io::ErrorKind::TimedOut,
        ] {
            let told = system_reason(&io::Error::from(kind));
            let zh = told["zh"].as_str().unwrap_or_default();
            assert!(!zh.is_empty() && !zh.contains(|c: char| c.is_ascii_alphabetic()), "{told}");
        }
        assert_eq!(system_reason(&io::Error::from_raw_os_error(5))["zh"], "系统错误 5");
    }
}
