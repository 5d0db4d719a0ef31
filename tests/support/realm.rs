//! A district of real areas, which lie beside the project; without them whoever needs it says so.

use super::town::{Town, grid_id};
use std::fs;
use std::path::{Path, PathBuf};
use uuid::Uuid;
use wangge::domain::address::{GroupAddress, WrittenAddress};
use wangge::domain::atlas::AtlasSettings;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::change_size::ChangeSize;
use wangge::domain::datum::Datum;
use wangge::domain::duty::Capacity;
use wangge::domain::geometry::{Bounds, Point};
use wangge::domain::id::{AddressId, BuildingGroupId, MemberId};
use wangge::domain::period::Period;
use wangge::domain::plan::PlanConsent;
use wangge::domain::request::Matter;
use wangge::domain::routing::{Conflicts, RequestPlace, route};
use wangge::domain::unit::{BuildingGroup, Grid, GridKind, Setting, Unit};
use wangge::service::check::check_all;
use wangge::service::import::grids::{
    FeatureFields, GridFile, GridImport, ParentRule, import_grids,
};

/// A real file, or none.
pub fn shared(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("WANGGE_SHARED_DATA")
        .map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(name);
    if !path.exists() {
        println!("skipped: there is no {}", path.display());
    }
    path.exists().then_some(path)
}

/// The settings of every town, without a limit to what one person changes.
pub fn unlimited() -> AtlasSettings {
    AtlasSettings { approval: ChangeSize::default(), ..super::town::settings() }
}

/// A root without a polygon and, below it, the areas of a file at a level, each with a leader and a
/// building group. Answers the members without duties too. The holes of the file are accepted.
pub async fn found(town: &Town, file: &Path, level: &str) -> Vec<MemberId> {
    let root = Grid {
        id: grid_id("R"),
        code: "R".to_owned(),
        name: "区".to_owned(),
        level: "district".to_owned(),
        kind: GridKind::General,
        setting: Setting::Residential,
        parent: None,
        office_phone: None,
        life: Period::since(town.now()),
        stays: Vec::new(),
        version: 1,
    };
    let mut edits = vec![AtlasEdit::CreateGrid { grid: root, boundary: None }];
    let people: Vec<_> = (0..40).map(|index| town.member(&format!("m{index}"))).collect();
    edits.extend(people.iter().cloned().map(AtlasEdit::AddMember));
    edits.push(town.give(Unit::Grid(grid_id("R")), people[0].id, Capacity::Leader));
    edits.push(town.give(Unit::Grid(grid_id("R")), people[1].id, Capacity::Deputy));
    town.apply(edits).await.unwrap();
    import(town, file, level).await;
    let atlas = town.db.atlas();
    let areas: Vec<_> = atlas.tree().children(grid_id("R")).map(|grid| grid.id).collect();
    let mut edits = Vec::new();
    for (index, grid) in areas.into_iter().enumerate() {
        edits.push(town.give(Unit::Grid(grid), people[2 + index % 38].id, Capacity::Leader));
        let (id, life) = (BuildingGroupId(Uuid::now_v7()), Period::since(town.now()));
        let code = format!("B{index}");
        let group =
            BuildingGroup { id, name: code.clone(), code, household_count: 50, life, version: 1 };
        edits.push(AtlasEdit::CreateBuildingGroup { group, membership: Uuid::now_v7(), grid });
        let point = atlas.shape(grid).map(|shape| shape.label_point());
        let text = WrittenAddress::read(&format!("金水路{}号", index + 1)).unwrap();
        edits.push(AtlasEdit::AddAddress(GroupAddress {
            id: AddressId(Uuid::now_v7()),
            building_group: id,
            text,
            point,
            period: life,
        }));
    }
    town.apply(edits).await.unwrap();
    town.clock.advance(chrono::TimeDelta::minutes(1));
    people.into_iter().map(|member| member.id).collect()
}

async fn import(town: &Town, file: &Path, level: &str) {
    let import = GridImport {
        level: level.to_owned(),
        kind: GridKind::General,
        setting: Setting::Residential,
        parent: ParentRule::Root,
        replace: false,
        repair: false,
        skip_invalid: false,
        allowances: PlanConsent { gaps: true, overlaps: false },
    };
    let fields = FeatureFields { code: "code".to_owned(), name: "name".to_owned(), parent: None };
    let read = GridFile::read(&fs::read(file).unwrap()[..], &fields, Datum::Wgs84).unwrap();
    import_grids(&town.import_run(false), read, &import).await.unwrap();
}

/// `wangge check` finds nothing, and so many points spread over the areas have one holder each, who
/// has the duty; and where grids cover a point, it belongs to one of them.
pub async fn sound(town: &Town, points: i32) {
    let breaches = check_all(&town.db).await.unwrap();
    assert!(breaches.is_empty(), "{breaches:?}");
    let (atlas, now) = (town.db.atlas(), town.now());
    let all = atlas.tree().all().filter_map(|grid| Some(atlas.shape(grid.id)?.bounds()));
    let bounds = all.reduce(Bounds::union).unwrap();
    let (width, height) =
        (bounds.max.lon_e7 - bounds.min.lon_e7, bounds.max.lat_e7 - bounds.min.lat_e7);
    for index in 0..points {
        // Two irrational steps spread points evenly without a pattern of the grids.
        let share = |step: f64| (f64::from(index) * step).fract();
        let point = Point {
            lon_e7: bounds.min.lon_e7 + (f64::from(width) * share(0.754_877_666)) as i32,
            lat_e7: bounds.min.lat_e7 + (f64::from(height) * share(0.569_840_291)) as i32,
        };
        let routed = route(
            &atlas,
            &RequestPlace::Point(point),
            &Matter::default(),
            &Conflicts::default(),
            now,
        )
        .unwrap();
        assert!(
            atlas.people().answers_for(routed.holding.member, routed.holding.unit, now),
            "{point:?}"
        );
        let covering: Vec<_> = atlas.covering(point).map(|grid| grid.id).collect();
        assert!(covering.is_empty() || covering.contains(&routed.place), "{point:?} {covering:?}");
    }
}
