//! The service's own columns of an export. Their names begin with a prefix that no column of a
//! ticket has.

use super::{ExportedRequest, instant};
use crate::domain::atlas::Atlas;
use crate::domain::geometry::Point;
use crate::domain::id::{BuildingGroupId, MemberId};
use crate::domain::unit::Unit;
use crate::store::column::StoredInstant;
use serde_json::{Value, json};

type ColumnText = fn(&ExportedRequest, &Atlas) -> String;

/// Every column with the function that fills it; missing values are blank.
pub(super) const COLUMNS: &[(&str, ColumnText)] = &[
    ("wangge_id", |one, _| one.row.id.to_string()),
    ("wangge_number", |one, _| one.row.number.clone()),
    ("wangge_external_system", |one, _| one.row.external_system.clone().unwrap_or_default()),
    ("wangge_external_number", |one, _| one.row.external_number.clone().unwrap_or_default()),
    ("wangge_external_due_at", |one, _| at(one.row.external_due_at)),
    ("wangge_kind", |one, _| one.row.kind.to_string()),
    ("wangge_category", |one, _| one.row.category.clone()),
    ("wangge_urgency", |one, _| one.row.urgency.to_string()),
    ("wangge_channel", |one, _| one.row.channel.to_string()),
    ("wangge_state", |one, _| one.row.state.to_string()),
    ("wangge_anonymous", |one, _| one.row.anonymous.to_string()),
    ("wangge_confidential", |one, _| one.row.confidential.to_string()),
    ("wangge_about_staff", |one, _| one.row.about_staff.to_string()),
    ("wangge_hard_case", |one, _| one.row.hard_case.to_string()),
    ("wangge_lon", |one, _| degrees(one, 0)),
    ("wangge_lat", |one, _| degrees(one, 1)),
    ("wangge_placed_by", |one, _| one.row.placed_by.to_string()),
    ("wangge_place_grid", |one, atlas| atlas.code_of(Unit::Grid(one.row.place_grid_id))),
    ("wangge_place_building_group", |one, atlas| group(atlas, one.row.place_building_group_id)),
    ("wangge_unit_kind", |one, _| one.row.unit_kind.to_string()),
    ("wangge_unit", |one, atlas| atlas.code_of(one.row.unit())),
    ("wangge_holder", |one, atlas| member(atlas, Some(one.row.holder_id))),
    ("wangge_held_by", |one, _| one.row.held_by.to_string()),
    ("wangge_entered_by", |one, atlas| member(atlas, one.row.entered_by)),
    ("wangge_received_at", |one, _| instant(one.row.received_at.0)),
    ("wangge_accept_due", |one, _| instant(one.row.accept_due.0)),
    ("wangge_contact_due", |one, _| at(one.row.contact_due)),
    ("wangge_resolve_due", |one, _| instant(one.row.resolve_due.0)),
    ("wangge_second_due", |one, _| at(one.row.second_due)),
    ("wangge_clocks_provisional", |one, _| one.row.clocks_provisional.to_string()),
    ("wangge_accepted_at", |one, _| at(one.row.accepted_at)),
    ("wangge_contact_settled_at", |one, _| at(one.row.contact_settled_at)),
    ("wangge_contact_reached", |one, _| {
        one.row.contact_reached.map(|reached| reached.to_string()).unwrap_or_default()
    }),
    ("wangge_started_at", |one, _| at(one.row.started_at)),
    ("wangge_resolved_at", |one, _| at(one.row.resolved_at)),
    ("wangge_reopened_at", |one, _| at(one.row.reopened_at)),
    ("wangge_second_resolved_at", |one, _| at(one.row.second_resolved_at)),
    ("wangge_judged_at", |one, _| at(one.row.judged_at)),
    ("wangge_reported_at", |one, _| at(one.row.reported_at)),
    ("wangge_city_judged_at", |one, _| at(one.row.city_judged_at)),
    ("wangge_ended_at", |one, _| at(one.row.ended_at)),
    ("wangge_description", |one, _| one.details.description.clone().unwrap_or_default()),
    ("wangge_address", |one, _| one.details.address.clone().unwrap_or_default()),
    ("wangge_contact_name", |one, _| one.details.contact_name.clone().unwrap_or_default()),
    ("wangge_contact_phone", |one, _| one.details.contact_phone.clone().unwrap_or_default()),
    ("wangge_answers", |one, _| answers(one)),
    ("wangge_notes", |one, _| notes(one)),
];

fn at(column: Option<StoredInstant>) -> String {
    column.map(|at| instant(at.0)).unwrap_or_default()
}

fn degrees(one: &ExportedRequest, axis: usize) -> String {
    let point = one.row.place().point.map(Point::to_degrees);
    point.and_then(|degrees| degrees.get(axis).map(f64::to_string)).unwrap_or_default()
}

fn group(atlas: &Atlas, group: Option<BuildingGroupId>) -> String {
    group.map(|group| atlas.code_of(Unit::BuildingGroup(group))).unwrap_or_default()
}

/// Returns the code of a member.
fn member(atlas: &Atlas, member: Option<MemberId>) -> String {
    member
        .and_then(|member| atlas.people().member(member))
        .map(|member| member.code.clone())
        .unwrap_or_default()
}

fn answers(one: &ExportedRequest) -> String {
    if one.details.answers.is_empty() {
        String::new()
    } else {
        json!(one.details.answers).to_string()
    }
}

/// Returns the later texts, as a list of sequence, kind and text.
fn notes(one: &ExportedRequest) -> String {
    if one.notes.is_empty() {
        return String::new();
    }
    let notes: Vec<Value> = one
        .notes
        .iter()
        .map(|note| json!({ "sequence": note.sequence, "kind": note.kind, "body": note.body }))
        .collect();
    Value::from(notes).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::import::requests::OURS;

    #[test]
    fn no_column_of_ours_is_called_like_one_of_a_ticket() {
        assert!(COLUMNS.iter().all(|(name, _)| name.starts_with(OURS)));
    }
}
