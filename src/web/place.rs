//! A place as it is sent, and who answers for it.

use super::answer::Answer;
use super::body::Body;
use super::caller::Caller;
use super::language::Preferred;
use super::people::MemberNames;
use super::permission::{OptionalLogin, Permit};
use super::units::GridBrief;
use super::units::UnitView;
use crate::domain::address::{NameLikeness, PartsLikeness};
use crate::domain::atlas::Atlas;
use crate::domain::datum::Datum;
use crate::domain::duty::{Capacity, Duty};
use crate::domain::id::{AddressId, GridId};
use crate::domain::period::Instant;
use crate::domain::routing::AddressCandidate;
use crate::domain::routing::{GuessReason, MatchConfidence, PlacedBy, RoutingTrace};
use crate::domain::unit::Unit;
use crate::error::{Language, Problem, Result};
use crate::service::place::{PlaceInput, point_of};
use crate::service::responsibility::now::{answering_at, located};
use crate::store::Db;
use crate::store::registrations::Registration;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// Candidates that are listed, at most.
const LISTED_MAX: usize = 20;

/// A place. A chosen address takes precedence over a written one, that over a point, and that over
/// the code of a grid.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceBody {
    /// Identifier of a chosen address.
    #[schema(value_type = Option<Uuid>)]
    pub address_id: Option<AddressId>,
    /// An address as people write it. It is searched near the point or in the grid first.
    #[validate(length(max = 200))]
    #[schema(max_length = 200, example = "金水苑3号楼502")]
    pub address: Option<String>,
    /// Longitude in degrees, −180 to 180.
    #[schema(minimum = -180, maximum = 180, example = 121.4737)]
    pub lon: Option<f64>,
    /// Latitude in degrees, −90 to 90.
    #[schema(minimum = -90, maximum = 90, example = 30.9177)]
    pub lat: Option<f64>,
    /// Datum of the coordinates.
    #[serde(default)]
    pub datum: Datum,
    /// Code of a grid.
    #[validate(length(max = 32))]
    #[schema(max_length = 32)]
    pub grid_code: Option<String>,
}

impl PlaceBody {
    /// The place that it states.
    ///
    /// # Errors
    /// [`crate::error::Code::OneCoordinate`] at the one that is missing.
    pub fn given(self) -> Result<PlaceInput, Problem> {
        let point = point_of(self.lon, self.lat, self.datum)?;
        Ok(PlaceInput {
            address: self.address_id,
            text: self.address,
            point,
            grid_code: self.grid_code,
        })
    }
}

/// An address that may be meant, with the reason and who answers there.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AddressCandidateView {
    /// Identifier of the address, to be sent as `address_id`.
    #[schema(value_type = Uuid)]
    pub address_id: AddressId,
    /// Address as it was registered.
    #[schema(example = "龙泉路138弄金水苑3号楼")]
    pub text: String,
    /// Building group of the address.
    pub building_group: UnitView,
    /// Grid of the building group.
    pub grid: GridBrief,
    /// Likeness of the name.
    pub name: NameLikeness,
    /// Likeness of the numbers.
    pub parts: PartsLikeness,
    /// Who answers there.
    pub responsible: ResponsibleView,
}

/// Who answers for a place.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ResponsibleView {
    /// The unit that answers. Its office phone may be that of a grid above.
    pub unit: UnitView,
    /// Capacity of the member who answers.
    pub capacity: Capacity,
    /// Masked name of the member who answers; shown to callers who are signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "张*")]
    pub name: Option<String>,
}

/// A place that was found, and who answers for it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LocatedPlaceView {
    /// What decided the place.
    pub by: PlacedBy,
    /// How sure that is: a guess rests on what `guess` names, and of several places that may be
    /// meant the lowest grid common to all is taken.
    pub confidence: MatchConfidence,
    /// What a guess rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guess: Option<GuessReason>,
    /// The address as it was read; missing when none was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "金水苑3幢502室")]
    pub address_read: Option<String>,
    /// Grid of the place. When several addresses may be meant, the lowest grid that all of them
    /// belong to.
    pub grid: GridBrief,
    /// Building group of the address; missing when no single one is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub building_group: Option<UnitView>,
    /// Who answers for it.
    pub responsible: ResponsibleView,
    /// True when the point lies in another grid than the address.
    pub point_disagrees: bool,
    /// Addresses that may be meant, the most alike first; at most 20.
    pub candidates: Vec<AddressCandidateView>,
    /// Number of all addresses that may be meant.
    pub candidate_count: usize,
    /// Trace; shown to staff in whose grids the place is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<RoutingTrace>,
}

