//! `wangge import duties`

use super::sheet::{SheetChoice, tell_notices};
use crate::cli::context::{RunContext, actor, block_on};
use crate::cli::output::line;
use crate::cli::progress;
use crate::error::Result;
use crate::service::import::duties::{DutyFile, import_duties};
use crate::service::import::run::ImportRun;
use std::path::PathBuf;
use std::process::ExitCode;

/// 导入责任：谁在何时负责哪里 Import duties from a CSV file or a workbook (.xlsx)
///
/// Columns: member/工号, unit/单元代码, capacity/职责 (leader/负责人, deputy/副职, worker/网格员); optional
/// `unit_kind`/单元类型 (grid/网格, `building_group`/楼组), rank/顺位 (0–99), from/开始, to/结束. Without from a
/// duty begins at once; a bare date in to is its last day. Times are +08:00 unless they say
/// otherwise.
#[derive(Debug, clap::Args)]
pub struct ImportDuties {
    /// CSV 或 xlsx 文件；- 为标准输入 CSV or xlsx file; - is the standard input
    file: PathBuf,
    #[command(flatten)]
    sheet: SheetChoice,
    /// 只检查，不写入 Check everything, write nothing
    #[arg(long)]
    dry_run: bool,
}

impl ImportDuties {
    pub(in crate::cli) fn run(self, context: &RunContext) -> Result<ExitCode> {
        let db = context.open()?;
        let back = self.sheet.reserve()?;
        let file = DutyFile::read(self.sheet.of(&self.file)?)?;
        tell_notices(file.sheet.table());
        let run = ImportRun::new(&db, actor(), self.dry_run);
        let given = {
            let _working = progress::working("写入 writing");
            block_on(import_duties(&run, &file))
        };
        let given = back.unless_refused(file.sheet.table(), given)?.created;
        line(format_args!("新增责任 {given} 项 gave {given} duties"));
        super::tell_dry_run(self.dry_run);
        Ok(ExitCode::SUCCESS)
    }
}
