//! `wangge import requests`

use super::sheet::{SheetChoice, tell_notices};
use crate::cli::context::{RunContext, actor, block_on};
use crate::cli::output::line;
use crate::cli::{progress, report};
use crate::error::{Code, Error, Problem, Result, file_reason};
use crate::service::import::problem_sheet::RowsBack;
use crate::service::import::requests::{Mapping, TicketFile, import_requests};
use crate::service::import::run::ImportRun;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// 导入上级派单（12345 等） Import tickets from above from a CSV file or a workbook (.xlsx)
///
/// All rows are checked before the first is written, and one that is wrong refuses all of them, unless
/// --keep-going stores the others. A ticket that was imported before is counted, not imported again:
/// an import that was cut is continued by running it once more.
#[derive(Debug, clap::Args)]
pub struct ImportRequests {
    /// CSV 或 xlsx 文件；- 为标准输入 CSV or xlsx file; - is the standard input
    file: PathBuf,
    /// 映射文件：哪一列是哪一项 Mapping file: which column is which field
    #[arg(long, value_name = "FILE")]
    mapping: PathBuf,
    #[command(flatten)]
    sheet: SheetChoice,
    /// 只检查，不写入 Check everything, write nothing
    #[arg(long)]
    dry_run: bool,
    /// 有误的工单退回 --problems 的工作簿，其余照常导入 Store the tickets that are right; the others come back
    /// in the workbook of --problems
    #[arg(long, requires = "problems")]
    keep_going: bool,
}

impl ImportRequests {
    pub(in crate::cli) fn run(self, context: &RunContext) -> Result<ExitCode> {
        let db = context.open()?;
        let rulebook = context.rulebook()?;
        let text = std::fs::read_to_string(&self.mapping).map_err(|fault| {
            Problem::new(Code::FileUnreadable).with("reason", file_reason(&self.mapping, &fault))
        })?;
        let back = self.sheet.reserve()?;
        let file = TicketFile::read(self.sheet.of(&self.file)?, Mapping::parse(&text)?)?;
        tell_notices(&file.table);
        let file = Arc::new(file);
        let run = ImportRun::new(&db, actor(), self.dry_run);
        let done = {
            let _working = progress::working("写入 writing");
            block_on(import_requests(&run, &rulebook, &file, self.keep_going))?
        };
        let imported = done.imported;
        let present = done.present;
        let refused = done.refused();
        report::warnings(&done.notices);
        let rows = if self.keep_going { RowsBack::Faulty } else { RowsBack::All };
        back.write(&file.table, &done.problems, rows)?;
        if refused > 0 {
            report::error(&Error::Refused(done.problems));
        }
        line(format_args!("导入 {imported} 件，已有 {present} 件，有误 {refused} 件"));
        line(format_args!("imported {imported}, already there {present}, refused {refused}"));
        super::tell_dry_run(self.dry_run);
        Ok(if refused > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}
