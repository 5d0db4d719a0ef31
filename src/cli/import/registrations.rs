//! `wangge import registrations`

use super::sheet::{SheetChoice, tell_notices};
use crate::cli::context::{RunContext, actor, block_on};
use crate::cli::output::line;
use crate::cli::progress;
use crate::error::Result;
use crate::service::import::registrations::{RegistrationFile, import_registrations};
use crate::service::import::run::ImportRun;
use std::path::PathBuf;
use std::process::ExitCode;

/// 导入双报到 Import registrations with neighbourhoods from a CSV file or a workbook (.xlsx)
///
/// Columns: member/工号 or organization/组织代码, `grid_code`/居村代码; optional
/// `home_organization`/所在单位代码, skills/技能, `free_times`/空闲时间. They wait for the neighbourhood's secretary
/// to accept them.
#[derive(Debug, clap::Args)]
pub struct ImportRegistrations {
    /// CSV 或 xlsx 文件；- 为标准输入 CSV or xlsx file; - is the standard input
    file: PathBuf,
    #[command(flatten)]
    sheet: SheetChoice,
    /// 只检查，不写入 Check everything, write nothing
    #[arg(long)]
    dry_run: bool,
}

impl ImportRegistrations {
    pub(in crate::cli) fn run(self, context: &RunContext) -> Result<ExitCode> {
        let db = context.open()?;
        let back = self.sheet.reserve()?;
        let file = RegistrationFile::read(self.sheet.of(&self.file)?)?;
        tell_notices(file.sheet.table());
        let run = ImportRun::new(&db, actor(), self.dry_run);
        let made = {
            let _working = progress::working("写入 writing");
            block_on(import_registrations(&run, &file))
        };
        let made = back.unless_refused(file.sheet.table(), made)?.created;
        line(format_args!(
            "新增报到 {made} 件，待居村书记审核 {made} registrations wait for the secretary"
        ));
        super::tell_dry_run(self.dry_run);
        Ok(ExitCode::SUCCESS)
    }
}
