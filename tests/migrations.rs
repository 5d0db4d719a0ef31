//! The migrations go up, down and up again, and both databases have the tables that the code knows.

mod documents;

use crate::support::database::TestDatabase;
use crate::support::desk::{Desk, noise, with};
use crate::support::quarter::{address_id, settle};
use crate::support::town::{Town, at, grid_id, member_id};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::datum::Datum;
use wangge::domain::duty::{Capacity, Duty};
use wangge::domain::id::{DeskId, MemberId, RequestId};
use wangge::domain::period::Period;
use wangge::domain::role::Role;
use wangge::domain::unit::Unit;
use wangge::service::import::addresses::{AddressFile, import_addresses};
use wangge::service::import::run::ImportRun;
use wangge::store::Actor;
use wangge::store::column::StoredInstant;
use wangge::store::connection::{AnyConnection, Location};
use wangge::store::migration;
use wangge::store::schema::{duties, request_conflicts, requests};

#[test]
fn the_database_under_test_is_the_one_that_was_named() {
    let named = std::env::var("WANGGE_TEST_POSTGRES").is_ok();
    assert_eq!(TestDatabase::new().is_postgres(), named);
}

#[test]
fn up_down_up_leaves_the_same_tables() {
    let database = TestDatabase::new();
    let before = columns(&database.location);
    while migration::down(&database.location).is_ok() {}
    assert_eq!(columns(&database.location), BTreeSet::new());
    let ran = migration::up(&database.location, false).unwrap();
    assert!(!ran.is_empty());
    assert_eq!(columns(&database.location), before);
}

#[actix_web::test]
async fn what_refers_to_a_table_that_is_made_anew_is_kept() {
    let desk = Desk::new().await;
    let id = desk.resident("13812341234").await.sent(noise()).await;
    let location = desk.town.location();
    let has_rules = || columns(location).contains("routing_rules.id");
    while has_rules() {
        migration::down(location).unwrap();
    }
    migration::up(location, false).unwrap();
    assert!(has_rules());
    let leader = desk.member("G1-leader").await;
    assert_eq!(leader.listed("/api/v1/inbox").await, [id]);
}

#[actix_web::test]
async fn addresses_from_before_they_were_kept_as_written_are_shown_in_their_normal_form() {
    let town = Town::new().await;
    settle(&town).await;
    let shown = || {
        let atlas = town.another().atlas();
        atlas.addresses().get(address_id("银杏新村3号楼")).unwrap().text.to_string()
    };
    assert_eq!(shown(), "银杏新村3号楼");
    while columns(town.location()).contains("addresses.written") {
        migration::down(town.location()).unwrap();
    }
    migration::up(town.location(), false).unwrap();
    assert_eq!(shown(), "银杏新村3幢");
    let again = "楼组代码,门址\nQ3,银杏新村3号楼\n";
    let file = AddressFile::read(again.as_bytes(), Datum::Wgs84).unwrap();
    import_addresses(&ImportRun::new(&town.another(), Actor::Service, false), &file).await.unwrap();
    assert_eq!(shown(), "银杏新村3号楼");
}

