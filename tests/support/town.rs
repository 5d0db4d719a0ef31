//! A small town: a root, two neighbourhoods, two grids in each, with leaders and deputies
//! everywhere.

use super::database::TestDatabase;
use chrono::{TimeDelta, Utc};
use std::sync::Arc;
use uuid::Uuid;
use wangge::clock::{Clock, SetClock};
use wangge::domain::atlas::{Atlas, AtlasSettings};
use wangge::domain::atlas_edit::{AtlasEdit, NewBoundary};
use wangge::domain::calendar::Calendar;
use wangge::domain::category::Categories;
use wangge::domain::change_size::ChangeSize;
use wangge::domain::datum::Datum;
use wangge::domain::duty::{Capacity, Duty, Member};
use wangge::domain::geometry::{Effort, Position, Shape};
use wangge::domain::id::{BoundaryId, DutyId, GridId, MemberId};
use wangge::domain::level::Levels;
use wangge::domain::period::{Instant, Period};
use wangge::domain::plan::PlanConsent;
use wangge::domain::reply_template::ReplyTemplates;
use wangge::domain::report_back::ReportTemplate;
use wangge::domain::skill::Skills;
use wangge::domain::unit::{Grid, GridKind, Setting, Unit};
use wangge::service::atlas_edits::{AppliedEdits, ChangeSet, apply_edits};
use wangge::service::import::run::ImportRun;
use wangge::service::rulebook::Rulebook;
use wangge::store::connection::Location;
use wangge::store::vault::{KeyFile, Vault};
use wangge::store::{Actor, Db, DbOptions};

/// A database with the small town in it, and its clock.
pub struct Town {
    pub db: Db,
    pub clock: Arc<SetClock>,
    pub rulebook: Arc<Rulebook>,
    pub vault: Arc<Vault>,
    /// Dropped last, when nobody is connected any more.
    pub database: TestDatabase,
}

pub fn settings() -> AtlasSettings {
    let levels = Levels::parse(include_str!("../../config/levels.toml")).unwrap();
    let categories =
        Categories::parse(include_str!("../../config/categories.toml"), &levels).unwrap();
    let skills = Skills::parse(include_str!("../../config/skills.toml")).unwrap();
    let calendar = calendar();
    AtlasSettings {
        levels,
        categories,
        skills,
        calendar,
        nearest_tolerance_m: 30.0,
        overlap_tolerance_m2: 1.0,
        min_grid_area_m2: 500.0,
        repair_tolerance_m2: 100.0,
        approval: ChangeSize { requests: 200, units: 20, households: 5000 },
    }
}

pub fn calendar() -> Arc<Calendar> {
    Arc::new(Calendar::parse(include_str!("../../config/calendar.toml")).unwrap())
}

pub fn rulebook() -> Arc<Rulebook> {
    let report_back = ReportTemplate::parse(include_str!("../../config/report_back.toml")).unwrap();
    let (silence, return_margin) = (TimeDelta::days(7), TimeDelta::hours(4));
    let reply_templates =
        ReplyTemplates::parse(include_str!("../../config/reply_templates.toml")).unwrap();
    let calendar = calendar();
    Arc::new(Rulebook { calendar, silence, return_margin, report_back, reply_templates })
}

pub fn at(text: &str) -> Instant {
    Instant::from(chrono::DateTime::parse_from_rfc3339(text).unwrap()).with_timezone(&Utc)
}

/// A square of 0.01° west and south of which lies (lon, lat).
pub fn square(lon: f64, lat: f64, side: f64) -> Arc<Shape> {
    let ring = [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side]]
        .map(|[lon, lat]| Position { lon, lat });
    Arc::new(
        Shape::from_degrees(&[vec![ring.to_vec()]], Datum::Wgs84, &Effort::unbounded()).unwrap(),
    )
}

