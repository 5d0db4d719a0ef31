//! A place as it is sent, and who answers for it.

use super::answer::Answer;
use super::body::Body;
use super::caller::Caller;
use super::language::Preferred;
use super::locate::GridBrief;
use super::people::MemberNames;
use super::permission::{OptionalLogin, Permit};
use super::requests::{UnitView, unit_view};
use crate::domain::address::{AddressCandidate, NameLikeness, PartsLikeness};
use crate::domain::atlas::Atlas;
use crate::domain::datum::Datum;
use crate::domain::duty::{Capacity, Duty};
use crate::domain::id::{AddressId, GridId};
use crate::domain::routing::{PlacedBy, RoutingTrace};
use crate::domain::unit::Unit;
use crate::error::{Language, Problem, Result};
use crate::service::place::{PlaceGiven, point_of};
use crate::service::responsible::{answering_at, located};
use crate::store::Db;
use crate::store::registrations::Registration;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Candidates that are listed, at most.
const LISTED_MAX: usize = 20;

/// Where it is: a chosen address goes before a written one, that before a point, and that before
/// the code of a grid.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceBody {
    /// An address that was chosen.
    #[schema(value_type = Option<Uuid>)]
    pub address_id: Option<AddressId>,
    /// An address as people write it. It is looked for near the point or in the grid first.
    #[validate(length(max = 200))]
    #[schema(example = "金水苑3号楼502")]
    pub address: Option<String>,
    /// Longitude in degrees.
    #[schema(example = 121.4737)]
    pub lon: Option<f64>,
    /// Latitude in degrees.
    #[schema(example = 30.9177)]
    pub lat: Option<f64>,
    /// What the degrees are measured in.
    #[serde(default)]
    pub datum: Datum,
    /// The code of a grid.
    #[validate(length(max = 32))]
    pub grid_code: Option<String>,
}

impl PlaceBody {
    /// What it says.
    ///
    /// # Errors
    /// [`crate::error::Code::OneCoordinate`] at the one that is missing.
    pub fn given(self) -> Result<PlaceGiven, Problem> {
        let point = point_of(self.lon, self.lat, self.datum)?;
        Ok(PlaceGiven {
            address: self.address_id,
            text: self.address,
            point,
            grid_code: self.grid_code,
        })
    }
}

/// An address that may be meant, why, and who answers there.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AddressCandidateView {
    /// The address, to be sent as `address_id`.
    #[schema(value_type = Uuid)]
    pub address_id: AddressId,
    /// The address in its normal form.
    #[schema(example = "龙泉路138弄 金水苑3幢")]
    pub text: String,
    /// Its building group.
    pub building_group: UnitView,
    /// The grid of its building group.
    pub grid: GridBrief,
    /// How the name is alike.
    pub name: NameLikeness,
    /// How the numbers are alike.
    pub parts: PartsLikeness,
    /// Who answers there.
    pub responsible: ResponsibleView,
}

/// Who answers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ResponsibleView {
    /// The unit; its office phone may be that of a grid above.
    pub unit: UnitView,
    /// Whether the leader answers, or a deputy.
    pub capacity: Capacity,
    /// The name of who answers, masked; for those who have signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "张*")]
    pub name: Option<String>,
}

/// The place that was meant, and who answers for it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LocatedPlaceView {
    /// What decided the place.
    pub by: PlacedBy,
    /// The grid of the place; of several addresses that may be meant, the lowest that all belong
    /// to.
    pub grid: GridBrief,
    /// The building group, when the address is that of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub building_group: Option<UnitView>,
    /// Who answers for it.
    pub responsible: ResponsibleView,
    /// The point lies in another grid than the address.
    pub point_disagrees: bool,
    /// The addresses that may be meant, the most alike first; at most 20.
    pub candidates: Vec<AddressCandidateView>,
    /// How many there are.
    pub candidate_count: usize,
    /// Why; for staff in whose grids the place is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Object>>)]
    pub trace: Option<RoutingTrace>,
}

/// Which place is meant by an address, a point or the code of a grid, and who answers for it. The
/// addresses that a text may mean are listed with the reason, so that one can be chosen. Nothing is
/// stored.
#[utoipa::path(
    post, path = "/api/v1/locate", request_body = PlaceBody, responses((status = 200, body = LocatedPlaceView))
)]
pub async fn locate_place(
    permit: Permit<OptionalLogin>,
    db: Data<Db>,
    language: Preferred,
    Body(body): Body<PlaceBody>,
) -> Result<Answer<LocatedPlaceView>> {
    let (atlas, now, language) = (db.atlas(), db.now(), language.0);
    let given = body.given()?;
    let home = home_of(&db, permit.bearer.as_ref(), &given).await?;
    let place = located(&atlas, &given, home, now)?;
    let listed: Vec<(&AddressCandidate<'_>, &Duty)> = place
        .candidates
        .iter()
        .take(LISTED_MAX)
        .filter_map(|one| Some((one, answering_at(&atlas, one.address.building_group, now)?)))
        .collect();
    let duties = listed.iter().map(|&(_, duty)| duty.member).chain([place.duty.member]);
    let names = match &permit.bearer {
        Some(caller) => Some(MemberNames::read(&db, &atlas, &caller.scope, duties).await?),
        None => None,
    };
    let responsible = |duty: &Duty| responsible(&atlas, duty, names.as_ref(), language);
    let in_scope =
        permit.bearer.is_some_and(|caller| caller.scope.covers(&atlas, Unit::Grid(place.grid.id)));
    let candidates =
        listed.iter().filter_map(|(one, duty)| candidate(&atlas, one, responsible(duty), language));
    Ok(Answer::ok(LocatedPlaceView {
        by: place.by,
        grid: place.grid.into(),
        building_group: place
            .building_group
            .map(|group| unit_view(&atlas, Unit::BuildingGroup(group), language)),
        responsible: responsible(place.duty),
        point_disagrees: place.point_disagrees(),
        candidates: candidates.collect(),
        candidate_count: place.candidates.len(),
        trace: Some(place.trace).filter(|_| in_scope),
    }))
}

/// The neighbourhood that the caller is registered with, where it tells what a text means that
/// stands alone.
///
/// # Errors
/// Those of the database.
pub async fn home_of(
    db: &Db,
    caller: Option<&Caller>,
    given: &PlaceGiven,
) -> Result<Option<GridId>> {
    let member = caller.and_then(|caller| caller.scope.member).filter(|_| given.is_text_alone());
    match member {
        Some(member) => db.read(move |connection| Registration::home_of(connection, member)).await,
        None => Ok(None),
    }
}

fn responsible(
    atlas: &Atlas,
    duty: &Duty,
    names: Option<&MemberNames>,
    language: Language,
) -> ResponsibleView {
    let office_phone = atlas.office_phone(duty.unit).map(str::to_owned);
    let unit = UnitView { office_phone, ..unit_view(atlas, duty.unit, language) };
    ResponsibleView {
        unit,
        capacity: duty.capacity,
        name: names.and_then(|names| names.name(duty.member)),
    }
}

fn candidate(
    atlas: &Atlas,
    one: &AddressCandidate<'_>,
    responsible: ResponsibleView,
    language: Language,
) -> Option<AddressCandidateView> {
    let group = one.address.building_group;
    Some(AddressCandidateView {
        address_id: one.address.id,
        text: one.address.text.to_string(),
        building_group: unit_view(atlas, Unit::BuildingGroup(group), language),
        grid: atlas.tree().get(atlas.groups().grid_of(group)?)?.into(),
        name: one.likeness.name,
        parts: one.likeness.parts,
        responsible,
    })
}
