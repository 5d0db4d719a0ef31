//! Importing registrations (双报到): who reports to which neighbourhood. They wait for its secretary
//! as those do that somebody sends.

use super::list::{listed, skills};
use super::reader::sheet::{Sheet, SheetColumn, SheetRow};
use super::reader::source::TableSource;
use super::rows::refused_if_any;
use super::run::ImportRun;
use crate::domain::atlas::Atlas;
use crate::domain::file_import::ImportCounts;
use crate::domain::id::{GridId, OrganizationId};
use crate::domain::registration::{FreeTime, Registrant, check_free_times};
use crate::error::{Code, Error, Problem, Result};
use crate::service::registrations::{self, RegistrationProfile};
use crate::store::Db;
use chrono::NaiveTime;
use std::collections::HashMap;

const MEMBER: usize = 0;
const ORGANIZATION: usize = 1;
const GRID: usize = 2;
const HOME: usize = 3;
const SKILLS: usize = 4;
const TIMES: usize = 5;

/// Columns of a sheet of registrations.
pub const COLUMNS: &[SheetColumn] = &[
    SheetColumn::text(&["member", "工号", "member_code", "人员代码"]),
    SheetColumn::text(&["organization", "组织代码", "组织", "organization_code"]),
    SheetColumn::text(&["grid_code", "居村代码", "网格代码", "居村", "grid", "neighborhood"])
        .required(),
    SheetColumn::text(&["home_organization", "所在单位代码", "所在单位", "单位代码"]),
    SheetColumn::text(&["skills", "技能", "特长"]),
    SheetColumn::text(&["free_times", "空闲时间", "服务时间"]),
];

/// Maximum number of free times, as over HTTP.
const TIMES_MAX: usize = 21;

/// How free times are written.
const TIMES_EXPECTED: [&str; 2] =
    ["周六 09:00-11:00；周日 14:00-16:00", "6 09:00-11:00; 7 14:00-16:00"];

/// Days of the week, Monday first, as a letter of their Chinese names.
const DAYS: [char; 7] = ['一', '二', '三', '四', '五', '六', '日'];

/// Maximum number of skills, as for a registration that is sent over HTTP.
const SKILLS_MAX: usize = 16;

/// A registration as a row describes it; what is missing is wrong.
#[derive(Debug)]
struct ImportedRegistration {
    row: u64,
    member: Option<String>,
    organization: Option<String>,
    grid: Option<String>,
    home: Option<String>,
    skills: String,
    times: Vec<FreeTime>,
    is_sound: bool,
}

/// A registration whose codes were found.
#[derive(Debug, Clone)]
struct FoundRegistration {
    row: u64,
    who: Registrant,
    grid: GridId,
    profile: RegistrationProfile,
}

/// The registrations of a file.
#[derive(Debug)]
pub struct RegistrationFile {
    /// The sheet that holds them.
    pub sheet: Sheet,
    registrations: Vec<ImportedRegistration>,
}

impl RegistrationFile {
    /// Reads a CSV file or a workbook of registrations. What is wrong with values is told by the
    /// import, together with everything else.
    ///
    /// # Errors
    /// Those of [`Sheet::read`].
    pub fn read<'a>(input: impl Into<TableSource<'a>>) -> Result<Self> {
        let mut sheet = Sheet::read(input, COLUMNS)?;
        let registrations = sheet.read_rows(registration);
        Ok(Self { sheet, registrations })
    }
}

fn registration(row: &mut SheetRow<'_>) -> ImportedRegistration {
    let before = row.problems.len();
    let [member, organization] =
        [MEMBER, ORGANIZATION].map(|column| row.get(column).map(str::to_owned));
    if member.is_some() == organization.is_some() && row.problems.len() == before {
        row.refuse(MEMBER, Code::RegistrantUnclear.into());
    }
    let times = row.read(TIMES, times_expected(), free_times).unwrap_or_default();
    if times.len() > TIMES_MAX {
        row.refuse(TIMES, Problem::new(Code::TooMany).with("max", TIMES_MAX));
    }
    for problem in check_free_times(&times).err().unwrap_or_default() {
        row.refuse(TIMES, problem);
    }
    let [grid, home] = [GRID, HOME].map(|column| row.get(column).map(str::to_owned));
    ImportedRegistration {
        row: row.number(),
        member,
        organization,
        grid,
        home,
        skills: row.get(SKILLS).unwrap_or_default().to_owned(),
        times,
        is_sound: row.is_sound(),
    }
}

fn times_expected() -> serde_json::Value {
    let [zh, en] = TIMES_EXPECTED;
    serde_json::json!({ "value": en, "zh": zh, "en": en })
}

/// Parses times of the week: `周六 09:00-11:00；周日 14:00-16:00`.
fn free_times(text: &str) -> Option<Vec<FreeTime>> {
    listed(text).map(free_time).collect()
}

fn free_time(text: &str) -> Option<FreeTime> {
    let rest = ["星期", "礼拜", "周"].iter().find_map(|prefix| text.strip_prefix(prefix));
    let rest = rest.unwrap_or(text).trim();
    let day = rest.chars().next()?;
    let named = DAYS.iter().position(|name| *name == if day == '天' { '日' } else { day });
    let weekday = match named {
        Some(index) => u8::try_from(index + 1).ok()?,
        None => u8::try_from(day.to_digit(10)?).ok()?,
    };
    let hours =
        rest.get(day.len_utf8()..)?.replace(['–', '—', '~', '～', '至'], "-").replace('：', ":");
    let (from, to) = hours.split_once('-')?;
    let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
    Some(FreeTime { weekday, from: time(from)?, to: time(to)? })
}

