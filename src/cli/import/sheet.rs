//! What imports of sheets have in common: which sheet is read, notices, and the sheet that comes
//! back.

use crate::cli::output::line;
use crate::cli::{progress, report};
use crate::error::{Code, Error, Problem, Result, file_reason};
use crate::service::import::problem_sheet::{RowsBack, problem_sheet};
use crate::service::import::reader::source::TableSource;
use crate::service::import::reader::table::Table;
use std::fs::{File, OpenOptions, remove_file};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Which sheet of a workbook is read, and where it comes back.
#[derive(Debug, clap::Args)]
pub struct SheetChoice {
    /// 工作表名称 Name of the sheet of a workbook [default: the first that is not hidden]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// 有误时把表格另存为新的工作簿，标出有误的单元格 A new workbook for the sheet with its faults marked, if
    /// there are any
    #[arg(long, value_name = "FILE.xlsx")]
    pub problems: Option<PathBuf>,
}

impl SheetChoice {
    /// Opens a file to read that sheet.
    pub fn of(&self, file: &Path) -> Result<TableSource<'static>> {
        Ok(TableSource { input: progress::reading(file)?, sheet: self.sheet.clone() })
    }

    /// Creates the file for the sheet that may come back, before anything is imported.
    ///
    /// # Errors
    /// [`Code::ExportFile`] if it exists or cannot be written.
    pub fn reserve(&self) -> Result<SheetBack> {
        let Some(path) = self.problems.clone() else { return Ok(SheetBack(None)) };
        // Only its owner may read it: it holds what the sheet held.
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        Ok(SheetBack(Some((file.map_err(|fault| unwritten(&path, &fault))?, path))))
    }
}

/// The file of a sheet that may come back. It is removed if nothing is wrong.
pub struct SheetBack(Option<(File, PathBuf)>);

impl SheetBack {
    /// Returns the result of an import of a table, and writes its problems into the sheet that comes
    /// back.
    ///
    /// # Errors
    /// Those of the import; [`Code::ExportFile`].
    pub fn unless_refused<T>(self, table: &Table, done: Result<T>) -> Result<T> {
        if let Err(Error::Refused(problems)) = &done {
            self.write(table, problems, RowsBack::All)?;
        }
        done
    }

    /// Writes the sheet that comes back, if there is anything wrong with it.
    ///
    /// # Errors
    /// [`Code::ExportFile`]
    pub fn write(mut self, table: &Table, problems: &[Problem], rows: RowsBack) -> Result<()> {
        if problems.is_empty() {
            return Ok(());
        }
        let Some((mut file, path)) = self.0.take() else { return Ok(()) };
        let workbook = problem_sheet(table, problems, rows)?;
        file.write_all(&workbook).map_err(|fault| unwritten(&path, &fault))?;
        line(format_args!("已标出有误之处 the faults are marked in {}", path.display()));
        Ok(())
    }
}

impl Drop for SheetBack {
    fn drop(&mut self) {
        if let Some((_, path)) = self.0.take() {
            let _ = remove_file(path);
        }
    }
}

/// Shows what whoever imports should know of a table.
pub fn tell_notices(table: &Table) {
    table.notices.iter().for_each(report::warning);
}

fn unwritten(path: &Path, fault: &std::io::Error) -> Problem {
    Problem::new(Code::ExportFile).with("reason", file_reason(path, fault))
}