#[actix_web::test]
async fn confidential_requests_from_before_the_desk_stay_with_their_unit_and_keep_no_reporter_out()
{
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let reporter = desk.member("G2-leader").await;
    let id = reporter.sent(with(noise(), json!({ "confidential": true }))).await;
    reception.dispatch(&id, "G1").await;
    let location = desk.town.location();
    while columns(location).contains("requests.reporter_member_id") {
        migration::down(location).unwrap();
    }
    let request = RequestId(id.parse().unwrap());
    let excluded_people = (
        request_conflicts::request_id.eq(request),
        request_conflicts::member_id.eq(member_id("G2-leader")),
    );
    let insert = diesel::insert_into(request_conflicts::table).values(excluded_people);
    let minute = StoredInstant(at("2026-03-02T13:37:00+08:00"));
    let exact = diesel::update(requests::table.find(request)).set(requests::accept_due.eq(minute));
    {
        let mut connection = location.open_writer(false).unwrap();
        insert.execute(&mut connection).unwrap();
        exact.execute(&mut connection).unwrap();
    }
    migration::up(location, false).unwrap();
    let own = reporter.read(&id).await.json();
    assert_eq!(
        (&own["unit"]["code"], &own["clocks"]["accept_due"]),
        (&json!("G1"), &json!("2026-03-02T05:00:00Z"))
    );
    let kept: i64 = request_conflicts::table
        .count()
        .get_result(&mut location.open_writer(false).unwrap())
        .unwrap();
    assert_eq!(kept, 0, "who sent it is kept out of nothing");
    let to = json!({ "kind": "grid", "id": grid_id("G2") });
    let back = reception.moves(&id, json!({ "action": "transfer", "to": to })).await;
    back.code("dispatch_conflict").at("/to");
}

#[actix_web::test]
async fn what_staff_found_in_confidence_before_is_theirs() {
    let desk = Desk::new().await;
    let reception = desk.appointed("reception", Role::TownDesk, "T").await;
    let finder = desk.member("G1-leader").await;
    let found = json!({ "confidential": true, "channel": "self_found" });
    let id = finder.sent(with(noise(), found)).await;
    let location = desk.town.location();
    while columns(location).contains("requests.reporter_member_id") {
        migration::down(location).unwrap();
    }
    migration::up(location, false).unwrap();
    assert_eq!(finder.listed("/api/v1/requests").await, [id.as_str()]);
    let to = json!({ "kind": "grid", "id": grid_id("G1") });
    let there = reception.moves(&id, json!({ "action": "transfer", "to": to })).await;
    there.code("dispatch_conflict").at("/to");
}

#[actix_web::test]
async fn what_the_desk_had_goes_down_to_the_leader_of_the_root_who_is_in_office() {
    let desk = Desk::new().await;
    desk.appointed("head", Role::TownDesk, "T").await;
    let next = desk.town.give(Unit::Grid(grid_id("T")), member_id("head"), Capacity::Leader);
    let AtlasEdit::GiveDuty(next) = next else { unreachable!() };
    let people = desk.town.db.atlas();
    let mut chain = people.people().chain(Unit::Grid(grid_id("T")), desk.town.now());
    let present = chain.find(|duty| duty.member == member_id("T-leader")).unwrap().id;
    let change = at("2100-01-01T00:00:00+08:00");
    let edits = vec![
        desk.town.give(Unit::Desk(DeskId::of(grid_id("T"))), member_id("head"), Capacity::Leader),
        AtlasEdit::EndDuty { duty: present, at: change },
        AtlasEdit::GiveDuty(Duty { period: Period::since(change), ..next }),
    ];
    desk.town.apply(edits).await.unwrap();
    let id = desk
        .resident("13812341234")
        .await
        .sent(with(noise(), json!({ "confidential": true })))
        .await;
    let request = RequestId(id.parse().unwrap());
    let location = desk.town.location();
    let holder = || -> MemberId {
        let holder = requests::table.find(request).select(requests::holder_id);
        holder.get_result(&mut location.open_writer(false).unwrap()).unwrap()
    };
    assert_eq!(holder(), member_id("head"));
    // The database asks its own clock.
    let begun = duties::valid_from.eq(StoredInstant(at("2020-01-01T00:00:00+08:00")));
    diesel::update(duties::table.find(present))
        .set(begun)
        .execute(&mut location.open_writer(false).unwrap())
        .unwrap();
    while columns(location).contains("requests.reporter_member_id") {
        migration::down(location).unwrap();
    }
    assert_eq!(holder(), member_id("T-leader"));
}

