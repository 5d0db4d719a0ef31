//! Importing pioneer posts: code, name, duties, skills, places and the zone that they serve.

use super::list::{listed, skills};
use super::reader::sheet::{DEGREES, Sheet, SheetColumn, SheetRow};
use super::reader::source::TableSource;
use super::rows::CausedEdits;
use super::run::ImportRun;
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::{AtlasEdit, NewPioneerPost};
use crate::domain::datum::Datum;
use crate::domain::file_import::ImportCounts;
use crate::domain::geometry::Point;
use crate::domain::id::PioneerPostId;
use crate::domain::period::Instant;
use crate::domain::pioneer_post::{PioneerPostProfile, PostZone};
use crate::error::{Code, Problem, Result};
use crate::store::new_id;
use std::ops::RangeInclusive;

const CODE: usize = 0;
const NAME: usize = 1;
const DUTIES: usize = 2;
const SKILLS: usize = 3;
const PLACES: usize = 4;
const GRID: usize = 5;
const GROUPS: usize = 6;
const LON: usize = 7;
const LAT: usize = 8;
const RADIUS: usize = 9;

/// Columns of a sheet of pioneer posts.
pub const COLUMNS: &[SheetColumn] = &[
    SheetColumn::text(&["code", "岗位代码", "编号", "代码"]).required(),
    SheetColumn::text(&["name", "岗位名称", "名称", "岗位"]).required(),
    SheetColumn::text(&["duties", "岗位职责", "职责"]),
    SheetColumn::text(&["skills", "技能", "特长"]),
    SheetColumn::number(&["places", "人数", "名额"]),
    SheetColumn::text(&["grid_code", "网格代码", "grid", "责任网格"]),
    SheetColumn::text(&["building_groups", "楼组代码", "楼组", "building_group"]),
    SheetColumn::number(&["lon", "经度", "longitude", "lng"]),
    SheetColumn::number(&["lat", "纬度", "latitude"]),
    SheetColumn::number(&["radius_m", "半径", "半径米", "radius"]),
];

/// Limits of a post, as for one that is created over HTTP.
const PLACES_RANGE: RangeInclusive<i32> = 1..=50;
const RADIUS_RANGE: RangeInclusive<i32> = 50..=1000;
const DUTIES_MAX: usize = 10;
const GROUPS_MAX: usize = 50;

/// A post as a row describes it; what is missing is wrong.
#[derive(Debug)]
struct ImportedPost {
    row: u64,
    code: Option<String>,
    name: Option<String>,
    duties: Vec<String>,
    skills: String,
    places: i32,
    zone: Option<WrittenZone>,
    is_sound: bool,
}

/// The zone of a post, with the codes that stand in the sheet.
#[derive(Debug)]
enum WrittenZone {
    Grid(String),
    BuildingGroups(Vec<String>),
    Point { centre: Point, radius_m: i32 },
}

impl WrittenZone {
    /// Returns the column where it stands.
    const fn column(&self) -> usize {
        match self {
            Self::Grid(_) => GRID,
            Self::BuildingGroups(_) => GROUPS,
            Self::Point { .. } => LON,
        }
    }
}

/// The pioneer posts of a file.
#[derive(Debug)]
pub struct PostFile {
    /// The sheet that holds them.
    pub sheet: Sheet,
    posts: Vec<ImportedPost>,
}

impl PostFile {
    /// Reads a CSV file or a workbook of pioneer posts, with coordinates of a datum. What is wrong
    /// with values is told by the import, together with everything else.
    ///
    /// # Errors
    /// Those of [`Sheet::read`].
    pub fn read<'a>(input: impl Into<TableSource<'a>>, datum: Datum) -> Result<Self> {
        let mut sheet = Sheet::read(input, COLUMNS)?;
        let posts = sheet.read_rows(|row| post(row, datum));
        Ok(Self { sheet, posts })
    }
}

fn post(row: &mut SheetRow<'_>, datum: Datum) -> ImportedPost {
    let [code, name] = [CODE, NAME].map(|column| row.get(column).map(str::to_owned));
    let duties = words(row, DUTIES, DUTIES_MAX);
    let places = row.read(PLACES, "1–50", |text| whole(text, PLACES_RANGE));
    let skills = row.get(SKILLS).unwrap_or_default().to_owned();
    let zone = zone(row, datum);
    ImportedPost {
        row: row.number(),
        code,
        name,
        duties,
        skills,
        places: places.unwrap_or(*PLACES_RANGE.start()),
        zone,
        is_sound: row.is_sound(),
    }
}

fn words(row: &mut SheetRow<'_>, column: usize, max: usize) -> Vec<String> {
    let words: Vec<String> =
        listed(row.get(column).unwrap_or_default()).map(str::to_owned).collect();
    if words.len() > max {
        row.refuse(column, Problem::new(Code::TooMany).with("max", max));
    }
    words
}

fn whole(text: &str, range: RangeInclusive<i32>) -> Option<i32> {
    text.parse().ok().filter(|number| range.contains(number))
}

