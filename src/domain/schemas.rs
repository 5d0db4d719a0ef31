//! Schemas for the API reference of the types that write themselves as JSON.

#![expect(dead_code, reason = "describes what other types write")]

use super::balance::{LoadContrast, SpreadContrast};
use super::duty::Capacity;
use super::geometry::Shape;
use super::geometry::geojson::Geometry;
use super::request::RequestClocks;
use super::request_terms::{ClockAllowances, RequestKind, Urgency};
use super::routing::{
    CoverVerdictKind, ElsewhereReason, GoneTarget, GuessReason, RoutingTrace, SkipReason,
    TraceStepKind,
};
use super::routing_rule::{
    PartakerKind, PartakerRole, RelativePartaker, RuleEffectKind, RuleProfile, TimeOfDay,
};
use super::unit::{Unit, UnitKind};
use crate::domain::address::{NameLikeness, PartsLikeness};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::borrow::Cow;
use utoipa::openapi::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Ref, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// Says that a type is written as a schema describes it.
macro_rules! written_as {
    ($($type:ty => $schema:ty),+ $(,)?) => {$(
        impl PartialSchema for $type {
            fn schema() -> RefOr<Schema> {
                <$schema>::schema()
            }
        }

        impl ToSchema for $type {
            fn name() -> Cow<'static, str> {
                <$schema>::name()
            }

            fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
                <$schema>::schemas(schemas);
            }
        }
    )+};
}

written_as! {
    Unit => UnitReference,
    RuleProfile => WrittenRuleProfile,
    RequestClocks => WrittenClocks,
    Geometry => GeoJsonGeometry,
    Shape => GeoJsonGeometry,
    LoadContrast => WrittenLoadContrast,
    SpreadContrast => WrittenSpreadContrast,
}

/// A load before and after a step.
#[derive(ToSchema)]
#[schema(as = LoadContrast)]
struct WrittenLoadContrast {
    /// Load before.
    before: u64,
    /// Load after.
    after: u64,
}

/// A spread before and after one step or several.
#[derive(ToSchema)]
#[schema(as = SpreadContrast)]
struct WrittenSpreadContrast {
    /// Spread before.
    before: f64,
    /// Spread after.
    after: f64,
}

/// A unit by its identifier.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
struct UnitReference {
    /// Grid, building group or desk.
    kind: UnitKind,
    /// Identifier.
    #[schema(value_type = Uuid)]
    id: uuid::Uuid,
}

/// Somebody beside the holder, by identifier.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
struct PartakerReference {
    /// Kind of the partaker.
    kind: PartakerKind,
    /// Identifier.
    #[schema(value_type = Uuid)]
    id: uuid::Uuid,
}

/// Due times of a request by its three clocks.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ClockTimes)]
struct WrittenClocks {
    /// Time by which it must be accepted.
    accept_due: DateTime<Utc>,
    /// Time by which the reporter must be contacted; null when there is nobody to contact.
    #[schema(required = true)]
    contact_due: Option<DateTime<Utc>>,
    /// Time by which it must be resolved.
    resolve_due: DateTime<Utc>,
    /// True when a year without holiday data was counted Monday to Friday.
    provisional: bool,
}

/// Content of a routing rule.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RuleProfile)]
struct WrittenRuleProfile {
    /// Name; residents read it.
    #[schema(min_length = 1, max_length = 60)]
    name: String,
    /// Grid in which the rule applies, with all grids below it.
    #[schema(value_type = Uuid)]
    grid: uuid::Uuid,
    /// Condition that a request must meet.
    #[schema(required = false)]
    condition: WrittenRuleCondition,
    /// Effect of the rule.
    effect: WrittenRuleEffect,
}

/// Condition of a routing rule. A field that is left out matches any request.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RuleCondition)]
struct WrittenRuleCondition {
    /// Code of a category; it matches the categories below it too.
    category: Option<String>,
    /// Kind of the request.
    kind: Option<RequestKind>,
    /// Urgency of the request.
    urgency: Option<Urgency>,
    /// Time of day at which the request comes in.
    time: Option<TimeOfDay>,
}

