//! 治理共同体: a pact of each neighbourhood with the organisations that work there.

use super::accounts::Cast;
use super::chronicle::key;
use super::community::LedNeighbourhood;
use crate::domain::calendar::zone;
use crate::domain::id::OrganizationId;
use crate::domain::organization::OrganizationKind;
use crate::error::Result;
use crate::service::alliances::{AllianceProfile, create_alliance, retire_alliance};
use crate::store::Db;
use chrono::Days;

/// Days from the beginning of a pact to the founding of the town.
const SINCE: Days = Days::new(150);
/// Days from the founding of the town to the end of the pacts: two hold on, one ends soon, and one
/// has run out and is retired.
const UNTIL: [Days; 4] = [Days::new(580), Days::new(215), Days::new(60), Days::new(20)];
/// Index of the alliance that is retired.
const RETIRED: usize = 3;

/// Creates the alliances, each by the secretary of its neighbourhood.
///
/// # Errors
/// Those of the service.
pub(super) async fn found(db: &Db, cast: &Cast) -> Result<()> {
    let today = db.now().with_timezone(&zone()).date_naive();
    let neighbourhoods = LedNeighbourhood::all(db)?;
    for ((number, home), until) in neighbourhoods.into_iter().enumerate().zip(UNTIL) {
        let scope = cast.scope(db, home.secretary)?;
        let atlas = db.atlas();
        let name = atlas.tree().get(home.grid).map_or("", |grid| grid.name.as_str());
        let profile = AllianceProfile {
            name: format!("{name}治理共同体"),
            pact_from: today - SINCE,
            pact_to: today + until,
            liaison: Some(home.secretary),
            organizations: partners(db, home),
        };
        let created = key(&scope, "POST /api/v1/alliances", &profile.name);
        let id = create_alliance(db, &scope, created, home.grid, profile).await?.made;
        if number == RETIRED {
            let retired = key(&scope, "POST /api/v1/alliances/{id}/retire", &id.to_string());
            retire_alliance(db, &scope, retired, id, 1).await?;
        }
    }
    Ok(())
}

/// Returns the organisations of a neighbourhood and those of the whole town that are no offices.
fn partners(db: &Db, home: LedNeighbourhood) -> Vec<OrganizationId> {
    let atlas = db.atlas();
    let root = atlas.tree().root().map(|root| root.id);
    let here = atlas.organizations().in_grid(home.grid);
    let town = root.into_iter().flat_map(|root| atlas.organizations().in_grid(root));
    let partners = here.chain(town.filter(|one| !one.kind.is_office()));
    partners.filter(|one| one.kind != OrganizationKind::OwnersCommittee).map(|one| one.id).collect()
}
