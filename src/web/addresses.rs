//! The addresses of building groups over HTTP.

use super::answer::Answer;
use super::body::{Body, one_line};
use super::building_groups::building_group;
use super::changed::ChangedBoundaries;
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::parameters::Path;
use super::permission::{Drawing, Permit, SignedIn};
use crate::domain::address::GroupAddress;
use crate::domain::datum::Datum;
use crate::domain::geometry::Point;
use crate::domain::id::{AddressId, BuildingGroupId};
use crate::error::{Code, Result};
use crate::service::building_groups;
use crate::service::place::point_of;
use crate::store::Db;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// An address.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AddressView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: AddressId,
    /// The building group it belongs to.
    #[schema(value_type = Uuid)]
    pub building_group: BuildingGroupId,
    /// The address in its normal form.
    #[schema(example = "龙泉路138弄 金水苑3幢")]
    pub text: String,
    /// Longitude in WGS 84, when it has a point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// Latitude in WGS 84, when it has a point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Since when it is there.
    pub since: DateTime<Utc>,
}

impl From<&GroupAddress> for AddressView {
    fn from(address: &GroupAddress) -> Self {
        let [lon, lat] =
            address.point.map(Point::to_degrees).map_or([None, None], |degrees| degrees.map(Some));
        let (text, since) = (address.text.to_string(), address.period.from);
        Self { id: address.id, building_group: address.building_group, text, lon, lat, since }
    }
}

/// The addresses of a building group, in the order of their texts.
#[utoipa::path(
    get, path = "/api/v1/building-groups/{id}/addresses", params(("id" = Uuid, Path)),
    responses((status = 200, body = Listed<AddressView>))
)]
pub async fn list_addresses(
    _: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Path(id): Path<BuildingGroupId>,
) -> Result<Answer<Listed<AddressView>>> {
    let atlas = db.atlas();
    let addresses = atlas.addresses().of_group(building_group(&atlas, id)?.id);
    Ok(Answer::ok(
        page.cut(addresses, |address| (address.text.to_string(), address.id))?
            .map(AddressView::from),
    ))
}

/// A new address.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAddressBody {
    /// The address as people write it; it is kept in its normal form.
    #[validate(length(min = 1, max = 200), custom(function = "one_line"))]
    #[schema(example = "龙泉路138弄金水苑3号楼")]
    pub text: String,
    /// Longitude in degrees.
    pub lon: Option<f64>,
    /// Latitude in degrees.
    pub lat: Option<f64>,
    /// What the degrees are counted from.
    #[serde(default)]
    pub datum: Datum,
}

/// Gives a building group an address.
#[utoipa::path(
    post, path = "/api/v1/building-groups/{id}/addresses", params(("id" = Uuid, Path)), request_body = NewAddressBody,
    responses((status = 201, body = ChangedBoundaries<AddressView>))
)]
pub async fn add_address(
    permit: Permit<Drawing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Path(id): Path<BuildingGroupId>,
    Body(body): Body<NewAddressBody>,
) -> Result<Answer<ChangedBoundaries<AddressView>>> {
    let point = point_of(body.lon, body.lat, body.datum)?;
    let done =
        building_groups::add_address(&db, &permit.bearer.scope, key, id, &body.text, point).await?;
    let atlas = db.atlas();
    let address = atlas.addresses().get(done.made).ok_or(Code::NotFound)?;
    let changed = ChangedBoundaries::new(
        &db,
        &permit.bearer.scope,
        language.0,
        &done.effects,
        address.into(),
    )
    .await?;
    let location = format!("/api/v1/building-groups/{id}/addresses");
    Ok(Answer::created(location, changed).replayed(done.replayed))
}

/// The end of an address.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressRetirement {}

/// An address that has ended.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct RetiredAddress {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: AddressId,
}

/// Ends an address. What was sent from there stays where it is.
#[utoipa::path(
    post, path = "/api/v1/addresses/{id}/retire", params(("id" = Uuid, Path)), request_body = AddressRetirement,
    responses((status = 200, body = ChangedBoundaries<RetiredAddress>))
)]
pub async fn retire_address(
    permit: Permit<Drawing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Path(id): Path<AddressId>,
    Body(AddressRetirement {}): Body<AddressRetirement>,
) -> Result<Answer<ChangedBoundaries<RetiredAddress>>> {
    let done = building_groups::retire_address(&db, &permit.bearer.scope, key, id).await?;
    let retired = RetiredAddress { id: done.made };
    let changed =
        ChangedBoundaries::new(&db, &permit.bearer.scope, language.0, &done.effects, retired)
            .await?;
    Ok(Answer::ok(changed).replayed(done.replayed))
}
