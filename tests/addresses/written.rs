//! What people write finds the place that they mean, or none; a wrong one never.

use crate::support::quarter::{address, group};
use crate::support::town::{Town, grid_id};
use std::collections::HashSet;
use wangge::domain::address::AddressQuery;
use wangge::domain::atlas::Atlas;
use wangge::domain::id::GridId;
use wangge::domain::routing::{MatchConfidence, PlaceQuery, RequestPlace, find};

/// Building groups that are easily taken for each other: code, grid and address.
const GROUPS: [(&str, &str, &str); 53] = [
    ("L3", "G1", "柳荫一村3号楼"),
    ("L8", "G2", "柳荫一村8号楼"),
    ("L1", "G3", "柳荫一村1号楼"),
    ("L12", "G2", "柳荫一村12号"),
    ("M3", "G4", "柳荫二村3号楼"),
    ("D12", "G1", "东街12号"),
    ("D12-1", "G2", "东街12号之一"),
    ("D12-3", "G3", "东街12号附3号"),
    ("D12A", "G1", "东街12号甲"),
    ("DA12", "G4", "东街甲12号"),
    ("DL3", "G2", "东街临3号"),
    ("D3", "G4", "东街3号"),
    ("Y3", "G1", "12号院3号楼"),
    ("YA3", "G2", "12号院甲3号楼"),
    ("H1", "G1", "壹号院3号楼"),
    ("H9", "G2", "九号院5号楼"),
    ("W5", "G3", "五一村5号"),
    ("B1", "G4", "八一新村7号楼"),
    ("N19", "G1", "1902公寓2号楼"),
    ("C5", "G1", "江海村5组12号"),
    ("C11", "G3", "江海村十一组12号"),
    ("C6", "G2", "江海村6组12号"),
    ("K1", "G1", "康健新村一期3号楼"),
    ("K2", "G2", "康健新村二期3号楼"),
    ("Z5", "G1", "中心路甲苑5幢"),
    ("Z6", "G2", "中心路乙苑5幢"),
    ("F3", "G1", "枫桥路288弄3号"),
    ("E138", "G1", "枫桥路138号"),
    ("E140", "G2", "枫桥路140号"),
    ("FH3", "G2", "枫桥路3号"),
    ("U3", "G3", "园丁小区3号楼"),
    ("J3", "G4", "控江路3街坊5号"),
    ("X6", "G2", "长新公寓6幢"),
    ("A1", "G1", "兰渚苑A1栋"),
    ("V1", "G2", "云帆苑B区1栋"),
    ("P147", "G3", "蒲鞋市新村147栋"),
    ("R1", "G1", "荷风里1号楼"),
    ("S1", "G2", "听潮广场"),
    ("T1", "G3", "汀云大厦"),
    ("P5", "G4", "和平新村5幢"),
    ("Q5", "G3", "和平苑5幢"),
    ("TY3", "G1", "汀云路3号"),
    ("LS3", "G2", "楼山路3号"),
    ("NG5", "G1", "新港村5组12号"),
    ("NG12", "G3", "新港村12号"),
    ("O12", "G2", "洪兴街12号"),
    ("O138", "G1", "洪兴街138号"),
    ("O138-12", "G4", "洪兴街138弄12号"),
    ("CX3", "G4", "澄心苑3号楼"),
    ("CX5", "G1", "澄心苑5号楼"),
    ("YP3", "G2", "一品苑3号楼"),
    ("SR", "G2", "澄心苑6号楼"),
    ("SR", "G2", "澄心苑7号楼"),
];

async fn town() -> Town {
    let town = Town::new().await;
    let mut known = HashSet::new();
    let groups = GROUPS.iter().filter(|&&(code, ..)| known.insert(code));
    let groups = groups.map(|&(code, grid, _)| group(&town, code, grid)).collect();
    town.apply(groups).await.unwrap();
    let addresses = GROUPS.iter().map(|&(code, _, text)| address(&town, code, text)).collect();
    town.apply(addresses).await.unwrap();
    town
}

