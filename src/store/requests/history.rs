//! History of a request: its holders, their causes and its notes.

use super::RequestRow;
use super::details::key_of;
use crate::domain::duty::Holding;
use crate::domain::id::{DutyId, MemberId, RequestId};
use crate::domain::period::Instant;
use crate::domain::request::{AssignmentCause, NoteKind};
use crate::domain::routing::RoutingTrace;
use crate::domain::unit::UnitKind;
use crate::error::{Code, Result};
use crate::store::column::{AggregateKey, StoredAs, StoredInstant};
use crate::store::connection::{AnyConnection, each};
use crate::store::event::RecordedEvent;
use crate::store::schema::{request_assignments, request_notes};
use crate::store::tx::Tx;
use crate::store::vault::{Sealed, Vault};
use diesel::prelude::*;
use std::collections::HashMap;

/// Assignment of a request to a holder over a period.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = request_assignments)]
#[expect(missing_docs, reason = "the migration describes the columns")]
pub struct Assignment {
    pub sequence: i32,
    pub unit_kind: UnitKind,
    pub unit_id: AggregateKey,
    pub duty_id: DutyId,
    pub holder_id: MemberId,
    pub cause: AssignmentCause,
    pub trace: StoredAs<RoutingTrace>,
    pub started_at: StoredInstant,
    pub ended_at: Option<StoredInstant>,
    pub change_set_id: Option<AggregateKey>,
}

#[derive(Insertable)]
#[diesel(table_name = request_assignments, treat_none_as_default_value = false)]
pub(super) struct AssignmentRow {
    request_id: RequestId,
    sequence: i32,
    unit_kind: UnitKind,
    unit_id: AggregateKey,
    duty_id: DutyId,
    holder_id: MemberId,
    cause: AssignmentCause,
    trace: StoredAs<RoutingTrace>,
    started_at: StoredInstant,
    pub(super) change_set_id: Option<AggregateKey>,
}

impl AssignmentRow {
    /// Creates an assignment from an instant on, to the request's `sequence`-th holder from 1 on.
    pub(super) const fn new(
        request: RequestId,
        sequence: i32,
        holding: Holding,
        cause: AssignmentCause,
        trace: StoredAs<RoutingTrace>,
        since: Instant,
    ) -> Self {
        Self {
            request_id: request,
            sequence,
            unit_kind: holding.unit.kind(),
            unit_id: AggregateKey(holding.unit.id()),
            duty_id: holding.duty,
            holder_id: holding.member,
            cause,
            trace,
            started_at: StoredInstant(since),
            change_set_id: None,
        }
    }
}

/// Opened note of a request. Its sequence is that of the event that came with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestNote {
    /// Sequence of its event.
    pub sequence: i32,
    /// Kind of note.
    pub kind: NoteKind,
    /// Text.
    pub body: String,
}

impl Assignment {
    /// Lists the assignments of a request, in order.
    pub fn all(connection: &mut AnyConnection, request: RequestId) -> Result<Vec<Self>> {
        Ok(request_assignments::table
            .filter(request_assignments::request_id.eq(request))
            .order(request_assignments::sequence)
            .select(Self::as_select())
            .load(connection)?)
    }

    /// Lists the assignments of some requests, each in order.
    pub fn of_each(
        connection: &mut AnyConnection,
        requests: &[RequestId],
    ) -> Result<HashMap<RequestId, Vec<Self>>> {
        let rows: Vec<(RequestId, Self)> = each!(&mut *connection, |native| {
            request_assignments::table
                .filter(request_assignments::request_id.eq_any(requests))
                .order(request_assignments::sequence)
                .select((request_assignments::request_id, Self::as_select()))
                .load(native)
        })?;
        let mut found: HashMap<RequestId, Vec<Self>> = HashMap::new();
        rows.into_iter().for_each(|(request, one)| found.entry(request).or_default().push(one));
        Ok(found)
    }
}

impl RequestNote {
    /// Opens the notes of a request, in order; empty once erased.
    pub fn all(
        connection: &mut AnyConnection,
        vault: &Vault,
        request: RequestId,
    ) -> Result<Vec<Self>> {
        let rows: Vec<(i32, NoteKind, Sealed)> = request_notes::table
            .filter(request_notes::request_id.eq(request))
            .order(request_notes::sequence)
            .select((request_notes::sequence, request_notes::kind, request_notes::body))
            .load(connection)?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let Some(key) = key_of(connection, vault, request)? else { return Ok(Vec::new()) };
        rows.into_iter()
            .map(|(sequence, kind, body)| {
                let body = key.open(&column_of(kind), request.0, &body)?;
                Ok(Self { sequence, kind, body })
            })
            .collect()
    }

