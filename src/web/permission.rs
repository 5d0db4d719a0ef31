//! Permissions of callers. A permission is a type; a handler names the one it needs by taking a
//! [`Permit`] of it.

use super::caller::Caller;
use super::handler::Admission;
use crate::domain::role::{ADMINISTRATORS, Role, RoleSet};
use crate::error::{Code, Problem, Result};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use std::future::{Ready, ready};

/// Requirement on a caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requirement {
    /// Anybody, signed in or not.
    Anyone,
    /// Signed in with one of these roles.
    Roles(RoleSet),
}

impl Requirement {
    /// Checks that a caller meets it.
    ///
    /// # Errors
    /// [`Code::SignInRequired`] when nobody has signed in, [`Code::RoleRequired`].
    pub fn check(self, caller: Option<&Caller>) -> Result<()> {
        match (self, caller) {
            (Self::Anyone, _) => Ok(()),
            (Self::Roles(_), None) => Err(Code::SignInRequired.into()),
            (Self::Roles(roles), Some(caller)) if caller.scope.has(roles) => Ok(()),
            (Self::Roles(roles), Some(_)) => {
                let roles: Vec<Role> = roles.iter().collect();
                Err(Problem::new(Code::RoleRequired).with("roles", roles).into())
            }
        }
    }
}

/// A permission: its name, its requirement, and the data about the caller in its permit.
pub trait Permission: 'static {
    /// Data for the handler: nothing, perhaps a caller, or a caller.
    type Bearer: Bearer;
    /// Name in the documentation and in the table of routes and roles.
    const NAME: &'static str;
    /// Requirement on the caller.
    const REQUIREMENT: Requirement;
}

/// Data about the caller in a permit.
pub trait Bearer: Sized + 'static {
    /// Extracts it from the caller; none if a caller is needed and there is none.
    fn of(caller: Option<&Caller>) -> Option<Self>;
}

impl Bearer for () {
    fn of(_: Option<&Caller>) -> Option<Self> {
        Some(())
    }
}

impl Bearer for Option<Caller> {
    fn of(caller: Option<&Caller>) -> Option<Self> {
        Some(caller.cloned())
    }
}

impl Bearer for Caller {
    fn of(caller: Option<&Caller>) -> Option<Self> {
        caller.cloned()
    }
}

/// Proof that the caller has a permission: first argument of every handler.
#[derive(Debug)]
pub struct Permit<P: Permission> {
    /// Data about the caller.
    pub bearer: P::Bearer,
}

impl<P: Permission> FromRequest for Permit<P> {
    type Error = crate::error::Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Admission::with(request, |admission| {
            P::REQUIREMENT.check(admission.caller.as_ref())?;
            let bearer = P::Bearer::of(admission.caller.as_ref()).ok_or(Code::SignInRequired)?;
            Ok(Self { bearer })
        }))
    }
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident $text:literal => $bearer:ty, $requirement:expr;)+) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub enum $name {}

            impl Permission for $name {
                type Bearer = $bearer;
                const NAME: &'static str = $text;
                const REQUIREMENT: Requirement = $requirement;
            }
        )+
    };
}

const EVERYBODY: RoleSet = RoleSet::of(Role::ALL);
/// Roles that handle requests.
const HANDLERS: RoleSet = RoleSet::of(&[
    Role::Member,
    Role::BuildingGroupLeader,
    Role::GridLeader,
    Role::NeighbourhoodSecretary,
]);
/// Roles that work with requests: that handle, receive or supervise them.
const STAFF: RoleSet = HANDLERS.union(RoleSet::of(&[Role::TownDesk, Role::Supervisor]));

/// Roles that report back to the platform above.
const REPORTERS: RoleSet = RoleSet::of(&[Role::TownDesk, Role::Supervisor, Role::Integrator]);

/// Roles that may import a file of some kind.
const IMPORTERS: RoleSet = RoleSet::of(&[
    Role::NeighbourhoodSecretary,
    Role::Supervisor,
    Role::TownDesk,
    Role::Integrator,
]);

/// Roles that manage the people of their grids.
const KEEPERS: RoleSet = RoleSet::of(&[Role::NeighbourhoodSecretary, Role::Supervisor]);

permissions! {
    /// Everybody, independent of the caller.
    Public "public" => (), Requirement::Anyone;
    /// Everybody; those who have signed in see more.
    OptionalLogin "optional_login" => Option<Caller>, Requirement::Anyone;
    /// Everybody who has signed in.
    SignedIn "signed_in" => Caller, Requirement::Roles(EVERYBODY);
    /// Those who hold duties.
    Handling "handling" => Caller, Requirement::Roles(HANDLERS);
    /// Those who are given tasks, and those who give them.
    Tasked "tasked" => Caller, Requirement::Roles(STAFF.union(RoleSet::of(&[Role::Liaison])));
    /// Those who work with requests; their scope decides which ones.
    Staff "staff" => Caller, Requirement::Roles(STAFF);
    /// The desk, which takes in requests and talks to their reporters.
    Reception "reception" => Caller, Requirement::Roles(RoleSet::of(&[Role::TownDesk]));
    /// Those who report the results of tickets to the platform above.
    Reporting "reporting" => Caller, Requirement::Roles(REPORTERS);
    /// Those who may see the people who serve; their scope decides which ones.
    People "people" => Caller, Requirement::Roles(STAFF.union(ADMINISTRATORS));
    /// Those who draw grids.
    Drawing "drawing" => Caller, Requirement::Roles(RoleSet::of(&[Role::Supervisor]));
    /// Those who redraw and reassign responsibility.
    Reassigning "reassigning" => Caller, Requirement::Roles(RoleSet::of(&[Role::Supervisor]));
    /// Those who set routing rules.
    Ruling "ruling" => Caller, Requirement::Roles(RoleSet::of(&[Role::Supervisor]));
    /// Those who add members, and assign and end duties.
    Staffing "staffing" => Caller, Requirement::Roles(KEEPERS);
    /// Those who send files to be imported; the kind of file decides which ones.
    Importing "importing" => Caller, Requirement::Roles(IMPORTERS);
    /// Those who compare the figures of grids below theirs.
    Comparing "comparing" => Caller, Requirement::Roles(KEEPERS);
    /// Those who deactivate and reactivate members.
    Suspending "suspending" => Caller, Requirement::Roles(RoleSet::of(&[Role::Supervisor]));
    /// Those who give and revoke roles.
    Appointing "appointing" => Caller, Requirement::Roles(RoleSet::of(&[Role::SecurityAdministrator]));
    /// Administrators, who run the system and check permissions.
    Administration "administration" => Caller, Requirement::Roles(ADMINISTRATORS);
}
