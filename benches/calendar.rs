//! How long a due time takes to reckon: `cargo bench --bench calendar`.
#![allow(missing_docs, clippy::expect_used, reason = "criterion's macros; a bench may stop")]

use std::hint::black_box;

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{Criterion, criterion_group, criterion_main};
use wangge::domain::calendar::Calendar;

fn reckoning(criterion: &mut Criterion) {
    let calendar = Calendar::parse(include_str!("../config/calendar.toml"))
        .expect("the file of the project is valid");
    let from: DateTime<Utc> = "2026-02-13T09:00:00Z".parse().expect("an instant");
    let until = from + TimeDelta::days(40);
    criterion.bench_function("calendar/add 2 working hours", |b| {
        b.iter(|| calendar.add_working_time(black_box(from), TimeDelta::hours(2)));
    });
    criterion.bench_function("calendar/add 5 working days", |b| {
        b.iter(|| calendar.add_working_days(black_box(from), 5));
    });
    criterion.bench_function("calendar/working time between", |b| {
        b.iter(|| calendar.working_time_between(black_box(from), black_box(until)));
    });
}

criterion_group!(benches, reckoning);
criterion_main!(benches);
