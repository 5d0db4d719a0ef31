//! Sending a request.

use super::{ListedRequestView, NewExternalRef, RequestSummary};
use crate::domain::atlas::Atlas;
use crate::domain::category::Referral;
use crate::domain::id::{MemberId, OrganizationId};
use crate::domain::phone::Phone;
use crate::domain::reply_template::ReplyTemplates;
use crate::domain::request::{Answers, AtOnce, Channel, ExternalRef, RequestKind, Urgency};
use crate::domain::routing::PlacedBy;
use crate::domain::scope::Scope;
use crate::error::{Code, Language, Problem, Result};
use crate::service::requests::submit::{RequestSubmission, SubmittedRequest, submit};
use crate::service::rulebook::Rulebook;
use crate::store::Db;
use crate::store::requests::RequestRow;
use crate::web::answer::{Created, Located, Resource};
use crate::web::body::Body;
use crate::web::idempotency::IdempotencyKey;
use crate::web::language::Preferred;
use crate::web::permission::{OptionalLogin, Permit};
use crate::web::place::PlaceBody;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

/// A request to be sent.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRequest {
    /// Place.
    #[validate(nested)]
    pub place: PlaceBody,
    /// Code of the category.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64, example = "environment.noise")]
    pub category: String,
    /// Kind: what the reporter wants. Without it the kind of the category applies.
    pub kind: Option<RequestKind>,
    /// Description.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000)]
    pub description: String,
    /// Urgency; only staff may send it. Without it the urgency of the category applies.
    pub urgency: Option<Urgency>,
    /// Channel by which it came; `resident` by default.
    #[serde(default = "resident")]
    pub channel: Channel,
    /// Name of the reporter.
    #[validate(length(max = 50))]
    #[schema(max_length = 50)]
    pub contact_name: Option<String>,
    /// Phone of the reporter. Without it the phone of the resident's account is used.
    #[validate(length(max = 32))]
    #[schema(max_length = 32)]
    pub contact_phone: Option<String>,
    /// True when the reporter stays anonymous.
    #[serde(default)]
    pub anonymous: bool,
    /// True when only the town desk may know the reporter.
    #[serde(default)]
    pub confidential: bool,
    /// True when it concerns a person on duty.
    #[serde(default)]
    pub about_staff: bool,
    /// Member whom it concerns.
    #[schema(value_type = Option<Uuid>)]
    pub about_member: Option<MemberId>,
    /// Organisation that it concerns, such as a property company: it is told nothing of it, nor are
    /// its liaisons and members who come from it.
    #[schema(value_type = Option<Uuid>)]
    pub about_organization: Option<OrganizationId>,
    /// Answers to the questions of the category, by their codes, at most 50: a text, a number, a
    /// date such as `2026-01-31`, the code of a choice, or a list of such codes.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, Value>, example = json!({ "danger": "called", "floor": 5 }))]
    pub answers: Answers,
    /// Reference of a ticket from a platform above. It is required with the channels
    /// `hotline_12345` and `city_platform`, and refused with all others. The same ticket is one
    /// request, however often it is sent.
    #[validate(nested)]
    pub external_ref: Option<NewExternalRef>,
    /// Template of the reply by which the desk answers at once, while the reporter is there: only
    /// with the channel `desk`, for consultations, suggestions and praise. The request is resolved
    /// by the same call.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64, example = "materials")]
    pub reply_template: Option<String>,
    /// True when staff put it right where they found it: only with the channel `self_found`, in
    /// categories marked so, where the sender has a duty. It says what and where, nothing more. Where
    /// an open request about the same lies nearby, it is added to that one.
    #[serde(default)]
    pub on_the_spot: bool,
}

const fn resident() -> Channel {
    Channel::Resident
}

/// A request that was sent, with its receipt for those who cannot follow it by a login.
#[derive(Debug, Serialize, ToSchema)]
pub struct SentRequest {
    /// The fields of a request in a list.
    #[serde(flatten)]
    pub summary: RequestSummary,
    /// Secret of the receipt, by which somebody without a login follows and judges the request. It
    /// is answered only now, or when the same key is sent again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt_secret: Option<String>,
    /// What was understood of the place, or that the desk finds out.
    #[schema(example = "银杏新村3号楼，银杏第一网格")]
    pub understood: String,
    /// Other place that the matter may, or should rather, be taken to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referral: Option<Referral>,
    /// True when what was put right on the spot was added to this open request about the same.
    pub added_to_open: bool,
}

impl Resource for SentRequest {
    fn version(&self) -> Option<i64> {
        self.summary.version()
    }
}

impl Located for SentRequest {
    fn location(&self) -> String {
        self.summary.location()
    }
}

