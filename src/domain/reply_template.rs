//! Templates of replies by which the desk answers at once: read from `config/reply_templates.toml`.

use super::label::Label;
use super::rule_file::{Item, RuleFile, Section};
use crate::error::{Code, Problem};

/// Maximum number of characters of a reply.
const TEXT_MAX: usize = 2000;

/// A template of a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyTemplate {
    /// Identifier in the interface: lower-case ASCII letters, digits and underscores.
    pub id: String,
    /// Title, by which clerks choose.
    pub title: Label,
    /// Text for the reporter.
    pub text: String,
}

/// The templates, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyTemplates(Vec<ReplyTemplate>);

impl ReplyTemplates {
    /// Reads `config/reply_templates.toml`.
    ///
    /// # Errors
    /// Every problem of the text, with its line in the parameter `line`.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        RuleFile::read(text, |file| {
            let mut known = Self(Vec::new());
            for item in file.required("template").map(Item::list)? {
                let template = item.section(|section| template(section, &known));
                known.0.extend(template);
            }
            Some(known)
        })
    }

    /// Returns all templates, in the order of the file.
    pub fn all(&self) -> &[ReplyTemplate] {
        &self.0
    }

    /// Finds a template.
    ///
    /// # Errors
    /// [`Code::UnknownReplyTemplate`] at `/reply_template`.
    pub fn get(&self, id: &str) -> Result<&ReplyTemplate, Problem> {
        self.0.iter().find(|template| template.id == id).ok_or_else(|| {
            Problem::new(Code::UnknownReplyTemplate).at("/reply_template").with("template", id)
        })
    }
}

fn template(section: &mut Section<'_>, known: &ReplyTemplates) -> Option<ReplyTemplate> {
    let id = section.required("id");
    let title = section.required("title");
    let text = section.required("text");
    let id = id.and_then(|item| item.new_code(known.0.iter().map(|one| one.id.as_str())));
    let title = title.and_then(Item::label);
    let text = text.and_then(|item| item.short_text(TEXT_MAX));
    Some(ReplyTemplate { id: id?, title: title?, text: text? })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop where it fails")]
mod tests {
    use super::*;

    #[test]
    fn the_file_that_is_built_in_is_whole_and_each_template_is_there_once() {
        let text = include_str!("../../config/reply_templates.toml");
        let templates = ReplyTemplates::parse(text).unwrap();
        assert!(templates.get("materials").is_ok());
        assert_eq!(templates.get("nothing").unwrap_err().code, Code::UnknownReplyTemplate);
        let twice = ReplyTemplates::parse(&[text, text].concat()).unwrap_err();
        assert_eq!(twice.len(), templates.all().len());
        assert!(twice.iter().all(|problem| problem.code == Code::RuleFileTwice));
    }
}
