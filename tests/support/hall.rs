//! The small town with an application on it, and the people who call it with what they may really
//! do.

use super::app::TestApp;
use super::request::{Call, Reply};
use super::town::{Town, grid_id, member_id, settings};
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::future::ready;
use std::sync::{Arc, Mutex};
use uuid::Uuid;
use wangge::clock::Clock;
use wangge::domain::atlas::AtlasSettings;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::change_size::ChangeSize;
use wangge::domain::duty::{Appointment, Capacity};
use wangge::domain::id::{AccountId, AppointmentId, BuildingGroupId, MemberId, SessionId};
use wangge::domain::login_name::LoginName;
use wangge::domain::period::Period;
use wangge::domain::phone::Phone;
use wangge::domain::role::Role;
use wangge::domain::scope::Scope;
use wangge::domain::unit::{BuildingGroup, Unit};
use wangge::error::{Code, Error};
use wangge::service::credentials::token::Claims;
use wangge::store::accounts::{self, Account};
use wangge::store::member_identities::{self, MemberIdentity};
use wangge::web::caller::Caller;

/// Beside the leaders and deputies of the small town: a building group `B1` in `G1` with its
/// leader, a worker of `G1`, somebody without a duty, supervisors of the town and of `N1`, the town
/// desk, the three administrators, and the platform above.
const APPOINTED: [(&str, Role, &str); 7] = [
    ("supervisor", Role::Supervisor, "T"),
    ("supervisor-N1", Role::Supervisor, "N1"),
    ("desk", Role::TownDesk, "T"),
    ("system", Role::SystemAdministrator, "T"),
    ("security", Role::SecurityAdministrator, "T"),
    ("auditor", Role::Auditor, "T"),
    ("platform", Role::Integrator, "T"),
];

/// The name of everybody who serves.
pub const NAME: &str = "张三丰";
/// The phone of everybody who serves.
pub const PHONE: &str = "13812341234";

/// The member behind each login.
pub type Members = Arc<Mutex<HashMap<AccountId, Option<MemberId>>>>;

/// The small town, an application, and its callers.
pub struct Hall {
    pub town: Town,
    pub app: TestApp,
    logins: Mutex<HashMap<String, AccountId>>,
    members: Members,
}

impl Hall {
    pub async fn open() -> Self {
        Self::on(Town::new().await).await
    }

    /// The same where a second person must agree from another size on.
    pub async fn with_approval(limit: ChangeSize) -> Self {
        let settings = AtlasSettings { approval: limit, ..settings() };
        Self::on(Town::with(settings).await).await
    }

    /// The same in a town that has more people.
    pub async fn on(town: Town) -> Self {
        inhabit(&town).await;
        // Nothing ends in the moment in which it began.
        town.clock.advance(TimeDelta::hours(1));
        let members = Members::default();
        let app = app_of(&town, &members).await;
        let hall = Self { town, app, logins: Mutex::default(), members };
        hall.hire().await;
        hall
    }

    /// The same people where another process opens the database, after something else wrote to it.
    #[allow(dead_code, reason = "only what was stored before is opened again")]
    pub async fn opened_again(self) -> Self {
        let Self { town, logins, members, .. } = self;
        let town = Town { db: town.another(), ..town };
        Self { app: app_of(&town, &members).await, town, logins, members }
    }

    /// Everybody gets a login and a name; `resident` is somebody who does not serve.
    async fn hire(&self) {
        let atlas = self.town.db.atlas();
        let mut people: Vec<(String, Option<MemberId>)> =
            atlas.people().members().map(|member| (member.code.clone(), Some(member.id))).collect();
        people.push(("resident".to_owned(), None));
        let accounts: Vec<(Account, Option<MemberId>)> = people
            .iter()
            .map(|(code, member)| {
                let name = LoginName::parse(code).unwrap();
                let login = member.map(|member| (&name, member));
                (Account::new(AccountId(Uuid::now_v7()), login, false, self.town.now()), *member)
            })
            .collect();
        for ((code, _), (account, member)) in people.into_iter().zip(&accounts) {
            self.logins.lock().unwrap().insert(code, account.id);
            self.members.lock().unwrap().insert(account.id, *member);
        }
        let identity =
            MemberIdentity { name: NAME.to_owned(), phone: Some(Phone::parse(PHONE).unwrap()) };
        let write = self.town.db.write(move |tx| {
            accounts.iter().try_for_each(|(account, member)| {
                accounts::insert(tx, account)?;
                member.map_or(Ok(()), |member| member_identities::put(tx, member, &identity))
            })
        });
        write.await.unwrap();
    }

    /// Somebody's login.
    pub fn account(&self, who: &str) -> AccountId {
        self.logins.lock().unwrap()[who]
    }

