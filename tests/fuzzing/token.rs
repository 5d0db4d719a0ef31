//! What a client hands back as it got it, and what stands in headers: access tokens, refresh
//! tokens, cursors, versions, idempotency keys. A text is tried as it is, and as what a client with
//! our keys could have made of it.

use super::refusal;
use super::served::{AUDIENCE, ISSUER, SECRET, Served, now, tokens};
use actix_web::http::Method;
use actix_web::http::header::HeaderValue;
use actix_web::test::TestRequest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta};
use ed25519_dalek::{Signature, Signer, SigningKey};
use serde_json::{Value, json};
use std::fmt::Write;
use uuid::Uuid;
use wangge::domain::id::{AccountId, SessionId};
use wangge::error::{Code, Result};
use wangge::service::credentials::refresh;
use wangge::service::credentials::token::{AccessTokens, Claims};
use wangge::store::vault::key::{KeySecret, VaultKey};
use wangge::web::answer::Answer;
use wangge::web::idempotency::IdempotencyKey;
use wangge::web::page::{Listed, Page};
use wangge::web::permission::{OptionalLogin, Permit, Public};
use wangge::web::route::Route;
use wangge::web::version::IfMatch;

thread_local! {
    static SERVED: &'static Served = Served::kept(vec![
        Route::new(Method::GET, "/who", who),
        Route::page(Method::GET, "/list", list),
        Route::new(Method::POST, "/version", version).computation(),
        Route::new(Method::POST, "/key", key),
    ]);
    static TOKENS: AccessTokens = tokens();
}

/// A token is taken only with our signature over our claims at the present time, a cursor only for
/// the position that it names, a version and a key only as they are; everything else is refused
/// with a code of its kind.
pub fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    check_token(&text);
    check_token(&signed(&text));
    check_issued(input);
    if let Err(problem) = refresh::parse(&text) {
        assert_eq!(problem.code, Code::RefreshTokenInvalid);
    } else {
        assert_eq!(text.len(), 64);
    }
    check_cursor(&text);
    check_cursor(&URL_SAFE_NO_PAD.encode(input));
    if let Ok(value) = HeaderValue::from_bytes(input) {
        check_headers(&value);
    }
}

