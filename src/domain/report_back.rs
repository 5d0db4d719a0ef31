//! 回传: the text of the report to the platform above, by a template (`config/report_back.toml`).

use super::rule_file::{Item, RuleFile, Section};
use super::vocabulary::vocabulary;
use crate::error::{Code, Problem};

/// Maximum characters of a template.
const TEXT_MAX: usize = 4000;
/// Maximum characters of the words that stand for something else.
const WORD_MAX: usize = 50;

vocabulary! {
    /// Placeholder of a template.
    ReportPlaceholder {
        Number = "number" "本级编号" "our number",
        ExternalSystem = "external_system" "上级平台" "the platform above",
        ExternalNumber = "external_number" "上级工单号" "its number there",
        Category = "category" "分类" "category",
        Reporter = "reporter" "诉求人" "the reporter, masked",
        Unit = "unit" "承办单位" "the unit that answers",
        Title = "title" "承办人职务" "the title of whoever leads it",
        ReceivedAt = "received_at" "受理时间" "received",
        AcceptedAt = "accepted_at" "签收时间" "accepted",
        ContactedAt = "contacted_at" "联系时间" "contacted",
        Contact = "contact" "联系结果" "how the contact ended",
        ResolvedAt = "resolved_at" "办结时间" "resolved",
        DueAt = "due_at" "办结时限" "due",
        Outcome = "outcome" "办理结果" "outcome",
        Reply = "reply" "公开答复" "public reply",
        HoursUsed = "hours_used" "用时" "working hours it took",
    }
}

/// A template, parsed and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportTemplate {
    parts: Vec<TemplatePart>,
    /// Text for a missing value.
    missing: String,
    /// Text for the reporter of a confidential request.
    pub confidential: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum TemplatePart {
    Text(String),
    Value(ReportPlaceholder),
}

impl ReportTemplate {
    /// Reads `config/report_back.toml`.
    ///
    /// # Errors
    /// Every problem of the text, with its line in the parameter `line`: those of rule files, and
    /// [`Code::ReportPlaceholder`] for unknown words in braces, or braces that do not close.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        RuleFile::read(text, template)
    }

    /// Returns the text with its values; a missing one is replaced by the text for that.
    pub fn render(&self, mut value: impl FnMut(ReportPlaceholder) -> Option<String>) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                TemplatePart::Text(text) => text.clone(),
                TemplatePart::Value(piece) => value(*piece).unwrap_or_else(|| self.missing.clone()),
            })
            .collect()
    }
}

fn template(file: &mut Section<'_>) -> Option<ReportTemplate> {
    let text = file.required("text");
    let missing = file.required("missing");
    let confidential = file.required("confidential");
    let missing = word(missing);
    let confidential = word(confidential);
    let parts = text.and_then(|item| parts(&item, &item.short_text(TEXT_MAX)?));
    Some(ReportTemplate { parts: parts?, missing: missing?, confidential: confidential? })
}

fn word(item: Option<Item<'_>>) -> Option<String> {
    item.and_then(|item| item.short_text(WORD_MAX))
}

fn parts(item: &Item<'_>, text: &str) -> Option<Vec<TemplatePart>> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    let mut whole = true;
    while let Some(at) = rest.find(['{', '}']) {
        plain.push_str(&rest[..at]);
        let (brace, after) = rest[at..].split_at(1);
        if let Some(after) = after.strip_prefix(brace) {
            plain.push_str(brace);
            rest = after;
            continue;
        }
        let inside = after.split_once('}').filter(|_| brace == "{");
        let (name, after) = inside.unwrap_or((after.lines().next().unwrap_or_default(), after));
        match name.parse() {
            Ok(piece) if inside.is_some() => {
                parts.push(TemplatePart::Text(std::mem::take(&mut plain)));
                parts.push(TemplatePart::Value(piece));
            }
            _ => {
                let known: Vec<&str> =
                    ReportPlaceholder::ALL.iter().map(|piece| piece.as_str()).collect();
                let problem =
                    Problem::new(Code::ReportPlaceholder).with("name", name).with("known", known);
                item.refuse_part(&format!("{brace}{name}"), problem);
                whole = false;
            }
        }
        rest = after;
    }
    parts.push(TemplatePart::Text(plain + rest));
    whole.then_some(parts)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<ReportTemplate, Vec<Problem>> {
        ReportTemplate::parse(&format!(
            "text = \"\"\"\n{text}\n\"\"\"\nmissing = \"无\"\nconfidential = \"保密\"\n"
        ))
    }

    fn faults(text: &str) -> Vec<(Code, u64, String)> {
        let fault = |problem: &Problem| {
            let name = problem
                .params
                .get("name")
                .or(problem.params.get("key"))
                .and_then(|name| name.as_str());
            (
                problem.code,
                problem.params["line"].as_u64().unwrap(),
                name.unwrap_or_default().to_owned(),
            )
        };
        ReportTemplate::parse(text)
            .or_else(|_| parse(text))
            .unwrap_err()
            .iter()
            .map(fault)
            .collect()
    }

    #[test]
    fn the_template_that_is_built_in_names_everything_there_is() {
        let built_in = include_str!("../../config/report_back.toml");
        let template = ReportTemplate::parse(built_in).unwrap();
        let text = template
            .render(|piece| (piece == ReportPlaceholder::Reply).then(|| "已修好".to_owned()));
        assert!(text.contains("【答复内容】已修好") && text.contains("【工单编号】无"), "{text}");
        for piece in ReportPlaceholder::ALL {
            assert!(
                built_in.contains(&format!("{{{piece}}}")),
                "{piece} is not named to whoever writes one"
            );
        }
    }

    #[test]
    fn braces_are_written_twice() {
        let template = parse("{{工单}} {number}{outcome}").unwrap();
        assert_eq!(template.render(|piece| Some(piece.to_string())), "{工单} numberoutcome");
    }

    #[test]
    fn what_is_not_known_is_named_with_its_line() {
        let unknown = |line, name: &str| (Code::ReportPlaceholder, line, name.to_owned());
        assert_eq!(
            faults("{number}\n{handler}\n{phone}"),
            [unknown(3, "handler"), unknown(4, "phone")]
        );
        assert_eq!(faults("a\n{number"), [unknown(3, "number")]);
        assert_eq!(faults("a } b"), [unknown(2, " b")]);
    }

    #[test]
    fn nothing_may_be_missing() {
        let wrong = ReportTemplate::parse("text = \"{number}\"\nwords = 1\n").unwrap_err();
        let codes: Vec<Code> = wrong.iter().map(|problem| problem.code).collect();
        assert!(
            codes.contains(&Code::RuleFileMissing) && codes.contains(&Code::RuleFileUnknownKey),
            "{codes:?}"
        );
    }
}
