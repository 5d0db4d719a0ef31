//! `wangge migrate`

use super::context::RunContext;
use super::output::line;
use crate::error::Result;
use crate::store::migration;
use std::process::ExitCode;

/// 升级数据库结构 Bring the structure of the database up to date
#[derive(Debug, clap::Args)]
pub struct Migrate {
    /// 撤回最后一次升级，其数据将丢失 Take the last migration back; its data is lost
    #[arg(long)]
    down_one: bool,
    /// 数据库文件不存在时新建 Create a SQLite file that is not there
    #[arg(long, conflicts_with = "down_one")]
    create: bool,
}

impl Migrate {
    pub(super) fn run(self, context: &RunContext) -> Result<ExitCode> {
        let location = context.location()?;
        if self.down_one {
            line(format_args!("撤回 took back: {}", migration::down(&location)?));
            return Ok(ExitCode::SUCCESS);
        }
        let ran = migration::up(&location, self.create)?;
        ran.iter().for_each(|name| line(format_args!("升级 ran: {name}")));
        if ran.is_empty() {
            line("已是最新 nothing to do");
        }
        Ok(ExitCode::SUCCESS)
    }
}
