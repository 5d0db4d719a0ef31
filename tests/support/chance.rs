//! Change sets that chance puts together, of what is possible in the world as it is.

use std::sync::Arc;
use wangge::domain::atlas::Atlas;
use wangge::domain::duty::{AbsenceKind, Capacity, Duty};
use wangge::domain::geometry::cut::cut;
use wangge::domain::geometry::geojson::Geometry;
use wangge::domain::geometry::overlay::union;
use wangge::domain::geometry::{Effort, Point, Position, Shape, shared_border_m};
use wangge::domain::id::{GridId, MemberId};
use wangge::domain::period::Instant;
use wangge::domain::reassignment::OperationSpec;
use wangge::domain::reassignment::operation::{
    AssignDuty, CoverAbsence, EndDuty, GroupPart, HandOverAll, MergeGrids, MoveBoundary,
    MoveBuildingGroup, RedrawnGrid, RenameGrid, ReplaceHolder, SetRule, SplitGrid, SplitPart,
};
use wangge::domain::routing_rule::{RuleCondition, RuleEffect, RuleProfile};
use wangge::domain::unit::{Grid, Unit};

/// Numbers that decide: each call answers one below its argument.
pub struct Chance<'a> {
    pub pick: &'a mut dyn FnMut(usize) -> usize,
    /// How much was named so far: codes are never used twice.
    pub named: &'a mut usize,
}

/// A parcel of land that changes hands is at least so large.
const PARCEL_M2: f64 = 1000.0;