/// Finds a place and who answers for it now.
///
/// The place is given by an address, a point or the code of a grid. The answer lists the addresses
/// that a text may mean with the reason, so that one of them can be chosen. Callers who are not
/// signed in may call it too. Nothing is stored.
///
/// # Errors
/// `required`, `too_long`, `one_coordinate`, `coordinate_out_of_range`, `coordinates_swapped`,
/// `address_says_nothing`, `address_not_found`, `unknown_address`, `unknown_building_group`,
/// `unknown_grid`, `not_initialized`, `place_required`
#[utoipa::path(post, path = "/api/v1/locate")]
pub async fn locate_place(
    permit: Permit<OptionalLogin>,
    db: Data<Db>,
    language: Preferred,
    Body(body): Body<PlaceBody>,
) -> Result<Answer<LocatedPlaceView>> {
    let atlas = db.atlas();
    let now = db.now();
    let given = body.given()?;
    let home = home_of(&db, permit.bearer.as_ref(), &given).await?;
    let place = located(&atlas, &given, home, now)?;
    let listed = answered(&atlas, &place.candidates, now);
    let duties = listed.iter().map(|&(_, duty)| duty.member).chain([place.duty.member]);
    let names = match &permit.bearer {
        Some(caller) => Some(MemberNames::read(&db, &atlas, &caller.scope, duties).await?),
        None => None,
    };
    let names = names.as_ref();
    let language = language.0;
    let in_scope =
        permit.bearer.is_some_and(|caller| caller.scope.covers(&atlas, Unit::Grid(place.grid.id)));
    Ok(Answer(LocatedPlaceView {
        by: place.by,
        confidence: place.confidence,
        guess: place.guess(),
        address_read: place.address_read.clone(),
        grid: place.grid.into(),
        building_group: place
            .building_group
            .map(|group| UnitView::of(&atlas, Unit::BuildingGroup(group), language)),
        responsible: ResponsibleView::new(&atlas, place.duty, names, language),
        point_disagrees: place.point_disagrees(),
        candidates: listed
            .iter()
            .filter_map(|&(one, duty)| {
                let responsible = ResponsibleView::new(&atlas, duty, names, language);
                AddressCandidateView::new(&atlas, one, responsible, language)
            })
            .collect(),
        candidate_count: place.candidates.len(),
        trace: Some(place.trace).filter(|_| in_scope),
    }))
}

/// The candidates that are listed, and who answers there.
fn answered<'a, 'b>(
    atlas: &'a Atlas,
    candidates: &'b [AddressCandidate<'a>],
    now: Instant,
) -> Vec<(&'b AddressCandidate<'a>, &'a Duty)> {
    let listed = candidates.iter().take(LISTED_MAX);
    listed
        .filter_map(|one| Some((one, answering_at(atlas, one.address.building_group, now)?)))
        .collect()
}

/// The neighbourhood that the caller is registered with, where it tells what a text means that
/// stands alone.
///
/// # Errors
/// Those of the database.
pub async fn home_of(
    db: &Db,
    caller: Option<&Caller>,
    given: &PlaceInput,
) -> Result<Option<GridId>> {
    let member = caller.and_then(|caller| caller.scope.member).filter(|_| given.is_text_alone());
    match member {
        Some(member) => db.read(move |connection| Registration::home_of(connection, member)).await,
        None => Ok(None),
    }
}

impl ResponsibleView {
    fn new(atlas: &Atlas, duty: &Duty, names: Option<&MemberNames>, language: Language) -> Self {
        let office_phone = atlas.office_phone(duty.unit).map(str::to_owned);
        Self {
            unit: UnitView { office_phone, ..UnitView::of(atlas, duty.unit, language) },
            capacity: duty.capacity,
            name: names.and_then(|names| names.name(duty.member)),
        }
    }
}

impl AddressCandidateView {
    fn new(
        atlas: &Atlas,
        one: &AddressCandidate<'_>,
        responsible: ResponsibleView,
        language: Language,
    ) -> Option<Self> {
        let group = one.address.building_group;
        Some(Self {
            address_id: one.address.id,
            text: one.address.text.to_string(),
            building_group: UnitView::of(atlas, Unit::BuildingGroup(group), language),
            grid: atlas.tree().get(atlas.groups().grid_of(group)?)?.into(),
            name: one.likeness.name,
            parts: one.likeness.parts,
            responsible,
        })
    }
}
