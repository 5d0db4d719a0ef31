//! Two worlds in which the same things happen.

use super::answer::Answer;
use super::difference::Difference;
use super::document::singular;
use super::library::Library;
use super::pool::Pool;
use super::secret::{CANDIDATES, Secret, Side};
use super::step::{Call, Event, Step};
use super::world::World;
use actix_web::http::Method;
use chrono::TimeDelta;
use serde_json::json;
use wangge::domain::role::{Role, RoleSet};
use wangge::domain::unit::Unit;

/// Two worlds, and what the adversary knows of them.
pub struct Pair {
    pub worlds: [World; 2],
    pub secret: Secret,
    pub adversary: &'static str,
    pub pool: Pool,
    pub steps: Vec<Step>,
    /// The request of which something is hidden, when the adversary may know of it.
    pub target: Option<String>,
    /// Which route answered what: a status, and the code of what was wrong.
    pub covered: Vec<(String, String)>,
}

/// Why a sequence is over.
#[derive(Debug)]
pub enum End {
    /// It is long enough.
    Full,
    /// The adversary became somebody who may know the secret.
    Insider,
    /// The worlds differ.
    Differs(Box<Difference>),
}

impl Pair {
    /// The two worlds of a secret; none when it is not hidden from the adversary.
    pub async fn open(library: &Library, secret: Secret, adversary: &'static str) -> Option<Self> {
        if !secret.is_hidden_from(adversary) {
            return None;
        }
        let one = library.world(secret, Side::One, adversary).await;
        let other = library.world(secret, Side::Other, adversary).await;
        let existence = matches!(secret, Secret::AboutMe { .. } | Secret::AboutStaff);
        if let Some(id) = one.secret.as_ref().filter(|_| existence)
            && one.get(adversary, &format!("/requests/{id}")).await.status.is_success()
        {
            return None;
        }
        let worlds = [one, other];
        let pool = Pool::default();
        let mut pair = Self {
            worlds,
            secret,
            adversary,
            pool,
            steps: Vec::new(),
            target: None,
            covered: Vec::new(),
        };
        pair.begin(existence);
        Some(pair)
    }

    /// Identifiers are no secret: the adversary knows those of everything that is in both worlds.
    fn begin(&mut self, existence: bool) {
        let [one, other] = &mut self.worlds;
        for world in [&mut *one, &mut *other] {
            world.names.begin(0);
        }
        let here = known(one, existence);
        for ((name, raw), (_, there)) in here.into_iter().zip(known(other, existence)) {
            let label = one.names.label(&raw);
            assert_eq!(label, other.names.label(&there));
            if name == "target" {
                self.target = Some(label.clone());
            }
            if name == "grid" || name == "building_group" {
                self.pool.remember("unit", json!({ "kind": name, "id": label }));
            }
            self.pool.remember(name, json!(label));
        }
        for category in ["environment.noise", "environment.garbage", "safety.gas", "environment"] {
            self.pool.remember("category", json!(category));
        }
        for grid in ["G1", "G2", "N1", "T"] {
            self.pool.remember("grid_code", json!(grid));
        }
    }

    /// The number of the next step.
    pub fn next(&self) -> usize {
        self.steps.len() + 1
    }

    /// Lets something happen in both worlds; answers what the adversary got, when it was a call.
    pub async fn take(&mut self, step: Step) -> Result<Option<Answer>, End> {
        self.steps.push(step.clone());
        match step {
            Step::Call(call) => self.call(&call).await.map(Some),
            Step::Event(event) => {
                self.happen(&event).await;
                Ok(None)
            }
        }
    }

    /// The desk knows what is hidden, and so may decide otherwise in each world. That is nobody's
    /// learning: what it may not do in both happens in neither.
    async fn happen(&self, event: &Event) {
        for world in &self.worlds {
            if event.is_in_conflict(world).await {
                return;
            }
        }
        for (world, side) in self.worlds.iter().zip([Side::One, Side::Other]) {
            event.happen(world, self.secret.speaker(side)).await;
            // Tasks of one instant have no order; of a confidential request, those of one hour.
            let gives_parts = matches!(event, Event::Desk(body) if body["action"] == "co_handle");
            world.pass(TimeDelta::seconds(if gives_parts { 3_660 } else { 1 })).await;
        }
    }

