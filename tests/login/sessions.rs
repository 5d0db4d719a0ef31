//! Access tokens, refresh tokens, and the end of sessions.

use crate::support::office::{LENIENT, Office, PASSWORD, code, sees, signed_in};
use chrono::TimeDelta;
use uuid::Uuid;
use wangge::domain::id::SessionId;
use wangge::error::Code;
use wangge::jobs;
use wangge::service::credentials::token::Claims;
use wangge::service::login::{SessionTokens, refresh, sign_out, sign_out_everywhere};

async fn exchange(office: &Office, tokens: &SessionTokens) -> wangge::error::Result<SessionTokens> {
    refresh(&office.authentication, &tokens.refresh).await
}

#[tokio::test]
async fn a_refresh_token_is_exchanged_once_and_again_for_a_minute() {
    let office = Office::new().await;
    let first = office.settle("leader", "G1-leader").await;
    office.town.clock.advance(TimeDelta::minutes(15));
    assert_eq!(code(office.sees(&first).await), Code::TokenExpired);
    let lost = exchange(&office, &first).await.unwrap();
    office.town.clock.advance(TimeDelta::seconds(60));
    let second = exchange(&office, &first).await.unwrap();
    assert!(office.sees(&second).await.is_ok());
    assert_eq!(code(exchange(&office, &lost).await), Code::RefreshTokenReused);
    assert_eq!(code(office.sees(&second).await), Code::SessionEnded);
    assert_eq!(code(exchange(&office, &second).await), Code::RefreshTokenInvalid);
}

#[tokio::test]
async fn a_refresh_token_that_comes_back_later_ends_the_session() {
    let office = Office::new().await;
    let first = office.settle("leader", "G1-leader").await;
    let second = exchange(&office, &first).await.unwrap();
    office.town.clock.advance(TimeDelta::seconds(61));
    assert_eq!(code(exchange(&office, &first).await), Code::RefreshTokenReused);
    assert_eq!(code(office.sees(&second).await), Code::SessionEnded);
    let account =
        office.sees(&office.settle("other", "G2-leader").await).await.unwrap().account.unwrap();
    assert!(office.events(account).await.iter().all(|(kind, _)| kind != "account.session_ended"));
}

#[tokio::test]
async fn two_exchanges_at_once_are_one_after_the_other() {
    let office = Office::new().await;
    let first = office.settle("leader", "G1-leader").await;
    let (one, two) = tokio::join!(exchange(&office, &first), exchange(&office, &first));
    let (one, two) = (one.unwrap(), two.unwrap());
    let outcomes = [exchange(&office, &one).await.is_ok(), exchange(&office, &two).await.is_ok()];
    assert_ne!(outcomes, [true, true]);
}

#[tokio::test]
async fn a_session_ends_by_itself_when_it_is_not_used_for_thirty_days() {
    let office = Office::new().await;
    let mut tokens = office.settle("leader", "G1-leader").await;
    for _ in 0..2 {
        office.town.clock.advance(TimeDelta::days(30) - TimeDelta::microseconds(1));
        tokens = exchange(&office, &tokens).await.unwrap();
    }
    office.town.clock.advance(TimeDelta::days(30));
    assert_eq!(code(exchange(&office, &tokens).await), Code::RefreshTokenInvalid);
}

#[tokio::test]
async fn another_process_learns_of_an_ended_session() {
    let office = Office::new().await;
    let tokens = office.settle("leader", "G1-leader").await;
    let other = office.another();
    other.learn_ended_sessions().await.unwrap();
    let account = sees(&other, &office.town, &tokens).await.unwrap().account.unwrap();
    let session = office
        .authentication
        .tokens()
        .verify(tokens.access.expose(), office.town.now())
        .unwrap()
        .session;
    sign_out(&office.authentication, account, session).await.unwrap();
    sign_out(&office.authentication, account, session).await.unwrap();
    assert_eq!(code(office.sees(&tokens).await), Code::SessionEnded);
    other.learn_ended_sessions().await.unwrap();
    assert_eq!(code(sees(&other, &office.town, &tokens).await), Code::SessionEnded);
    assert_eq!(code(exchange(&office, &tokens).await), Code::RefreshTokenInvalid);
}

