//! `wangge import grids`

use crate::cli::context::{RunContext, actor, block_on};
use crate::cli::output::line;
use crate::cli::{progress, report};
use crate::domain::datum::Datum;
use crate::domain::file_import::ImportCounts;
use crate::domain::plan::PlanConsent;
use crate::domain::unit::{GridKind, Setting};
use crate::error::Result;
use crate::service::import::grids::{
    FeatureFields, GridFile, GridImport, GridsImported, ParentRule, RepairedFeature, import_grids,
};
use crate::service::import::run::ImportRun;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// 导入网格边界 Import grids from a GeoJSON feature collection of polygons
#[derive(Debug, clap::Args)]
pub struct ImportGrids {
    /// GeoJSON 文件，可经 gzip 压缩；- 为标准输入 GeoJSON, gzipped or not; - is the standard input
    file: PathBuf,
    /// 层级代码 Code of their level
    #[arg(long)]
    level: String,
    /// 普通或专属 general or dedicated
    #[arg(long, default_value_t = GridKind::General)]
    kind: GridKind,
    /// 小区、农村或街面 residential, rural or street
    #[arg(long, default_value_t = Setting::Residential)]
    setting: Setting,
    /// 代码所在的属性 Property that holds the code
    #[arg(long, value_name = "FIELD", default_value = "code")]
    code_field: String,
    /// 名称所在的属性 Property that holds the name
    #[arg(long, value_name = "FIELD", default_value = "name")]
    name_field: String,
    #[command(flatten)]
    parent: Parent,
    /// 坐标系 Datum of the coordinates: wgs84, gcj02, bd09, cgcs2000
    #[arg(long, default_value_t = Datum::Wgs84)]
    datum: Datum,
    /// 已有的网格换用新的边界和名称 Existing grids get the new boundary and name
    #[arg(long)]
    replace: bool,
    /// 只检查，不写入 Check everything, write nothing
    #[arg(long)]
    dry_run: bool,
    /// 修复无效的边界，改动不超过 repair_tolerance_m2 Repair invalid polygons that change little
    #[arg(long)]
    repair: bool,
    /// 跳过边界无效的要素 Leave out features whose polygon is invalid
    #[arg(long)]
    skip_invalid: bool,
    /// 允许普通网格重叠 Let general siblings overlap
    #[arg(long)]
    allow_overlap: bool,
    /// 允许空隙，并记录在案 Let siblings leave gaps, and record them as accepted
    #[arg(long)]
    allow_gaps: bool,
}

/// Where parents are found; the root unless said otherwise.
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
struct Parent {
    /// 全部属于这个上级 All belong to the grid of this code [default: the root]
    #[arg(long, value_name = "CODE")]
    parent: Option<String>,
    /// 上级代码所在的属性 Property that holds the code of the parent
    #[arg(long, value_name = "FIELD")]
    parent_field: Option<String>,
    /// 按位置找上级 The parent is the grid of the next wider level that covers it
    #[arg(long)]
    parent_by_location: bool,
}

impl Parent {
    fn rule(&self) -> ParentRule {
        match (&self.parent, &self.parent_field) {
            (Some(code), _) => ParentRule::Code(code.clone()),
            (_, Some(_)) => ParentRule::Field,
            _ if self.parent_by_location => ParentRule::Location,
            _ => ParentRule::Root,
        }
    }
}

impl ImportGrids {
    pub(in crate::cli) fn run(self, context: &RunContext) -> Result<ExitCode> {
        let db = context.open()?;
        let import = GridImport {
            parent: self.parent.rule(),
            level: self.level,
            kind: self.kind,
            setting: self.setting,
            replace: self.replace,
            repair: self.repair,
            skip_invalid: self.skip_invalid,
            allowances: PlanConsent { gaps: self.allow_gaps, overlaps: self.allow_overlap },
        };
        let fields = FeatureFields {
            code: self.code_field,
            name: self.name_field,
            parent: self.parent.parent_field,
        };
        let run = ImportRun::new(&db, actor(), self.dry_run);
        let file = GridFile::read(progress::reading(&self.file)?, &fields, self.datum)?;
        let imported = {
            let _working = progress::working("检查边界 comparing borders");
            block_on(import_grids(&run, file, &import))?
        };
        tell(&imported);
        Ok(ExitCode::SUCCESS)
    }
}

fn tell(imported: &GridsImported) {
    let GridsImported { counts, repaired, skipped, notices, applied } = imported;
    let ImportCounts { created, changed: replaced, unchanged, .. } = counts;
    repaired.iter().for_each(tell_repair);
    skipped.iter().chain(notices).for_each(report::warning);
    let skipped = skipped.len();
    line(format_args!(
        "新建 {created} 个，更换 {replaced} 个，未变 {unchanged} 个，跳过 {skipped} 个"
    ));
    line(format_args!(
        "created {created}, replaced {replaced}, unchanged {unchanged}, skipped {skipped}"
    ));
    match applied {
        Some(applied) => line(format_args!("修订号 revision {}", applied.atlas.revision())),
        None => line("未写入 nothing written"),
    }
}

/// Tells of a repair, with the places that it changed as a GeoJSON feature on a line of its own.
fn tell_repair(repaired: &RepairedFeature) {
    report::warning(&repaired.notice);
    line(json!({
        "type": "Feature",
        "properties": {
            "feature": repaired.feature,
            "code": repaired.code,
            "before_m2": repaired.before_m2,
            "after_m2": repaired.after_m2,
            "changed_m2": repaired.changed_m2,
        },
        "geometry": repaired.difference,
    }));
}
