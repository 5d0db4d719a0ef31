//! Importing duties: member, unit, capacity and period.

use super::reader::sheet::{Sheet, SheetColumn, SheetRow};
use super::reader::source::TableSource;
use super::rows::CausedEdits;
use super::run::ImportRun;
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::duty::{Capacity, Duty};
use crate::domain::file_import::ImportCounts;
use crate::domain::id::DutyId;
use crate::domain::period::{Instant, Period};
use crate::domain::unit::{Unit, UnitKind};
use crate::error::{Code, Problem, Result};
use crate::store::new_id;
use serde_json::{Value, json};

const MEMBER: usize = 0;
const UNIT: usize = 1;
const KIND: usize = 2;
const CAPACITY: usize = 3;
const RANK: usize = 4;
const FROM: usize = 5;
const TO: usize = 6;

/// Columns of a sheet of duties.
pub const COLUMNS: &[SheetColumn] = &[
    SheetColumn::text(&["member", "工号", "member_code", "人员代码", "编号"]).required(),
    SheetColumn::text(&["unit", "单元代码", "unit_code", "网格代码", "楼组代码", "单位代码"])
        .required(),
    SheetColumn::text(&["unit_kind", "单元类型"]),
    SheetColumn::text(&["capacity", "职责", "担任"]).required(),
    SheetColumn::number(&["rank", "顺位", "排序"]),
    SheetColumn::moment(&["from", "开始", "开始时间", "开始日期", "起"]),
    SheetColumn::moment(&["to", "结束", "结束时间", "结束日期", "止"]),
];

/// Maximum rank among deputies.
const RANK_MAX: i32 = 99;

/// A duty as a row describes it; what is missing is wrong, or cannot be known.
#[derive(Debug)]
struct ImportedDuty {
    row: u64,
    member: Option<String>,
    unit: Option<String>,
    /// None: whatever unit has the code, a grid before a building group, an office last.
    kind: Option<UnitKind>,
    capacity: Option<Capacity>,
    rank: i32,
    from: Option<Instant>,
    to: Option<Instant>,
    is_sound: bool,
}

/// The duties of a file.
#[derive(Debug)]
pub struct DutyFile {
    /// The sheet that holds them.
    pub sheet: Sheet,
    duties: Vec<ImportedDuty>,
}

impl DutyFile {
    /// Reads a CSV file or a workbook of duties. A duty without `from` begins when it is imported;
    /// a `to` that is a bare date is the last day of the duty. What is wrong with values is told by
    /// the import, together with everything else.
    ///
    /// # Errors
    /// Those of [`Sheet::read`].
    pub fn read<'a>(input: impl Into<TableSource<'a>>) -> Result<Self> {
        let mut sheet = Sheet::read(input, COLUMNS)?;
        let duties = sheet.read_rows(duty);
        Ok(Self { sheet, duties })
    }
}

fn duty(row: &mut SheetRow<'_>) -> ImportedDuty {
    let kinds: Vec<Value> = UnitKind::ALL.iter().map(|kind| written(*kind, kind.label())).collect();
    let capacities: Vec<Value> =
        Capacity::ALL.iter().map(|capacity| written(*capacity, capacity.label())).collect();
    let member = row.get(MEMBER).map(str::to_owned);
    let unit = row.get(UNIT).map(str::to_owned);
    let kind = row.read(KIND, kinds, kind);
    let capacity = row.read(CAPACITY, capacities, capacity);
    let rank = row.read(RANK, "0–99", |text| {
        text.parse().ok().filter(|rank| (0..=RANK_MAX).contains(rank))
    });
    let (from, to) = (row.beginning(FROM), row.end(TO));
    ImportedDuty {
        row: row.number(),
        member,
        unit,
        kind,
        capacity,
        rank: rank.unwrap_or(0),
        from,
        to,
        is_sound: row.is_sound(),
    }
}

