//! Every message is in one language, and says everything in the words of who reads it.

use crate::support::town::Town;
use crate::support::wording::{check, faults, is_chinese};
use crate::support::workbook::workbook_written;
use serde_json::{Value, json};
use std::path::PathBuf;
use wangge::config::{Config, Sources};
use wangge::domain::calendar::Calendar;
use wangge::domain::category::Categories;
use wangge::domain::datum::Datum;
use wangge::domain::level::Levels;
use wangge::domain::plan::PlanConsent;
use wangge::domain::report_back::ReportTemplate;
use wangge::domain::request::RequestState;
use wangge::domain::role::Role;
use wangge::domain::unit::{GridKind, Setting};
use wangge::error::{Code, Error, Language, Problem};
use wangge::service::import::building_groups::BuildingGroupFile;
use wangge::service::import::grids::{
    FeatureFields, GridFile, GridImport, ParentRule, import_grids,
};
use wangge::service::import::members::MemberFile;
use wangge::service::import::reader::sheet::Sheet;
use wangge::service::import::reader::table::Table;
use wangge::service::import::requests::Mapping;

/// A value as it is met under a name.
fn realistic(name: &str) -> Value {
    match name {
        "now" | "from" | "to" | "at" | "since" => json!("2026-11-29T03:20:18.584836+00:00"),
        "state" => RequestState::Assigned.into(),
        "roles" | "role" | "held" => vec![Value::from(Role::Member), Role::TownDesk.into()].into(),
        "reason" | "what" | "expected" | "found" | "advice" | "end" | "channel" | "capacity"
        | "action" | "level" | "parent_level" => {
            json!({ "zh": "此处写法有误", "en": "it is wrong" })
        }
        "left" | "size" | "possible" | "differing" | "changes" => json!([
            { "zh": "2 个下级网格", "en": "2 grids" },
            { "zh": "1 个单位", "en": "1 organisation" },
        ]),
        "known" | "allowed" | "names" | "numbers" | "columns" | "members" | "posts" => {
            json!(["one", "two"])
        }
        "layer" => json!("config/default.toml"),
        _ => json!(7),
    }
}