    fn token(&self, who: &str) -> String {
        let session = SessionId(Uuid::now_v7());
        self.app
            .tokens
            .issue(self.account(who), session, self.town.now(), TimeDelta::minutes(15))
            .unwrap()
    }

    pub fn get(&self, who: &str, uri: &str) -> Call<'_> {
        self.app.get(&format!("/api/v1{uri}")).token(&self.token(who))
    }

    /// A POST without a key and without a body.
    pub fn bare_post(&self, who: &str, uri: &str) -> Call<'_> {
        self.app.post(&format!("/api/v1{uri}")).token(&self.token(who))
    }

    /// A POST without a key.
    pub fn unkeyed(&self, who: &str, uri: &str, body: &Value) -> Call<'_> {
        self.bare_post(who, uri).json(body)
    }

    pub fn post(&self, who: &str, uri: &str, body: &Value) -> Call<'_> {
        self.unkeyed(who, uri, body).keyed()
    }

    /// Sends the same POST twice with one key: the second answer is the first one again.
    pub async fn twice(&self, who: &str, uri: &str, body: &Value, status: u16) -> Reply {
        let key = Uuid::now_v7().to_string();
        let call = || self.unkeyed(who, uri, body).header("Idempotency-Key", &key);
        let first = call().expect(status).await;
        assert_eq!(first.header("idempotent-replayed"), "");
        let again = call().expect(status).await;
        assert_eq!((again.header("idempotent-replayed"), &again.body), ("true", &first.body));
        self.unkeyed(who, uri, body).expect(400).await.code("idempotency_key_missing");
        first
    }
}

/// The application on a town: whoever signed in calls it with the scope that they have at that
/// moment.
pub async fn app_of(town: &Town, members: &Members) -> TestApp {
    let (db, rulebook, known) = (town.db.clone(), Arc::clone(&town.rulebook), Arc::clone(members));
    TestApp::build(|builder| {
        builder.services.clock = Arc::clone(&town.clock) as Arc<dyn Clock>;
        let seen = db.clone();
        builder.services.identify = Arc::new(move |claims: Claims| {
            let member = known.lock().unwrap().get(&claims.account).copied();
            let scope =
                |member| Arc::new(Scope::of(&seen.atlas(), claims.account, member, seen.now()));
            let caller = |member| Caller {
                account: claims.account,
                session: claims.session,
                scope: scope(member),
            };
            ready(member.map(caller).ok_or_else(|| Error::from(Code::SignInRequired)))
        });
        builder.services.data = Arc::new(move |config| {
            config.app_data(actix_web::web::Data::new(db.clone()));
            config.app_data(actix_web::web::Data::from(Arc::clone(&rulebook)));
        });
    })
    .await
}

/// What an answer to a change says of the thing that was changed, without what else came of it.
pub fn object(mut changed: Value) -> Value {
    for effect in ["notices", "moved_requests", "moved_request_ids"] {
        assert!(changed.as_object_mut().unwrap().remove(effect).is_some(), "{effect}");
    }
    changed
}

/// The identifier of a building group follows from its code.
pub fn group_id(code: &str) -> BuildingGroupId {
    BuildingGroupId(grid_id(&format!("group {code}")).0)
}

/// A polygon of corners as GeoJSON.
pub fn polygon(corners: &[[f64; 2]]) -> Value {
    json!({ "type": "Polygon", "coordinates": [corners] })
}

/// A square as GeoJSON.
pub fn geojson(lon: f64, lat: f64, side: f64) -> Value {
    polygon(&[[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side]])
}

async fn inhabit(town: &Town) {
    let others =
        ["B1-leader", "G1-worker", "idle"].into_iter().chain(APPOINTED.map(|(code, ..)| code));
    let mut edits: Vec<AtlasEdit> =
        others.map(|code| AtlasEdit::AddMember(town.member(code))).collect();
    let life = Period::since(town.now());
    let (code, name) = ("B1".to_owned(), "1号楼".to_owned());
    let group =
        BuildingGroup { id: group_id("B1"), code, name, household_count: 48, life, version: 1 };
    edits.push(AtlasEdit::CreateBuildingGroup {
        group,
        membership: Uuid::now_v7(),
        grid: grid_id("G1"),
    });
    edits.push(town.give(
        Unit::BuildingGroup(group_id("B1")),
        member_id("B1-leader"),
        Capacity::Leader,
    ));
    edits.push(town.give(Unit::Grid(grid_id("G1")), member_id("G1-worker"), Capacity::Worker));
    edits.extend(APPOINTED.map(|(code, role, grid)| {
        let (id, member, grid) = (AppointmentId(Uuid::now_v7()), member_id(code), grid_id(grid));
        AtlasEdit::Appoint(Appointment {
            id,
            member,
            role,
            grid,
            organization: None,
            period: life,
            version: 1,
        })
    }));
    town.apply(edits).await.unwrap();
}
