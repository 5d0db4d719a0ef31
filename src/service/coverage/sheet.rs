//! A coverage as a workbook.

use super::{Coverage, NamedCoverageRow};
use crate::domain::atlas::Atlas;
use crate::domain::request_terms::ClockAllowance;
use crate::domain::routing::coverage::{CoverageAnswer, CoveragePartaker, CoverageStart};
use crate::domain::routing_rule::{Partaker, PartakerRole};
use crate::domain::unit::Unit;
use crate::error::{Error, Language, Result};
use rust_xlsxwriter::{Color, Format, Workbook, Worksheet, XlsxError};

/// Names of the columns, with their widths in characters.
const COLUMNS: [(&str, &str, f64); 12] = [
    ("网格或楼组", "Grid or building group", 20.0),
    ("名称", "Name", 24.0),
    ("含下级", "With all below", 10.0),
    ("事项类别", "Categories", 48.0),
    ("诉求类型", "Kind", 10.0),
    ("承办", "Holder", 28.0),
    ("身份", "Capacity", 12.0),
    ("先行处置", "First handler", 28.0),
    ("协办", "Co-handlers", 28.0),
    ("抄送", "Copies", 28.0),
    ("时限", "Clocks", 36.0),
    ("适用规则", "Rules", 28.0),
];

/// Returns the workbook of a coverage.
///
/// # Errors
/// [`Error::Internal`] if it cannot be written.
pub fn sheet(coverage: &Coverage, language: Language) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write(sheet, coverage, language).map_err(Error::internal)?;
    workbook.save_to_buffer().map_err(Error::internal)
}

fn write(sheet: &mut Worksheet, coverage: &Coverage, language: Language) -> Result<(), XlsxError> {
    let text = Format::new().set_num_format("@").set_text_wrap();
    let header = text.clone().set_bold().set_background_color(Color::RGB(0xdd_ebf7));
    sheet.set_name(pick(language, ("派单一览", "Coverage")))?;
    for (place, (zh, en, width)) in (0..).zip(COLUMNS) {
        sheet.set_column_width(place, width)?;
        sheet.write_string_with_format(0, place, pick(language, (zh, en)), &header)?;
    }
    for (line, row) in (1..).zip(&coverage.rows) {
        for (place, said) in (0..).zip(cells(&coverage.atlas, row, language)) {
            sheet.write_string_with_format(line, place, said, &text)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn cells(atlas: &Atlas, row: &NamedCoverageRow, language: Language) -> [String; 12] {
    let answer = &row.row.answer;
    let whole = if row.row.whole { ("是", "yes") } else { ("否", "no") };
    let kind = row.kind.map_or(("", ""), |kind| kind.label());
    let partakers = |part| partakers(atlas, answer, part, language);
    [
        row.code.clone(),
        name_of(atlas, row.row.place, language),
        pick(language, whole).to_owned(),
        row.categories.join(", "),
        pick(language, kind).to_owned(),
        holder(atlas, answer, language),
        pick(language, answer.capacity.label()).to_owned(),
        partakers(PartakerRole::FirstHandler),
        partakers(PartakerRole::CoHandler),
        partakers(PartakerRole::Copy),
        clocks(answer, language),
        rules(atlas, answer),
    ]
}

/// Returns whoever answers: the unit in place of the one that begins, or the title of the leader of
/// the one that begins.
fn holder(atlas: &Atlas, answer: &CoverageAnswer, language: Language) -> String {
    match answer.instead {
        Some(unit) => format!("{} {}", atlas.code_of(unit), name_of(atlas, unit, language)),
        None => start_title(atlas, answer.start, language),
    }
}

/// Returns the title of whoever leads the unit at which the search begins.
pub fn start_title(atlas: &Atlas, start: CoverageStart, language: Language) -> String {
    let levels = &atlas.settings().levels;
    match start {
        CoverageStart::Place => {
            pick(language, ("所在网格的负责人", "Leader of the grid of the place")).to_owned()
        }
        CoverageStart::Level(level) => levels
            .get(level)
            .map(|level| level.leader.text(language).to_owned())
            .unwrap_or_default(),
        CoverageStart::BuildingGroup => levels.building_groups().leader.text(language).to_owned(),
        CoverageStart::Desk => levels.desk().leader.text(language).to_owned(),
    }
}

fn partakers(
    atlas: &Atlas,
    answer: &CoverageAnswer,
    part: PartakerRole,
    language: Language,
) -> String {
    let of_part = answer.partakers.iter().filter(|(own, _)| *own == part);
    let named = of_part.map(|&(_, partaker)| match partaker {
        CoveragePartaker::Named(with) => partaker_name(atlas, with, language),
        CoveragePartaker::Here(here) => pick(language, here.label()).to_owned(),
        CoveragePartaker::Nobody(here) => {
            let nobody = pick(language, ("无人：", "nobody: "));
            [nobody, pick(language, here.label())].concat()
        }
    });
    named.collect::<Vec<_>>().join("\n")
}

fn partaker_name(atlas: &Atlas, partaker: Partaker, language: Language) -> String {
    let named = match partaker {
        Partaker::Unit(unit) => Some((atlas.code_of(unit), name_of(atlas, unit, language))),
        Partaker::PioneerPost(id) => {
            atlas.pioneer_posts().get(id).map(|post| (post.code.clone(), post.profile.name.clone()))
        }
        Partaker::Organization(id) => atlas
            .organizations()
            .get(id)
            .map(|organization| (organization.code.clone(), organization.profile.name.clone())),
    };
    named.map(|(code, name)| format!("{code} {name}")).unwrap_or_default()
}

fn clocks(answer: &CoverageAnswer, language: Language) -> String {
    let clocks = [
        (("签收", "accept"), answer.clocks.accept),
        (("先行联系", "contact"), answer.clocks.contact),
        (("办结", "resolve"), answer.clocks.resolve),
    ];
    let set = clocks.into_iter().filter_map(|(name, clock)| {
        Some(format!("{} {}", pick(language, name), allowance(clock?, language)))
    });
    set.collect::<Vec<_>>().join("\n")
}

fn allowance(allowance: ClockAllowance, language: Language) -> String {
    let (number, unit) = match allowance {
        ClockAllowance::WorkingDays(days) => (days, ("个工作日", " working days")),
        ClockAllowance::WorkingHours(hours) => (hours, ("个工作小时", " working hours")),
        ClockAllowance::Minutes(minutes) => (minutes, ("分钟", " minutes")),
    };
    format!("{number}{}", pick(language, unit))
}

fn rules(atlas: &Atlas, answer: &CoverageAnswer) -> String {
    let rules = answer.rules.iter().filter_map(|&rule| atlas.rules().get(rule));
    rules.map(|rule| rule.code.as_str()).collect::<Vec<_>>().join(", ")
}

fn name_of(atlas: &Atlas, unit: Unit, language: Language) -> String {
    match unit {
        Unit::Grid(id) => atlas.tree().get(id).map(|grid| grid.name.clone()),
        Unit::BuildingGroup(id) => atlas.groups().get(id).map(|group| group.name.clone()),
        Unit::Office(id) => atlas.organizations().get(id).map(|office| office.profile.name.clone()),
        Unit::Desk(_) => Some(atlas.settings().levels.desk().name.text(language).to_owned()),
    }
    .unwrap_or_default()
}

const fn pick(language: Language, (zh, en): (&'static str, &'static str)) -> &'static str {
    match language {
        Language::Chinese => zh,
        Language::English => en,
    }
}
