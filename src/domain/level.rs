//! The ordered levels of grids (the product rules, "Glossary": `grid`), read from
//! `config/levels.toml`.

use super::label::Label;
use super::role::Role;
use super::rule_file::{Item, RuleFile, Section};
use crate::error::{Code, Problem};
use serde_json::{Value, json};

/// A level: its name, and the title and role of whoever leads a unit of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// Code in the interface and in import files: lower-case ASCII letters, digits and underscores.
    pub code: String,
    /// Name of the level.
    pub name: Label,
    /// Title of the leader of a unit of this level: 书记, 网格长, 块组长.
    pub leader: Label,
    /// Role of the leader: [`Role::GridLeader`] or [`Role::NeighbourhoodSecretary`].
    pub role: Role,
}

/// Name and leader's title of units that are no grids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitTitle {
    /// Name of such a unit.
    pub name: Label,
    /// Title of the leader of one: 楼组长.
    pub leader: Label,
}

/// The levels, widest first. There is at least one and there are at most 32.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levels {
    levels: Vec<Level>,
    building_groups: UnitTitle,
    desk: UnitTitle,
    offices: UnitTitle,
}

impl Levels {
    /// The most levels a file may list.
    const MOST: usize = 32;

    /// Reads `config/levels.toml`.
    ///
    /// Errors: every problem of the text, with its line in the parameter `line`.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        RuleFile::read(text, |file| {
            let building_groups = file.required("building_group").and_then(unit_title);
            let desk = file.optional("desk").map_or_else(|| Some(desk_by_default()), unit_title);
            let offices =
                file.optional("office").map_or_else(|| Some(office_by_default()), unit_title);
            let listed = file.required("level").map(Item::list)?;
            if listed.is_empty() || listed.len() > Self::MOST {
                file.refuse(Problem::new(Code::LevelCount).with("max", Self::MOST));
            }
            let mut levels = Vec::with_capacity(listed.len());
            for item in listed {
                levels.extend(item.section(|section| level(section, &levels)));
            }
            Some(Self { levels, building_groups: building_groups?, desk: desk?, offices: offices? })
        })
    }

    /// Returns the index of a level: 0 is the widest.
    pub fn index_of(&self, code: &str) -> Option<u8> {
        self.levels
            .iter()
            .position(|level| level.code == code)
            .and_then(|index| u8::try_from(index).ok())
    }

    /// Returns the level at an index; 0 is the widest.
    pub fn get(&self, index: u8) -> Option<&Level> {
        self.levels.get(usize::from(index))
    }

    /// Returns a level for a problem: its code, and its name in both languages.
    pub fn named(&self, code: &str) -> Value {
        let level = self.levels.iter().find(|level| level.code == code);
        level.map_or_else(
            || code.into(),
            |level| json!({ "value": code, "zh": level.name.zh, "en": level.name.en }),
        )
    }

    /// Returns all levels, widest first.
    pub fn all(&self) -> &[Level] {
        &self.levels
    }

    /// Returns the title of building groups, which are no level: one lies in a grid of any level.
    pub const fn building_groups(&self) -> &UnitTitle {
        &self.building_groups
    }

    /// Returns the title of the desk of the root.
    pub const fn desk(&self) -> &UnitTitle {
        &self.desk
    }

    /// Returns the title of departments and station offices; each has a name of its own.
    pub const fn offices(&self) -> &UnitTitle {
        &self.offices
    }
}

fn unit_title(item: Item<'_>) -> Option<UnitTitle> {
    item.section(|section| {
        let name = section.required("name").and_then(Item::label);
        let leader = section.required("leader").and_then(Item::label);
        Some(UnitTitle { name: name?, leader: leader? })
    })
}

/// Returns the title of the desk in a town whose file is older than desks.
fn desk_by_default() -> UnitTitle {
    UnitTitle {
        name: Label::new("受理席", "Desk"),
        leader: Label::new("受理席负责人", "Head of the desk"),
    }
}

/// Returns the title of offices in a town whose file is older than they are as units.
fn office_by_default() -> UnitTitle {
    UnitTitle {
        name: Label::new("科室、站所", "Department or station office"),
        leader: Label::new("负责人", "Head of the office"),
    }
}

fn level(section: &mut Section<'_>, before: &[Level]) -> Option<Level> {
    let code = section.required("code");
    let name = section.required("name");
    let leader = section.required("leader");
    let role = section.optional("role");
    let name = name.and_then(Item::label);
    let leader = leader.and_then(Item::label);
    let role = role.map_or(Some(Role::GridLeader), |item| leading_role(&item));
    let code = code?;
    let text = code.code()?;
    if before.iter().any(|level| level.code == text) {
        code.refuse(Problem::new(Code::RuleFileTwice).with("value", text));
        return None;
    }
    Some(Level { code: text, name: name?, leader: leader?, role: role? })
}

fn leading_role(item: &Item<'_>) -> Option<Role> {
    let role = item.word()?;
    match role {
        Role::GridLeader | Role::NeighbourhoodSecretary => Some(role),
        _ => item.expected("grid_leader | neighbourhood_secretary"),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use super::*;

    const FILE: &str = include_str!("../../config/levels.toml");

    #[test]
    fn the_levels_of_the_product_are_in_order() {
        let levels = Levels::parse(FILE).unwrap();
        let titles: Vec<_> = levels
            .all()
            .iter()
            .map(|level| (level.code.as_str(), level.leader.zh.as_str()))
            .collect();
        let expected = [
            ("district", "区县负责人"),
            ("town", "街镇书记"),
            ("zone", "综合网格长"),
            ("neighborhood", "书记"),
            ("grid", "网格长"),
            ("block", "块组长"),
            ("point", "点位长"),
        ];
        assert_eq!(titles, expected);
        assert_eq!(levels.building_groups().leader.zh, "楼组长");
        assert_eq!(
            (levels.index_of("district"), levels.index_of("grid"), levels.index_of("x")),
            (Some(0), Some(4), None)
        );
        assert_eq!(levels.get(3).unwrap().role, Role::NeighbourhoodSecretary);
        assert_eq!(levels.get(4).unwrap().role, Role::GridLeader);
        assert!(levels.get(7).is_none());
    }

    #[test]
    fn a_town_may_leave_out_levels() {
        let (before, district_on) = FILE.split_once("[[level]]").unwrap();
        let (_, town_on) = district_on.split_once("[[level]]").unwrap();
        let fewer = Levels::parse(&format!("{before}[[level]]{town_on}")).unwrap();
        assert_eq!(
            (fewer.index_of("district"), fewer.index_of("town"), fewer.index_of("grid")),
            (None, Some(0), Some(3))
        );
    }

    #[test]
    fn problems_name_their_line() {
        let named = |text: &str| {
            let problem = Levels::parse(text).unwrap_err().remove(0);
            format!("{}@{}", problem.code.as_str(), problem.params["line"])
        };
        assert_eq!(
            named(&FILE.replace("code = \"town\"", "code = \"district\"")),
            "rule_file_twice@15"
        );
        assert_eq!(
            named(&FILE.replace("code = \"town\"", "code = \"Town\"")),
            "rule_file_value@15"
        );
        assert_eq!(
            named(&FILE.replace("\"neighbourhood_secretary\"", "\"auditor\"")),
            "rule_file_value@28"
        );
        assert_eq!(named(&FILE.replace("[building_group]", "[building]")), "rule_file_missing@1");
        assert_eq!(
            named(
                "level = []\n[building_group]\nname = { zh = \"楼\", en = \"b\" }\nleader = { zh = \"长\", en = \"l\" }"
            ),
            "level_count@1"
        );
    }
}
