//! `wangge export`

mod template;

use super::context::{RunContext, actor, block_on};
use super::output::line;
use crate::error::{Code, Problem, Result, file_reason};
use crate::service::export::{RequestExport, export_requests};
use clap::Subcommand;
use std::fs::{File, OpenOptions, remove_file};
use std::io::stdout;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// 导出 Take data out of the service
#[derive(Debug, Subcommand)]
pub enum ExportCommand {
    Requests(ExportRequests),
    Template(template::ExportTemplate),
}

/// 导出诉求，完整、不转义，须说明理由 Export requests, complete and unescaped, for a reason
///
/// A line of CSV for each request: the columns of the service begin with `wangge_`, those of
/// tickets from above bear their own names and hold what came. The export is recorded with the name
/// of the operating-system user and the reason, and leaves an access record for every request.
#[derive(Debug, clap::Args)]
pub struct ExportRequests {
    /// 完整导出，含个人信息 With all personal data; there is no other export here
    #[arg(long, required = true)]
    full: bool,
    /// 理由 Why, up to 200 characters; whoever the requests are about can read it
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// 只导出这个上级平台的工单 Only the tickets of this system above
    #[arg(long, value_name = "CODE")]
    system: Option<String>,
    /// 新文件；省略则输出到标准输出 A new file; without it the standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl ExportCommand {
    pub(super) fn run(self, context: &RunContext) -> Result<ExitCode> {
        match self {
            Self::Requests(command) => command.run(context),
            Self::Template(command) => command.run(),
        }
    }
}

impl ExportRequests {
    fn run(self, context: &RunContext) -> Result<ExitCode> {
        let db = context.open()?;
        let export =
            RequestExport { reason: self.reason.unwrap_or_default().into(), system: self.system };
        let Some(path) = self.out else {
            block_on(export_requests(&db, actor(), export, stdout().lock()))?;
            return Ok(ExitCode::SUCCESS);
        };
        let file = create(&path)?;
        let done = block_on(export_requests(&db, actor(), export, file));
        if done.is_err() {
            // An incomplete file is removed; the reason of the failure is reported below.
            let _ = remove_file(&path);
        }
        let count = done?;
        line(format_args!("导出 {count} 件诉求 exported {count} requests"));
        Ok(ExitCode::SUCCESS)
    }
}

/// Creates a file that only its owner may read.
fn create(path: &Path) -> Result<File, Problem> {
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.map_err(|fault| Problem::new(Code::ExportFile).with("reason", file_reason(path, &fault)))
}
