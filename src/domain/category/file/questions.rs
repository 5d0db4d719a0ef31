//! Reads the questions of a category.

use super::choices::choices;
use super::referrals::Referrals;
use crate::domain::category::question::{AnswerForm, AnswerType, Question};
use crate::domain::rule_file::{Item, Section};
use crate::error::{Code, Problem};
use std::ops::RangeInclusive;

/// Maximum questions of a category, with those of the categories it belongs to.
const MOST_QUESTIONS: usize = 20;
/// Maximum characters of a text.
const TEXT_MAX: usize = 200;
const UNIT_MAX: usize = 20;
/// Permitted limits on the characters of an answer in words; the default follows.
const ANSWER_RANGE: RangeInclusive<u16> = 1..=500;
const ANSWER_USUAL: u16 = 200;
/// Range of the bounds of numbers.
const NUMBERS: RangeInclusive<i32> = -1_000_000_000..=1_000_000_000;
/// A hundred years, in days.
const MOST_DAYS: u16 = 36_525;

/// Reads the questions of a category: inherited ones, in their places, then its own, but those that
/// may stop the form first. A question replaces the inherited one of the same code.
pub(super) fn questions(
    section: &mut Section<'_>,
    inherited: &[Question],
    referrals: &Referrals,
) -> Vec<Question> {
    let mut own = Vec::new();
    for item in section.repeated("question") {
        let question = item.section(|section| question(section, &own, referrals));
        own.extend(question);
    }
    let mut all = inherited.to_vec();
    for question in own {
        match all.iter_mut().find(|other| other.code == question.code) {
            Some(other) => *other = question,
            None => all.push(question),
        }
    }
    all.sort_by_key(|question| !question.expected.may_stop());
    if all.len() > MOST_QUESTIONS {
        section.refuse(Problem::new(Code::QuestionCount).with("max", MOST_QUESTIONS));
    }
    all
}

fn question(
    section: &mut Section<'_>,
    before: &[Question],
    referrals: &Referrals,
) -> Option<Question> {
    let code = section.required("code");
    let text = section.required("text");
    let answer = section.required("answer");
    let required = section.optional("required");
    let code =
        code.and_then(|item| item.new_code(before.iter().map(|question| question.code.as_str())));
    let text = text.and_then(|item| item.short_label(TEXT_MAX));
    let required = required.map_or(Some(false), |item| item.boolean());
    let Some(answer) = answer.and_then(|item| item.word()) else {
        // The other keys allowed here depend on the answer type.
        section.ignore_rest();
        return None;
    };
    let expected = match answer {
        AnswerType::Text => words(section),
        AnswerType::Number => number(section),
        AnswerType::Date => date(section),
        AnswerType::One => choices(section, Some(referrals)).map(AnswerForm::One),
        AnswerType::Many => choices(section, None).map(AnswerForm::Many),
    };
    Some(Question { code: code?, text: text?, required: required?, expected: expected? })
}

fn words(section: &mut Section<'_>) -> Option<AnswerForm> {
    let max = section.optional("max").map_or(Some(ANSWER_USUAL), |item| item.integer(ANSWER_RANGE));
    Some(AnswerForm::Text { max: max? })
}

fn number(section: &mut Section<'_>) -> Option<AnswerForm> {
    let min = section.required("min");
    let max = section.required("max");
    let whole = section.optional("whole");
    let unit = section.optional("unit");
    let min = min.and_then(|item| item.integer(NUMBERS));
    let max = max.and_then(|item| item.integer(NUMBERS));
    let whole = whole.map_or(Some(true), |item| item.boolean());
    let unit = unit.map_or(Some(None), |item| item.short_label(UNIT_MAX).map(Some));
    let min = min?;
    let max = max?;
    if min >= max {
        section.refuse(Problem::new(Code::QuestionRange).with("min", min).with("max", max));
    }
    Some(AnswerForm::Number { min, max, whole: whole?, unit: unit? })
}

fn date(section: &mut Section<'_>) -> Option<AnswerForm> {
    let back = section.optional("days_back");
    let ahead = section.optional("days_ahead");
    let days_back = days(back, MOST_DAYS);
    let days_ahead = days(ahead, 0);
    Some(AnswerForm::Date { days_back: days_back?, days_ahead: days_ahead? })
}

fn days(item: Option<Item<'_>>, usual: u16) -> Option<u16> {
    item.map_or(Some(usual), |item| item.integer(0..=MOST_DAYS))
}
