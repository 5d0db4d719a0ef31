//! An application with all that handlers take, and a caller who has every role.

use super::app::TestApp;
use super::office::Office;
use super::request::Call;
use super::town::member_id;
use actix_web::http::Method;
use actix_web::web::Data;
use std::sync::Arc;
use wangge::domain::role::Role;

/// The application and the caller.
pub struct Lobby {
    _office: Office,
    app: TestApp,
    token: String,
}

impl Lobby {
    pub async fn open() -> Self {
        let office = Office::new().await;
        let authentication = Arc::clone(&office.authentication);
        let rulebook = Arc::clone(&office.town.rulebook);
        let db = office.town.db.clone();
        let app = TestApp::build(|builder| {
            // There are more routes than one address may call in a minute.
            builder.unlimited();
            builder.services.data = Arc::new(move |config| {
                config.app_data(Data::new(db.clone())).app_data(Data::from(Arc::clone(&rulebook)));
                config.app_data(Data::from(Arc::clone(&authentication)));
            });
        })
        .await;
        let member = member_id("T-leader");
        let (account, _) = office.hire("everything", member).await;
        let token = app.token_of(account, Some(member), Role::ALL);
        Self { _office: office, app, token }
    }

    /// A call by somebody of every role. A POST has a key.
    pub fn call(&self, method: &Method, uri: &str) -> Call<'_> {
        self.app.call(method.clone(), uri).token(&self.token).keyed()
    }
}