impl Chance<'_> {
    /// Something that may be done; none when what chance hit upon is not possible here.
    pub fn action(
        &mut self,
        atlas: &Atlas,
        members: &[MemberId],
        now: Instant,
    ) -> Option<OperationSpec> {
        match (self.pick)(14) {
            0 | 1 => self.split(atlas, members),
            2 | 3 => self.merge(atlas),
            4 | 5 => self.redraw(atlas),
            6 => self.move_group(atlas),
            7 => self.assign(atlas, members, now),
            8 => self.replace(atlas, members, now),
            9 => {
                Some(OperationSpec::EndDuty(EndDuty { duty: self.duty(atlas, now)?.id, at: None }))
            }
            10 => Some(self.cover(members, now)),
            11 => Some(OperationSpec::HandOverAll(HandOverAll {
                member: self.duty(atlas, now)?.member,
                to: Some(self.one(members)),
                successors: Vec::new(),
                deactivate: false,
            })),
            12 => self.rule(atlas),
            _ => {
                let grid = self.area(atlas)?.0.id;
                Some(OperationSpec::RenameGrid(RenameGrid {
                    grid,
                    name: format!("改名{}", self.name()),
                }))
            }
        }
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[(self.pick)(of.len())]
    }

    fn name(&mut self) -> usize {
        *self.named += 1;
        *self.named
    }

    /// A grid with land, not the root.
    fn area(&mut self, atlas: &Atlas) -> Option<(Grid, Arc<Shape>)> {
        let bounded = atlas.tree().all().filter(|grid| grid.parent.is_some());
        let areas: Vec<(Grid, Arc<Shape>)> = bounded
            .filter_map(|grid| Some((grid.clone(), atlas.shape(grid.id)?.clone())))
            .collect();
        (!areas.is_empty()).then(|| areas[(self.pick)(areas.len())].clone())
    }

    /// A neighbour of the same parent, level and kind.
    fn neighbour(
        &mut self,
        atlas: &Atlas,
        of: &Grid,
        shape: &Shape,
    ) -> Option<(GridId, Arc<Shape>)> {
        let siblings = atlas
            .tree()
            .children(of.parent?)
            .filter(|other| other.id != of.id && other.level == of.level);
        let beside = siblings.filter_map(|other| Some((other.id, atlas.shape(other.id)?.clone())));
        let beside: Vec<_> =
            beside.filter(|(_, other)| shared_border_m(shape, other) > 10.0).collect();
        (!beside.is_empty()).then(|| beside[(self.pick)(beside.len())].clone())
    }

    /// A line across a shape, along a meridian or a parallel.
    fn line(&mut self, shape: &Shape) -> [Point; 2] {
        let (min, max) = (shape.bounds().min, shape.bounds().max);
        let share = 20 + (self.pick)(61) as i64;
        let between = |a: i32, b: i32| {
            i32::try_from(i64::from(a) + (i64::from(b) - i64::from(a)) * share / 100).unwrap()
        };
        match (self.pick)(2) {
            0 => {
                let lon_e7 = between(min.lon_e7, max.lon_e7);
                [(min.lat_e7 - 1000), max.lat_e7 + 1000].map(|lat_e7| Point { lon_e7, lat_e7 })
            }
            _ => {
                let lat_e7 = between(min.lat_e7, max.lat_e7);
                [min.lon_e7 - 1000, max.lon_e7 + 1000].map(|lon_e7| Point { lon_e7, lat_e7 })
            }
        }
    }

    fn split(&mut self, atlas: &Atlas, members: &[MemberId]) -> Option<OperationSpec> {
        let (grid, shape) = self.area(atlas)?;
        let line = self.line(&shape);
        let pieces = cut(&shape, &line, &Effort::unbounded()).ok()?.pieces;
        if pieces.len() > 4 || pieces.iter().any(|piece| piece.area_m2() < PARCEL_M2) {
            return None;
        }
        let itself = (self.pick)(pieces.len());
        let part = |index: usize, named: usize, leader| match index == itself {
            true => SplitPart { code: None, name: None, leader: None, geometry: None },
            false => SplitPart {
                code: Some(format!("C{named}")),
                name: Some(format!("分{named}")),
                leader,
                geometry: None,
            },
        };
        let parts = (0..pieces.len())
            .map(|index| {
                let leader = ((self.pick)(2) == 0).then(|| self.one(members));
                part(index, self.name(), leader)
            })
            .collect();
        let unplaced = atlas.groups().of_grid(grid.id).into_iter().filter(|group| {
            let points: Vec<Point> =
                atlas.addresses().of_group(group.id).filter_map(|address| address.point).collect();
            points.is_empty()
                || !pieces.iter().any(|piece| points.iter().all(|&point| piece.covers(point)))
        });
        let unplaced: Vec<_> = unplaced.map(|group| group.id).collect();
        let said = |building_group, part| GroupPart { building_group, part };
        let building_groups =
            unplaced.into_iter().map(|group| said(group, (self.pick)(pieces.len()))).collect();
        let position = |point: Point| {
            let [lon, lat] = point.to_degrees();
            Position { lon, lat }
        };
        let line = Some(line.map(position).to_vec());
        Some(OperationSpec::SplitGrid(SplitGrid { grid: grid.id, line, parts, building_groups }))
    }

    fn merge(&mut self, atlas: &Atlas) -> Option<OperationSpec> {
        let (grid, shape) = self.area(atlas)?;
        let (into, _) = self.neighbour(atlas, &grid, &shape)?;
        Some(OperationSpec::MergeGrids(MergeGrids {
            into,
            grids: vec![grid.id],
            name: None,
            leader: None,
        }))
    }

    /// A piece of a grid goes to a neighbour.
    fn redraw(&mut self, atlas: &Atlas) -> Option<OperationSpec> {
        let (grid, shape) = self.area(atlas)?;
        let line = self.line(&shape);
        let pieces = cut(&shape, &line, &Effort::unbounded()).ok()?.pieces;
        let given = (self.pick)(pieces.len());
        let (to, neighbour) = self.neighbour(atlas, &grid, &pieces[given])?;
        let rest: Vec<&Shape> = pieces
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != given)
            .map(|(_, p)| p)
            .collect();
        let (less, more) = (
            union(&rest, &Effort::unbounded()).ok()??,
            union(&[&neighbour, &pieces[given]], &Effort::unbounded()).ok()??,
        );
        if less.area_m2() < PARCEL_M2 {
            return None;
        }
        let redrawn = |grid, shape: &Shape| RedrawnGrid { grid, geometry: Geometry::from(shape) };
        let boundaries = vec![redrawn(grid.id, &less), redrawn(to, &more)];
        Some(OperationSpec::MoveBoundary(MoveBoundary { boundaries }))
    }

    fn move_group(&mut self, atlas: &Atlas) -> Option<OperationSpec> {
        let mut groups: Vec<_> = atlas.groups().all().map(|group| group.id).collect();
        groups.sort_unstable();
        let (grid, building_group) =
            (self.area(atlas)?.0.id, (!groups.is_empty()).then(|| self.one(&groups))?);
        Some(OperationSpec::MoveBuildingGroup(MoveBuildingGroup { building_group, grid }))
    }

    fn assign(
        &mut self,
        atlas: &Atlas,
        members: &[MemberId],
        now: Instant,
    ) -> Option<OperationSpec> {
        let unit = Unit::Grid(self.area(atlas)?.0.id);
        let capacity = [Capacity::Leader, Capacity::Deputy, Capacity::Worker][(self.pick)(3)];
        let hours = |hours: usize| chrono::TimeDelta::hours(i64::try_from(hours).unwrap());
        let from = ((self.pick)(3) == 0).then(|| now + hours(1 + (self.pick)(30)));
        let to = ((self.pick)(3) == 0).then(|| from.unwrap_or(now) + hours(1 + (self.pick)(60)));
        let (member, rank) = (self.one(members), i32::try_from((self.pick)(3)).unwrap());
        Some(OperationSpec::AssignDuty(AssignDuty {
            unit,
            member,
            capacity,
            rank,
            from,
            to,
            accept_absent: true,
        }))
    }

    fn replace(
        &mut self,
        atlas: &Atlas,
        members: &[MemberId],
        now: Instant,
    ) -> Option<OperationSpec> {
        Some(OperationSpec::ReplaceHolder(ReplaceHolder {
            duty: self.duty(atlas, now)?.id,
            by: self.one(members),
            at: None,
        }))
    }

    /// A duty that is not over.
    fn duty(&mut self, atlas: &Atlas, now: Instant) -> Option<Duty> {
        let mut open: Vec<Duty> =
            atlas.people().all_duties().filter(|duty| !duty.period.ended(now)).copied().collect();
        open.sort_unstable_by_key(|duty| duty.id);
        (!open.is_empty()).then(|| self.one(&open))
    }

    fn cover(&mut self, members: &[MemberId], now: Instant) -> OperationSpec {
        let days = i64::try_from(1 + (self.pick)(4)).unwrap();
        OperationSpec::CoverAbsence(CoverAbsence {
            member: self.one(members),
            absence: AbsenceKind::Leave,
            from: None,
            to: Some(now + chrono::TimeDelta::days(days)),
            by: ((self.pick)(2) == 0).then(|| self.one(members)),
            move_open: (self.pick)(2) == 0,
        })
    }

    fn rule(&mut self, atlas: &Atlas) -> Option<OperationSpec> {
        let mut rules: Vec<_> = atlas
            .rules()
            .all()
            .filter(|rule| rule.period.to.is_none())
            .map(|rule| rule.id)
            .collect();
        rules.sort_unstable();
        if rules.len() > 2 {
            let rule = Some(self.one(&rules));
            let set = SetRule { rule, code: None, profile: None, from: None, to: None };
            return Some(OperationSpec::SetRule(Box::new(set)));
        }
        let level = atlas.tree().root()?.level.clone();
        let profile = RuleProfile {
            name: "上收".to_owned(),
            grid: self.area(atlas)?.0.id,
            condition: RuleCondition {
                category: Some("environment.noise".to_owned()),
                ..RuleCondition::default()
            },
            effect: RuleEffect { level: Some(level), ..RuleEffect::default() },
        };
        let code = Some(format!("R{}", self.name()));
        let set = SetRule { rule: None, code, profile: Some(profile), from: None, to: None };
        Some(OperationSpec::SetRule(Box::new(set)))
    }
}
