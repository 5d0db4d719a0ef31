//! The mapping file: which column of a file of tickets is which field of a request.

use super::place::PlaceRules;
use super::rule::{ColumnPlaces, FieldRule, MappedColumn, Reading};
use crate::domain::period::Instant;
use crate::domain::request::{Channel, RequestKind, Urgency, check_system};
use crate::domain::rule_file::{Item, RuleFile, Section};
use crate::error::{Code, Problem};
use crate::service::import::moment;
use crate::service::import::reader::table::is_problem_column;
use chrono::format::StrftimeItems;

/// Readers of the texts of the fields.
pub(super) const TEXT: Reading<String> = (|text| Some(text.to_owned()), "\"…\"");
pub(super) const KIND: Reading<RequestKind> =
    (|text| text.parse().ok(), "consultation | help | complaint | report | suggestion | praise");
pub(super) const URGENCY: Reading<Urgency> =
    (|text| text.parse().ok(), "normal | urgent | critical");
pub(super) const FLAG: Reading<bool> = (|text| text.parse().ok(), "\"true\" | \"false\"");

/// A parsed mapping file.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// Sheet of a workbook; `None` for the first.
    pub sheet: Option<String>,
    pub(super) system: String,
    pub(super) channel: Channel,
    pub(super) number: MappedColumn,
    pub(super) category: FieldRule<String>,
    pub(super) kind: Option<FieldRule<RequestKind>>,
    pub(super) urgency: Option<FieldRule<Urgency>>,
    pub(super) confidential: Option<FieldRule<bool>>,
    pub(super) contact_name: Option<FieldRule<String>>,
    pub(super) contact_phone: Option<FieldRule<String>>,
    pub(super) description: DescriptionRule,
    pub(super) due_at: Option<DueRule>,
    pub(super) place: PlaceRules,
    pub(super) keep: Option<Vec<MappedColumn>>,
}

/// A text joined from the cells that are not blank.
#[derive(Debug, Clone)]
pub(super) struct DescriptionRule {
    pub columns: Vec<MappedColumn>,
    pub separator: String,
}

/// Column and format of the due date of a ticket.
#[derive(Debug, Clone)]
pub(super) struct DueRule {
    pub column: MappedColumn,
    pub format: Option<String>,
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// Every problem of the text, with its line in the parameter `line`: those of rule files,
    /// [`Code::MappingRule`], [`Code::MappingPlace`].
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        RuleFile::read(text, mapping)
    }

    /// Returns the columns that the mapping names.
    pub(super) fn named(&self) -> impl Iterator<Item = &MappedColumn> {
        let texts = [Some(&self.category), self.contact_name.as_ref(), self.contact_phone.as_ref()];
        let typed = [
            self.kind.as_ref().and_then(FieldRule::column),
            self.urgency.as_ref().and_then(FieldRule::column),
            self.confidential.as_ref().and_then(FieldRule::column),
            self.due_at.as_ref().map(|due| &due.column),
            Some(&self.number),
        ];
        let fields = texts.into_iter().flatten().filter_map(FieldRule::column);
        let fields = fields.chain(typed.into_iter().flatten()).chain(&self.description.columns);
        fields.chain(self.place.columns()).chain(self.keep.iter().flatten())
    }

    /// Checks that a table has every column that the mapping names.
    ///
    /// # Errors
    /// [`Code::MappingColumn`] for each missing one; [`Code::ColumnReserved`] for each that must
    /// not be kept.
    pub(super) fn check(
        &self,
        header: &[String],
        places: &ColumnPlaces,
    ) -> Result<(), Vec<Problem>> {
        let missing = self.named().filter_map(|column| places.check(column, header).err());
        let reserved =
            self.kept(header, places).into_iter().filter(|(name, _)| name.starts_with(super::OURS));
        let reserved =
            reserved.map(|(name, _)| Problem::new(Code::ColumnReserved).with("column", name));
        let problems: Vec<Problem> = missing.chain(reserved).collect();
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// Attributes a problem of a field of a submission to the column that the field comes from.
    pub(super) fn blame(&self, problem: Problem) -> Problem {
        let column = match problem.pointer.as_str() {
            "/category" => self.category.column(),
            "/external_ref/due_at" => self.due_at.as_ref().map(|due| &due.column),
            "/external_ref/number" => Some(&self.number),
            _ => None,
        };
        match column {
            Some(column) => problem.with("in_column", column.name.as_str()),
            None => problem,
        }
    }

    /// Returns the names and positions of the columns that are kept.
    pub(super) fn kept<'h>(
        &self,
        header: &'h [String],
        places: &ColumnPlaces,
    ) -> Vec<(&'h str, usize)> {
        let named = |place: usize| header.get(place).map(|name| (name.as_str(), place));
        match &self.keep {
            Some(columns) => {
                columns.iter().filter_map(|column| named(places.place(column)?)).collect()
            }
            None => (0..header.len())
                .filter_map(named)
                .filter(|(name, _)| !name.trim().is_empty() && !is_problem_column(name))
                .collect(),
        }
    }
}

