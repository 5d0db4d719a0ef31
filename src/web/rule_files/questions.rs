//! What a form asks.

use crate::domain::category::{AnswerForm, AnswerType, Choice, Question};
use crate::domain::label::Label;
use serde::Serialize;
use utoipa::ToSchema;

/// A question of a form. Which of the limits it has follows from `answer`.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionView {
    /// Code under which the answer is sent.
    #[schema(example = "danger")]
    pub code: String,
    /// Text of the question.
    pub text: Label,
    /// True when residents must answer.
    pub required: bool,
    /// Type of the answer.
    pub answer: AnswerType,
    /// Most characters of a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u16>,
    /// Least number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<i32>,
    /// Greatest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<i32>,
    /// True when a number has no decimals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whole: Option<bool>,
    /// Unit of a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Label>,
    /// Days that a date may lie before today, counted in the zone +08:00.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_back: Option<u16>,
    /// Days that a date may lie after today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_ahead: Option<u16>,
    /// Choices.
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
                view.min = Some(*min);
                view.max = Some(*max);
                view.whole = Some(*whole);
                view.unit.clone_from(unit);
            }
            AnswerForm::Date { days_back, days_ahead } => {
                view.days_back = Some(*days_back);
                view.days_ahead = Some(*days_ahead);
            }
            AnswerForm::One(_) | AnswerForm::Many(_) => {}
        }
        view
    }
}
