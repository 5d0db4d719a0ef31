//! How people are shown beside what they answer for.

use crate::domain::atlas::Atlas;
use crate::domain::id::MemberId;
use crate::domain::role::Role;
use crate::domain::scope::Scope;
use crate::error::Result;
use crate::service::member_names::masked_names;
use crate::store::Db;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;
use utoipa::ToSchema;

/// A member in brief.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MemberBrief {
    /// Identifier.
    #[schema(value_type = Uuid)]
    pub id: MemberId,
    /// Code, as people use it (工号); shown to members only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Name, masked; missing once it was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "张*")]
    pub name: Option<String>,
}

/// The members of one answer with their masked names.
pub struct MemberNames {
    atlas: Arc<Atlas>,
    with_codes: bool,
    names: HashMap<MemberId, String>,
}

impl MemberNames {
    /// Reads the names of some members, for a caller.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn read(
        db: &Db,
        atlas: &Arc<Atlas>,
        scope: &Scope,
        members: impl IntoIterator<Item = MemberId>,
    ) -> Result<Self> {
        let mut members: Vec<MemberId> = members.into_iter().collect();
        members.sort_unstable();
        members.dedup();
        let names = masked_names(db, members).await?;
        Ok(Self { atlas: Arc::clone(atlas), with_codes: scope.roles.contains(Role::Member), names })
    }

    /// The masked name of a member, if it was read and is not erased.
    pub fn name(&self, id: MemberId) -> Option<String> {
        self.names.get(&id).cloned()
    }

    /// A member in brief.
    pub fn brief(&self, id: MemberId) -> MemberBrief {
        let member = self.atlas.people().member(id).filter(|_| self.with_codes);
        MemberBrief { id, code: member.map(|member| member.code.clone()), name: self.name(id) }
    }
}
