//! Names of roads, villages and compounds, without the parts that people leave out.

use super::compound::{CompoundName, is_common, without_housing};
use super::counting::is_counting;
use super::suffix;

/// Areas that a name may begin with: the word that ends the area, and the characters that must not
/// follow, because they make another word.
const AREAS: &[(&str, &str)] = &[
    ("自治区", ""),
    ("自治州", ""),
    ("自治县", ""),
    ("街道", "办"),
    ("省", "道"),
    ("市", "场政民府中区心"),
    ("区", "政府域间"),
    ("县", "城前后政府"),
    ("镇", "政府路街弄大巷"),
    ("乡", "政府路街亲情村园"),
];

/// Characters before 区 that make it a part of a compound, not a district.
const NO_DISTRICT: &str = "小社园发校厂库景宅活东西南北中新业务税假范城郊街片住0123456789";

/// New areas that are districts.
const NEW_DISTRICTS: &[&str] =
    &["浦东新区", "滨海新区", "雄安新区", "两江新区", "天府新区", "江北新区", "临港新区"];

/// Characters before 市 that make it a market or a city's name.
const NO_CITY: &str = "城超夜菜花集早股楼";

/// Maximum characters of the name of an area, with the word that ends it.
const AREA_MAX: usize = 8;

/// Committees of villages, and the village in their place, longer ones first.
const COMMITTEES: &[(&str, &str)] =
    &[("村村民委员会", "村"), ("村民委员会", "村"), ("村村委会", "村"), ("村委会", "村")];

/// Words that end the name of a road.
const ROADS: &[&str] = &["大道", "路", "街"];

/// Words for a building beside another one of the same number: 南楼, 附楼.
const WINGS: &str = "东西南北中前后左右主附副辅配裙新老旧大小内外";

/// Words after the name of a person.
const PERSONS: &[&str] = &[
    "阿姨", "叔叔", "先生", "女士", "小姐", "大爷", "大妈", "大伯", "老伯", "奶奶", "爷爷", "师傅",
    "老师", "同志", "阿婆", "阿公", "大姐", "大哥",
];
/// Maximum characters of the name of a person with such a word.
const PERSON_MAX: usize = 5;

/// Words for what is in a compound beside its buildings.
const FACILITIES: &[&str] = &[
    "大门",
    "门岗",
    "岗亭",
    "出入口",
    "入口",
    "出口",
    "道闸",
    "车棚",
    "电动车棚",
    "非机动车棚",
    "停车场",
    "停车位",
    "车位",
    "充电桩",
    "垃圾房",
    "垃圾站",
    "泵房",
    "水泵房",
    "变电站",
    "配电房",
    "配电站",
    "商铺",
    "店铺",
    "店面",
    "铺面",
    "门面房",
    "地块",
];

/// Words before a name that say that the place is only near there.
const NEAR: &[&str] = &["近", "靠近", "临近", "邻近", "毗邻", "紧邻"];

/// Words that end the name of one large building, of which 3楼 is a floor.
const TOWERS: &[&str] = &[
    "大厦",
    "大楼",
    "广场",
    "商场",
    "中心",
    "商厦",
    "百货",
    "写字楼",
    "酒店",
    "宾馆",
    "饭店",
    "医院",
    "学校",
    "小学",
    "中学",
    "大学",
    "幼儿园",
    "超市",
    "市场",
    "商城",
    "天地",
    "办公楼",
    "综合楼",
    "科技园",
    "产业园",
    "银行",
    "图书馆",
];

/// Returns the names in a run of characters without numbers: of the road, and of what is along it.
pub(super) fn names(run: &str) -> Vec<String> {
    let run = without_committees(run);
    let mut rest = run.as_str();
    while let Some(shorter) = without_area(rest).filter(|rest| !rest.is_empty() && !is_common(rest))
    {
        rest = shorter;
    }
    let mut names = Vec::new();
    while let Some(end) = road_end(rest) {
        let (road, beyond) = rest.split_at(end);
        names.push(road.to_owned());
        rest = beyond;
    }
    names.push(without_kind(rest).to_owned());
    names
}

/// Writes a village without its committee: 江海村村委会5组 and 江海村委会5组 become 江海村5组.
fn without_committees(run: &str) -> String {
    COMMITTEES.iter().fold(run.to_owned(), |run, (office, village)| run.replace(office, village))
}

/// Drops the kind of a compound: 金水苑小区 becomes 金水苑, but 龙泉路小区 does not become a road,
/// nor 798小区 a number.
fn without_kind(name: &str) -> &str {
    let is_name = |shorter: &&str| {
        shorter.chars().nth(1).is_some() && !is_road(shorter) && !is_counted(shorter)
    };
    without_housing(name).filter(is_name).unwrap_or(name)
}

/// Returns true if a name is a number alone, or with what it counts: 798, 五层楼.
fn is_counted(name: &str) -> bool {
    let characters: Vec<char> = name.chars().collect();
    let number = characters.iter().take_while(|&&one| is_counting(one)).count();
    let counts_inside = characters.get(number..).is_some_and(suffix::begins_inner);
    name.ends_with(|last: char| last.is_ascii_digit()) || number > 0 && counts_inside
}