/// Sends a request and assigns it to the holder for its place.
///
/// Without a login only anonymous requests are accepted. A ticket from a platform above that was
/// sent before with the same content is answered again as a replay.
///
/// # Errors
/// `required`, `too_long`, `too_many`, `out_of_range`, `malformed_code`, `one_coordinate`,
/// `coordinate_out_of_range`, `coordinates_swapped`, `phone_invalid`, `login_or_anonymous`,
/// `channel_not_yours`, `external_ref_not_here`, `urgency_for_staff`, `anonymous_with_contact`,
/// `unknown_category`, `category_referred`, `category_for_staff`, `anonymous_not_allowed`,
/// `unknown_question`, `wrong_type`, `unknown_value`, `answer_stops`, `unknown_member`,
/// `unknown_organization`,
/// `unknown_grid`, `unknown_address`, `address_says_nothing`, `address_not_found`,
/// `place_outside_scope`, `external_number_known`, `external_number_taken`, `not_initialized`,
/// `place_required`, `unknown_reply_template`, `answer_at_the_desk`, `answer_needs_handling`,
/// `answer_too_grave`,
/// `on_the_spot_found`, `not_on_the_spot`, `on_the_spot_plain`, `on_the_spot_elsewhere`
#[utoipa::path(post, path = "/api/v1/requests")]
pub async fn submit_request(
    permit: Permit<OptionalLogin>,
    db: Data<Db>,
    rulebook: Data<Rulebook>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewRequest>,
) -> Result<Created<SentRequest>> {
    let scope = permit.bearer.map_or_else(Scope::anonymous, |caller| Scope::clone(&caller.scope));
    let submission = body.into_submission(&rulebook.reply_templates)?;
    let referral = referral(&db.atlas(), &submission);
    let SubmittedRequest { sent, replayed, added } =
        submit(&db, &rulebook.into_inner(), scope, key, submission).await?;
    let atlas = db.atlas();
    let shown = match added {
        true => ListedRequestView::staff(&sent.row, false),
        false => ListedRequestView::OWN,
    };
    let summary = RequestSummary::new(&atlas, &sent.row, shown, language.0);
    let receipt_secret = sent.receipt.map(|receipt| receipt.expose().to_owned());
    let understood = understood(&atlas, &sent.row, language.0);
    let resource =
        SentRequest { summary, receipt_secret, understood, referral, added_to_open: added };
    Ok(Created { resource, replayed })
}

/// Names the building group and the grid of a place, or says that the desk finds out.
fn understood(atlas: &Atlas, row: &RequestRow, language: Language) -> String {
    let place = row.place();
    let desk = atlas.settings().levels.desk().name.text(language);
    let grid = atlas.tree().get(place.grid).map(|grid| grid.name.as_str()).unwrap_or_default();
    let group = place.building_group.and_then(|group| atlas.groups().get(group));
    match (place.by, place.point, group, language) {
        (PlacedBy::Unplaced, Some(_), _, Language::Chinese) => {
            format!("所给位置不在{grid}范围内，由{desk}核实后派单")
        }
        (PlacedBy::Unplaced, Some(_), _, Language::English) => {
            format!("The point lies outside {grid}; {desk} finds out where it is and dispatches it")
        }
        (PlacedBy::Unplaced, None, _, Language::Chinese) => format!("由{desk}核实地点后派单"),
        (PlacedBy::Unplaced, None, _, Language::English) => {
            format!("{desk} finds out where it is and dispatches it")
        }
        (_, _, Some(group), Language::Chinese) => format!("{}，{grid}", group.name),
        (_, _, Some(group), Language::English) => format!("{}, {grid}", group.name),
        (_, _, None, _) => grid.to_owned(),
    }
}

fn referral(atlas: &Atlas, sent: &RequestSubmission) -> Option<Referral> {
    let about_staff = sent.about_staff || sent.about_member.is_some();
    let categories = &atlas.settings().categories;
    let kind = sent.kind.or_else(|| Some(categories.get(&sent.category)?.kind))?;
    categories.referral(&sent.category, kind, about_staff).cloned()
}

impl NewRequest {
    /// What is submitted, or everything that is wrong with place and phone.
    fn into_submission(self, templates: &ReplyTemplates) -> Result<RequestSubmission> {
        let mut problems = Vec::new();
        let place = self.place.given();
        let place = place.map_err(|problem| problems.push(problem.below("/place"))).ok();
        let phone = self.contact_phone.as_deref().map(Phone::parse).transpose();
        let phone = phone.map_err(|problem| problems.push(problem.at("/contact_phone"))).ok();
        let template = self.reply_template.as_deref().map(|id| templates.get(id)).transpose();
        let template = template.map_err(|problem| problems.push(problem)).ok().flatten();
        let answered = template.map(|template| AtOnce::Answered { reply: template.text.clone() });
        if answered.is_some() && self.on_the_spot {
            problems.push(Problem::new(Code::OnTheSpotPlain).at("/reply_template"));
        }
        let Some(place) = place.filter(|_| problems.is_empty()) else {
            return Err(problems.into());
        };
        Ok(RequestSubmission {
            place,
            category: self.category,
            kind: self.kind,
            urgency: self.urgency,
            channel: self.channel,
            description: self.description,
            contact_name: self.contact_name,
            contact_phone: phone.flatten(),
            anonymous: self.anonymous,
            confidential: self.confidential,
            about_staff: self.about_staff,
            about_member: self.about_member,
            about_organization: self.about_organization,
            answers: self.answers,
            external: self.external_ref.map(ExternalRef::from),
            upstream: Vec::new(),
            at_once: answered.or_else(|| self.on_the_spot.then_some(AtOnce::OnTheSpot)),
        })
    }
}
