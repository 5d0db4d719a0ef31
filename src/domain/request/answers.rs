//! Answers to the questions of a category.

mod check;
#[cfg(test)]
mod tests;

use super::Channel;
use chrono::NaiveDate;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

use crate::domain::category::Question;
use crate::error::{Code, Problem, Result};

/// Answers by the codes of their questions. They are personal texts: `Debug` shows none.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<String, Value>);

impl Answers {
    /// Most answers accepted at once.
    pub const MOST: usize = 50;

    /// Returns true if there are no answers.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns true if an answer says that the number for which the form stops has been called.
    pub fn tell_of_a_call(&self, questions: &[Question]) -> bool {
        let says = |question: &Question| {
            let chosen = self.0.get(&question.code).and_then(Value::as_str);
            question
                .expected
                .choices()
                .iter()
                .any(|choice| choice.called && Some(choice.code.as_str()) == chosen)
        };
        questions.iter().any(says)
    }

    /// Returns the answers to known questions, in the order of the questions, then the others.
    pub fn in_order<'a>(
        &'a self,
        questions: &'a [Question],
    ) -> impl Iterator<Item = (&'a str, &'a Value)> {
        let asked = questions.iter().filter_map(|question| self.0.get_key_value(&question.code));
        let is_asked = |code: &str| questions.iter().any(|question| question.code == code);
        let others = self.0.iter().filter(move |(code, _)| !is_asked(code));
        asked.chain(others).map(|(code, answer)| (code.as_str(), answer))
    }

    /// Returns the answers to keep: blank ones are left out. Required answers may be missing on
    /// channels other than the form itself; `today` is the local date.
    ///
    /// # Errors
    /// Every problem at its place below `/answers`, one that stops the form before all others:
    /// [`Code::AnswerStops`], [`Code::Required`], [`Code::UnknownQuestion`], [`Code::WrongType`],
    /// [`Code::OutOfRange`], [`Code::UnknownValue`], [`Code::TooLong`], [`Code::TooMany`].
    pub fn checked(
        &self,
        questions: &[Question],
        channel: Channel,
        today: NaiveDate,
    ) -> Result<Self, Vec<Problem>> {
        if self.0.len() > Self::MOST {
            return Err(vec![Problem::new(Code::TooMany).at("/answers").with("max", Self::MOST)]);
        }
        let mut kept = BTreeMap::new();
        let mut problems = check::unknown(&self.0, questions);
        for question in questions {
            match self.0.get(&question.code).filter(|answer| !check::is_blank(answer)) {
                Some(answer) => match check::answer(question, answer, today) {
                    Ok(answer) => drop(kept.insert(question.code.clone(), answer)),
                    Err(wrong) => problems.extend(wrong),
                },
                None if question.required && channel == Channel::Resident => {
                    problems.push(Problem::new(Code::Required).at(check::pointer(&question.code)));
                }
                None => {}
            }
        }
        problems.sort_by_key(|problem| problem.code != Code::AnswerStops);
        if problems.is_empty() { Ok(Self(kept)) } else { Err(problems) }
    }
}

impl FromIterator<(String, Value)> for Answers {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(answers: I) -> Self {
        Self(answers.into_iter().collect())
    }
}

impl std::fmt::Debug for Answers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answers(…)")
    }
}

impl<'de> Deserialize<'de> for Answers {
    /// Reads an object without duplicate keys.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnswersVisitor;

        impl<'de> Visitor<'de> for AnswersVisitor {
            type Value = Answers;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Answers, A::Error> {
                let mut answers = BTreeMap::new();
                while let Some((code, answer)) = map.next_entry::<String, Value>()? {
                    if answers.contains_key(&code) {
                        return Err(A::Error::custom(format_args!("duplicate field `{code}`")));
                    }
                    answers.insert(code, answer);
                }
                Ok(Answers(answers))
            }
        }

        deserializer.deserialize_map(AnswersVisitor)
    }
}