/// Imports the registrations of a file, all or none.
///
/// # Errors
/// Every problem of the file, with its row in the parameter `row`.
pub async fn import_registrations(
    run: &ImportRun<'_>,
    file: &RegistrationFile,
) -> Result<ImportCounts> {
    run.db.refresh().await?;
    let atlas = run.db.atlas();
    let mut problems = file.sheet.problems.clone();
    let mut found = Vec::new();
    for registration in &file.registrations {
        found.extend(registration.find(run, &atlas, &file.sheet, &mut problems));
    }
    problems.extend(twice(&file.sheet, &found));
    problems.extend(refused_now(run.db, &file.sheet, &found).await?);
    refused_if_any(problems)?;
    let counts = ImportCounts { created: file.registrations.len(), ..ImportCounts::default() };
    if !run.dry_run {
        run.write(counts, move |tx, actor| {
            found.iter().try_for_each(|FoundRegistration { who, grid, profile, .. }| {
                registrations::request(tx, actor, *who, *grid, profile).map(drop)
            })
        })
        .await?;
    }
    Ok(counts)
}

/// Returns the problem of each row that registers the same again as an earlier one.
fn twice(sheet: &Sheet, found: &[FoundRegistration]) -> Vec<Problem> {
    let mut first = HashMap::new();
    let mut problems = Vec::new();
    for FoundRegistration { row, who, grid, .. } in found {
        // A member is registered once, an organisation once with each neighbourhood.
        let (key, column) = match who {
            Registrant::Member(_) => ((*who, None), MEMBER),
            Registrant::Organization(_) => ((*who, Some(*grid)), ORGANIZATION),
        };
        if let Some(earlier) = first.insert(key, *row) {
            let value = sheet.written(*row, column);
            let twice = Problem::new(Code::SheetRowTwice).with("value", value);
            problems.push(sheet.blame(*row, Some(column), twice.with("first", earlier)));
        }
    }
    problems
}

/// Returns what the present registrations and the profiles say against new ones.
async fn refused_now(db: &Db, sheet: &Sheet, found: &[FoundRegistration]) -> Result<Vec<Problem>> {
    let atlas = db.atlas();
    let wanted = found.to_vec();
    let refused = db.read(move |connection| {
        let mut refused = Vec::new();
        for FoundRegistration { row, who, grid, profile } in wanted {
            match registrations::check(connection, &atlas, who, grid, &profile) {
                Ok(()) => {}
                Err(Error::Refused(problems)) => {
                    refused.extend(problems.into_iter().map(|problem| (row, problem)));
                }
                Err(other) => return Err(other),
            }
        }
        Ok(refused)
    });
    let blame = |(row, problem): (u64, Problem)| {
        let column = match problem.pointer.split('/').nth(1) {
            Some("grid") => Some(GRID),
            Some("skills") => Some(SKILLS),
            Some("free_times") => Some(TIMES),
            Some("home_organization") => Some(HOME),
            _ => None,
        };
        sheet.blame(row, column, problem)
    };
    Ok(refused.await?.into_iter().map(blame).collect())
}

impl ImportedRegistration {
    /// Looks up what a row names; returns the registration of a sound row.
    fn find(
        &self,
        run: &ImportRun<'_>,
        atlas: &Atlas,
        sheet: &Sheet,
        problems: &mut Vec<Problem>,
    ) -> Option<FoundRegistration> {
        let mut missing = |column: usize, problem: Problem| {
            problems.push(sheet.blame(self.row, Some(column), problem));
        };
        let organization = |code: &str| -> Result<OrganizationId, Problem> {
            let found = atlas.organizations().by_code(code).map(|organization| organization.id);
            let found = found.filter(|&id| atlas.organizations().active(id).is_some());
            found.ok_or_else(|| Problem::new(Code::UnknownOrganization).with("organization", code))
        };
        let who = match (&self.member, &self.organization) {
            (Some(code), None) => {
                let member = run.member(atlas, code).map(Registrant::Member);
                let theirs = member.and_then(|who| run.admit_registrant(atlas, who).map(|()| who));
                theirs.map_err(|problem| missing(MEMBER, problem)).ok()
            }
            (None, Some(code)) => organization(code)
                .map(Registrant::Organization)
                .and_then(|who| run.admit_registrant(atlas, who).map(|()| who))
                .map_err(|problem| missing(ORGANIZATION, problem))
                .ok(),
            _ => None,
        };
        let grid = self.grid.as_deref().and_then(|code| {
            let grid = atlas.tree().active_by_code(code).map(|grid| grid.id);
            let unknown = || Problem::new(Code::UnknownGrid).with("grid", code);
            let admitted = |grid| run.admit_grid(atlas, grid);
            grid.ok_or_else(unknown)
                .and_then(admitted)
                .map_err(|problem| missing(GRID, problem))
                .ok()
        });
        let home = self
            .home
            .as_deref()
            .map(|code| organization(code).map_err(|problem| missing(HOME, problem)).ok());
        let skills = skills(&atlas.settings().skills, &self.skills).map_err(|unknown| {
            unknown.into_iter().for_each(|problem| missing(SKILLS, problem));
        });
        if skills.as_ref().is_ok_and(|skills| skills.len() > SKILLS_MAX) {
            missing(SKILLS, Problem::new(Code::TooMany).with("max", SKILLS_MAX));
            return None;
        }
        let home_organization = match home {
            Some(home) => Some(home?),
            None => None,
        };
        let free_times = self.times.clone();
        let profile = RegistrationProfile { home_organization, skills: skills.ok()?, free_times };
        let found = FoundRegistration { row: self.row, who: who?, grid: grid?, profile };
        self.is_sound.then_some(found)
    }
}
