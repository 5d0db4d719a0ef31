//! Importing duties: member, unit, capacity and period.

use super::moment;
use super::reader::sheet::{Sheet, SheetColumn, SheetRow};
use super::reader::source::TableSource;
use super::rows::CausedOperations;
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::duty::{Capacity, Duty};
use crate::domain::id::DutyId;
use crate::domain::period::{Instant, Period};
use crate::domain::unit::{Unit, UnitKind};
use crate::error::{Code, Problem, Result};
use crate::store::{Actor, Db, new_id};
use serde_json::{Value, json};

const MEMBER: usize = 0;
const UNIT: usize = 1;
const KIND: usize = 2;
const CAPACITY: usize = 3;
const RANK: usize = 4;
const FROM: usize = 5;
const TO: usize = 6;

const COLUMNS: &[SheetColumn] = &[
    SheetColumn {
        names: &["member", "工号", "member_code", "人员代码", "编号"], required: true
    },
    SheetColumn {
        names: &["unit", "单元代码", "unit_code", "网格代码", "楼组代码"],
        required: true,
    },
    SheetColumn { names: &["unit_kind", "单元类型"], required: false },
    SheetColumn { names: &["capacity", "职责", "担任"], required: true },
    SheetColumn { names: &["rank", "顺位", "排序"], required: false },
    SheetColumn { names: &["from", "开始", "开始时间", "起"], required: false },
    SheetColumn { names: &["to", "结束", "结束时间", "止"], required: false },
];

/// Maximum rank among deputies.
const RANK_MAX: i32 = 99;

/// A duty as a row describes it.
#[derive(Debug)]
struct ImportedDuty {
    row: u64,
    member: String,
    unit: String,
    kind: UnitKind,
    capacity: Capacity,
    rank: i32,
    from: Option<Instant>,
    to: Option<Instant>,
}

/// The duties of a file.
#[derive(Debug)]
pub struct DutyFile(Vec<ImportedDuty>);

impl DutyFile {
    /// Reads a CSV file or a workbook of duties. A duty without `from` begins when it is imported;
    /// a `to` that is a bare date is the last day of the duty.
    ///
    /// # Errors
    /// Those of [`Sheet::read`]; every value that is wrong, with its row.
    pub fn read<'a>(input: impl Into<TableSource<'a>>) -> Result<Self> {
        let sheet = Sheet::read(input, COLUMNS)?;
        let mut duties = Vec::new();
        let mut problems = Vec::new();
        for row in sheet.cells() {
            match duty(&row) {
                Ok(duty) => duties.push(duty),
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() { Ok(Self(duties)) } else { Err(problems.into()) }
    }
}

fn duty(row: &SheetRow<'_>) -> Result<ImportedDuty, Problem> {
    let kinds: Vec<Value> = UnitKind::ALL.iter().map(|kind| written(*kind, kind.label())).collect();
    let capacities: Vec<Value> =
        Capacity::ALL.iter().map(|capacity| written(*capacity, capacity.label())).collect();
    let moments = vec!["2026-03-01", "2026-03-01 08:30", "2026-03-01T08:30:00+08:00"];
    Ok(ImportedDuty {
        row: row.number(),
        member: row.text(MEMBER).to_owned(),
        unit: row.text(UNIT).to_owned(),
        kind: row.read(KIND, kinds, kind)?.unwrap_or(UnitKind::Grid),
        capacity: row.read(CAPACITY, capacities, capacity)?.unwrap_or(Capacity::Worker),
        rank: row
            .read(RANK, "0–99", |text| {
                text.parse().ok().filter(|rank| (0..=RANK_MAX).contains(rank))
            })?
            .unwrap_or(0),
        from: row.read(FROM, moments.clone(), moment::beginning)?,
        to: row.read(TO, moments, moment::end)?,
    })
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

/// Imports the duties of a file, all or none. Returns their number.
///
/// # Errors
/// Every problem, with its row in the parameter `row`.
pub async fn import_duties(db: &Db, actor: Actor, file: DutyFile, dry_run: bool) -> Result<usize> {
    db.refresh().await?;
    let atlas = db.atlas();
    let now = db.now();
    let mut caused = CausedOperations::default();
    let given = file.0.len();
    file.0.iter().for_each(|duty| caused.add(duty.row, duty.edit(&atlas, now)));
    caused.apply(db, actor, now, dry_run).await?;
    Ok(given)
}

impl ImportedDuty {
    fn edit(&self, atlas: &Atlas, now: Instant) -> Result<AtlasEdit, Problem> {
        let member = atlas
            .people()
            .by_code(&self.member)
            .ok_or_else(|| Problem::new(Code::UnknownMember).with("member", self.member.as_str()))?
            .id;
        let capacity = self.capacity;
        let rank = self.rank;
        let period = Period { from: self.from.unwrap_or(now), to: self.to };
        let unit = self.unit(atlas)?;
        Ok(AtlasEdit::GiveDuty(Duty {
            id: DutyId(new_id(now)),
            unit,
            member,
            capacity,
            rank,
            period,
            version: 1,
        }))
    }

    fn unit(&self, atlas: &Atlas) -> Result<Unit, Problem> {
        let unit = match self.kind {
            UnitKind::Grid => atlas.tree().by_code(&self.unit).map(|grid| Unit::Grid(grid.id)),
            UnitKind::BuildingGroup => {
                atlas.groups().by_code(&self.unit).map(|group| Unit::BuildingGroup(group.id))
            }
            UnitKind::Desk => atlas.desk_by_code(&self.unit).map(Unit::Desk),
        };
        unit.ok_or_else(|| Problem::new(Code::UnknownUnit).with("unit", self.unit.as_str()))
    }
}
