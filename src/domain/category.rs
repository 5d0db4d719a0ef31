//! Categories of requests, as a tree (the product rules, "Glossary": `request`), read from
//! `config/categories.toml`.

mod file;
mod question;

pub use question::{AnswerForm, AnswerType, Choice, Question, Referral, read_answer};

use super::label::Label;
use super::level::Levels;
use super::organization::OrganizationKind;
use super::request_terms::{ClockAllowances, RequestKind, Urgency};
use super::vocabulary::vocabulary;
use crate::error::Problem;

vocabulary! {
    /// 急难愁盼: how it weighs on the resident. It follows from the category and is never asked.
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
    /// Path in the tree, joined by dots: `environment.garbage`.
    pub code: String,
    /// Name.
    pub name: Label,
    /// 急难愁盼
    pub concern: Concern,
    /// 老小旧远
    pub theme: Option<Theme>,
    /// Kind that a form offers first, and of a request that is sent without one.
    pub kind: RequestKind,
    /// Urgency of a request that nobody rated.
    pub urgency: Urgency,
    /// Index of the level at which the search for a holder begins; `None`: that of the deepest
    /// grid.
    pub start_level: Option<u8>,
    /// True if residents may choose it; if not, only staff may.
    pub public: bool,
    /// True if a request may be anonymous.
    pub anonymous: bool,
    /// True if only the town desk knows the reporter, whether or not they ask for it.
    pub confidential: bool,
    /// True if it is against a neighbour: a form has it ticked beforehand that the other side is not
    /// told who complains.
    pub against_neighbour: bool,
    /// Kinds of the organisations that it is about, where none is named: those that serve the place.
    pub about_organizations: Vec<OrganizationKind>,
    /// Index of the lowest level that may hold it; nobody below, no post and no organisation has a
    /// part in it. `None`: any.
    pub lowest_level: Option<u8>,
    /// Clocks that differ from those of the kind.
    pub clocks: ClockAllowances,
    /// Metres within which two requests of it may be about the same thing; 0 to 5000, 0 if none is.
    pub duplicate_radius_m: u16,
    /// True if it is a small public thing that staff may put right where they find it.
    pub on_the_spot: bool,
    /// Questions of a form, those of the category it belongs to first.
    pub questions: Vec<Question>,
    /// Referral, beside or instead of sending it.
    pub referral: Option<Referral>,
    /// True if it can be submitted here; if not, the referral says by whom it is taken.
    pub submittable: bool,
}

impl Category {
    /// Returns the code of the category it belongs to; `None` at the top.
    pub fn parent(&self) -> Option<&str> {
        self.code.rsplit_once('.').map(|(parent, _)| parent)
    }
}

/// The tree of categories, in the order of the file: a category comes after the one it belongs to.
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

    /// Returns the category of a code.
    pub fn get(&self, code: &str) -> Option<&Category> {
        self.all.iter().find(|category| category.code == code)
    }

    /// Returns all categories, in the order of the file.
    pub fn all(&self) -> &[Category] {
        &self.all
    }

    /// Returns the referral of a report (举报) about a person on duty, whatever its category.
    pub fn reports_about_staff(&self) -> Option<&Referral> {
        self.reports_about_staff.as_ref()
    }

    /// Returns the referral shown beside such a request: that of its category, else that of reports
    /// about a person on duty.
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

/// Returns true if a category is another one or lies below it.
pub fn is_within(code: &str, ancestor: &str) -> bool {
    code.strip_prefix(ancestor).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests;
