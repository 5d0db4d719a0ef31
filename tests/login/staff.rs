//! Name, password and authenticator app.

use crate::support::office::{
    AuthenticatorApp, LENIENT, Office, PASSWORD, code, credentials, signed_in, text,
};
use crate::support::town::member_id;
use chrono::TimeDelta;
use wangge::domain::role::Role;
use wangge::domain::secret_text::SecretText;
use wangge::error::{Code, Result};
use wangge::service::login::{
    Credentials, Policy, SessionTokens, SignIn, change_password, confirm_totp, enrol_totp, me,
    sign_in,
};

fn with_totp(password: &str, totp: SecretText) -> Credentials {
    Credentials { totp: Some(totp), ..credentials("leader", password) }
}

async fn strict() -> Office {
    Office::with(Policy { totp_required: true, ..LENIENT() }).await
}

/// Somebody with a password of their own, who has not set up an app.
async fn without_app(office: &Office) {
    let (_, one_time) = office.hire("leader", member_id("G1-leader")).await;
    let changed = change_password(
        &office.authentication,
        credentials("leader", one_time.expose()),
        text(PASSWORD),
    );
    assert!(matches!(changed.await, Ok(SignIn::TotpEnrolmentRequired)));
}

async fn set_up(office: &Office) -> (AuthenticatorApp, Result<SessionTokens>) {
    let app = AuthenticatorApp::scan(
        enrol_totp(&office.authentication, credentials("leader", PASSWORD)).await.unwrap().expose(),
    );
    let confirmed =
        confirm_totp(&office.authentication, with_totp(PASSWORD, app.shows(office.town.now())))
            .await;
    (app, confirmed)
}

#[tokio::test]
async fn a_one_time_password_opens_nothing_but_its_change() {
    let office = Office::new().await;
    let (_, one_time) = office.hire("leader", member_id("G1-leader")).await;
    let outcome = office.try_password("leader", one_time.expose()).await.unwrap();
    assert!(matches!(outcome, SignIn::PasswordChangeRequired));
    let typed = || credentials("leader", one_time.expose());
    assert_eq!(
        code(enrol_totp(&office.authentication, typed()).await),
        Code::PasswordChangeRequired
    );
    let change = |new: &str| change_password(&office.authentication, typed(), text(new));
    assert_eq!(code(change("short").await), Code::PasswordTooShort);
    assert_eq!(code(change(one_time.expose()).await), Code::PasswordUnchanged);
    let tokens = signed_in(change(PASSWORD).await.unwrap());
    let scope = office.sees(&tokens).await.unwrap();
    assert!(scope.roles.contains(Role::GridLeader) && scope.member == Some(member_id("G1-leader")));
    assert_eq!(code(office.try_password("leader", one_time.expose()).await), Code::SignInRefused);
}

#[tokio::test]
async fn a_one_time_password_is_good_for_a_day() {
    let office = Office::new().await;
    let (_, one_time) = office.hire("leader", member_id("G1-leader")).await;
    office.town.clock.advance(TimeDelta::hours(24) - TimeDelta::microseconds(1));
    assert!(office.try_password("leader", one_time.expose()).await.is_ok());
    office.town.clock.advance(TimeDelta::microseconds(1));
    assert_eq!(
        code(office.try_password("leader", one_time.expose()).await),
        Code::OneTimePasswordExpired
    );
    let typed = credentials("leader", one_time.expose());
    let changed = change_password(&office.authentication, typed, text(PASSWORD));
    assert_eq!(code(changed.await), Code::OneTimePasswordExpired);
}

#[tokio::test]
async fn five_failures_lock_even_the_right_password_for_a_quarter_of_an_hour() {
    let office = Office::new().await;
    office.settle("leader", "G1-leader").await;
    for _ in 0..5 {
        assert_eq!(code(office.try_password("leader", "wrong").await), Code::SignInRefused);
    }
    assert_eq!(code(office.try_password("leader", PASSWORD).await), Code::SignInRefused);
    office.town.clock.advance(TimeDelta::minutes(15) - TimeDelta::microseconds(1));
    assert_eq!(code(office.try_password("leader", PASSWORD).await), Code::SignInRefused);
    office.town.clock.advance(TimeDelta::microseconds(1));
    signed_in(office.try_password("leader", PASSWORD).await.unwrap());
}

#[tokio::test]
async fn failures_at_once_are_all_counted() {
    let office = Office::new().await;
    office.settle("leader", "G1-leader").await;
    let tries = (0..5).map(|_| office.try_password("leader", "wrong"));
    let [a, b, c, d, e]: [_; 5] =
        tries.collect::<Vec<_>>().try_into().unwrap_or_else(|_| unreachable!());
    let _ = tokio::join!(a, b, c, d, e);
    assert_eq!(code(office.try_password("leader", PASSWORD).await), Code::SignInRefused);
}

