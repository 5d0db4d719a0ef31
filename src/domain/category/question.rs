//! Questions of a form about a category, and referrals.

use crate::domain::label::Label;
use crate::domain::vocabulary::vocabulary;
use crate::error::{Code, Language, Problem, both};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

vocabulary! {
    /// Type of an answer.
    AnswerType {
        Text = "text" "文字" "text",
        Number = "number" "数字" "number",
        Date = "date" "日期" "date",
        One = "one" "单选" "one choice",
        Many = "many" "多选" "several choices",
    }
}

/// A referral: an emergency number to call before going on, or those whose matter it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Referral {
    /// Text that says what to do.
    pub text: Label,
    /// Numbers to call, the most fitting first.
    #[schema(example = json!(["119", "120"]))]
    pub numbers: Vec<String>,
}

impl Referral {
    /// Returns the problem of those who are referred there instead. Numbers that the text does not
    /// say are added to it: nobody reads one twice.
    pub fn problem(&self, code: Code) -> Problem {
        let zh = match self.unsaid(&self.text.zh).as_slice() {
            [] => self.text.zh.clone(),
            numbers => format!("{}请拨打 {}", sentence(&self.text.zh, "。"), numbers.join("、")),
        };
        let en = match self.unsaid(&self.text.en).as_slice() {
            [] => self.text.en.clone(),
            numbers => format!("{} Call {}", sentence(&self.text.en, "."), numbers.join(", ")),
        };
        Problem::new(code).with("numbers", self.numbers.clone()).with("advice", both(&zh, &en))
    }

    /// Returns the numbers that a text does not say.
    fn unsaid(&self, text: &str) -> Vec<&str> {
        let said = text.split(|mark: char| !mark.is_ascii_digit() && mark != '-');
        let numbers = self.numbers.iter().map(String::as_str);
        numbers.filter(|number| !said.clone().any(|said| said == *number)).collect()
    }
}

/// Returns a text that ends like a sentence.
fn sentence(text: &str, end: &str) -> String {
    let ended = text.trim_end().ends_with(['。', '！', '？', '.', '!', '?']);
    format!("{}{}", text.trim_end(), if ended { "" } else { end })
}

/// A choice among the answers of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Choice {
    /// Code that is sent.
    #[schema(example = "called")]
    pub code: String,
    /// Label that people read.
    pub label: Label,
    /// Referral that is shown if it stops the form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop: Option<Referral>,
    /// True if whoever chooses it has called those numbers, and the form goes on.
    pub called: bool,
}

/// Form of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerForm {
    /// A text.
    Text {
        /// Maximum characters, 1 to 500.
        max: u16,
    },
    /// A number.
    Number {
        /// Minimum, itself allowed.
        min: i32,
        /// Maximum, itself allowed.
        max: i32,
        /// True if it has no decimals.
        whole: bool,
        /// Unit of the number.
        unit: Option<Label>,
    },
    /// A day.
    Date {
        /// Maximum days before today.
        days_back: u16,
        /// Maximum days after today; 0 allows no future.
        days_ahead: u16,
    },
    /// One of at least two choices.
    One(Vec<Choice>),
    /// Any of at least two choices; none of them stops.
    Many(Vec<Choice>),
}

impl AnswerForm {
    /// Returns the type: text, number, date, one or many.
    pub const fn answer_type(&self) -> AnswerType {
        match self {
            Self::Text { .. } => AnswerType::Text,
            Self::Number { .. } => AnswerType::Number,
            Self::Date { .. } => AnswerType::Date,
            Self::One(_) => AnswerType::One,
            Self::Many(_) => AnswerType::Many,
        }
    }

    /// Returns true if an answer may stop the form.
    pub fn may_stop(&self) -> bool {
        self.choices().iter().any(|choice| choice.stop.is_some())
    }

    /// Returns the choices; empty if the answer is written.
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
    /// Code under which the answer is sent.
    pub code: String,
    /// Question as people read it.
    pub text: Label,
    /// True if those who fill in the form themselves must answer.
    pub required: bool,
    /// Form of the answer.
    pub expected: AnswerForm,
}

/// Returns an answer as people read it. An answer to a question that no longer exists or has
/// changed is returned as it was sent.
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
