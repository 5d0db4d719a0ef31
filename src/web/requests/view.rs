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
use crate::web::answer::{Resource, resources};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A short form of a unit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnitView {
    /// Kind: grid, building group or desk.
    pub kind: UnitKind,
    /// Identifier.
    pub id: Uuid,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Title of its leader.
    #[schema(example = "网格长")]
    pub title: String,
    /// Office phone, when it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office_phone: Option<String>,
}

/// The place of a request.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlaceView {
    /// Longitude in WGS 84, when a point was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// Latitude in WGS 84, when a point was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Grid of the place.
    #[schema(value_type = Uuid)]
    pub grid_id: GridId,
    /// Code of that grid.
    pub grid_code: String,
    /// Building group, when the address is that of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub building_group_id: Option<BuildingGroupId>,
    /// What decided the place. For confidential requests, only for those who see the exact place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<PlacedBy>,
}

/// The clocks of a request: when each step is due, and when it was done.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClocksView {
    /// Time at which acceptance (签收) is due.
    pub accept_due: DateTime<Utc>,
    /// Time at which first contact is due; missing when there is nobody to contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_due: Option<DateTime<Utc>>,
    /// Time at which the result is due.
    pub resolve_due: DateTime<Utc>,
    /// Time at which the result of the second handling is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_due: Option<DateTime<Utc>>,
    /// True when a year without a calendar was counted Monday to Friday.
    pub provisional: bool,
    /// Time at which the next step is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_due: Option<DateTime<Utc>>,
    /// Time of acceptance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<DateTime<Utc>>,
    /// Time at which contact was made, or enough attempts were made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_settled_at: Option<DateTime<Utc>>,
    /// True when the reporter was reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_reached: Option<bool>,
    /// Time of the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved_at: Option<DateTime<Utc>>,
    /// Time of the result of the second handling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_resolved_at: Option<DateTime<Utc>>,
    /// Time of the report to the platform above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported_at: Option<DateTime<Utc>>,
    /// Time at which it was closed, withdrawn or returned to the platform above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
}

/// A request in a list, without anything that somebody wrote.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RequestSummary {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: RequestId,
    /// Number that people use. It gives no access.
    #[schema(example = "310120001-20261122-00042")]
    pub number: String,
    /// Kind: what the reporter wants.
    pub kind: RequestKind,
    /// Code of the category.
    pub category: String,
    /// Urgency.
    pub urgency: Urgency,
    /// Channel by which it came. For confidential requests that are no tickets, only for those who
    /// may read the texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// State.
    pub state: RequestState,
    /// True when only the town desk knows the reporter.
    pub confidential: bool,
    /// Time of the last redacted copy for the handlers of a confidential request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redacted_at: Option<DateTime<Utc>>,
    /// Place.
    pub place: PlaceView,
    /// Unit that holds it.
    pub unit: UnitView,
    /// Holder, for staff. For confidential requests that lie with the desk, only for those who may
    /// read the texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub holder: Option<MemberId>,
    /// Time of receipt.
    pub received_at: DateTime<Utc>,
    /// Clocks.
    pub clocks: ClocksView,
    /// True when the verdict on the second handling was bad too.
    pub hard_case: bool,
    /// Reason why a confidential request waits for the desk; only for the desk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<DeskWaiting>,
    /// Reference of a ticket from a platform above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_ref: Option<ExternalRefView>,
    /// Row version.
    pub version: i64,
}

resources!(RequestSummary: "/api/v1/requests");

/// A text that somebody wrote about a request.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NoteView {
    /// Position of its entry in the timeline.
    pub sequence: i32,
    /// Kind.
    pub kind: NoteKind,
    /// Text.
    pub body: String,
}

/// A request, as far as the caller may see it. What they may not see is missing.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RequestView {
    /// The fields of a request in a list.
    #[serde(flatten)]
    pub summary: RequestSummary,
    /// Description; for the handlers of a confidential request the redacted copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// True when the description is a redacted copy.
    pub redacted: bool,
    /// Answers to the questions of the category, in the order of the questions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<AnswerView>,
    /// Address as the reporter wrote it, or the one they chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Name of the reporter, possibly masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "张*")]
    pub contact_name: Option<String>,
    /// Phone of the reporter, possibly masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "138****1234")]
    pub contact_phone: Option<String>,
    /// True when the caller may unmask name and phone with a reason.
    pub may_unmask: bool,
    /// Texts that were written about it later.
    pub notes: Vec<NoteView>,
    /// Other place that the matter may be taken to; only for the reporter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referral: Option<Referral>,
    /// Partakers beside the holder; those who only get a copy are shown to staff alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shared: Vec<PartakerView>,
}

