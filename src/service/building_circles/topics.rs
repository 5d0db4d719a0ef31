//! Topics: brought up by whoever belongs to a circle, concluded by those who lead it.

use super::sight::{among, leads};
use super::{check_written, require, require_present};
use crate::domain::building_circle::{TopicOutcome, TopicState};
use crate::domain::characters::{check_said, check_text};
use crate::domain::id::{BuildingCircleId, CircleTopicId};
use crate::domain::scope::Scope;
use crate::domain::secret_text::SecretText;
use crate::error::{Code, Result};
use crate::service::command::unchanged;
use crate::service::once::WrittenOnce;
use crate::store::building_circles::{BuildingCircle, CircleText, CircleTopic};
use crate::store::column::StoredInstant;
use crate::store::idempotency::IdempotentCall;
use crate::store::{Actor, Db, new_id};

/// Brings a topic up in a circle.
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
    let (scope, id) = (scope.clone(), CircleTopicId(new_id(db.now())));
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
        tx.insert_topic(&mut row, &Actor::of(&scope))?;
        tx.set_circle_text(id.0, &text)
    })
    .await
}

/// What came of a topic.
#[derive(Debug, Clone)]
pub struct Conclusion {
    /// In one word.
    pub outcome: TopicOutcome,
    /// In their own words.
    pub words: SecretText,
}

/// Says what came of a topic.
///
/// # Errors
/// [`Code::NotFound`] when the caller does not belong to its circle, [`Code::CircleNotYours`] when
/// it is not theirs to lead, [`Code::StaleVersion`], [`Code::TopicConcluded`], [`Code::Erased`]
/// when its texts were erased; those of the words.
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
        unchanged(row.version, version)?;
        if row.state == TopicState::Concluded {
            return Err(Code::TopicConcluded.into());
        }
        (row.state, row.outcome) = (TopicState::Concluded, Some(conclusion.outcome));
        (row.concluded_by, row.concluded_at) = (Some(member), Some(StoredInstant(tx.now())));
        tx.conclude_topic(&mut row, &Actor::of(&scope))?;
        let text = CircleText::load(tx.connection, tx.vault(), &[id.0])?
            .remove(&id.0)
            .ok_or(Code::Erased)?;
        tx.set_circle_text(id.0, &CircleText { words: Some(conclusion.words.clone()), ..text })
    })
    .await
}