#[tokio::test]
async fn success_forgets_failures_and_an_unknown_name_is_refused_alike() {
    let office = Office::new().await;
    office.settle("leader", "G1-leader").await;
    for _ in 0..2 {
        for _ in 0..4 {
            assert_eq!(code(office.try_password("leader", "wrong").await), Code::SignInRefused);
        }
        signed_in(office.try_password(" LEADER ", PASSWORD).await.unwrap());
    }
    for name in ["nobody", "", "不是登录名"] {
        assert_eq!(code(office.try_password(name, PASSWORD).await), Code::SignInRefused);
    }
}

#[tokio::test]
async fn refusals_are_events_of_the_account_without_personal_text() {
    let office = Office::new().await;
    let (account, one_time) = office.hire("leader", member_id("G1-leader")).await;
    for password in ["w1", "w2", "w3", "w4", "w5", one_time.expose()] {
        assert_eq!(code(office.try_password("leader", password).await), Code::SignInRefused);
    }
    let reasons: Vec<String> = office
        .events(account)
        .await
        .iter()
        .skip(1)
        .map(|(_, payload)| payload["reason"].to_string())
        .collect();
    assert_eq!(reasons[..5], vec!["\"name_or_password\""; 5]);
    assert_eq!(reasons[5..], ["\"locked\""]);
}

#[tokio::test]
async fn staff_set_up_an_app_before_they_get_in() {
    let office = strict().await;
    without_app(&office).await;
    assert!(matches!(
        office.try_password("leader", PASSWORD).await,
        Ok(SignIn::TotpEnrolmentRequired)
    ));
    let early = confirm_totp(&office.authentication, with_totp(PASSWORD, text("000000")));
    assert_eq!(code(early.await), Code::TotpNotPending);
    let (app, confirmed) = set_up(&office).await;
    let scope = office.sees(&confirmed.unwrap()).await.unwrap();
    assert!(me(&office.authentication, &scope).await.unwrap().totp);
    assert_eq!(code(office.try_password("leader", PASSWORD).await), Code::TotpRequired);
    let used = sign_in(&office.authentication, with_totp(PASSWORD, app.shows(office.town.now())));
    assert_eq!(code(used.await), Code::TotpWrong);
    office.town.clock.advance(TimeDelta::seconds(30));
    signed_in(
        sign_in(&office.authentication, with_totp(PASSWORD, app.shows(office.town.now())))
            .await
            .unwrap(),
    );
}

#[tokio::test]
async fn a_wrong_first_code_confirms_nothing() {
    let office = strict().await;
    without_app(&office).await;
    let app = AuthenticatorApp::scan(
        enrol_totp(&office.authentication, credentials("leader", PASSWORD)).await.unwrap().expose(),
    );
    assert_eq!(
        code(confirm_totp(&office.authentication, credentials("leader", PASSWORD)).await),
        Code::TotpRequired
    );
    let other = AuthenticatorApp::scan(
        enrol_totp(&office.authentication, credentials("leader", PASSWORD)).await.unwrap().expose(),
    );
    let replaced =
        confirm_totp(&office.authentication, with_totp(PASSWORD, app.shows(office.town.now())));
    assert_eq!(code(replaced.await), Code::TotpWrong);
    assert!(
        confirm_totp(&office.authentication, with_totp(PASSWORD, other.shows(office.town.now())))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn wrong_codes_lock_as_wrong_passwords_do() {
    let office = strict().await;
    without_app(&office).await;
    let (app, _) = set_up(&office).await;
    office.town.clock.advance(TimeDelta::seconds(30));
    for _ in 0..5 {
        let wrong = sign_in(&office.authentication, with_totp(PASSWORD, text("12345")));
        assert_eq!(code(wrong.await), Code::TotpWrong);
    }
    let right = sign_in(&office.authentication, with_totp(PASSWORD, app.shows(office.town.now())));
    assert_eq!(code(right.await), Code::SignInRefused);
}

#[tokio::test]
async fn a_code_serves_the_change_that_a_sign_in_asked_for() {
    let office = strict().await;
    without_app(&office).await;
    let (app, first) = set_up(&office).await;
    office.town.clock.advance(TimeDelta::seconds(30));
    let typed = || with_totp(PASSWORD, app.shows(office.town.now()));
    let tokens = signed_in(
        change_password(&office.authentication, typed(), text("another good one")).await.unwrap(),
    );
    assert!(office.sees(&tokens).await.is_ok());
    assert_eq!(code(office.sees(&first.unwrap()).await), Code::SessionEnded);
}
