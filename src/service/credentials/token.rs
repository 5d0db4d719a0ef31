//! Access tokens: JSON Web Tokens (RFC 7519) signed with Ed25519 (RFC 8037), which name account and
//! session only.

pub mod key_file;
#[cfg(test)]
mod tests;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::{
    AlgorithmParameters, CommonParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm,
    OctetKeyPairParameters, OctetKeyPairType, PublicKeyUse,
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

use crate::domain::id::{AccountId, SessionId};
use crate::error::{Code, Error, Problem, Result};
use crate::store::vault::key::{KeyRing, VaultKey};

/// How much the clock of the process that issued a token may be ahead.
const CLOCK_AHEAD_MAX: TimeDelta = TimeDelta::minutes(1);

/// Claims of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claims {
    /// Account of the owner.
    pub account: AccountId,
    /// Session it belongs to; when that ends, the token is no longer accepted.
    pub session: SessionId,
    /// When it was issued, in whole seconds; not after [`Claims::expires`].
    pub issued: DateTime<Utc>,
    /// From this instant on it is refused.
    pub expires: DateTime<Utc>,
}

/// Issues and verifies access tokens: one key signs, all verify.
pub struct AccessTokens {
    issuer: String,
    audience: String,
    signing: EncodingKey,
    header: Header,
    verifying: Vec<VerifyingKey>,
    validation: Validation,
}

struct VerifyingKey {
    id: String,
    key: DecodingKey,
    public: String,
}

/// The claims as they are written: times in seconds from 1970.
#[derive(Serialize, Deserialize)]
struct Payload {
    iss: String,
    aud: String,
    sub: Uuid,
    sid: Uuid,
    iat: i64,
    exp: i64,
    /// Never written here, but respected when present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
}

impl AccessTokens {
    /// Creates tokens under these keys. `issuer` and `audience` name the service that issues them
    /// and the one they are for.
    ///
    /// # Errors
    /// [`Error::Internal`] when a key cannot be used.
    pub fn new(
        keys: &KeyRing,
        issuer: impl Into<String>,
        audience: impl Into<String>,
    ) -> Result<Self> {
        let active = signing_key(keys.active()).to_pkcs8_der().map_err(Error::internal)?;
        let header =
            Header { kid: Some(keys.active().id.to_string()), ..Header::new(Algorithm::EdDSA) };
        Ok(Self {
            issuer: issuer.into(),
            audience: audience.into(),
            signing: EncodingKey::from_ed_der(active.as_bytes()),
            header,
            verifying: keys.all().map(VerifyingKey::of).collect::<Result<_>>()?,
            validation: signature_only(),
        })
    }

    /// Issues a token that is valid from `now` for `lifetime`.
    ///
    /// # Errors
    /// [`Error::Internal`] when signing fails.
    pub fn issue(
        &self,
        account: AccountId,
        session: SessionId,
        now: DateTime<Utc>,
        lifetime: TimeDelta,
    ) -> Result<String> {
        let payload = Payload {
            iss: self.issuer.clone(),
            aud: self.audience.clone(),
            sub: account.0,
            sid: session.0,
            iat: now.timestamp(),
            exp: (now + lifetime).timestamp(),
            nbf: None,
        };
        jsonwebtoken::encode(&self.header, &payload, &self.signing).map_err(Error::internal)
    }

    /// Returns the claims of a token that was issued here and is valid at `now`.
    ///
    /// # Errors
    /// In this order: [`Code::TokenMalformed`] (also for any other algorithm),
    /// [`Code::TokenUnknownKey`], [`Code::TokenSignature`], [`Code::TokenIssuer`],
    /// [`Code::TokenAudience`], [`Code::TokenNotYetGood`], [`Code::TokenExpired`].
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, Problem> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| Code::TokenMalformed)?;
        let known = |key: &&VerifyingKey| header.kid.as_deref() == Some(&key.id);
        if header.alg != Algorithm::EdDSA {
            return Err(Code::TokenMalformed.into());
        }
        let key = self.verifying.iter().find(known).ok_or(Code::TokenUnknownKey)?;
        let decoded = jsonwebtoken::decode::<Payload>(token, &key.key, &self.validation);
        let payload = decoded.map_err(|error| refusal(error.kind()))?.claims;
        if payload.iss != self.issuer {
            return Err(Code::TokenIssuer.into());
        }
        if payload.aud != self.audience {
            return Err(Code::TokenAudience.into());
        }
        let claims = payload.claims().ok_or(Code::TokenMalformed)?;
        let begins = payload.begins().ok_or(Code::TokenMalformed)?;
        if begins > now + CLOCK_AHEAD_MAX {
            return Err(Code::TokenNotYetGood.into());
        }
        if now < claims.expires { Ok(claims) } else { Err(Code::TokenExpired.into()) }
    }

    /// Returns the public keys, the active one first, as served at `/.well-known/jwks.json` (RFC
    /// 7517).
    pub fn jwks(&self) -> JwkSet {
        JwkSet { keys: self.verifying.iter().map(VerifyingKey::jwk).collect() }
    }
}

impl fmt::Debug for AccessTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "AccessTokens({} for {}, {} keys)",
            self.issuer,
            self.audience,
            self.verifying.len()
        )
    }
}

impl VerifyingKey {
    fn of(key: &VaultKey) -> Result<Self> {
        let public = URL_SAFE_NO_PAD.encode(signing_key(key).verifying_key());
        let decoding = DecodingKey::from_ed_components(&public).map_err(Error::internal)?;
        Ok(Self { id: key.id.to_string(), key: decoding, public })
    }

    fn jwk(&self) -> Jwk {
        let common = CommonParameters {
            public_key_use: Some(PublicKeyUse::Signature),
            key_algorithm: Some(KeyAlgorithm::EdDSA),
            key_id: Some(self.id.clone()),
            ..CommonParameters::default()
        };
        let pair = OctetKeyPairParameters {
            key_type: OctetKeyPairType::OctetKeyPair,
            curve: EllipticCurve::Ed25519,
            x: self.public.clone(),
        };
        Jwk { common, algorithm: AlgorithmParameters::OctetKeyPair(pair) }
    }
}

impl Payload {
    fn claims(&self) -> Option<Claims> {
        let issued = DateTime::from_timestamp(self.iat, 0)?;
        let expires = DateTime::from_timestamp(self.exp, 0).filter(|&expires| expires >= issued)?;
        Some(Claims { account: AccountId(self.sub), session: SessionId(self.sid), issued, expires })
    }

    /// Returns the instant from which it is valid; `None` when that is out of range.
    fn begins(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(
            self.nbf.map_or(self.iat, |not_before| not_before.max(self.iat)),
            0,
        )
    }
}

fn signing_key(key: &VaultKey) -> SigningKey {
    SigningKey::from_bytes(key.secret.bytes())
}

/// Validates the signature only: the claims are compared here, against the clock that was passed in
/// and with a code for each.
fn signature_only() -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation
}

fn refusal(kind: &ErrorKind) -> Code {
    match kind {
        ErrorKind::InvalidSignature => Code::TokenSignature,
        _ => Code::TokenMalformed,
    }
}
