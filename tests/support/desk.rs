//! The small town over HTTP: people call it with the scope that their duties give them at that
//! moment.

use super::app::TestApp;
use super::hall::{Members, app_of};
use super::request::{Call, Reply};
use super::town::{Town, grid_id, member_id};
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::duty::Appointment;
use wangge::domain::id::{AccountId, AppointmentId, MemberId, SessionId};
use wangge::domain::login_name::LoginName;
use wangge::domain::period::Period;
use wangge::domain::phone::Phone;
use wangge::domain::role::Role;
use wangge::domain::unit::Unit;
use wangge::store::accounts::{self, Account};
use wangge::store::{account_identities, new_id};

/// The small town and its routes.
pub struct Desk {
    pub town: Town,
    pub app: TestApp,
    members: Members,
}

impl Desk {
    pub async fn new() -> Self {
        Self::on(Town::new().await).await
    }

    /// The same with settings of its own.
    pub async fn on(town: Town) -> Self {
        let members = Members::default();
        Self { app: app_of(&town, &members).await, town, members }
    }

    /// Somebody who has not signed in.
    pub fn anonymous(&self) -> Person<'_> {
        Person { desk: self, account: None, token: None }
    }

    /// A resident with a phone and a login.
    pub async fn resident(&self, phone: &str) -> Person<'_> {
        let (account, phone) = (self.new_account(), Phone::parse(phone).unwrap());
        let now = self.town.now();
        let insert = move |tx: &mut wangge::store::Tx<'_>| {
            accounts::insert(tx, &Account::new(account, None, false, now))?;
            account_identities::insert_phone(tx, account, &phone)
        };
        self.town.db.write(insert).await.unwrap();
        self.sign_in(account, None)
    }

    /// The login of the member with a code, who is there already.
    pub async fn member(&self, code: &str) -> Person<'_> {
        self.login(super::office::login_name(code), member_id(code)).await
    }

    /// The login of a member, with this name if they have none yet.
    async fn login(&self, name: LoginName, member: MemberId) -> Person<'_> {
        let known = move |connection: &mut _| accounts::by_member(connection, member);
        if let Some(known) = self.town.db.read(known).await.unwrap() {
            return self.sign_in(known.id, Some(member));
        }
        let (account, now) = (self.new_account(), self.town.now());
        let insert = move |tx: &mut wangge::store::Tx<'_>| {
            accounts::insert(tx, &Account::new(account, Some((&name, member)), false, now))
        };
        self.town.db.write(insert).await.unwrap();
        self.sign_in(account, Some(member))
    }

    /// A new member with a role over a grid, and their login.
    pub async fn appointed(&self, code: &str, role: Role, grid: &str) -> Person<'_> {
        let appointment = Appointment {
            id: AppointmentId(Uuid::now_v7()),
            member: member_id(code),
            role,
            grid: grid_id(grid),
            organization: None,
            period: Period::since(self.town.now()),
            version: 1,
        };
        let edits =
            vec![AtlasEdit::AddMember(self.town.member(code)), AtlasEdit::Appoint(appointment)];
        self.town.apply(edits).await.unwrap();
        self.member(code).await
    }

    /// Lets time pass and does what falls due.
    pub async fn pass(&self, time: TimeDelta) {
        self.town.clock.advance(time);
        wangge::jobs::run_due(&self.town.db, &self.town.rulebook).await.unwrap();
    }

    /// Whoever answers for a grid accepts what is offered to it.
    pub async fn takes_over(&self, id: &str, grid: &str) {
        let atlas = self.town.db.atlas();
        let mut chain = atlas.people().chain(Unit::Grid(grid_id(grid)), self.town.now());
        let member = chain.next().unwrap().member;
        let name =
            super::office::login_name(&format!("r-{}", &member.0.simple().to_string()[..30]));
        let receiver = self.login(name, member).await;
        assert_eq!(receiver.act(id, json!({ "action": "accept" })).await, "accepted");
    }

    fn new_account(&self) -> AccountId {
        AccountId(new_id(self.town.now()))
    }

    fn sign_in(&self, account: AccountId, member: Option<MemberId>) -> Person<'_> {
        let session = SessionId(Uuid::now_v7());
        self.members.lock().unwrap().insert(account, member);
        let lifetime = TimeDelta::days(365);
        let token = self.app.tokens.issue(account, session, self.town.now(), lifetime).unwrap();
        Person { desk: self, account: Some(account), token: Some(token) }
    }
}

/// Somebody who calls the service.
pub struct Person<'a> {
    desk: &'a Desk,
    pub account: Option<AccountId>,
    token: Option<String>,
}

