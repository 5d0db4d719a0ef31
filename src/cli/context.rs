//! Context shared by all commands: configuration, database, operator.

use super::report;
use crate::clock::SystemClock;
use crate::config::{Config, Sources};
use crate::domain::atlas::{Atlas, AtlasSettings};
use crate::domain::calendar::Calendar;
use crate::domain::category::Categories;
use crate::domain::change_size::ChangeSize;
use crate::domain::level::Levels;
use crate::domain::reply_template::ReplyTemplates;
use crate::domain::report_back::ReportTemplate;
use crate::domain::skill::Skills;
use crate::error::{Code, Error, Problem, Result, system_reason};
use crate::service::credentials::PasswordWorkers;
use crate::service::credentials::password::Cost;
use crate::service::rulebook::Rulebook;
use crate::store::connection::Location;
use crate::store::vault::{KeyFile, Vault};
use crate::store::{Actor, Db, DbOptions, migration};
use chrono::TimeDelta;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Built-in levels.
const LEVELS: &str = include_str!("../../config/levels.toml");
/// Built-in categories.
const CATEGORIES: &str = include_str!("../../config/categories.toml");
/// Built-in skills.
const SKILLS: &str = include_str!("../../config/skills.toml");
/// Built-in calendar.
const CALENDAR: &str = include_str!("../../config/calendar.toml");
/// Built-in template of reports to the platform above.
const REPORT_BACK: &str = include_str!("../../config/report_back.toml");
/// Built-in templates of replies at once.
const REPLY_TEMPLATES: &str = include_str!("../../config/reply_templates.toml");

/// Maximum number of passwords hashed at the same time.
const PASSWORDS_AT_ONCE: usize = 2;

/// The configuration of one run.
pub struct RunContext {
    /// The configuration.
    pub config: Config,
}

impl RunContext {
    /// Loads the configuration and warns of unknown settings.
    pub fn load(file: Option<PathBuf>, database_url: Option<String>) -> Result<Self> {
        let flags = database_url.map(|url| ("database.url", url)).into_iter().collect();
        let (config, strangers) = Config::load(&Sources::of_process(file, flags)?)?;
        strangers.iter().for_each(report::warning);
        Ok(Self { config })
    }

    /// Returns the location of the database.
    pub fn location(&self) -> Result<Location> {
        Location::parse(self.config.database.url.expose())
    }

    /// Returns the settings of places and routing.
    pub fn settings(&self) -> Result<AtlasSettings> {
        let files = &self.config.files;
        let rules = &self.config.rules;
        let levels = Levels::parse(&text(files.levels.as_deref(), LEVELS)?)?;
        Ok(AtlasSettings {
            categories: Categories::parse(
                &text(files.categories.as_deref(), CATEGORIES)?,
                &levels,
            )?,
            skills: Skills::parse(&text(files.skills.as_deref(), SKILLS)?)?,
            calendar: Arc::new(Calendar::parse(&text(files.calendar.as_deref(), CALENDAR)?)?),
            levels,
            nearest_tolerance_m: rules.nearest_tolerance_m,
            overlap_tolerance_m2: rules.overlap_tolerance_m2,
            min_grid_area_m2: rules.min_grid_area_m2,
            repair_tolerance_m2: rules.repair_tolerance_m2,
            approval: ChangeSize {
                requests: rules.approval_requests,
                units: rules.approval_units,
                households: rules.approval_households,
            },
        })
    }

    /// Returns the rulebook: working time, silence, the template of reports to the platform above,
    /// and those of replies at once.
    pub fn rulebook(&self) -> Result<Arc<Rulebook>> {
        let report_back =
            ReportTemplate::parse(&text(self.config.files.report_back.as_deref(), REPORT_BACK)?)?;
        let calendar = self.settings()?.calendar;
        let silence = TimeDelta::days(self.config.rules.auto_close_days.into());
        let return_margin = TimeDelta::hours(self.config.rules.upstream_return_margin_hours.into());
        let replies = text(self.config.files.reply_templates.as_deref(), REPLY_TEMPLATES)?;
        let reply_templates = ReplyTemplates::parse(&replies)?;
        Ok(Arc::new(Rulebook { calendar, silence, return_margin, report_back, reply_templates }))
    }

    /// Opens the database, which must be migrated.
    pub fn open(&self) -> Result<Db> {
        let location = self.location()?;
        migration::require_current(&location)?;
        self.open_with(&location, KeyFile::read(&self.config.keys.vault)?)
    }

    /// Opens a migrated database with these keys.
    pub fn open_with(&self, location: &Location, keys: KeyFile) -> Result<Db> {
        let empty = Atlas::empty(self.settings()?);
        Db::open(
            location,
            &self.options(),
            empty,
            Arc::new(Vault::new(keys)),
            Arc::new(SystemClock),
        )
    }

    /// Creates workers that hash passwords at the configured cost, one per core and at most two:
    /// each keeps its megabytes.
    pub fn password_workers(&self) -> Result<PasswordWorkers> {
        let auth = &self.config.auth;
        let cost = Cost {
            memory_kib: auth.argon2_memory_kib,
            iterations: auth.argon2_iterations,
            lanes: 1,
        };
        PasswordWorkers::new(
            cost,
            std::thread::available_parallelism().map_or(1, usize::from).min(PASSWORDS_AT_ONCE),
        )
    }

    /// Returns the options for opening the database.
    pub fn options(&self) -> DbOptions {
        let database = &self.config.database;
        DbOptions {
            readers: database.readers,
            writers: database.writers,
            group_limit: database.group_limit,
        }
    }
}

/// Reads a rule file, or returns the built-in text.
fn text(file: Option<&Path>, built_in: &str) -> Result<String> {
    let Some(path) = file else { return Ok(built_in.to_owned()) };
    Ok(fs::read_to_string(path).map_err(|fault| {
        let problem = Problem::new(Code::ConfigUnreadable).with("path", path.display().to_string());
        problem.with("reason", system_reason(&fault))
    })?)
}

/// Returns the operator, by their name in the operating system.
pub fn actor() -> Actor {
    let name = ["USER", "LOGNAME"].into_iter().find_map(|variable| std::env::var(variable).ok());
    Actor::OperatingSystemUser(name.unwrap_or_else(|| "unknown".to_owned()))
}

/// Runs one use case of the service to completion.
pub fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Error::internal)?;
    runtime.block_on(work)
}
