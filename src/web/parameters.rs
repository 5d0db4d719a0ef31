//! Parameters in the URL: variables of the path, and the query.

mod fields;
mod percent;
mod variable;

pub(super) use percent::check;
pub use variable::Variable;

use super::body::{BodyFault, invalid, pointer};
use super::handler::{Admission, Argument, Needs};
use super::openapi::Schemas;
use crate::domain::characters::{check_line, check_said};
use crate::error::{Code, Problem, Result};
use actix_web::dev::{Path as Matched, Payload, Url};
use actix_web::{FromRequest, HttpRequest};
use fields::QueryFields;
use serde::de::{self, DeserializeOwned};
use std::collections::HashSet;
use std::future::{Ready, ready};
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};
use validator::Validate;

/// Variable of the path.
///
/// Its error: [`Code::InvalidParameter`].
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Variable> Argument for Path<T> {
    fn declare(needs: &mut Needs) {
        needs.variable = Some(T::document);
        needs.codes.push(Code::InvalidParameter);
    }
}

impl<T: DeserializeOwned> FromRequest for Path<T> {
    type Error = crate::error::Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let decoded: Vec<(&str, String)> = request
            .match_info()
            .iter()
            .map(|(name, value)| (name, percent::decoded(value, false)))
            .collect();
        let variables: Vec<_> =
            decoded.iter().map(|(name, value)| (*name, value.as_str())).collect();
        ready(deserialize(&variables).map(Self).map_err(Into::into))
    }
}

/// Query parameters that no other argument of the handler takes.
///
/// Its errors: [`Code::MissingParameter`], [`Code::UnknownParameter`], [`Code::InvalidParameter`],
/// [`Code::Required`] for a blank one, and those of `T: Validate`.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + Validate + IntoParams + 'static> Argument for Query<T> {
    fn declare(needs: &mut Needs) {
        needs.query = true;
        needs.documented.push(documented::<T>);
        needs.codes.extend([Code::MissingParameter, Code::InvalidParameter, Code::Required]);
    }
}

impl<T: DeserializeOwned + Validate> FromRequest for Query<T> {
    type Error = crate::error::Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Admission::with(request, |admission| {
            let taken = &admission.endpoint.needs.parameters;
            let parameters =
                admission.query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let parameters: Vec<_> = parameters.filter(|(name, _)| !taken.contains(name)).collect();
            let value: T = deserialize(&parameters)?;
            parameters.iter().try_for_each(|(name, value)| {
                check_said(value).map_err(|problem| problem.at(*name))
            })?;
            value.validate().map_err(|errors| {
                invalid(&errors)
                    .into_iter()
                    .map(|problem| Problem {
                        pointer: problem.pointer.trim_start_matches('/').to_owned(),
                        ..problem
                    })
                    .collect::<Vec<_>>()
            })?;
            Ok(Self(value))
        }))
    }
}

fn documented<T: IntoParams>(_: &mut Schemas) -> Vec<Parameter> {
    T::into_params(|| Some(ParameterIn::Query))
}

/// Splits and decodes the query into names and values.
pub(super) fn pairs(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|text| !text.is_empty())
        .map(|text| {
            let (name, value) = text.split_once('=').unwrap_or((text, ""));
            (percent::decoded(name, true), percent::decoded(value, true))
        })
        .collect()
}

/// Checks the variables of the path and the query for characters that no name may contain.
///
/// # Errors
/// Those of [`check_line`], at the first wrong one.
pub(super) fn refuse_unseen(variables: &Matched<Url>, pairs: &[(String, String)]) -> Result<()> {
    for (name, value) in variables.iter() {
        check_line(&percent::decoded(value, false)).map_err(|problem| problem.at(name))?;
    }
    for (name, value) in pairs {
        check_line(name)?;
        check_line(value).map_err(|problem| problem.at(name))?;
    }
    Ok(())
}

/// Checks that no parameter is given twice.
///
/// # Errors
/// [`Code::RepeatedParameter`]
pub(super) fn refuse_repeated(pairs: &[(String, String)]) -> Result<()> {
    // A set: anybody may send thousands of them.
    let mut known = HashSet::new();
    match pairs.iter().find(|(name, _)| !known.insert(name)) {
        Some((name, _)) => {
            Err(Problem::new(Code::RepeatedParameter).at(name).with("name", name.as_str()).into())
        }
        None => Ok(()),
    }
}

/// Reads named texts into a typed struct.
///
/// # Errors
/// [`Code::MissingParameter`], [`Code::UnknownParameter`], [`Code::InvalidParameter`].
pub(super) fn deserialize<T: DeserializeOwned>(parameters: &[(&str, &str)]) -> Result<T, Problem> {
    // Tracking the path costs more than reading; it is done only when something is wrong.
    T::deserialize(QueryFields(parameters)).or_else(|_| {
        serde_path_to_error::deserialize(QueryFields(parameters))
            .map_err(|error| blamed(&error, parameters))
    })
}

/// Returns the problem, with the name of the parameter.
fn blamed(
    error: &serde_path_to_error::Error<de::value::Error>,
    parameters: &[(&str, &str)],
) -> Problem {
    let place = pointer(error.path());
    let name = place.split('/').nth(1).or_else(|| parameters.first().map(|&(name, _)| name));
    BodyFault::read(&error.inner().to_string()).in_parameter(name.unwrap_or_default())
}