/// Effect of a routing rule. A field that is left out changes nothing.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RuleEffect)]
struct WrittenRuleEffect {
    /// Code of the deepest level that is asked for a holder, or `building_group`.
    level: Option<String>,
    /// Capacity that is asked first: `leader` or `deputy`.
    first: Option<Capacity>,
    /// Organisations that handle it together with the holder.
    #[schema(value_type = Vec<Uuid>, required = false, max_items = 10)]
    co_handlers: Vec<uuid::Uuid>,
    /// Pioneer post whose holders may begin before the holder.
    #[schema(value_type = Option<Uuid>)]
    first_handler: Option<uuid::Uuid>,
    /// Who may begin before the holder, found at the place.
    first_handler_here: Option<RelativePartaker>,
    /// Organisations that handle it together with the holder, found at the place.
    #[schema(required = false, max_items = 10)]
    co_handlers_here: Vec<RelativePartaker>,
    /// Units whose leaders get a copy.
    #[schema(required = false, max_items = 10)]
    copies: Vec<UnitReference>,
    /// Pioneer posts whose holders get a copy.
    #[schema(value_type = Vec<Uuid>, required = false, max_items = 10)]
    copied_posts: Vec<uuid::Uuid>,
    /// Who gets a copy, found at the place.
    #[schema(required = false, max_items = 10)]
    copies_here: Vec<RelativePartaker>,
    /// Clocks that replace those of the category.
    #[schema(required = false)]
    clocks: ClockAllowances,
    /// Main office (主办) that the dispatch catalogue names.
    main_office: Option<WrittenMainOffice>,
}

/// A main office, and why it is one.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MainOffice)]
struct WrittenMainOffice {
    /// Department or station office.
    #[schema(value_type = Uuid)]
    office: uuid::Uuid,
    /// Basis: the regulation or the entry of the list of powers and duties that says so.
    #[schema(min_length = 1, max_length = 300)]
    basis: String,
}

/// Whether a grid that covers a point takes it.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CoverVerdict)]
struct WrittenCoverVerdict {
    /// Verdict.
    is: CoverVerdictKind,
    /// Dedicated grid that goes first.
    #[schema(value_type = Option<Uuid>, nullable = false)]
    by: Option<uuid::Uuid>,
}

/// A step in the trace of a routing. Its kind tells which of the other fields it has.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TraceStep)]
struct WrittenTraceStep {
    /// Kind of the step.
    step: TraceStepKind,
    /// Grid.
    #[schema(value_type = Option<Uuid>, nullable = false)]
    grid: Option<uuid::Uuid>,
    /// Building group.
    #[schema(value_type = Option<Uuid>, nullable = false)]
    building_group: Option<uuid::Uuid>,
    /// How the name of the address is like that in the text.
    #[schema(nullable = false)]
    name: Option<NameLikeness>,
    /// How the numbers of the address are like those in the text.
    #[schema(nullable = false)]
    parts: Option<PartsLikeness>,
    /// Whether the grid takes the point.
    #[schema(nullable = false)]
    verdict: Option<WrittenCoverVerdict>,
    /// Distance of the grid from the point, in metres.
    #[schema(nullable = false)]
    distance_m: Option<f64>,
    /// Routing rule.
    #[schema(value_type = Option<Uuid>, nullable = false)]
    rule: Option<uuid::Uuid>,
    /// Effects of the rule that no more specific one names.
    #[schema(nullable = false)]
    gives: Option<Vec<RuleEffectKind>>,
    /// What the rule names that is gone.
    #[schema(nullable = false)]
    gone: Option<GoneTarget>,
    /// Part of the partaker.
    #[schema(nullable = false)]
    part: Option<PartakerRole>,
    /// Partaker.
    #[schema(nullable = false)]
    with: Option<PartakerReference>,
    /// Relation to the place by which the rule names the partaker.
    #[schema(nullable = false)]
    here: Option<RelativePartaker>,
    /// Why the place is not that of the partaker.
    #[schema(nullable = false)]
    elsewhere: Option<ElsewhereReason>,
    /// Unit that is asked, or the main office of the catalogue.
    #[schema(nullable = false)]
    unit: Option<UnitReference>,
    /// Member.
    #[schema(value_type = Option<Uuid>, nullable = false)]
    member: Option<uuid::Uuid>,
    /// Capacity of the member.
    #[schema(nullable = false)]
    capacity: Option<Capacity>,
    /// Reason why the member was not chosen.
    #[schema(nullable = false)]
    because: Option<SkipReason>,
    /// What a guess at the address rests on.
    #[schema(nullable = false)]
    guess: Option<GuessReason>,
}

