//! Converting a row of a file of tickets to a request.

use super::mapping::{FLAG, KIND, Mapping, TEXT, URGENCY};
use super::rule::{ColumnPlaces, FieldRule};
use crate::domain::atlas::Atlas;
use crate::domain::characters::{check_line, check_text};
use crate::domain::period::Instant;
use crate::domain::phone::Phone;
use crate::domain::request::{Answers, ExternalRef};
use crate::error::{Code, Problem};
use crate::service::import::reader::table::{Table, TableRow, blame};
use crate::service::requests::submit::RequestSubmission;

/// Maximum number of characters of a description and of a name: the same limit as for submitted
/// requests.
const DESCRIPTION_MAX: usize = 2000;
const NAME_MAX: usize = 50;

/// A row of a file, converted to a submission.
#[derive(Debug, Clone)]
pub(super) struct TicketRow {
    /// Line of the file.
    pub row: u64,
    /// The submission.
    pub submission: RequestSubmission,
}

impl TicketRow {
    /// Returns the ticket's number in the platform above.
    pub(super) fn number(&self) -> &str {
        self.submission
            .external
            .as_ref()
            .map(|external| external.number.as_str())
            .unwrap_or_default()
    }
}

/// Reader of the rows of a table.
pub(super) struct TicketReader<'a> {
    pub mapping: &'a Mapping,
    pub places: ColumnPlaces,
    pub atlas: &'a Atlas,
    pub now: Instant,
}

impl TicketReader<'_> {
    /// Converts a row.
    ///
    /// # Errors
    /// Every problem of the row, with the row in the parameter `row` and the column in `column` or
    /// `in_column`.
    pub(super) fn ticket(&self, table: &Table, row: &TableRow) -> Result<TicketRow, Vec<Problem>> {
        let mut problems = Vec::new();
        let mapping = self.mapping;
        let external = self.external(row, &mut problems);
        let place = noted(mapping.place.of(self.atlas, row, &self.places), &mut problems);
        let category = noted(
            needed(mapping.category.value(row, &self.places, TEXT), &mapping.category),
            &mut problems,
        );
        let kind = noted(
            needed(mapping.kind.value(row, &self.places, KIND), &mapping.kind),
            &mut problems,
        );
        let urgency = mapping.urgency.as_ref().map(|rule| rule.value(row, &self.places, URGENCY));
        let urgency = noted(urgency.transpose(), &mut problems).flatten().flatten();
        let description = noted(self.description(row), &mut problems);
        let contact_name = noted(self.name(row), &mut problems).flatten();
        let contact_phone = noted(self.phone(row), &mut problems).flatten();
        let upstream = mapping.kept(&table.header, &self.places).into_iter();
        let upstream = upstream
            .map(|(name, place)| (name.to_owned(), row.verbatim(place).to_owned()))
            .collect();
        let blamed = |problems: Vec<Problem>| {
            problems.into_iter().map(|problem| blame(problem, row.number)).collect()
        };
        let (Some(external), Some(place), Some(category), Some(kind), Some(description), true) =
            (external, place, category, kind, description, problems.is_empty())
        else {
            return Err(blamed(problems));
        };
        let submission = RequestSubmission {
            place,
            category,
            kind,
            urgency,
            channel: mapping.channel,
            description,
            contact_name,
            contact_phone,
            anonymous: false,
            confidential: false,
            about_staff: false,
            about_member: None,
            answers: Answers::default(),
            external: Some(external),
            upstream,
        };
        Ok(TicketRow { row: row.number, submission })
    }

    fn external(&self, row: &TableRow, problems: &mut Vec<Problem>) -> Option<ExternalRef> {
        let mapping = self.mapping;
        let number = self.places.cell(row, &mapping.number).unwrap_or_default().to_owned();
        let due = noted(self.due(row), problems)?;
        let confidential =
            mapping.confidential.as_ref().map(|rule| rule.value(row, &self.places, FLAG));
        let confidential = noted(confidential.transpose(), problems)?.flatten().unwrap_or_default();
        let given =
            ExternalRef { system: mapping.system.clone(), number, due_at: due, confidential };
        given
            .checked(self.now)
            .map_err(|found| {
                problems.extend(found.into_iter().map(|problem| mapping.blame(problem)))
            })
            .ok()
    }

    fn due(&self, row: &TableRow) -> Result<Option<Instant>, Problem> {
        let Some(due) = &self.mapping.due_at else { return Ok(None) };
        let Some(text) = self.places.cell(row, &due.column) else { return Ok(None) };
        let expected = due.format.as_deref().unwrap_or("2026-03-01 08:30");
        let wrong = || {
            Problem::new(Code::SheetValue)
                .with("column", due.column.name.as_str())
                .with("value", text)
        };
        due.read(text).map(Some).ok_or_else(|| wrong().with("expected", expected))
    }

    fn description(&self, row: &TableRow) -> Result<String, Problem> {
        let made = &self.mapping.description;
        let texts: Vec<&str> =
            made.columns.iter().filter_map(|column| self.places.cell(row, column)).collect();
        let text = texts.join(&made.separator);
        let columns: Vec<&str> = made.columns.iter().map(|column| column.name.as_str()).collect();
        limited(&text, DESCRIPTION_MAX)
            .and_then(|()| check_text(&text))
            .map_err(|problem| problem.with("in_column", columns))?;
        Ok(text)
    }

    fn name(&self, row: &TableRow) -> Result<Option<String>, Problem> {
        let Some(rule) = &self.mapping.contact_name else { return Ok(None) };
        let Some(name) = rule.value(row, &self.places, TEXT)? else { return Ok(None) };
        limited(&name, NAME_MAX)
            .and_then(|()| check_line(&name))
            .map_err(|problem| in_column(problem, rule))?;
        Ok(Some(name))
    }

    fn phone(&self, row: &TableRow) -> Result<Option<Phone>, Problem> {
        let Some(rule) = &self.mapping.contact_phone else { return Ok(None) };
        let phone = rule.value(row, &self.places, TEXT)?;
        phone.as_deref().map(Phone::parse).transpose().map_err(|problem| in_column(problem, rule))
    }
}

/// Returns the value, or records the problem.
fn noted<T>(found: Result<T, Problem>, problems: &mut Vec<Problem>) -> Option<T> {
    found.map_err(|problem| problems.push(problem)).ok()
}

/// Returns a value that must not be blank.
fn needed<T: Clone>(found: Result<Option<T>, Problem>, rule: &FieldRule<T>) -> Result<T, Problem> {
    found?.ok_or_else(|| in_column(Code::Required.into(), rule))
}

fn in_column<T: Clone>(problem: Problem, rule: &FieldRule<T>) -> Problem {
    match rule.column() {
        Some(column) => problem.with("in_column", column.name.as_str()),
        None => problem,
    }
}

fn limited(text: &str, max: usize) -> Result<(), Problem> {
    match text.chars().count() {
        0 => Err(Code::Required.into()),
        length if length > max => Err(Problem::new(Code::TooLong).with("max", max)),
        _ => Ok(()),
    }
}
