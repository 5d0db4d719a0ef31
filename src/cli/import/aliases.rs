//! `wangge import aliases`

use super::sheet::{SheetChoice, tell_notices};
use crate::cli::context::{RunContext, actor, block_on};
use crate::cli::output::line;
use crate::cli::progress;
use crate::error::Result;
use crate::service::import::aliases::{AliasFile, import_aliases};
use crate::service::import::run::ImportRun;
use std::path::PathBuf;
use std::process::ExitCode;

/// 导入别名 Import popular names of grids, building groups and compounds (CSV or .xlsx)
///
/// Columns: name/别名, and what it names: `building_group`/楼组代码, or `grid_code`/网格代码, or a
/// compound/小区名称 in the grid of that code.
#[derive(Debug, clap::Args)]
pub struct ImportAliases {
    /// CSV 或 xlsx 文件；- 为标准输入 CSV or xlsx file; - is the standard input
    file: PathBuf,
    #[command(flatten)]
    sheet: SheetChoice,
    /// 只检查，不写入 Check everything, write nothing
    #[arg(long)]
    dry_run: bool,
}

impl ImportAliases {
    pub(in crate::cli) fn run(self, context: &RunContext) -> Result<ExitCode> {
        let db = context.open()?;
        let back = self.sheet.reserve()?;
        let file = AliasFile::read(self.sheet.of(&self.file)?)?;
        tell_notices(file.sheet.table());
        let run = ImportRun::new(&db, actor(), self.dry_run);
        let imported = {
            let _working = progress::working("写入 writing");
            block_on(import_aliases(&run, &file))
        };
        let added = back.unless_refused(file.sheet.table(), imported)?.created;
        line(format_args!("新增别名 {added} 个 added {added} aliases"));
        super::tell_dry_run(self.dry_run);
        Ok(ExitCode::SUCCESS)
    }
}
