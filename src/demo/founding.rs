//! The founding of the town: every edit that creates its grids, building groups, people and what
//! they answer for.

use super::areas::{DemoArea, FIRST_GRID, areas};
use super::blocks::with_blocks;
use super::building_groups::groups;
use super::identifiers::DemoIdentifiers;
use super::logins::{self, ShownMembers};
use super::names::{Names, mobile};
use super::organizations::OFFICIALS;
use super::{SeedPart, random};
use crate::domain::address::{GroupAddress, WrittenAddress};
use crate::domain::atlas_edit::{AtlasEdit, NewBoundary};
use crate::domain::duty::{Appointment, Capacity, Duty, Member};
use crate::domain::id::{
    AddressId, AppointmentId, BoundaryId, BuildingGroupId, DeskId, DutyId, GridId, MemberId,
};
use crate::domain::period::{Instant, Period};
use crate::domain::phone::Phone;
use crate::domain::role::Role;
use crate::domain::unit::{BuildingGroup, Grid, Unit};
use crate::error::{Error, Result};

/// Roles given by appointment, each to the people of these logins.
const APPOINTED: [(Role, &[&str]); 6] = [
    (Role::TownDesk, &[logins::DESK_HEAD, logins::TOWN_DESK]),
    (Role::Supervisor, &[logins::SUPERVISOR, logins::SECOND_SUPERVISOR]),
    (Role::SystemAdministrator, &[logins::SYSTEM_ADMINISTRATOR]),
    (Role::SecurityAdministrator, &[logins::SECURITY_ADMINISTRATOR]),
    (Role::Auditor, &[logins::AUDITOR]),
    (Role::Integrator, &[logins::CITY_PLATFORM]),
];

/// Number of members who will take over a duty later.
const INCOMING: usize = 2;

/// Number of party members who live in the town and register with its neighbourhoods.
const IN_SERVICE: usize = 150;

/// A person who serves.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub member: MemberId,
    pub code: String,
    pub name: String,
    pub phone: Phone,
}

/// The town at its beginning.
pub(super) struct Founding {
    pub edits: Vec<AtlasEdit>,
    pub areas: Vec<DemoArea>,
    pub people: Vec<Person>,
    /// Members who will take over a duty later.
    pub incoming: Vec<MemberId>,
    /// Party members who live here and work elsewhere.
    pub in_service: Vec<MemberId>,
    /// Members who will lead the offices of the town.
    pub officials: Vec<MemberId>,
    /// Those whose logins are shown.
    pub shown: ShownMembers,
}

impl Founding {
    /// Creates the founding of the town of a seed at an instant.
    ///
    /// # Errors
    /// Those of [`areas`] and [`with_blocks`].
    pub fn new(seed: u64, at: Instant) -> Result<Self> {
        let areas = with_blocks(seed, areas(seed)?)?;
        let identifiers = DemoIdentifiers { random: random(seed, SeedPart::Founding), at };
        let names = Names::new(random(seed, SeedPart::Names));
        let mut founder = TownFounding {
            identifiers,
            names,
            edits: Vec::new(),
            people: Vec::new(),
            shown: ShownMembers::default(),
        };
        let grids = founder.grids(&areas)?;
        let addresses = founder.building_groups(seed, &areas, &grids)?;
        founder.appoint(nth(&grids, 0)?)?;
        let incoming = (0..INCOMING).map(|_| founder.member()).collect::<Result<_>>()?;
        let in_service = (0..IN_SERVICE).map(|_| founder.member()).collect::<Result<_>>()?;
        addresses.iter().try_for_each(|(group, text)| founder.address(*group, text))?;
        for login in [logins::LIAISON, logins::POST_HOLDER] {
            let member = founder.member()?;
            founder.shown.add(login, member);
        }
        let officials = (0..OFFICIALS).map(|_| founder.member()).collect::<Result<_>>()?;
        let TownFounding { edits, people, shown, .. } = founder;
        Ok(Self { edits, areas, people, incoming, in_service, officials, shown })
    }
}

/// Returns the grid of an area, by the index of the area.
fn nth(grids: &[GridId], area: usize) -> Result<GridId> {
    grids.get(area).copied().ok_or_else(|| Error::internal("an area has no grid"))
}

/// Builder of the [`Founding`].
struct TownFounding {
    identifiers: DemoIdentifiers,
    names: Names,
    edits: Vec<AtlasEdit>,
    people: Vec<Person>,
    shown: ShownMembers,
}

