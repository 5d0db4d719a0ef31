//! `wangge openapi`

use crate::error::Result;
use crate::web::openapi::document;
use clap::Args;
use std::process::ExitCode;

/// 接口文档 Prints the OpenAPI document, as it is served and as `docs/openapi.json` keeps it
#[derive(Debug, Args)]
pub struct OpenApi {}

impl OpenApi {
    /// Runs the command.
    #[expect(clippy::unnecessary_wraps, reason = "every command may be refused")]
    pub fn run(self) -> Result<ExitCode> {
        print!("{}", document());
        Ok(ExitCode::SUCCESS)
    }
}