/// Returns true if a name ends as those of places do.
pub(in crate::domain) fn may_be_place(name: &str) -> bool {
    let compound = CompoundName::of(name);
    let ends = name.ends_with(|last| "苑村园里城府湾厦庭邸巷弄坊院".contains(last));
    ends || is_road(name) || is_tower(name) || !compound.kind.is_empty()
}

/// Returns true if a name begins with something in a compound that has a number of its own: of
/// 柳荫一村3号大门 the gate.
pub(in crate::domain) fn is_facility(name: &str) -> bool {
    FACILITIES.iter().any(|word| name.starts_with(word))
}

/// Returns true if a name is that of somebody, or says no more than 小区: 王阿姨, 本小区.
pub(super) fn is_speaker(name: &str) -> bool {
    let is_person = name.chars().count() <= PERSON_MAX
        && PERSONS.iter().any(|word| name.strip_suffix('家').unwrap_or(name).ends_with(word));
    is_person || is_common(name.strip_prefix('本').unwrap_or(name))
}

/// Returns true if a name only says what the place is near: 近枫桥路.
pub(super) fn is_near(name: &str) -> bool {
    NEAR.iter().any(|word| name.starts_with(word))
}

/// Returns true if a name is that of a building beside another one of the same number: 南楼, 附楼,
/// 北侧楼.
pub(in crate::domain) fn is_wing(name: &str) -> bool {
    let side = name.strip_suffix(['楼', '幢', '栋', '座']);
    let side = side.map(|side| side.strip_suffix(['侧', '面', '边', '部', '排']).unwrap_or(side));
    side.is_some_and(|side| {
        let mut words = side.chars();
        words.next().is_some_and(|word| WINGS.contains(word)) && words.next().is_none()
    })
}

/// Returns true unless a name is that of something beside the houses of a lane: a part of a
/// compound (二期), a school, a road, a car park.
pub(in crate::domain) fn is_compound(name: &str) -> bool {
    !is_zone(name) && !is_road(name) && !is_tower(name) && !is_facility(name)
}

/// Returns true if a name is that of a part of a compound: 2期, 东区.
pub(super) fn is_zone(name: &str) -> bool {
    name.strip_suffix(['期', '区']).is_some_and(|named| {
        named.chars().count() < 3
            && named.chars().all(|one| one.is_ascii_alphanumeric() || "东西南北中".contains(one))
    })
}

/// Returns true if a name is that of a road, so that a bare number after it is a door.
pub(in crate::domain) fn is_road(name: &str) -> bool {
    ROADS.iter().any(|road| name.ends_with(road))
}

/// Returns true if a name is that of one large building.
pub(super) fn is_tower(name: &str) -> bool {
    TOWERS.iter().any(|tower| name.ends_with(tower))
}

/// Returns the text after the province, city, district, town or sub-district that it begins with.
fn without_area(text: &str) -> Option<&str> {
    let places: Vec<usize> =
        text.char_indices().map(|(at, _)| at).skip(2).take(AREA_MAX - 2).collect();
    let ends = places.into_iter().chain([text.len()]).map(|end| text.split_at(end));
    ends.filter(|(area, rest)| is_area(area, rest)).map(|(_, rest)| rest).next()
}

fn is_area(area: &str, rest: &str) -> bool {
    let Some((word, not_before)) = AREAS.iter().find(|(word, _)| area.ends_with(word)) else {
        return false;
    };
    let name = &area[..area.len() - word.len()];
    let goes_on = rest.chars().next().is_none_or(|next| not_before.contains(next));
    let stands_alone = match *word {
        "区" => {
            NEW_DISTRICTS.contains(&area)
                || !name.ends_with(|c: char| NO_DISTRICT.contains(c) || c.is_ascii())
        }
        "市" => !name.ends_with(|c: char| NO_CITY.contains(c)),
        _ => true,
    };
    let length = area.chars().count();
    !goes_on && stands_alone && !begins_direction(rest) && (3..=AREA_MAX).contains(&length)
}

/// Returns true if the word of an area begins the name of a road: 镇南路, 县前街.
fn begins_direction(rest: &str) -> bool {
    let mut rest = rest.chars();
    rest.next().is_some()
        && ["路", "街", "大道", "大街", "巷"].iter().any(|road| rest.as_str().starts_with(road))
}

/// Returns the end of the name of a road that another name follows.
fn road_end(text: &str) -> Option<usize> {
    let ends = text.char_indices().map(|(at, _)| at).skip(2);
    ends.filter(|&end| end < text.len()).find(|&end| {
        let (road, beyond) = text.split_at(end);
        let another = !is_common(beyond) && beyond.chars().nth(1).is_some();
        is_road(road) && another && !beyond.starts_with(['道', '坊', '路', '街', '口', '小'])
    })
}
