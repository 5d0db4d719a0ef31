//! `wangge import addresses`

use super::sheet::{SheetChoice, tell_notices};
use crate::cli::context::{RunContext, actor, block_on};
use crate::cli::output::line;
use crate::cli::progress;
use crate::domain::datum::Datum;
use crate::error::Result;
use crate::service::import::addresses::{AddressFile, import_addresses};
use crate::service::import::run::ImportRun;
use std::path::PathBuf;
use std::process::ExitCode;

/// 导入门址 Import addresses of building groups from a CSV file or a workbook (.xlsx)
///
/// Columns: `building_group`/楼组代码, address/门址; optional lon/经度, lat/纬度. An address that its building
/// group has already is written as in the file from now on.
#[derive(Debug, clap::Args)]
pub struct ImportAddresses {
    /// CSV 或 xlsx 文件；- 为标准输入 CSV or xlsx file; - is the standard input
    file: PathBuf,
    /// 坐标系 Datum of the coordinates: wgs84, gcj02, bd09, cgcs2000
    #[arg(long, default_value_t = Datum::Wgs84)]
    datum: Datum,
    #[command(flatten)]
    sheet: SheetChoice,
    /// 只检查，不写入 Check everything, write nothing
    #[arg(long)]
    dry_run: bool,
}

impl ImportAddresses {
    pub(in crate::cli) fn run(self, context: &RunContext) -> Result<ExitCode> {
        let db = context.open()?;
        let back = self.sheet.reserve()?;
        let file = AddressFile::read(self.sheet.of(&self.file)?, self.datum)?;
        tell_notices(file.sheet.table());
        let run = ImportRun::new(&db, actor(), self.dry_run);
        let imported = {
            let _working = progress::working("写入 writing");
            block_on(import_addresses(&run, &file))
        };
        let counts = back.unless_refused(file.sheet.table(), imported)?;
        let (added, reworded) = (counts.created, counts.changed);
        line(format_args!(
            "新增门址 {added} 个、更新写法 {reworded} 个 added {added} addresses, reworded {reworded}"
        ));
        super::tell_dry_run(self.dry_run);
        Ok(ExitCode::SUCCESS)
    }
}
