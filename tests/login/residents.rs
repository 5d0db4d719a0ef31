//! One-time codes.

use crate::support::office::{Office, PHONE, code, text};
use chrono::TimeDelta;
use wangge::domain::role::Role;
use wangge::error::Code;
use wangge::service::login::{SessionTokens, me, send_code, sign_in_by_code};

async fn send(office: &Office) -> wangge::error::Result<()> {
    send_code(&office.authentication, PHONE).await.map(drop)
}

async fn enter(office: &Office, given: &str) -> wangge::error::Result<SessionTokens> {
    sign_in_by_code(&office.authentication, "+86 138-1234-1234", text(given)).await
}

#[tokio::test]
async fn the_first_code_makes_the_account_and_the_next_finds_it() {
    let office = Office::new().await;
    let mut accounts = Vec::new();
    for _ in 0..2 {
        send(&office).await.unwrap();
        let given = office.phones.last(PHONE);
        let scope = office.sees(&enter(&office, given.expose()).await.unwrap()).await.unwrap();
        assert_eq!(scope.roles.iter().collect::<Vec<_>>(), [Role::Resident]);
        let about = me(&office.authentication, &scope).await.unwrap();
        assert_eq!(about.phone.unwrap().as_str(), "13812341234");
        assert!(about.member.is_none() && !about.totp && !about.demo);
        assert_eq!(code(enter(&office, given.expose()).await), Code::CodeWrong);
        accounts.push(about.account);
        office.town.clock.advance(TimeDelta::minutes(1));
    }
    assert_eq!(accounts[0], accounts[1]);
    let kinds: Vec<String> =
        office.events(accounts[0]).await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["account.created", "account.signed_in", "account.signed_in"]);
}

#[tokio::test]
async fn a_code_is_good_for_five_minutes_and_five_attempts() {
    let office = Office::new().await;
    send(&office).await.unwrap();
    office.town.clock.advance(TimeDelta::minutes(5));
    assert_eq!(code(enter(&office, office.phones.last(PHONE).expose()).await), Code::CodeWrong);
    send(&office).await.unwrap();
    for _ in 0..5 {
        assert_eq!(code(enter(&office, "12345").await), Code::CodeWrong);
    }
    assert_eq!(code(enter(&office, office.phones.last(PHONE).expose()).await), Code::CodeWrong);
}

#[tokio::test]
async fn a_newer_code_replaces_an_older_one() {
    let office = Office::new().await;
    send(&office).await.unwrap();
    let older = office.phones.last(PHONE);
    office.town.clock.advance(TimeDelta::minutes(1));
    send(&office).await.unwrap();
    let newer = office.phones.last(PHONE);
    if older != newer {
        assert_eq!(code(enter(&office, older.expose()).await), Code::CodeWrong);
    }
    assert!(enter(&office, newer.expose()).await.is_ok());
}

#[tokio::test]
async fn a_phone_gets_one_code_a_minute_and_five_an_hour() {
    let office = Office::new().await;
    for _ in 0..5 {
        send(&office).await.unwrap();
        assert_eq!(code(send(&office).await), Code::CodeTooSoon);
        office.town.clock.advance(TimeDelta::minutes(1));
    }
    assert_eq!(code(send(&office).await), Code::CodeTooSoon);
    assert!(send_code(&office.authentication, "13912341234").await.is_ok());
    office.town.clock.advance(TimeDelta::minutes(55));
    send(&office).await.unwrap();
}

#[tokio::test]
async fn of_codes_asked_for_at_once_one_is_sent() {
    let office = Office::new().await;
    let (a, b, c) = tokio::join!(send(&office), send(&office), send(&office));
    assert_eq!([a, b, c].iter().filter(|sent| sent.is_ok()).count(), 1);
}

#[tokio::test]
async fn wrong_numbers_and_a_broken_gateway_are_told() {
    let office = Office::new().await;
    assert_eq!(code(send_code(&office.authentication, "12345").await), Code::PhoneInvalid);
    assert_eq!(code(send_code(&office.authentication, "021-63521234").await), Code::PhoneNotMobile);
    assert_eq!(code(enter(&office, "000000").await), Code::CodeWrong);
    *office.phones.broken.lock().unwrap() = true;
    assert_eq!(code(send(&office).await), Code::CodeNotSent);
}
