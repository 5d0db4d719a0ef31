//! What a form asks about a category, and where it points people to.

use crate::domain::label::Label;
use crate::domain::vocabulary::vocabulary;
use crate::error::{Code, Language, Problem};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

vocabulary! {
    /// What a question is answered with.
    AnswerType {
        Text = "text" "文字" "text",
        Number = "number" "数字" "number",
        Date = "date" "日期" "date",
        One = "one" "单选" "one choice",
        Many = "many" "多选" "several choices",
    }
}

/// Where people are pointed to: an emergency number before they go on, or those whose matter it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Referral {
    /// What to do.
    pub text: Label,
    /// The numbers to call, the most fitting first.
    #[schema(example = json!(["119", "120"]))]
    pub numbers: Vec<String>,
}

impl Referral {
    /// The problem of those who are pointed there instead.
    pub fn problem(&self, code: Code) -> Problem {
        let advice = json!({ "zh": self.text.zh, "en": self.text.en });
        Problem::new(code).with("numbers", self.numbers.clone()).with("advice", advice)
    }
}

/// One of the answers of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Choice {
    /// What is sent.
    #[schema(example = "called")]
    pub code: String,
    /// What people read.
    pub label: Label,
    /// It stops the form and shows this instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop: Option<Referral>,
    /// Who chooses it has called those numbers, and the form goes on.
    pub called: bool,
}

/// What an answer may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerForm {
    /// A text.
    Text {
        /// Characters, at most; 1 to 500.
        max: u16,
    },
    /// A number.
    Number {
        /// The least, itself allowed.
        min: i32,
        /// The greatest, itself allowed.
        max: i32,
        /// Whether it has no decimals.
        whole: bool,
        /// What is counted.
        unit: Option<Label>,
    },
    /// A day.
    Date {
        /// Days before today, at most.
        days_back: u16,
        /// Days after today, at most; 0 allows no future.
        days_ahead: u16,
    },
    /// One of at least two choices.
    One(Vec<Choice>),
    /// Any of at least two choices; none of them stops.
    Many(Vec<Choice>),
}

impl AnswerForm {
    /// Text, number, date, one or many.
    pub const fn answer_type(&self) -> AnswerType {
        match self {
            Self::Text { .. } => AnswerType::Text,
            Self::Number { .. } => AnswerType::Number,
            Self::Date { .. } => AnswerType::Date,
            Self::One(_) => AnswerType::One,
            Self::Many(_) => AnswerType::Many,
        }
    }

    /// Whether an answer may stop the form.
    pub fn may_stop(&self) -> bool {
        self.choices().iter().any(|choice| choice.stop.is_some())
    }

    /// What can be chosen; nothing where an answer is written.
    pub fn choices(&self) -> &[Choice] {
        match self {
            Self::One(choices) | Self::Many(choices) => choices,
            _ => &[],
        }
    }
}

/// A question of a category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What the answer is sent under.
    pub code: String,
    /// What people are asked.
    pub text: Label,
    /// Whether those who fill in the form themselves must answer.
    pub required: bool,
    /// What the answer may be.
    pub expected: AnswerForm,
}

/// An answer as people read it. One to a question that is no longer asked, or asked otherwise,
/// stands as it was sent.
pub fn read_answer(question: Option<&Question>, answer: &Value, language: Language) -> String {
    let expected = question.map(|question| &question.expected);
    let chosen = |code: &str| {
        let mut choices = expected.map(AnswerForm::choices).unwrap_or_default().iter();
        let choice = choices.find(|choice| choice.code == code);
        choice.map_or(code, |choice| choice.label.text(language)).to_owned()
    };
    match (answer, expected) {
        (Value::Number(number), Some(AnswerForm::Number { unit: Some(unit), .. })) => {
            format!("{number} {}", unit.text(language))
        }
        (Value::Array(codes), _) => {
            let labels: Vec<String> = codes.iter().filter_map(Value::as_str).map(chosen).collect();
            labels.join(separator(language))
        }
        (Value::String(text), _) => chosen(text),
        (other, _) => other.to_string(),
    }
}

const fn separator(language: Language) -> &'static str {
    match language {
        Language::Chinese => "、",
        Language::English => ", ",
    }
}
