//! `wangge init`
use super::context::Context;
use crate::error::Result;
use std::process::ExitCode;
/// init
#[derive(Debug, clap::Args)]
pub struct Init {}
impl Init { pub(super) fn run(self, _: &Context) -> Result<ExitCode> { Ok(ExitCode::SUCCESS) } }
