//! How a request is shown, as far as the caller may see it.

use super::answers::{AnswerView, answers};
use super::external_ref::ExternalRefView;
use super::partakers::{PartakerView, partaker_view};
use crate::domain::atlas::Atlas;
use crate::domain::category::Referral;
use crate::domain::geometry::Point;
use crate::domain::id::{BuildingGroupId, GridId, MemberId, RequestId};
use crate::domain::request::{
    AssignmentCause, Channel, NoteKind, RequestKind, RequestState, Urgency, Visibility, coarse,
};
use crate::domain::routing::PlacedBy;
use crate::domain::unit::{Unit, UnitKind};
use crate::error::Language;
use crate::service::requests::dispatch::{DeskWaiting, waits_for_the_desk};
use crate::service::requests::read::RequestDetail;
use crate::store::column::StoredInstant;
use crate::store::requests::{RequestNote, RequestRow};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A unit, in few words.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnitView {
    /// Grid, building group or desk.
    pub kind: UnitKind,
    /// Identifier.
    pub id: Uuid,
    /// The code people use.
    pub code: String,
    /// The name shown to people.
    pub name: String,
    /// The title of whoever leads it.
    #[schema(example = "网格长")]
    pub title: String,
    /// The office phone, when it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office_phone: Option<String>,
}

/// Where it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlaceView {
    /// Longitude in WGS 84, when a point was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// Latitude in WGS 84, when a point was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// The grid of the place.
    #[schema(value_type = Uuid)]
    pub grid_id: GridId,
    /// Its code.
    pub grid_code: String,
    /// The building group, when an address told it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub building_group_id: Option<BuildingGroupId>,
    /// What decided the place. Of what is confidential, for those alone who see the place exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<PlacedBy>,
}

/// When it is due, and when it was done.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClocksView {
    /// 签收 is due.
    pub accept_due: DateTime<Utc>,
    /// Contact is due; missing when there is nobody to contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_due: Option<DateTime<Utc>>,
    /// The result is due.
    pub resolve_due: DateTime<Utc>,
    /// The second handling is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_due: Option<DateTime<Utc>>,
    /// A year without a calendar was counted Monday to Friday.
    pub provisional: bool,
    /// What is due next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_due: Option<DateTime<Utc>>,
    /// Accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<DateTime<Utc>>,
    /// Contact was made, or enough was tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_settled_at: Option<DateTime<Utc>>,
    /// Whether the reporter was reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_reached: Option<bool>,
    /// Resolved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved_at: Option<DateTime<Utc>>,
    /// Resolved for the second time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_resolved_at: Option<DateTime<Utc>>,
    /// The platform above was told what was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported_at: Option<DateTime<Utc>>,
    /// Closed, withdrawn or given back to the platform above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
}

/// A request in a list: nothing that anybody wrote.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RequestSummary {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: RequestId,
    /// The number people use; it opens nothing.
    #[schema(example = "310120001-20261122-00042")]
    pub number: String,
    /// What the reporter wants.
    pub kind: RequestKind,
    /// The code of the category.
    pub category: String,
    /// How soon somebody must act.
    pub urgency: Urgency,
    /// The way it came. Of what is confidential and did not come from above, for those alone who
    /// read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// Where it stands.
    pub state: RequestState,
    /// The town desk alone knows the reporter.
    pub confidential: bool,
    /// When the desk last gave the handlers of a confidential request a redacted copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redacted_at: Option<DateTime<Utc>>,
    /// Where it is.
    pub place: PlaceView,
    /// The unit that holds it.
    pub unit: UnitView,
    /// The person who holds it; for staff only, of what is confidential and lies with the desk for
    /// those alone who read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub holder: Option<MemberId>,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// When it is due.
    pub clocks: ClocksView,
    /// The verdict on the second handling was bad too.
    pub hard_case: bool,
    /// Why a confidential request waits for the desk; for the desk alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<DeskWaiting>,
    /// What a ticket from above is called there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_ref: Option<ExternalRefView>,
    /// Row version.
    pub version: i64,
}