#[tokio::test]
async fn signing_out_everywhere_leaves_no_session() {
    let office = Office::new().await;
    let one = office.settle("leader", "G1-leader").await;
    let two = signed_in(office.try_password("leader", PASSWORD).await.unwrap());
    let account = office.sees(&one).await.unwrap().account.unwrap();
    sign_out_everywhere(&office.authentication, account).await.unwrap();
    for tokens in [one, two] {
        assert_eq!(code(office.sees(&tokens).await), Code::SessionEnded);
        assert_eq!(code(exchange(&office, &tokens).await), Code::RefreshTokenInvalid);
    }
}

#[tokio::test]
async fn what_expired_is_forgotten_and_what_is_good_stays() {
    let office = Office::new().await;
    let (old, town) = (office.settle("leader", "G1-leader").await, &office.town);
    let account = office.sees(&old).await.unwrap().account.unwrap();
    sign_out_everywhere(&office.authentication, account).await.unwrap();
    town.clock.advance(TimeDelta::days(2));
    let good = office.settle("other", "G2-leader").await;
    jobs::schedule(&town.db).await.unwrap();
    jobs::run_due(&town.db, &town.rulebook).await.unwrap();
    assert_eq!(code(exchange(&office, &old).await), Code::RefreshTokenInvalid);
    assert!(exchange(&office, &good).await.is_ok());
}

#[tokio::test]
async fn the_true_key_alone_opens_nothing() {
    let office = Office::new().await;
    let real = office.settle("leader", "G1-leader").await;
    let tokens = office.authentication.tokens();
    let Claims { account, session, .. } =
        tokens.verify(real.access.expose(), office.town.now()).unwrap();
    let other = office.settle("other", "G2-leader").await;
    let other = tokens.verify(other.access.expose(), office.town.now()).unwrap().account;
    let unknown = SessionId(Uuid::now_v7());
    let now = office.town.now();
    let lifetime = LENIENT().access_lifetime;
    let cases = [
        (account, session, now, TimeDelta::days(3650), Code::TokenLifetime),
        (account, session, now, lifetime + TimeDelta::seconds(1), Code::TokenLifetime),
        (account, session, now + TimeDelta::hours(1), lifetime, Code::TokenNotYetGood),
        (account, unknown, now, lifetime, Code::SessionEnded),
        (other, session, now, lifetime, Code::SessionEnded),
    ];
    for process in [&*office.authentication, &office.another()] {
        for (account, session, issued, lifetime, expected) in cases {
            let access = tokens.issue(account, session, issued, lifetime).unwrap().into();
            let forged = SessionTokens { access, ..real.clone() };
            assert_eq!(code(sees(process, &office.town, &forged).await), expected);
        }
        assert!(sees(process, &office.town, &real).await.is_ok());
    }
}

#[tokio::test]
async fn a_session_that_another_process_ended_long_ago_stays_ended() {
    let office = Office::new().await;
    let tokens = office.settle("leader", "G1-leader").await;
    let claims =
        office.authentication.tokens().verify(tokens.access.expose(), office.town.now()).unwrap();
    let other = office.another();
    sees(&other, &office.town, &tokens).await.unwrap();
    sign_out(&office.authentication, claims.account, claims.session).await.unwrap();
    other.learn_ended_sessions().await.unwrap();
    office.town.clock.advance(TimeDelta::days(1));
    for process in [&*office.authentication, &other] {
        process.learn_ended_sessions().await.unwrap();
        let lifetime = LENIENT().access_lifetime;
        let access = process
            .tokens()
            .issue(claims.account, claims.session, office.town.now(), lifetime)
            .unwrap()
            .into();
        let forged = SessionTokens { access, ..tokens.clone() };
        assert_eq!(code(sees(process, &office.town, &forged).await), Code::SessionEnded);
    }
}
