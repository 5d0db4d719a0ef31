//! Types of path variables.

use crate::domain::file_import::ImportKind;
use crate::domain::id::{
    AbsenceId, AddressId, AliasId, AllianceId, AppointmentId, BuildingCircleId, BuildingGroupId,
    CircleExchangeId, CircleTopicId, CommunityRoleId, DutyId, FileImportId, GridId, MemberId,
    OrganizationId, PioneerPostId, PostHoldingId, ReassignmentId, RegistrationId, RequestId,
    RoutingRuleId, SecondIdentityId, TaskId,
};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{KnownFormat, ObjectBuilder, Required, SchemaFormat, Type};

/// Type of a path variable.
pub trait Variable: 'static {
    /// Describes the variable for the documentation.
    fn document(name: &str) -> Parameter;
}

macro_rules! variables {
    ($($id:ident $description:literal),+ $(,)?) => {$(
        impl Variable for $id {
            fn document(name: &str) -> Parameter {
                let uuid = ObjectBuilder::new()
                    .schema_type(Type::String)
                    .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)));
                variable(name, $description, uuid)
            }
        }
    )+};
}

variables! {
    AbsenceId "The absence.",
    AddressId "The address.",
    AliasId "The alias.",
    AllianceId "The alliance.",
    AppointmentId "The appointment.",
    BuildingCircleId "The building circle.",
    BuildingGroupId "The building group.",
    CircleExchangeId "The offer or need.",
    CircleTopicId "The topic.",
    CommunityRoleId "The community role.",
    DutyId "The duty.",
    FileImportId "The import.",
    GridId "The grid.",
    MemberId "The member.",
    OrganizationId "The organisation.",
    PioneerPostId "The pioneer post.",
    PostHoldingId "The term at a pioneer post.",
    ReassignmentId "The change set.",
    RegistrationId "The registration.",
    RequestId "The request.",
    RoutingRuleId "The routing rule.",
    SecondIdentityId "The second identity.",
    TaskId "The task.",
}

/// Kind of a file.
impl Variable for ImportKind {
    fn document(name: &str) -> Parameter {
        let kinds: Vec<&str> = Self::ALL.iter().map(|kind| kind.as_str()).collect();
        let word = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(kinds));
        variable(name, "What the rows of the file are.", word)
    }
}

/// Name of a file of the documentation page.
impl Variable for String {
    fn document(name: &str) -> Parameter {
        variable(name, "The file.", ObjectBuilder::new().schema_type(Type::String))
    }
}

fn variable(name: &str, description: &str, schema: ObjectBuilder) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(description))
        .schema(Some(schema))
        .build()
}
