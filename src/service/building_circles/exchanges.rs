//! Offers and needs: opened by members of a circle, settled by their author or those who lead the
//! circle.

use super::membership::{among, leads};
use super::{check_written, require, require_present};
use crate::domain::building_circle::{ExchangeKind, ExchangeState};
use crate::domain::id::{BuildingCircleId, CircleExchangeId};
use crate::domain::scope::Scope;
use crate::error::{Code, Problem, Result};
use crate::service::once::WrittenOnce;
use crate::service::preconditions::require_version;
use crate::store::building_circles::{BuildingCircle, CircleExchange, CircleText};
use crate::store::column::StoredInstant;
use crate::store::idempotency::IdempotentCall;
use crate::store::{Actor, Db, new_id};
use serde_json::json;

/// Input of an exchange.
#[derive(Debug, Clone)]
pub struct NewExchange {
    /// Offer or need.
    pub kind: ExchangeKind,
    /// Text of the exchange.
    pub text: CircleText,
}

/// Opens an exchange in a circle.
///
/// # Errors
/// [`Code::NotFound`] when the caller does not belong to it, [`Code::CircleRetired`]; those of the
/// texts.
pub async fn open_exchange(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    circle: BuildingCircleId,
    new: NewExchange,
) -> Result<WrittenOnce<CircleExchangeId>> {
    check_written(&new.text)?;
    let scope = scope.clone();
    let id = CircleExchangeId(new_id(db.now()));
    WrittenOnce::write(db, key, id, move |tx| {
        let circle = BuildingCircle::load(tx.connection, circle)?;
        let (circle, scope, member) = among(tx, &scope, circle)?;
        require_present(&circle)?;
        let mut row = CircleExchange {
            id,
            circle_id: circle.id,
            member_id: member,
            kind: new.kind,
            state: ExchangeState::Open,
            created_at: StoredInstant(tx.now()),
            settled_at: None,
            event_count: 0,
            version: 0,
        };
        let payload = json!({ "circle": row.circle_id, "member": row.member_id, "kind": row.kind });
        row.insert(tx, &Actor::of(&scope), "exchange_opened", payload)?;
        tx.set_circle_text(id.0, &new.text)
    })
    .await
}

/// Settles an exchange: it was met, or is taken down.
///
/// # Errors
/// [`Code::NotFound`] when the caller does not belong to its circle, [`Code::CircleNotYours`] when
/// they neither opened it nor lead the circle, [`Code::StaleVersion`], [`Code::ExchangeSettled`].
pub async fn settle_exchange(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    id: CircleExchangeId,
    version: i64,
    met: bool,
) -> Result<WrittenOnce<CircleExchangeId>> {
    let scope = scope.clone();
    WrittenOnce::write(db, key, id, move |tx| {
        let mut row = CircleExchange::load(tx.connection, id)?;
        let circle = BuildingCircle::load(tx.connection, row.circle_id)?;
        let (circle, scope, member) = among(tx, &scope, circle)?;
        require(row.member_id == member || leads(&*tx.atlas()?, &scope, &circle))?;
        require_version(row.version, version)?;
        if row.state != ExchangeState::Open {
            return Err(Problem::new(Code::ExchangeSettled).with("state", row.state).into());
        }
        row.state = if met { ExchangeState::Met } else { ExchangeState::Closed };
        row.settled_at = Some(StoredInstant(tx.now()));
        let payload = json!({ "state": row.state });
        row.update(tx, &Actor::of(&scope), "exchange_settled", payload)
    })
    .await
}