/// A text that somebody wrote about a request.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NoteView {
    /// The event of the timeline it belongs to.
    pub sequence: i32,
    /// What sort of text it is.
    pub kind: NoteKind,
    /// The text.
    pub body: String,
}

/// A request as the caller sees it. What they may not see is missing.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RequestView {
    /// What a list shows too.
    #[serde(flatten)]
    pub summary: RequestSummary,
    /// What is wrong; for the handlers of a confidential request what the desk has redacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether the description is a redacted copy.
    pub redacted: bool,
    /// What was answered to the questions of the category, in the order they are asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<AnswerView>,
    /// The address as the reporter wrote it, or of the one they chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// What the reporter is called, perhaps masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "张*")]
    pub contact_name: Option<String>,
    /// How to reach the reporter, perhaps masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "138****1234")]
    pub contact_phone: Option<String>,
    /// Whether masks may be taken off with a reason.
    pub may_unmask: bool,
    /// What was written about it later.
    pub notes: Vec<NoteView>,
    /// Where the matter may be taken too, for whoever reported it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referral: Option<Referral>,
    /// Who has to do with it beside the holder; who reads along, for staff.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shared: Vec<PartakerView>,
}

/// Shows a unit.
pub fn unit_view(atlas: &Atlas, unit: Unit, language: Language) -> UnitView {
    let levels = &atlas.settings().levels;
    let (code, name, title, office_phone) = match unit {
        Unit::Grid(id) => {
            let grid = atlas.tree().get(id);
            let level = atlas.tree().level(id).and_then(|level| levels.get(level));
            let title = level.map(|level| level.leader.text(language).to_owned());
            (
                grid.map(|g| g.code.clone()),
                grid.map(|g| g.name.clone()),
                title,
                grid.and_then(|g| g.office_phone.clone()),
            )
        }
        Unit::BuildingGroup(id) => {
            let group = atlas.groups().get(id);
            let title = Some(levels.building_groups().leader.text(language).to_owned());
            (group.map(|g| g.code.clone()), group.map(|g| g.name.clone()), title, None)
        }
        Unit::Desk(_) => {
            let called = levels.desk();
            let [name, title] =
                [&called.name, &called.leader].map(|label| Some(label.text(language).to_owned()));
            (Some(atlas.code_of(unit)), name, title, atlas.office_phone(unit).map(str::to_owned))
        }
    };
    UnitView {
        kind: unit.kind(),
        id: unit.id(),
        code: code.unwrap_or_default(),
        name: name.unwrap_or_default(),
        title: title.unwrap_or_default(),
        office_phone,
    }
}

/// What of a request in a list is for its reader.
#[derive(Debug, Clone, Copy)]
pub struct ListedRequestView {
    /// The holder by name: for staff.
    pub inside: bool,
    /// The place exactly: for those who read the texts. Others see it to about 100 m and no
    /// building group, and of what is confidential no minutes.
    pub exact_place: bool,
    /// What the desk alone may know.
    pub at_desk: bool,
}

impl ListedRequestView {
    /// To whoever sent it.
    pub const OWN: Self = Self { inside: false, exact_place: true, at_desk: false };

    /// To staff in whose grids it lies. What is confidential is shown exactly to nobody before they
    /// open it.
    pub const fn staff(row: &RequestRow, at_desk: bool) -> Self {
        Self { inside: true, exact_place: !row.confidential, at_desk }
    }

    /// When something happened to a request, or is due: to whoever does not read what was written
    /// in confidence, coarse.
    pub(super) fn time(self, row: &RequestRow, at: DateTime<Utc>) -> DateTime<Utc> {
        if self.is_told(row) { at } else { coarse(at, row.urgency) }
    }

    /// Whether its reader is told what is hidden of a confidential request.
    const fn is_told(self, row: &RequestRow) -> bool {
        self.exact_place || !row.confidential
    }
}

impl From<Visibility> for ListedRequestView {
    fn from(sight: Visibility) -> Self {
        Self {
            inside: sight.inside,
            exact_place: sight.texts,
            at_desk: sight.inside && sight.texts,
        }
    }
}