/// Returns a word as it is written in a sheet: its label in Chinese, its text in English.
fn written(word: impl ToString, label: (&str, &str)) -> Value {
    let text = word.to_string();
    json!({ "value": text, "zh": label.0, "en": text })
}

fn kind(text: &str) -> Option<UnitKind> {
    UnitKind::ALL.iter().copied().find(|kind| [kind.as_str(), kind.label().0].contains(&text))
}

/// Parses a capacity: our identifier, or a title that people use for it.
fn capacity(text: &str) -> Option<Capacity> {
    match text {
        "leader" | "负责人" | "书记" | "网格长" | "块组长" | "楼组长" | "点位长" => {
            Some(Capacity::Leader)
        }
        "deputy" | "副职" | "B角" | "b角" | "副职（B角）" => Some(Capacity::Deputy),
        "worker" | "网格员" => Some(Capacity::Worker),
        "on_call" | "值班" => Some(Capacity::OnCall),
        _ => None,
    }
}

/// Imports the duties of a file, all or none.
///
/// # Errors
/// Every problem of the file, with its row in the parameter `row`.
pub async fn import_duties(run: &ImportRun<'_>, file: &DutyFile) -> Result<ImportCounts> {
    run.db.refresh().await?;
    let atlas = run.db.atlas();
    let now = run.db.now();
    let mut caused = CausedEdits::of(&file.sheet);
    for duty in &file.duties {
        if let Some(edit) = duty.edit(run, &atlas, now, &mut caused) {
            caused.add(duty.row, edit);
        }
    }
    let counts = ImportCounts { created: file.duties.len(), ..ImportCounts::default() };
    caused.apply(run, now, counts, blamed).await
}

/// Returns the column that a problem of a planned duty is about.
fn blamed(problem: &Problem, field: &str) -> Option<usize> {
    match (problem.code, field.split('/').next()?) {
        (Code::EndsBeforeItBegins, _) => Some(TO),
        (_, "period" | "from") => Some(FROM),
        (_, "to") => Some(TO),
        (_, "member") => Some(MEMBER),
        (_, "unit") => Some(UNIT),
        (_, "capacity") => Some(CAPACITY),
        (_, "rank") => Some(RANK),
        _ => None,
    }
}

impl ImportedDuty {
    /// Returns the edit of a sound row, and looks up what any row names.
    fn edit(
        &self,
        run: &ImportRun<'_>,
        atlas: &Atlas,
        now: Instant,
        caused: &mut CausedEdits<'_>,
    ) -> Option<AtlasEdit> {
        let member = self
            .member
            .as_deref()
            .and_then(|code| caused.found(self.row, MEMBER, run.member(atlas, code)));
        let unit = self.unit.as_deref().and_then(|code| {
            let unit = unit(atlas, code, self.kind).and_then(|unit| run.admit(atlas, unit));
            caused.found(self.row, UNIT, unit)
        });
        let period = Period { from: self.from.unwrap_or(now), to: self.to };
        let (true, Some(member), Some(unit), Some(capacity)) =
            (self.is_sound, member, unit, self.capacity)
        else {
            // The plan, which tells this of other rows, does not see this one.
            let checked = period.check_new(now);
            let column = checked.as_ref().err().and_then(|problem| blamed(problem, "from"));
            caused.found(self.row, column.unwrap_or(FROM), checked);
            return None;
        };
        Some(AtlasEdit::GiveDuty(Duty {
            id: DutyId(new_id(now)),
            unit,
            member,
            capacity,
            rank: self.rank,
            period,
            version: 1,
        }))
    }
}

fn unit(atlas: &Atlas, code: &str, kind: Option<UnitKind>) -> Result<Unit, Problem> {
    let unit = match kind {
        Some(kind) => atlas.unit_of_kind(kind, code),
        None => atlas.unit_by_code(code),
    };
    unit.ok_or_else(|| Problem::new(Code::UnknownUnit).with("unit", code))
}
