//! `wangge import`

mod addresses;
mod aliases;
mod building_groups;
mod duties;
mod grids;
mod members;
mod posts;
mod registrations;
mod requests;
mod sheet;

use super::context::RunContext;
use super::output::line;
use crate::error::Result;
use clap::Subcommand;
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
    Posts(posts::ImportPosts),
    Registrations(registrations::ImportRegistrations),
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
            Self::Posts(command) => command.run(context),
            Self::Registrations(command) => command.run(context),
            Self::Requests(command) => command.run(context),
        }
    }
}

fn tell_dry_run(dry_run: bool) {
    if dry_run {
        line("试运行，未写入 dry run, nothing written");
    }
}
