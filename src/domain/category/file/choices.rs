//! Reads the choices of a question.

use super::referrals::Referrals;
use crate::domain::category::question::Choice;
use crate::domain::label::Label;
use crate::domain::rule_file::Section;
use crate::error::{Code, Problem};

const MOST_CHOICES: usize = 30;
/// Maximum characters of a text.
const TEXT_MAX: usize = 100;

/// Reads the choices of a question; without referrals none of them may stop.
pub(super) fn choices(
    section: &mut Section<'_>,
    referrals: Option<&Referrals>,
) -> Option<Vec<Choice>> {
    let listed = section.required("choices")?.list_of(2..=MOST_CHOICES)?;
    let count = listed.len();
    let mut choices = Vec::with_capacity(count);
    for item in listed {
        let choice = item.section(|section| choice(section, &choices, referrals));
        choices.extend(choice);
    }
    if choices.len() == count && !leave_a_way_on(&choices) {
        section.refuse(Problem::new(Code::QuestionStop));
    }
    Some(choices)
}

/// Returns true if a stopped form can go on: if a choice stops it, exactly one other says that the
/// number was called; if none stops it, none says so.
fn leave_a_way_on(choices: &[Choice]) -> bool {
    let stops = choices.iter().any(|choice| choice.stop.is_some());
    let called = choices.iter().filter(|choice| choice.called).count();
    called == usize::from(stops)
        && !choices.iter().any(|choice| choice.called && choice.stop.is_some())
}

fn choice(
    section: &mut Section<'_>,
    before: &[Choice],
    referrals: Option<&Referrals>,
) -> Option<Choice> {
    let code = section.required("code");
    let zh = section.required("zh");
    let en = section.required("en");
    let code =
        code.and_then(|item| item.new_code(before.iter().map(|choice| choice.code.as_str())));
    let zh = zh.and_then(|item| item.short_text(TEXT_MAX));
    let en = en.and_then(|item| item.short_text(TEXT_MAX));
    let mut stop = Some(None);
    let mut called = Some(false);
    if let Some(referrals) = referrals {
        stop = section.optional("stop").map_or(stop, |item| referrals.named(&item).map(Some));
        called = section.optional("called").map_or(called, |item| item.boolean());
    }
    Some(Choice { code: code?, label: Label { zh: zh?, en: en? }, stop: stop?, called: called? })
}
