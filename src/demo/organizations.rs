//! Organisations of the town: offices with people of their own, property companies, owners'
//! committees and the others that serve here.

use super::areas::GRIDS;
use super::identifiers::DemoIdentifiers;
use super::names::office;
use super::{SeedPart, random};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::duty::{Appointment, Capacity, Duty};
use crate::domain::id::{AppointmentId, DutyId, GridId, MemberId, OrganizationId};
use crate::domain::organization::{Organization, OrganizationKind, OrganizationProfile};
use crate::domain::period::{Instant, Period};
use crate::domain::role::Role;
use crate::domain::unit::{Grid, Unit};
use crate::error::{Error, Result};

/// Number of the first office phone of an organisation.
const OFFICES: usize = 2001;
/// Number of grids that the first property company serves by name.
const SERVED: usize = 3;

pub(super) const ENFORCEMENT: &str = "DW-ZF";
pub(super) const HOUSING: &str = "DW-FG";
pub(super) const SAFETY: &str = "DW-YJ";
pub(super) const ORDER: &str = "DW-PA";
pub(super) const EMERGENCY: &str = "DW-YB";
pub(super) const JUSTICE: &str = "DW-SF";

/// Code, kind and name of an organisation.
type OrganizationWords = (&'static str, OrganizationKind, &'static str);

/// Departments and station offices, each with a head and a deputy.
const TOWN_OFFICES: [OrganizationWords; 6] = [
    (ENFORCEMENT, OrganizationKind::StationOffice, "苇浦镇综合行政执法队"),
    (HOUSING, OrganizationKind::Department, "苇浦镇房管办"),
    (SAFETY, OrganizationKind::StationOffice, "苇浦镇应急消防管理所"),
    (ORDER, OrganizationKind::Department, "苇浦镇平安办"),
    (EMERGENCY, OrganizationKind::Department, "苇浦镇应急办"),
    (JUSTICE, OrganizationKind::StationOffice, "苇浦司法所"),
];

/// Others that serve the whole town.
const TOWN_PARTNERS: [OrganizationWords; 4] = [
    ("DZ-YQ", OrganizationKind::PartyOrganization, "苇浦智造园综合党委"),
    ("CY-GS", OrganizationKind::MemberUnit, "苇浦供水服务站"),
    ("QY-YQ", OrganizationKind::Enterprise, "苇浦智造园运营公司"),
    ("SY-WS", OrganizationKind::Institution, "苇浦镇社区卫生服务中心"),
];

/// Number of members who lead the offices of the town.
pub(super) const OFFICIALS: usize = 2 * TOWN_OFFICES.len();

/// Returns the edits that give a founded town its organisations: the offices with `officials`, and
/// the first property company with a liaison.
///
/// # Errors
/// [`Error::Internal`] in a town without a root or without building groups.
pub(super) fn organizations(
    atlas: &Atlas,
    officials: &[MemberId],
    liaison: MemberId,
    seed: u64,
    at: Instant,
) -> Result<Vec<AtlasEdit>> {
    let town = atlas.tree().root().ok_or_else(|| Error::internal("the town has no root"))?.id;
    let identifiers = DemoIdentifiers { random: random(seed, SeedPart::Organizations), at };
    let mut founder = OrganizationFounding { atlas, identifiers, edits: Vec::new(), count: 0 };
    for (words, people) in TOWN_OFFICES.into_iter().zip(officials.chunks(2)) {
        let id = founder.found(words, town, Vec::new());
        for (capacity, &member) in [Capacity::Leader, Capacity::Deputy].into_iter().zip(people) {
            founder.give(Unit::Office(id), member, capacity);
        }
    }
    for words in TOWN_PARTNERS {
        founder.found(words, town, Vec::new());
    }
    for neighbourhood in atlas.tree().all().filter(|grid| grid.level == "neighborhood") {
        founder.of_neighbourhood(neighbourhood);
    }
    founder.property_companies(liaison)?;
    Ok(founder.edits)
}

/// Builder of the organisations.
struct OrganizationFounding<'a> {
    atlas: &'a Atlas,
    identifiers: DemoIdentifiers,
    edits: Vec<AtlasEdit>,
    count: usize,
}

