//! `wangge check`

use super::context::{RunContext, block_on};
use super::output::{self, line};
use super::progress;
use crate::domain::check::InvariantBreach;
use crate::error::{Language, Result, instant};
use crate::service::check::check_all;
use serde_json::{Value, json};
use std::process::ExitCode;

/// 核查：每处每时有且只有一人负责，边界不重不漏 Prove the invariants, now and at every future change; exit 1 when one
/// breaks
#[derive(Debug, clap::Args)]
pub struct Check {
    /// 以 JSON 输出 Print JSON
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(super) fn run(self, context: &RunContext) -> Result<ExitCode> {
        let db = context.open()?;
        let breaches = {
            let _working = progress::working("核查 checking");
            block_on(check_all(&db))?
        };
        if self.json {
            let listed: Vec<Value> = breaches.iter().map(described).collect();
            let report = json!({ "revision": db.atlas().revision(), "ok": breaches.is_empty(), "breaches": listed });
            output::json(&report)?;
        } else {
            breaches.iter().for_each(show);
            line(format_args!("{} 处问题 {} breaches", breaches.len(), breaches.len()));
        }
        Ok(if breaches.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn described(breach: &InvariantBreach) -> Value {
    let InvariantBreach { at, problem } = breach;
    json!({
        "at": at,
        "code": problem.code.as_str(),
        "message": { "zh": problem.message(Language::Chinese), "en": problem.message(Language::English) },
        "params": problem.params,
    })
}

fn show(breach: &InvariantBreach) {
    let problem = &breach.problem;
    let [zh, en] = instant(breach.at);
    let message = |language| problem.message(language);
    line(format_args!("{zh} {}", message(Language::Chinese)));
    line(format_args!("    {en}: {} [{}]", message(Language::English), problem.code.as_str()));
}