/// A coordinate to about 100 m.
fn roughly(degrees: f64) -> f64 {
    (degrees * 1000.0).round() / 1000.0
}

/// Shows a request in a list.
pub fn summary(
    atlas: &Atlas,
    row: &RequestRow,
    shown: ListedRequestView,
    language: Language,
) -> RequestSummary {
    let exactly = |degrees: f64| if shown.exact_place { degrees } else { roughly(degrees) };
    let is_told = shown.is_told(row);
    let point = row.place().point.map(Point::to_degrees);
    let [lon, lat] = point.map_or([None, None], |degrees| degrees.map(|one| Some(exactly(one))));
    let grid = atlas.tree().get(row.place_grid_id);
    RequestSummary {
        id: row.id,
        number: row.number.clone(),
        kind: row.kind,
        category: row.category.clone(),
        urgency: row.urgency,
        // By whom it was found or entered tells of the reporter; what the platform above knows
        // shows in its number.
        channel: Some(row.channel).filter(|channel| is_told || channel.is_from_above()),
        state: row.state,
        confidential: row.confidential,
        redacted_at: row.redacted_at.map(|at| shown.time(row, at.0)),
        place: PlaceView {
            lon,
            lat,
            grid_id: row.place_grid_id,
            grid_code: grid.map(|grid| grid.code.clone()).unwrap_or_default(),
            building_group_id: row.place_building_group_id.filter(|_| shown.exact_place),
            by: Some(row.placed_by).filter(|_| is_told),
        },
        unit: unit_view(atlas, row.unit(), language),
        // Who is at the desk tells when it came.
        holder: Some(row.holder_id).filter(|_| {
            shown.inside && (is_told || shown.at_desk || row.held_by != AssignmentCause::Desk)
        }),
        received_at: row.received_at.0,
        clocks: clocks(row, shown),
        hard_case: row.hard_case,
        external_ref: ExternalRefView::of(row, shown),
        waiting: waits_for_the_desk(row).filter(|_| shown.at_desk),
        version: row.version,
    }
}

fn clocks(row: &RequestRow, shown: ListedRequestView) -> ClocksView {
    let at = |column: Option<StoredInstant>| column.map(|at| shown.time(row, at.0));
    // They were computed from coarse instants, and are the same for all who read them.
    let due = |column: Option<StoredInstant>| column.map(|at| at.0);
    ClocksView {
        accept_due: row.accept_due.0,
        contact_due: due(row.contact_due),
        resolve_due: row.resolve_due.0,
        second_due: due(row.second_due),
        provisional: row.clocks_provisional,
        next_due: due(row.next_due),
        accepted_at: at(row.accepted_at),
        contact_settled_at: at(row.contact_settled_at),
        contact_reached: row.contact_reached,
        resolved_at: at(row.resolved_at),
        second_resolved_at: at(row.second_resolved_at),
        reported_at: at(row.reported_at),
        ended_at: at(row.ended_at),
    }
}

fn referral(atlas: &Atlas, detail: &RequestDetail) -> Option<Referral> {
    let row = Some(&detail.row).filter(|_| !detail.sight.inside)?;
    atlas.settings().categories.referral(&row.category, row.kind, row.about_staff).cloned()
}

/// Shows a request.
pub fn view(atlas: &Atlas, detail: RequestDetail, language: Language) -> RequestView {
    let note =
        |note: RequestNote| NoteView { sequence: note.sequence, kind: note.kind, body: note.body };
    RequestView {
        summary: summary(atlas, &detail.row, detail.sight.into(), language),
        answers: answers(atlas, &detail, language),
        referral: referral(atlas, &detail),
        shared: detail
            .shared
            .iter()
            .filter_map(|&shared| partaker_view(atlas, shared, language))
            .collect(),
        description: detail.description,
        redacted: detail.redacted,
        address: detail.address,
        contact_name: detail.contact_name,
        contact_phone: detail.contact_phone,
        may_unmask: detail.sight.unmask,
        notes: detail.notes.into_iter().map(note).collect(),
    }
}
