//! Who may call what. A permission is a type; a handler says which one it needs by taking a
//! [`Permit`] of it.

use super::caller::Caller;
use super::handler::Admission;
use crate::domain::role::{ADMINISTRATORS, Role, RoleSet};
use crate::error::{Code, Problem, Result};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use std::future::{Ready, ready};

/// What a caller must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requirement {
    /// Nothing: it may be somebody who has not signed in.
    Anyone,
    /// Signed in with one of these roles.
    Roles(RoleSet),
}

impl Requirement {
    /// Whether a caller meets it.
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

/// A permission: what it is called, what it requires, and what its permit says about the caller.
pub trait Permission: 'static {
    /// What the handler learns: nothing, perhaps a caller, or a caller.
    type Bearer: Bearer;
    /// Its name in the documentation and in the table of routes and roles.
    const NAME: &'static str;
    /// What it requires of the caller.
    const REQUIREMENT: Requirement;
}

/// What a permit says about who calls.
pub trait Bearer: Sized + 'static {
    /// Takes it from the caller; none when a caller is needed and there is none.
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

/// Proof that the caller has a permission: the first argument of every handler.
#[derive(Debug)]
pub struct Permit<P: Permission> {
    /// Who calls, as far as the permission tells.
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
/// Those who handle requests.
const HANDLERS: RoleSet = RoleSet::of(&[
    Role::Member,
    Role::BuildingGroupLeader,
    Role::GridLeader,
    Role::NeighbourhoodSecretary,
]);
/// Those who work with requests: who handles them, receives them or watches over them.
const STAFF: RoleSet = HANDLERS.union(RoleSet::of(&[Role::TownDesk, Role::Supervisor]));

/// Those who tell the platform above.
const REPORTERS: RoleSet = RoleSet::of(&[Role::TownDesk, Role::Supervisor, Role::Integrator]);

/// Those who care for the people of their grids.
const KEEPERS: RoleSet = RoleSet::of(&[Role::NeighbourhoodSecretary, Role::Supervisor]);

permissions! {
    /// For everybody; who calls makes no difference.
    Public "public" => (), Requirement::Anyone;
    /// For everybody; those who have signed in see more.
    OptionalLogin "optional_login" => Option<Caller>, Requirement::Anyone;
    /// For everybody who has signed in.
    SignedIn "signed_in" => Caller, Requirement::Roles(EVERYBODY);
    /// For those who hold duties.
    Handling "handling" => Caller, Requirement::Roles(HANDLERS);
    /// For those who work with requests; which ones, their scope says.
    Staff "staff" => Caller, Requirement::Roles(STAFF);
    /// For those who take requests and speak with those who sent them.
    Reception "reception" => Caller, Requirement::Roles(RoleSet::of(&[Role::TownDesk]));
    /// For those who tell the platform above what became of its tickets.
    Reporting "reporting" => Caller, Requirement::Roles(REPORTERS);
    /// For those who may know the people who serve; which ones, their scope says.
    People "people" => Caller, Requirement::Roles(STAFF.union(ADMINISTRATORS));
    /// For those who draw grids.
    Drawing "drawing" => Caller, Requirement::Roles(RoleSet::of(&[Role::Supervisor]));
    /// For those who redraw and reassign responsibility.
    Reassigning "reassigning" => Caller, Requirement::Roles(RoleSet::of(&[Role::Supervisor]));
    /// For those who say where requests go.
    Ruling "ruling" => Caller, Requirement::Roles(RoleSet::of(&[Role::Supervisor]));
    /// For those who take people in, and give and end duties.
    Staffing "staffing" => Caller, Requirement::Roles(KEEPERS);
    /// For those who compare what lies in the grids below theirs.
    Comparing "comparing" => Caller, Requirement::Roles(KEEPERS);
    /// For those who say that somebody may act, or no more.
    Suspending "suspending" => Caller, Requirement::Roles(RoleSet::of(&[Role::Supervisor]));
    /// For those who give roles and take them away.
    Appointing "appointing" => Caller, Requirement::Roles(RoleSet::of(&[Role::SecurityAdministrator]));
    /// For those who run the system, and check who may what.
    Administration "administration" => Caller, Requirement::Roles(ADMINISTRATORS);
}
