//! Persons, and units with whoever serves there, who must neither handle nor see a request.

use crate::domain::id::{MemberId, OrganizationId, RequestId};
use crate::domain::registration::RegistrationState;
use crate::domain::routing::Excluded;
use crate::domain::unit::{Unit, UnitKind};
use crate::error::Result;
use crate::store::column::AggregateKey;
use crate::store::connection::{AnyConnection, STATEMENT_KEYS, each, insert_rows};
use crate::store::schema::{
    registrations, request_conflict_organizations as organizations,
    request_conflict_units as units, request_conflicts as members, requests,
};
use crate::store::tx::Tx;
use diesel::prelude::*;
use std::collections::HashMap;

/// States in which somebody is registered, or asks to be.
const LIVE: [RegistrationState; 2] = [RegistrationState::Pending, RegistrationState::Accepted];

/// Member who reads, and the units where they serve now.
#[derive(Debug, Clone)]
pub struct ServingReader {
    /// The member.
    pub member: MemberId,
    /// Units to whose chains they belong.
    pub units: Vec<Unit>,
    /// Organisations that they act for, as liaisons or in an office.
    pub organizations: Vec<OrganizationId>,
    /// True if their figures count confidential requests: those of the desk.
    pub counts_confidential: bool,
}

impl ServingReader {
    /// Returns the identifiers of the units.
    pub(super) fn keys(&self) -> Vec<AggregateKey> {
        self.units.iter().map(|unit| AggregateKey(unit.id())).collect()
    }
}

/// Loads who is excluded from a request.
pub fn excluded_people(connection: &mut AnyConnection, request: RequestId) -> Result<Excluded> {
    Ok(excluded_people_of(connection, &[request])?.remove(&request).unwrap_or_default())
}

/// Loads who is excluded from some requests; those without exclusions are left out.
pub fn excluded_people_of(
    connection: &mut AnyConnection,
    requests: &[RequestId],
) -> Result<HashMap<RequestId, Excluded>> {
    let mut found: HashMap<RequestId, Excluded> = HashMap::new();
    for ids in requests.chunks(STATEMENT_KEYS) {
        let persons: Vec<(RequestId, MemberId)> = each!(&mut *connection, |native| members::table
            .filter(members::request_id.eq_any(ids))
            .select((members::request_id, members::member_id))
            .load(native))?;
        for (request, member) in persons {
            found.entry(request).or_default().members.push(member);
        }
        let chains: Vec<(RequestId, UnitKind, AggregateKey)> =
            each!(&mut *connection, |native| units::table
                .filter(units::request_id.eq_any(ids))
                .select((units::request_id, units::unit_kind, units::unit_id))
                .load(native))?;
        for (request, kind, unit) in chains {
            found.entry(request).or_default().units.push(Unit::new(kind, unit.0));
        }
        let about: Vec<(RequestId, OrganizationId)> = each!(&mut *connection, |native| {
            organizations::table
                .filter(organizations::request_id.eq_any(ids))
                .select((organizations::request_id, organizations::organization_id))
                .load(native)
        })?;
        for (request, organization) in about {
            found.entry(request).or_default().organizations.push(organization);
        }
    }
    Ok(found)
}

/// Predicate on the enclosing query's request: a reader is excluded from it. Its holder is not: at
/// the root somebody must hold it.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn is_kept_from(
    reader: MemberId,
    serves: Vec<AggregateKey>,
    acts_for: Vec<OrganizationId>,
) -> _ {
    let reader: MemberId = reader;
    let serves: Vec<AggregateKey> = serves;
    let acts_for: Vec<OrganizationId> = acts_for;
    let live: Vec<RegistrationState> = LIVE.to_vec();
    // A reader is excluded from few requests; a check per request would visit all open ones.
    let own = members::table.filter(members::member_id.eq(reader)).select(members::request_id);
    let chains = units::table.filter(units::unit_id.eq_any(serves)).select(units::request_id);
    let homes = registrations::table
        .filter(registrations::member_id.eq(reader).assume_not_null())
        .filter(registrations::state.eq_any(live))
        .select(registrations::home_organization_id.assume_not_null());
    let about_theirs = organizations::table
        .filter(
            organizations::organization_id
                .eq_any(acts_for)
                .or(organizations::organization_id.eq_any(homes)),
        )
        .select(organizations::request_id);
    requests::holder_id.ne(reader).and(
        requests::id
            .eq_any(own)
            .or(requests::id.eq_any(chains))
            .or(requests::id.eq_any(about_theirs)),
    )
}

/// Predicate on the enclosing query's request: somebody is excluded from it.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn is_kept_from_somebody() -> _ {
    let persons = members::table.select(members::request_id);
    let chains = units::table.select(units::request_id);
    let about = organizations::table.select(organizations::request_id);
    requests::id.eq_any(persons).or(requests::id.eq_any(chains)).or(requests::id.eq_any(about))
}

impl Tx<'_> {
    /// Excludes persons and units from a request, besides those already excluded.
    pub fn exclude_from(&mut self, request: RequestId, excluded_people: &Excluded) -> Result<()> {
        self.exclude_from_each(&[(request, excluded_people)])
    }

    /// Excludes persons and units from several requests, besides those already excluded.
    pub fn exclude_from_each(&mut self, excluded_people: &[(RequestId, &Excluded)]) -> Result<()> {
        let mut persons = Vec::new();
        let mut chains = Vec::new();
        let mut about = Vec::new();
        for &(request, excluded_people) in excluded_people {
            persons.extend(
                excluded_people.members.iter().map(|&member| {
                    (members::request_id.eq(request), members::member_id.eq(member))
                }),
            );
            about.extend(excluded_people.organizations.iter().map(|&organization| {
                (
                    organizations::request_id.eq(request),
                    organizations::organization_id.eq(organization),
                )
            }));
            chains.extend(excluded_people.units.iter().map(|unit| {
                (
                    units::request_id.eq(request),
                    units::unit_kind.eq(unit.kind()),
                    units::unit_id.eq(AggregateKey(unit.id())),
                )
            }));
        }
        insert_rows!(&mut *self.connection, organizations::table, about, on_conflict_do_nothing);
        insert_rows!(&mut *self.connection, members::table, persons, on_conflict_do_nothing);
        insert_rows!(&mut *self.connection, units::table, chains, on_conflict_do_nothing);
        Ok(())
    }
}
