//! Arguments that handlers of a change of one resource with a version share.

use super::body::Body;
use super::handler::{Argument, Needs};
use super::idempotency::IdempotencyKey;
use super::parameters::{Path, Variable};
use super::version::IfMatch;
use crate::error::{Code, Error, Result};
use crate::store::idempotency::IdempotentCall;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};
use utoipa::ToSchema;
use validator::Validate;

/// A body that may name the version that its change is based on.
pub trait Versioned {
    /// Returns the version, if the body names one.
    fn version(&self) -> Option<i64>;
}

/// Implements [`Versioned`] for bodies with a field `version`.
macro_rules! versioned {
    ($($body:ty),+ $(,)?) => {$(
        impl $crate::web::change::Versioned for $body {
            fn version(&self) -> Option<i64> {
                self.version
            }
        }
    )+};
}
pub(super) use versioned;

/// Version that a change is based on, unless `If-Match` names it.
#[derive(Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VersionBody {
    /// Row version that was read.
    #[validate(range(min = 1))]
    #[schema(minimum = 1)]
    pub version: Option<i64>,
}

versioned!(VersionBody);

/// A change of the resource in the path.
///
/// Its errors: those of [`IdempotencyKey`], [`Path`], [`Body`] and [`IfMatch::required`].
#[derive(Debug)]
pub struct VersionedChange<Id, B> {
    /// Key of the call.
    pub key: IdempotentCall,
    /// Identifier of the resource.
    pub id: Id,
    /// Version that the caller saw.
    pub version: i64,
    /// Body of the change.
    pub body: B,
}

impl<Id, B> Argument for VersionedChange<Id, B>
where
    Id: Variable + DeserializeOwned,
    B: DeserializeOwned + Validate + Versioned + ToSchema + 'static,
{
    fn declare(needs: &mut Needs) {
        IdempotencyKey::declare(needs);
        IfMatch::declare(needs);
        Path::<Id>::declare(needs);
        Body::<B>::declare(needs);
        needs.codes.push(Code::VersionRequired);
    }
}

impl<Id, B> FromRequest for VersionedChange<Id, B>
where
    Id: DeserializeOwned,
    B: DeserializeOwned + Validate + Versioned,
{
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(read(request, payload))
    }
}

fn read<Id, B>(request: &HttpRequest, payload: &mut Payload) -> Result<VersionedChange<Id, B>>
where
    Id: DeserializeOwned,
    B: DeserializeOwned + Validate + Versioned,
{
    let IdempotencyKey(key) = IdempotencyKey::from_request(request, payload).into_inner()?;
    let seen = IfMatch::from_request(request, payload).into_inner()?;
    let Path(id) = Path::from_request(request, payload).into_inner()?;
    let Body(body) = Body::<B>::from_request(request, payload).into_inner()?;
    let version = seen.required(body.version())?;
    Ok(VersionedChange { key, id, version, body })
}
