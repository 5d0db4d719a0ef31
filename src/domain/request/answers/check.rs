//! Checks of an answer against its question.

use crate::domain::category::{AnswerForm, Choice, Question};
use crate::error::{Code, JsonForm, Problem, escaped};
use chrono::{Days, NaiveDate};
use serde_json::Value;
use std::collections::BTreeMap;

/// Returns the pointer to an answer.
pub(super) fn pointer(code: &str) -> String {
    format!("/answers/{}", escaped(code))
}

/// Returns true if an answer is empty: no value, a blank text, no choice.
pub(super) fn is_blank(answer: &Value) -> bool {
    match answer {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(codes) => codes.is_empty(),
        _ => false,
    }
}

/// Returns a problem for each answer to an unknown question.
pub(super) fn unknown(answers: &BTreeMap<String, Value>, questions: &[Question]) -> Vec<Problem> {
    let known: Vec<&str> = questions.iter().map(|question| question.code.as_str()).collect();
    let foreign = answers.keys().filter(|code| !known.contains(&code.as_str()));
    let problem = |code: &String| {
        Problem::new(Code::UnknownQuestion).at(pointer(code)).with("question", code.as_str())
    };
    foreign.map(|code| problem(code).with("known", known.clone())).collect()
}

/// Returns the answer to keep, or everything that is wrong with it.
pub(super) fn answer(
    question: &Question,
    answer: &Value,
    today: NaiveDate,
) -> Result<Value, Vec<Problem>> {
    let place = pointer(&question.code);
    let checked = match &question.expected {
        AnswerForm::Text { max } => text(answer, *max),
        AnswerForm::Number { min, max, whole, .. } => number(answer, *min, *max, *whole),
        AnswerForm::Date { days_back, days_ahead } => date(answer, today, *days_back, *days_ahead),
        AnswerForm::One(choices) => one(answer, choices),
        AnswerForm::Many(choices) => return many(answer, choices, &place),
    };
    checked.map_err(|problem| vec![problem.at(place)])
}

fn text(answer: &Value, max: u16) -> Result<Value, Problem> {
    let text = answer.as_str().ok_or_else(|| wrong_type(JsonForm::Text, answer))?;
    if text.chars().count() > usize::from(max) {
        return Err(Problem::new(Code::TooLong).with("max", max));
    }
    Ok(answer.clone())
}

/// Checks a number. A whole one may be written with a fraction of zero and is kept without.
fn number(answer: &Value, min: i32, max: i32, whole: bool) -> Result<Value, Problem> {
    let given = answer.as_f64().ok_or_else(|| {
        wrong_type(if whole { JsonForm::Integer } else { JsonForm::Number }, answer)
    })?;
    if !(f64::from(min)..=f64::from(max)).contains(&given) {
        return Err(Problem::new(Code::OutOfRange).with("min", min).with("max", max));
    }
    match (whole, given.fract() == 0.0) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it lies between two i32 and has no fraction"
        )]
        (_, true) => Ok(Value::from(given as i32)),
        (true, false) => Err(wrong_type(JsonForm::Integer, answer)),
        (false, false) => Ok(answer.clone()),
    }
}

/// Checks a date in exactly the form `2026-01-31`.
fn date(
    answer: &Value,
    today: NaiveDate,
    days_back: u16,
    days_ahead: u16,
) -> Result<Value, Problem> {
    let written = answer.as_str().filter(|text| text.len() == "2026-01-31".len());
    let date: Option<NaiveDate> = written.and_then(|text| text.parse().ok());
    let date = date.ok_or_else(|| wrong_type(JsonForm::Date, answer))?;
    let earliest = today.checked_sub_days(Days::new(days_back.into())).unwrap_or(NaiveDate::MIN);
    let latest = today.checked_add_days(Days::new(days_ahead.into())).unwrap_or(NaiveDate::MAX);
    if !(earliest..=latest).contains(&date) {
        let problem = Problem::new(Code::OutOfRange);
        return Err(problem.with("min", earliest.to_string()).with("max", latest.to_string()));
    }
    Ok(Value::from(date.to_string()))
}

fn one(answer: &Value, choices: &[Choice]) -> Result<Value, Problem> {
    let chosen = choice(answer, choices)?;
    let Some(stop) = &chosen.stop else { return Ok(answer.clone()) };
    let called = choices.iter().find(|choice| choice.called).map(|choice| choice.code.as_str());
    Err(stop.problem(Code::AnswerStops).with("called", called.unwrap_or_default()))
}

/// Checks a list of choices; each is kept once, in the order of the answer.
fn many(answer: &Value, choices: &[Choice], place: &str) -> Result<Value, Vec<Problem>> {
    let Some(given) = answer.as_array() else {
        return Err(vec![wrong_type(JsonForm::List, answer).at(place)]);
    };
    let mut kept = Vec::new();
    let mut problems = Vec::new();
    for (index, code) in given.iter().enumerate() {
        match choice(code, choices) {
            Ok(_) if kept.contains(code) => {}
            Ok(_) => kept.push(code.clone()),
            Err(problem) => problems.push(problem.at(format!("{place}/{index}"))),
        }
    }
    if problems.is_empty() { Ok(Value::Array(kept)) } else { Err(problems) }
}

fn choice<'a>(answer: &Value, choices: &'a [Choice]) -> Result<&'a Choice, Problem> {
    let code = answer.as_str().ok_or_else(|| wrong_type(JsonForm::Text, answer))?;
    choices.iter().find(|choice| choice.code == code).ok_or_else(|| {
        let codes: Vec<&str> = choices.iter().map(|choice| choice.code.as_str()).collect();
        Problem::new(Code::UnknownValue).with("allowed", codes)
    })
}

fn wrong_type(expected: JsonForm, found: &Value) -> Problem {
    Problem::new(Code::WrongType).with("expected", expected).with("found", JsonForm::of(found))
}
