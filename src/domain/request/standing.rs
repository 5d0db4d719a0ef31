//! How a request stands, in words for whoever sent it.

use super::{RequestState, ResolutionOutcome};
use crate::domain::calendar::due_in_words;
use crate::domain::period::Instant;
use crate::error::Language;

/// What a reporter is told of the course of a request.
#[derive(Debug, Clone, Copy)]
pub struct ReporterStanding<'a> {
    /// State, as it is told outside.
    pub state: RequestState,
    /// Name of the unit that holds it.
    pub unit: &'a str,
    /// True if the reporter is still to be contacted.
    pub contacts: bool,
    /// True if the reporter was asked something and has not answered.
    pub asked: bool,
    /// Time at which the next step is due.
    pub due: Option<Instant>,
    /// What came of it.
    pub outcome: Option<ResolutionOutcome>,
    /// Time at which it is closed without a verdict.
    pub closes: Option<Instant>,
    /// Time of receipt: due times of another year name it.
    pub received_at: Instant,
}

impl ReporterStanding<'_> {
    /// Returns one sentence: what was done, who does what next, until when, and what the reporter
    /// may do.
    pub fn in_words(&self, language: Language) -> String {
        let standing = match language {
            Language::Chinese => self.in_chinese(),
            Language::English => self.in_english(),
        };
        match (self.asked, language) {
            (false, _) => standing,
            (true, Language::Chinese) => format!("有一个问题等您答复；{standing}"),
            (true, Language::English) => format!("A question waits for your answer. {standing}"),
        }
    }

    fn in_chinese(&self) -> String {
        let (unit, by) = (self.unit, self.by(self.due, Language::Chinese));
        let outcome = self.outcome.map(|outcome| format!("：{}", outcome.label().0));
        let outcome = outcome.unwrap_or_default();
        match self.state {
            RequestState::Submitted | RequestState::Assigned | RequestState::Transferred => {
                format!("已派给{unit}，{by}签收")
            }
            RequestState::Reopened => format!("重新办理，已派给{unit}，{by}办结"),
            RequestState::Accepted | RequestState::InProgress if self.contacts => {
                format!("{unit}已签收，{by}与您联系")
            }
            RequestState::Accepted
            | RequestState::Contacted
            | RequestState::InProgress
            | RequestState::Merged
            | RequestState::Joint => format!("{unit}正在办理，{by}答复"),
            RequestState::Paused => format!("{unit}缓办，条件具备后继续办理"),
            RequestState::Returned => format!("正在核定由谁办理，其间由{unit}负责"),
            RequestState::Resolved => match self.closes {
                Some(closes) => {
                    let closes = self.by(Some(closes), Language::Chinese);
                    format!("已办结{outcome}；{closes}请您评价，逾期自动结案")
                }
                None => format!("已办结{outcome}；请您评价"),
            },
            RequestState::Closed => format!("已结案{outcome}"),
            RequestState::Withdrawn => "已撤回".to_owned(),
            RequestState::Void => "已作废，理由见说明".to_owned(),
            RequestState::Redirected => {
                "不在这里办理，去哪里办见说明；不同意可以提出异议一次".to_owned()
            }
            RequestState::Objected => "您的异议正在复核".to_owned(),
        }
    }

    fn in_english(&self) -> String {
        let (unit, by) = (self.unit, self.by(self.due, Language::English));
        let outcome = self.outcome.map(|outcome| format!(": {}", outcome.label().1));
        let outcome = outcome.unwrap_or_default();
        match self.state {
            RequestState::Submitted | RequestState::Assigned | RequestState::Transferred => {
                format!("Given to {unit}, which accepts it {by}")
            }
            RequestState::Reopened => format!("Handled again by {unit}, with a result {by}"),
            RequestState::Accepted | RequestState::InProgress if self.contacts => {
                format!("Accepted by {unit}, which contacts you {by}")
            }
            RequestState::Accepted
            | RequestState::Contacted
            | RequestState::InProgress
            | RequestState::Merged
            | RequestState::Joint => format!("{unit} works on it, with a reply {by}"),
            RequestState::Paused => format!("{unit} goes on with it once that is possible"),
            RequestState::Returned => {
                format!("It is being decided who handles it; meanwhile {unit} is responsible")
            }
            RequestState::Resolved => match self.closes {
                Some(closes) => {
                    let closes = self.by(Some(closes), Language::English);
                    format!("Resolved{outcome}. Please judge it {closes}; it is closed then")
                }
                None => format!("Resolved{outcome}. Please judge it"),
            },
            RequestState::Closed => format!("Closed{outcome}"),
            RequestState::Withdrawn => "Withdrawn".to_owned(),
            RequestState::Void => "Void; the note says why".to_owned(),
            RequestState::Redirected => {
                "Not handled here; the note says where to go. You may object once".to_owned()
            }
            RequestState::Objected => "Your objection is being decided".to_owned(),
        }
    }

    fn by(&self, due: Option<Instant>, language: Language) -> String {
        match (due, language) {
            (Some(due), _) => due_in_words(due, self.received_at, language),
            (None, Language::Chinese) => "尽快".to_owned(),
            (None, Language::English) => "soon".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
