//! The settings of an atlas that a bench makes by itself.

use std::sync::Arc;
use wangge::domain::atlas::AtlasSettings;
use wangge::domain::calendar::Calendar;
use wangge::domain::category::Categories;
use wangge::domain::change_size::ChangeSize;
use wangge::domain::level::Levels;
use wangge::domain::skill::Skills;

/// The rule files and tolerances of the default configuration.
pub fn settings() -> AtlasSettings {
    let levels = Levels::parse(include_str!("../../config/levels.toml")).unwrap();
    let categories =
        Categories::parse(include_str!("../../config/categories.toml"), &levels).unwrap();
    let skills = Skills::parse(include_str!("../../config/skills.toml")).unwrap();
    let calendar = Arc::new(Calendar::parse(include_str!("../../config/calendar.toml")).unwrap());
    AtlasSettings {
        levels,
        categories,
        skills,
        calendar,
        nearest_tolerance_m: 30.0,
        overlap_tolerance_m2: 1.0,
        min_grid_area_m2: 500.0,
        repair_tolerance_m2: 100.0,
        approval: ChangeSize::default(),
    }
}