    /// Opens the last note of a kind of several requests, for those that have one and are not
    /// erased.
    pub fn last_of_each(
        connection: &mut AnyConnection,
        vault: &Vault,
        requests: &[RequestId],
        kind: NoteKind,
    ) -> Result<HashMap<RequestId, String>> {
        let rows: Vec<(RequestId, Sealed)> = request_notes::table
            .filter(request_notes::request_id.eq_any(requests))
            .filter(request_notes::kind.eq(kind))
            .order(request_notes::sequence)
            .select((request_notes::request_id, request_notes::body))
            .load(connection)?;
        let last: HashMap<RequestId, Sealed> = rows.into_iter().collect();
        let mut opened = HashMap::new();
        for (request, body) in last {
            if let Some(key) = key_of(connection, vault, request)? {
                opened.insert(request, key.open(&column_of(kind), request.0, &body)?);
            }
        }
        Ok(opened)
    }
}

impl RequestRow {
    /// Returns true unless notes of a kind are replies that were taken back: there is none before a
    /// request is resolved for the first time.
    pub fn stands_by(&self, kind: NoteKind) -> bool {
        kind != NoteKind::PublicReply || self.resolved_at.is_some()
    }
}

/// Loads the events of a request, in order.
pub fn timeline(connection: &mut AnyConnection, request: RequestId) -> Result<Vec<RecordedEvent>> {
    RecordedEvent::of(connection, request.0)
}

/// Returns the column name under which a note is sealed: a note of one kind never opens as another.
fn column_of(kind: NoteKind) -> String {
    format!("request_notes.{kind}")
}

impl Tx<'_> {
    /// Assigns the request to a holder from an instant on, and ends the present assignment.
    pub fn assign(
        &mut self,
        request: RequestId,
        holding: Holding,
        cause: AssignmentCause,
        trace: RoutingTrace,
        since: Instant,
    ) -> Result<()> {
        let all = request_assignments::table.filter(request_assignments::request_id.eq(request));
        let present = all.filter(request_assignments::ended_at.is_null());
        let started: Option<StoredInstant> =
            present.select(request_assignments::started_at).first(self.connection).optional()?;
        // A coarse instant may lie before the present assignment began; nothing ends before that.
        let end = started.map_or(since, |started| since.max(started.0));
        let ended = diesel::update(present)
            .set(request_assignments::ended_at.eq(Some(StoredInstant(end))))
            .execute(self.connection)?;
        let sequence = if ended == 0 { 1 } else { self.assignments(request)? + 1 };
        self.insert_assignment(request, sequence, holding, cause, trace, since)
    }

    fn assignments(&mut self, request: RequestId) -> Result<i32> {
        let all = request_assignments::table.filter(request_assignments::request_id.eq(request));
        let last: Option<i32> = all
            .select(diesel::dsl::max(request_assignments::sequence))
            .get_result(self.connection)?;
        Ok(last.unwrap_or_default())
    }

    /// Inserts an assignment from an instant on, to the request's `sequence`-th holder from 1 on.
    pub fn insert_assignment(
        &mut self,
        request: RequestId,
        sequence: i32,
        holding: Holding,
        cause: AssignmentCause,
        trace: RoutingTrace,
        since: Instant,
    ) -> Result<()> {
        let row = AssignmentRow::new(request, sequence, holding, cause, StoredAs(trace), since);
        let insert = diesel::insert_into(request_assignments::table).values(&row);
        each!(&mut *self.connection, |native| insert.execute(native))?;
        Ok(())
    }

    /// Seals and stores a note under the request's key; it belongs to the event of that sequence.
    ///
    /// # Errors
    /// [`Code::Erased`] when the key was destroyed.
    pub fn insert_note(
        &mut self,
        request: RequestId,
        sequence: i32,
        kind: NoteKind,
        text: &str,
    ) -> Result<()> {
        let vault = self.vault();
        let key = key_of(self.connection, vault, request)?.ok_or(Code::Erased)?;
        diesel::insert_into(request_notes::table)
            .values((
                request_notes::request_id.eq(request),
                request_notes::sequence.eq(sequence),
                request_notes::kind.eq(kind),
                request_notes::body.eq(key.seal(&column_of(kind), request.0, text)?),
            ))
            .execute(self.connection)?;
        Ok(())
    }
}
