//! Reads `config/categories.toml`.

mod choices;
mod questions;
mod referrals;
#[cfg(test)]
mod tests;

use self::questions::questions;
use self::referrals::Referrals;
use super::{Categories, Category, Concern};
use crate::domain::label::Label;
use crate::domain::level::Levels;
use crate::domain::request_terms::{ClockAllowance, ClockAllowances, RequestKind, Urgency};
use crate::domain::rule_file::{Item, RuleFile, Section};
use crate::error::{Code, Problem};

/// Maximum metres between two requests that are taken for the same.
const RADIUS_MAX_M: u16 = 5000;

pub(super) fn parse(text: &str, levels: &Levels) -> Result<Categories, Vec<Problem>> {
    RuleFile::read(text, |file| {
        let referrals = Referrals::read(file);
        let reports_about_staff =
            file.optional("reports_about_staff").and_then(|item| referrals.named(&item));
        let mut known = Categories { all: Vec::new(), reports_about_staff };
        for item in file.required("category").map(Item::list)? {
            let category = item.section(|section| category(section, &known, levels, &referrals));
            known.all.extend(category);
        }
        Some(known)
    })
}

fn category(
    section: &mut Section<'_>,
    known: &Categories,
    levels: &Levels,
    referrals: &Referrals,
) -> Option<Category> {
    let code = section.required("code");
    let name = section.required("name");
    let name = name.and_then(Item::label);
    let code = code.and_then(|item| new_code(&item, known));
    let parent = code
        .as_deref()
        .and_then(|code| code.rsplit_once('.'))
        .and_then(|(parent, _)| known.get(parent));
    let concern = match (parent, &code) {
        (Some(parent), _) => {
            section.optional("concern").map_or(Some(parent.concern), |item| item.word())
        }
        (None, Some(_)) => section.required("concern").and_then(|item| item.word()),
        // The code is wrong, so what would be inherited is not known.
        (None, None) => section.optional("concern").and_then(|item| item.word()),
    };
    let mut follows = parent.cloned().unwrap_or_else(top);
    set(section, "theme", &mut follows.theme, |item| item.word().map(Some));
    set(section, "kind", &mut follows.kind, |item| item.word());
    set(section, "urgency", &mut follows.urgency, |item| item.word());
    set(section, "start_level", &mut follows.start_level, |item| level(&item, levels).map(Some));
    set(section, "public", &mut follows.public, |item| item.boolean());
    set(section, "anonymous", &mut follows.anonymous, |item| item.boolean());
    set(section, "confidential", &mut follows.confidential, |item| item.boolean());
    set(section, "against_neighbour", &mut follows.against_neighbour, |item| item.boolean());
    set(section, "about_organizations", &mut follows.about_organizations, |item| {
        Some(item.list().iter().filter_map(Item::word).collect())
    });
    set(section, "lowest_level", &mut follows.lowest_level, |item| level(&item, levels).map(Some));
    set(section, "duplicate_radius_m", &mut follows.duplicate_radius_m, |item| {
        item.integer(0..=RADIUS_MAX_M)
    });
    set(section, "on_the_spot", &mut follows.on_the_spot, |item| item.boolean());
    set(section, "referral", &mut follows.referral, |item| referrals.named(&item).map(Some));
    set(section, "submittable", &mut follows.submittable, |item| item.boolean());
    if !follows.submittable && follows.referral.is_none() {
        section.refuse(Code::CategoryReferral.into());
    }
    follows.questions = questions(section, &follows.questions, referrals);
    let inherited = follows.clocks;
    set(section, "clocks", &mut follows.clocks, |item| Some(allowances(item)?.or(inherited)));
    Some(Category { code: code?, name: name?, concern: concern?, ..follows })
}

/// Returns the values at the top of the tree. Code, name and concern are always written.
fn top() -> Category {
    Category {
        code: String::new(),
        name: Label { zh: String::new(), en: String::new() },
        concern: Concern::Worrying,
        theme: None,
        kind: RequestKind::Help,
        urgency: Urgency::Normal,
        start_level: None,
        public: true,
        anonymous: false,
        confidential: false,
        against_neighbour: false,
        about_organizations: Vec::new(),
        lowest_level: None,
        clocks: ClockAllowances::default(),
        duplicate_radius_m: 0,
        on_the_spot: false,
        questions: Vec::new(),
        referral: None,
        submittable: true,
    }
}

/// Sets a value that is written. A value that cannot be read has been reported, and then nothing of
/// the file is used.
fn set<'f, T>(
    section: &mut Section<'f>,
    key: &'static str,
    place: &mut T,
    read: impl FnOnce(Item<'f>) -> Option<T>,
) {
    if let Some(value) = section.optional(key).and_then(read) {
        *place = value;
    }
}

/// Reads a new code, below a known category.
fn new_code(item: &Item<'_>, known: &Categories) -> Option<String> {
    let code = item.dotted_code()?;
    if known.get(&code).is_some() {
        item.refuse(Problem::new(Code::RuleFileTwice).with("value", code));
        return None;
    }
    if let Some((parent, _)) = code.rsplit_once('.')
        && known.get(parent).is_none()
    {
        item.refuse(
            Problem::new(Code::CategoryParent).with("code", code.as_str()).with("parent", parent),
        );
        return None;
    }
    Some(code)
}

fn level(item: &Item<'_>, levels: &Levels) -> Option<u8> {
    let code = item.code()?;
    levels.index_of(&code).or_else(|| {
        let codes: Vec<&str> = levels.all().iter().map(|level| level.code.as_str()).collect();
        item.expected(&codes.join(" | "))
    })
}

fn allowances(item: Item<'_>) -> Option<ClockAllowances> {
    item.section(|section| {
        let accept = section.optional("accept");
        let contact = section.optional("contact");
        let resolve = section.optional("resolve");
        Some(ClockAllowances {
            accept: accept.and_then(allowance),
            contact: contact.and_then(allowance),
            resolve: resolve.and_then(allowance),
        })
    })
}

/// Reads `{ working_days = 3 }`, `{ working_hours = 2 }` or, in clock time, `{ minutes = 30 }`.
fn allowance(item: Item<'_>) -> Option<ClockAllowance> {
    item.section(|section| {
        let days = section
            .optional("working_days")
            .map(|item| item.integer(1..=90).map(ClockAllowance::WorkingDays));
        let hours = section
            .optional("working_hours")
            .map(|item| item.integer(1..=720).map(ClockAllowance::WorkingHours));
        let minutes = section
            .optional("minutes")
            .map(|item| item.integer(1..=10_080).map(ClockAllowance::Minutes));
        let mut written = [days, hours, minutes].into_iter().flatten();
        match (written.next(), written.next()) {
            (Some(one), None) => one,
            _ => {
                section.refuse(Problem::new(Code::CategoryClock));
                None
            }
        }
    })
}
