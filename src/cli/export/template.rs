//! `wangge export template`

use super::create;
use crate::cli::output::line;
use crate::error::{Code, Problem, Result, file_reason};
use crate::service::export::template::{TICKET_MAPPING, TemplateKind, template};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// 导出空白的导入表格 Write a template of a sheet that can be imported
///
/// A workbook with the names of the columns, an example row, and a sheet of explanations. With the
/// template of tickets comes the mapping that fits it, in a file of the same name that ends in .toml.
#[derive(Debug, clap::Args)]
pub struct ExportTemplate {
    /// 种类 members, duties, building-groups, addresses, posts, registrations, requests
    kind: TemplateKind,
    /// 新文件 A new file
    #[arg(long, value_name = "FILE.xlsx")]
    out: PathBuf,
}

impl ExportTemplate {
    pub(super) fn run(self) -> Result<ExitCode> {
        let workbook = template(self.kind)?;
        write(&self.out, &workbook)?;
        if self.kind == TemplateKind::Requests {
            write(&self.out.with_extension("toml"), TICKET_MAPPING.as_bytes())?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn write(path: &Path, contents: &[u8]) -> Result<()> {
    create(path)?.write_all(contents).map_err(|fault| {
        Problem::new(Code::ExportFile).with("reason", file_reason(path, &fault))
    })?;
    line(format_args!("已写入 written: {}", path.display()));
    Ok(())
}