impl Town {
    /// An import by whoever may import everything.
    #[allow(dead_code, reason = "benches import nothing")]
    pub fn import_run(&self, dry_run: bool) -> ImportRun<'_> {
        ImportRun::new(&self.db, Actor::OperatingSystemUser("tester".to_owned()), dry_run)
    }

    pub async fn new() -> Self {
        Self::on(TestDatabase::new(), DbOptions::default()).await
    }

    /// The same under other settings.
    #[allow(dead_code, reason = "benches take those of every town")]
    pub async fn with(settings: AtlasSettings) -> Self {
        let town = Self::unfounded_with(TestDatabase::new(), DbOptions::default(), settings);
        town.found().await;
        town
    }

    pub async fn on(database: TestDatabase, options: DbOptions) -> Self {
        let town = Self::unfounded(database, options);
        town.found().await;
        town
    }

    /// A database with nothing in it yet.
    pub fn unfounded(database: TestDatabase, options: DbOptions) -> Self {
        Self::unfounded_with(database, options, settings())
    }

    /// The same under other settings.
    pub fn unfounded_with(
        database: TestDatabase,
        options: DbOptions,
        settings: AtlasSettings,
    ) -> Self {
        let clock = Arc::new(SetClock::at(at("2026-03-02T09:00:00+08:00")));
        let vault = Arc::new(Vault::new(KeyFile::random()));
        Self {
            db: open(&database, &options, settings, &vault, &clock),
            clock,
            rulebook: rulebook(),
            vault,
            database,
        }
    }

    /// The town that another one left behind, at the instant at which it did.
    #[allow(dead_code, reason = "only worlds go on")]
    pub fn again(
        database: TestDatabase,
        settings: AtlasSettings,
        vault: Arc<Vault>,
        now: Instant,
    ) -> Self {
        let clock = Arc::new(SetClock::at(now));
        let options = DbOptions { readers: 1, writers: 1, ..DbOptions::default() };
        Self {
            db: open(&database, &options, settings, &vault, &clock),
            clock,
            rulebook: rulebook(),
            vault,
            database,
        }
    }

    /// Where the data is.
    #[allow(dead_code, reason = "benches open it once more")]
    pub fn location(&self) -> &Location {
        &self.database.location
    }

    /// The database as another process opens it.
    pub fn another(&self) -> Db {
        open(&self.database, &DbOptions::default(), settings(), &self.vault, &self.clock)
    }

    async fn found(&self) {
        let mut edits = Vec::new();
        let mut add =
            |code: &str, level: &str, parent: Option<&str>, (lon, lat, side): (f64, f64, f64)| {
                edits.push(self.create(code, level, parent, square(lon, lat, side)));
                for capacity in [Capacity::Leader, Capacity::Deputy] {
                    let member = self.member(&format!("{code}-{capacity}"));
                    edits.push(AtlasEdit::AddMember(member.clone()));
                    edits.push(self.give(Unit::Grid(grid_id(code)), member.id, capacity));
                }
            };
        add("T", "town", None, (121.40, 30.90, 0.04));
        add("N1", "neighborhood", Some("T"), (121.40, 30.90, 0.02));
        add("N2", "neighborhood", Some("T"), (121.42, 30.90, 0.02));
        add("G1", "grid", Some("N1"), (121.40, 30.90, 0.01));
        add("G2", "grid", Some("N1"), (121.41, 30.90, 0.01));
        add("G3", "grid", Some("N2"), (121.42, 30.90, 0.01));
        add("G4", "grid", Some("N2"), (121.43, 30.90, 0.01));
        self.apply(edits).await.unwrap();
    }

    pub async fn apply(&self, edits: Vec<AtlasEdit>) -> wangge::error::Result<AppliedEdits> {
        let set = ChangeSet {
            prepared_at: self.now(),
            edits,
            allowances: PlanConsent { gaps: true, overlaps: false },
        };
        apply_edits(&self.db, Actor::Service, set).await
    }

    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    pub fn create(
        &self,
        code: &str,
        level: &str,
        parent: Option<&str>,
        shape: Arc<Shape>,
    ) -> AtlasEdit {
        let id = grid_id(code);
        let grid = Grid {
            id,
            code: code.to_owned(),
            name: format!("{code} 网格"),
            level: level.to_owned(),
            kind: GridKind::General,
            setting: Setting::Residential,
            parent: parent.map(grid_id),
            office_phone: None,
            life: Period::since(self.now()),
            stays: Vec::new(),
            version: 1,
        };
        AtlasEdit::CreateGrid {
            grid,
            boundary: Some(NewBoundary { id: BoundaryId(Uuid::now_v7()), grid: id, shape }),
        }
    }

    pub fn member(&self, code: &str) -> Member {
        Member {
            id: member_id(code),
            code: code.to_owned(),
            active: true,
            created_at: self.now(),
            version: 1,
        }
    }

    pub fn give(&self, unit: Unit, member: MemberId, capacity: Capacity) -> AtlasEdit {
        let id = DutyId(Uuid::now_v7());
        AtlasEdit::GiveDuty(Duty {
            id,
            unit,
            member,
            capacity,
            rank: 0,
            period: Period::since(self.now()),
            version: 1,
        })
    }
}

fn open(
    database: &TestDatabase,
    options: &DbOptions,
    settings: AtlasSettings,
    vault: &Arc<Vault>,
    clock: &Arc<SetClock>,
) -> Db {
    let (empty, clock) = (Atlas::empty(settings), Arc::<SetClock>::clone(clock));
    Db::open(&database.location, options, empty, Arc::clone(vault), clock).unwrap()
}

/// The identifier of a grid follows from its code, so that stories need not carry it.
pub fn grid_id(code: &str) -> GridId {
    GridId(named("grid", code))
}

pub fn member_id(code: &str) -> MemberId {
    MemberId(named("member", code))
}

fn named(sort: &str, code: &str) -> Uuid {
    let mut bytes = [0; 16];
    for (at, byte) in sort.bytes().chain(code.bytes()).enumerate() {
        bytes[at % 16] ^= byte.rotate_left(u32::try_from(at / 16).unwrap());
    }
    Uuid::from_bytes(bytes)
}
