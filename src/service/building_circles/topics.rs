//! Topics: opened by members of a circle, concluded by those who lead it.

use super::membership::{among, leads};
use super::{check_written, require, require_present};
use crate::domain::building_circle::{TopicOutcome, TopicState};
use crate::domain::characters::{check_said, check_text};
use crate::domain::id::{BuildingCircleId, CircleTopicId};
use crate::domain::scope::Scope;
use crate::domain::secret_text::SecretText;
use crate::error::{Code, Result};
use crate::service::once::WrittenOnce;
use crate::service::preconditions::require_version;
use crate::store::building_circles::{BuildingCircle, CircleText, CircleTopic};
use crate::store::column::StoredInstant;
use crate::store::idempotency::IdempotentCall;
use crate::store::{Actor, Db, new_id};
use serde_json::json;

/// Opens a topic in a circle.
///
/// # Errors
/// [`Code::NotFound`] when the caller does not belong to it, [`Code::CircleRetired`]; those of the
/// texts.
pub async fn open_topic(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    circle: BuildingCircleId,
    text: CircleText,
) -> Result<WrittenOnce<CircleTopicId>> {
    check_written(&text)?;
    let scope = scope.clone();
    let id = CircleTopicId(new_id(db.now()));
    WrittenOnce::write(db, key, id, move |tx| {
        let circle = BuildingCircle::load(tx.connection, circle)?;
        let (circle, scope, member) = among(tx, &scope, circle)?;
        require_present(&circle)?;
        let mut row = CircleTopic {
            id,
            circle_id: circle.id,
            member_id: member,
            state: TopicState::Open,
            outcome: None,
            concluded_by: None,
            created_at: StoredInstant(tx.now()),
            concluded_at: None,
            event_count: 0,
            version: 0,
        };
        let payload = json!({ "circle": row.circle_id, "member": row.member_id });
        row.insert(tx, &Actor::of(&scope), "topic_opened", payload)?;
        tx.set_circle_text(id.0, &text)
    })
    .await
}

/// Conclusion of a topic.
#[derive(Debug, Clone)]
pub struct Conclusion {
    /// Outcome.
    pub outcome: TopicOutcome,
    /// Text of the conclusion.
    pub words: SecretText,
}

/// Concludes a topic.
///
/// # Errors
/// [`Code::NotFound`] when the caller does not belong to its circle, [`Code::CircleNotYours`] when
/// they do not lead it, [`Code::StaleVersion`], [`Code::TopicConcluded`], [`Code::Erased`] when its
/// texts were erased; those of the words.
pub async fn conclude_topic(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    id: CircleTopicId,
    version: i64,
    conclusion: Conclusion,
) -> Result<WrittenOnce<CircleTopicId>> {
    let words = conclusion.words.expose();
    check_said(words).and_then(|()| check_text(words)).map_err(|problem| problem.at("/words"))?;
    let scope = scope.clone();
    WrittenOnce::write(db, key, id, move |tx| {
        let mut row = CircleTopic::load(tx.connection, id)?;
        let circle = BuildingCircle::load(tx.connection, row.circle_id)?;
        let (circle, scope, member) = among(tx, &scope, circle)?;
        require(leads(&*tx.atlas()?, &scope, &circle))?;
        require_version(row.version, version)?;
        if row.state == TopicState::Concluded {
            return Err(Code::TopicConcluded.into());
        }
        row.state = TopicState::Concluded;
        row.outcome = Some(conclusion.outcome);
        row.concluded_by = Some(member);
        row.concluded_at = Some(StoredInstant(tx.now()));
        let payload = json!({ "outcome": row.outcome, "by": row.concluded_by });
        row.update(tx, &Actor::of(&scope), "topic_concluded", payload)?;
        let text = CircleText::load(tx.connection, tx.vault(), &[id.0])?
            .remove(&id.0)
            .ok_or(Code::Erased)?;
        tx.set_circle_text(id.0, &CircleText { words: Some(conclusion.words.clone()), ..text })
    })
    .await
}
