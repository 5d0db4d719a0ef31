//! `wangge propose-borders`

use super::context::RunContext;
use super::output::line;
use super::progress;
use crate::domain::atlas::Atlas;
use crate::domain::border_proposal::{BorderProposal, BorderWish, propose};
use crate::domain::id::GridId;
use crate::error::{Code, Problem, Result};
use crate::service::border_proposals::summary;
use serde_json::{Value, json};
use std::process::ExitCode;

/// 按门址推算下级网格的边界，输出 GeoJSON Borders for the grids below one, from their addresses, as GeoJSON
///
/// Every place goes to the grid whose address is nearest. Nothing is written: look at the result on
/// a map, then `wangge import grids FILE --level LEVEL --parent CODE --replace`.
#[derive(Debug, clap::Args)]
pub struct ProposeBorders {
    /// 上级网格代码 Code of the grid whose land is divided
    grid: String,
    /// 只推算这些下级网格 Only for the grids of these codes below it
    #[arg(long, value_name = "CODE")]
    child: Vec<String>,
    /// 离门址多远算偏远，米 Metres from every address beyond which land is listed as remote
    #[arg(long, value_name = "METRES", default_value_t = 300.0, value_parser = reach)]
    max_reach_m: f64,
}

fn reach(text: &str) -> Result<f64, String> {
    let metres: f64 = text.parse().map_err(|_| text.to_owned())?;
    if (1.0..=100_000.0).contains(&metres) { Ok(metres) } else { Err("1–100000".to_owned()) }
}

impl ProposeBorders {
    pub(super) fn run(self, context: &RunContext) -> Result<ExitCode> {
        let db = context.open()?;
        let atlas = db.atlas();
        let grid = find(&atlas, &self.grid)?;
        let children = match self.child.as_slice() {
            [] => None,
            codes => Some(codes.iter().map(|code| find(&atlas, code)).collect::<Result<_>>()?),
        };
        let wish = BorderWish { grid, children, max_reach_m: self.max_reach_m };
        let proposal = {
            let _working = progress::working("推算边界 proposing borders");
            propose(&atlas, &wish)?
        };
        line(collection(&atlas, &proposal));
        tell(proposal);
        Ok(ExitCode::SUCCESS)
    }
}

/// Finds a grid by its code.
fn find(atlas: &Atlas, code: &str) -> Result<GridId> {
    let found = atlas.tree().active_by_code(code).map(|grid| grid.id);
    found.ok_or_else(|| Problem::new(Code::UnknownGrid).with("grid", code).into())
}

/// Returns the borders as features that `wangge import grids` reads.
fn collection(atlas: &Atlas, proposal: &BorderProposal) -> Value {
    let features = proposal.children.iter().map(|child| {
        let grid = atlas.tree().get(child.grid);
        json!({
            "type": "Feature",
            "id": child.grid,
            "properties": {
                "code": grid.map(|grid| grid.code.as_str()),
                "name": grid.map(|grid| grid.name.as_str()),
                "addresses": child.addresses,
                "parts": child.shape.polygons().len(),
                "area_m2": child.shape.area_m2(),
                "remote_m2": child.remote.as_ref().map_or(0.0, |remote| remote.area_m2()),
            },
            "geometry": child.shape,
        })
    });
    json!({ "type": "FeatureCollection", "features": features.collect::<Vec<_>>() })
}

/// Tells what is to be looked at, on the error stream: the other one is the file.
fn tell(proposal: BorderProposal) {
    let summary = summary(proposal);
    let parts = summary.children.iter().filter(|child| child.parts > 1).count();
    let remote = summary.children.iter().filter(|child| child.remote_m2 > 0.0).count();
    eprintln!(
        "{} 个网格，其中 {parts} 个分为几块，{remote} 个有偏远的土地；{} 处为几个网格共有，{} 个门址在范围外，{} 个不在本网格内，{} 个没有坐标",
        summary.children.len(),
        summary.shared_count,
        summary.outside_count,
        summary.misplaced_count,
        summary.unplaced
    );
    eprintln!(
        "grids {}, in several parts {parts}, with remote land {remote}; points of several grids {}, addresses outside {}, in another grid {}, without a point {}",
        summary.children.len(),
        summary.shared_count,
        summary.outside_count,
        summary.misplaced_count,
        summary.unplaced
    );
}
