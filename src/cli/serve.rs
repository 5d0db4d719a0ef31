//! `wangge serve`

use super::context::RunContext;
use crate::app::{App, CommandSender, Parts, log_to};
use crate::clock::SystemClock;
use crate::error::{Code, Problem, Result};
use crate::service::credentials::token::key_file;
use crate::service::login::{CodeSender, LogSender};
use clap::Args;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

/// 提供服务 Serves the HTTP API until it is told to stop (Ctrl-C, SIGTERM)
#[derive(Debug, Args)]
pub struct Serve {
    /// 监听地址 Address and port to serve on [default: server.listen]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
}

impl Serve {
    /// Runs the command.
    pub fn run(self, context: &RunContext) -> Result<ExitCode> {
        let config = &context.config;
        log_to(&config.log);
        let listen = self.listen.unwrap_or(config.server.listen);
        if !listen.ip().is_loopback() && !config.server.allow_plain_http {
            return Err(Problem::new(Code::PlainHttpRefused)
                .with("address", listen.to_string())
                .into());
        }
        let parts = Parts {
            db: context.open()?,
            clock: Arc::new(SystemClock),
            rulebook: context.rulebook()?,
            token_keys: key_file::read(&config.keys.tokens)?,
            passwords: context.password_workers()?,
            sender: sender(context)?,
            demo_accounts: false,
        };
        actix_web::rt::System::new().block_on(async {
            let app = App::new(config, parts).await?;
            app.serve(listen, |address| tracing::info!(%address, "serving")).await
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Returns the sender of codes: the town's own program, or the log if that is explicitly allowed.
fn sender(context: &RunContext) -> Result<Arc<dyn CodeSender>> {
    let auth = &context.config.auth;
    let sender: Arc<dyn CodeSender> = match &auth.code_command {
        Some(program) => Arc::new(CommandSender(program.clone())),
        None => Arc::new(LogSender),
    };
    if sender.is_for_production() || auth.allow_log_sender {
        Ok(sender)
    } else {
        Err(Code::LogSenderRefused.into())
    }
}
