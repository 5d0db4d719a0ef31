//! `wangge locate`

mod describe;

use super::context::{RunContext, block_on};
use super::output::{self, line};
use super::progress;
use crate::domain::accuracy::Accuracy;
use crate::domain::datum::Datum;
use crate::domain::geometry::Point;
use crate::domain::request::Matter;
use crate::domain::routing::{Conflicts, RequestPlace, route};
use crate::error::Result;
use crate::service::locate::{PointColumns, check_points};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// 查一个地点由谁负责，或用已知归属的点核对边界 Who is responsible for a point; or check labelled points against
/// boundaries
///
/// With --csv, --lon and --lat name columns. Points that no grid covers count as outside: the
/// tolerance is not applied.
#[derive(Debug, clap::Args)]
pub struct Locate {
    /// 经度，或其列名 Longitude in degrees; with --csv the name of its column
    #[arg(long, allow_hyphen_values = true)]
    lon: String,
    /// 纬度，或其列名 Latitude in degrees; with --csv the name of its column
    #[arg(long, allow_hyphen_values = true)]
    lat: String,
    /// 坐标系 Datum of the coordinates: wgs84, gcj02, bd09, cgcs2000
    #[arg(long, default_value_t = Datum::Wgs84)]
    datum: Datum,
    /// 已知归属的点 File of labelled points; - is the standard input
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// 应属网格代码所在的列 Column that holds the code of the grid
    #[arg(long, value_name = "COLUMN", requires = "csv")]
    expect: Option<String>,
    /// 只比较这一层级 Compare with the grids of this level
    #[arg(long, requires = "csv")]
    level: Option<String>,
    /// 以 JSON 输出 Print JSON
    #[arg(long)]
    json: bool,
}

impl Locate {
    pub(super) fn run(self, context: &RunContext) -> Result<ExitCode> {
        match &self.csv {
            Some(file) => self.labelled(context, file)?,
            None => self.one(context)?,
        }
        Ok(ExitCode::SUCCESS)
    }

    fn labelled(&self, context: &RunContext, file: &Path) -> Result<()> {
        let lon = self.lon.clone();
        let lat = self.lat.clone();
        let expected = self.expect.clone();
        let columns = PointColumns { lon, lat, expected, datum: self.datum };
        let atlas = context.open()?.atlas();
        let accuracy =
            check_points(&atlas, progress::reading(file)?, &columns, self.level.as_deref())?;
        if self.json { output::json(&accuracy) } else { tell(&accuracy) }
    }

    fn one(&self, context: &RunContext) -> Result<()> {
        let point = Point::from_datum(self.datum, degrees(&self.lon), degrees(&self.lat))?;
        let db = context.open()?;
        block_on(db.refresh())?;
        let atlas = db.atlas();
        let now = db.now();
        let routed = route(
            &atlas,
            &RequestPlace::Point(point),
            &Matter::default(),
            &Conflicts::default(),
            now,
        )?;
        if self.json {
            output::json(&describe::json(&atlas, point, &routed))
        } else {
            describe::text(&atlas, &routed).iter().for_each(output::line);
            Ok(())
        }
    }
}

fn degrees(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

fn tell(accuracy: &Accuracy) -> Result<()> {
    line(format_args!("行数 rows                   {}", accuracy.rows));
    line(format_args!("落在网格内 located          {}", accuracy.located));
    line(format_args!("没有坐标 without a point    {}", accuracy.without_point));
    line(format_args!("不在任何网格 outside        {}", accuracy.outside));
    line(format_args!(
        "完全一致 exact              {} ({})",
        accuracy.exact,
        percent(accuracy.exact_pct)
    ));
    line(format_args!(
        "相距 1 米内 within 1 m      {} ({})",
        accuracy.within_1m,
        percent(accuracy.within_1m_pct)
    ));
    line(format_args!(
        "相距 10 米内 within 10 m    {} ({})",
        accuracy.within_10m,
        percent(accuracy.within_10m_pct)
    ));
    for miss in &accuracy.worst {
        let found = miss.found.as_deref().unwrap_or("—");
        let away = miss.distance_m.map_or_else(
            || "没有该网格 no such grid".to_owned(),
            |metres| format!("{metres:.1} m"),
        );
        line(format_args!(
            "    {} ({}, {}) {} → {found}: {away}",
            miss.row, miss.lon, miss.lat, miss.expected
        ));
    }
    Ok(())
}

fn percent(value: Option<f64>) -> String {
    value.map_or_else(|| "—".to_owned(), |value| format!("{value:.2} %"))
}