#[test]
fn every_code_is_told_in_one_language_with_all_its_values() {
    let mut wrong = Vec::new();
    for code in Code::ALL {
        let mut problem = Problem::new(*code);
        for language in [Language::Chinese, Language::English] {
            for name in code.text(language).split('{').skip(1) {
                let name = name.split('}').next().unwrap();
                problem = problem.with(name, realistic(name));
            }
        }
        wrong.extend(faults(&problem));
        for language in [Language::Chinese, Language::English] {
            let message = problem.message(language);
            if message.contains(['{', '}']) || message.contains("zh") {
                wrong.push(format!("{}: {message}", code.as_str()));
            }
        }
        let chinese = problem.message(Language::Chinese);
        if !chinese.contains(is_chinese) {
            wrong.push(format!("{}: no Chinese: {chinese}", code.as_str()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn labels_that_hold_a_comma_are_told_apart() {
    let roles = vec![Role::Member, Role::BuildingGroupLeader, Role::GridLeader];
    let problem = Problem::new(Code::RoleRequired).with("roles", roles);
    assert_eq!(
        problem.message(Language::Chinese),
        "您的角色不能执行此操作，需要其中之一：党员、志愿者、工作人员；楼组长；网格长"
    );
}

#[test]
fn the_table_has_the_marks_of_each_language() {
    for code in Code::ALL {
        let chinese = code.text(Language::Chinese);
        assert!(!chinese.contains([';', '!', '?']), "{chinese}");
        assert_eq!(chinese.matches('“').count(), chinese.matches('”').count(), "{chinese}");
        let english = code.text(Language::English);
        assert!(!english.contains(is_chinese), "{english}");
    }
}

#[test]
fn the_check_knows_what_is_wrong() {
    let sheet = |expected: Value| {
        Problem::new(Code::SheetValue)
            .with("column", "名称")
            .with("value", "")
            .with("expected", expected)
    };
    assert_eq!(faults(&sheet("不能为空 (a value)".into())).len(), 1);
    assert!(faults(&sheet(json!({ "zh": "度数", "en": "degrees" }))).is_empty());
    let unread = |reason: &str| Problem::new(Code::FileUnreadable).with("reason", reason);
    assert_eq!(faults(&unread("UUID parsing failed: invalid length")).len(), 1);
    assert_eq!(faults(&unread("input contains invalid characters")).len(), 1);
    assert_eq!(faults(&Problem::new(Code::GridOverhangs).with("code", "G1")).len(), 2);
    let listed = Problem::new(Code::RoleRequired).with("roles", "居民, 网格长");
    assert!(faults(&listed).is_empty(), "what somebody named stays as it is");
    let late = Problem::new(Code::RuleFileTwice).with("line", 1).with("value", Value::Null);
    let late = Problem { code: Code::InvalidValue, ..late };
    assert_eq!(faults(&late.with("reason", "2026-11-29T03:20:18Z")).len(), 2);
}

/// The problems of something that must be refused.
#[track_caller]
fn refused<T>(what: &str, result: Result<T, impl Into<Error>>) -> Vec<Problem> {
    match result.map_err(Into::into) {
        Err(Error::Refused(problems)) if !problems.is_empty() => problems,
        Err(other) => unreachable!("{what}: {other}"),
        Ok(_) => unreachable!("{what} was accepted"),
    }
}

/// What reading a sheet finds wrong, at once or row by row.
fn told<T>(read: Result<T, Error>, sheet: fn(T) -> Sheet) -> Vec<Problem> {
    match read {
        Ok(file) => sheet(file).problems,
        Err(Error::Refused(problems)) => problems,
        Err(other) => unreachable!("{other}"),
    }
}

#[test]
fn what_is_wrong_in_a_table_is_told_in_one_language() {
    let groups = |text: &str| told(BuildingGroupFile::read(text.as_bytes()), |file| file.sheet);
    for text in [
        "",
        "网格代码,名称",
        "网格代码,名称,户口数\nG1,一组,8",
        "颜色,大小\n红,一",
        "网格代码,名称,门址\nG1,#N/A,3月2日\nG1,二组,2.02603E+17",
        "网格代码\nG1",
        "网格代码,名称,名称\nG1,a,b",
        "网格代码,名称\n,一组\nG1,",
        "网格代码,名称,户数\nG1,一组,许多\nG1,二组,-1",
        "网格代码,名称\nG1,一组,多余",
        "grid_code,name,household_count\nG1,one,many",
    ] {
        let problems = groups(text);
        assert!(!problems.is_empty(), "{text} was accepted");
        check(&problems);
    }
    check(&refused("bytes", BuildingGroupFile::read(b"\xff\xff,\xff\n\xff,\xff".as_slice())));
    let members = MemberFile::read("工号,姓名,电话\nM1,,123".as_bytes(), chrono::Utc::now());
    let members = told(members, |file| file.sheet);
    assert_eq!(members.len(), 2);
    check(&members);
    let blank = groups("网格代码,名称\n,一组");
    assert_eq!(
        (blank[0].code, &blank[0].params["in_column"]),
        (Code::Required, &json!("网格代码"))
    );
}

#[test]
fn what_is_wrong_in_a_workbook_is_told_in_one_language() {
    for (sheet, strings) in [
        ("<sheetData>", "<sst/>"),
        ("<sheetData><row r=\"x\"></row></sheetData>", "<sst/>"),
        ("<!DOCTYPE x><sheetData/>", "<sst/>"),
        ("<sheetData/>", "<sst uniqueCount=\"99999999999999\"></sst>"),
    ] {
        let file = workbook_written(sheet, strings);
        check(&refused(sheet, Table::read(file.as_slice())));
        let cut = &file[..file.len() / 2];
        check(&refused("half a workbook", Table::read(cut)));
    }
}

/// Blocks below the grid G1.
fn blocks() -> GridImport {
    GridImport {
        level: "block".to_owned(),
        kind: GridKind::General,
        setting: Setting::Residential,
        parent: ParentRule::Code("G1".to_owned()),
        replace: false,
        repair: false,
        skip_invalid: false,
        allowances: PlanConsent::default(),
    }
}

#[tokio::test]
async fn what_is_wrong_in_a_map_is_told_in_one_language() {
    let town = Town::new().await;
    let fields = FeatureFields { code: "code".to_owned(), name: "name".to_owned(), parent: None };
    let feature = |geometry: &str| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"code":"A","name":"甲"}},"geometry":{geometry}}}]}}"#
        )
    };
    let mut files: Vec<String> = [
        "",
        "{",
        "[]",
        "7",
        "{}",
        r#"{"type":"Feature","features":[]}"#,
        r#"{"type":"FeatureCollection"}"#,
        r#"{"type":"FeatureCollection","features":{}}"#,
        r#"{"type":"FeatureCollection","features":[7]}"#,
        r#"{"type":"FeatureCollection","features":[{"type":"Feature"}]}"#,
        r#"{"type":"FeatureCollection","features":[],"crs":{"properties":{"name":"EPSG:4549"}}}"#,
    ]
    .map(str::to_owned)
    .to_vec();
    files.extend(
        [
            "null",
            "7",
            "{}",
            r#"{"type":"Point","coordinates":[1,2]}"#,
            r#"{"type":"Polygon","coordinates":[]}"#,
            r#"{"type":"Polygon","coordinates":[[]]}"#,
            r#"{"type":"Polygon","coordinates":[[[1],[2]]]}"#,
            r#"{"type":"Polygon","coordinates":[[["a","b"]]]}"#,
            r#"{"type":"Polygon","coordinates":[[[[[1,2]]]]]}"#,
            r#"{"type":"MultiPolygon","coordinates":[[[1,2],[3,4]]]}"#,
            r#"{"type":"Polygon","coordinates":[[[1,2],[3,4]]]}"#,
            r#"{"type":"Polygon","coordinates":[[[500,2],[3,4],[5,6]]]}"#,
            r#"{"coordinates":[[[1,2],[3,4]]]}"#,
        ]
        .map(feature),
    );
    for file in &files {
        let read = GridFile::read(file.as_bytes(), &fields, Datum::Wgs84);
        let imported = match read {
            Ok(read) => import_grids(&town.import_run(true), read, &blocks()).await.map(drop),
            Err(error) => Err(error),
        };
        check(&refused(file, imported));
    }
    let broken = GridFile::read([0x1f, 0x8b, 1, 2, 3].as_slice(), &fields, Datum::Wgs84);
    check(&refused("no gzip", broken));
}

