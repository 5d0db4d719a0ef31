//! `wangge check`

use super::context::{RunContext, block_on};
use super::output::{self, line};
use super::progress;
use crate::domain::check::{InvariantBreach, read_otherwise};
use crate::error::{Language, Problem, Result, instant};
use crate::service::check::check_all;
use serde_json::{Map, Value, json};
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
        let notices = read_otherwise(&db.atlas());
        if self.json {
            let listed: Vec<Value> = breaches.iter().map(described).collect();
            let noticed: Vec<Value> = notices.iter().map(told).collect();
            let report = json!({
                "revision": db.atlas().revision(), "ok": breaches.is_empty(), "breaches": listed, "notices": noticed,
            });
            output::json(&report)?;
        } else {
            breaches.iter().for_each(show);
            notices.iter().for_each(notice);
            line(format_args!("{} 处问题 {} breaches", breaches.len(), breaches.len()));
        }
        Ok(if breaches.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn described(breach: &InvariantBreach) -> Value {
    let mut described = Map::from_iter([("at".to_owned(), json!(breach.at))]);
    if let Value::Object(told) = told(&breach.problem) {
        described.extend(told);
    }
    Value::Object(described)
}

fn told(problem: &Problem) -> Value {
    json!({
        "code": problem.code.as_str(),
        "message": { "zh": problem.message(Language::Chinese), "en": problem.message(Language::English) },
        "params": problem.params,
    })
}

/// Prints what is worth knowing and breaks no invariant.
fn notice(problem: &Problem) {
    let message = |language| problem.message(language);
    line(format_args!("提示 note: {}", message(Language::Chinese)));
    line(format_args!("    {} [{}]", message(Language::English), problem.code.as_str()));
}

fn show(breach: &InvariantBreach) {
    let problem = &breach.problem;
    let [zh, en] = instant(breach.at);
    let message = |language| problem.message(language);
    line(format_args!("{zh} {}", message(Language::Chinese)));
    line(format_args!("    {en}: {} [{}]", message(Language::English), problem.code.as_str()));
}
