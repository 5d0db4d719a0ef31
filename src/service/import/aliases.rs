//! Importing aliases: a name, and the grid, building group or compound that it names.

use super::reader::sheet::{Sheet, SheetColumn, SheetRow};
use super::reader::source::TableSource;
use super::rows::CausedEdits;
use super::run::ImportRun;
use crate::domain::alias::{Alias, AliasTarget};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::characters::check_line;
use crate::domain::file_import::ImportCounts;
use crate::domain::id::AliasId;
use crate::domain::period::Period;
use crate::error::{Code, Problem, Result};
use crate::service::aliases::{grid_of, settled};
use crate::store::new_id;

const NAME: usize = 0;
const GRID: usize = 1;
const GROUP: usize = 2;
const COMPOUND: usize = 3;

/// Columns of a sheet of aliases.
pub const COLUMNS: &[SheetColumn] = &[
    SheetColumn::text(&["name", "别名", "alias", "俗称"]).required(),
    SheetColumn::text(&["grid_code", "网格代码", "grid", "所属网格"]),
    SheetColumn::text(&["building_group", "楼组代码", "building_group_code", "group", "楼组"]),
    SheetColumn::text(&["compound", "小区名称", "小区"]),
];

/// Maximum number of characters of a name, as for an alias that is given over HTTP.
const NAME_MAX: usize = 50;

/// An alias as a row describes it; what is missing is wrong.
#[derive(Debug)]
struct NewAlias {
    row: u64,
    name: Option<String>,
    grid: Option<String>,
    building_group: Option<String>,
    compound: Option<String>,
}

/// The aliases of a file.
#[derive(Debug)]
pub struct AliasFile {
    /// The sheet that holds them.
    pub sheet: Sheet,
    aliases: Vec<NewAlias>,
}

impl AliasFile {
    /// Reads a CSV file or a workbook of aliases. What is wrong with values is told by the import,
    /// together with everything else.
    ///
    /// # Errors
    /// Those of [`Sheet::read`].
    pub fn read<'a>(input: impl Into<TableSource<'a>>) -> Result<Self> {
        let mut sheet = Sheet::read(input, COLUMNS)?;
        let aliases = sheet.read_rows(alias);
        Ok(Self { sheet, aliases })
    }
}

fn alias(row: &mut SheetRow<'_>) -> NewAlias {
    let number = row.number();
    for column in [NAME, COMPOUND] {
        if let Some(text) = row.get(column) {
            row.take(column, check_name(text));
        }
    }
    let mut cell = |column: usize| row.get(column).map(str::to_owned);
    NewAlias {
        row: number,
        name: cell(NAME),
        grid: cell(GRID),
        building_group: cell(GROUP),
        compound: cell(COMPOUND),
    }
}

fn check_name(text: &str) -> Result<(), Problem> {
    if text.chars().count() > NAME_MAX {
        return Err(Problem::new(Code::TooLong).with("max", NAME_MAX));
    }
    check_line(text)
}

/// Imports the aliases of a file, all or none. One that is there already is left as it is.
///
/// # Errors
/// Every problem of the file, with its row in the parameter `row`.
pub async fn import_aliases(run: &ImportRun<'_>, file: &AliasFile) -> Result<ImportCounts> {
    run.db.refresh().await?;
    let atlas = run.db.atlas();
    let now = run.db.now();
    let mut caused = CausedEdits::of(&file.sheet);
    let mut counts = ImportCounts::default();
    for alias in &file.aliases {
        let target = alias.target(&atlas, &mut caused).map(|target| settled(&atlas, target));
        let (Some(target), Some(name)) = (target, alias.name.clone()) else { continue };
        if let Some(grid) = grid_of(&atlas, &target) {
            let column = if alias.building_group.is_some() { GROUP } else { GRID };
            caused.found(alias.row, column, run.admit_grid(&atlas, grid));
        }
        let mut aliases = atlas.place_names().aliases();
        if aliases.any(|other| other.name == name && other.target == target) {
            counts.unchanged += 1;
            continue;
        }
        counts.created += 1;
        let id = AliasId(new_id(now));
        let period = Period::since(now);
        caused.add(alias.row, AtlasEdit::AddAlias(Alias { id, name, target, period }));
    }
    caused.apply(run, now, counts, blamed).await
}

/// Returns the column that a problem of a planned alias is about.
fn blamed(_: &Problem, field: &str) -> Option<usize> {
    match field.split('/').next()? {
        "name" | "alias" => Some(NAME),
        "grid" => Some(GRID),
        "building_group" => Some(GROUP),
        "compound" => Some(COMPOUND),
        _ => None,
    }
}

impl NewAlias {
    /// Returns what a row names: a building group, else a compound in a grid, else the grid.
    fn target(&self, atlas: &Atlas, caused: &mut CausedEdits<'_>) -> Option<AliasTarget> {
        if let Some(code) = &self.building_group {
            let group = atlas.groups().by_code(code).map(|group| group.id);
            let unknown =
                || Problem::new(Code::UnknownBuildingGroup).with("building_group", code.as_str());
            let group = caused.found(self.row, GROUP, group.ok_or_else(unknown))?;
            return Some(AliasTarget::BuildingGroup(group));
        }
        let code = self.grid.as_deref().ok_or_else(|| Problem::new(Code::AliasOfNothing));
        let code = caused.found(self.row, GRID, code)?;
        let grid = atlas.tree().active_by_code(code).map(|grid| grid.id);
        let unknown = || Problem::new(Code::UnknownGrid).with("grid", code);
        let grid = caused.found(self.row, GRID, grid.ok_or_else(unknown))?;
        Some(match &self.compound {
            Some(name) => AliasTarget::Compound { grid, name: name.clone() },
            None => AliasTarget::Grid(grid),
        })
    }
}
