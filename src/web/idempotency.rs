//! The `Idempotency-Key` of a POST.

use super::handler::{Admission, Argument, Needs};
use crate::error::{Code, Problem, Result};
use crate::store::idempotency::IdempotentCall;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use sha2::{Digest, Sha256};
use std::future::{Ready, ready};
use std::ops::RangeInclusive;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, Required, Type};
use uuid::Uuid;

/// Header that carries the key.
pub const HEADER: &str = "Idempotency-Key";

/// Header that marks the answer to a key that was used before.
pub const REPLAYED: &str = "Idempotent-Replayed";

/// Number of characters of a key.
const LENGTH: RangeInclusive<usize> = 8..=128;

/// The key, with its caller, route and body hash. It is claimed in the transaction of the effect.
///
/// Its errors: [`Code::IdempotencyKeyMissing`], [`Code::IdempotencyKeyMalformed`].
#[derive(Debug)]
pub struct IdempotencyKey(pub IdempotentCall);

impl Argument for IdempotencyKey {
    fn declare(needs: &mut Needs) {
        needs.key = true;
        needs.documented.push(|_| vec![documented()]);
        let codes = [
            Code::IdempotencyKeyMissing,
            Code::IdempotencyKeyMalformed,
            Code::IdempotencyKeyReused,
        ];
        needs.codes.extend(codes);
    }
}

impl FromRequest for IdempotencyKey {
    type Error = crate::error::Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Admission::with(request, |admission| {
            let mut values = request.headers().get_all(HEADER);
            let value = values.next().ok_or(Code::IdempotencyKeyMissing)?;
            if values.next().is_some() {
                return Err(malformed().into());
            }
            let key =
                well_formed(value.as_bytes(), admission.caller.is_none()).ok_or_else(malformed)?;
            Ok(Self(IdempotentCall {
                actor: admission
                    .caller
                    .as_ref()
                    .map_or_else(|| "anonymous".to_owned(), |caller| caller.account.to_string()),
                route: format!("{} {}", request.method(), request.path()),
                key: key.to_owned(),
                body_hash: Sha256::digest(&admission.body).to_vec(),
            }))
        }))
    }
}

/// Checks a key. Callers without an account share one namespace: theirs must be unguessable, so a
/// UUID of one repeated byte, such as the nil UUID, is none.
fn well_formed(value: &[u8], anonymous: bool) -> Option<&str> {
    let text = std::str::from_utf8(value).ok()?;
    let visible = LENGTH.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    let unguessable = || {
        Uuid::try_parse(text)
            .is_ok_and(|key| key.as_bytes().iter().any(|byte| *byte != key.as_bytes()[0]))
    };
    (visible && (!anonymous || unguessable())).then_some(text)
}

fn malformed() -> Problem {
    Problem::new(Code::IdempotencyKeyMalformed)
        .at(HEADER)
        .with("min", *LENGTH.start())
        .with("max", *LENGTH.end())
}

fn documented() -> Parameter {
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(*LENGTH.start()))
        .max_length(Some(*LENGTH.end()));
    ParameterBuilder::new()
        .name(HEADER)
        .parameter_in(ParameterIn::Header)
        .required(Required::True)
        .description(Some(
            "A new unique value for each thing you want done, such as a UUID; without signing in it must be one of its own. Sent \
             again with the same body within 72 hours it has no second effect, and the answer carries \
             `Idempotent-Replayed: true`.",
        ))
        .schema(Some(schema))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_visible_ascii_and_of_strangers_uuids() {
        let long = "k".repeat(129);
        let uuid = "0199a3f2-6a52-7c1e-9d4b-1f2e3d4c5b6a";
        let cases = [
            ("order-17", true, false),
            (uuid, true, true),
            (&Uuid::nil().to_string(), true, false),
            (&Uuid::max().to_string(), true, false),
            ("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", true, false),
            ("{00000000-0000-0000-0000-000000000000}", true, false),
            ("11111111111111111111111111111111", true, false),
            ("00000000-0000-0000-0000-000000000001", true, true),
            ("short", false, false),
            (&long[..128], true, false),
            (&long, false, false),
            ("with space", false, false),
            ("网格网格网格", false, false),
        ];
        for (key, of_account, of_stranger) in cases {
            assert_eq!(well_formed(key.as_bytes(), false).is_some(), of_account, "{key}");
            assert_eq!(well_formed(key.as_bytes(), true).is_some(), of_stranger, "{key}");
        }
    }
}
