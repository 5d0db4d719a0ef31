//! One operation: what its handler says in words, completed by what its types and the route table
//! know.

use super::components::{BEARER, name};
use super::header::AnswerHeader;
use super::schemas::Schemas;
use super::tags;
use crate::domain::role::Role;
use crate::error::Code;
use crate::web::permission::Requirement;
use crate::web::route::{Endpoint, RateClass};
use actix_web::http::{Method, StatusCode};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{Operation, Parameter};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{Ref, RefOr, Response};

/// What a handler's documentation calls the list of its codes, as every `# Errors` does.
const ERRORS: &str = "# Errors";

/// What every call may meet, whatever is asked.
const OF_ANY: [Code; 7] = [
    Code::MalformedRequest,
    Code::MalformedUrl,
    Code::UnknownParameter,
    Code::RepeatedParameter,
    Code::ControlCharacter,
    Code::Internal,
    Code::Unavailable,
];

/// What a token that is sent along may be refused for, also where none is needed.
const TOKENS: [Code; 10] = [
    Code::TokenMalformed,
    Code::TokenUnknownKey,
    Code::TokenSignature,
    Code::TokenIssuer,
    Code::TokenAudience,
    Code::TokenExpired,
    Code::TokenNotYetGood,
    Code::TokenLifetime,
    Code::SessionEnded,
    Code::AccountDisabled,
];

/// What any POST may meet: also one whose handler reads no body refuses what it says.
const POSTED: [Code; 13] = [
    Code::BodyTooLarge,
    Code::BodyTooSlow,
    Code::BodyIncomplete,
    Code::TooManyBodies,
    Code::BodiesAtCapacity,
    Code::UnsupportedMediaType,
    Code::ContentEncodingUnsupported,
    Code::BodyNotUtf8,
    Code::InvalidJson,
    Code::InvalidValue,
    Code::UnknownField,
    Code::DuplicateField,
    Code::WrongType,
];

/// Adds arguments, answers, and who may call.
pub(super) fn complete(operation: &mut Operation, endpoint: &Endpoint, schemas: &mut Schemas) {
    let (description, stated) = split(&operation.description.take().unwrap_or_default());
    operation.description =
        if description.is_empty() { operation.summary.clone() } else { Some(description) };
    operation.parameters = Some(parameters(endpoint, schemas).into_iter().map(RefOr::T).collect());
    operation.request_body =
        endpoint.needs.documented_body.map(|documented| documented(schemas).into());
    let module = operation.tags.take().unwrap_or_default().pop().unwrap_or_default();
    operation.tags = tags::part_of(&module).map(|part| vec![part.to_owned()]);
    let codes = codes(endpoint, stated);
    operation.responses.responses = answers(endpoint, schemas);
    for status in codes.iter().filter_map(|code| StatusCode::from_u16(code.status()).ok()) {
        let reference = RefOr::Ref(Ref::from_response_name(name(status)));
        operation.responses.responses.entry(status.as_str().to_owned()).or_insert(reference);
    }
    admit(operation, endpoint, &codes);
}

/// Variable of the path, then headers and query.
fn parameters(endpoint: &Endpoint, schemas: &mut Schemas) -> Vec<Parameter> {
    let name = endpoint.path.split(['{', '}']).nth(1);
    let variable = endpoint.needs.variable.zip(name).map(|(variable, name)| variable(name));
    let others = endpoint.needs.documented.iter().flat_map(|documented| documented(schemas));
    variable.into_iter().chain(others).collect()
}

/// What is answered when all goes well.
fn answers(endpoint: &Endpoint, schemas: &mut Schemas) -> BTreeMap<String, RefOr<Response>> {
    let documented = endpoint.answer.map(|answer| answer(schemas)).unwrap_or_default();
    documented
        .into_iter()
        .map(|(status, mut response)| {
            let id = AnswerHeader::RequestId;
            response.headers.insert(id.name().to_owned(), id.described().into());
            (status.as_str().to_owned(), RefOr::T(response))
        })
        .collect()
}

/// Who may call, and what may be wrong.
fn admit(operation: &mut Operation, endpoint: &Endpoint, codes: &BTreeSet<Code>) {
    let signed_in = SecurityRequirement::new::<_, [&str; 0], &str>(BEARER, []);
    let mut roles: Option<Vec<&str>> = None;
    operation.security = Some(match endpoint.requirement {
        Requirement::Anyone => vec![SecurityRequirement::default(), signed_in],
        Requirement::Roles(required) => {
            roles = Some(required.iter().map(Role::as_str).collect());
            vec![signed_in]
        }
    });
    let mut by_status: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for code in codes {
        by_status.entry(code.status().to_string()).or_default().insert(code.as_str());
    }
    operation.extensions.get_or_insert_default().merge(Extensions::from_iter([
        ("x-permission", json!(endpoint.permission)),
        ("x-roles", json!(roles)),
        ("x-codes", json!(by_status)),
    ]));
}

/// The text of a handler's documentation, and the codes it lists as its errors.
fn split(documentation: &str) -> (String, Vec<Code>) {
    let (text, errors) = documentation.split_once(ERRORS).unwrap_or((documentation, ""));
    let named = errors.split('`').skip(1).step_by(2);
    (
        text.trim().to_owned(),
        named
            .filter_map(|name| Code::ALL.iter().copied().find(|code| code.as_str() == name))
            .collect(),
    )
}

/// What may be wrong with a call.
fn codes(endpoint: &Endpoint, stated: Vec<Code>) -> BTreeSet<Code> {
    let needs = &endpoint.needs;
    let mut codes = BTreeSet::from(OF_ANY);
    codes.extend(stated);
    codes.extend(&needs.codes);
    codes.extend(TOKENS);
    if endpoint.requirement != Requirement::Anyone {
        codes.extend([Code::SignInRequired, Code::RoleRequired]);
    }
    if endpoint.rate != RateClass::Unlimited {
        codes.insert(Code::TooManyRequests);
    }
    if endpoint.method == Method::POST {
        codes.extend(POSTED);
        if !needs.version {
            codes.insert(Code::VersionNotTaken);
        }
    }
    if needs.key {
        // Of two callers who write the same at once, one meets the row of the other.
        codes.insert(Code::AlreadyExists);
    }
    codes
}