/// The first line as header, the others as claims, under our signature.
fn signed(text: &str) -> String {
    let (header, claims) = text.split_once('\n').unwrap_or(("", text));
    let kid = VaultKey::from(KeySecret::from(SECRET)).id.to_string();
    let header = if header.is_empty() {
        json!({ "alg": "EdDSA", "kid": kid }).to_string()
    } else {
        header.to_owned()
    };
    let said = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let signature = SigningKey::from_bytes(&SECRET).sign(said.as_bytes());
    format!("{said}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

fn check_token(token: &str) {
    match TOKENS.with(|tokens| tokens.verify(token, now())) {
        Ok(claims) => assert_eq!(good(token), Some(claims), "{token}"),
        Err(problem) => {
            refusal::check_problem(&problem);
            assert_eq!(problem.code.status(), 401);
        }
    }
}

/// The same decided without the library: by the signature over the text itself and by the claims as
/// they are written.
fn good(token: &str) -> Option<Claims> {
    let (said, signature) = token.rsplit_once('.')?;
    let (header, claims) = said.split_once('.')?;
    let bytes = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
    let signature = Signature::from_slice(&bytes(signature)?).ok()?;
    SigningKey::from_bytes(&SECRET)
        .verifying_key()
        .verify_strict(said.as_bytes(), &signature)
        .ok()?;
    let read = |part: &str| serde_json::from_slice::<Value>(&bytes(part)?).ok();
    let (header, claims) = (read(header)?, read(claims)?);
    let uuid = |name: &str| Uuid::try_parse(claims[name].as_str()?).ok();
    let at = |name: &str| DateTime::from_timestamp(claims[name].as_i64()?, 0);
    let (issued, expires) = (at("iat")?, at("exp")?);
    let begins = issued.max(at("nbf").unwrap_or(issued));
    let ours = header["alg"] == "EdDSA" && claims["iss"] == ISSUER && claims["aud"] == AUDIENCE;
    let present = begins <= now() + TimeDelta::minutes(1) && now() < expires && issued <= expires;
    let claims = Claims {
        account: AccountId(uuid("sub")?),
        session: SessionId(uuid("sid")?),
        issued,
        expires,
    };
    (ours && present).then_some(claims)
}

/// What we issue to anybody is good, and with any of its characters changed it is not.
fn check_issued(input: &[u8]) {
    let mut id = [0; 16];
    id.iter_mut().zip(input).for_each(|(to, from)| *to = *from);
    let (account, session) =
        (AccountId(Uuid::from_bytes(id)), SessionId(Uuid::from_u128(input.len() as u128)));
    let token = TOKENS
        .with(|tokens| tokens.issue(account, session, now(), TimeDelta::minutes(15)))
        .unwrap();
    assert_eq!(
        good(&token).map(|claims| (claims.account, claims.session)),
        Some((account, session))
    );
    check_token(&token);
    if let (Some(&place), Some(&with)) =
        (input.first(), input.get(1).filter(|with| with.is_ascii()))
    {
        let mut changed = token.clone().into_bytes();
        let place = usize::from(place) % changed.len();
        changed[place] = with;
        let changed = String::from_utf8(changed).unwrap();
        let verified = TOKENS.with(|tokens| tokens.verify(&changed, now()));
        assert_eq!(verified.is_ok(), changed == token, "{changed}");
    }
}

/// A cursor that is taken begins after a position, from which the same place is found again.
fn check_cursor(cursor: &str) {
    let list = |cursor: &str| {
        let encoded = cursor.bytes().fold(String::new(), |mut encoded, byte| {
            write!(encoded, "%{byte:02X}").unwrap();
            encoded
        });
        SERVED.with(|served| {
            served.call(TestRequest::get().uri(&format!("/list?limit=1&cursor={encoded}")))
        })
    };
    let reply = list(cursor);
    if reply.status != 200 {
        let code = reply.body["code"].as_str().unwrap();
        return assert!(
            ["invalid_cursor", "control_character", "required"].contains(&code),
            "{}",
            reply.body
        );
    }
    let next = reply.body["next_cursor"].as_str().unwrap();
    let again = list(next);
    assert_eq!((again.status, &again.body), (200, &reply.body), "{cursor}");
}

fn check_headers(value: &HeaderValue) {
    let sent =
        |request: TestRequest, name: &str| request.insert_header((name.to_owned(), value.clone()));
    let call = |request: TestRequest| SERVED.with(|served| served.call(request));
    let who = call(sent(TestRequest::get().uri("/who"), "Authorization"));
    let token =
        value.to_str().ok().and_then(|text| text.split_once(' ')).map(|(_, token)| token.trim());
    match who.status {
        200 => assert!(token.is_some_and(|token| good(token).is_some())),
        _ => assert!(
            who.body["code"].as_str().unwrap().starts_with("token_") && who.status == 401,
            "{}",
            who.body
        ),
    }
    let version = call(sent(TestRequest::post().uri("/version"), "If-Match"));
    match version.status {
        200 => assert!(version.body.as_i64().is_some_and(|version| version > 0)),
        _ => assert_eq!(version.body["code"], "version_malformed"),
    }
    let key = call(sent(TestRequest::post().uri("/key"), "Idempotency-Key"));
    match key.status {
        200 => assert_eq!(key.body.as_str(), value.to_str().ok()),
        _ => assert_eq!(key.body["code"], "idempotency_key_malformed"),
    }
}

async fn who(permit: Permit<OptionalLogin>) -> Answer<Option<String>> {
    Answer(permit.bearer.map(|caller| caller.account.to_string()))
}

async fn list(_: Permit<Public>, page: Page) -> Result<Answer<Listed<(i64, String)>>> {
    let after: (i64, String) = page.after()?.unwrap_or_default();
    Ok(Answer(page.of(vec![after; page.limit + 1], Clone::clone)))
}

async fn version(_: Permit<Public>, version: IfMatch) -> Result<Answer<Option<i64>>> {
    Ok(Answer(version.given(None)?))
}

async fn key(_: Permit<Public>, key: IdempotencyKey) -> Answer<String> {
    let IdempotencyKey(key) = key;
    Answer(key.key)
}
