//! Reading members, as far as the caller may know them.

use crate::domain::access::AccessPurpose;
use crate::domain::atlas::Atlas;
use crate::domain::authority::{may_identify, may_see_member, role_towards, serves_in};
use crate::domain::duty::Member;
use crate::domain::id::{GridId, MemberId};
use crate::domain::mask;
use crate::domain::period::Instant;
use crate::domain::scope::Scope;
use crate::error::{Code, Result};
use crate::store::access::Access;
use crate::store::{Db, accounts, member_identities};

/// Filter of a list of members.
#[derive(Debug, Clone, Default)]
pub struct MemberFilter {
    /// Members with a present or future duty in this grid, below it, or in building groups there.
    pub grid: Option<GridId>,
    /// Active members, or inactive ones.
    pub active: Option<bool>,
}

/// A member as one caller sees them.
#[derive(Debug, Clone)]
pub struct VisibleMember {
    /// The member.
    pub member: Member,
    /// Name, perhaps masked; `None` when it was erased.
    pub name: Option<String>,
    /// Phone, perhaps masked.
    pub phone: Option<String>,
    /// True if name and phone are masked.
    pub masked: bool,
}

/// Returns the members whom a caller may see, in no order and without names.
pub fn list_members<'a>(
    atlas: &'a Atlas,
    scope: &Scope,
    filter: &MemberFilter,
    now: Instant,
) -> impl Iterator<Item = &'a Member> {
    atlas.people().members().filter(move |member| {
        filter.active.is_none_or(|active| member.active == active)
            && filter.grid.is_none_or(|grid| serves_in(atlas, member.id, grid, now))
            && may_see_member(atlas, scope, member.id, now)
    })
}

/// Reads a member. When that shows somebody else's name and phone in full, an access record is
/// stored before the answer.
///
/// # Errors
/// [`Code::NotFound`] when there is none whom the caller may see; those of the database.
pub async fn read_member(db: &Db, scope: &Scope, id: MemberId) -> Result<VisibleMember> {
    let atlas = db.atlas();
    let now = db.now();
    let visible = may_see_member(&atlas, scope, id, now);
    let member = atlas.people().member(id).filter(|_| visible).ok_or(Code::NotFound)?.clone();
    let vault = db.clone();
    let identity =
        db.read(move |connection| member_identities::find(connection, vault.vault(), id)).await?;
    let masked = !may_identify(&atlas, scope, id, now);
    let Some(identity) = identity else {
        return Ok(VisibleMember { member, name: None, phone: None, masked });
    };
    if !masked && scope.member != Some(id) {
        record(db, &atlas, scope, id, now).await?;
    }
    let name = if masked { mask::name(&identity.name) } else { identity.name };
    let phone =
        identity.phone.map(|phone| if masked { phone.masked() } else { phone.as_str().to_owned() });
    Ok(VisibleMember { member, name: Some(name), phone, masked })
}

async fn record(
    db: &Db,
    atlas: &Atlas,
    scope: &Scope,
    member: MemberId,
    now: Instant,
) -> Result<()> {
    let reader = scope.account;
    let role = role_towards(atlas, scope, member, now);
    let mut duties = atlas.people().duties_of(member, now);
    let unit =
        duties.find_map(|duty| scope.nearest(atlas, Some(role), duty.unit)).map(|(_, unit)| unit);
    db.write(move |tx| {
        let subject = accounts::by_member(tx.connection, member)?.map(|account| account.id);
        let purpose = AccessPurpose::Staffing;
        let fields = vec!["name", "phone"];
        tx.record_access(&Access {
            subject,
            request: None,
            reader,
            role,
            unit,
            purpose,
            reason: None,
            fields,
        })
    })
    .await
}