impl PartialSchema for RoutingTrace {
    fn schema() -> RefOr<Schema> {
        ArrayBuilder::new()
            .items(Ref::from_schema_name(WrittenTraceStep::name()))
            .description(Some("Steps of a routing, in order."))
            .into()
    }
}

impl ToSchema for RoutingTrace {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("RoutingTrace")
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((WrittenTraceStep::name().into_owned(), WrittenTraceStep::schema()));
        WrittenTraceStep::schemas(schemas);
    }
}

/// A GeoJSON geometry (RFC 7946): a polygon, or several.
struct GeoJsonGeometry;

/// How deep the coordinates of a geometry lie, by its type.
const GEOMETRIES: [(&str, usize, &str); 2] = [
    ("Polygon", 3, "A GeoJSON polygon: rings of positions, the outer one first."),
    ("MultiPolygon", 4, "A GeoJSON multi-polygon: polygons, each a list of rings."),
];

impl PartialSchema for GeoJsonGeometry {
    fn schema() -> RefOr<Schema> {
        GEOMETRIES
            .iter()
            .fold(OneOfBuilder::new(), |geometry, (name, _, _)| {
                geometry.item(Ref::from_schema_name(*name))
            })
            .description(Some("A GeoJSON geometry (RFC 7946): longitude before latitude."))
            .into()
    }
}

impl ToSchema for GeoJsonGeometry {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Geometry")
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        for (name, depth, description) in GEOMETRIES {
            schemas.push((name.to_owned(), geometry(name, depth, description)));
        }
    }
}

fn geometry(name: &str, depth: usize, description: &str) -> RefOr<Schema> {
    let word = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some([name]))
        .description(Some("Type of the geometry."));
    let rings = coordinates(depth, example(depth));
    ObjectBuilder::new()
        .description(Some(description))
        .property("type", word)
        .required("type")
        .property("coordinates", described(rings, "Rings of positions: longitude, latitude."))
        .required("coordinates")
        .into()
}

/// Adds a description to a schema that has none.
fn described(mut schema: RefOr<Schema>, description: &str) -> RefOr<Schema> {
    match &mut schema {
        RefOr::T(Schema::Object(object)) => object.description = Some(description.to_owned()),
        RefOr::T(Schema::Array(list)) => list.description = Some(description.to_owned()),
        _ => {}
    }
    schema
}

/// Numbers in lists so deep in each other; the innermost is a position.
fn coordinates(depth: usize, example: Option<Value>) -> RefOr<Schema> {
    let list = ArrayBuilder::new().examples(example);
    match depth {
        0 => ObjectBuilder::new().schema_type(Type::Number).into(),
        1 => list.items(coordinates(0, None)).min_items(Some(2)).into(),
        _ => list.items(coordinates(depth - 1, None)).into(),
    }
}

/// A small square, in as many lists as coordinates lie deep.
fn example(depth: usize) -> Option<Value> {
    let ring = json!([[[121.46, 30.91], [121.47, 30.91], [121.47, 30.92], [121.46, 30.91]]]);
    Some((3..depth).fold(ring, |inner, _| json!([inner])))
}
