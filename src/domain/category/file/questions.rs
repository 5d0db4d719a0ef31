//! Reads the questions of a category.

use super::choices::choices;
use super::referrals::Referrals;
use crate::domain::category::question::{AnswerForm, AnswerType, Question};
use crate::domain::rule_file::{Item, Section};
use crate::error::{Code, Problem};
use std::ops::RangeInclusive;

/// Questions of a category, with those of the categories it belongs to.
const MOST_QUESTIONS: usize = 20;
/// Characters of a text, at most.
const TEXT_MAX: usize = 200;
const UNIT_MAX: usize = 20;
/// Characters that an answer in words may have, and when the file does not say.
const ANSWER_RANGE: RangeInclusive<u16> = 1..=500;
const ANSWER_USUAL: u16 = 200;
/// Bounds of numbers.
const NUMBERS: RangeInclusive<i32> = -1_000_000_000..=1_000_000_000;
/// A hundred years.
const MOST_DAYS: u16 = 36_525;

/// The questions of a category: those it inherits, in their places, then its own, but what may stop
/// the form before all others. One of the same code takes the place of the inherited one.
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
    let (code, text, answer) =
        (section.required("code"), section.required("text"), section.required("answer"));
    let required = section.optional("required");
    let code =
        code.and_then(|item| item.new_code(before.iter().map(|question| question.code.as_str())));
    let text = text.and_then(|item| item.short_label(TEXT_MAX));
    let required = required.map_or(Some(false), |item| item.boolean());
    let Some(answer) = answer.and_then(|item| item.word()) else {
        // What else may stand here is not known.
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
    let (min, max) = (section.required("min"), section.required("max"));
    let (whole, unit) = (section.optional("whole"), section.optional("unit"));
    let (min, max) =
        (min.and_then(|item| item.integer(NUMBERS)), max.and_then(|item| item.integer(NUMBERS)));
    let whole = whole.map_or(Some(true), |item| item.boolean());
    let unit = unit.map_or(Some(None), |item| item.short_label(UNIT_MAX).map(Some));
    let (min, max) = (min?, max?);
    if min >= max {
        section.refuse(Problem::new(Code::QuestionRange).with("min", min).with("max", max));
    }
    Some(AnswerForm::Number { min, max, whole: whole?, unit: unit? })
}

fn date(section: &mut Section<'_>) -> Option<AnswerForm> {
    let days = |item: Option<Item<'_>>, usual| {
        item.map_or(Some(usual), |item| item.integer(0..=MOST_DAYS))
    };
    let (back, ahead) = (section.optional("days_back"), section.optional("days_ahead"));
    let (days_back, days_ahead) = (days(back, MOST_DAYS), days(ahead, 0));
    Some(AnswerForm::Date { days_back: days_back?, days_ahead: days_ahead? })
}
