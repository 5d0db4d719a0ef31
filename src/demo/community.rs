//! People who serve beside those on duty: party members who live in the town register with its
//! neighbourhoods, and some of them take a second identity.

use super::accounts::Cast;
use super::chronicle::key;
use super::{SeedPart, random};
use crate::domain::duty::Capacity;
use crate::domain::id::{CommunityRoleId, GridId, MemberId, RegistrationId, SecondIdentityId};
use crate::domain::registration::FreeTime;
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Error, Result};
use crate::service::community_roles::{CommunityRoleProfile, create_community_role};
use crate::service::registrations::{self, RegistrationDecision, RegistrationProfile, register};
use crate::service::second_identities::{self, ClaimDecision, claim};
use crate::store::Db;
use chrono::NaiveTime;
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

/// Name, tasks, required skills and number of places of a role.
type RoleWords = (&'static str, &'static str, &'static [&'static str], i32);

/// Roles that every neighbourhood offers; claims of the first half are decided by the secretary.
const ROLE_WORDS: [RoleWords; 8] = [
    ("楼组长助理", "陪楼组长走访，传达通知", &[], 5),
    ("邻里调解员", "邻里纠纷先上门听一听", &["mediation"], 3),
    ("法律顾问", "每月坐班一次，解答法律问题", &["law"], 2),
    ("应急先锋", "台风汛期随叫随到", &["first_aid"], 4),
    ("健康守护员", "陪同就医，教用急救箱", &["medicine"], 3),
    ("环境监督员", "看垃圾箱房，劝楼道堆物", &["environment"], 4),
    ("安全巡查员", "查消防通道和电瓶车充电", &["fire_safety"], 4),
    ("文化辅导员", "带社区合唱队和书法班", &["culture"], 2),
];

/// One in this many registrations is not decided yet.
const UNDECIDED: usize = 15;
/// Skills that a member may have.
const SKILLS: [&str; 8] = [
    "mediation",
    "law",
    "first_aid",
    "medicine",
    "environment",
    "fire_safety",
    "culture",
    "computing",
];

/// Registers everybody with a neighbourhood, and claims a role there for one in two.
///
/// # Errors
/// Those of the service.
pub(super) async fn settle(db: &Db, cast: &Cast, members: &[MemberId], seed: u64) -> Result<()> {
    let neighbourhoods = LedNeighbourhood::all(db)?;
    let mut town = Town { db, cast, random: random(seed, SeedPart::Community) };
    let mut roles = Vec::with_capacity(neighbourhoods.len());
    for &neighbourhood in &neighbourhoods {
        roles.push(town.offer(neighbourhood).await?);
    }
    let homes = neighbourhoods.iter().zip(&roles).cycle();
    for ((number, &member), (&home, roles)) in members.iter().enumerate().zip(homes) {
        let nth = number / neighbourhoods.len();
        let accepted = town.register(home, member, number).await?;
        if accepted && nth % 2 == 0 {
            town.claim(home.secretary, roles, member, nth / 2).await?;
        }
    }
    Ok(())
}

/// A neighbourhood and the secretary who leads it.
#[derive(Clone, Copy)]
pub(super) struct LedNeighbourhood {
    pub grid: GridId,
    pub secretary: MemberId,
}

impl LedNeighbourhood {
    /// Returns all neighbourhoods.
    ///
    /// # Errors
    /// [`Error::Internal`] if one has no secretary.
    pub fn all(db: &Db) -> Result<Vec<Self>> {
        let atlas = db.atlas();
        let mut found = Vec::new();
        for grid in atlas.tree().all().filter(|grid| grid.level == "neighborhood") {
            let leader = atlas
                .people()
                .chain(Unit::Grid(grid.id), db.now())
                .find(|duty| duty.capacity == Capacity::Leader)
                .ok_or_else(|| Error::internal("a neighbourhood has no secretary"))?;
            found.push(Self { grid: grid.id, secretary: leader.member });
        }
        Ok(found)
    }
}