impl OrganizationFounding<'_> {
    fn found(
        &mut self,
        (code, kind, name): (&str, OrganizationKind, &str),
        grid: GridId,
        serves: Vec<Unit>,
    ) -> OrganizationId {
        let id = OrganizationId(self.identifiers.next());
        let office_phone = Some(office(OFFICES + self.count));
        self.count += 1;
        let profile =
            OrganizationProfile { name: name.to_owned(), parent: None, grid, serves, office_phone };
        self.edits.push(AtlasEdit::CreateOrganization(Organization {
            id,
            code: code.to_owned(),
            kind,
            profile,
            life: Period::since(self.identifiers.at),
            version: 1,
        }));
        id
    }

    /// Creates the party branch and the self-help association of a neighbourhood, and the owners'
    /// committee of its first grid.
    fn of_neighbourhood(&mut self, neighbourhood: &Grid) {
        let Grid { id, code, name, .. } = neighbourhood;
        let party = (format!("DZ-{code}"), format!("{name}党总支"));
        self.found((&party.0, OrganizationKind::PartyOrganization, &party.1), *id, Vec::new());
        let help = (format!("SH-{code}"), format!("{name}邻里互助社"));
        self.found((&help.0, OrganizationKind::SocialOrganization, &help.1), *id, Vec::new());
        let first = self.atlas.tree().children(*id).min_by_key(|grid| grid.code.clone());
        let Some(first) = first else { return };
        let committee = (format!("YW-{}", first.code), first.name.replace("网格", "业委会"));
        let serves = self.groups(first.id);
        self.found((&committee.0, OrganizationKind::OwnersCommittee, &committee.1), *id, serves);
    }

    /// Creates a property company in each neighbourhood; in the first one two share the grids.
    fn property_companies(&mut self, liaison: MemberId) -> Result<()> {
        let atlas = self.atlas;
        let neighbourhoods = atlas.tree().all().filter(|grid| grid.level == "neighborhood");
        let mut neighbourhoods = neighbourhoods.collect::<Vec<_>>().into_iter();
        let first = neighbourhoods.next();
        let first = first.ok_or_else(|| Error::internal("the town has no neighbourhood"))?;
        let mut grids: Vec<&Grid> = atlas.tree().children(first.id).collect();
        grids.sort_by_key(|grid| grid.code.as_str());
        let served = grids.iter().take(SERVED).map(|grid| Unit::Grid(grid.id)).collect();
        let rest = grids.iter().take(GRIDS).skip(SERVED);
        let groups = rest.flat_map(|grid| self.groups(grid.id)).collect();
        let company = self.found(
            ("WY-LY1", OrganizationKind::Property, "柳荫村物业服务处"),
            first.id,
            served,
        );
        self.appoint_liaison(liaison, company, first.id);
        self.found(("WY-LY2", OrganizationKind::Property, "听雨物业服务处"), first.id, groups);
        for neighbourhood in neighbourhoods {
            let Grid { id, code, name, .. } = neighbourhood;
            let words = (format!("WY-{code}"), format!("{name}物业服务处"));
            self.found((&words.0, OrganizationKind::Property, &words.1), *id, Vec::new());
        }
        Ok(())
    }

    fn groups(&self, grid: GridId) -> Vec<Unit> {
        let groups = self.atlas.groups().of_grid(grid);
        groups.into_iter().map(|group| Unit::BuildingGroup(group.id)).collect()
    }

    fn give(&mut self, unit: Unit, member: MemberId, capacity: Capacity) {
        self.edits.push(AtlasEdit::GiveDuty(Duty {
            id: DutyId(self.identifiers.next()),
            unit,
            member,
            capacity,
            rank: 0,
            period: Period::since(self.identifiers.at),
            version: 1,
        }));
    }

    fn appoint_liaison(&mut self, member: MemberId, organization: OrganizationId, grid: GridId) {
        self.edits.push(AtlasEdit::Appoint(Appointment {
            id: AppointmentId(self.identifiers.next()),
            member,
            role: Role::Liaison,
            grid,
            organization: Some(organization),
            period: Period::since(self.identifiers.at),
            version: 1,
        }));
    }
}
