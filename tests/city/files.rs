//! Files of tickets, and what becomes of them.

use crate::support::town::Town;
use crate::support::wording;
use std::sync::Arc;
use wangge::error::{Error, Problem, Result};
use wangge::service::import::requests::{Mapping, RequestsImported, TicketFile, import_requests};
use wangge::service::import::run::ImportRun;
use wangge::store::requests::RequestRow;
use wangge::store::{Actor, Db};

/// Which column of a small file is which field.
pub const MAPPING: &str = r#"system = "sh12345"
number = { column = "工单号" }
category = { column = "性质", values = { "噪声" = "environment.noise", "垃圾" = "environment" }, default = "other" }
kind = { constant = "complaint" }
contact_name = { column = "姓名" }
contact_phone = { column = "电话" }
confidential = { column = "保密", values = { "是" = "true", "否" = "false" } }
due_at = { column = "办结时限" }
description = { columns = ["性质", "内容"] }

[place]
order = ["point", "address", "grid"]
point = { lon = "经度", lat = "纬度" }
address = { column = "地址" }
grid = { column = "网格" }
"#;

pub fn mapping(text: &str) -> Mapping {
    Mapping::parse(text).unwrap()
}

/// A file and its mapping, as texts.
pub struct Mapped<'a>(&'a str, &'a str);

pub fn mapped<'a>(file: &'a str, mapping: &'a str) -> Mapped<'a> {
    Mapped(file, mapping)
}

pub async fn import(town: &Town, file: &Mapped<'_>, dry_run: bool) -> RequestsImported {
    let file = TicketFile::read(file.0.as_bytes(), mapping(file.1)).unwrap();
    import_on(&town.db, town, file, dry_run).await
}

pub async fn import_on(db: &Db, town: &Town, file: TicketFile, dry_run: bool) -> RequestsImported {
    let actor = Actor::OperatingSystemUser("tester".to_owned());
    import_by(&ImportRun::new(db, actor, dry_run), town, file, false).await
}

pub async fn import_by(
    run: &ImportRun<'_>,
    town: &Town,
    file: TicketFile,
    keep_going: bool,
) -> RequestsImported {
    let done = import_requests(run, &town.rulebook, &Arc::new(file), keep_going).await.unwrap();
    wording::check(&done.notices);
    done
}

/// The requests that are tickets, in the order of their numbers above.
pub async fn tickets(town: &Town) -> Vec<RequestRow> {
    let read = town.db.read(|connection| {
        let ids = RequestRow::ids(connection, Some("sh12345"))?;
        RequestRow::of(connection, &ids)
    });
    let mut rows = read.await.unwrap();
    rows.sort_by_key(|row| row.external_number.clone());
    rows
}

/// The rows that differ from what was imported before, and in what.
pub fn differing(done: &RequestsImported) -> Vec<(u64, String)> {
    let fields = |problem: &Problem| {
        let fields = problem.params["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| field.as_str().unwrap());
        fields.collect::<Vec<_>>().join(", ")
    };
    let differs = |problem: &&Problem| problem.code.as_str() == "ticket_differs";
    done.problems
        .iter()
        .filter(differs)
        .map(|one| (one.params["row"].as_u64().unwrap(), fields(one)))
        .collect()
}

pub fn refused<T>(result: Result<T>) -> Vec<Problem> {
    match result {
        Err(Error::Refused(problems)) => problems,
        Err(other) => unreachable!("{other}"),
        Ok(_) => unreachable!("it was accepted"),
    }
}
