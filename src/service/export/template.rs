//! Templates of the sheets that can be imported: headers, an example row, and a sheet of
//! explanations.

mod texts;

use crate::domain::file_import::ImportKind;
use crate::domain::vocabulary::vocabulary;
use crate::error::{Error, Result};
use crate::service::import::reader::sheet::SheetColumn;
use crate::service::import::{addresses, building_groups, duties, members, posts, registrations};
use rust_xlsxwriter::{Color, Format, Workbook, Worksheet, XlsxError};
use texts::ColumnText;

vocabulary! {
    /// What a template is for.
    TemplateKind {
        Members = "members" "人员" "Members",
        Duties = "duties" "责任" "Duties",
        BuildingGroups = "building-groups" "楼组" "Building groups",
        Addresses = "addresses" "门址" "Addresses",
        Posts = "posts" "先锋岗" "Pioneer posts",
        Registrations = "registrations" "双报到" "Registrations",
        Requests = "requests" "工单" "Tickets",
    }
}

impl TemplateKind {
    /// Returns the kind of the template for files of a kind; none for those without columns of ours.
    pub const fn of(kind: ImportKind) -> Option<Self> {
        match kind {
            ImportKind::Members => Some(Self::Members),
            ImportKind::Duties => Some(Self::Duties),
            ImportKind::BuildingGroups => Some(Self::BuildingGroups),
            ImportKind::Addresses => Some(Self::Addresses),
            ImportKind::Posts => Some(Self::Posts),
            ImportKind::Registrations => Some(Self::Registrations),
            ImportKind::Requests => Some(Self::Requests),
            ImportKind::Grids | ImportKind::Aliases => None,
        }
    }
}

/// Mapping of the columns of the template of tickets.
pub const TICKET_MAPPING: &str = include_str!("../../../config/tickets.toml");

/// Name of the sheet of explanations.
const EXPLANATIONS: &str = "说明 Explanations";

/// What stands behind the name of a column that every row needs.
const NEEDED: &str = "（必填）";

/// Widths of columns, in characters.
const WIDTH: f64 = 18.0;
const WIDE: f64 = 60.0;

/// A column of a template.
struct TemplateColumn {
    name: &'static str,
    required: bool,
    /// Other names under which it is understood.
    others: String,
    text: &'static ColumnText,
}

/// Returns the workbook of a template.
///
/// # Errors
/// [`Error::Internal`] if it cannot be written.
pub fn template(kind: TemplateKind) -> Result<Vec<u8>> {
    let columns = columns(kind);
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write_example(sheet, kind, &columns).map_err(Error::internal)?;
    let sheet = workbook.add_worksheet();
    write_explanations(sheet, &columns).map_err(Error::internal)?;
    workbook.save_to_buffer().map_err(Error::internal)
}

fn columns(kind: TemplateKind) -> Vec<TemplateColumn> {
    let (columns, texts): (&'static [SheetColumn], &'static [ColumnText]) = match kind {
        TemplateKind::Members => (members::COLUMNS, texts::MEMBERS),
        TemplateKind::Duties => (duties::COLUMNS, texts::DUTIES),
        TemplateKind::BuildingGroups => (building_groups::COLUMNS, texts::BUILDING_GROUPS),
        TemplateKind::Addresses => (addresses::COLUMNS, texts::ADDRESSES),
        TemplateKind::Posts => (posts::COLUMNS, texts::POSTS),
        TemplateKind::Registrations => (registrations::COLUMNS, texts::REGISTRATIONS),
        TemplateKind::Requests => return of_tickets(),
    };
    let column = |(column, text): (&SheetColumn, &'static ColumnText)| {
        let (_, name) = column.label();
        let others = column.names.iter().filter(|other| **other != name);
        let others = others.copied().collect::<Vec<_>>().join(", ");
        TemplateColumn { name, required: column.required, others, text }
    };
    columns.iter().zip(texts).map(column).collect()
}

fn of_tickets() -> Vec<TemplateColumn> {
    let column = |(name, required, text): &'static (&'static str, bool, ColumnText)| {
        TemplateColumn { name, required: *required, others: String::new(), text }
    };
    texts::TICKETS.iter().map(column).collect()
}

fn write_example(
    sheet: &mut Worksheet,
    kind: TemplateKind,
    columns: &[TemplateColumn],
) -> Result<(), XlsxError> {
    let text = Format::new().set_num_format("@");
    let header = text.clone().set_bold().set_background_color(Color::RGB(0xdd_ebf7));
    sheet.set_name(kind.label().0)?;
    for (place, column) in (0..).zip(columns) {
        // What is typed below stays as it is typed, with its leading zeros.
        sheet.set_column_format(place, &text)?;
        sheet.set_column_width(place, WIDTH)?;
        let needed = if column.required { NEEDED } else { "" };
        sheet.write_string_with_format(0, place, [column.name, needed].concat(), &header)?;
        if !column.text.example.is_empty() {
            sheet.write_string_with_format(1, place, column.text.example, &text)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn write_explanations(sheet: &mut Worksheet, columns: &[TemplateColumn]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap();
    sheet.set_name(EXPLANATIONS)?;
    for (place, said) in (0..).zip(texts::GENERAL) {
        sheet.write_string(place, 0, *said)?;
    }
    let first = u32::try_from(texts::GENERAL.len()).unwrap_or_default() + 1;
    let titles = ["列 Column", "必填 Required", "说明", "Explanation", "也可写作 Also understood"];
    for (place, title) in (0..).zip(titles) {
        sheet.write_string_with_format(first, place, title, &bold)?;
        sheet.set_column_width(place, if place < 2 { WIDTH } else { WIDE })?;
    }
    for (line, column) in (first + 1..).zip(columns) {
        let required = if column.required { "是 yes" } else { "否 no" };
        let ColumnText { zh, en, .. } = column.text;
        for (place, said) in (0..).zip([column.name, required, zh, en, &column.others]) {
            sheet.write_string_with_format(line, place, said, &wrapped)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_of_every_template_is_explained() {
        for (columns, texts) in [
            (members::COLUMNS, texts::MEMBERS),
            (duties::COLUMNS, texts::DUTIES),
            (building_groups::COLUMNS, texts::BUILDING_GROUPS),
            (addresses::COLUMNS, texts::ADDRESSES),
            (posts::COLUMNS, texts::POSTS),
            (registrations::COLUMNS, texts::REGISTRATIONS),
        ] {
            assert_eq!(columns.len(), texts.len());
        }
        for column in TemplateKind::ALL.iter().flat_map(|kind| columns(*kind)) {
            assert!(!column.required || !column.text.example.is_empty(), "{}", column.name);
        }
    }
}