/// Where a text goes: the code of a building group, `?` and the code of a grid where only that is
/// clear, or `-`; `~` in front of a guess.
fn goes(atlas: &Atlas, text: &str) -> String {
    goes_from(atlas, text, None)
}

/// The same for a caller who is registered in a grid.
fn goes_from(atlas: &Atlas, text: &str, home: Option<GridId>) -> String {
    let query = match AddressQuery::read(text) {
        Ok(query) => query,
        Err(problem) => return problem.code.as_str().to_owned(),
    };
    let given = PlaceQuery { text: Some(query), home, ..PlaceQuery::default() };
    let Ok(found) = find(atlas, &given) else { return "-".to_owned() };
    let guess = if found.confidence == MatchConfidence::Guess { "~" } else { "" };
    let code = |grid: GridId| atlas.tree().get(grid).unwrap().code.clone();
    match found.place {
        RequestPlace::BuildingGroup(group) => {
            format!("{guess}{}", atlas.groups().get(group).unwrap().code)
        }
        RequestPlace::Among(grid) | RequestPlace::Named(grid) => format!("{guess}?{}", code(grid)),
        other => format!("{other:?}"),
    }
}

/// Prints every text that goes elsewhere, so that one run shows them all.
fn assert_goes(atlas: &Atlas, kinds: &[(&str, &[&str])]) {
    let wrong: Vec<String> = kinds
        .iter()
        .flat_map(|&(expected, texts)| texts.iter().map(move |&text| (expected, text)))
        .filter(|&(expected, text)| goes(atlas, text) != expected)
        .map(|(expected, text)| format!("{text:?} goes to {}, not {expected}", goes(atlas, text)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[actix_web::test]
async fn what_stands_before_an_address_is_none_of_it() {
    let town = town().await;
    let texts = [
        "1、柳荫一村3号楼",
        "8、柳荫一村3号楼",
        "12. 柳荫一村3号楼",
        "1.柳荫一村3号楼",
        "（1）柳荫一村3号楼",
        "(8)柳荫一村3号楼",
        "①柳荫一村3号楼",
        "⑧ 柳荫一村3号楼",
        "一、柳荫一村3号楼",
        "（一）柳荫一村3号楼",
        "第8条：柳荫一村3号楼",
        "8 柳荫一村3号楼",
        "8:30 柳荫一村3号楼",
        "8：30柳荫一村3号楼",
        "上午8点半柳荫一村3号楼",
        "8时15分，柳荫一村3号楼",
        "3月8日晚上柳荫一村3号楼",
        "2026-03-08 08:30:00 柳荫一村3号楼",
        "2026年3月8日 柳荫一村3号楼",
        "201400 上海市奉贤区柳荫一村3号楼",
        "201400柳荫一村3号楼",
        "邮编201400，柳荫一村3号楼",
        "你好，柳荫一村3号楼",
        "您好！我家住在柳荫一村3号楼",
        "你好我是柳荫一村3号楼的居民",
        "请问柳荫一村3号楼",
        "居民反映：柳荫一村3号楼",
        "姓名：王阿姨 地址：柳荫一村3号楼",
        "王阿姨 13800000000 柳荫一村3号楼",
        "王阿姨，138-0000-0000，柳荫一村3号楼",
        "021-50000000 柳荫一村3号楼",
        "柳荫一村3号楼 8:30停水",
        "A、柳荫一村3号楼",
        "NO.1 柳荫一村3号楼",
        "问题1：柳荫一村3号楼",
        "工单8 柳荫一村3号楼",
        "工单8 柳荫一村3-502",
        "Q1：柳荫一村3号楼",
        "8楼柳荫一村3号楼",
        "您好，我想反映一下柳荫一村3号楼",
        "\u{2460}\u{3001}柳荫一村3号楼",
    ];
    assert_goes(&town.db.atlas(), &[("L3", &texts)]);
}

#[actix_web::test]
async fn a_word_after_a_number_leaves_the_number_what_it_is() {
    let town = town().await;
    let texts = [
        "柳荫一村12号门前",
        "柳荫一村12号门口",
        "柳荫一村12号门外堆物",
        "柳荫一村12号门面房",
        "柳荫一村12号门洞",
        "柳荫一村12号门牌坏了",
        "柳荫一村12号房屋漏水",
        "柳荫一村12号房子渗水",
        "柳荫一村12号房顶",
        "柳荫一村12号房东",
        "柳荫一村12号室外",
        "柳荫一村12号室内",
        "柳荫一村12号弄堂口",
        "柳荫一村12号弄口",
        "柳荫一村12号楼道",
        "柳荫一村12号楼梯间",
        "柳荫一村12号楼顶",
        "柳荫一村12号楼",
        "柳荫一村12号院内",
        "柳荫一村12号院子里",
        "柳荫一村12号层高",
        "柳荫一村12号户外",
        "柳荫一村12号路灯不亮",
        "柳荫一村12号路边",
        "柳荫一村12号村民",
        "柳荫一村12号单元门",
    ];
    assert_goes(&town.db.atlas(), &[("L12", &texts)]);
}

#[actix_web::test]
async fn branches_and_stems_are_houses_of_their_own() {
    let town = town().await;
    let atlas = town.db.atlas();
    assert_goes(
        &atlas,
        &[
            ("D12", &["东街12号", "东街12号201室", "东街12号201"]),
            (
                "D12-1",
                &[
                    "东街12号之一",
                    "东街12号之一201室",
                    "东街12之1号",
                    "东街12-1号",
                    "东街12号之1号201",
                    "东街十二号之一",
                    "东街12 号 之 一",
                ],
            ),
            (
                "D12-3",
                &["东街12附3号", "东街12号附3号", "东街12号附3", "东街12附3号201室", "东街12副3号"],
            ),
            ("DA12", &["东街甲12号", "东街甲12号201室", "东街甲十二号"]),
            ("DL3", &["东街临3号", "东街临3号201"]),
            ("D3", &["东街3号"]),
            ("~Y3", &["12号院3号楼", "12号院3号楼2单元502"]),
            ("~YA3", &["12号院甲3号楼", "12号院甲3号楼2单元502"]),
            ("-", &["东街12号之九", "东街13号", "枫桥路200弄3号"]),
            ("-", &["东街12号丙201", "东街12号半", "东街12号乙"]),
            ("?N1", &["东街12号-1-201"]),
            ("?G1", &["枫桥路288弄5号"]),
        ],
    );
}

#[actix_web::test]
async fn names_are_made_of_numbers_too() {
    let town = town().await;
    assert_goes(
        &town.db.atlas(),
        &[
            ("H1", &["壹号院3号楼", "一号院3号楼", "壹号院3幢502"]),
            ("~H1", &["1号院3号楼"]),
            ("H9", &["九号院5号楼"]),
            ("~H9", &["九号院"]),
            ("W5", &["五一村5号"]),
            ("B1", &["八一新村7号楼"]),
            ("N19", &["1902公寓2号楼", "1902公寓2-502"]),
        ],
    );
}

#[actix_web::test]
async fn ordinals_and_periods_are_numbers() {
    let town = town().await;
    assert_goes(
        &town.db.atlas(),
        &[
            (
                "C5",
                &[
                    "江海村第五组12号",
                    "江海村第5村民小组12号",
                    "江海村5组12号",
                    "江海村五组12号",
                    "江海村五小组12号",
                ],
            ),
            ("C5", &["江海村（五组）12号", "江海村委会5组12号", "江海村村委会五组12号"]),
            ("~K2", &["康健二期3号楼"]),
            ("~C5", &["江海村五队12号", "江海村第五生产队12号"]),
            (
                "K2",
                &[
                    "康健新村Ⅱ期3号楼",
                    "康健新村第二期3号楼",
                    "康健新村㈡期3号楼",
                    "康健新村II期3号楼",
                    "康健新村②期3号楼",
                    "康健新村(二期)3号楼",
                ],
            ),
            ("K1", &["康健新村Ⅰ期3号楼", "康健新村1期3号楼"]),
            ("-", &["康健新村三期3号楼"]),
        ],
    );
}

#[actix_web::test]
async fn a_name_along_the_road_says_which_compound_is_meant() {
    let town = town().await;
    let atlas = town.db.atlas();
    assert_goes(
        &atlas,
        &[("Z5", &["中心路甲苑5幢", "甲苑5幢"]), ("Z6", &["中心路乙苑5幢", "中心路乙苑5-502"])],
    );
    for text in ["中心路丙苑5幢", "和平5幢", "中心路5幢"] {
        assert!(
            !goes(&atlas, text).starts_with(['Z', 'P', 'Q', '~']),
            "{text}: {}",
            goes(&atlas, text)
        );
    }
}

#[actix_web::test]
async fn dashes_and_marks_of_all_sorts_join_numbers() {
    let town = town().await;
    assert_goes(
        &town.db.atlas(),
        &[
            (
                "F3",
                &[
                    "枫桥路288弄3-502号",
                    "枫桥路288弄3一502",
                    "枫桥路288弄3－502",
                    "枫桥路288弄3·502",
                    "枫桥路288弄3*502",
                    "枫桥路288-3-502",
                    "枫桥路288弄3杠502",
                ],
            ),
            (
                "X6",
                &[
                    "长新公寓6-1273电联",
                    "长新公寓6-1273请电话联系",
                    "长新公寓6·2·502",
                    "长新公寓 6#2单元502",
                    "长新公寓No.6-502",
                    "长新公寓6＃502",
                ],
            ),
            ("X6", &["长新公寓\n6号楼", "长新公寓\t6号楼\r\n502", "长新公寓6号楼\n"]),
            ("A1", &["兰渚苑A1栋", "兰渚苑A-1栋", "兰渚苑a1栋"]),
            ("~A1", &["兰渚苑A区1栋"]),
            ("V1", &["云帆苑B区1栋", "云帆苑B区1号楼"]),
            ("~V1", &["云帆苑B1栋", "云帆苑B-1栋"]),
        ],
    );
}

#[actix_web::test]
async fn everyday_places_go_to_what_they_are_in() {
    let town = town().await;
    assert_goes(
        &town.db.atlas(),
        &[
            ("P147", &["浙江温州鹿城蒲鞋市新村147栋", "蒲鞋市新村147栋", "鹿城区蒲鞋市新村147栋"]),
            (
                "~R1",
                &["荷风里西门", "荷风里南大门", "荷风里门口", "荷风里快递柜", "荷风里地下车库"],
            ),
            ("S1", &["听潮广场一楼奶茶店", "听潮广场1楼", "听潮广场B1层"]),
            ("~S1", &["听潮广场奶茶店"]),
            ("P5", &["和平新村5幢底层商铺1号", "和平新村5幢车库12号", "和平新村5幢门面房3号漏水"]),
            ("T1", &["汀云大厦12楼", "汀云大厦十二层1201室"]),
            ("~L8", &["柳荫小区8号楼", "柳荫8号"]),
            ("?T", &["柳荫小区3号楼", "柳荫3号"]),
        ],
    );
}

#[actix_web::test]
async fn a_lane_is_another_place_than_the_road() {
    let town = town().await;
    assert_goes(
        &town.db.atlas(),
        &[
            ("FH3", &["枫桥路3号", "枫桥路3-502", "枫桥路3号502室"]),
            ("F3", &["枫桥路288弄3号", "枫桥路288弄3-502", "枫桥路288-3-502"]),
            ("-", &["枫桥路138弄3号", "枫桥路138弄3-502", "枫桥路138-3-502", "枫桥路20支弄3号"]),
            ("F3", &["枫桥路288弄枫桥苑3号", "枫桥路288弄里面的3号", "枫桥路288弄小区3号"]),
            ("~F3", &["枫桥路288弄二期3号", "枫桥路288弄东区3号", "枫桥路288弄停车场3号"]),
            ("~F3", &["枫桥路288弄小学3号", "枫桥路288弄西街3号"]),
            ("?G1", &["枫桥路288弄20支弄5号"]),
            ("~L3", &["柳荫一村5弄3号"]),
        ],
    );
}

#[actix_web::test]
async fn the_number_of_another_place_is_not_that_of_a_known_one() {
    let town = town().await;
    assert_goes(
        &town.db.atlas(),
        &[
            ("-", &["阳光苑12号楼近柳荫一村", "从阳光苑3号到柳荫一村", "阳光苑8幢柳荫一村"]),
            ("L3", &["3号楼，柳荫一村", "柳荫一村，3号楼502"]),
            ("D3", &["东街3号与枫桥路交叉口", "东街3号近枫桥路"]),
            ("K1", &["3号楼，康健新村一期"]),
        ],
    );
}

#[actix_web::test]
async fn a_name_does_not_begin_within_a_number() {
    let town = town().await;
    assert_goes(
        &town.db.atlas(),
        &[
            ("-", &["十一号院3号楼", "拾壹号院3号楼", "金水苑一号院3号楼", "二十九号院5号楼"]),
            ("H1", &["奉贤壹号院3号楼"]),
            ("-", &["11902公寓2号楼", "A1902公寓2号楼"]),
            ("N19", &["奉贤1902公寓2号楼"]),
            ("-", &["控江路13街坊5号", "控江路二十三街坊5号", "13街坊5号"]),
            ("J3", &["控江路3街坊5号", "控江路三街坊5号"]),
            ("-", &["江海村十五组12号", "江海村25组12号"]),
            ("U3", &["园丁小区3号楼", "园丁3号楼", "园丁3-502"]),
            ("-", &["第二园丁小区3号楼", "第二荷风里1号楼"]),
        ],
    );
}

#[actix_web::test]
async fn a_number_in_front_of_another_place_is_none_of_it() {
    let town = town().await;
    let texts = [
        "8号上午柳荫一村12号",
        "3号网格员小王：柳荫一村12号",
        "3号楼王阿姨反映柳荫一村12号",
        "5楼住户反映，柳荫一村12号",
        "3栋，柳荫一村12号",
        "本月8号柳荫一村12号",
        "于8号柳荫一村12号",
        "我8号在柳荫一村12号看到",
        "3月8号柳荫一村12号",
        "柳荫一村12号，8号晚上漏水",
        "柳荫一村12号，3月8号",
    ];
    assert_goes(&town.db.atlas(), &[("L12", &texts)]);
}

#[actix_web::test]
async fn a_text_that_names_two_places_leaves_both() {
    let town = town().await;
    assert_goes(
        &town.db.atlas(),
        &[
            ("?G1", &["柳荫一村3号楼、东街12号", "柳荫一村3号，东街12号"]),
            ("?G2", &["柳荫一村8号楼旁边12号楼", "柳荫一村12号后面的8号楼"]),
            ("D12", &["东街12号近枫桥路3号", "东街12号，靠近枫桥路3号", "东街12号288弄口"]),
            (
                "D12",
                &["东街12号近枫桥路288弄3号", "东街12号近枫桥路288弄3-502", "东街12号近枫桥路3"],
            ),
            ("F3", &["八一新村对面枫桥路288弄3号", "阳光苑旁边的枫桥路288弄3号"]),
            ("L12", &["柳荫一村12号对面是柳荫一村3号", "柳荫一村12号斜对面3号"]),
        ],
    );
}

#[actix_web::test]
async fn what_is_in_brackets_may_be_a_part_of_the_address() {
    let town = town().await;
    assert_goes(
        &town.db.atlas(),
        &[
            ("F3", &["枫桥路（288弄）3号", "枫桥路【288弄】3号502", "枫桥路(288弄)3-502"]),
            ("L3", &["东街12号（柳荫一村）3号楼", "柳荫一村（东街12号）3号楼"]),
            ("L3", &["柳荫一村（原东街）3号楼", "柳荫一村（近东街）3号楼"]),
            ("D12A", &["东街12号（甲）", "东街12（甲）号"]),
            ("D12-1", &["东街12号（之一）", "东街12(1)号"]),
            ("DL3", &["东街（临）3号"]),
        ],
    );
}

#[actix_web::test]
async fn a_stem_or_a_branch_follows_the_number_in_many_ways() {
    let town = town().await;
    assert_goes(
        &town.db.atlas(),
        &[
            ("D12A", &["东街12号甲", "东街12甲号", "东街12号甲201室", "东街12号甲201"]),
            (
                "D12A",
                &["东街12号甲2楼", "东街12号-甲", "东街12号 甲", "东街12-甲号", "东街12 甲号"],
            ),
            ("D12A", &["东街12号甲漏水", "东街12号甲门口", "东街12号甲户"]),
            ("D12", &["东街12号甲醛超标", "东街12号甲方", "东街12号乙肝", "东街12号丁先生家"]),
            ("Z5", &["中心路88号甲苑5幢"]),
            ("D12-1", &["东街12号-1号", "东街12号之一三零二", "东街12号之一三楼"]),
            ("D12-1", &["东街12号之一B1层", "东街12号之一A座"]),
        ],
    );
}

#[actix_web::test]
async fn a_word_between_a_compound_and_the_number_says_nothing() {
    let town = town().await;
    assert_goes(
        &town.db.atlas(),
        &[
            ("~V1", &["云帆苑B区的1栋", "云帆苑B区内1栋", "云帆苑B区里面的1栋"]),
            ("R1", &["荷风里1号楼"]),
            ("~R1", &["荷风里里1号楼", "荷风里的1号楼"]),
            ("-", &["云帆湾B区1栋", "荷风湾1号楼", "蒲鞋湾147栋"]),
        ],
    );
}

#[actix_web::test]
async fn a_name_is_found_in_digits_and_in_numerals() {
    let town = town().await;
    assert_goes(
        &town.db.atlas(),
        &[
            ("C11", &["江海村十一组12号", "江海村十一组12号502"]),
            ("~C11", &["江海村11组12号", "江海村第11村民小组12号"]),
            ("~N19", &["一九〇二公寓2号楼", "一九零二公寓2-502"]),
            ("-", &["一九〇三公寓2号楼", "江海村13组12号"]),
        ],
    );
}

#[actix_web::test]
async fn a_list_of_long_house_numbers_is_no_list_of_rooms() {
    let town = town().await;
    assert_goes(
        &town.db.atlas(),
        &[
            ("?N1", &["枫桥路136、138、140号", "枫桥路138、140号"]),
            ("E138", &["枫桥路138号、201室", "枫桥路138号，201"]),
            ("~K1", &["康健新村3号楼一期", "康健新村3号楼（一期）"]),
            ("~K2", &["康健新村3号楼2期"]),
        ],
    );
}

#[actix_web::test]
async fn the_name_may_follow_the_numbers() {
    let town = town().await;
    assert_goes(
        &town.db.atlas(),
        &[
            ("L3", &["3-2-502 柳荫一村", "3号楼2单元502（柳荫一村）", "（柳荫一村）3号楼502"]),
            ("L3", &["柳荫一村[3-2-502]", "柳荫一村【3-502】", "3号楼502，小区：柳荫一村"]),
            ("L12", &["502室，柳荫一村12号", "3号楼502业主反映柳荫一村12号"]),
            ("L3", &["小区：柳荫一村 楼号：3 室号：502", "楼栋号：3号楼，小区：柳荫一村"]),
            ("L12", &["【小区】柳荫一村【楼栋】12号【室号】502", "1.小区：柳荫一村 2.楼号：12号"]),
        ],
    );
}

#[actix_web::test]
async fn a_corner_or_a_stretch_leaves_both_roads() {
    let town = town().await;
    let corners = [
        "东街近枫桥路3号",
        "东街靠近枫桥路3号",
        "东街和枫桥路3号",
        "东街与枫桥路3号",
        "东街/枫桥路3号",
        "东街、枫桥路3号",
        "东街枫桥路3号",
    ];
    assert_goes(
        &town.db.atlas(),
        &[
            ("?T", &corners),
            ("?T", &["东街3号到枫桥路3号", "从东街3号至枫桥路3号"]),
            ("?G1", &["东街12号到枫桥路138号"]),
            ("~FH3", &["梧桐路枫桥路3号", "梧桐路近枫桥路3号", "梧桐路20弄枫桥路3号"]),
            ("D3", &["东街（枫桥路口）3号"]),
        ],
    );
}

#[actix_web::test]
async fn a_wing_or_a_gate_is_another_building() {
    let town = town().await;
    let wings = [
        "柳荫一村3号楼南楼",
        "柳荫一村3号楼附楼",
        "柳荫一村3号楼副楼",
        "柳荫一村3号楼裙楼",
        "柳荫一村3号楼北侧楼",
        "柳荫一村3号楼东面楼",
    ];
    let branches = [
        "柳荫一村3号楼甲",
        "柳荫一村3号楼-甲",
        "柳荫一村3号楼（甲）",
        "柳荫一村3号楼甲201室",
        "柳荫一村3号楼的乙",
        "柳荫一村3号楼之二",
        "柳荫一村3号楼附2号",
    ];
    assert_goes(
        &town.db.atlas(),
        &[
            ("~L3", &wings),
            ("?T", &branches),
            ("~L3", &["柳荫一村3号大门", "柳荫一村3号出入口", "柳荫一村3号商铺"]),
            ("L3", &["柳荫一村3号楼北侧楼道", "柳荫一村3号楼甲醛超标", "柳荫一村3号楼乙肝患者"]),
            ("D12A", &["东街12#甲", "东街12号的甲"]),
            ("D12", &["东街12号3号电梯", "东街12号2号楼梯间", "东街12号3号车位"]),
            ("D12-1", &["东街12号的之一", "东街12号(1)", "东街12号（一）"]),
            ("D12", &["东街12号甲单元", "东街12号1-201", "东街12号A"]),
            ("~YA3", &["12号院甲3-2-502"]),
            ("~Y3", &["12号院3#", "12号院3#502"]),
        ],
    );
}

#[actix_web::test]
async fn a_day_or_a_quantity_is_no_house() {
    let town = town().await;
    let days = [
        "枫桥路138号，3号上门",
        "枫桥路138号，3号来人",
        "枫桥路138号，3号之前",
        "枫桥路138号3号晚上停电",
        "枫桥路138号漏水，电梯3号晚上停电",
    ];
    assert_goes(
        &town.db.atlas(),
        &[
            ("E138", &days),
            ("L3", &["8号早上，柳荫一村3号楼", "柳荫一村3号楼12%的住户"]),
            ("?T", &["柳荫一村12%", "柳荫一村12％", "柳荫一村3.5%", "柳荫一村3㎡"]),
            ("?N1", &["枫桥路138㎡", "枫桥路138号，3号前面"]),
        ],
    );
}

#[actix_web::test]
async fn of_two_houses_neither_is_certain() {
    let town = town().await;
    let beside = [
        "柳荫一村8号楼门口进12号楼",
        "柳荫一村8号楼和12号楼",
        "柳荫一村8号楼还有12号楼",
        "柳荫一村8号楼到12号楼",
        "柳荫一村8号楼边上的12号楼",
        "柳荫一村8号楼后排12号楼",
    ];
    let unknown = ["柳荫一村3号楼还有13号楼", "柳荫一村3号楼到5号楼", "柳荫一村3号楼阳光苑5号"];
    let in_one_grid = [
        "柳荫一村3号楼和枫桥路138号",
        "住柳荫一村3号楼，反映枫桥路138号",
        "柳荫一村3号楼的住户投诉枫桥路138号",
        "柳荫一村3号楼502室居民反映枫桥路138号",
    ];
    let apart = [
        "柳荫一村3号楼502室居民反映东街3号",
        "从柳荫一村3号楼搬到东街3号",
        "奉贤柳荫一村3号楼和东街3号",
        "柳荫一村3号楼2单元和东街3号",
    ];
    assert_goes(
        &town.db.atlas(),
        &[
            ("?G2", &beside),
            ("~L3", &unknown),
            ("~L3", &["柳荫一村3号楼和阳光苑5号楼", "阳光苑5号楼和柳荫一村3号楼"]),
            ("~D12", &["东街12号到14号", "东街12号和14号"]),
            ("~E138", &["枫桥路136-138号"]),
            ("~W5", &["五一村5号和6号", "五一村5号、6号"]),
            ("SR", &["澄心苑6号楼和7号楼", "澄心苑6、7号楼", "澄心苑6号楼，澄心苑7号楼"]),
            ("?T", &["澄心苑6号楼和3号楼"]),
            ("?N1", &["枫桥路138号至140号", "枫桥路138号～140号"]),
            ("?G1", &in_one_grid),
            ("?T", &apart),
            ("D3", &["柳荫一村3号楼对面的东街3号"]),
            ("L3", &["阳光苑5号对面的柳荫一村3号楼"]),
            ("-", &["柳荫一村3号楼对面的阳光苑5号"]),
        ],
    );
}

#[actix_web::test]
async fn a_house_and_a_compound_that_disagree_leave_both() {
    let town = town().await;
    let apart = [
        "洪兴街12号澄心苑3",
        "洪兴街12号澄心苑3号楼",
        "洪兴街12 澄心苑3号楼",
        "洪兴街138弄澄心苑5号楼",
        "洪兴街138弄柳荫一村12号",
        "汀云路3号汀云大厦",
        "汀云路3号，汀云大厦12楼",
    ];
    assert_goes(
        &town.db.atlas(),
        &[
            ("?T", &apart),
            ("CX5", &["洪兴街138号澄心苑5号楼"]),
            ("~O12", &["洪兴街12号梧桐苑3", "洪兴街12号梧桐苑3号楼"]),
            ("L12", &["洪兴街200弄柳荫一村12号"]),
            ("TY3", &["汀云路3号近汀云大厦"]),
        ],
    );
}

#[actix_web::test]
async fn the_second_of_two_numbers_may_be_many_things() {
    let town = town().await;
    assert_goes(
        &town.db.atlas(),
        &[
            ("?T", &["洪兴街138 12号", "洪兴街138号12号", "洪兴街138号 12号"]),
            ("O138-12", &["洪兴街138（弄）12号", "洪兴街138弄12号"]),
            ("?N1", &["枫桥路138 3号", "枫桥路138号3号"]),
            ("~L3", &["柳荫一村二楼3号", "柳荫一村2楼3号"]),
            ("?T", &["柳荫一村三层3号", "柳荫一村三层12号"]),
        ],
    );
}

#[actix_web::test]
async fn villages_are_named_in_many_ways() {
    let town = town().await;
    let otherwise = [
        "新港行政村5组12号",
        "新港自然村5组12号",
        "新港村村委5组12号",
        "新港村委5组12号",
        "新港5组12号",
    ];
    assert_goes(
        &town.db.atlas(),
        &[
            ("~NG5", &otherwise),
            ("-", &["新港村三社12号", "新港村3社12号", "新港村七组12号"]),
            ("LS3", &["1、楼山路3号", "12、楼山路3号", "（1）楼山路3号"]),
            ("~YP3", &["十里一品苑3号楼"]),
            ("YP3", &["奉贤一品苑3号楼"]),
        ],
    );
}

#[actix_web::test]
async fn who_speaks_is_no_compound() {
    let town = town().await;
    let atlas = town.db.atlas();
    let home = Some(grid_id("G3"));
    for text in ["3号楼", "王阿姨3号楼", "王阿姨家3号楼漏水", "本小区3号楼"] {
        assert_eq!(goes_from(&atlas, text, home), "~U3", "{text}");
    }
    for text in ["阳光苑3号楼", "王家村3号楼"] {
        assert_eq!(goes_from(&atlas, text, home), "-", "{text}");
    }
    assert_eq!(goes_from(&atlas, "1，3号楼", home), "?G3");
}
