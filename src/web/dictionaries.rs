//! The words of the API with their labels, so that no client needs a copy.

use super::auth::SignInStatus;
use super::language::Wished;
use super::parameters::Query;
use super::permission::{Permit, Public};
use super::published::Published;
use crate::domain::access::AccessPurpose;
use crate::domain::address::{NameLikeness, PartsLikeness};
use crate::domain::alias::AliasTargetKind;
use crate::domain::balance::{LoadMeasure, SearchEnd};
use crate::domain::building_circle::{ExchangeKind, ExchangeState, TopicOutcome, TopicState};
use crate::domain::category::{AnswerType, Concern, Theme};
use crate::domain::datum::Datum;
use crate::domain::duty::{AbsenceKind, Capacity};
use crate::domain::file_import::{ImportKind, ImportState};
use crate::domain::grid_history::GridFactKind;
use crate::domain::organization::OrganizationKind;
use crate::domain::pioneer_post::ZoneKind;
use crate::domain::reassignment::{
    LostBecause, LostKind, OperationKind, ReassignmentMove, ReassignmentOrigin, ReassignmentReason,
    ReassignmentState,
};
use crate::domain::registration::{RegistrationEnd, RegistrationState};
use crate::domain::request::{
    AssignmentCause, Channel, ClosingWay, ContactOutcome, DeskQueue, EscalationReason, EventKind,
    KindBy, MoveCondition, MoveField, NoContactReason, NoteKind, OfferKind, Party, RedirectReason,
    ReleasedField, RequestAction, RequestKind, RequestState, ResolutionOutcome, ReturnReason,
    ReviewDecision, Satisfaction, TaskAction, TaskAssigneeKind, TaskParty, TaskState,
    TransferReason, UpstreamReason, Urgency, VerdictSource,
};
use crate::domain::role::Role;
use crate::domain::routing::coverage::{CoveragePlaces, CoverageStartKind};
use crate::domain::routing::{
    CoverVerdictKind, ElsewhereReason, GoneTarget, GuessReason, MatchConfidence, PlacedBy,
    SkipReason, TraceStepKind,
};
use crate::domain::routing_rule::{
    PartakerKind, PartakerRole, RelativePartaker, RuleEffectKind, TimeOfDayKind,
};
use crate::domain::second_identity::{IdentityDecline, IdentityEnd, IdentityState};
use crate::domain::unit::{GridKind, Setting, UnitKind};
use crate::error::{Code, Problem, Result};
use crate::service::requests::dispatch::CandidateReason;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// Labels change with a release only.
const CACHED_SECONDS: u32 = 3600;

/// Word of a vocabulary with its labels.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DictionaryEntry {
    /// Word in JSON.
    #[schema(example = "resident")]
    value: &'static str,
    /// Chinese label; missing if only English labels were asked for.
    #[schema(example = "居民", required = false)]
    zh: &'static str,
    /// English label; missing if only Chinese labels were asked for.
    #[schema(example = "resident", required = false)]
    en: &'static str,
}

