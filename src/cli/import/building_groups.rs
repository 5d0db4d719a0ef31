//! `wangge import building-groups`

use super::sheet::{SheetChoice, tell_notices};
use crate::cli::context::{RunContext, actor, block_on};
use crate::cli::output::line;
use crate::cli::progress;
use crate::error::Result;
use crate::service::import::building_groups::{BuildingGroupFile, import_building_groups};
use crate::service::import::run::ImportRun;
use std::path::PathBuf;
use std::process::ExitCode;

/// 导入楼组及其门址 Import building groups and their addresses from a CSV file or a workbook (.xlsx)
///
/// Columns: `grid_code`/网格代码, name/名称; optional code/楼组代码, leader/组长工号, `household_count`/户数,
/// addresses/门址 (several with ； between them). Without a code a group gets that of its grid with a
/// running number.
#[derive(Debug, clap::Args)]
pub struct BuildingGroups {
    /// CSV 或 xlsx 文件；- 为标准输入 CSV or xlsx file; - is the standard input
    file: PathBuf,
    #[command(flatten)]
    sheet: SheetChoice,
    /// 只检查，不写入 Check everything, write nothing
    #[arg(long)]
    dry_run: bool,
}

impl BuildingGroups {
    pub(in crate::cli) fn run(self, context: &RunContext) -> Result<ExitCode> {
        let db = context.open()?;
        let back = self.sheet.reserve()?;
        let file = BuildingGroupFile::read(self.sheet.of(&self.file)?)?;
        tell_notices(file.sheet.table());
        let run = ImportRun::new(&db, actor(), self.dry_run);
        let imported = {
            let _working = progress::working("写入 writing");
            block_on(import_building_groups(&run, &file))
        };
        let imported = back.unless_refused(file.sheet.table(), imported)?;
        let groups = imported.created;
        let addresses = imported.addresses;
        line(format_args!(
            "新增楼组 {groups} 个、门址 {addresses} 个 created {groups} groups, {addresses} addresses"
        ));
        super::tell_dry_run(self.dry_run);
        Ok(ExitCode::SUCCESS)
    }
}
