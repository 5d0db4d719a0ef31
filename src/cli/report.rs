//! Error reports, in Chinese and then in English, on the error stream.

use crate::error::{Code, Error, Language, Problem};
use serde_json::Value;

/// Maximum number of problems shown; the rest is counted.
const SHOWN: usize = 50;

/// Shows why a command failed.
pub fn error(error: &Error) {
    match error {
        Error::Refused(problems) => refused(problems),
        Error::Unavailable(reason) | Error::Contended(reason) => {
            let code = Code::Unavailable;
            eprintln!(
                "错误：{}\nerror: {} ({reason})",
                code.text(Language::Chinese),
                code.text(Language::English)
            );
        }
        Error::Internal(reason) => {
            eprintln!(
                "错误：程序内部故障，请把下面这行报告给维护者\nerror: a fault inside the program: {reason}"
            );
        }
    }
}

fn refused(problems: &[Problem]) {
    problems.iter().take(SHOWN).for_each(|problem| shown("错误", "error", problem));
    if let Some(more) = problems.len().checked_sub(SHOWN).filter(|&more| more > 0) {
        eprintln!("另有 {more} 处问题未列出\nand {more} more problems");
    }
}

/// Shows a warning, which does not stop the command.
pub fn warning(problem: &Problem) {
    shown("提示", "note", problem);
}

/// Shows warnings; of many the first, and how many there are.
pub fn warnings(problems: &[Problem]) {
    problems.iter().take(SHOWN).for_each(warning);
    if let Some(more) = problems.len().checked_sub(SHOWN).filter(|&more| more > 0) {
        eprintln!("另有 {more} 条提示未列出\nand {more} more notes");
    }
}

fn shown(chinese: &str, english: &str, problem: &Problem) {
    let (zh, en) = place(problem);
    let [said_zh, said_en] =
        [Language::Chinese, Language::English].map(|language| problem.message(language));
    let stands = problem.params.get("stands").and_then(Value::as_str);
    let [stands_zh, stands_en] = match stands.filter(|stands| !said_zh.contains(stands)) {
        Some(stands) => [format!("（现为“{stands}”）"), format!(" (it is \"{stands}\")")],
        None => Default::default(),
    };
    eprintln!("{chinese}：{zh}{said_zh}{stands_zh}");
    eprintln!("{english}: {en}{said_en}{stands_en} [{}]", problem.code.as_str());
}

/// Returns the place of a problem: the feature of a file, or the row and perhaps the column.
fn place(problem: &Problem) -> (String, String) {
    let number = |name: &str| problem.params.get(name).and_then(Value::as_u64);
    if let Some(feature) = number("feature") {
        return match problem.params.get("feature_code").and_then(Value::as_str) {
            Some(code) => {
                (format!("要素 {feature}（{code}）："), format!("feature {feature} ({code}): "))
            }
            None => (format!("要素 {feature}："), format!("feature {feature}: ")),
        };
    }
    let column = |language| problem.shown("in_column", language);
    let (sheet_zh, sheet_en) = match problem.params.get("sheet").and_then(Value::as_str) {
        Some(sheet) => (format!("工作表“{sheet}”"), format!("sheet \"{sheet}\", ")),
        None => Default::default(),
    };
    match (number("row"), column(Language::Chinese).zip(column(Language::English))) {
        (Some(row), Some((zh, en))) => {
            (format!("{sheet_zh}第 {row} 行“{zh}”："), format!("{sheet_en}row {row}, \"{en}\": "))
        }
        (Some(row), None) => (format!("{sheet_zh}第 {row} 行："), format!("{sheet_en}row {row}: ")),
        (None, _) => (String::new(), String::new()),
    }
}
