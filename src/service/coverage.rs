//! What the routing rules come to: for a supervisor, who gets what in a subtree by which rule.

pub mod sheet;

use super::preconditions::require_visible;
use crate::domain::atlas::Atlas;
use crate::domain::authority::may_rule;
use crate::domain::category::Category;
use crate::domain::id::GridId;
use crate::domain::period::Instant;
use crate::domain::request_terms::{RequestKind, Urgency};
use crate::domain::routing::coverage::{CoveragePlaces, CoverageRow, CoveredTree, RequestSort};
use crate::domain::scope::Scope;
use crate::error::{Code, Error, Problem, Result};
use crate::store::Db;
use std::collections::HashSet;
use std::sync::Arc;

/// Maximum number of routings that one coverage takes.
pub const CASES_MAX: usize = 200_000;

/// Maximum number of categories that one coverage names.
pub const CATEGORIES_MAX: usize = 200;

/// Input of a coverage.
#[derive(Debug, Clone)]
pub struct CoverageQuestion {
    /// Grid; everything below it belongs to it.
    pub grid: GridId,
    /// Categories, each with those below it; none: all.
    pub categories: Vec<String>,
    /// Kinds; none: that of each category.
    pub kinds: Vec<RequestKind>,
    /// Urgency; none: that of each category.
    pub urgency: Option<Urgency>,
    /// Places.
    pub places: CoveragePlaces,
    /// Instant at which requests would come in, now or later; none: now.
    pub at: Option<Instant>,
}

/// Who gets what in a subtree.
#[derive(Debug)]
pub struct Coverage {
    /// The atlas.
    pub atlas: Arc<Atlas>,
    /// Instant.
    pub at: Instant,
    /// Rows, by the code of their place, then by their first category and kind.
    pub rows: Vec<NamedCoverageRow>,
}

/// A row with its sorts of requests by name.
#[derive(Debug)]
pub struct NamedCoverageRow {
    /// Code of the place.
    pub code: String,
    /// Categories.
    pub categories: Vec<String>,
    /// Kind, where kinds were asked for; none: that of each category.
    pub kind: Option<RequestKind>,
    /// Row.
    pub row: CoverageRow,
}

/// Works out who gets what. It changes nothing.
///
/// # Errors
/// [`Code::NotFound`] at `/grid` for a grid where the caller sets no rules; [`Code::TooMany`] and
/// [`Code::UnknownCategory`] at `/categories`; [`Code::BeginsInThePast`] at `/at`;
/// [`Code::CoverageTooLarge`]; [`Code::CalculationRunning`].
pub async fn coverage(db: &Db, scope: &Scope, question: CoverageQuestion) -> Result<Coverage> {
    let atlas = db.atlas();
    let is_there = atlas.tree().active(question.grid).is_some();
    require_visible(is_there && may_rule(&atlas, scope, question.grid), "/grid")?;
    let now = db.now();
    let at = question.at.unwrap_or(now);
    if at < now {
        let problem = Problem::new(Code::BeginsInThePast).with("now", now.to_rfc3339());
        return Err(problem.at("/at").into());
    }
    check_categories(&atlas, &question.categories)?;
    let turn = db.long_turn(scope.account.ok_or(Code::SignInRequired)?).await?;
    let work = Arc::clone(&atlas);
    let rows = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        rows(&work, &question, at)
    });
    Ok(Coverage { atlas, at, rows: rows.await.map_err(Error::internal)?? })
}

fn check_categories(atlas: &Atlas, named: &[String]) -> Result<(), Problem> {
    if named.len() > CATEGORIES_MAX {
        return Err(Problem::new(Code::TooMany).with("max", CATEGORIES_MAX).at("/categories"));
    }
    for (index, code) in named.iter().enumerate() {
        let at = format!("/categories/{index}");
        atlas.settings().category(code).map_err(|problem| problem.at(at))?;
    }
    Ok(())
}

fn rows(
    atlas: &Atlas,
    question: &CoverageQuestion,
    at: Instant,
) -> Result<Vec<NamedCoverageRow>, Problem> {
    let sorts = sorts(atlas, question);
    let tree = CoveredTree::new(atlas, question.grid, question.places);
    let found = tree.len() * sorts.len();
    if found > CASES_MAX {
        let problem = Problem::new(Code::CoverageTooLarge);
        return Err(problem.with("found", found).with("max", CASES_MAX));
    }
    let is_by_kind = !question.kinds.is_empty();
    let rows = tree.coverage(&sorts, |sort| is_by_kind.then_some(sort.kind), at)?;
    let named = rows.into_iter().map(|row| {
        let of_row = || row.sorts.iter().filter_map(|&index| sorts.get(index));
        NamedCoverageRow {
            code: atlas.code_of(row.place),
            categories: of_row().map(|sort| sort.category.to_owned()).collect(),
            kind: of_row().next().map(|sort| sort.kind).filter(|_| is_by_kind),
            row,
        }
    });
    let mut named: Vec<NamedCoverageRow> = named.collect();
    named.sort_by_cached_key(NamedCoverageRow::position);
    Ok(named)
}

impl NamedCoverageRow {
    /// Returns its position in the table, which no other row has.
    pub fn position(&self) -> (String, String, String) {
        let category = self.categories.first().cloned().unwrap_or_default();
        let kind = self.kind.map(|kind| kind.as_str().to_owned()).unwrap_or_default();
        (self.code.clone(), category, kind)
    }
}

/// Returns the sorts of requests that are asked about, in the order of the categories.
fn sorts<'a>(atlas: &'a Atlas, question: &CoverageQuestion) -> Vec<RequestSort<'a>> {
    let named: HashSet<&str> = question.categories.iter().map(String::as_str).collect();
    let is_asked = |category: &Category| {
        let mut codes = std::iter::successors(Some(category.code.as_str()), |code| {
            code.rsplit_once('.').map(|(above, _)| above)
        });
        named.is_empty() || codes.any(|code| named.contains(code))
    };
    let categories = atlas.settings().categories.all().iter();
    let categories = categories.filter(|category| category.submittable && is_asked(category));
    categories.flat_map(|category| of_category(category, question)).collect()
}

fn of_category<'a>(category: &'a Category, question: &CoverageQuestion) -> Vec<RequestSort<'a>> {
    let urgency = question.urgency.unwrap_or(category.urgency);
    let kinds = match question.kinds.as_slice() {
        [] => vec![category.kind],
        kinds => RequestKind::ALL.iter().copied().filter(|kind| kinds.contains(kind)).collect(),
    };
    let sort = |kind| RequestSort {
        category: &category.code,
        kind,
        urgency,
        confidential: category.confidential || kind == RequestKind::Report,
    };
    kinds.into_iter().map(sort).collect()
}
