//! Who may fill a database, and who may then sign in.

use super::{Demo, passwords};
use crate::support::office::{LENIENT, Phones, code, credentials, signed_in};
use crate::support::town::{Town, rulebook};
use std::collections::HashSet;
use std::sync::Arc;
use wangge::demo::{DemoLogin, LOGINS, PASSWORD, SEED, fill};
use wangge::domain::role::Role;
use wangge::domain::scope::Scope;
use wangge::error::Code;
use wangge::service::credentials::token::AccessTokens;
use wangge::service::login::{
    Authentication, Policy, identify, send_code, sign_in, sign_in_by_code,
};
use wangge::service::requests::list::{ListedRequests, inbox, list};
use wangge::service::requests::tasks::list_tasks;
use wangge::store::requests::{ListFilter, ListPage};
use wangge::store::vault::key::KeyRing;

/// A process through which people sign in to the demo.
struct Door<'a> {
    demo: &'a Demo,
    authentication: Authentication,
    phones: Arc<Phones>,
}

impl<'a> Door<'a> {
    fn new(demo: &'a Demo, demo_accounts: bool) -> Self {
        let phones = Arc::<Phones>::default();
        let tokens = Arc::new(AccessTokens::new(&KeyRing::random(), "wangge", "wangge").unwrap());
        let policy = Policy { demo_accounts, ..LENIENT() };
        let authentication =
            Authentication::new(demo.db.clone(), tokens, passwords(), phones.clone(), policy);
        Self { demo, authentication, phones }
    }

    /// What somebody may do who signs in as the demo shows.
    async fn enter(&self, login: &DemoLogin) -> Scope {
        let tokens = match login.password {
            Some(password) => signed_in(
                sign_in(&self.authentication, credentials(login.name, password)).await.unwrap(),
            ),
            None => {
                send_code(&self.authentication, login.name).await.unwrap();
                let code = self.phones.last(login.name);
                sign_in_by_code(&self.authentication, login.name, code).await.unwrap()
            }
        };
        let claims =
            self.authentication.tokens().verify(tokens.access.expose(), self.demo.present).unwrap();
        identify(&self.authentication, &claims).await.unwrap()
    }
}

#[tokio::test]
async fn those_whose_logins_are_shown_sign_in_and_nobody_else() {
    let demo = Demo::new().await;
    let door = Door::new(&demo, true);
    each_login_shows_its_role_with_something_to_look_at(&door).await;
    who_is_not_shown_has_no_password(&door).await;
    a_service_in_earnest_lets_none_of_them_in(&Door::new(&demo, false)).await;
}

async fn each_login_shows_its_role_with_something_to_look_at(door: &Door<'_>) {
    let db = &door.demo.db;
    let shown: HashSet<Role> = LOGINS.iter().map(|login| login.role).collect();
    assert_eq!(shown, Role::ALL.iter().copied().collect(), "every role has a login");
    for login in LOGINS {
        let scope = door.enter(login).await;
        assert!(scope.roles.contains(login.role), "{} {:?}", login.name, scope.roles);
        let mine = login.role == Role::Resident;
        let reach = if mine { ListedRequests::Mine } else { ListedRequests::MyGrids };
        let page = ListPage { after: None, limit: 100 };
        let listed =
            list(db, &scope, reach, None, ListFilter::default(), page).await.unwrap().len();
        let to_answer = inbox(db, &scope, None, 100).await.unwrap().len();
        let tasks = list_tasks(db, &scope, true, None, 100).await.unwrap().len();
        let least = match login.name {
            "worker" => (20, 0, 1),
            "post-holder" => (0, 0, 1),
            "building-leader" => (1, 1, 0),
            "grid-leader" | "deputy" => (20, 10, 0),
            "secretary" => (30, 3, 0),
            "town-desk" | "desk-head" => (90, 2, 0),
            "supervisor" | "second-supervisor" => (90, 0, 0),
            "liaison" => (0, 0, 2),
            _ if mine => (6, 0, 0),
            _ => (0, 0, 0),
        };
        let found = (listed, to_answer, tasks);
        let enough = listed >= least.0 && to_answer >= least.1 && tasks >= least.2;
        assert!(enough, "{}: {found:?} {least:?}", login.name);
        let task_alone = matches!(login.name, "post-holder" | "liaison");
        assert!(!task_alone || listed == 0, "{} reads requests", login.name);
    }
}

async fn a_service_in_earnest_lets_none_of_them_in(door: &Door<'_>) {
    let refused = sign_in(&door.authentication, credentials("grid-leader", PASSWORD)).await;
    assert_eq!(code(refused), Code::DemoAccountRefused);
}

async fn who_is_not_shown_has_no_password(door: &Door<'_>) {
    for password in ["", PASSWORD] {
        let refused = sign_in(&door.authentication, credentials("wp0200", password)).await;
        assert_eq!(code(refused), Code::SignInRefused);
    }
}

#[tokio::test]
async fn a_database_with_a_town_is_left_alone() {
    let town = Town::new().await;
    let revision = town.db.atlas().revision();
    let refused = fill(&town.db, &town.clock, &rulebook(), &passwords(), SEED).await;
    assert_eq!(code(refused), Code::DemoDatabaseTaken);
    assert_eq!(town.db.atlas().revision(), revision);
}