struct Town<'a> {
    db: &'a Db,
    cast: &'a Cast,
    random: StdRng,
}

impl Town<'_> {
    fn scope(&self, member: MemberId) -> Result<Scope> {
        self.cast.scope(self.db, member)
    }

    /// Creates the roles of a neighbourhood.
    async fn offer(&self, home: LedNeighbourhood) -> Result<Vec<CommunityRoleId>> {
        let LedNeighbourhood { grid, secretary } = home;
        let scope = self.scope(secretary)?;
        let mut offered = Vec::with_capacity(ROLE_WORDS.len());
        for (index, (name, tasks, skills, places)) in ROLE_WORDS.into_iter().enumerate() {
            let profile = CommunityRoleProfile {
                name: name.to_owned(),
                tasks: tasks.to_owned(),
                skills: skills.iter().map(|&skill| skill.to_owned()).collect(),
                places,
                waiting_places: 5,
                term_days: 365,
                reviewed: index < ROLE_WORDS.len() / 2,
                duty: None,
            };
            let key = key(&scope, "POST /api/v1/community-roles", &format!("{grid} {name}"));
            offered.push(create_community_role(self.db, &scope, key, grid, profile).await?.made);
        }
        Ok(offered)
    }

    /// Registers a member; returns true if they are accepted already.
    async fn register(
        &mut self,
        home: LedNeighbourhood,
        member: MemberId,
        number: usize,
    ) -> Result<bool> {
        let scope = self.scope(member)?;
        let key = key(&scope, "POST /api/v1/registrations", "once");
        let id = register(self.db, &scope, key, home.grid, None, self.profile()?).await?.made;
        let decided = number % UNDECIDED != UNDECIDED - 1;
        if decided {
            self.accept(home.secretary, id).await?;
        }
        Ok(decided)
    }

    async fn accept(&self, secretary: MemberId, id: RegistrationId) -> Result<()> {
        let scope = self.scope(secretary)?;
        let key = key(&scope, "POST /api/v1/registrations/{id}/accept", &id.to_string());
        registrations::decide(self.db, &scope, key, id, 1, RegistrationDecision::Accept)
            .await
            .map(drop)
    }

    fn profile(&mut self) -> Result<RegistrationProfile> {
        let skills = SKILLS.sample(&mut self.random, 2).map(|&skill| skill.to_owned()).collect();
        let weekday = self.random.random_range(1..=7);
        let free_times = vec![FreeTime { weekday, from: hour(19)?, to: hour(21)? }];
        Ok(RegistrationProfile { home_organization: None, skills, free_times })
    }

    /// Claims a role for a member; two in three of the claims that need a decision are accepted.
    async fn claim(
        &self,
        secretary: MemberId,
        roles: &[CommunityRoleId],
        member: MemberId,
        nth: usize,
    ) -> Result<()> {
        let scope = self.scope(member)?;
        let (index, &role) = (roles.iter().enumerate().cycle().nth(nth))
            .ok_or_else(|| Error::internal("a neighbourhood offers no role"))?;
        let key = key(&scope, "POST /api/v1/community-roles/{id}/claims", "once");
        let id = claim(self.db, &scope, key, role).await?.made;
        if index < roles.len() / 2 && !nth.is_multiple_of(3) {
            self.decide(secretary, id).await?;
        }
        Ok(())
    }

    async fn decide(&self, secretary: MemberId, id: SecondIdentityId) -> Result<()> {
        let scope = self.scope(secretary)?;
        let key = key(&scope, "POST /api/v1/second-identities/{id}/accept", &id.to_string());
        second_identities::decide(self.db, &scope, key, id, 1, ClaimDecision::Accept)
            .await
            .map(drop)
    }
}

fn hour(hour: u32) -> Result<NaiveTime> {
    NaiveTime::from_hms_opt(hour, 0, 0).ok_or_else(|| Error::internal("no such hour"))
}
