//! `wangge import`

mod grids;

use super::context::Context;
use crate::error::Result;
use clap::Subcommand;
use std::process::ExitCode;

/// 导入：全部成功或全部不导入 Import a file, all of it or nothing
#[derive(Debug, Subcommand)]
pub enum Import {
    Grids(grids::Grids),
}

impl Import {
    pub(super) fn run(self, context: &Context) -> Result<ExitCode> {
        match self {
            Self::Grids(command) => command.run(context),
        }
    }
}
