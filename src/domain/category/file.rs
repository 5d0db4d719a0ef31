//! Reads `config/categories.toml`.

use super::{Categories, Category};
use crate::domain::level::Levels;
use crate::domain::request::{Allowance, Allowances, RequestKind, Urgency};
use crate::domain::rule_file::{Item, RuleFile, Section};
use crate::error::{Code, Problem};

pub(super) fn parse(text: &str, levels: &Levels) -> Result<Categories, Vec<Problem>> {
    RuleFile::read(text, |file| {
        let mut known = Categories(Vec::new());
        for item in file.required("category").map(Item::list)? {
            let category = item.section(|section| category(section, &known, levels));
            known.0.extend(category);
        }
        Some(known)
    })
}

fn category(section: &mut Section<'_>, known: &Categories, levels: &Levels) -> Option<Category> {
    let (code, name) = (section.required("code"), section.required("name"));
    let name = name.and_then(Item::label);
    let code = code.and_then(|item| new_code(&item, known));
    let parent = code.as_deref().and_then(|code| code.rsplit_once('.')).and_then(|(parent, _)| known.get(parent));
    let concern = match (parent, &code) {
        (Some(parent), _) => or_else(section.optional("concern"), Item::word, parent.concern),
        (None, Some(_)) => section.required("concern").and_then(|item| item.word()),
        // The code is wrong, so what would be inherited is not known.
        (None, None) => section.optional("concern").and_then(|item| item.word()),
    };
    let optional_word = |item: &Item<'_>| item.word().map(Some);
    let theme = or_else(section.optional("theme"), optional_word, parent.and_then(|parent| parent.theme));
    let kind = parent.map_or(RequestKind::Help, |parent| parent.kind);
    let kind = or_else(section.optional("kind"), Item::word, kind);
    let urgency = parent.map_or(Urgency::Normal, |parent| parent.urgency);
    let urgency = or_else(section.optional("urgency"), Item::word, urgency);
    let start_level = parent.and_then(|parent| parent.start_level);
    let start_level = or_else(section.optional("start_level"), |item| level(item, levels).map(Some), start_level);
    let inherited = |of: fn(&Category) -> bool, otherwise| parent.map_or(otherwise, of);
    let public = or_else(section.optional("public"), Item::boolean, inherited(|parent| parent.public, true));
    let anonymous = inherited(|parent| parent.anonymous, false);
    let anonymous = or_else(section.optional("anonymous"), Item::boolean, anonymous);
    let confidential = inherited(|parent| parent.confidential, false);
    let confidential = or_else(section.optional("confidential"), Item::boolean, confidential);
    let clocks = section.optional("clocks").map_or(Some(Allowances::default()), allowances);
    let clocks = clocks.map(|own| parent.map_or(own, |parent| own.or(parent.clocks)));
    Some(Category {
        code: code?,
        name: name?,
        concern: concern?,
        theme: theme?,
        kind: kind?,
        urgency: urgency?,
        start_level: start_level?,
        public: public?,
        anonymous: anonymous?,
        confidential: confidential?,
        clocks: clocks?,
    })
}

/// What is written, or what holds when nothing is.
fn or_else<'f, T>(item: Option<Item<'f>>, read: impl FnOnce(&Item<'f>) -> Option<T>, otherwise: T) -> Option<T> {
    item.map_or(Some(otherwise), |item| read(&item))
}

/// A code that is new, below a category that is known.
fn new_code(item: &Item<'_>, known: &Categories) -> Option<String> {
    let code = item.path()?;
    if known.get(&code).is_some() {
        item.refuse(Problem::new(Code::RuleFileTwice).with("value", code));
        return None;
    }
    if let Some((parent, _)) = code.rsplit_once('.')
        && known.get(parent).is_none()
    {
        item.refuse(Problem::new(Code::CategoryParent).with("code", code.as_str()).with("parent", parent));
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

fn allowances(item: Item<'_>) -> Option<Allowances> {
    item.section(|section| {
        let (accept, contact) = (section.optional("accept"), section.optional("contact"));
        let resolve = section.optional("resolve");
        Some(Allowances {
            accept: accept.and_then(allowance),
            contact: contact.and_then(allowance),
            resolve: resolve.and_then(allowance),
        })
    })
}

/// `{ working_days = 3 }`, `{ working_hours = 2 }` or, in clock time, `{ minutes = 30 }`.
fn allowance(item: Item<'_>) -> Option<Allowance> {
    item.section(|section| {
        let days = section.optional("working_days").map(|item| item.integer(1..=90).map(Allowance::WorkingDays));
        let hours = section.optional("working_hours").map(|item| item.integer(1..=720).map(Allowance::WorkingHours));
        let minutes = section.optional("minutes").map(|item| item.integer(1..=10_080).map(Allowance::Minutes));
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
