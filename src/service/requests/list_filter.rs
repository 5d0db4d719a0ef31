//! What a list of requests is filtered by, as its reader names it: codes and identifiers are looked
//! up, and a category, concern or theme becomes the categories that are meant.

use crate::domain::atlas::Atlas;
use crate::domain::category::{Concern, Theme, is_within};
use crate::domain::id::{GridId, MemberId};
use crate::domain::unit::Unit;
use crate::error::{Code, Problem};
use crate::store::requests::ListFilter;
use uuid::Uuid;

/// A filter with names in it.
#[derive(Debug, Clone, Default)]
pub struct ListFilterInput {
    /// Concern of the category.
    pub concern: Option<Concern>,
    /// Theme of the category.
    pub theme: Option<Theme>,
    /// Code or identifier of the holder.
    pub holder: Option<String>,
    /// Code or identifier of the unit.
    pub unit: Option<String>,
    /// Code of the level whose grids hold it.
    pub level: Option<String>,
    /// What needs no looking up.
    pub plain: ListFilter,
}

impl ListFilterInput {
    /// Looks up what is named.
    ///
    /// # Errors
    /// [`Code::UnknownMember`], [`Code::UnknownUnit`], [`Code::UnknownLevel`] and
    /// [`Code::UnknownCategory`] at the name of the filter; [`Code::FiltersContradict`] where concern
    /// and theme leave nothing of the category.
    pub fn resolved(self, atlas: &Atlas) -> Result<ListFilter, Problem> {
        Ok(ListFilter {
            categories: self.categories(atlas)?,
            holder: self.holder.as_deref().map(|text| holder(atlas, text)).transpose()?,
            unit: self.unit.as_deref().map(|text| unit(atlas, text)).transpose()?,
            grids: self.level.as_deref().map(|code| grids_of(atlas, code)).transpose()?,
            ..self.plain
        })
    }

    /// Returns the categories that a concern and a theme leave, if either is asked for.
    fn categories(&self, atlas: &Atlas) -> Result<Option<Vec<String>>, Problem> {
        if self.concern.is_none() && self.theme.is_none() {
            return Ok(None);
        }
        let within = self.plain.category.as_deref();
        if let Some(category) = within {
            atlas.settings().category(category).map_err(|problem| problem.at("category"))?;
        }
        let left = atlas.settings().categories.all().iter().filter(|one| {
            self.concern.is_none_or(|concern| one.concern == concern)
                && self.theme.is_none_or(|theme| one.theme == Some(theme))
                && within.is_none_or(|category| is_within(&one.code, category))
        });
        let left: Vec<String> = left.map(|one| one.code.clone()).collect();
        if left.is_empty() && within.is_some() {
            let name = if self.concern.is_some() { "concern" } else { "theme" };
            let contradict = Problem::new(Code::FiltersContradict).at(name);
            return Err(contradict.with("name", name).with("other", "category"));
        }
        Ok(Some(left))
    }
}

fn holder(atlas: &Atlas, text: &str) -> Result<MemberId, Problem> {
    let people = atlas.people();
    let found = match Uuid::parse_str(text) {
        Ok(id) => people.member(MemberId(id)),
        Err(_) => people.by_code(text),
    };
    let unknown = || Problem::new(Code::UnknownMember).at("holder").with("member", text);
    found.map(|member| member.id).ok_or_else(unknown)
}

fn unit(atlas: &Atlas, text: &str) -> Result<Unit, Problem> {
    let found = match Uuid::parse_str(text) {
        Ok(id) => atlas.unit(id),
        Err(_) => atlas.unit_by_code(text),
    };
    found.ok_or_else(|| Problem::new(Code::UnknownUnit).at("unit").with("unit", text))
}

fn grids_of(atlas: &Atlas, code: &str) -> Result<Vec<GridId>, Problem> {
    let unknown = || Problem::new(Code::UnknownLevel).at("level").with("level", code);
    let level = atlas.settings().levels.index_of(code).ok_or_else(unknown)?;
    let tree = atlas.tree();
    let all = tree.root().map(|root| tree.downward(root.id)).unwrap_or_default();
    Ok(all.into_iter().filter(|&grid| tree.level(grid) == Some(level)).collect())
}
