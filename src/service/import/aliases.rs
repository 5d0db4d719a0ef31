//! Importing aliases: a name, and the grid, building group or compound that it names.

use super::reader::sheet::{Sheet, SheetColumn, SheetRow};
use super::reader::source::TableSource;
use super::rows::CausedOperations;
use crate::domain::alias::{Alias, AliasTarget};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::id::{AliasId, GridId};
use crate::domain::period::{Instant, Period};
use crate::error::{Code, Problem, Result};
use crate::service::aliases::settled;
use crate::store::{Actor, Db, new_id};

const NAME: usize = 0;
const GRID: usize = 1;
const GROUP: usize = 2;
const COMPOUND: usize = 3;

const COLUMNS: &[SheetColumn] = &[
    SheetColumn { names: &["name", "别名", "alias", "俗称"], required: true },
    SheetColumn { names: &["grid_code", "网格代码", "grid", "所属网格"], required: false },
    SheetColumn {
        names: &["building_group", "楼组代码", "building_group_code", "group", "楼组"],
        required: false,
    },
    SheetColumn { names: &["compound", "小区名称", "小区"], required: false },
];

/// An alias as a row describes it.
#[derive(Debug)]
struct NewAlias {
    row: u64,
    name: String,
    grid: Option<String>,
    building_group: Option<String>,
    compound: Option<String>,
}

/// The aliases of a file.
#[derive(Debug)]
pub struct AliasFile(Vec<NewAlias>);

impl AliasFile {
    /// Reads a CSV file or a workbook of aliases.
    ///
    /// # Errors
    /// Those of [`Sheet::read`].
    pub fn read<'a>(input: impl Into<TableSource<'a>>) -> Result<Self> {
        let sheet = Sheet::read(input, COLUMNS)?;
        Ok(Self(sheet.cells().map(|row| alias(&row)).collect()))
    }
}

fn alias(row: &SheetRow<'_>) -> NewAlias {
    let cell = |column: usize| row.get(column).map(str::to_owned);
    NewAlias {
        row: row.number(),
        name: row.text(NAME).to_owned(),
        grid: cell(GRID),
        building_group: cell(GROUP),
        compound: cell(COMPOUND),
    }
}

/// Imports the aliases of a file, all or none. One that is there already is left as it is. Returns
/// the number of new ones.
///
/// # Errors
/// Every problem, with its row in the parameter `row`.
pub async fn import_aliases(
    db: &Db,
    actor: Actor,
    file: AliasFile,
    dry_run: bool,
) -> Result<usize> {
    db.refresh().await?;
    let atlas = db.atlas();
    let now = db.now();
    let mut caused = CausedOperations::default();
    let mut added = 0;
    for alias in file.0 {
        let target = alias.target(&atlas).map(|target| settled(&atlas, target));
        let there = |target: &AliasTarget| {
            let mut aliases = atlas.place_names().aliases();
            aliases.any(|other| other.name == alias.name && other.target == *target)
        };
        if target.as_ref().is_ok_and(there) {
            continue;
        }
        added += 1;
        let row = alias.row;
        caused.add(row, target.map(|target| edit(alias.name, target, now)));
    }
    caused.apply(db, actor, now, dry_run).await?;
    Ok(added)
}

fn edit(name: String, target: AliasTarget, now: Instant) -> AtlasEdit {
    let id = AliasId(new_id(now));
    AtlasEdit::AddAlias(Alias { id, name, target, period: Period::since(now) })
}

impl NewAlias {
    /// Returns what a row names: a building group, else a compound in a grid, else the grid.
    fn target(&self, atlas: &Atlas) -> Result<AliasTarget, Problem> {
        if let Some(code) = &self.building_group {
            let group = atlas.groups().by_code(code).ok_or_else(|| {
                Problem::new(Code::UnknownBuildingGroup).with("building_group", code.as_str())
            })?;
            return Ok(AliasTarget::BuildingGroup(group.id));
        }
        let grid = self.grid(atlas)?;
        Ok(match &self.compound {
            Some(name) => AliasTarget::Compound { grid, name: name.clone() },
            None => AliasTarget::Grid(grid),
        })
    }

    fn grid(&self, atlas: &Atlas) -> Result<GridId, Problem> {
        let code = self.grid.as_deref().ok_or_else(|| Problem::new(Code::AliasOfNothing))?;
        let grid = atlas.tree().active_by_code(code);
        grid.map(|grid| grid.id).ok_or_else(|| Problem::new(Code::UnknownGrid).with("grid", code))
    }
}
