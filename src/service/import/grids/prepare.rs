//! Converting the grids of a file to edits.

use super::{FeatureGrid, GridImport, ParentRule};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::{AtlasEdit, NewBoundary};
use crate::domain::file_import::ImportCounts;
use crate::domain::id::{BoundaryId, GridId};
use crate::domain::period::{Instant, Period};
use crate::domain::unit::{Grid, GridKind};
use crate::error::{Code, Problem};
use crate::service::import::run::ImportRun;
use crate::store::new_id;
use serde_json::{Value, json};
use std::sync::Arc;

/// Edits of an import.
#[derive(Default)]
pub(super) struct PreparedImport {
    pub(super) edits: Vec<AtlasEdit>,
    /// Index of the grid that caused each edit.
    pub(super) causes: Vec<usize>,
    pub(super) problems: Vec<Problem>,
    pub(super) counts: ImportCounts,
}

/// Returns the edits that import the grids at an instant.
pub(super) fn edits(
    run: &ImportRun<'_>,
    atlas: &Atlas,
    grids: &[FeatureGrid],
    import: &GridImport,
    now: Instant,
) -> PreparedImport {
    let mut prepared = PreparedImport::default();
    let Some(parents) = ParentSource::of(atlas, import, &mut prepared.problems) else {
        return prepared;
    };
    for (index, grid) in grids.iter().enumerate() {
        let edits = match atlas.tree().by_code(&grid.code) {
            Some(present) => replacing(run, atlas, present, grid, import, now).inspect(|edits| {
                let counts = &mut prepared.counts;
                let count =
                    if edits.is_empty() { &mut counts.unchanged } else { &mut counts.changed };
                *count += 1;
            }),
            None => parents.of_grid(grid).and_then(|parent| run.admit_grid(atlas, parent)).map(
                |parent| {
                    prepared.counts.created += 1;
                    vec![creating(grid, parent, import, now)]
                },
            ),
        };
        match edits {
            Ok(edits) => {
                prepared.causes.extend(edits.iter().map(|_| index));
                prepared.edits.extend(edits);
            }
            Err(problem) => prepared.problems.push(grid.blame(problem)),
        }
    }
    prepared
}

fn creating(new: &FeatureGrid, parent: GridId, import: &GridImport, now: Instant) -> AtlasEdit {
    let grid = Grid {
        id: GridId(new_id(now)),
        code: new.code.clone(),
        name: new.name.clone(),
        level: import.level.clone(),
        kind: import.kind,
        setting: import.setting,
        parent: Some(parent),
        office_phone: None,
        life: Period::since(now),
        stays: Vec::new(),
        version: 1,
    };
    let boundary = Some(bounding(grid.id, new, now));
    AtlasEdit::CreateGrid { grid, boundary }
}

/// Returns the edits of an existing grid whose boundary or name changes.
fn replacing(
    run: &ImportRun<'_>,
    atlas: &Atlas,
    present: &Grid,
    new: &FeatureGrid,
    import: &GridImport,
    now: Instant,
) -> Result<Vec<AtlasEdit>, Problem> {
    if !import.replace {
        return Err(Problem::new(Code::CodeToReplace).with("code", new.code.as_str()));
    }
    if present.life.to.is_some() || present.level != import.level || present.kind != import.kind {
        return Err(Problem::new(Code::ReplacesOther)
            .with("code", new.code.as_str())
            .with("what", described(atlas, present)));
    }
    run.admit_grid(atlas, present.id)?;
    let mut edits = Vec::new();
    if atlas.shape(present.id) != Some(&new.shape) {
        edits.push(AtlasEdit::SetBoundaries(vec![bounding(present.id, new, now)]));
    }
    if present.name != new.name {
        edits.push(AtlasEdit::RenameGrid { grid: present.id, name: new.name.clone() });
    }
    Ok(edits)
}

/// Returns level and kind of a grid in words.
fn described(atlas: &Atlas, grid: &Grid) -> Value {
    let kind = grid.kind.label();
    let levels = &atlas.settings().levels;
    let level = levels.index_of(&grid.level).and_then(|index| levels.get(index));
    let ended = if grid.life.to.is_some() { ("，已撤销", ", retired") } else { ("", "") };
    let zh = level.map_or(grid.level.as_str(), |level| &level.name.zh);
    let en = level.map_or(grid.level.as_str(), |level| &level.name.en);
    json!({
        "zh": format!("{zh}，{}{}", kind.0, ended.0),
        "en": format!("{en}, {}{}", kind.1, ended.1),
    })
}

fn bounding(grid: GridId, new: &FeatureGrid, now: Instant) -> NewBoundary {
    NewBoundary { id: BoundaryId(new_id(now)), grid, shape: Arc::clone(&new.shape) }
}

/// How the parents of new grids are found.
enum ParentSource<'a> {
    One(GridId),
    Named(&'a Atlas),
    Located { atlas: &'a Atlas, level: u8 },
}

impl<'a> ParentSource<'a> {
    fn of(atlas: &'a Atlas, import: &GridImport, problems: &mut Vec<Problem>) -> Option<Self> {
        let level = atlas.settings().levels.index_of(&import.level);
        if level.is_none() {
            problems.push(Problem::new(Code::UnknownLevel).with("level", import.level.as_str()));
        }
        let parents = match &import.parent {
            ParentRule::Root => atlas.tree().root().map(|root| Self::One(root.id)),
            ParentRule::Code(code) => named(atlas, code).map(Self::One).ok(),
            ParentRule::Field => Some(Self::Named(atlas)),
            ParentRule::Location => level.map(|level| Self::Located { atlas, level }),
        };
        if parents.is_none() {
            problems.push(match &import.parent {
                ParentRule::Code(code) => missing(code),
                _ => Problem::new(Code::NotInitialized),
            });
        }
        parents.filter(|_| level.is_some())
    }

    fn of_grid(&self, grid: &FeatureGrid) -> Result<GridId, Problem> {
        match self {
            Self::One(parent) => Ok(*parent),
            Self::Named(atlas) => named(atlas, grid.parent.as_deref().unwrap_or_default()),
            Self::Located { atlas, level } => located(atlas, *level, grid),
        }
    }
}

fn named(atlas: &Atlas, code: &str) -> Result<GridId, Problem> {
    let parent = atlas.tree().active_by_code(code);
    parent.map(|parent| parent.id).ok_or_else(|| missing(code))
}

fn missing(code: &str) -> Problem {
    Problem::new(Code::ParentMissing).with("parent", code)
}

/// Finds the deepest general grid of a wider level that covers an inner point of the new grid.
fn located(atlas: &Atlas, level: u8, grid: &FeatureGrid) -> Result<GridId, Problem> {
    let point = grid.shape.label_point();
    atlas
        .covering(point)
        .find(|parent| {
            parent.kind == GridKind::General
                && atlas.tree().level(parent.id).is_some_and(|above| above < level)
        })
        .map(|parent| parent.id)
        .ok_or_else(|| {
            let [lon, lat] = point.to_degrees();
            Problem::new(Code::ParentNotLocated).with("lon", lon).with("lat", lat)
        })
}
