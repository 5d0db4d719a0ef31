//! The command line: parse and dispatch. Exit codes: 0 done, 1 refused or something breaks, 2 used
//! wrongly.

mod check;
mod context;
mod demo;
mod export;
mod import;
mod init;
mod keys;
mod locate;
mod logins;
mod migrate;
mod openapi;
mod output;
mod progress;
mod propose_borders;
mod report;
mod serve;
mod usage;
mod user;

use crate::error::Result;
use clap::{Parser, Subcommand};
use context::RunContext;
use std::path::PathBuf;
use std::process::ExitCode;

/// 网格：谁对哪里负责，诉求交给谁。 Who is responsible for every place, and the request that reaches them.
///
/// Exit codes: 0 done, 1 refused or something breaks, 2 used wrongly.
#[derive(Debug, Parser)]
#[command(name = "wangge", version, max_term_width = 120)]
struct CommandLine {
    /// 配置文件 Configuration file; environment and flags override it
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    /// 数据库 sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME [env: WANGGE_DATABASE_URL]
    #[arg(long, value_name = "URL", global = true)]
    database_url: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Init),
    Serve(serve::Serve),
    Demo(demo::Demo),
    Migrate(migrate::Migrate),
    #[command(subcommand)]
    Import(import::ImportCommand),
    #[command(subcommand)]
    Export(export::ExportCommand),
    Locate(locate::Locate),
    ProposeBorders(propose_borders::ProposeBorders),
    Check(check::Check),
    #[command(name = "openapi")]
    OpenApi(openapi::OpenApi),
    #[command(subcommand)]
    User(user::UserCommand),
    #[command(subcommand)]
    Keys(keys::KeysCommand),
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let line = match usage::parse::<CommandLine>() {
        Ok(line) => line,
        Err(code) => return code,
    };
    let done = RunContext::load(line.config, line.database_url)
        .and_then(|context| dispatch(&context, line.command));
    match done {
        Ok(code) => code,
        Err(error) => {
            report::error(&error);
            ExitCode::FAILURE
        }
    }
}

fn dispatch(context: &RunContext, command: Command) -> Result<ExitCode> {
    match command {
        Command::Init(command) => command.run(context),
        Command::Serve(command) => command.run(context),
        Command::Demo(command) => command.run(context),
        Command::Migrate(command) => command.run(context),
        Command::Import(command) => command.run(context),
        Command::Export(command) => command.run(context),
        Command::Locate(command) => command.run(context),
        Command::ProposeBorders(command) => command.run(context),
        Command::Check(command) => command.run(context),
        Command::OpenApi(command) => command.run(),
        Command::User(command) => command.run(context),
        Command::Keys(command) => command.run(context),
    }
}
