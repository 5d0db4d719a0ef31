//! `wangge demo`

use super::context::RunContext;
use crate::app::{App, Parts, log_to};
use crate::clock::SystemClock;
use crate::config::TownFiles;
use crate::demo::{LOGINS, Opening, open};
use crate::domain::atlas::Atlas;
use crate::error::{Code, Error, Problem, Result, system_reason};
use crate::service::credentials::token::key_file;
use crate::service::login::LogSender;
use crate::store::vault::key::KeyRing;
use crate::store::vault::{KeyFile, Vault};
use clap::Args;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// 演示 Opens a fictional town, made the first time, and serves it on this machine alone
#[derive(Debug, Args)]
pub struct Demo {
    /// 数据目录 Where the town is kept
    #[arg(long, value_name = "FOLDER", default_value = "data")]
    data_dir: PathBuf,
    /// 监听地址 Address and port of this machine to serve on
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

impl Demo {
    /// Runs the command.
    pub fn run(self, context: &RunContext) -> Result<ExitCode> {
        if !self.listen.ip().is_loopback() {
            return Err(Problem::new(Code::DemoOnLoopbackOnly)
                .with("address", self.listen.to_string())
                .into());
        }
        let context = for_demo(context);
        log_to(&context.config.log);
        let (vault, token_keys) = self.keys()?;
        let rulebook = context.rulebook()?;
        let passwords = context.password_workers()?;
        let opening = Opening {
            file: self.data_dir.join("demo.db"),
            options: context.options(),
            empty: Atlas::empty(context.settings()?),
            vault: Arc::new(Vault::new(vault)),
            rulebook: Arc::clone(&rulebook),
            passwords: passwords.clone(),
        };
        actix_web::rt::System::new().block_on(async {
            let db = open(opening).await?;
            let clock = Arc::new(SystemClock);
            let sender = Arc::new(LogSender);
            let parts =
                Parts { db, clock, rulebook, token_keys, passwords, sender, demo_accounts: true };
            App::new(&context.config, parts).await?.serve(self.listen, welcome).await
        })?;
        Ok(ExitCode::SUCCESS)
    }

    /// Returns the keys of the demo, and creates them the first time.
    fn keys(&self) -> Result<(KeyFile, KeyRing)> {
        fs::create_dir_all(&self.data_dir).map_err(|fault| {
            let problem = Problem::new(Code::DemoFileUnusable)
                .with("path", self.data_dir.display().to_string());
            Error::from(problem.with("reason", system_reason(&fault)))
        })?;
        let vault = self.data_dir.join("demo-vault-keys.toml");
        let tokens = self.data_dir.join("demo-token-keys.toml");
        let vault = if vault.exists() { KeyFile::read(&vault)? } else { KeyFile::create(&vault)? };
        Ok((vault, token_keys(&tokens)?))
    }
}

/// Returns the part of the configuration that also applies to the demo. Its town is made for the
/// built-in rule files. Everybody knows its passwords, and nobody has an authenticator app for it.
fn for_demo(context: &RunContext) -> RunContext {
    let mut config = context.config.clone();
    config.files = TownFiles::default();
    config.auth.totp_required = false;
    RunContext { config }
}

fn token_keys(path: &Path) -> Result<KeyRing> {
    if path.exists() { key_file::read(path) } else { key_file::create(path) }
}

/// Prints where to look, how each role signs in, and what there is to see.
fn welcome(address: SocketAddr) {
    tracing::info!(%address, "serving");
    println!("演示已就绪 The demo is ready: http://{address}");
    println!("接口文档 API documentation: http://{address}/docs");
    println!("登录 Sign in with POST /api/v1/auth/login:");
    for login in LOGINS {
        let (zh, en) = login.role.label();
        let proof = login
            .password
            .unwrap_or("验证码见日志 the code is in the log (POST /api/v1/auth/code)");
        println!("    {zh} {en}: {} / {proof}", login.name);
        println!("        {}", login.shows.0);
        println!("        {}", login.shows.1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Sources};

    #[test]
    fn the_rule_files_are_those_built_in_whatever_the_configuration_names() -> Result<()> {
        let named =
            "[files]\nlevels = \"none.toml\"\ncategories = \"none.toml\"\ncalendar = \"none.toml\"";
        let file = Some((PathBuf::from("town.toml"), named.to_owned()));
        let (config, _) = Config::load(&Sources { file, ..Sources::default() })?;
        let context = RunContext { config };
        assert!(context.settings().is_err() && context.rulebook().is_err(), "they are named");
        let demo = for_demo(&context);
        assert!(demo.settings().is_ok() && demo.rulebook().is_ok());
        Ok(())
    }
}
