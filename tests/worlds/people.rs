//! The town of all worlds: its people, their logins, building groups and addresses.

use crate::support::hall::group_id;
use crate::support::quarter::{address_at, group};
use crate::support::town::{Town, grid_id, member_id, settings};
use chrono::TimeDelta;
use std::collections::BTreeMap;
use uuid::Uuid;
use wangge::domain::atlas::AtlasSettings;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::change_size::ChangeSize;
use wangge::domain::duty::{Appointment, Capacity};
use wangge::domain::id::{AccountId, AppointmentId, MemberId};
use wangge::domain::login_name::LoginName;
use wangge::domain::period::Period;
use wangge::domain::phone::Phone;
use wangge::domain::role::Role;
use wangge::domain::unit::Unit;
use wangge::store::accounts::{self, Account};
use wangge::store::member_identities::{self, MemberIdentity};
use wangge::store::{Tx, account_identities};

/// Who got a role by name, and over which grid.
const APPOINTED: [(&str, Role, &str); 9] = [
    ("supervisor", Role::Supervisor, "T"),
    ("supervisor-2", Role::Supervisor, "T"),
    ("supervisor-N1", Role::Supervisor, "N1"),
    ("desk", Role::TownDesk, "T"),
    ("desk-2", Role::TownDesk, "T"),
    ("system", Role::SystemAdministrator, "T"),
    ("security", Role::SecurityAdministrator, "T"),
    ("auditor", Role::Auditor, "T"),
    ("platform", Role::Integrator, "T"),
];
/// Members who get what they do otherwise.
const OTHERS: [&str; 11] = [
    "idle",
    "liaison",
    "post-holder",
    "on-call",
    "morning",
    "noon",
    "G1-worker",
    "B1-leader",
    "B2-leader",
    "B3-leader",
    "B4-leader",
];
/// Building groups: code, grid, address and its point. Those of `B1` and `B2` lie in one cell that
/// is shown; `B4` may go to the grid of its neighbour `B3`.
pub const GROUPS: [(&str, &str, &str, (f64, f64)); 4] = [
    ("B1", "G1", "龙泉路138弄金水苑1号楼", (121.404_7, 30.905)),
    ("B2", "G1", "龙泉路138弄金水苑2号楼", (121.405_3, 30.905)),
    ("B3", "G2", "银杏新村3号楼", (121.415, 30.905)),
    ("B4", "G1", "龙泉路138弄金水苑4号楼", (121.409, 30.905)),
];
/// Residents and their phones. `resident-m` has the phone of the leader of `B1`.
const RESIDENTS: [(&str, &str); 5] = [
    ("resident-1", "13812341231"),
    ("resident-2", "13812341232"),
    ("resident-3", "13812341233"),
    ("resident-4", "13812341234"),
    ("resident-m", "13912340012"),
];
/// From so many open requests on a second person must agree: as many as lie in `G1` with one that
/// is hidden.
const ALONE: usize = 10;

/// Somebody's login, and the member behind it.
#[derive(Debug, Clone, Copy)]
pub struct Login {
    pub account: AccountId,
    pub member: Option<MemberId>,
}

/// Everybody's login by its name.
pub type Logins = BTreeMap<String, Login>;

/// The settings of every world.
pub fn rules() -> AtlasSettings {
    AtlasSettings {
        approval: ChangeSize { requests: ALONE, ..ChangeSize::default() },
        ..settings()
    }
}

/// Founds the town and gives everybody a login.
pub async fn found() -> (Town, Logins) {
    let town = Town::with(rules()).await;
    inhabit(&town).await;
    // Nothing ends in the moment in which it began.
    town.clock.advance(TimeDelta::minutes(5));
    let logins = logins(&town);
    hire(&town, &logins).await;
    (town, logins)
}

async fn inhabit(town: &Town) {
    let codes = APPOINTED.map(|(code, ..)| code).into_iter().chain(OTHERS);
    let mut edits: Vec<AtlasEdit> =
        codes.map(|code| AtlasEdit::AddMember(town.member(code))).collect();
    for (code, grid, text, point) in GROUPS {
        edits.push(group(town, code, grid));
        edits.push(address_at(town, code, text, point));
        let leader = member_id(&format!("{code}-leader"));
        edits.push(town.give(Unit::BuildingGroup(group_id(code)), leader, Capacity::Leader));
    }
    edits.push(town.give(Unit::Grid(grid_id("G1")), member_id("G1-worker"), Capacity::Worker));
    edits.extend(APPOINTED.map(|(code, role, grid)| {
        let id = AppointmentId(Uuid::now_v7());
        let period = Period::since(town.now());
        AtlasEdit::Appoint(Appointment {
            id,
            member: member_id(code),
            role,
            grid: grid_id(grid),
            organization: None,
            period,
            version: 1,
        })
    }));
    town.apply(edits).await.unwrap();
}

fn logins(town: &Town) -> Logins {
    let atlas = town.db.atlas();
    let mut codes: Vec<String> =
        atlas.people().members().map(|member| member.code.clone()).collect();
    codes.sort_unstable();
    let staff = codes.into_iter().map(|code| {
        let member = Some(member_id(&code));
        (code, member)
    });
    let residents = RESIDENTS.map(|(name, _)| (name.to_owned(), None));
    let login = |(name, member)| (name, Login { account: AccountId(Uuid::now_v7()), member });
    staff.chain(residents).map(login).collect()
}

async fn hire(town: &Town, logins: &Logins) {
    let now = town.now();
    let rows = logins.clone();
    let insert = move |tx: &mut Tx<'_>| {
        for (index, (name, login)) in rows.iter().enumerate() {
            let code = LoginName::parse(name).unwrap();
            let member = login.member.map(|member| (&code, member));
            accounts::insert(tx, &Account::new(login.account, member, false, now))?;
            match login.member {
                Some(member) => member_identities::put(tx, member, &identity(name, index))?,
                None => account_identities::insert_phone(tx, login.account, &phone_of(name))?,
            }
        }
        Ok(())
    };
    town.db.write(insert).await.unwrap();
}

fn identity(name: &str, index: usize) -> MemberIdentity {
    let phone = if name == "B1-leader" { phone_of("resident-m") } else { member_phone(index) };
    MemberIdentity { name: format!("张三{index}"), phone: Some(phone) }
}

fn member_phone(index: usize) -> Phone {
    Phone::parse(&format!("137000000{index:02}")).unwrap()
}

fn phone_of(resident: &str) -> Phone {
    let (_, phone) = RESIDENTS.iter().find(|(name, _)| *name == resident).unwrap();
    Phone::parse(phone).unwrap()
}
