//! What passes from whom to whom, table by table.

use super::sheet::ReportPage;
use super::words::Words;
use crate::domain::duty::{Absence, Duty};
use crate::domain::reassignment::{BorderMoved, DutyPassed, GroupPassed, PlannedHandover};
use crate::store::requests::HandedOver;

pub(super) fn write(sheet: &mut ReportPage, words: &Words<'_>, handover: &PlannedHandover) {
    sheet.heading("二、责任移交");
    let duties: Vec<[String; 4]> =
        handover.duties.iter().filter_map(|passed| duty(words, passed)).collect();
    sheet.table(
        ["单元", "职务", "移交人（任期）", "接收人（任期）"],
        &duties,
        "没有责任开始或结束。",
    );
    sheet.heading("三、楼组与住户");
    let groups: Vec<[String; 4]> =
        handover.groups.iter().map(|passed| group(words, passed)).collect();
    sheet.table(["楼组", "原网格", "现网格", "住户数"], &groups, "没有楼组变动。");
    if !groups.is_empty() {
        let households: i64 =
            handover.groups.iter().map(|passed| i64::from(passed.households)).sum();
        sheet.paragraph(&format!("共 {} 个楼组、{households} 户。", groups.len()));
    }
    sheet.heading("四、边界");
    let borders: Vec<[String; 3]> =
        handover.borders.iter().map(|moved| border(words, moved)).collect();
    sheet.table(["网格", "原面积", "现面积"], &borders, "边界没有变化。");
    sheet.heading("五、在办诉求");
    let requests: Vec<[String; 5]> =
        words.report.requests.iter().map(|handed| request(words, handed)).collect();
    sheet.table(
        ["诉求编号", "移交人（单元）", "接收人（单元）", "目前状态", "下一时限"],
        &requests,
        "没有诉求移交。",
    );
    if !requests.is_empty() {
        sheet.paragraph(&format!("共 {} 件；时限不因移交而延长。", requests.len()));
    }
    sheet.heading("六、未结束的离岗");
    let absences: Vec<[String; 2]> =
        words.report.absences.iter().map(|away| absence(words, away)).collect();
    sheet.table(["人员", "期间"], &absences, "无。");
}

fn duty(words: &Words<'_>, passed: &DutyPassed) -> Option<[String; 4]> {
    let (unit, capacity) = passed.place()?;
    let who = |duty: Option<Duty>| match duty {
        Some(duty) => format!("{}（{}）", words.member(duty.member), words.period(duty.period)),
        None => "—".to_owned(),
    };
    Some([words.unit(unit), words.title(unit, capacity), who(passed.from), who(passed.to)])
}

fn group(words: &Words<'_>, passed: &GroupPassed) -> [String; 4] {
    let grid = |grid: Option<_>| grid.map_or_else(|| "—".to_owned(), |grid| words.grid(grid));
    [words.group(passed.group), grid(passed.from), grid(passed.to), passed.households.to_string()]
}

fn border(words: &Words<'_>, moved: &BorderMoved) -> [String; 3] {
    [words.grid(moved.grid), words.area(moved.before_m2), words.area(moved.after_m2)]
}

fn request(words: &Words<'_>, handed: &HandedOver) -> [String; 5] {
    let from = handed.from.map_or_else(|| "—".to_owned(), |from| words.holding(from));
    let due = handed.next_due.map_or_else(|| "—".to_owned(), |due| words.time(due.0));
    [handed.number.clone(), from, words.holding(handed.to), handed.state.label().0.to_owned(), due]
}

fn absence(words: &Words<'_>, absence: &Absence) -> [String; 2] {
    [words.member(absence.member), words.period(absence.period)]
}
