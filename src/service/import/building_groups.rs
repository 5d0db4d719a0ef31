//! Importing building groups: grid, number of households, leader and addresses.

use super::reader::sheet::{Sheet, SheetColumn, SheetRow};
use super::reader::source::TableSource;
use super::rows::CausedOperations;
use crate::domain::address::{GroupAddress, WrittenAddress};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::duty::{Capacity, Duty};
use crate::domain::id::{AddressId, BuildingGroupId, DutyId, GridId};
use crate::domain::period::{Instant, Period};
use crate::domain::unit::{BuildingGroup, Unit};
use crate::error::{Bilingual, Code, Problem, Result, both};
use crate::store::{Actor, Db, new_id};
use std::collections::HashSet;

const GRID: usize = 0;
const NAME: usize = 1;
const CODE: usize = 2;
const LEADER: usize = 3;
const HOUSEHOLDS: usize = 4;
const ADDRESSES: usize = 5;

const COLUMNS: &[SheetColumn] = &[
    SheetColumn { names: &["grid_code", "网格代码", "grid", "所属网格"], required: true },
    SheetColumn { names: &["name", "名称", "楼组名称", "楼组"], required: true },
    SheetColumn { names: &["code", "楼组代码", "编号", "代码"], required: false },
    SheetColumn {
        names: &["leader", "组长工号", "楼组长工号", "leader_code", "楼组长"],
        required: false,
    },
    SheetColumn { names: &["household_count", "户数", "households"], required: false },
    SheetColumn { names: &["addresses", "门址", "地址", "address"], required: false },
];

/// A number of households.
const HOUSEHOLDS_EXPECTED: Bilingual<'static> = both("0 或更大的整数", "a whole number, 0 or more");

/// A building group as a row describes it.
#[derive(Debug)]
struct NewGroup {
    row: u64,
    grid: String,
    name: String,
    code: Option<String>,
    leader: Option<String>,
    household_count: i32,
    addresses: Vec<WrittenAddress>,
}

/// The building groups of a file.
#[derive(Debug)]
pub struct BuildingGroupFile(Vec<NewGroup>);

/// Result of an import of building groups, or of a dry run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuildingGroupsImported {
    /// Number of new building groups.
    pub groups: usize,
    /// Number of their addresses.
    pub addresses: usize,
}

impl BuildingGroupFile {
    /// Reads a CSV file or a workbook of building groups.
    ///
    /// # Errors
    /// Those of [`Sheet::read`]; every value that is wrong, with its row.
    pub fn read<'a>(input: impl Into<TableSource<'a>>) -> Result<Self> {
        let sheet = Sheet::read(input, COLUMNS)?;
        let mut groups = Vec::new();
        let mut problems = Vec::new();
        for row in sheet.cells() {
            match group(&row) {
                Ok(group) => groups.push(group),
                Err(problem) => problems.push(row.blame(problem)),
            }
        }
        if problems.is_empty() { Ok(Self(groups)) } else { Err(problems.into()) }
    }
}

fn group(row: &SheetRow<'_>) -> Result<NewGroup, Problem> {
    let addresses = row.get(ADDRESSES).map(WrittenAddress::read_several).transpose()?;
    Ok(NewGroup {
        row: row.number(),
        grid: row.text(GRID).to_owned(),
        name: row.text(NAME).to_owned(),
        code: row.get(CODE).map(str::to_owned),
        leader: row.get(LEADER).map(str::to_owned),
        household_count: row
            .read(HOUSEHOLDS, HOUSEHOLDS_EXPECTED, |text| {
                text.parse().ok().filter(|&count| count >= 0)
            })?
            .unwrap_or(0),
        addresses: addresses.unwrap_or_default(),
    })
}

/// Imports the building groups of a file, all or none. One without a code gets the code of its grid
/// with a running number; a leader holds the duty at once.
///
/// # Errors
/// Every problem, with its row in the parameter `row`.
pub async fn import_building_groups(
    db: &Db,
    actor: Actor,
    file: BuildingGroupFile,
    dry_run: bool,
) -> Result<BuildingGroupsImported> {
    db.refresh().await?;
    let atlas = db.atlas();
    let now = db.now();
    let addresses = file.0.iter().map(|group| group.addresses.len()).sum();
    let imported = BuildingGroupsImported { groups: file.0.len(), addresses };
    let mut codes: HashSet<String> = file.0.iter().filter_map(|group| group.code.clone()).collect();
    let mut caused = CausedOperations::default();
    for group in file.0 {
        let code = group.code.clone().unwrap_or_else(|| free_code(&atlas, &group.grid, &codes));
        codes.insert(code.clone());
        group.cause(&atlas, code, now, &mut caused);
    }
    caused.apply(db, actor, now, dry_run).await?;
    Ok(imported)
}

/// Returns the code of the grid with the first unused running number.
fn free_code(atlas: &Atlas, grid: &str, codes: &HashSet<String>) -> String {
    let numbered = (1..).map(|number: u32| format!("{grid}-{number:02}"));
    let mut free =
        numbered.filter(|code| atlas.groups().by_code(code).is_none() && !codes.contains(code));
    free.next().unwrap_or_default()
}

impl NewGroup {
    fn cause(self, atlas: &Atlas, code: String, now: Instant, caused: &mut CausedOperations) {
        let row = self.row;
        let id = BuildingGroupId(new_id(now));
        let life = Period::since(now);
        let group = BuildingGroup {
            id,
            code,
            name: self.name,
            household_count: self.household_count,
            life,
            version: 1,
        };
        let grid = grid_of(atlas, &self.grid);
        caused.add(
            row,
            grid.map(|grid| AtlasEdit::CreateBuildingGroup {
                group,
                membership: new_id(now),
                grid,
            }),
        );
        if let Some(leader) = &self.leader {
            caused.add(row, lead(atlas, Unit::BuildingGroup(id), leader, now));
        }
        for text in self.addresses {
            let address = GroupAddress {
                id: AddressId(new_id(now)),
                building_group: id,
                text,
                point: None,
                period: life,
            };
            caused.add(row, Ok(AtlasEdit::AddAddress(address)));
        }
    }
}

fn grid_of(atlas: &Atlas, code: &str) -> Result<GridId, Problem> {
    let grid = atlas.tree().active_by_code(code);
    grid.map(|grid| grid.id).ok_or_else(|| Problem::new(Code::UnknownGrid).with("grid", code))
}

fn lead(atlas: &Atlas, unit: Unit, code: &str, now: Instant) -> Result<AtlasEdit, Problem> {
    let member = atlas
        .people()
        .by_code(code)
        .ok_or_else(|| Problem::new(Code::UnknownMember).with("member", code))?
        .id;
    let capacity = Capacity::Leader;
    let period = Period::since(now);
    Ok(AtlasEdit::GiveDuty(Duty {
        id: DutyId(new_id(now)),
        unit,
        member,
        capacity,
        rank: 0,
        period,
        version: 1,
    }))
}
