//! Who the caller is.

use super::answer::Answer;
use super::language::Preferred;
use super::permission::{Permit, SignedIn};
use super::requests::{UnitView, unit_view};
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

/// A login, and who is behind it.
#[derive(Serialize, ToSchema)]
pub struct MeView {
    /// The login.
    #[schema(value_type = Uuid)]
    pub account: AccountId,
    /// What staff sign in with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login_name: Option<String>,
    /// What residents sign in with, its middle hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "138****1234")]
    pub phone: Option<String>,
    /// Whether an authenticator app is asked for.
    pub totp: bool,
    /// Whether the account was made for the demo.
    pub demo: bool,
    /// Every role of this moment.
    pub roles: Vec<Role>,
    /// The member behind the login; missing for residents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<MyMemberView>,
}

/// The member behind a login.
#[derive(Serialize, ToSchema)]
pub struct MyMemberView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: MemberId,
    /// The code people use (工号).
    pub code: String,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The duties of this moment.
    pub duties: Vec<MyDutyView>,
    /// The appointed roles of this moment.
    pub appointments: Vec<MyAppointmentView>,
}

/// A duty of the caller.
#[derive(Serialize, ToSchema)]
pub struct MyDutyView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: DutyId,
    /// Where.
    pub unit: UnitView,
    /// As what.
    pub capacity: Capacity,
    /// Until when, when an end is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

/// An appointed role of the caller.
#[derive(Serialize, ToSchema)]
pub struct MyAppointmentView {
    /// As what.
    pub role: Role,
    /// Over what.
    pub grid: UnitView,
    /// Until when, when an end is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

/// Who the caller is: login, roles, duties.
#[utoipa::path(get, path = "/api/v1/me", responses((status = 200, body = MeView)))]
pub async fn read_me(
    permit: Permit<SignedIn>,
    authentication: Data<Authentication>,
    db: Data<Db>,
    language: Preferred,
) -> Result<Answer<MeView>> {
    let me = me(&authentication, &permit.bearer.scope).await?;
    Ok(Answer::ok(view(&db.atlas(), me, language.0)))
}

fn view(atlas: &Atlas, me: Me, language: Language) -> MeView {
    MeView {
        account: me.account,
        login_name: me.login_name,
        phone: me.phone.as_ref().map(Phone::masked),
        totp: me.totp,
        demo: me.demo,
        roles: me.roles.iter().collect(),
        member: me.member.map(|member| member_view(atlas, member, language)),
    }
}

fn member_view(atlas: &Atlas, member: MyMember, language: Language) -> MyMemberView {
    let duties = member.duties.iter().map(|duty| MyDutyView {
        id: duty.id,
        unit: unit_view(atlas, duty.unit, language),
        capacity: duty.capacity,
        until: duty.period.to,
    });
    let appointments = member.appointments.iter().map(|held| MyAppointmentView {
        role: held.role,
        grid: unit_view(atlas, Unit::Grid(held.grid), language),
        until: held.period.to,
    });
    MyMemberView {
        id: member.id,
        code: member.code,
        name: member.name,
        duties: duties.collect(),
        appointments: appointments.collect(),
    }
}
