//! What a handler is: a function whose first argument is a [`Permit`] and whose other arguments are
//! ours, so that nothing it is called with can fail in words that are not a problem document.

use super::caller::Caller;
use super::permission::{Permission, Permit};
use super::route::Endpoint;
use crate::error::{Error, Result};
use actix_web::web::{Bytes, Data};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use std::sync::Arc;
use utoipa::openapi::path::Parameter;

/// What the arguments of a handler need from a request.
#[derive(Debug, Clone, Default)]
pub struct Needs {
    /// Whether the body is read; every other POST refuses one that says anything.
    pub body: bool,
    /// Whether `If-Match` is read; every other POST refuses it.
    pub version: bool,
    /// Whether an `Idempotency-Key` is required.
    pub key: bool,
    /// The names of query parameters that single arguments take.
    pub parameters: Vec<&'static str>,
    /// Whether one argument takes all the other query parameters, and refuses those it does not
    /// know.
    pub query: bool,
    /// Headers and parameters to be added to the documentation.
    pub documented: Vec<DocumentedParameter>,
}

/// A parameter as the documentation shows it.
pub type DocumentedParameter = fn() -> Parameter;

/// An argument of a handler after the permit.
pub trait Argument: FromRequest + 'static {
    /// Adds what it needs.
    fn declare(_needs: &mut Needs) {}
}

impl<T: ?Sized + 'static> Argument for Data<T> {}

/// All arguments of a handler.
#[diagnostic::on_unimplemented(
    message = "the arguments of a handler are a `Permit` and up to seven of type `Argument`",
    label = "the first argument must be a `Permit`, every other one an `Argument`"
)]
pub trait Arguments: FromRequest + 'static {
    /// The permission of the first argument.
    type Permission: Permission;
    /// What they need together.
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

/// What is known of a request when its handler is called.
#[derive(Debug)]
pub(super) struct Admission {
    /// The route.
    pub endpoint: Arc<Endpoint>,
    /// Who calls.
    pub caller: Option<Caller>,
    /// The query, decoded; no name twice.
    pub query: Vec<(String, String)>,
    /// The body of a POST, within the limit of the route.
    pub body: Bytes,
}

impl Admission {
    /// Reads something from the admission of a request.
    pub fn with<T>(request: &HttpRequest, read: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        let extensions = request.extensions();
        extensions
            .get::<Self>()
            .map_or_else(|| Err(Error::internal("a handler outside the route table")), read)
    }
}
