//! Organisations and their tree.

use crate::domain::id::{GridId, OrganizationId};
use crate::domain::organization::{Organization, OrganizationKind};
use crate::domain::unit::Unit;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// All organisations, ended ones included.
#[derive(Debug, Clone, Default)]
pub struct Organizations {
    all: HashMap<OrganizationId, Arc<Organization>>,
    by_code: HashMap<String, OrganizationId>,
    /// The organisations that have not ended, by each unit that they serve.
    by_served: HashMap<Unit, BTreeSet<OrganizationId>>,
}

impl Organizations {
    pub(super) fn put(&mut self, organization: &Organization) {
        if let Some(before) = self.all.get(&organization.id) {
            for unit in before.profile.served() {
                self.by_served.entry(unit).or_default().remove(&organization.id);
            }
        }
        if organization.life.to.is_none() {
            for unit in organization.profile.served() {
                self.by_served.entry(unit).or_default().insert(organization.id);
            }
        }
        self.by_code.insert(organization.code.clone(), organization.id);
        self.all.insert(organization.id, Arc::new(organization.clone()));
    }

    /// Returns all organisations, ended ones included, in no order.
    pub(super) fn every(&self) -> impl Iterator<Item = &Organization> {
        self.all.values().map(AsRef::as_ref)
    }

    /// Returns an organisation by identifier, ended ones included.
    pub fn get(&self, id: OrganizationId) -> Option<&Organization> {
        self.all.get(&id).map(AsRef::as_ref)
    }

    /// Returns an organisation by identifier, if it has not ended.
    pub fn active(&self, id: OrganizationId) -> Option<&Organization> {
        self.get(id).filter(|organization| organization.life.to.is_none())
    }

    /// Returns an organisation by code, ended ones included.
    pub fn by_code(&self, code: &str) -> Option<&Organization> {
        self.by_code.get(code).and_then(|&id| self.get(id))
    }

    /// Returns the organisations that have not ended, in no order.
    pub fn all(&self) -> impl Iterator<Item = &Organization> {
        self.every().filter(|organization| organization.life.to.is_none())
    }

    /// Returns a department or station office by identifier, ended ones included.
    pub fn office(&self, id: OrganizationId) -> Option<&Organization> {
        self.get(id).filter(|organization| organization.kind.is_office())
    }

    /// Returns the departments and station offices that have not ended, in no order.
    pub fn offices(&self) -> impl Iterator<Item = &Organization> {
        self.all().filter(|organization| organization.kind.is_office())
    }

    /// Returns the organisations directly below one.
    pub fn children(&self, id: OrganizationId) -> impl Iterator<Item = &Organization> {
        self.all().filter(move |organization| organization.profile.parent == Some(id))
    }

    /// Returns the organisations that work in a grid itself, not in one below.
    pub fn in_grid(&self, grid: GridId) -> impl Iterator<Item = &Organization> {
        self.all().filter(move |organization| organization.profile.grid == grid)
    }

    /// Returns the organisations of a kind that serve a unit by name, not as part of a wider one.
    pub fn serving(
        &self,
        unit: Unit,
        kind: OrganizationKind,
    ) -> impl Iterator<Item = &Organization> {
        let here = self.by_served.get(&unit).into_iter().flatten();
        here.filter_map(|&id| self.get(id)).filter(move |organization| organization.kind == kind)
    }

    /// Returns the organisations that name a unit among those that they serve.
    pub fn naming(&self, unit: Unit) -> impl Iterator<Item = &Organization> {
        let here = self.by_served.get(&unit).into_iter().flatten();
        here.filter_map(|&id| self.get(id))
            .filter(move |organization| organization.profile.serves.contains(&unit))
    }

    /// Returns true if an organisation is another one or lies below it.
    pub fn is_within(&self, id: OrganizationId, ancestor: OrganizationId) -> bool {
        std::iter::successors(Some(id), |&id| self.get(id)?.profile.parent).any(|id| id == ancestor)
    }
}
