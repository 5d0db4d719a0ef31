//! Duties and holders, played from the log.

use super::log::Event;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt;
use uuid::Uuid;

/// How long after a duty ended by the clock its open requests may wait for the job that moves them.
const GRACE_MICROS: i64 = 10_000_000;

/// A unit, by its kind and identifier.
type Unit = (String, Uuid);
/// Who holds, and for which unit.
type Holder = (Uuid, Unit);
/// Which duties are concerned.
type Concerned = Box<dyn Fn(Uuid, &Duty) -> bool>;

#[derive(Debug)]
struct Duty {
    holder: Holder,
    /// Workers hold no requests.
    holds: bool,
    from: i64,
    to: i64,
    /// Whether it ends at an instant that was said beforehand.
    by_clock: bool,
}

/// What was seen.
#[derive(Debug, Default)]
pub struct Seen {
    events: usize,
    commits: usize,
    given: usize,
    ended: usize,
    absences: usize,
    sets: HashSet<Uuid>,
    requests: usize,
    assigned: usize,
    moved: usize,
    waiting: usize,
}

impl fmt::Display for Seen {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            events,
            commits,
            given,
            ended,
            absences,
            sets,
            requests,
            assigned,
            moved,
            waiting,
        } = self;
        write!(
            out,
            "{events} events in {commits} commits: {} sets of edits with {given} duties given, {ended} ended, \
             {absences} absences; {requests} requests, {assigned} times assigned, {moved} of them moved by a set; \
             {waiting} wait for the job of a duty that just ended",
            sets.len()
        )
    }
}

/// The log, played.
#[derive(Debug, Default)]
pub struct Replay {
    pub seen: Seen,
    pub breaches: Vec<String>,
    duties: HashMap<Uuid, Duty>,
    of: HashMap<Holder, Vec<Uuid>>,
    holders: HashMap<Uuid, Holder>,
    held: HashMap<Holder, BTreeSet<Uuid>>,
}

impl Replay {
    /// Plays a log, commit by commit: first what it does to duties, then whom it gives requests to.
    pub fn of(log: Vec<Event>) -> Self {
        let mut replay = Self::default();
        replay.seen.events = log.len();
        for commit in log.chunk_by(together) {
            replay.seen.commits += 1;
            replay.commit(commit);
        }
        replay.finish(log.last().map_or(0, |event| event.at));
        replay
    }

    fn commit(&mut self, commit: &[Event]) {
        commit.iter().for_each(|event| self.give(event));
        let ended: Vec<Uuid> = commit.iter().flat_map(|event| self.end(event)).collect();
        commit.iter().for_each(|event| self.hold(event));
        for event in commit.iter().filter(|event| event.kind == "assigned") {
            self.judge(event);
        }
        let Some(last) = commit.last() else { return };
        for duty in ended {
            self.judge_left(duty, last);
        }
    }

    fn give(&mut self, event: &Event) {
        if event.kind != "duty_given" {
            return;
        }
        let payload = &event.payload;
        let to = payload.get("to").filter(|to| !to.is_null());
        let duty = Duty {
            holder: holder(payload),
            holds: payload["capacity"] != "worker",
            from: micros(&payload["from"]),
            to: to.map_or(i64::MAX, micros),
            by_clock: to.is_some(),
        };
        self.seen.given += 1;
        self.seen.sets.insert(event.aggregate);
        self.of.entry(duty.holder.clone()).or_default().push(id(&payload["duty"]));
        self.duties.insert(id(&payload["duty"]), duty);
    }

    /// Ends duties, and answers those that end with this event.
    fn end(&mut self, event: &Event) -> Vec<Uuid> {
        let (payload, now) = (&event.payload, event.at);
        let (at, concerned): (i64, Concerned) = match event.kind.as_str() {
            "duty_ended" => {
                let ended = id(&payload["duty"]);
                (micros(&payload["at"]), Box::new(move |duty, _| duty == ended))
            }
            "grid_retired" => (now, at_unit("grid", payload)),
            "building_group_retired" => (now, at_unit("building_group", payload)),
            "member_deactivated" => {
                let member = id(&payload["member"]);
                (now, Box::new(move |_, duty| duty.holder.0 == member))
            }
            "absence_added" => {
                self.seen.absences += 1;
                return Vec::new();
            }
            _ => return Vec::new(),
        };
        self.seen.sets.insert(event.aggregate);
        let mut ended = Vec::new();
        for (&duty_id, duty) in self.duties.iter_mut().filter(|(_, duty)| duty.to > at) {
            if concerned(duty_id, duty) {
                (duty.to, duty.by_clock) = (at, at > now);
                self.seen.ended += 1;
                ended.extend((!duty.by_clock).then_some(duty_id));
            }
        }
        ended
    }

