//! What a request is about: a tree of categories (the product rules, "Glossary": `request`), read
//! from `config/categories.toml`.

mod file;
mod question;

pub use question::{AnswerForm, AnswerType, Choice, Question, Referral, read_answer};

use super::label::Label;
use super::level::Levels;
use super::request::{ClockAllowances, RequestKind, Urgency};
use super::vocabulary::vocabulary;
use crate::error::Problem;

vocabulary! {
    /// 急难愁盼: what weighs on the resident. It follows from the category and is never asked.
    Concern {
        Pressing = "pressing" "急" "pressing",
        Hard = "hard" "难" "hard",
        Worrying = "worrying" "愁" "worrying",
        Hoped = "hoped" "盼" "hoped for",
    }
}

vocabulary! {
    /// The town's themes of livelihood. It follows from the category and is never asked.
    Theme {
        Elderly = "elderly" "养老" "elderly care",
        Childcare = "childcare" "托幼" "childcare",
        Renewal = "renewal" "旧改" "renewal of old housing",
        Outskirts = "outskirts" "远郊" "remote outskirts",
    }
}

/// One category and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// The way through the tree, joined by dots: `environment.garbage`.
    pub code: String,
    /// What it is called.
    pub name: Label,
    /// 急难愁盼
    pub concern: Concern,
    /// 老小旧远
    pub theme: Option<Theme>,
    /// The kind a form offers first.
    pub kind: RequestKind,
    /// The urgency of a request nobody rated.
    pub urgency: Urgency,
    /// The place in the order of levels where the search for a holder begins; the deepest grid when
    /// there is none.
    pub start_level: Option<u8>,
    /// Whether residents may choose it; if not, staff alone do.
    pub public: bool,
    /// Whether a request may be made without saying who makes it.
    pub anonymous: bool,
    /// Whether the reporter stays with the town desk whether or not they ask for it.
    pub confidential: bool,
    /// The clocks that differ from those of the kind.
    pub clocks: ClockAllowances,
    /// How near each other, in metres, two requests of it may be about the same thing; 0 to 5000, 0
    /// when none is.
    pub duplicate_radius_m: u16,
    /// What a form asks, those of the category it belongs to first.
    pub questions: Vec<Question>,
    /// Where people are pointed to, beside or instead of sending it.
    pub referral: Option<Referral>,
    /// Whether it can be sent; if not, the referral says whose matter it is.
    pub submittable: bool,
}

impl Category {
    /// The code of the category it belongs to; none at the top.
    pub fn parent(&self) -> Option<&str> {
        self.code.rsplit_once('.').map(|(parent, _)| parent)
    }
}

/// The tree of categories, in the order of the file: a category stands after the one it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Categories {
    all: Vec<Category>,
    reports_about_staff: Option<Referral>,
}

impl Categories {
    /// Reads `config/categories.toml`. A category inherits from the one it belongs to whatever it
    /// does not state.
    ///
    /// Errors: every problem of the text, with its line in the parameter `line`.
    pub fn parse(text: &str, levels: &Levels) -> Result<Self, Vec<Problem>> {
        file::parse(text, levels)
    }

    /// The category of a code.
    pub fn get(&self, code: &str) -> Option<&Category> {
        self.all.iter().find(|category| category.code == code)
    }

    /// Every category, in the order of the file.
    pub fn all(&self) -> &[Category] {
        &self.all
    }

    /// Where a report (举报) about a person on duty is pointed to, whatever its category.
    pub fn reports_about_staff(&self) -> Option<&Referral> {
        self.reports_about_staff.as_ref()
    }

    /// Where whoever sends such a request is pointed to beside it: where its category points to,
    /// else where reports about a person on duty are.
    pub fn referral(
        &self,
        category: &str,
        kind: RequestKind,
        about_staff: bool,
    ) -> Option<&Referral> {
        let own = self.get(category).and_then(|category| category.referral.as_ref());
        let about_staff = kind == RequestKind::Report && about_staff;
        own.or_else(|| self.reports_about_staff().filter(|_| about_staff))
    }
}

/// Whether a category is another one or lies below it.
pub fn is_within(code: &str, ancestor: &str) -> bool {
    code.strip_prefix(ancestor).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests;
