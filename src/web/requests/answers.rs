//! How the answers to the questions of a category are shown.

use crate::domain::atlas::Atlas;
use crate::domain::category::read_answer;
use crate::error::Language;
use crate::service::requests::read::RequestDetail;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// The answer to a question of the category.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AnswerView {
    /// Code of the question.
    #[schema(example = "danger")]
    pub question: String,
    /// Text of the question; missing when the category no longer asks it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Answer as it was sent.
    #[schema(value_type = Value, example = "called")]
    pub value: Value,
    /// Answer in words.
    #[schema(example = "有，已拨打，同时告知网格")]
    pub shown: String,
}

/// The answers that the caller may read, in the order of their questions.
pub(super) fn answers(
    atlas: &Atlas,
    detail: &RequestDetail,
    language: Language,
) -> Vec<AnswerView> {
    let category = atlas.settings().categories.get(&detail.row.category);
    let questions = category.map(|category| category.questions.as_slice()).unwrap_or_default();
    let shown = detail.answers.in_order(questions).map(|(code, value)| {
        let question = questions.iter().find(|question| question.code == code);
        AnswerView {
            question: code.to_owned(),
            text: question.map(|question| question.text.text(language).to_owned()),
            value: value.clone(),
            shown: read_answer(question, value, language),
        }
    });
    shown.collect()
}
