//! The glossary's enums as TEXT columns, written as in JSON.

use crate::domain::access::AccessPurpose;
use crate::domain::building_circle::{ExchangeKind, ExchangeState, TopicOutcome, TopicState};
use crate::domain::duty::{AbsenceKind, Capacity};
use crate::domain::file_import::{ImportKind, ImportState};
use crate::domain::organization::OrganizationKind;
use crate::domain::pioneer_post::ZoneKind;
use crate::domain::reassignment::{ReassignmentOrigin, ReassignmentReason, ReassignmentState};
use crate::domain::registration::{RegistrationEnd, RegistrationState};
use crate::domain::request::{
    AssignmentCause, Channel, ClosingWay, ContactOutcome, KindBy, NoteKind, OfferKind,
    RedirectReason, RequestKind, RequestState, ResolutionOutcome, ReturnReason, ReviewDecision,
    TaskAssigneeKind, TaskState, Urgency,
};
use crate::domain::role::Role;
use crate::domain::routing::PlacedBy;
use crate::domain::routing_rule::{PartakerKind, PartakerRole};
use crate::domain::second_identity::{IdentityDecline, IdentityEnd, IdentityState};
use crate::domain::unit::{GridKind, Setting, UnitKind};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;

macro_rules! stored_as_text {
    ($($name:ident)+) => {$(
        impl<DB: Backend> ToSql<Text, DB> for $name
        where
            str: ToSql<Text, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                self.as_str().to_sql(out)
            }
        }
        impl<DB: Backend> FromSql<Text, DB> for $name
        where
            String: FromSql<Text, DB>,
        {
            fn from_sql(raw: DB::RawValue<'_>) -> deserialize::Result<Self> {
                Ok(String::from_sql(raw)?.parse()?)
            }
        }
        const _: () = {
            #[derive(AsExpression, FromSqlRow)]
            #[diesel(foreign_derive, sql_type = Text)]
            #[expect(dead_code, reason = "only its derives are wanted, for its field")]
            struct TextProxy($name);
        };
    )+};
}

stored_as_text!(AbsenceKind AccessPurpose AssignmentCause Capacity Channel ClosingWay ContactOutcome ExchangeKind ExchangeState GridKind IdentityDecline IdentityEnd IdentityState ImportKind ImportState KindBy NoteKind OfferKind OrganizationKind PartakerKind PartakerRole PlacedBy ReassignmentOrigin ReassignmentReason ReassignmentState RedirectReason RegistrationEnd RegistrationState RequestKind RequestState ResolutionOutcome ReturnReason ReviewDecision Role Setting TaskAssigneeKind TaskState TopicOutcome TopicState UnitKind Urgency ZoneKind);