    async fn call(&mut self, call: &Call) -> Result<Answer, End> {
        let mut answers = Vec::new();
        for world in &mut self.worlds {
            world.town.clock.advance(TimeDelta::seconds(1));
            let reply = call.send(world, self.adversary).await;
            world.names.begin(call.number);
            answers.push(Answer::of(&reply, &mut world.names));
        }
        let found = answers[0].differences(&answers[1]);
        let answer = answers.swap_remove(0);
        let code =
            answer.body["code"].as_str().filter(|_| answer.status >= 400).unwrap_or_default();
        self.covered
            .push((format!("{} {}", call.method, call.route), format!("{} {code}", answer.status)));
        if !found.is_empty() {
            return Err(End::Differs(Box::new(self.difference(call, found))));
        }
        if self.is_insider() {
            return Err(End::Insider);
        }
        let resource =
            call.route.split('/').rfind(|segment| !segment.starts_with('{')).map(singular);
        self.pool.learn(&resource.unwrap_or_default(), &answer.body);
        let body = call.body.as_deref().unwrap_or_default();
        if answer.status == 200 && body.contains("co_handle") {
            self.happen(&Event::Pass(61)).await;
        }
        if answer.status == 201 && call.route == "/api/v1/requests" && call.method == Method::POST {
            // Confidential requests of one day have no order.
            self.happen(&Event::Tomorrow).await;
        }
        Ok(answer)
    }

    /// Whether the adversary has got a role to which reporters are told.
    fn is_insider(&self) -> bool {
        let existence = matches!(self.secret, Secret::AboutMe { .. } | Secret::AboutStaff);
        let desk = RoleSet::of(&[Role::TownDesk]);
        !existence && self.worlds.iter().any(|world| world.scope(self.adversary).has(desk))
    }

    fn difference(&self, call: &Call, found: Vec<String>) -> Difference {
        let route = format!("{} {}", call.method, call.route);
        Difference {
            secret: self.secret,
            adversary: self.adversary,
            steps: self.steps.clone(),
            route,
            found,
        }
    }
}

/// What is there in both worlds, by what it is, in an order that both have.
fn known(world: &World, existence: bool) -> Vec<(&'static str, String)> {
    let atlas = world.town.db.atlas();
    let mut grids: Vec<_> = atlas.tree().all().map(|grid| (grid.code.clone(), grid.id.0)).collect();
    grids.sort();
    let mut members: Vec<_> =
        atlas.people().members().map(|member| (member.code.clone(), member.id.0)).collect();
    members.sort();
    let code = |id| members.iter().find(|(_, member)| *member == id).map(|(code, _)| code.clone());
    let mut duties: Vec<_> = atlas
        .people()
        .all_duties()
        .map(|duty| (code(duty.member.0), duty.unit, duty.id.0))
        .collect();
    duties.sort_by_key(|(member, unit, _)| (member.clone(), unit.id()));
    let mut known = Vec::new();
    known.extend(grids.iter().map(|(_, id)| ("grid", id.to_string())));
    known.extend(members.iter().map(|(_, id)| ("member", id.to_string())));
    known.extend(world.logins.values().map(|login| ("account", login.account.0.to_string())));
    for (member, unit, id) in &duties {
        let near =
            ["G1-leader", "N1-leader"].map(|leader| Some(leader.to_owned())).contains(member);
        known.push((
            if near && matches!(unit, Unit::Grid(_)) { "near_duty" } else { "duty" },
            id.to_string(),
        ));
    }
    for (group, _, address, _) in super::people::GROUPS {
        known.push(("building_group", crate::support::hall::group_id(group).to_string()));
        known.push(("address_id", crate::support::quarter::address_id(address).to_string()));
    }
    for candidate in CANDIDATES {
        known.push(("candidate", crate::support::town::member_id(candidate).to_string()));
    }
    known.extend(world.made.iter().cloned());
    known.extend(world.secret.iter().filter(|_| !existence).map(|id| ("target", id.clone())));
    known
}