#[actix_web::test]
async fn what_an_office_had_goes_down_to_the_leader_of_the_root() {
    let desk = Desk::new().await;
    let supervisor = desk.appointed("super", Role::Supervisor, "T").await;
    desk.town.apply(vec![AtlasEdit::AddMember(desk.town.member("head"))]).await.unwrap();
    let office = json!({
        "code": "ZF", "name": "综合行政执法队", "kind": "station_office", "grid": grid_id("T"),
    });
    let office = supervisor.post("/api/v1/organizations", &office).keyed().expect(201).await.json();
    let unit = json!({ "kind": "office", "id": office["id"] });
    let head = json!({ "unit": unit, "member": member_id("head"), "capacity": "leader" });
    supervisor.post("/api/v1/duties", &head).keyed().expect(201).await;
    let rule = json!({
        "code": "MAIN", "name": "噪声由执法队主办", "grid": grid_id("T"),
        "effect": { "main_office": { "office": office["id"], "basis": "权责清单" }, "copies": [unit] },
    });
    supervisor.post("/api/v1/routing-rules", &rule).keyed().expect(201).await;
    let resident = desk.resident("13812341234").await;
    let (held, offered) = (resident.sent(noise()).await, resident.sent(noise()).await);
    for id in [&held, &offered] {
        supervisor.act(id, json!({ "action": "dispatch", "to": unit })).await;
    }
    desk.member("head").await.act(&held, json!({ "action": "accept" })).await;
    let location = desk.town.location();
    let holder = |id: &str| -> MemberId {
        let holder = requests::table.find(RequestId(id.parse().unwrap()));
        let holder = holder.select(requests::holder_id);
        holder.get_result(&mut location.open_writer(false).unwrap()).unwrap()
    };
    assert_eq!(holder(&held), member_id("head"));
    while holder(&held) == member_id("head") {
        migration::down(location).unwrap();
    }
    assert_eq!(holder(&held), member_id("T-leader"));
    migration::up(location, false).unwrap();
    let read = desk.member("G1-leader").await.read(&offered).await.json();
    assert_eq!((&read["unit"]["code"], &read["offer"]), (&json!("G1"), &Value::Null));
    let atlas = desk.town.another().atlas();
    let effect = &atlas.rules().by_code("MAIN").unwrap().profile.effect;
    assert_eq!((&effect.main_office, effect.copies.len()), (&None, 0));
}

#[test]
fn the_schema_in_the_code_is_that_of_the_migrations() {
    let files =
        fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/schema")).unwrap();
    let schema: Vec<String> =
        files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    let known: BTreeSet<String> = schema.iter().flat_map(|file| tables(file)).collect();
    let database = TestDatabase::new();
    let mut there = columns(&database.location);
    // What only PostgreSQL has, and only PostgreSQL's own queries read.
    there.remove("revision.system_identifier");
    assert_eq!(there, known);
}

/// `table.column` for each line of the `table!` macros.
fn tables(schema: &str) -> impl Iterator<Item = String> {
    let mut table = String::new();
    schema.lines().filter_map(move |line| {
        let line = line.trim();
        if let Some((column, _)) = line.split_once(" -> ") {
            return Some(format!("{table}.{column}"));
        }
        if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with('{')) {
            table = name.to_owned();
        }
        None
    })
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
}

/// `table.column` for each column of the database.
fn columns(location: &Location) -> BTreeSet<String> {
    let of_postgres = "SELECT table_name || '.' || column_name AS name FROM information_schema.columns \
                       WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'";
    let of_sqlite = "SELECT t.name || '.' || c.name AS name FROM sqlite_schema t, pragma_table_info(t.name) c \
                     WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND t.name NOT LIKE '\\_\\_%' ESCAPE '\\'";
    let rows: Vec<Column> = match location.open_writer(false).unwrap() {
        AnyConnection::Postgres(mut native) => {
            diesel::sql_query(of_postgres).load(&mut native).unwrap()
        }
        AnyConnection::Sqlite(mut native) => {
            native.batch_execute("PRAGMA query_only = ON").unwrap();
            diesel::sql_query(of_sqlite).load(&mut native).unwrap()
        }
    };
    rows.into_iter().map(|column| column.name).collect()
}
