//! What a form asks.

use crate::domain::category::{AnswerForm, AnswerType, Choice, Question};
use crate::domain::label::Label;
use serde::Serialize;
use utoipa::ToSchema;

/// A question of a form. Which of the limits it has follows from `answer`.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionView {
    /// What the answer is sent under.
    #[schema(example = "danger")]
    pub code: String,
    /// What people are asked.
    pub text: Label,
    /// Whether residents must answer.
    pub required: bool,
    /// What it is answered with.
    pub answer: AnswerType,
    /// Characters of a text, at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u16>,
    /// The least number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<i32>,
    /// The greatest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<i32>,
    /// Whether a number has no decimals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whole: Option<bool>,
    /// What a number counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Label>,
    /// Days that a date may lie before today, counted in the zone +08:00.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_back: Option<u16>,
    /// Days that a date may lie after today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_ahead: Option<u16>,
    /// What can be chosen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
}

impl From<&Question> for QuestionView {
    fn from(question: &Question) -> Self {
        let mut view = Self {
            code: question.code.clone(),
            text: question.text.clone(),
            required: question.required,
            answer: question.expected.answer_type(),
            max_length: None,
            min: None,
            max: None,
            whole: None,
            unit: None,
            days_back: None,
            days_ahead: None,
            choices: question.expected.choices().to_vec(),
        };
        match &question.expected {
            AnswerForm::Text { max } => view.max_length = Some(*max),
            AnswerForm::Number { min, max, whole, unit } => {
                (view.min, view.max, view.whole) = (Some(*min), Some(*max), Some(*whole));
                view.unit.clone_from(unit);
            }
            AnswerForm::Date { days_back, days_ahead } => {
                (view.days_back, view.days_ahead) = (Some(*days_back), Some(*days_ahead));
            }
            AnswerForm::One(_) | AnswerForm::Many(_) => {}
        }
        view
    }
}