    /// Who holds a request after this event.
    fn hold(&mut self, event: &Event) {
        let request = event.aggregate;
        let next = match event.kind.as_str() {
            "assigned" => Some(holder(&event.payload["holding"])),
            "closed" | "withdrawn" | "returned_upstream" => None,
            _ => return,
        };
        if let Some(before) = self.holders.remove(&request) {
            self.held.entry(before).or_default().remove(&request);
        } else {
            self.seen.requests += 1;
        }
        if let Some(next) = next {
            self.held.entry(next.clone()).or_default().insert(request);
            self.holders.insert(request, next);
        }
    }

    /// Whether whoever gets a request has a duty then, and the one that the event names.
    fn judge(&mut self, event: &Event) {
        self.seen.assigned += 1;
        self.seen.moved += usize::from(event.payload.get("change_set").is_some());
        let holding = &event.payload["holding"];
        let (holder, duty) = (holder(holding), id(&holding["duty"]));
        if !self.serves(&holder, event.at) {
            self.breach(event, &format!("was given to {holder:?}, who has no duty there"));
        } else if !self
            .duties
            .get(&duty)
            .is_some_and(|duty| duty.holder == holder && duty.covers(event.at))
        {
            self.breach(
                event,
                &format!("was given to {holder:?} by a duty that is not theirs then: {duty}"),
            );
        }
    }

    /// Whether nothing is left with whoever lost a duty in a commit.
    fn judge_left(&mut self, duty: Uuid, last: &Event) {
        let holder = self.duties[&duty].holder.clone();
        let left = self
            .held
            .get(&holder)
            .filter(|_| !self.serves(&holder, last.at))
            .map_or(0, BTreeSet::len);
        if left > 0 {
            self.breach(
                last,
                &format!("left {left} requests with {holder:?}, whose duty {duty} ended"),
            );
        }
    }

    /// What is held at the end: only who lost a duty by the clock just now may hold something
    /// without one.
    fn finish(&mut self, now: i64) {
        let held: Vec<(Holder, usize)> =
            self.held.iter().map(|(holder, requests)| (holder.clone(), requests.len())).collect();
        for (holder, count) in held.into_iter().filter(|(_, count)| *count > 0) {
            let duties = self.of.get(&holder).into_iter().flatten().map(|duty| &self.duties[duty]);
            let last = duties.filter(|duty| duty.holds).map(|duty| (duty.to, duty.by_clock)).max();
            match last {
                Some((to, _)) if to > now => {}
                Some((to, true)) if now - to < GRACE_MICROS => self.seen.waiting += count,
                last => self
                    .breaches
                    .push(format!("at the end {count} requests are with {holder:?}: {last:?}")),
            }
        }
    }

    fn serves(&self, holder: &Holder, at: i64) -> bool {
        let duties = self.of.get(holder).into_iter().flatten().map(|duty| &self.duties[duty]);
        duties.into_iter().any(|duty| duty.covers(at))
    }

    fn breach(&mut self, event: &Event, what: &str) {
        let Event { position, aggregate, kind, at, .. } = event;
        self.breaches.push(format!("position {position}, {kind} of {aggregate} at {at}: {what}"));
    }
}

impl Duty {
    const fn covers(&self, at: i64) -> bool {
        self.holds && self.from <= at && at < self.to
    }
}

/// Whether two neighbours in the log are of one commit. On PostgreSQL one position is one
/// transaction; on SQLite each event has its own, and what one set of edits did stands
/// together.
fn together(a: &Event, b: &Event) -> bool {
    a.position == b.position || set(a).is_some_and(|set_of_a| Some(set_of_a) == set(b))
}

/// The set of edits that an event belongs to; that of an event about something else is itself.
pub fn set(event: &Event) -> Option<Uuid> {
    match event.kind.as_str() {
        "assigned" => event.payload.get("change_set").map(id),
        "submitted" => None,
        _ => Some(event.aggregate),
    }
}

fn at_unit(kind: &'static str, payload: &Value) -> Concerned {
    let unit = id(&payload[kind]);
    Box::new(move |_, duty| duty.holder.1.0 == kind && duty.holder.1.1 == unit)
}

fn holder(payload: &Value) -> Holder {
    let unit = &payload["unit"];
    (id(&payload["member"]), (unit["kind"].as_str().unwrap().to_owned(), id(&unit["id"])))
}

fn id(value: &Value) -> Uuid {
    value.as_str().unwrap().parse().unwrap()
}

fn micros(value: &Value) -> i64 {
    chrono::DateTime::parse_from_rfc3339(value.as_str().unwrap()).unwrap().timestamp_micros()
}