impl TownFounding {
    /// Creates the grids of all levels with a leader, a deputy, and in the smallest a worker.
    fn grids(&mut self, areas: &[DemoArea]) -> Result<Vec<GridId>> {
        let mut grids: Vec<GridId> = Vec::with_capacity(areas.len());
        for (index, area) in areas.iter().enumerate() {
            let id = GridId(self.identifiers.next());
            let parent = area.parent.map(|parent| nth(&grids, parent)).transpose()?;
            let boundary = NewBoundary {
                id: BoundaryId(self.identifiers.next()),
                grid: id,
                shape: area.shape.clone(),
            };
            let grid = Grid {
                id,
                code: area.code.clone(),
                name: area.name.clone(),
                level: area.level.to_owned(),
                kind: area.kind,
                setting: area.setting,
                parent,
                office_phone: Some(area.office_phone.clone()),
                life: Period::since(self.identifiers.at),
                stays: Vec::new(),
                version: 1,
            };
            self.edits.push(AtlasEdit::CreateGrid { grid, boundary: Some(boundary) });
            grids.push(id);
            let leader = self.serve(Unit::Grid(id), Capacity::Leader)?;
            let deputy = self.serve(Unit::Grid(id), Capacity::Deputy)?;
            match index {
                1 => self.shown.add(logins::SECRETARY, leader),
                FIRST_GRID => {
                    self.shown.add(logins::GRID_LEADER, leader);
                    self.shown.add(logins::DEPUTY, deputy);
                }
                _ => {}
            }
            if area.level == "grid" {
                let worker = self.serve(Unit::Grid(id), Capacity::Worker)?;
                if index == FIRST_GRID {
                    self.shown.add(logins::WORKER, worker);
                }
            }
        }
        Ok(grids)
    }

    /// Creates the building groups, each with a leader. Returns their addresses.
    fn building_groups(
        &mut self,
        seed: u64,
        areas: &[DemoArea],
        grids: &[GridId],
    ) -> Result<Vec<(BuildingGroupId, String)>> {
        let mut addresses = Vec::new();
        for (index, group) in groups(seed, areas).into_iter().enumerate() {
            let id = BuildingGroupId(self.identifiers.next());
            let life = Period::since(self.identifiers.at);
            let code = group.code;
            let name = group.name;
            let household_count = group.household_count;
            self.edits.push(AtlasEdit::CreateBuildingGroup {
                group: BuildingGroup { id, code, name, household_count, life, version: 1 },
                membership: self.identifiers.next(),
                grid: nth(grids, group.area)?,
            });
            let leader = self.serve(Unit::BuildingGroup(id), Capacity::Leader)?;
            if index == 0 {
                self.shown.add(logins::BUILDING_LEADER, leader);
            }
            addresses.extend(group.addresses.into_iter().map(|text| (id, text)));
        }
        Ok(addresses)
    }

    fn address(&mut self, building_group: BuildingGroupId, text: &str) -> Result<()> {
        let id = AddressId(self.identifiers.next());
        let period = Period::since(self.identifiers.at);
        let text = WrittenAddress::read(text)?;
        self.edits.push(AtlasEdit::AddAddress(GroupAddress {
            id,
            building_group,
            text,
            point: None,
            period,
        }));
        Ok(())
    }

    /// Appoints the desk, the supervisors and the three administrators, for the whole town.
    fn appoint(&mut self, town: GridId) -> Result<()> {
        for (role, logins) in APPOINTED {
            for login in logins {
                let member = self.member()?;
                let id = AppointmentId(self.identifiers.next());
                let period = Period::since(self.identifiers.at);
                self.edits.push(AtlasEdit::Appoint(Appointment {
                    id,
                    member,
                    role,
                    grid: town,
                    organization: None,
                    period,
                    version: 1,
                }));
                if role == Role::TownDesk {
                    let is_head = *login == logins::DESK_HEAD;
                    let capacity = if is_head { Capacity::Leader } else { Capacity::Deputy };
                    self.give(Unit::Desk(DeskId::of(town)), member, capacity);
                }
                self.shown.add(login, member);
            }
        }
        Ok(())
    }

    /// Creates a member with a duty.
    fn serve(&mut self, unit: Unit, capacity: Capacity) -> Result<MemberId> {
        let member = self.member()?;
        self.give(unit, member, capacity);
        Ok(member)
    }

    fn give(&mut self, unit: Unit, member: MemberId, capacity: Capacity) {
        let id = DutyId(self.identifiers.next());
        let period = Period::since(self.identifiers.at);
        self.edits.push(AtlasEdit::GiveDuty(Duty {
            id,
            unit,
            member,
            capacity,
            rank: 0,
            period,
            version: 1,
        }));
    }

    /// Creates a member.
    fn member(&mut self) -> Result<MemberId> {
        let member = MemberId(self.identifiers.next());
        let number = self.people.len() + 1;
        let code = format!("WP{number:04}");
        let created_at = self.identifiers.at;
        self.edits.push(AtlasEdit::AddMember(Member {
            id: member,
            code: code.clone(),
            active: true,
            created_at,
            version: 1,
        }));
        self.people.push(Person {
            member,
            code,
            name: self.names.next(),
            phone: mobile(1000 + number)?,
        });
        Ok(member)
    }
}