#[test]
fn what_is_wrong_in_the_configuration_is_told_in_one_language() {
    let load = |text: &str, environment: &[(&str, &str)]| {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Config::load(&Sources {
            file: Some((PathBuf::from("town.toml"), text.to_owned())),
            environment: environment.iter().map(own).collect(),
            flags: Vec::new(),
        })
    };
    for text in [
        "[log",
        "a = ",
        "[database]\nreaders = 0",
        "[database]\nreaders = \"many\"",
        "[database]\nreaders = -1",
        "[database]\nurl = 7",
        "[auth]\ntotp_required = \"maybe\"",
        "[log]\nformat = \"xml\"",
        "[server]\nlisten = \"8080\"",
        "[server]\nlisten = [1]",
    ] {
        check(&refused(text, load(text, &[])));
    }
    let strangers = load("[server]\nlisten_on = \"x\"", &[("WANGGE_LOG_FORMATS", "x")]).unwrap().1;
    assert_eq!(strangers.len(), 2);
    check(&strangers);
    let missing = Sources::of_process(Some(PathBuf::from("/no/such/file")), Vec::new());
    check(&refused("a missing file", missing));
}

#[test]
fn what_is_wrong_in_a_rule_file_is_told_in_one_language() {
    let levels = Levels::parse(include_str!("../config/levels.toml")).unwrap();
    for text in [
        "",
        "x",
        "a = 1\na = 2",
        "[a",
        "a = \"",
        "[[level]]\ncode = 7\nname = \"x\"",
        "[[category]]\ncode = \"A\"\nconcern = \"x\"\nurgency = 1",
        "[[category]]\ncode = \"care\"\nname = { zh = \"关爱\" }\nconcern = \"hoped\"\nclocks = 7",
        "[[year]]\nyear = \"x\"\nholidays = 7",
    ] {
        check(&refused(text, Levels::parse(text)));
        check(&refused(text, Categories::parse(text, &levels)));
        check(&refused(text, Mapping::parse(text)));
        check(&refused(text, ReportTemplate::parse(text)));
        if let Err(problems) = Calendar::parse(text) {
            check(&problems);
        }
    }
}
