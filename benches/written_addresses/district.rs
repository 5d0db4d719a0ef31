//! A district of invented compounds, roads and villages.

use super::settings::settings;
use chrono::DateTime;
use uuid::Uuid;
use wangge::domain::address::{AddressQuery, GroupAddress, WrittenAddress};
use wangge::domain::atlas::Atlas;
use wangge::domain::change::Change;
use wangge::domain::id::{AddressId, BuildingGroupId, GridId};
use wangge::domain::period::Period;
use wangge::domain::routing::{MatchConfidence, PlaceQuery, find};
use wangge::domain::unit::{BuildingGroup, Grid, GridKind, GroupMembership, Setting};

/// Roads, of which each has a compound of every kind and houses of its own.
const ROADS: [&str; 12] = [
    "龙泉路",
    "枫桥路",
    "中心路",
    "市心北路",
    "县前街",
    "镇南路",
    "环城东路",
    "学院中路",
    "三门路",
    "人民大道",
    "八一路",
    "洪兴街",
];
/// Names of compounds that lie along no road in their addresses.
const COMPOUNDS: [&str; 28] = [
    "柳荫一村",
    "柳荫二村",
    "金水苑",
    "康健新村一期",
    "康健新村二期",
    "绿汀东区",
    "绿汀西区",
    "云帆苑A区",
    "云帆苑B区",
    "蒲鞋市新村",
    "五一村",
    "八一新村",
    "1902公寓",
    "九号院",
    "壹号院",
    "一号公馆",
    "滨汀壹号",
    "千鹤花园",
    "百汇家园",
    "十里香榭",
    "荷风里",
    "三一小区",
    "银杏公馆",
    "南市花苑",
    "石化七村",
    "菱角圩",
    "稻香名邸",
    "书带雅居",
];
/// Villages with groups.
const VILLAGES: [&str; 6] =
    ["江海村五组", "江海村六组", "曙光村3组", "曙光村4组", "南渡村一组", "新桥头村"];
/// Compounds along the roads.
const ALONG: [&str; 6] = ["甲苑", "乙苑", "听雨花园", "兰渚新村", "鹤鸣小区", "汀云大厦"];

/// An address, and its parts as they were put together.
pub struct Registered {
    pub text: String,
    pub group: usize,
    /// What stands before the number.
    pub name: String,
    pub number: u32,
    /// The word behind the number: 号楼, 幢, 号, 弄.
    pub word: &'static str,
}

pub struct District {
    pub registered: Vec<Registered>,
    atlas: Atlas,
}

impl District {
    pub fn new() -> Self {
        let registered = registered();
        let atlas = atlas(&registered);
        Self { registered, atlas }
    }

    /// Returns the building group of a text, and true if that is a guess.
    pub fn goes(&self, text: &str) -> Option<(usize, bool)> {
        let text = AddressQuery::read(text).ok();
        let given = PlaceQuery { text, ..PlaceQuery::default() };
        let found = find(&self.atlas, &given).ok()?;
        let group = found.place.building_group()?;
        Some((group.0.as_u128() as usize, found.confidence == MatchConfidence::Guess))
    }
}

/// The addresses: each name with three numbers.
fn registered() -> Vec<Registered> {
    let houses = ROADS.iter().map(|road| (road.to_string(), "号"));
    let along = ROADS.iter().enumerate().map(|(n, road)| {
        (format!("{road}{}{}", ["", "88弄"][n % 2], ALONG[n % ALONG.len()]), "幢")
    });
    let compounds = COMPOUNDS.iter().map(|name| ((*name).to_owned(), "号楼"));
    let villages = VILLAGES.iter().map(|name| ((*name).to_owned(), "号"));
    let names = houses.chain(along).chain(compounds).chain(villages);
    let numbered =
        names.flat_map(|(name, word)| [3, 12, 26].map(|number| (name.clone(), number, word)));
    numbered
        .enumerate()
        .map(|(group, (name, number, word))| {
            let text = format!("{name}{number}{word}");
            Registered { text, group, name, number, word }
        })
        .collect()
}

fn atlas(registered: &[Registered]) -> Atlas {
    let root = grid(0, None);
    let changes = registered.iter().flat_map(placed);
    Atlas::empty(settings()).with(&std::iter::once(root).chain(changes).collect::<Vec<_>>(), 1)
}

/// A grid, its building group and the address of it.
fn placed(registered: &Registered) -> [Change; 4] {
    let number = registered.group;
    let building_group = BuildingGroupId(id(number));
    let (code, name) = (number.to_string(), number.to_string());
    let (household_count, life, version) = (48, period(), 1);
    let grid_id = GridId(id(number + 1));
    let text = WrittenAddress::read(&registered.text).unwrap();
    let address = AddressId(id(number));
    [
        grid(number + 1, Some(0)),
        Change::BuildingGroup(BuildingGroup {
            id: building_group,
            code,
            name,
            household_count,
            life,
            version,
        }),
        Change::GroupMembership(GroupMembership {
            id: id(number),
            building_group,
            grid: grid_id,
            period: period(),
        }),
        Change::Address(GroupAddress {
            id: address,
            building_group,
            text,
            point: None,
            period: period(),
        }),
    ]
}

fn grid(number: usize, parent: Option<usize>) -> Change {
    Change::Grid(Grid {
        id: GridId(id(number)),
        code: number.to_string(),
        name: number.to_string(),
        level: if parent.is_some() { "grid" } else { "district" }.to_owned(),
        kind: GridKind::General,
        setting: Setting::Residential,
        parent: parent.map(|parent| GridId(id(parent))),
        office_phone: None,
        life: period(),
        stays: Vec::new(),
        version: 1,
    })
}

fn period() -> Period {
    Period::since(DateTime::from_timestamp(1_800_000_000, 0).unwrap())
}

fn id(number: usize) -> Uuid {
    Uuid::from_u128(number as u128)
}