/// Shows a unit.
pub fn unit_view(atlas: &Atlas, unit: Unit, language: Language) -> UnitView {
    let levels = &atlas.settings().levels;
    let mut view = UnitView {
        kind: unit.kind(),
        id: unit.id(),
        code: String::new(),
        name: String::new(),
        title: String::new(),
        office_phone: None,
    };
    match unit {
        Unit::Grid(id) => {
            if let Some(grid) = atlas.tree().get(id) {
                view.code.clone_from(&grid.code);
                view.name.clone_from(&grid.name);
                view.office_phone.clone_from(&grid.office_phone);
            }
            if let Some(level) = atlas.tree().level(id).and_then(|level| levels.get(level)) {
                view.title = level.leader.text(language).to_owned();
            }
        }
        Unit::BuildingGroup(id) => {
            if let Some(group) = atlas.groups().get(id) {
                view.code.clone_from(&group.code);
                view.name.clone_from(&group.name);
            }
            view.title = levels.building_groups().leader.text(language).to_owned();
        }
        Unit::Desk(_) => {
            let desk = levels.desk();
            view.code = atlas.code_of(unit);
            view.name = desk.name.text(language).to_owned();
            view.title = desk.leader.text(language).to_owned();
            view.office_phone = atlas.office_phone(unit).map(str::to_owned);
        }
    }
    view
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
    fn from(visibility: Visibility) -> Self {
        Self {
            inside: visibility.inside,
            exact_place: visibility.texts,
            at_desk: visibility.inside && visibility.texts,
        }
    }
}

/// A coordinate to about 100 m.
fn roughly(degrees: f64) -> f64 {
    (degrees * 1000.0).round() / 1000.0
}

impl PlaceView {
    fn new(atlas: &Atlas, row: &RequestRow, shown: ListedRequestView) -> Self {
        let exactly = |degrees: f64| if shown.exact_place { degrees } else { roughly(degrees) };
        let point = row.place().point.map(Point::to_degrees);
        let grid = atlas.tree().get(row.place_grid_id);
        Self {
            lon: point.map(|[lon, _]| exactly(lon)),
            lat: point.map(|[_, lat]| exactly(lat)),
            grid_id: row.place_grid_id,
            grid_code: grid.map(|grid| grid.code.clone()).unwrap_or_default(),
            building_group_id: row.place_building_group_id.filter(|_| shown.exact_place),
            by: Some(row.placed_by).filter(|_| shown.is_told(row)),
        }
    }
}

impl ClocksView {
    fn new(row: &RequestRow, shown: ListedRequestView) -> Self {
        let at = |column: Option<StoredInstant>| column.map(|at| shown.time(row, at.0));
        // They were computed from coarse instants, and are the same for all who read them.
        let due = |column: Option<StoredInstant>| column.map(|at| at.0);
        Self {
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
}

impl RequestSummary {
    /// A request in a list.
    pub(super) fn new(
        atlas: &Atlas,
        row: &RequestRow,
        shown: ListedRequestView,
        language: Language,
    ) -> Self {
        let is_told = shown.is_told(row);
        // Who is at the desk tells when it came.
        let holder_told = is_told || shown.at_desk || row.held_by != AssignmentCause::Desk;
        Self {
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
            place: PlaceView::new(atlas, row, shown),
            unit: unit_view(atlas, row.unit(), language),
            holder: Some(row.holder_id).filter(|_| shown.inside && holder_told),
            received_at: row.received_at.0,
            clocks: ClocksView::new(row, shown),
            hard_case: row.hard_case,
            external_ref: ExternalRefView::of(row, shown),
            waiting: waits_for_the_desk(row).filter(|_| shown.at_desk),
            version: row.version,
        }
    }
}

impl NoteView {
    fn new(note: RequestNote) -> Self {
        Self { sequence: note.sequence, kind: note.kind, body: note.body }
    }
}

impl RequestView {
    /// A request, as far as it is seen in detail.
    pub(super) fn new(atlas: &Atlas, detail: RequestDetail, language: Language) -> Self {
        Self {
            summary: RequestSummary::new(atlas, &detail.row, detail.visibility.into(), language),
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
            may_unmask: detail.visibility.unmask,
            notes: detail.notes.into_iter().map(NoteView::new).collect(),
        }
    }
}

impl Resource for RequestView {
    fn version(&self) -> Option<i64> {
        self.summary.version()
    }
}

fn referral(atlas: &Atlas, detail: &RequestDetail) -> Option<Referral> {
    let row = Some(&detail.row).filter(|_| !detail.visibility.inside)?;
    atlas.settings().categories.referral(&row.category, row.kind, row.about_staff).cloned()
}
