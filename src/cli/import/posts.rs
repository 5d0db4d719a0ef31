//! `wangge import posts`

use super::sheet::{SheetChoice, tell_notices};
use crate::cli::context::{RunContext, actor, block_on};
use crate::cli::output::line;
use crate::cli::progress;
use crate::domain::datum::Datum;
use crate::error::Result;
use crate::service::import::posts::{PostFile, import_posts};
use crate::service::import::run::ImportRun;
use std::path::PathBuf;
use std::process::ExitCode;

/// 导入党员先锋岗 Import pioneer posts from a CSV file or a workbook (.xlsx)
///
/// Columns: code/岗位代码, name/岗位名称; optional duties/岗位职责, skills/技能, places/人数; the zone in one of
/// three ways: `grid_code`/网格代码, `building_groups`/楼组代码, or lon/经度, lat/纬度 and `radius_m`/半径.
#[derive(Debug, clap::Args)]
pub struct ImportPosts {
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

impl ImportPosts {
    pub(in crate::cli) fn run(self, context: &RunContext) -> Result<ExitCode> {
        let db = context.open()?;
        let back = self.sheet.reserve()?;
        let file = PostFile::read(self.sheet.of(&self.file)?, self.datum)?;
        tell_notices(file.sheet.table());
        let run = ImportRun::new(&db, actor(), self.dry_run);
        let created = {
            let _working = progress::working("写入 writing");
            block_on(import_posts(&run, &file))
        };
        let created = back.unless_refused(file.sheet.table(), created)?.created;
        line(format_args!("新增先锋岗 {created} 个 created {created} posts"));
        super::tell_dry_run(self.dry_run);
        Ok(ExitCode::SUCCESS)
    }
}