impl DueRule {
    /// Parses a due date, in the zone +08:00 unless it says otherwise; a bare date is the last day.
    /// A cell that is a day or a moment is one whatever the format.
    pub(super) fn read(&self, text: &str, is_moment: bool) -> Option<Instant> {
        match &self.format {
            Some(format) if !is_moment => moment::end_in(text, format),
            _ => moment::end(text),
        }
    }
}

fn mapping(file: &mut Section<'_>) -> Option<Mapping> {
    let system = file.required("system").and_then(|item| system(&item));
    let channel =
        file.optional("channel").map_or(Some(Channel::CityPlatform), |item| channel(&item));
    let sheet = optional(file, "sheet", |item| item.text());
    let number = file.required("number").and_then(|item| item.section(only_column));
    let category = file.required("category").and_then(|item| FieldRule::read(item, TEXT));
    let kind = optional(file, "kind", |item| FieldRule::read(item, KIND));
    let urgency = optional(file, "urgency", |item| FieldRule::read(item, URGENCY));
    let confidential = optional(file, "confidential", |item| FieldRule::read(item, FLAG));
    let contact_name = optional(file, "contact_name", |item| FieldRule::read(item, TEXT));
    let contact_phone = optional(file, "contact_phone", |item| FieldRule::read(item, TEXT));
    let description = file.required("description").and_then(|item| item.section(description));
    let due_at = optional(file, "due_at", |item| item.section(due));
    let place = file.required("place").and_then(|item| item.section(PlaceRules::read));
    let keep = optional(file, "keep", keep);
    Some(Mapping {
        sheet: sheet?,
        system: system?,
        channel: channel?,
        number: number?,
        category: category?,
        kind: kind?,
        urgency: urgency?,
        confidential: confidential?,
        contact_name: contact_name?,
        contact_phone: contact_phone?,
        description: description?,
        due_at: due_at?,
        place: place?,
        keep: keep?.flatten(),
    })
}

/// Reads an optional item: the outer `None` means that a problem was reported.
fn optional<'f, T>(
    file: &mut Section<'f>,
    key: &'static str,
    read: impl FnOnce(Item<'f>) -> Option<T>,
) -> Option<Option<T>> {
    file.optional(key).map_or(Some(None), |item| read(item).map(Some))
}

fn system(item: &Item<'_>) -> Option<String> {
    let text = item.text()?;
    check_system(&text).map_or_else(|_| item.expected("a-z A-Z 0-9 - _ (1–32)"), |()| Some(text))
}

fn channel(item: &Item<'_>) -> Option<Channel> {
    let channel: Channel = item.word()?;
    if channel.is_from_above() {
        Some(channel)
    } else {
        item.expected("hotline_12345 | city_platform")
    }
}

fn only_column(section: &mut Section<'_>) -> Option<MappedColumn> {
    section.required("column").as_ref().and_then(MappedColumn::read)
}

fn description(section: &mut Section<'_>) -> Option<DescriptionRule> {
    let columns = section.required("columns");
    let separator = section.optional("separator");
    let columns = columns.and_then(|item| item.list_of(1..=20));
    let separator = separator.map_or(Some("；".to_owned()), |item| item.verbatim(20));
    let columns = columns?.iter().map(MappedColumn::read).collect::<Option<_>>();
    Some(DescriptionRule { columns: columns?, separator: separator? })
}

fn due(section: &mut Section<'_>) -> Option<DueRule> {
    let column = section.required("column");
    let format = section.optional("format");
    let column = column.as_ref().and_then(MappedColumn::read);
    let format = match format {
        Some(item) => {
            let text = item.text()?;
            let wrong = StrftimeItems::new(&text).any(|part| part == chrono::format::Item::Error);
            Some(if wrong { item.expected("\"%Y-%m-%d %H:%M\"")? } else { text })
        }
        None => None,
    };
    Some(DueRule { column: column?, format })
}

/// Reads `"all"`, or a list of columns.
fn keep(item: Item<'_>) -> Option<Option<Vec<MappedColumn>>> {
    if item.is_list() {
        return item.list().iter().map(MappedColumn::read).collect::<Option<_>>().map(Some);
    }
    match item.text().as_deref() {
        Some("all") => Some(None),
        Some(_) => item.expected("\"all\" | [ … ]"),
        None => None,
    }
}
