//! How a request stands, in words for its reporter.

use crate::domain::atlas::Atlas;
use crate::domain::request::ReporterStanding;
use crate::error::Language;
use crate::store::requests::RequestRow;
use crate::web::units::UnitView;
use chrono::TimeDelta;

/// Says what was done, and who does what next, until when. `silence` is the time after which a
/// resolved request closes without a verdict.
pub(super) fn in_words(
    atlas: &Atlas,
    row: &RequestRow,
    silence: TimeDelta,
    language: Language,
) -> String {
    let told = row.as_told_outside();
    let facts = told.facts(Vec::new());
    let standing = ReporterStanding {
        state: told.state,
        unit: &UnitView::holding(atlas, &told, language).name,
        contacts: facts.has_contact() && facts.contact.is_none(),
        asked: facts.asked_at.is_some() && told.state.is_open(),
        due: told.next_due.map(|due| due.0),
        outcome: told.outcome,
        closes: facts.last_resolved_at().map(|at| at + silence),
        received_at: told.received_at.0,
    };
    standing.in_words(language)
}
