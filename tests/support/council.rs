//! A supervisor at work: change sets drafted, previewed and applied by the verbs of the service.

use super::town::Town;
use std::sync::Arc;
use uuid::Uuid;
use wangge::domain::atlas_edit::AtlasEdit;
use wangge::domain::datum::Datum;
use wangge::domain::duty::{Appointment, Member};
use wangge::domain::id::{AccountId, AppointmentId, GridId, MemberId, ReassignmentId, RequestId};
use wangge::domain::login_name::LoginName;
use wangge::domain::period::Period;
use wangge::domain::reassignment::{OperationSpec, Preview, ReassignmentOrigin};
use wangge::domain::role::Role;
use wangge::domain::scope::Scope;
use wangge::error::Result;
use wangge::service::reassignments::{
    NewOperation, NewReassignment, ReassignmentProfile, add_operation, apply_reassignment, create,
    preview, undo,
};
use wangge::store::accounts::{self, Account};
use wangge::store::idempotency::IdempotentCall;

/// A supervisor of the root.
pub struct Council<'a> {
    pub town: &'a Town,
    account: AccountId,
    member: MemberId,
}

/// What came of a change set.
pub struct Applied {
    pub id: ReassignmentId,
    /// What the preview said.
    pub preview: Preview,
    /// Which requests would move, and who would hold them, by the preview.
    pub announced: Vec<(RequestId, MemberId)>,
    /// How many moved.
    pub moved: usize,
}

/// A change set that was looked at.
pub struct Seen {
    id: ReassignmentId,
    version: i64,
    preview: Preview,
    announced: Vec<(RequestId, MemberId)>,
}

pub fn key() -> IdempotentCall {
    IdempotentCall {
        actor: Uuid::now_v7().to_string(),
        route: "test".to_owned(),
        key: Uuid::now_v7().to_string(),
        body_hash: vec![0; 32],
    }
}

impl<'a> Council<'a> {
    /// Appoints somebody to supervise a grid, and gives them a login.
    pub async fn appoint(town: &'a Town, grid: GridId) -> Self {
        let (member, account, now) =
            (MemberId(Uuid::now_v7()), AccountId(Uuid::now_v7()), town.now());
        let code = format!("council-{}", member.0.as_simple()).chars().take(30).collect::<String>();
        let new =
            Member { id: member, code: code.clone(), active: true, created_at: now, version: 1 };
        let (id, role) = (AppointmentId(Uuid::now_v7()), Role::Supervisor);
        let appointment = Appointment {
            id,
            member,
            role,
            grid,
            organization: None,
            period: Period::since(now),
            version: 1,
        };
        town.apply(vec![AtlasEdit::AddMember(new), AtlasEdit::Appoint(appointment)]).await.unwrap();
        let name = LoginName::parse(&code).unwrap();
        let row = Account::new(account, Some((&name, member)), false, now);
        town.db.write(move |tx| accounts::insert(tx, &row)).await.unwrap();
        Self { town, account, member }
    }

    fn scope(&self) -> Arc<Scope> {
        Arc::new(Scope::of(&self.town.db.atlas(), self.account, Some(self.member), self.town.now()))
    }

    /// Drafts, previews and applies; the first refusal ends it.
    pub async fn carry_out(&self, actions: &[OperationSpec]) -> Result<Applied> {
        self.apply(self.propose(actions).await?).await
    }

    /// Drafts and previews; the first refusal ends it.
    pub async fn propose(&self, actions: &[OperationSpec]) -> Result<Seen> {
        let (profile, origin) = (ReassignmentProfile::default(), ReassignmentOrigin::Drafted);
        let new = NewReassignment { origin, profile, operations: Vec::new(), undoes: None };
        let id = create(&self.town.db, &self.scope(), key(), new).await?.made;
        let mut version = 1;
        for action in actions {
            let db = &self.town.db;
            let new = NewOperation { action: action.clone(), datum: Datum::Wgs84, repair: false };
            add_operation(db, &self.scope(), key(), id, version, new).await?;
            version += 1;
        }
        self.look(id, version).await
    }

    /// Takes one back.
    pub async fn take_back(&self, id: ReassignmentId, version: i64) -> Result<Applied> {
        let undoing = undo(&self.town.db, &self.scope(), key(), id, version).await?.made;
        self.apply(self.look(undoing, 1).await?).await
    }

    async fn look(&self, id: ReassignmentId, version: i64) -> Result<Seen> {
        let (_, forecast) = preview(&self.town.db, &self.scope(), key(), id, version).await?;
        let (preview, moving) = (forecast.preview, forecast.moving);
        let announced = moving
            .iter()
            .map(|moving| (moving.to.request, moving.to.routed.holding.member))
            .collect();
        Ok(Seen { id, version: version + 1, preview, announced })
    }

    /// Applies what was seen.
    pub async fn apply(&self, seen: Seen) -> Result<Applied> {
        let Seen { id, version, preview, announced } = seen;
        let digest = preview.digest.clone();
        let outcome =
            apply_reassignment(&self.town.db, &self.scope(), key(), id, version, digest).await?;
        Ok(Applied { id, preview, announced, moved: outcome.effects.moved })
    }
}