/// Reads the zone, which is said in one of three ways.
fn zone(row: &mut SheetRow<'_>, datum: Datum) -> Option<WrittenZone> {
    let before = row.problems.len();
    let grid = row.get(GRID).map(str::to_owned);
    let groups = words(row, GROUPS, GROUPS_MAX);
    let [lon, lat] =
        [LON, LAT].map(|column| row.read(column, DEGREES, |text| text.parse::<f64>().ok()));
    let radius = row.read(RADIUS, "50–1000", |text| whole(text, RADIUS_RANGE));
    if row.problems.len() > before {
        return None;
    }
    match (grid, groups.is_empty(), lon, lat, radius) {
        (Some(grid), true, None, None, None) => Some(WrittenZone::Grid(grid)),
        (None, false, None, None, None) => Some(WrittenZone::BuildingGroups(groups)),
        (None, true, Some(lon), Some(lat), Some(radius_m)) => {
            let centre = row.take(LON, Point::from_datum(datum, lon, lat))?;
            Some(WrittenZone::Point { centre, radius_m })
        }
        _ => row.take(GRID, Err(Code::PostZoneUnclear.into())),
    }
}

/// Imports the pioneer posts of a file, all or none.
///
/// # Errors
/// Every problem of the file, with its row in the parameter `row`.
pub async fn import_posts(run: &ImportRun<'_>, file: &PostFile) -> Result<ImportCounts> {
    run.db.refresh().await?;
    let atlas = run.db.atlas();
    let now = run.db.now();
    let mut caused = CausedEdits::of(&file.sheet);
    for post in &file.posts {
        if let Some(edit) = post.edit(run, &atlas, now, &mut caused) {
            caused.add(post.row, edit);
        }
    }
    let counts = ImportCounts { created: file.posts.len(), ..ImportCounts::default() };
    caused.apply(run, now, counts, blamed).await
}

/// Returns the column that a problem of a planned post is about.
fn blamed(_: &Problem, field: &str) -> Option<usize> {
    let mut parts = field.split('/');
    match (parts.next()?, parts.next()) {
        ("code", _) => Some(CODE),
        ("name", _) => Some(NAME),
        ("duties", _) => Some(DUTIES),
        ("skills", _) => Some(SKILLS),
        ("places", _) => Some(PLACES),
        ("zone", Some("building_groups")) => Some(GROUPS),
        ("zone", Some("grid")) => Some(GRID),
        _ => None,
    }
}

impl ImportedPost {
    /// Returns the edit of a sound row, and looks up what any row names.
    fn edit(
        &self,
        run: &ImportRun<'_>,
        atlas: &Atlas,
        now: Instant,
        caused: &mut CausedEdits<'_>,
    ) -> Option<AtlasEdit> {
        let skills = skills(&atlas.settings().skills, &self.skills);
        let skills = caused.all_found(self.row, SKILLS, skills);
        let zone = self.zone.as_ref().and_then(|zone| self.zone(zone, atlas, caused));
        let grid = zone.as_ref().and_then(|zone| atlas.grid_of_zone(zone));
        let zone_column = self.zone.as_ref().map_or(GRID, WrittenZone::column);
        grid.and_then(|grid| caused.found(self.row, zone_column, run.admit_grid(atlas, grid)));
        let profile = PioneerPostProfile {
            name: self.name.clone()?,
            duties: self.duties.clone(),
            skills: skills?,
            places: self.places,
            zone: zone?,
        };
        let id = PioneerPostId(new_id(now));
        let code = self.code.clone()?;
        let new = NewPioneerPost { id, code, profile };
        self.is_sound.then_some(AtlasEdit::CreatePioneerPost(new))
    }

    fn zone(
        &self,
        zone: &WrittenZone,
        atlas: &Atlas,
        caused: &mut CausedEdits<'_>,
    ) -> Option<PostZone> {
        match zone {
            WrittenZone::Grid(code) => {
                let grid = atlas.tree().active_by_code(code).map(|grid| grid.id);
                let unknown = || Problem::new(Code::UnknownGrid).with("grid", code.as_str());
                caused.found(self.row, GRID, grid.ok_or_else(unknown)).map(PostZone::Grid)
            }
            WrittenZone::BuildingGroups(codes) => {
                let groups: Vec<_> = codes
                    .iter()
                    .map(|code| {
                        let group = atlas.groups().by_code(code).map(|group| group.id);
                        let unknown = || {
                            Problem::new(Code::UnknownBuildingGroup)
                                .with("building_group", code.as_str())
                        };
                        caused.found(self.row, GROUPS, group.ok_or_else(unknown))
                    })
                    .collect();
                groups.into_iter().collect::<Option<_>>().map(PostZone::BuildingGroups)
            }
            WrittenZone::Point { centre, radius_m } => {
                Some(PostZone::Point { centre: *centre, radius_m: *radius_m })
            }
        }
    }
}
