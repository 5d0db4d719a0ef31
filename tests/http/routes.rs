//! Routes that exist in tests only, one for each argument a handler may take.

use crate::support::app::TestApp;
use actix_web::http::Method;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;
use wangge::domain::id::GridId;
use wangge::domain::role::{Role, RoleSet};
use wangge::error::{Code, Error, Problem, Result};
use wangge::web::answer::{Answer, Created, Current, Located, Resource};
use wangge::web::body::Body;
use wangge::web::caller::Caller;
use wangge::web::idempotency::IdempotencyKey;
use wangge::web::page::{Listed, Page};
use wangge::web::parameters::{Path, Query};
use wangge::web::permission::{OptionalLogin, Permission, Permit, Public, Requirement, SignedIn};
use wangge::web::route::Route;
use wangge::web::table::RouteTable;
use wangge::web::version::IfMatch;

#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    #[validate(length(min = 1, max = 5))]
    title: String,
    urgency: Option<Urgency>,
    #[serde(default)]
    #[validate(length(max = 3), nested)]
    places: Vec<Place>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Urgency {
    Normal,
    Urgent,
}

#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct Place {
    #[validate(range(min = -180.0, max = 180.0))]
    lon: f64,
    #[validate(range(min = -90.0, max = 90.0))]
    lat: f64,
}

#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "of the others only the shape counts")]
pub struct Filter {
    #[validate(range(min = 1))]
    count: Option<u32>,
    urgency: Option<Urgency>,
    after: Option<f64>,
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct Version {
    version: Option<i64>,
}

impl Validate for Version {
    fn validate(&self) -> Result<(), validator::ValidationErrors> {
        Ok(())
    }
}

enum Supervise {}

impl Permission for Supervise {
    type Bearer = Caller;
    const NAME: &'static str = "supervise";
    const REQUIREMENT: Requirement = Requirement::Roles(RoleSet::of(&[Role::Supervisor]));
}

async fn note(_: Permit<Public>, Body(note): Body<Note>) -> Answer<Note> {
    Answer(note)
}

async fn store(
    _: Permit<OptionalLogin>,
    IdempotencyKey(key): IdempotencyKey,
    Body(_): Body<Note>,
) -> Created<Stored> {
    let replayed = key.key.ends_with("again");
    let hash = key.body_hash.len();
    let resource = Stored { actor: key.actor, route: key.route, key: key.key, hash };
    Created { resource, replayed }
}

#[derive(Serialize, ToSchema)]
struct Stored {
    actor: String,
    route: String,
    key: String,
    hash: usize,
}

impl Resource for Stored {
    fn version(&self) -> Option<i64> {
        None
    }
}

impl Located for Stored {
    fn location(&self) -> String {
        "/test/notes/1".to_owned()
    }
}

#[derive(Serialize, ToSchema)]
#[serde(transparent)]
struct Thing(String);

impl Resource for Thing {
    fn version(&self) -> Option<i64> {
        Some(7)
    }
}

async fn thing(_: Permit<Public>, Path(id): Path<GridId>) -> Current<Thing> {
    Current(Thing(id.to_string()))
}

async fn named(_: Permit<Public>, Path(name): Path<String>) -> Answer<String> {
    Answer(name)
}

async fn change(_: Permit<SignedIn>, version: IfMatch, body: Body<Version>) -> Result<Answer<i64>> {
    let version = version.required(body.0.version)?;
    if version == 7 {
        Ok(Answer(version))
    } else {
        Err(Problem::new(Code::StaleVersion).with("current", 7).into())
    }
}

async fn numbers(
    _: Permit<Public>,
    page: Page,
    Query(filter): Query<Filter>,
) -> Result<Answer<Listed<u32>>> {
    let after = page.after::<u32>()?.unwrap_or(0);
    let items = (after + 1..=filter.count.unwrap_or(500)).take(page.limit + 1).collect();
    Ok(Answer(page.of(items, |number| *number)))
}

async fn who(permit: Permit<OptionalLogin>) -> Answer<Option<String>> {
    Answer(permit.bearer.map(|caller| caller.account.to_string()))
}

async fn supervise(_: Permit<Supervise>, Body(note): Body<Note>) -> Answer<Note> {
    Answer(note)
}

async fn fault(_: Permit<Public>, Path(kind): Path<String>) -> Result<Answer<()>> {
    Err(match kind.as_str() {
        "internal" => Error::internal("the password is hunter2"),
        "contended" => Error::Contended("revision 7".to_owned()),
        _ => Error::Unavailable("connection to 10.1.2.3 refused".to_owned()),
    })
}

/// The application with these routes beside its own.
pub async fn app() -> TestApp {
    TestApp::build(|builder| builder.table = beside(&builder.table)).await
}

/// A table with these routes added.
pub fn beside(table: &RouteTable) -> RouteTable {
    [
        Route::new(Method::POST, "/test/note", note).computation().body_limit(300),
        Route::new(Method::POST, "/test/notes", store),
        Route::new(Method::GET, "/test/things/{id}", thing),
        Route::new(Method::POST, "/test/things/fixed", note).computation(),
        Route::new(Method::GET, "/test/named/{name}", named),
        Route::new(Method::POST, "/test/change", change).computation(),
        Route::new(Method::GET, "/test/numbers", numbers),
        Route::new(Method::GET, "/test/who", who),
        Route::new(Method::POST, "/test/supervise", supervise).computation(),
        Route::new(Method::GET, "/test/faults/{kind}", fault),
    ]
    .into_iter()
    .fold(table.clone(), RouteTable::with)
}
