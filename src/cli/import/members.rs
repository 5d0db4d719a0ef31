//! `wangge import members`

use super::sheet::{SheetChoice, tell_notices};
use crate::cli::context::{RunContext, actor, block_on};
use crate::cli::output::line;
use crate::cli::{logins, progress};
use crate::error::Result;
use crate::service::import::members::{MemberFile, import_members};
use crate::service::import::run::ImportRun;
use std::path::PathBuf;
use std::process::ExitCode;

/// 导入人员 Import members from a CSV file or a workbook (.xlsx)
///
/// Columns: code/工号, name/姓名; optional phone/电话, `login_name`/登录名. UTF-8 or GB18030. Whoever has a
/// login name gets a one-time password.
#[derive(Debug, clap::Args)]
pub struct ImportMembers {
    /// CSV 或 xlsx 文件；- 为标准输入 CSV or xlsx file; - is the standard input
    file: PathBuf,
    #[command(flatten)]
    sheet: SheetChoice,
    /// 只检查，不写入 Check everything, write nothing
    #[arg(long)]
    dry_run: bool,
}

impl ImportMembers {
    pub(in crate::cli) fn run(self, context: &RunContext) -> Result<ExitCode> {
        let db = context.open()?;
        let back = self.sheet.reserve()?;
        let file = MemberFile::read(self.sheet.of(&self.file)?, db.now())?;
        tell_notices(file.sheet.table());
        let run = ImportRun::new(&db, actor(), self.dry_run);
        let workers = context.password_workers()?;
        let imported = {
            let _working = progress::working("写入 writing");
            block_on(import_members(&run, Some(&workers), &file))
        };
        let (counts, first_logins) = back.unless_refused(file.sheet.table(), imported)?;
        line(format_args!("新增人员 {} 名 created {} members", counts.created, counts.created));
        logins::tell(&first_logins);
        super::tell_dry_run(self.dry_run);
        Ok(ExitCode::SUCCESS)
    }
}
