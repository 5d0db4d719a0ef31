#![expect(clippy::unwrap_used, reason = "a test may stop where it fails")]

use super::*;
use crate::store::vault::key::KeySecret;
use proptest::prelude::*;
use serde_json::{Value, json};

const ACCOUNT: AccountId = AccountId(Uuid::from_u128(1));
const SESSION: SessionId = SessionId(Uuid::from_u128(2));
const LIFETIME: TimeDelta = TimeDelta::minutes(15);

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn tokens(keys: &KeyRing) -> AccessTokens {
    AccessTokens::new(keys, "wangge", "wangge-api").unwrap()
}

fn issued(tokens: &AccessTokens) -> String {
    tokens.issue(ACCOUNT, SESSION, now(), LIFETIME).unwrap()
}

fn code(result: Result<Claims, Problem>) -> Code {
    result.unwrap_err().code
}

/// Returns a token with this header and payload, signed with the active key of the ring.
fn signed(keys: &KeyRing, header: &Value, payload: &Value) -> String {
    use ed25519_dalek::Signer;
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(header), part(payload));
    let signature = signing_key(keys.active()).sign(message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

fn header(keys: &KeyRing) -> Value {
    json!({"typ": "JWT", "alg": "EdDSA", "kid": keys.active().id.to_string()})
}

fn payload() -> Value {
    json!({
        "iss": "wangge", "aud": "wangge-api", "sub": ACCOUNT, "sid": SESSION,
        "iat": now().timestamp(), "exp": (now() + LIFETIME).timestamp(),
    })
}

#[test]
fn says_what_was_issued_until_it_expires() {
    let tokens = tokens(&KeyRing::random());
    let claims =
        Claims { account: ACCOUNT, session: SESSION, issued: now(), expires: now() + LIFETIME };
    let token = issued(&tokens);
    assert_eq!(tokens.verify(&token, now()), Ok(claims));
    assert_eq!(tokens.verify(&token, now() + LIFETIME - TimeDelta::milliseconds(1)), Ok(claims));
    assert_eq!(code(tokens.verify(&token, now() + LIFETIME)), Code::TokenExpired);
}

#[test]
fn a_rotated_ring_verifies_old_and_new() {
    let mut keys = KeyRing::random();
    let before = tokens(&keys);
    keys.rotate(VaultKey::random());
    let after = tokens(&keys);
    assert!(after.verify(&issued(&before), now()).is_ok());
    assert!(after.verify(&issued(&after), now()).is_ok());
    assert_eq!(code(before.verify(&issued(&after), now())), Code::TokenUnknownKey);
    assert_eq!(after.jwks().keys.len(), 2);
}

#[test]
fn another_key_under_a_known_name_is_a_wrong_signature() {
    let keys = KeyRing::random();
    let stranger = KeyRing::random();
    assert_eq!(
        code(tokens(&keys).verify(&signed(&stranger, &header(&keys), &payload()), now())),
        Code::TokenSignature
    );
}

#[test]
fn issuer_and_audience_are_ours() {
    let keys = KeyRing::random();
    let other = |issuer: &str, audience: &str| {
        code(
            tokens(&keys)
                .verify(&issued(&AccessTokens::new(&keys, issuer, audience).unwrap()), now()),
        )
    };
    assert_eq!(other("elsewhere", "wangge-api"), Code::TokenIssuer);
    assert_eq!(other("wangge", "elsewhere"), Code::TokenAudience);
}

#[test]
fn no_other_algorithm_is_taken() {
    let keys = KeyRing::random();
    let tokens = tokens(&keys);
    assert!(tokens.verify(&signed(&keys, &header(&keys), &payload()), now()).is_ok());
    for algorithm in ["none", "None", "HS256", "RS256", "ES256", "eddsa", "Ed25519", ""] {
        let mut header = header(&keys);
        header["alg"] = algorithm.into();
        let token = signed(&keys, &header, &payload());
        assert_eq!(code(tokens.verify(&token, now())), Code::TokenMalformed, "{algorithm}");
        let unsigned = format!("{}.", token.rsplit_once('.').unwrap().0);
        assert_eq!(code(tokens.verify(&unsigned, now())), Code::TokenMalformed, "{algorithm}");
    }
}

#[test]
fn the_public_key_is_no_shared_secret() {
    let keys = KeyRing::random();
    let public = signing_key(keys.active()).verifying_key();
    let header =
        Header { kid: Some(keys.active().id.to_string()), ..Header::new(Algorithm::HS256) };
    let forged =
        jsonwebtoken::encode(&header, &payload(), &EncodingKey::from_secret(public.as_bytes()))
            .unwrap();
    assert_eq!(code(tokens(&keys).verify(&forged, now())), Code::TokenMalformed);
}

#[test]
fn a_name_that_is_missing_or_strange_is_an_unknown_key() {
    let keys = KeyRing::random();
    let strange = [
        json!({"alg": "EdDSA"}),
        json!({"alg": "EdDSA", "kid": ""}),
        json!({"alg": "EdDSA", "kid": "../key"}),
    ];
    for header in strange {
        assert_eq!(
            code(tokens(&keys).verify(&signed(&keys, &header, &payload()), now())),
            Code::TokenUnknownKey
        );
    }
}

#[test]
fn claims_of_another_kind_are_malformed() {
    let keys = KeyRing::random();
    let tokens = tokens(&keys);
    let wrong =
        [json!(null), json!("text"), json!(-1.5), json!([]), json!("9999999999999999999999")];
    for claim in ["iss", "aud", "sub", "sid", "iat", "exp"] {
        let mut lacking = payload();
        lacking.as_object_mut().unwrap().remove(claim);
        assert_eq!(
            code(tokens.verify(&signed(&keys, &header(&keys), &lacking), now())),
            Code::TokenMalformed,
            "{claim}"
        );
        for value in &wrong {
            let mut payload = payload();
            payload[claim] = value.clone();
            assert!(
                tokens.verify(&signed(&keys, &header(&keys), &payload), now()).is_err(),
                "{claim} {value}"
            );
        }
    }
    let mut endless = payload();
    endless["exp"] = i64::MAX.into();
    assert_eq!(
        code(tokens.verify(&signed(&keys, &header(&keys), &endless), now())),
        Code::TokenMalformed
    );
}

#[test]
fn a_token_is_good_from_its_beginning_on_and_the_clocks_of_two_processes_may_differ_by_a_minute() {
    let keys = KeyRing::random();
    let tokens = tokens(&keys);
    let at = |claim: &str, seconds: i64| {
        let mut payload = payload();
        payload[claim] = (now().timestamp() + seconds).into();
        tokens.verify(&signed(&keys, &header(&keys), &payload), now())
    };
    for claim in ["iat", "nbf"] {
        assert!(at(claim, 60).is_ok(), "{claim}");
        assert_eq!(code(at(claim, 61)), Code::TokenNotYetGood, "{claim}");
    }
    assert_eq!(code(at("iat", 15 * 60 + 1)), Code::TokenMalformed, "it ends before it begins");
    assert_eq!(code(at("exp", -1)), Code::TokenMalformed);
}

#[test]
fn every_changed_character_is_refused() {
    let tokens = tokens(&KeyRing::random());
    let token = issued(&tokens);
    for place in 0..token.len() {
        for replacement in [b'A', b'B', b'-', b'.', b'=', b' '] {
            let mut changed = token.clone().into_bytes();
            if changed[place] != replacement {
                changed[place] = replacement;
                let changed = String::from_utf8(changed).unwrap();
                assert!(tokens.verify(&changed, now()).is_err(), "{changed}");
            }
        }
        assert!(tokens.verify(&token[..place], now()).is_err(), "{place} characters");
    }
    assert!(tokens.verify(&format!("{token}A"), now()).is_err());
}

#[test]
fn the_public_key_follows_the_standard() {
    // RFC 8032, 7.1, test 1; the same pair is in RFC 8037, appendix A.
    let secret = [
        0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c,
        0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae,
        0x7f, 0x60,
    ];
    let mut keys = KeyRing::random();
    keys.rotate(KeySecret::from(secret).into());
    let shown = serde_json::to_value(tokens(&keys).jwks()).unwrap();
    assert_eq!(
        shown["keys"][0],
        json!({
            "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": keys.active().id.to_string(),
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        })
    );
}

#[test]
fn the_key_file_rotates_and_hides_its_secrets() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("signing.toml");
    let first = key_file::create(&path).unwrap();
    assert!(key_file::create(&path).is_err());
    let active = key_file::rotate(&path).unwrap().active().id;
    let keys = key_file::read(&path).unwrap();
    assert_eq!(keys.all().map(|key| key.id).collect::<Vec<_>>(), [active, first.active().id]);
    assert!(tokens(&keys).verify(&issued(&tokens(&first)), now()).is_ok());
    let shown = format!("{:?} {keys:?}", tokens(&keys));
    assert!(!shown.contains(&format!("{:?}", keys.active().secret.bytes())[1..100]), "{shown}");
}

proptest! {
    #[test]
    fn no_text_makes_it_fail(text in "\\PC*", parts in proptest::collection::vec("[A-Za-z0-9_-]{0,40}", 0..5)) {
        let tokens = tokens(&KeyRing::random());
        prop_assert!(tokens.verify(&text, now()).is_err());
        prop_assert!(tokens.verify(&parts.join("."), now()).is_err());
    }
}
