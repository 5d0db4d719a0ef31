//! Several words in one cell.

use crate::domain::label::Label;
use crate::domain::skill::Skills;
use crate::error::{Code, Problem};

/// Separators of several words.
const BETWEEN: [char; 9] = ['；', ';', '、', '，', ',', '|', '/', '\n', '\r'];

/// Returns the words of a cell.
pub(super) fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.split(BETWEEN).map(str::trim).filter(|word| !word.is_empty())
}

/// Returns the codes of skills that are written as codes or by name.
///
/// # Errors
/// [`Code::UnknownSkill`] for each that is not there.
pub(super) fn skills(known: &Skills, text: &str) -> Result<Vec<String>, Vec<Problem>> {
    let mut codes = Vec::new();
    let mut problems = Vec::new();
    for word in listed(text) {
        let skill = known.all().iter().find(|skill| {
            let Label { zh, en } = &skill.name;
            skill.code == word || zh == word || en.eq_ignore_ascii_case(word)
        });
        match skill {
            Some(skill) => codes.push(skill.code.clone()),
            None => problems.push(Problem::new(Code::UnknownSkill).with("skill", word)),
        }
    }
    if problems.is_empty() { Ok(codes) } else { Err(problems) }
}
