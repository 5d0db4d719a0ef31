//! 楼组圈: neighbouring building groups of each neighbourhood, what their people offer and need, and
//! what they consult about.

use super::accounts::Cast;
use super::chronicle::key;
use super::community::LedNeighbourhood;
use crate::domain::building_circle::{ExchangeKind, TopicOutcome};
use crate::domain::duty::Capacity;
use crate::domain::id::{BuildingCircleId, BuildingGroupId, MemberId};
use crate::domain::scope::Scope;
use crate::domain::secret_text::SecretText;
use crate::domain::unit::Unit;
use crate::error::{Error, Result};
use crate::service::building_circles::{
    BuildingCircleProfile, Conclusion, NewExchange, conclude_topic, create_building_circle,
    open_exchange, open_topic, settle_exchange,
};
use crate::store::Db;
use crate::store::building_circles::CircleText;

/// Number of building groups in one circle.
const GROUPS: usize = 3;

/// An offer or a need, and how it was settled: true if it was met, false if it was taken down.
type ExchangeWords = (ExchangeKind, &'static str, &'static str, Option<bool>);
/// A topic, its outcome, and the words of its conclusion.
type TopicWords = (&'static str, &'static str, Option<(TopicOutcome, &'static str)>);

const EXCHANGES: [ExchangeWords; 6] = [
    (
        ExchangeKind::Offer,
        "会修小家电",
        "周六上午在活动室，插座、台灯、电饭煲都可以拿来看看。",
        None,
    ),
    (
        ExchangeKind::Offer,
        "顺路接孩子",
        "每天四点半去学校，车上还能坐一个，同楼组的优先。",
        Some(true),
    ),
    (ExchangeKind::Offer, "多一张儿童床", "孩子大了用不上，九成新，自己来拿。", Some(false)),
    (ExchangeKind::Need, "借一台轮椅", "家里老人出院，大概要用两个星期。", Some(true)),
    (ExchangeKind::Need, "想找人教手机挂号", "眼睛不好，字大一点的那种办法。", None),
    (ExchangeKind::Need, "帮忙看两天猫", "国庆外出，已经托给亲戚了。", Some(false)),
];

const TOPICS: [TopicWords; 4] = [
    ("电瓶车棚放哪里", "一说放北门，一说放垃圾厢房边上，大家说说看。", None),
    (
        "晾衣架怎么分",
        "一楼门前的晾衣架老有人占着过夜。",
        Some((TopicOutcome::Agreed, "分上下午，过夜不收的由楼组长代收。")),
    ),
    (
        "楼道要不要刷新",
        "墙皮掉了，刷一遍每户摊多少？",
        Some((TopicOutcome::HandedToNeighbourhood, "费用大，转居委会列入为民服务项目。")),
    ),
    (
        "广场舞几点结束",
        "有上夜班的，也有等着跳的。",
        Some((TopicOutcome::NotAgreed, "八点半还是九点，先各试一个星期再议。")),
    ),
];

/// Creates the circles, each by the secretary of its neighbourhood, and the life in them.
///
/// # Errors
/// Those of the service.
pub(super) async fn found(db: &Db, cast: &Cast) -> Result<()> {
    for home in LedNeighbourhood::all(db)? {
        let circle = CircleFounding::new(db, cast, home).await?;
        for words in EXCHANGES {
            circle.exchange(words).await?;
        }
        for words in TOPICS {
            circle.topic(words).await?;
        }
    }
    Ok(())
}

/// A circle, and the convenor who leads it.
struct CircleFounding<'a> {
    db: &'a Db,
    id: BuildingCircleId,
    convenor: Scope,
    /// A neighbour in it.
    neighbour: Scope,
}

impl<'a> CircleFounding<'a> {
    /// Creates the circle of the first building groups of a neighbourhood, led by one of their
    /// leaders.
    async fn new(db: &'a Db, cast: &Cast, home: LedNeighbourhood) -> Result<Self> {
        let groups = groups(db, home)?;
        let leads = |nth: usize| leader(db, groups.get(nth).copied());
        let convenor = cast.scope(db, leads(0)?)?;
        let neighbour = cast.scope(db, leads(1)?)?;
        let secretary = cast.scope(db, home.secretary)?;
        let called = key(&secretary, "POST /api/v1/building-circles", &home.grid.to_string());
        let profile = BuildingCircleProfile {
            name: "好邻好灵楼组圈".to_owned(),
            convenor: leads(0)?,
            groups,
        };
        let made = create_building_circle(db, &secretary, called, home.grid, profile).await?;
        Ok(Self { db, id: made.made, convenor, neighbour })
    }

    async fn exchange(&self, (kind, title, body, settled): ExchangeWords) -> Result<()> {
        let route = format!("POST /api/v1/building-circles/{}/exchanges", self.id);
        let opened = key(&self.neighbour, &route, title);
        let new = NewExchange { kind, text: text(title, body) };
        let id = open_exchange(self.db, &self.neighbour, opened, self.id, new).await?.made;
        let Some(met) = settled else { return Ok(()) };
        let settles =
            key(&self.neighbour, "POST /api/v1/circle-exchanges/{id}/settle", &id.to_string());
        settle_exchange(self.db, &self.neighbour, settles, id, 1, met).await.map(drop)
    }

    async fn topic(&self, (title, body, conclusion): TopicWords) -> Result<()> {
        let route = format!("POST /api/v1/building-circles/{}/topics", self.id);
        let opened = key(&self.neighbour, &route, title);
        let made = open_topic(self.db, &self.neighbour, opened, self.id, text(title, body)).await?;
        let Some((outcome, words)) = conclusion else { return Ok(()) };
        let conclusion = Conclusion { outcome, words: SecretText::from(words.to_owned()) };
        let concludes =
            key(&self.convenor, "POST /api/v1/circle-topics/{id}/conclude", &made.made.to_string());
        conclude_topic(self.db, &self.convenor, concludes, made.made, 1, conclusion).await.map(drop)
    }
}

/// Returns the first building groups of the first grid of a neighbourhood.
fn groups(db: &Db, home: LedNeighbourhood) -> Result<Vec<BuildingGroupId>> {
    let atlas = db.atlas();
    let first = atlas.tree().children(home.grid).min_by_key(|grid| grid.code.clone());
    let first = first.ok_or_else(|| Error::internal("a neighbourhood has no grid"))?;
    let groups = atlas.groups().of_grid(first.id).into_iter();
    Ok(groups.take(GROUPS).map(|group| group.id).collect())
}

fn leader(db: &Db, group: Option<BuildingGroupId>) -> Result<MemberId> {
    let atlas = db.atlas();
    let duties = group.into_iter().flat_map(|group| {
        atlas.people().chain(Unit::BuildingGroup(group), db.now()).collect::<Vec<_>>()
    });
    let mut leaders = duties.filter(|duty| duty.capacity == Capacity::Leader);
    let leader = leaders.next().map(|duty| duty.member);
    leader.ok_or_else(|| Error::internal("a building group has no leader"))
}

fn text(title: &str, body: &str) -> CircleText {
    CircleText {
        title: SecretText::from(title.to_owned()),
        body: SecretText::from(body.to_owned()),
        words: None,
    }
}
