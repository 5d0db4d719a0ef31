//! `wangge import`

mod addresses;
mod aliases;
mod building_groups;
mod duties;
mod grids;
mod members;
mod requests;

use super::context::RunContext;
use super::output::line;
use super::progress;
use crate::error::Result;
use crate::service::import::reader::source::TableSource;
use clap::Subcommand;
use std::path::Path;
use std::process::ExitCode;

/// 导入：全部成功或全部不导入 Import a file, all of it or nothing
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    Grids(grids::ImportGrids),
    Members(members::ImportMembers),
    Duties(duties::ImportDuties),
    BuildingGroups(building_groups::BuildingGroups),
    Addresses(addresses::ImportAddresses),
    Aliases(aliases::ImportAliases),
    Requests(requests::ImportRequests),
}

impl ImportCommand {
    pub(super) fn run(self, context: &RunContext) -> Result<ExitCode> {
        match self {
            Self::Grids(command) => command.run(context),
            Self::Members(command) => command.run(context),
            Self::Duties(command) => command.run(context),
            Self::BuildingGroups(command) => command.run(context),
            Self::Addresses(command) => command.run(context),
            Self::Aliases(command) => command.run(context),
            Self::Requests(command) => command.run(context),
        }
    }
}

/// Which sheet of a workbook is meant.
#[derive(Debug, clap::Args)]
struct SheetChoice {
    /// 工作表名称 Name of the sheet of a workbook [default: the first]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
}

impl SheetChoice {
    /// Opens a file to read that sheet.
    fn of(&self, file: &Path) -> Result<TableSource<'static>> {
        Ok(TableSource { input: progress::reading(file)?, sheet: self.sheet.clone() })
    }
}

fn tell_dry_run(dry_run: bool) {
    if dry_run {
        line("试运行，未写入 dry run, nothing written");
    }
}
