//! The logins that are shown when the demo starts.

use super::names;
use crate::domain::id::MemberId;
use crate::domain::role::Role;
use crate::error::{Error, Result};

/// Password of all of them.
pub const PASSWORD: &str = "weipu-demo";

pub(super) const WORKER: &str = "worker";
pub(super) const BUILDING_LEADER: &str = "building-leader";
pub(super) const GRID_LEADER: &str = "grid-leader";
pub(super) const DEPUTY: &str = "deputy";
pub(super) const POST_HOLDER: &str = "post-holder";
pub(super) const SECRETARY: &str = "secretary";
pub(super) const TOWN_DESK: &str = "town-desk";
pub(super) const DESK_HEAD: &str = "desk-head";
pub(super) const SUPERVISOR: &str = "supervisor";
pub(super) const SECOND_SUPERVISOR: &str = "second-supervisor";
pub(super) const SYSTEM_ADMINISTRATOR: &str = "system-admin";
pub(super) const SECURITY_ADMINISTRATOR: &str = "security-admin";
pub(super) const AUDITOR: &str = "auditor";
pub(super) const CITY_PLATFORM: &str = "city-platform";
pub(super) const LIAISON: &str = "liaison";

/// Login of one person in the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoLogin {
    /// Role that it shows the service as; [`Role::label`] names it in two languages.
    pub role: Role,
    /// Login name; of the resident the phone.
    pub name: &'static str,
    /// Password; a resident gets a one-time code instead, which the demo writes to its log.
    pub password: Option<&'static str>,
    /// What there is to see, in Chinese and in English.
    pub shows: (&'static str, &'static str),
}

const fn staff(role: Role, name: &'static str, zh: &'static str, en: &'static str) -> DemoLogin {
    DemoLogin { role, name, password: Some(PASSWORD), shows: (zh, en) }
}

/// All logins that are shown: at least one for every role.
pub const LOGINS: &[DemoLogin] = &[
    DemoLogin {
        role: Role::Resident,
        name: names::FIRST_RESIDENT,
        password: None,
        shows: ("自己的诉求和答复", "their own requests and the replies"),
    },
    staff(
        Role::Member,
        WORKER,
        "网格员：本网格的诉求、派给自己的任务单",
        "grid worker: requests of the first grid, and a task given to them",
    ),
    staff(
        Role::Member,
        POST_HOLDER,
        "先锋岗成员：只有任务单，看不到诉求人",
        "holds a pioneer post: the task alone, and nothing of the reporter",
    ),
    staff(
        Role::BuildingGroupLeader,
        BUILDING_LEADER,
        "第一个楼组的诉求，待接的转办",
        "requests of the first building group, and one offered to it",
    ),
    staff(
        Role::GridLeader,
        GRID_LEADER,
        "第一个网格：待签收、在办、任务单、联合处置、退单",
        "the first grid: requests to accept and at work, tasks, joint handling, a return",
    ),
    staff(
        Role::GridLeader,
        DEPUTY,
        "同一网格的副职（B角）：网格长在或不在都能接着办",
        "deputy of the same grid, who may act beside its leader",
    ),
    staff(
        Role::NeighbourhoodSecretary,
        SECRETARY,
        "居民区：上报、违建、治理共同体、楼组圈",
        "the neighbourhood: what was escalated, unlicensed building, alliance and building circle",
    ),
    staff(
        Role::TownDesk,
        TOWN_DESK,
        "受理席：待派单、退单初审、更正、催单、待回传、疑难",
        "desk: to be placed, returns, corrections, reminders, reports back, hard cases",
    ),
    staff(
        Role::TownDesk,
        DESK_HEAD,
        "受理席负责人：尚未派出的诉求由其负责",
        "head of the desk, who answers for what is not placed yet",
    ),
    staff(
        Role::Supervisor,
        SUPERVISOR,
        "督导：退单二审、异议、责任区调整，待其同意的一份",
        "supervisor: second returns, objections, change sets, one of which waits for their consent",
    ),
    staff(
        Role::Supervisor,
        SECOND_SUPERVISOR,
        "另一位督导：拟了网格拆分，自己不能批",
        "second supervisor, who drafted the split and may not approve it",
    ),
    staff(Role::SystemAdministrator, SYSTEM_ADMINISTRATOR, "账号", "accounts"),
    staff(Role::SecurityAdministrator, SECURITY_ADMINISTRATOR, "任命和权限", "appointments"),
    staff(Role::Auditor, AUDITOR, "查阅记录和变更记录", "access records and events"),
    staff(
        Role::Integrator,
        CITY_PLATFORM,
        "市级平台：推送和回收的工单",
        "the city's platform: tickets handed over and reported back",
    ),
    staff(
        Role::Liaison,
        LIAISON,
        "物业联络员：派给物业的任务单、联合处置中的一方",
        "liaison of a property company: its task, and its part of a joint handling",
    ),
];

/// Members whose logins are shown, by the names of the logins.
#[derive(Debug, Default)]
pub(super) struct ShownMembers(Vec<(&'static str, MemberId)>);

impl ShownMembers {
    /// Adds the member of a login.
    pub fn add(&mut self, login: &'static str, member: MemberId) {
        self.0.push((login, member));
    }

    /// Returns the member of a login.
    ///
    /// # Errors
    /// [`Error::Internal`] if nobody has it.
    pub fn member(&self, login: &str) -> Result<MemberId> {
        let found = self.0.iter().find(|(name, _)| *name == login);
        found
            .map(|&(_, member)| member)
            .ok_or_else(|| Error::internal(format!("nobody has the login {login}")))
    }

    /// Returns all logins with their members.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, MemberId)> {
        self.0.iter().copied()
    }
}
