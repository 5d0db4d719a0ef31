//! temp
#![allow(missing_docs)]
use crate::domain::geometry::{Point, Shape};
use std::sync::Arc;
#[derive(Debug, Clone)]
pub struct Area {
    pub grid: u32,
    pub level: u8,
    pub dedicated: bool,
    pub code: Arc<str>,
    pub shape: Arc<Shape>,
}
#[derive(Debug, Clone, Default)]
pub struct Areas {
    a: Vec<Area>,
}
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum How {
    Covered,
    Nearest { distance_m: f64 },
}
#[derive(Debug, Clone)]
pub struct Located {
    pub grid: u32,
    pub how: How,
    pub also: Vec<u32>,
}
impl Areas {
    pub fn with(&self, r: &[u32], added: Vec<Area>, _p: &Arc<Vec<Option<u32>>>) -> Self {
        let mut a: Vec<Area> = self.a.iter().filter(|x| !r.contains(&x.grid)).cloned().collect();
        a.extend(added);
        Self { a }
    }
    pub fn cover(&self, p: Point) -> Vec<&Area> {
        let mut c: Vec<&Area> = self.a.iter().filter(|a| a.shape.covers(p)).collect();
        c.sort_by_key(|a| std::cmp::Reverse(a.level));
        c
    }
    pub fn locate_grid(&self, p: Point, _t: f64) -> Option<u32> {
        self.a.iter().filter(|a| a.shape.covers(p)).max_by_key(|a| a.level).map(|a| a.grid)
    }
    pub fn locate(&self, p: Point, t: f64) -> Option<Located> {
        self.locate_grid(p, t).map(|grid| Located { grid, how: How::Covered, also: vec![] })
    }
}
