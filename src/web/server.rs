//! The application on a listener, with the limits of every connection.

use super::pace::TransferPace;
use super::paced_stream::{PacedStream, Patience};
use super::{State, app};
use crate::config::RequestLimits;
use actix_http::{HttpService, Protocol};
use actix_server::{Server, ServerBuilder};
use actix_service::{IntoServiceFactory, ServiceFactoryExt, map_config};
use actix_web::dev::AppConfig;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;

/// Deadline of a whole answer: none, only its rate counts.
const UNLIMITED: Duration = Duration::MAX;

/// Creates a server that is ready to run.
///
/// # Errors
/// Those of the listener.
pub fn server(state: &Arc<State>, listener: TcpListener) -> std::io::Result<ServerBuilder> {
    let address = listener.local_addr()?;
    let state = Arc::clone(state);
    let builder = Server::build();
    let stopping = builder.graceful_shutdown_signal();
    builder.listen("wangge", listener, move || {
        let stopping = stopping.clone();
        let patience = patience(&state.limits);
        let app =
            app(&state).into_factory().map_err(|fault: actix_web::Error| fault.error_response());
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .client_request_timeout(seconds(state.limits.head_deadline_s))
            .client_disconnect_timeout(Duration::from_secs(1))
            .local_addr(address)
            .finish(map_config(app, |()| AppConfig::default()));
        actix_service::fn_service(move |stream: TcpStream| async move {
            let peer = stream.peer_addr().ok();
            Ok((PacedStream::new(stream, patience), Protocol::Http1, peer))
        })
        .and_then(http)
    })
}

fn patience(limits: &RequestLimits) -> Patience {
    let grace = seconds(limits.slow_grace_s);
    let answer = TransferPace {
        deadline: UNLIMITED,
        grace,
        bytes_per_second: limits.answer_min_bytes_per_s,
    };
    Patience { exchange: seconds(limits.exchange_deadline_s), answer }
}

fn seconds(seconds: u32) -> Duration {
    Duration::from_secs(seconds.into())
}
