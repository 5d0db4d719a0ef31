//! Who the caller is.

use super::answer::Answer;
use super::language::Preferred;
use super::permission::{Permit, SignedIn};
use super::units::UnitView;
use crate::domain::atlas::Atlas;
use crate::domain::duty::Capacity;
use crate::domain::id::{AccountId, DutyId, MemberId};
use crate::domain::phone::Phone;
use crate::domain::role::Role;
use crate::domain::unit::Unit;
use crate::error::{Language, Result};
use crate::service::login::{Authentication, Me, MyMember, me};
use crate::store::Db;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// An account and the member who signs in with it.
#[derive(Serialize, ToSchema)]
pub struct MeView {
    /// Identifier of the account.
    #[schema(value_type = Uuid)]
    pub account: AccountId,
    /// Login name; for staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login_name: Option<String>,
    /// Masked phone number; for residents.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "138****1234")]
    pub phone: Option<String>,
    /// True when signing in asks for a code of an authenticator app.
    pub totp: bool,
    /// True when the account was created for the demo.
    pub demo: bool,
    /// Present roles.
    pub roles: Vec<Role>,
    /// The member; missing for residents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<MyMemberView>,
}

/// The member who signs in with an account.
#[derive(Serialize, ToSchema)]
pub struct MyMemberView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: MemberId,
    /// Code (工号).
    pub code: String,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Present duties.
    pub duties: Vec<MyDutyView>,
    /// Present appointments.
    pub appointments: Vec<MyAppointmentView>,
}

/// A duty of the caller.
#[derive(Serialize, ToSchema)]
pub struct MyDutyView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: DutyId,
    /// Unit.
    pub unit: UnitView,
    /// Capacity.
    pub capacity: Capacity,
    /// End, when one is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

/// An appointment of the caller.
#[derive(Serialize, ToSchema)]
pub struct MyAppointmentView {
    /// Role.
    pub role: Role,
    /// Grid.
    pub grid: UnitView,
    /// End, when one is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

impl MeView {
    fn new(atlas: &Atlas, me: Me, language: Language) -> Self {
        Self {
            account: me.account,
            login_name: me.login_name,
            phone: me.phone.as_ref().map(Phone::masked),
            totp: me.totp,
            demo: me.demo,
            roles: me.roles.iter().collect(),
            member: me.member.map(|member| MyMemberView::new(atlas, member, language)),
        }
    }
}

impl MyMemberView {
    fn new(atlas: &Atlas, member: MyMember, language: Language) -> Self {
        let duties = member.duties.iter().map(|duty| MyDutyView {
            id: duty.id,
            unit: UnitView::of(atlas, duty.unit, language),
            capacity: duty.capacity,
            until: duty.period.to,
        });
        let appointments = member.appointments.iter().map(|held| MyAppointmentView {
            role: held.role,
            grid: UnitView::of(atlas, Unit::Grid(held.grid), language),
            until: held.period.to,
        });
        Self {
            id: member.id,
            code: member.code,
            name: member.name,
            duties: duties.collect(),
            appointments: appointments.collect(),
        }
    }
}

/// Reads who the caller is.
///
/// Gives the account with its roles, and the member with their duties and appointments.
#[utoipa::path(get, path = "/api/v1/me")]
pub async fn read_me(
    permit: Permit<SignedIn>,
    authentication: Data<Authentication>,
    db: Data<Db>,
    language: Preferred,
) -> Result<Answer<MeView>> {
    let me = me(&authentication, &permit.bearer.scope).await?;
    Ok(Answer(MeView::new(&db.atlas(), me, language.0)))
}
