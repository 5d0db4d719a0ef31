//! Signature of handlers: a function whose first argument is a [`Permit`] and whose other arguments
//! are our own types, so that every failure of an argument is a problem document.

use super::caller::Caller;
use super::openapi::Schemas;
use super::permission::{Permission, Permit};
use super::route::Endpoint;
use crate::error::{Code, Error, Result};
use actix_web::web::{Bytes, Data};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use std::sync::Arc;
use utoipa::openapi::path::Parameter;
use utoipa::openapi::request_body::RequestBody;

/// Needs of a handler's arguments from a request.
#[derive(Debug, Clone, Default)]
pub struct Needs {
    /// True if the body is read; every other POST refuses one with fields.
    pub body: bool,
    /// True if `If-Match` is read; every other POST refuses it.
    pub version: bool,
    /// True if an `Idempotency-Key` is required.
    pub key: bool,
    /// Names of query parameters that single arguments take.
    pub parameters: Vec<&'static str>,
    /// True if one argument takes all other query parameters, and refuses unknown ones.
    pub query: bool,
    /// Variable of the path, as the documentation shows it.
    pub variable: Option<fn(&str) -> Parameter>,
    /// Headers and query parameters, as the documentation shows them.
    pub documented: Vec<DocumentedParameters>,
    /// Body, as the documentation shows it.
    pub documented_body: Option<fn(&mut Schemas) -> RequestBody>,
    /// Codes with which the arguments refuse a request.
    pub codes: Vec<Code>,
}

/// Parameters as the documentation shows them.
pub type DocumentedParameters = fn(&mut Schemas) -> Vec<Parameter>;

/// An argument of a handler after the permit.
pub trait Argument: FromRequest + 'static {
    /// Adds its needs.
    fn declare(_needs: &mut Needs) {}
}

impl<T: ?Sized + 'static> Argument for Data<T> {}

/// All arguments of a handler.
#[diagnostic::on_unimplemented(
    message = "the arguments of a handler are a `Permit` and up to seven of type `Argument`",
    label = "the first argument must be a `Permit`, every other one an `Argument`"
)]
pub trait Arguments: FromRequest + 'static {
    /// Permission of the first argument.
    type Permission: Permission;
    /// Returns their combined needs.
    fn needs() -> Needs;
}

macro_rules! arguments {
    ($($argument:ident)*) => {
        impl<P: Permission, $($argument: Argument),*> Arguments for (Permit<P>, $($argument,)*) {
            type Permission = P;

            #[allow(unused_mut, reason = "a handler may take its permit alone")]
            fn needs() -> Needs {
                let mut needs = Needs::default();
                $($argument::declare(&mut needs);)*
                needs
            }
        }
    };
}

arguments!();
arguments!(A);
arguments!(A B);
arguments!(A B C);
arguments!(A B C D);
arguments!(A B C D E);
arguments!(A B C D E F);
arguments!(A B C D E F G);

/// Data of an admitted request, for its handler.
#[derive(Debug)]
pub(super) struct Admission {
    /// Route.
    pub endpoint: Arc<Endpoint>,
    /// Caller, if signed in.
    pub caller: Option<Caller>,
    /// Query, decoded; no name twice.
    pub query: Vec<(String, String)>,
    /// Body of a POST, within the limit of the route.
    pub body: Bytes,
}

impl Admission {
    /// Reads from the admission of a request.
    pub fn with<T>(request: &HttpRequest, read: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        let extensions = request.extensions();
        extensions
            .get::<Self>()
            .map_or_else(|| Err(Error::internal("a handler outside the route table")), read)
    }
}
