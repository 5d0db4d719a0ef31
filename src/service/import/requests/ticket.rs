//! Converting a row of a file of tickets to a request.

use super::mapping::{FLAG, KIND, Mapping, TEXT, URGENCY};
use super::place::FoundPlace;
use super::rule::{ColumnPlaces, FieldRule, check_no_moment};
use crate::domain::atlas::Atlas;
use crate::domain::characters::{check_line, check_text};
use crate::domain::period::Instant;
use crate::domain::phone::{Phone, WrittenPhone};
use crate::domain::request::{Answers, ExternalRef};
use crate::error::{Code, Problem};
use crate::service::import::reader::cell::CellMark;
use crate::service::import::reader::heading::is_same_name;
use crate::service::import::reader::table::{Table, TableRow};
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
    pub table: &'a Table,
    pub places: &'a ColumnPlaces,
    pub atlas: &'a Atlas,
    pub now: Instant,
}

impl TicketReader<'_> {
    /// Converts a row; what its sender should know is added to the notices.
    ///
    /// # Errors
    /// Every problem of the row, with the column in `column` or `in_column`.
    pub(super) fn ticket(
        &self,
        row: &TableRow,
        notices: &mut Vec<Problem>,
    ) -> Result<TicketRow, Vec<Problem>> {
        let mut problems = Vec::new();
        let mapping = self.mapping;
        let external = self.external(row, &mut problems);
        let place = noted(mapping.place.of(self.atlas, row, self.places), &mut problems);
        let category = noted(self.category(row), &mut problems);
        let kind = mapping.kind.as_ref().map(|rule| rule.value(row, self.places, KIND));
        let kind = noted(kind.transpose(), &mut problems).map(Option::flatten);
        let urgency = mapping.urgency.as_ref().map(|rule| rule.value(row, self.places, URGENCY));
        let urgency = noted(urgency.transpose(), &mut problems).flatten().flatten();
        let description = noted(self.description(row), &mut problems);
        let contact_name = noted(self.name(row), &mut problems).flatten();
        let phone = noted(self.phone(row), &mut problems);
        let upstream = self.upstream(row, place.as_ref(), phone.as_ref(), &mut problems);
        let (
            Some(external),
            Some(place),
            Some(category),
            Some(kind),
            Some(description),
            Some(phone),
            true,
        ) = (external, place, category, kind, description, phone, problems.is_empty())
        else {
            return Err(problems);
        };
        notices.extend(place.notices);
        notices.extend(phone.notice);
        let submission = RequestSubmission {
            place: place.input,
            category,
            kind,
            urgency,
            channel: mapping.channel,
            description,
            contact_name,
            contact_phone: phone.phone,
            anonymous: false,
            confidential: false,
            about_staff: false,
            about_member: None,
            about_organization: None,
            answers: Answers::default(),
            external: Some(external),
            upstream,
            at_once: None,
        };
        Ok(TicketRow { row: row.number, submission })
    }

    /// Attributes a problem of a row to the cell of the column that it names.
    pub(super) fn blame(&self, row: &TableRow, problem: Problem) -> Problem {
        let named = ["in_column", "column"].iter().find_map(|name| {
            let name = problem.params.get(*name)?.as_str()?;
            self.table.header.iter().position(|written| is_same_name(written, name))
        });
        match named {
            Some(place) => self.table.blame_cell(row, place, problem),
            None => self.table.blame_row(row.number, problem),
        }
    }

    fn category(&self, row: &TableRow) -> Result<String, Problem> {
        let rule = &self.mapping.category;
        let category = needed(rule.value(row, self.places, TEXT), rule)?;
        let known = self.atlas.settings().category(&category).map(drop);
        known.map_err(|problem| in_column(problem, rule))?;
        Ok(category)
    }

    /// Returns the fields that are kept, as they are written: those of the mapping, and those of
    /// which not everything became a field of the request.
    fn upstream(
        &self,
        row: &TableRow,
        place: Option<&FoundPlace>,
        phone: Option<&TicketPhone>,
        problems: &mut Vec<Problem>,
    ) -> Vec<(String, String)> {
        let mapping = self.mapping;
        let mut kept = mapping.kept(&self.table.header, self.places);
        let is_noted = place.is_some_and(|place| !place.notices.is_empty());
        let points = mapping.place.of_points().filter(|_| is_noted);
        let phones = mapping.contact_phone.as_ref().and_then(FieldRule::column);
        let phones = phones.filter(|_| phone.is_some_and(|phone| phone.notice.is_some()));
        for column in points.chain(phones) {
            let place = self.places.place(column);
            let missing = place.filter(|place| kept.iter().all(|(_, kept)| kept != place));
            kept.extend(
                missing.and_then(|place| Some((self.table.header.get(place)?.as_str(), place))),
            );
        }
        for &(name, place) in &kept {
            let damaged = match row.mark(place) {
                Some(CellMark::Lost) => Code::SheetCellDigits,
                Some(CellMark::Formula) => Code::SheetFormula,
                _ => continue,
            };
            let problem = row.unreadable(place, damaged).with("in_column", name.trim());
            // What is a field as well was told already.
            if problems.iter().all(|told| told.params.get("cell") != problem.params.get("cell")) {
                problems.push(problem);
            }
        }
        let written =
            |(name, place): (&str, usize)| (name.to_owned(), row.verbatim(place).to_owned());
        kept.into_iter().map(written).collect()
    }

    fn external(&self, row: &TableRow, problems: &mut Vec<Problem>) -> Option<ExternalRef> {
        let mapping = self.mapping;
        let number = noted(self.number(row), problems)?;
        let due = noted(self.due(row), problems)?;
        let confidential =
            mapping.confidential.as_ref().map(|rule| rule.value(row, self.places, FLAG));
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

    fn number(&self, row: &TableRow) -> Result<String, Problem> {
        let column = &self.mapping.number;
        let number = self.places.text(row, column)?.unwrap_or_default();
        check_no_moment(self.places, row, column)?;
        Ok(number.to_owned())
    }

    fn due(&self, row: &TableRow) -> Result<Option<Instant>, Problem> {
        let Some(due) = &self.mapping.due_at else { return Ok(None) };
        let Some(text) = self.places.words(row, &due.column)? else { return Ok(None) };
        let expected = due.format.as_deref().unwrap_or("2026-03-01 08:30");
        let wrong = || {
            Problem::new(Code::SheetValue)
                .with("column", due.column.name.as_str())
                .with("value", text)
        };
        let is_moment = self.places.is_moment(row, &due.column);
        due.read(text, is_moment).map(Some).ok_or_else(|| wrong().with("expected", expected))
    }

    fn description(&self, row: &TableRow) -> Result<String, Problem> {
        let made = &self.mapping.description;
        let texts = made.columns.iter().map(|column| self.places.words(row, column));
        let texts: Vec<&str> =
            texts.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
        let text = texts.join(&made.separator);
        let columns: Vec<&str> = made.columns.iter().map(|column| column.name.as_str()).collect();
        limited(&text, DESCRIPTION_MAX)
            .and_then(|()| check_text(&text))
            .map_err(|problem| problem.with("in_column", columns))?;
        Ok(text)
    }

    fn name(&self, row: &TableRow) -> Result<Option<String>, Problem> {
        let Some(rule) = &self.mapping.contact_name else { return Ok(None) };
        let Some(name) = rule.value(row, self.places, TEXT)? else { return Ok(None) };
        limited(&name, NAME_MAX)
            .and_then(|()| check_line(&name))
            .map_err(|problem| in_column(problem, rule))?;
        if let Some(column) = rule.column() {
            check_no_moment(self.places, row, column)?;
        }
        Ok(Some(name))
    }

    /// Returns the first number in the cell of the phone. One that cannot be read is left out: it
    /// never refuses a ticket.
    fn phone(&self, row: &TableRow) -> Result<TicketPhone, Problem> {
        let Some(rule) = &self.mapping.contact_phone else { return Ok(TicketPhone::default()) };
        let Some(text) = rule.value(row, self.places, TEXT)? else {
            return Ok(TicketPhone::default());
        };
        let notice = |code| Some(in_column(Problem::new(code).with("value", text.as_str()), rule));
        Ok(match WrittenPhone::find(&text) {
            Some(WrittenPhone { phone, is_all: true }) => {
                TicketPhone { phone: Some(phone), notice: None }
            }
            Some(WrittenPhone { phone, .. }) => {
                TicketPhone { phone: Some(phone), notice: notice(Code::TicketPhoneFirst) }
            }
            None => TicketPhone { phone: None, notice: notice(Code::TicketPhoneKept) },
        })
    }
}

/// The phone of a ticket, and what its sender should know of it.
#[derive(Debug, Default)]
struct TicketPhone {
    phone: Option<Phone>,
    notice: Option<Problem>,
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
