//! Pioneer posts of the town: in every neighbourhood, in building groups of every grid, around
//! squares and gates. Their holders have a duty nearby; some of them show their names.

use super::identifiers::DemoIdentifiers;
use super::{SeedPart, random};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::{AtlasEdit, NewPioneerPost};
use crate::domain::id::{BuildingGroupId, GridId, MemberId, PioneerPostId, PostHoldingId};
use crate::domain::period::{Instant, Period};
use crate::domain::pioneer_post::{PioneerPostProfile, PostHolding, PostZone};
use crate::domain::unit::{Grid, GridKind, Unit};
use chrono::TimeDelta;
use rand::RngExt;
use rand::seq::IndexedRandom;

/// Number of posts that serve one neighbourhood as a whole.
const OF_NEIGHBOURHOOD: usize = 3;
/// Number of posts around a point, each in a grid of its own.
const AROUND: usize = 20;
/// Number of building groups of one zone.
const GROUPS: usize = 3;
/// Length of a term.
const TERM: TimeDelta = TimeDelta::days(365);
/// Number of places of a post.
const PLACES: i32 = 4;

/// Name of a post, duties of its holders, and skills that they need.
type PostWords = (&'static str, [&'static str; 2], &'static [&'static str]);

const POST_WORDS: [PostWords; 8] = [
    ("邻里调解先锋岗", ["邻里有纠纷时上门劝和", "每月主持一次楼组议事"], &["mediation", "law"]),
    ("安全巡查先锋岗", ["每晚查看消防通道和楼道", "提醒不要把电瓶车推进楼"], &["fire_safety"]),
    ("为老服务先锋岗", ["每周看望独居老人", "陪同就医、代为取药"], &["elderly_care", "medicine"]),
    ("环境整治先锋岗", ["劝导垃圾分类", "清理楼道堆物和小广告"], &["environment"]),
    ("便民维修先锋岗", ["双休日义务修理水电小件", "教邻居自己换灯泡和水嘴"], &["repair"]),
    ("应急救护先锋岗", ["保管除颤仪和急救箱", "台风汛期轮流值守"], &["first_aid"]),
    ("政策宣讲先锋岗", ["用本地话讲清办事政策", "帮忙填写各类表格"], &["law", "dialect"]),
    (
        "数字助老先锋岗",
        ["教老人用手机挂号和缴费", "识别常见的电信诈骗"],
        &["computing", "teaching"],
    ),
];

/// Returns the edits that create the posts of a founded town and their holdings, sixty posts in
/// all. The first one is also held by `volunteer`, who has no duty.
pub(super) fn posts(atlas: &Atlas, volunteer: MemberId, seed: u64, at: Instant) -> Vec<AtlasEdit> {
    let random = random(seed, SeedPart::PioneerPosts);
    let mut founder = PostFounding {
        atlas,
        volunteer: Some(volunteer),
        identifiers: DemoIdentifiers { random, at },
        edits: Vec::new(),
        count: 0,
    };
    for neighbourhood in atlas.tree().all().filter(|grid| grid.level == "neighborhood") {
        (0..OF_NEIGHBOURHOOD)
            .for_each(|_| founder.found(neighbourhood.id, PostZone::Grid(neighbourhood.id)));
    }
    let general = |grid: &&Grid| grid.level == "grid" && grid.kind == GridKind::General;
    for (index, grid) in atlas.tree().all().filter(general).enumerate() {
        founder.found(grid.id, PostZone::BuildingGroups(first_groups(atlas, grid.id)));
        if let Some(shape) = atlas.shape(grid.id).filter(|_| index < AROUND) {
            let radius_m = founder.identifiers.random.random_range(10..=25) * 10;
            founder.found(grid.id, PostZone::Point { centre: shape.label_point(), radius_m });
        }
    }
    founder.edits
}

/// Builder of the posts.
struct PostFounding<'a> {
    atlas: &'a Atlas,
    /// Member who holds the first post, until it is made.
    volunteer: Option<MemberId>,
    identifiers: DemoIdentifiers,
    edits: Vec<AtlasEdit>,
    count: usize,
}

impl PostFounding<'_> {
    /// Creates a post with its holders, who serve in or below a grid.
    fn found(&mut self, grid: GridId, zone: PostZone) {
        let Some(&(name, duties, skills)) = POST_WORDS.iter().cycle().nth(self.count) else {
            return;
        };
        self.count += 1;
        let profile = PioneerPostProfile {
            name: name.to_owned(),
            duties: duties.map(str::to_owned).to_vec(),
            skills: skills.iter().map(|&skill| skill.to_owned()).collect(),
            places: PLACES,
            zone,
        };
        let id = PioneerPostId(self.identifiers.next());
        let code = format!("XF{:03}", self.count);
        self.edits.push(AtlasEdit::CreatePioneerPost(NewPioneerPost { id, code, profile }));
        let nearby = nearby(self.atlas, grid);
        let count = self.identifiers.random.random_range(1..PLACES as usize);
        let mut holders: Vec<MemberId> =
            nearby.sample(&mut self.identifiers.random, count).copied().collect();
        holders.sort_unstable();
        holders.extend(self.volunteer.take());
        holders.into_iter().for_each(|member| self.give(id, member));
    }

    fn give(&mut self, post: PioneerPostId, member: MemberId) {
        let id = PostHoldingId(self.identifiers.next());
        let period = Period { from: self.identifiers.at, to: Some(self.identifiers.at + TERM) };
        let holding = PostHolding { id, post, member, period, name_shown: false, version: 1 };
        self.edits.push(AtlasEdit::GivePost(holding));
        if self.identifiers.random.random_bool(0.5) {
            self.edits.push(AtlasEdit::ShowPostHolder { holding: id, name_shown: true });
        }
    }
}

fn first_groups(atlas: &Atlas, grid: GridId) -> Vec<BuildingGroupId> {
    atlas.groups().of_grid(grid).into_iter().take(GROUPS).map(|group| group.id).collect()
}

/// Returns the members with a duty in a grid, below it, or in building groups there, each once.
fn nearby(atlas: &Atlas, grid: GridId) -> Vec<MemberId> {
    let grids = atlas.tree().downward(grid);
    let groups = grids
        .iter()
        .flat_map(|&grid| atlas.groups().of_grid(grid))
        .map(|group| Unit::BuildingGroup(group.id));
    let units = grids.iter().map(|&grid| Unit::Grid(grid)).chain(groups);
    let mut members: Vec<MemberId> =
        units.flat_map(|unit| atlas.people().duties(unit)).map(|duty| duty.member).collect();
    members.sort_unstable();
    members.dedup();
    members
}
