//! Importing building groups: grid, number of households, leader and addresses.

use super::reader::sheet::{Sheet, SheetColumn, SheetRow};
use super::reader::source::TableSource;
use super::rows::CausedEdits;
use super::run::ImportRun;
use crate::domain::address::{GroupAddress, WrittenAddress};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::duty::{Capacity, Duty};
use crate::domain::file_import::ImportCounts;
use crate::domain::id::{AddressId, BuildingGroupId, DutyId, GridId, MemberId};
use crate::domain::period::{Instant, Period};
use crate::domain::unit::{BuildingGroup, Unit};
use crate::error::{Bilingual, Code, Problem, Result, both};
use crate::store::new_id;
use std::collections::HashSet;

const GRID: usize = 0;
const NAME: usize = 1;
const CODE: usize = 2;
const LEADER: usize = 3;
const HOUSEHOLDS: usize = 4;
const ADDRESSES: usize = 5;

/// Columns of a sheet of building groups.
pub const COLUMNS: &[SheetColumn] = &[
    SheetColumn::text(&["grid_code", "网格代码", "grid", "所属网格"]).required(),
    SheetColumn::text(&["name", "名称", "楼组名称", "楼组"]).required(),
    SheetColumn::text(&["code", "楼组代码", "编号", "代码"]),
    SheetColumn::text(&["leader", "组长工号", "楼组长工号", "leader_code", "楼组长"]),
    SheetColumn::number(&["household_count", "户数", "households"]),
    SheetColumn::text(&["addresses", "门址", "地址", "address"]),
];

/// A number of households.
const HOUSEHOLDS_EXPECTED: Bilingual<'static> = both("0 或更大的整数", "a whole number, 0 or more");

/// A building group as a row describes it; what is missing is wrong.
#[derive(Debug)]
struct NewGroup {
    row: u64,
    grid: Option<String>,
    name: Option<String>,
    code: Option<String>,
    leader: Option<String>,
    household_count: i32,
    addresses: Vec<WrittenAddress>,
}

/// The building groups of a file.
#[derive(Debug)]
pub struct BuildingGroupFile {
    /// The sheet that holds them.
    pub sheet: Sheet,
    groups: Vec<NewGroup>,
}

impl BuildingGroupFile {
    /// Reads a CSV file or a workbook of building groups. What is wrong with values is told by the
    /// import, together with everything else.
    ///
    /// # Errors
    /// Those of [`Sheet::read`].
    pub fn read<'a>(input: impl Into<TableSource<'a>>) -> Result<Self> {
        let mut sheet = Sheet::read(input, COLUMNS)?;
        let groups = sheet.read_rows(group);
        Ok(Self { sheet, groups })
    }
}

fn group(row: &mut SheetRow<'_>) -> NewGroup {
    let addresses = row.parse(ADDRESSES, WrittenAddress::read_several);
    let households = row.read(HOUSEHOLDS, HOUSEHOLDS_EXPECTED, |text| {
        text.parse().ok().filter(|&count| count >= 0)
    });
    NewGroup {
        row: row.number(),
        grid: row.get(GRID).map(str::to_owned),
        name: row.get(NAME).map(str::to_owned),
        code: row.get(CODE).map(str::to_owned),
        leader: row.get(LEADER).map(str::to_owned),
        household_count: households.unwrap_or(0),
        addresses: addresses.unwrap_or_default(),
    }
}

/// Imports the building groups of a file, all or none. One without a code gets the code of its grid
/// with a running number; a leader holds the duty at once.
///
/// # Errors
/// Every problem of the file, with its row in the parameter `row`.
pub async fn import_building_groups(
    run: &ImportRun<'_>,
    file: &BuildingGroupFile,
) -> Result<ImportCounts> {
    run.db.refresh().await?;
    let atlas = run.db.atlas();
    let now = run.db.now();
    let groups = &file.groups;
    let addresses = groups.iter().map(|group| group.addresses.len()).sum();
    let mut codes: HashSet<String> = groups.iter().filter_map(|group| group.code.clone()).collect();
    let mut caused = CausedEdits::of(&file.sheet);
    for group in groups {
        group.cause(run, &atlas, &mut codes, now, &mut caused);
    }
    let counts = ImportCounts { created: groups.len(), addresses, ..ImportCounts::default() };
    caused.apply(run, now, counts, blamed).await
}

/// Returns the column that a problem of a planned edit is about. The fields of a building group, of
/// its leader's duty and of its addresses have different names.
fn blamed(problem: &Problem, field: &str) -> Option<usize> {
    match (problem.code, field.split('/').next()?) {
        (_, "code") => Some(CODE),
        (_, "name") => Some(NAME),
        (_, "grid") => Some(GRID),
        (_, "household_count") => Some(HOUSEHOLDS),
        (_, "member" | "unit" | "capacity" | "period") => Some(LEADER),
        (_, "text" | "address") => Some(ADDRESSES),
        _ => None,
    }
}

/// Returns the code of the grid with the first unused running number.
fn free_code(atlas: &Atlas, grid: &str, codes: &HashSet<String>) -> String {
    let numbered = (1..).map(|number: u32| format!("{grid}-{number:02}"));
    let mut free =
        numbered.filter(|code| atlas.groups().by_code(code).is_none() && !codes.contains(code));
    free.next().unwrap_or_default()
}

impl NewGroup {
    /// Looks up what the row names, and adds its edits.
    fn cause(
        &self,
        run: &ImportRun<'_>,
        atlas: &Atlas,
        codes: &mut HashSet<String>,
        now: Instant,
        caused: &mut CausedEdits<'_>,
    ) {
        let id = BuildingGroupId(new_id(now));
        let grid = self
            .grid
            .as_deref()
            .and_then(|code| caused.found(self.row, GRID, grid_of(run, atlas, code)));
        let lead = self.leader.as_deref().and_then(|code| {
            let member = run.member(atlas, code);
            let lead = member.map(|member| lead(Unit::BuildingGroup(id), member, now));
            caused.found(self.row, LEADER, lead)
        });
        let (Some(grid), Some(grid_code), Some(name)) = (grid, &self.grid, &self.name) else {
            return;
        };
        let code = self.code.clone().unwrap_or_else(|| free_code(atlas, grid_code, codes));
        codes.insert(code.clone());
        let life = Period::since(now);
        let group = BuildingGroup {
            id,
            code,
            name: name.clone(),
            household_count: self.household_count,
            life,
            version: 1,
        };
        let membership = new_id(now);
        caused.add(self.row, AtlasEdit::CreateBuildingGroup { group, membership, grid });
        if let Some(lead) = lead {
            caused.add(self.row, lead);
        }
        for text in &self.addresses {
            let address = GroupAddress {
                id: AddressId(new_id(now)),
                building_group: id,
                text: text.clone(),
                point: None,
                period: life,
            };
            caused.add(self.row, AtlasEdit::AddAddress(address));
        }
    }
}

fn grid_of(run: &ImportRun<'_>, atlas: &Atlas, code: &str) -> Result<GridId, Problem> {
    let grid = atlas.tree().active_by_code(code);
    let grid = grid.ok_or_else(|| Problem::new(Code::UnknownGrid).with("grid", code))?;
    run.admit_grid(atlas, grid.id)
}

fn lead(unit: Unit, member: MemberId, now: Instant) -> AtlasEdit {
    let capacity = Capacity::Leader;
    let period = Period::since(now);
    AtlasEdit::GiveDuty(Duty {
        id: DutyId(new_id(now)),
        unit,
        member,
        capacity,
        rank: 0,
        period,
        version: 1,
    })
}
