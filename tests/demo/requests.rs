//! What the people of the town asked for, and what became of it.

use super::Demo;
use chrono::TimeDelta;
use diesel::prelude::*;
use std::collections::HashSet;
use wangge::demo::SEED;
use wangge::domain::request::{Channel, RequestState};
use wangge::store::column::StoredInstant;
use wangge::store::requests::{Assignment, RequestNote, RequestRow, RequestTexts};
use wangge::store::schema::{access_records, events, requests};

impl Demo {
    async fn requests(&self) -> Vec<RequestRow> {
        let select = requests::table.select(RequestRow::as_select()).order((
            requests::received_at,
            requests::category,
            requests::kind,
        ));
        self.db.read(move |connection| Ok(select.load(connection)?)).await.unwrap()
    }

    /// What of each request follows from the seed, as one text.
    async fn told(&self) -> Vec<String> {
        let mut told = Vec::new();
        for row in self.requests().await {
            let db = self.db.clone();
            let read = self.db.read(move |connection| {
                let details = RequestTexts::load(connection, db.vault(), row.id)?;
                let (description, answers) =
                    (details.description, serde_json::to_string(&details.answers).unwrap());
                let notes = RequestNote::all(connection, db.vault(), row.id)?;
                let held = Assignment::all(connection, row.id)?
                    .into_iter()
                    .map(|held| (held.holder_id, held.started_at.0));
                Ok(format!(
                    "{row:?} {description:?} {answers} {notes:?} {:?}",
                    held.collect::<Vec<_>>()
                )
                .replace(&row.id.to_string(), "")
                .replace(&row.number, ""))
            });
            told.push(read.await.unwrap());
        }
        told
    }
}

fn states(rows: &[RequestRow]) -> HashSet<RequestState> {
    rows.iter().map(|row| row.state).collect()
}

const STATES: [RequestState; 14] = [
    RequestState::Assigned,
    RequestState::Accepted,
    RequestState::Contacted,
    RequestState::InProgress,
    RequestState::Resolved,
    RequestState::Closed,
    RequestState::Withdrawn,
    RequestState::Reopened,
    RequestState::Returned,
    RequestState::Transferred,
    RequestState::Merged,
    RequestState::Void,
    RequestState::Redirected,
    RequestState::Objected,
];

#[tokio::test]
async fn the_month_is_whole() {
    let demo = Demo::new().await;
    they_are_in_every_state(&demo).await;
    questions_were_answered(&demo).await;
    what_is_open_is_held_by_somebody_on_duty(&demo).await;
    nothing_happened_after_the_present_and_readers_left_their_traces(&demo).await;
}

async fn they_are_in_every_state(demo: &Demo) {
    let rows = demo.requests().await;
    assert_eq!((rows.len(), states(&rows)), (92, HashSet::from(STATES)));
    let some = |what: &str, is: &dyn Fn(&RequestRow) -> bool| {
        assert!(rows.iter().any(is), "none is {what}")
    };
    some("anonymous", &|row| row.anonymous);
    some("offered to another unit", &|row| row.offer().is_some());
    some("confidential", &|row| row.confidential && !row.unit().is_desk());
    some("about staff", &|row| row.about_staff);
    some("a hard case", &|row| row.hard_case && row.state == RequestState::Closed);
    some("handled a second time", &|row| {
        row.reopened_at.is_some() && row.state == RequestState::InProgress
    });
    some("good the second time", &|row| row.second_resolved_at.is_some() && !row.hard_case);
    some("overdue", &|row| {
        row.state == RequestState::InProgress && row.resolve_due.0 < demo.present
    });
    some("reported back and judged by the city", &|row| {
        row.city_judged_at.is_some() && row.state == RequestState::Closed
    });
    for channel in [
        Channel::Resident,
        Channel::Proxy,
        Channel::Desk,
        Channel::SelfFound,
        Channel::Hotline12345,
    ] {
        assert!(rows.iter().any(|row| row.channel == channel), "none came by {channel}");
    }
}

async fn questions_were_answered(demo: &Demo) {
    let told = demo.told().await;
    for answer in [r#""danger":"called""#, r#""floor":"#, r#""since":"20"#, r#""when":["night"]"#] {
        assert!(told.iter().any(|told| told.contains(answer)), "{answer}");
    }
}

async fn what_is_open_is_held_by_somebody_on_duty(demo: &Demo) {
    let atlas = demo.db.atlas();
    let oldest = demo.present - TimeDelta::days(30);
    for row in demo.requests().await {
        assert!((oldest..demo.present).contains(&row.received_at.0), "{row:?}");
        let answers = atlas.people().answers_for(row.holder_id, row.unit(), demo.present);
        assert!(answers || !row.state.is_open(), "{row:?}");
    }
}

async fn nothing_happened_after_the_present_and_readers_left_their_traces(demo: &Demo) {
    let read = demo.db.read(|connection| {
        let latest_first =
            events::table.select(events::occurred_at).order(events::occurred_at.desc());
        let last: StoredInstant = latest_first.first(connection)?;
        let silent = events::table
            .filter(events::kind.eq("closed").and(events::actor_kind.eq("service")))
            .count();
        let reads = access_records::table.count().get_result::<i64>(connection)?;
        Ok((last, silent.get_result::<i64>(connection)?, reads))
    });
    let (last, silent, reads) = read.await.unwrap();
    assert_eq!(last.0, demo.present, "the last mark");
    assert!(silent == 3 && reads > 20, "{silent} {reads}");
}

#[tokio::test]
async fn the_same_seed_and_present_make_the_same_month() {
    let (first, second) = (Demo::new().await.told().await, Demo::new().await.told().await);
    assert_eq!(first, second);
}

#[tokio::test]
async fn any_month_of_any_seed_is_whole() {
    let night_of_a_weekend = "2026-03-08T03:20:00+08:00";
    let end_of_a_long_holiday = "2026-02-23T12:00:00+08:00";
    let year_without_holidays = "2031-01-01T00:00:00+08:00";
    for (seed, present) in
        (SEED + 1..).zip([night_of_a_weekend, end_of_a_long_holiday, year_without_holidays])
    {
        let rows = Demo::of(seed, present).await.requests().await;
        assert_eq!((rows.len(), states(&rows)), (92, HashSet::from(STATES)), "{present}");
    }
}
