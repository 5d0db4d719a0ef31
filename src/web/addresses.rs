//! The addresses of building groups over HTTP.

use super::answer::{Answer, Changed, Created, Located, Resource};
use super::body::{Body, one_line};
use super::building_groups::building_group;
use super::effects::WithEffects;
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::parameters::Path;
use super::permission::{Permit, SignedIn, Staffing};
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

/// An address of a building group.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AddressView {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: AddressId,
    /// Building group that the address belongs to.
    #[schema(value_type = Uuid)]
    pub building_group: BuildingGroupId,
    /// Address as it was registered.
    #[schema(example = "龙泉路138弄金水苑3号楼")]
    pub text: String,
    /// Longitude in WGS 84; missing without a point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// Latitude in WGS 84; missing without a point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Creation time.
    pub since: DateTime<Utc>,
}

impl From<&GroupAddress> for AddressView {
    fn from(address: &GroupAddress) -> Self {
        let degrees = address.point.map(Point::to_degrees);
        Self {
            id: address.id,
            building_group: address.building_group,
            text: address.text.to_string(),
            lon: degrees.map(|[lon, _]| lon),
            lat: degrees.map(|[_, lat]| lat),
            since: address.period.from,
        }
    }
}

/// An address is never changed, and read in the list of its building group.
impl Resource for AddressView {
    fn version(&self) -> Option<i64> {
        None
    }
}

impl Located for AddressView {
    fn location(&self) -> String {
        format!("/api/v1/building-groups/{}/addresses", self.building_group)
    }
}

/// Lists the addresses of a building group.
///
/// In the order of their texts.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/building-groups/{id}/addresses")]
pub async fn list_addresses(
    _: Permit<SignedIn>,
    db: Data<Db>,
    page: Page,
    Path(id): Path<BuildingGroupId>,
) -> Result<Answer<Listed<AddressView>>> {
    let atlas = db.atlas();
    let addresses = atlas.addresses().of_group(building_group(&atlas, id)?.id);
    let listed = page.cut(addresses, |address| (address.text.to_string(), address.id))?;
    Ok(Answer(listed.map(AddressView::from)))
}

/// An address to be created.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAddressBody {
    /// Address as people write it; it is shown as written and matched in its normal form.
    #[validate(length(min = 1, max = 200), custom(function = "one_line"))]
    #[schema(min_length = 1, max_length = 200, example = "龙泉路138弄金水苑3号楼")]
    pub text: String,
    /// Longitude in degrees; together with `lat`.
    #[schema(minimum = -180, maximum = 180)]
    pub lon: Option<f64>,
    /// Latitude in degrees; together with `lon`.
    #[schema(minimum = -90, maximum = 90)]
    pub lat: Option<f64>,
    /// Datum of the degrees.
    #[serde(default)]
    pub datum: Datum,
}

/// Creates an address of a building group.
///
/// # Errors
/// `required`, `too_long`, `one_coordinate`, `coordinate_out_of_range`, `coordinates_swapped`,
/// `not_found`, `address_says_nothing`, `address_number_alone`, `address_point_outside`,
/// `unknown_building_group`, `address_twice`
#[utoipa::path(post, path = "/api/v1/building-groups/{id}/addresses")]
pub async fn add_address(
    permit: Permit<Staffing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Path(id): Path<BuildingGroupId>,
    Body(body): Body<NewAddressBody>,
) -> Result<Created<WithEffects<AddressView>>> {
    let scope = &permit.bearer.scope;
    let point = point_of(body.lon, body.lat, body.datum)?;
    let done = building_groups::add_address(&db, scope, key, id, &body.text, point).await?;
    let atlas = db.atlas();
    let view = AddressView::from(atlas.addresses().get(done.made).ok_or(Code::NotFound)?);
    let resource = WithEffects::new(&db, scope, language.0, &done.effects, view).await?;
    Ok(Created { resource, replayed: done.replayed })
}

/// Retirement of an address; no field is needed.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressRetirement {}

/// An address that was retired.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct RetiredAddress {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: AddressId,
}

/// It is read nowhere any more.
impl Resource for RetiredAddress {
    fn version(&self) -> Option<i64> {
        None
    }
}

/// Retires an address; requests that came from there stay where they are.
///
/// # Errors
/// `not_found`
#[utoipa::path(post, path = "/api/v1/addresses/{id}/retire")]
pub async fn retire_address(
    permit: Permit<Staffing>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Path(id): Path<AddressId>,
    Body(_): Body<AddressRetirement>,
) -> Result<Changed<WithEffects<RetiredAddress>>> {
    let scope = &permit.bearer.scope;
    let done = building_groups::retire_address(&db, scope, key, id).await?;
    let retired = RetiredAddress { id: done.made };
    let resource = WithEffects::new(&db, scope, language.0, &done.effects, retired).await?;
    Ok(Changed { resource, replayed: done.replayed })
}