impl<'a> Person<'a> {
    pub fn get(&self, uri: &str) -> Call<'a> {
        self.signed(self.desk.app.get(uri))
    }

    pub fn post(&self, uri: &str, body: &Value) -> Call<'a> {
        self.signed(self.desk.app.post(uri)).json(body)
    }

    /// A POST without a body.
    pub fn bare(&self, uri: &str) -> Call<'a> {
        self.signed(self.desk.app.post(uri))
    }

    /// Sends a request that is taken.
    pub async fn submit(&self, body: Value) -> Value {
        self.post("/api/v1/requests", &body).keyed().expect(201).await.json()
    }

    /// Sends a request that is taken, and answers its identifier.
    pub async fn sent(&self, body: Value) -> String {
        self.submit(body).await["id"].as_str().unwrap().to_owned()
    }

    /// Sends a request that is refused.
    pub async fn refused(&self, status: u16, body: Value) -> Reply {
        self.post("/api/v1/requests", &body).keyed().expect(status).await
    }

    pub async fn read(&self, id: &str) -> Reply {
        self.get(&format!("/api/v1/requests/{id}")).send().await
    }

    /// Moves a request, with any outcome.
    pub async fn moves(&self, id: &str, body: Value) -> Reply {
        self.post(&format!("/api/v1/requests/{id}/transitions"), &body).keyed().send().await
    }

    /// Moves a request; answers its state afterwards.
    #[track_caller]
    pub fn act(&self, id: &str, body: Value) -> impl Future<Output = String> {
        let call = self.post(&format!("/api/v1/requests/{id}/transitions"), &body).keyed();
        async move { call.expect(200).await.json()["state"].as_str().unwrap_or_default().to_owned() }
    }

    /// Offers a request to a grid, as the town desk does.
    pub async fn offer(&self, id: &str, grid: &str) {
        let to = json!({ "kind": "grid", "id": grid_id(grid) });
        let offered = self.moves(id, json!({ "action": "dispatch", "to": to })).await;
        assert_eq!(offered.json()["offer"]["unit"]["code"], grid, "{}", offered.body);
    }

    /// Gives a request to a grid, as the town desk does: whoever answers there accepts it.
    pub async fn dispatch(&self, id: &str, grid: &str) {
        self.offer(id, grid).await;
        self.desk.takes_over(id, grid).await;
    }

    /// The identifiers in a list.
    pub async fn listed(&self, uri: &str) -> Vec<String> {
        let list = self.get(uri).expect(200).await;
        list.items().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    }

    /// Everything in a list, read in pages of so many.
    pub async fn paged(&self, uri: &str, limit: usize) -> Vec<Value> {
        let joint = if uri.contains('?') { '&' } else { '?' };
        let (mut items, mut page) = (Vec::new(), format!("{uri}{joint}limit={limit}"));
        loop {
            let listed = self.get(&page).expect(200).await;
            assert!(listed.items().len() <= limit);
            items.extend(listed.items());
            let list = listed.json();
            let Some(cursor) = list["next_cursor"].as_str() else { return items };
            page = format!("{uri}{joint}limit={limit}&cursor={cursor}");
        }
    }

    /// The statuses of all four ways to read a request, and whether a list or the inbox names it.
    pub async fn learns(&self, id: &str) -> ([u16; 4], bool) {
        let mut statuses = [0; 4];
        for (status, part) in statuses.iter_mut().zip(["", "/transitions", "/timeline", "/routing"])
        {
            *status =
                self.get(&format!("/api/v1/requests/{id}{part}")).send().await.status.as_u16();
        }
        let mut named = false;
        for uri in ["/api/v1/requests?whose=my_grids", "/api/v1/requests", "/api/v1/inbox"] {
            named |= self.get(uri).send().await.body.contains(id);
        }
        (statuses, named)
    }

    fn signed(&self, call: Call<'a>) -> Call<'a> {
        match &self.token {
            Some(token) => call.token(token),
            None => call,
        }
    }
}

/// A complaint about noise in G1.
pub fn noise() -> Value {
    json!({
        "place": { "lon": 121.405, "lat": 30.905 },
        "category": "environment.noise",
        "kind": "complaint",
        "description": "夜里施工噪声",
    })
}

/// The same in confidence: it lies with the desk first.
pub fn secret() -> Value {
    with(noise(), json!({ "confidential": true }))
}

/// What the desk has to do, as a list.
pub const WAITING: &str = "/api/v1/requests?whose=my_grids&waiting_for_desk=true";

/// Offering a request to a unit that should have it.
pub fn transfer(unit: Unit) -> Value {
    let to = json!({ "kind": unit.kind(), "id": unit.id() });
    json!({ "action": "transfer", "to": to, "reason": "not_our_duty" })
}

/// A gas leak in G1 of which the emergency services know.
pub fn gas() -> Value {
    with(
        noise(),
        json!({ "category": "safety.gas", "kind": "help", "answers": { "danger": "called" } }),
    )
}

/// A body with other or more fields.
pub fn with(mut body: Value, fields: Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// What a handler answers.
pub fn resolved() -> Value {
    json!({ "action": "resolve", "outcome": "solved", "reply": "已与工地协调，夜间停工。" })
}

/// What a reporter says who was contacted.
pub fn verdict(solved: bool, satisfaction: &str) -> Value {
    json!({ "action": "verdict", "contacted": true, "solved": solved, "satisfaction": satisfaction })
}