/// Words of each vocabulary by its name, in the order they are shown to people.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(value_type = BTreeMap<String, Vec<DictionaryEntry>>)]
pub struct Dictionaries(pub BTreeMap<&'static str, Vec<DictionaryEntry>>);

macro_rules! dictionaries {
    ($($name:literal => $vocabulary:ty,)+) => {
        /// Returns every vocabulary of the API.
        pub fn dictionaries() -> Dictionaries {
            let entry = |value, (zh, en)| DictionaryEntry { value, zh, en };
            Dictionaries(BTreeMap::from([
                $(($name, <$vocabulary>::ALL.iter().map(|word| entry(word.as_str(), word.label())).collect()),)+
            ]))
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
    "cause" => AssignmentCause,
    "closing_way" => ClosingWay,
    "concern" => Concern,
    "contact_outcome" => ContactOutcome,
    "cover_verdict" => CoverVerdictKind,
    "coverage_places" => CoveragePlaces,
    "coverage_start" => CoverageStartKind,
    "datum" => Datum,
    "gone" => GoneTarget,
    "elsewhere" => ElsewhereReason,
    "event_kind" => EventKind,
    "exchange_kind" => ExchangeKind,
    "exchange_state" => ExchangeState,
    "grid_fact_kind" => GridFactKind,
    "grid_kind" => GridKind,
    "identity_decline" => IdentityDecline,
    "identity_end" => IdentityEnd,
    "identity_state" => IdentityState,
    "kind_by" => KindBy,
    "load_measure" => LoadMeasure,
    "move_condition" => MoveCondition,
    "move_field" => MoveField,
    "name_likeness" => NameLikeness,
    "note_kind" => NoteKind,
    "organization_kind" => OrganizationKind,
    "outcome" => ResolutionOutcome,
    "part" => PartakerRole,
    "partaker_kind" => PartakerKind,
    "parts_likeness" => PartsLikeness,
    "party" => Party,
    "placed_by" => PlacedBy,
    "lost_because" => LostBecause,
    "lost_kind" => LostKind,
    "redirect_reason" => RedirectReason,
    "reassignment_action" => OperationKind,
    "reassignment_move" => ReassignmentMove,
    "reassignment_origin" => ReassignmentOrigin,
    "reassignment_reason" => ReassignmentReason,
    "reassignment_state" => ReassignmentState,
    "registration_end" => RegistrationEnd,
    "registration_state" => RegistrationState,
    "released_field" => ReleasedField,
    "request_kind" => RequestKind,
    "request_state" => RequestState,
    "role" => Role,
    "relative_partaker" => RelativePartaker,
    "rule_effect" => RuleEffectKind,
    "satisfaction" => Satisfaction,
    "search_end" => SearchEnd,
    "setting" => Setting,
    "sign_in_status" => SignInStatus,
    "skip_reason" => SkipReason,
    "task_action" => TaskAction,
    "task_assignee_kind" => TaskAssigneeKind,
    "task_party" => TaskParty,
    "task_state" => TaskState,
    "theme" => Theme,
    "time_of_day" => TimeOfDayKind,
    "topic_outcome" => TopicOutcome,
    "topic_state" => TopicState,
    "trace_step" => TraceStepKind,
    "match_confidence" => MatchConfidence,
    "alias_target_kind" => AliasTargetKind,
    "guess_reason" => GuessReason,
    "import_kind" => ImportKind,
    "import_state" => ImportState,
    "transfer_reason" => TransferReason,
    "escalation_reason" => EscalationReason,
    "no_contact_reason" => NoContactReason,
    "offer_kind" => OfferKind,
    "return_reason" => ReturnReason,
    "review_decision" => ReviewDecision,
    "unit_kind" => UnitKind,
    "upstream_reason" => UpstreamReason,
    "urgency" => Urgency,
    "verdict_source" => VerdictSource,
    "waiting" => DeskQueue,
    "zone_kind" => ZoneKind,
}

/// Filter of the dictionaries.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DictionaryQuery {
    /// Names of dictionaries, joined by commas; all of them when missing.
    #[serde(default)]
    #[param(value_type = Option<String>, example = "urgency,request_state")]
    pub name: Vec<String>,
}

/// Lists the labels of all enums.
///
/// In Chinese and English; in one of them when `lang` or `Accept-Language` names it. They change
/// with a release only: ask with `If-None-Match`.
///
/// # Errors
/// `unknown_dictionary`
#[utoipa::path(get, path = "/api/v1/dictionaries")]
pub async fn list_dictionaries(
    _: Permit<Public>,
    Wished(language): Wished,
    Query(query): Query<DictionaryQuery>,
) -> Result<Published<Dictionaries>> {
    let mut document = dictionaries();
    let unknown = query.name.iter().find(|name| !document.0.contains_key(name.as_str()));
    if let Some(name) = unknown {
        let known: Vec<&str> = document.0.keys().copied().collect();
        return Err(Problem::new(Code::UnknownDictionary)
            .at("name")
            .with("name", name.as_str())
            .with("known", known)
            .into());
    }
    if !query.name.is_empty() {
        document.0.retain(|name, _| query.name.iter().any(|wanted| wanted == name));
    }
    Ok(Published { document, language, seconds: CACHED_SECONDS })
}
