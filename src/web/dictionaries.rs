//! The words of the API with their labels, so that no client writes them down a second time.

use super::answer::Answer;
use super::auth::SignInStatus;
use super::permission::{Permit, Public};
use crate::domain::access::AccessPurpose;
use crate::domain::address::{NameLikeness, PartsLikeness};
use crate::domain::balance::{LoadMeasure, SearchEnd};
use crate::domain::building_circle::{ExchangeKind, ExchangeState, TopicOutcome, TopicState};
use crate::domain::category::{AnswerType, Concern, Theme};
use crate::domain::datum::Datum;
use crate::domain::duty::{AbsenceKind, Capacity};
use crate::domain::grid_history::GridFactKind;
use crate::domain::organization::OrganizationKind;
use crate::domain::pioneer_post::ZoneKind;
use crate::domain::reassignment::{
    LostBecause, LostKind, OperationKind, ReassignmentMove, ReassignmentOrigin, ReassignmentReason,
    ReassignmentState,
};
use crate::domain::registration::{RegistrationEnd, RegistrationState};
use crate::domain::request::{
    Channel, ContactOutcome, RequestAction, RequestKind, RequestState, ResolutionOutcome,
    UpstreamReason, Urgency,
};
use crate::domain::role::Role;
use crate::domain::routing::{GoneTarget, PlacedBy};
use crate::domain::routing_rule::{PartakerKind, PartakerRole};
use crate::domain::second_identity::{IdentityDecline, IdentityEnd, IdentityState};
use crate::domain::unit::{GridKind, Setting, UnitKind};
use crate::service::requests::dispatch::{CandidateReason, DeskWaiting};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Labels change with a release only.
const CACHED_SECONDS: u32 = 3600;

/// One word.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DictionaryEntry {
    /// As it stands in JSON.
    #[schema(example = "resident")]
    value: &'static str,
    /// 中文
    #[schema(example = "居民")]
    zh: &'static str,
    /// English
    #[schema(example = "resident")]
    en: &'static str,
}

/// The words of each vocabulary by its name, in the order they are shown to people.
pub type Dictionaries = BTreeMap<&'static str, Vec<DictionaryEntry>>;

macro_rules! dictionaries {
    ($($name:literal => $vocabulary:ty,)+) => {
        /// Every vocabulary that occurs in the API.
        pub fn dictionaries() -> Dictionaries {
            let entry = |value, (zh, en)| DictionaryEntry { value, zh, en };
            BTreeMap::from([
                $(($name, <$vocabulary>::ALL.iter().map(|word| entry(word.as_str(), word.label())).collect()),)+
            ])
        }
    };
}

dictionaries! {
    "absence_kind" => AbsenceKind,
    "access_purpose" => AccessPurpose,
    "action" => RequestAction,
    "answer_type" => AnswerType,
    "candidate_reason" => CandidateReason,
    "capacity" => Capacity,
    "channel" => Channel,
    "concern" => Concern,
    "contact_outcome" => ContactOutcome,
    "datum" => Datum,
    "gone" => GoneTarget,
    "exchange_kind" => ExchangeKind,
    "exchange_state" => ExchangeState,
    "grid_fact_kind" => GridFactKind,
    "grid_kind" => GridKind,
    "identity_decline" => IdentityDecline,
    "identity_end" => IdentityEnd,
    "identity_state" => IdentityState,
    "load_measure" => LoadMeasure,
    "name_likeness" => NameLikeness,
    "organization_kind" => OrganizationKind,
    "outcome" => ResolutionOutcome,
    "part" => PartakerRole,
    "partaker_kind" => PartakerKind,
    "parts_likeness" => PartsLikeness,
    "placed_by" => PlacedBy,
    "lost_because" => LostBecause,
    "lost_kind" => LostKind,
    "reassignment_action" => OperationKind,
    "reassignment_move" => ReassignmentMove,
    "reassignment_origin" => ReassignmentOrigin,
    "reassignment_reason" => ReassignmentReason,
    "reassignment_state" => ReassignmentState,
    "registration_end" => RegistrationEnd,
    "registration_state" => RegistrationState,
    "request_kind" => RequestKind,
    "request_state" => RequestState,
    "role" => Role,
    "search_end" => SearchEnd,
    "setting" => Setting,
    "sign_in_status" => SignInStatus,
    "theme" => Theme,
    "topic_outcome" => TopicOutcome,
    "topic_state" => TopicState,
    "unit_kind" => UnitKind,
    "upstream_reason" => UpstreamReason,
    "urgency" => Urgency,
    "waiting" => DeskWaiting,
    "zone_kind" => ZoneKind,
}

/// The labels of all enums, in Chinese and English.
#[utoipa::path(get, path = "/api/v1/dictionaries", responses((status = 200, body = BTreeMap<String, Vec<DictionaryEntry>>)))]
pub async fn list_dictionaries(_: Permit<Public>) -> Answer<Dictionaries> {
    Answer::ok(dictionaries()).cached(CACHED_SECONDS)
}
