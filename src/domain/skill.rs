//! Skills that people can have for a neighbourhood: a dictionary, read from `config/skills.toml`.

use super::label::Label;
use super::rule_file::{Item, RuleFile, Section};
use crate::error::{Code, Problem};

/// One skill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skill {
    /// Code in the interface: lower-case ASCII letters, digits and underscores.
    pub code: String,
    /// Name.
    pub name: Label,
}

/// The skills, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skills(Vec<Skill>);

impl Skills {
    /// Reads `config/skills.toml`.
    ///
    /// # Errors
    /// Every problem of the text, with its line in the parameter `line`.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        RuleFile::read(text, |file| {
            let mut known = Self(Vec::new());
            for item in file.required("skill").map(Item::list)? {
                let skill = item.section(|section| skill(section, &known));
                known.0.extend(skill);
            }
            Some(known)
        })
    }

    /// Returns all skills, in the order of the file.
    pub fn all(&self) -> &[Skill] {
        &self.0
    }

    /// Returns the skill of a code.
    pub fn get(&self, code: &str) -> Option<&Skill> {
        self.0.iter().find(|skill| skill.code == code)
    }

    /// Checks that codes are known and occur once each.
    ///
    /// # Errors
    /// [`Code::UnknownSkill`] and [`Code::SkillTwice`], each at its place in `/skills`.
    pub fn check(&self, codes: &[String]) -> Result<(), Vec<Problem>> {
        let mut problems = Vec::new();
        for (index, code) in codes.iter().enumerate() {
            let wrong = if self.get(code).is_none() {
                Code::UnknownSkill
            } else if codes.iter().take(index).any(|earlier| earlier == code) {
                Code::SkillTwice
            } else {
                continue;
            };
            let problem = Problem::new(wrong).at(format!("/skills/{index}"));
            problems.push(problem.with("skill", code.as_str()));
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

fn skill(section: &mut Section<'_>, known: &Skills) -> Option<Skill> {
    let code = section.required("code");
    let name = section.required("name");
    let name = name.and_then(Item::label);
    let code = code.and_then(|item| {
        let code = item.code()?;
        if known.get(&code).is_some() {
            item.refuse(Problem::new(Code::SkillTwice).with("skill", code.as_str()));
            return None;
        }
        Some(code)
    });
    Some(Skill { code: code?, name: name? })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop where it fails")]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_that_is_built_in_is_whole() {
        let skills = Skills::parse(include_str!("../../config/skills.toml")).unwrap();
        assert!(skills.all().len() >= 12);
        assert_eq!(skills.get("law").map(|skill| skill.name.zh.as_str()), Some("法律咨询"));
    }

    #[test]
    fn a_code_stands_once_and_problems_name_their_line() {
        let label = r#"name = { zh = "甲", en = "A" }"#;
        let twice = format!("[[skill]]\ncode = \"a\"\n{label}\n[[skill]]\ncode = \"a\"\n{label}\n");
        let problems = Skills::parse(&twice).unwrap_err();
        assert_eq!((problems[0].code, &problems[0].params["line"]), (Code::SkillTwice, &5.into()));
        assert_eq!(Skills::parse("[[skill]]\ncode = \"A\"\n").unwrap_err().len(), 2);
    }

    #[test]
    fn what_somebody_gives_is_known_and_given_once() {
        let skills = Skills::parse(include_str!("../../config/skills.toml")).unwrap();
        let given = |codes: &[&str]| {
            skills.check(&codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(given(&["law", "medicine"]), Ok(()));
        let problems = given(&["law", "flying", "law"]).unwrap_err();
        let found: Vec<_> =
            problems.iter().map(|problem| (problem.code, problem.pointer.as_str())).collect();
        assert_eq!(found, [(Code::UnknownSkill, "/skills/1"), (Code::SkillTwice, "/skills/2")]);
    }
}
