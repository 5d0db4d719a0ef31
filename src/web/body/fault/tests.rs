//! Forms of wrong input, each in the words of serde.

use super::super::told::ToldValue;
use super::*;
use crate::domain::geometry::geojson::Geometry;
use crate::error::Language;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Colour {
    Red,
    Green,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "kind")]
#[expect(dead_code, reason = "only its shape counts")]
enum Tagged {
    Square { side: f64 },
}

#[derive(Debug, Deserialize)]
#[serde(tag = "kind", content = "content")]
#[expect(dead_code, reason = "only its shape counts")]
enum Adjacent {
    Square { side: f64 },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape counts")]
struct FaultShape {
    colour: Colour,
    sides: Vec<f64>,
    count: u32,
    inner: Option<Box<FaultShape>>,
}

fn refused(json: &str) -> Option<(String, Problem)> {
    let error = serde_path_to_error::deserialize::<_, FaultShape>(
        &mut serde_json::Deserializer::from_str(json),
    )
    .err()?;
    let path = pointer(error.path());
    let text = error.into_inner().to_string();
    Some((path.clone(), BodyFault::read(&text).in_body(&path)))
}

#[test]
fn every_kind_of_fault_is_told_with_its_place() {
    let cases = [
        (r#"{"sides":[],"count":1}"#, Code::Required, "/colour"),
        (r#"{"colour":"red","sides":[],"count":1,"corner":2}"#, Code::UnknownField, "/corner"),
        (r#"{"colour":"red","count":1,"count":2,"sides":[]}"#, Code::DuplicateField, "/count"),
        (r#"{"colour":"blue","sides":[],"count":1}"#, Code::UnknownValue, "/colour"),
        (r#"{"colour":"red","sides":[1,"2"],"count":1}"#, Code::WrongType, "/sides/1"),
        (r#"{"colour":"red","sides":[],"count":-1}"#, Code::InvalidValue, "/count"),
        (
            r#"{"colour":"red","sides":[],"count":1,"inner":{"colour":"red","sides":3}}"#,
            Code::WrongType,
            "/inner/sides",
        ),
        (
            r#"{"colour":"red","sides":[],"count":1,"inner":{"a/b~c":1}}"#,
            Code::UnknownField,
            "/inner/a~1b~0c",
        ),
        (r#"[]"#, Code::WrongType, ""),
    ];
    for (json, code, place) in cases {
        let Some((_, problem)) = refused(json) else { unreachable!("{json} was accepted") };
        assert_eq!((problem.code, problem.pointer.as_str()), (code, place), "{json}");
    }
}

#[test]
fn types_are_told_whatever_stands_in_the_text() {
    let cases = [
        (
            "invalid type: string \"a, expected b\", expected u32 at line 1 column 9",
            JsonForm::Text,
            JsonForm::Integer,
        ),
        ("invalid type: floating point `1.5`, expected usize", JsonForm::Number, JsonForm::Integer),
        ("invalid type: null, expected struct Place", JsonForm::Null, JsonForm::Object),
        (
            "invalid length 1, expected struct Place with 2 elements",
            JsonForm::List,
            JsonForm::Object,
        ),
    ];
    for (text, found, expected) in cases {
        assert_eq!(BodyFault::read(text), BodyFault::Type { found, expected }, "{text}");
    }
}

/// Returns how a value that serde refuses as a `T` is told.
fn told<T: serde::de::DeserializeOwned>(json: &str) -> Problem {
    let value: Value = serde_json::from_str(json).unwrap_or_default();
    let error = T::deserialize(ToldValue(&value)).err();
    let text = error.map(|error| error.to_string()).unwrap_or_default();
    BodyFault::read(&text).in_body("")
}

fn expected(problem: &Problem) -> &str {
    problem.params.get("expected").and_then(|form| form["value"].as_str()).unwrap_or_default()
}

fn zh(problem: &Problem) -> String {
    problem.message(Language::Chinese)
}

#[test]
fn a_missing_field_is_required_at_its_place() {
    let problem = told::<FaultShape>(r#"{"sides":[],"count":1}"#);
    assert_eq!((problem.code, problem.pointer.as_str()), (Code::Required, "/colour"));
}

#[test]
fn an_unknown_field_is_told_with_the_known_ones() {
    let problem = told::<FaultShape>(r#"{"corner":2}"#);
    assert_eq!(zh(&problem), "没有名为 corner 的字段，可用：colour、sides、count、inner");
}

#[test]
fn a_field_that_is_given_twice_is_named() {
    let text = serde_json::from_str::<FaultShape>(r#"{"count":1,"count":2}"#).err();
    let text = text.map(|error| error.to_string()).unwrap_or_default();
    assert_eq!(BodyFault::read(&text), BodyFault::Duplicate("count"));
}

#[test]
fn an_unknown_word_is_told_with_the_known_ones() {
    assert_eq!(zh(&told::<Colour>("\"blue\"")), "只能取以下值：red、green");
}

#[test]
fn each_type_that_was_sent_is_told() {
    let found = |json: &str| told::<FaultShape>(json).params["found"]["value"].clone();
    for (json, value) in [
        ("7", "integer"),
        ("-7", "integer"),
        ("1.5", "number"),
        ("true", "boolean"),
        ("\"text\"", "string"),
        ("null", "null"),
    ] {
        assert_eq!(found(json), value, "{json}");
    }
    assert_eq!(told::<u32>("[1]").params["found"]["value"], "array");
    assert_eq!(told::<u32>("{\"a\":1}").params["found"]["value"], "object");
}

#[test]
fn each_type_that_is_expected_is_told() {
    for (problem, value) in [
        (told::<String>("7"), "string"),
        (told::<char>("7"), "string"),
        (told::<f64>("true"), "number"),
        (told::<bool>("7"), "boolean"),
        (told::<Vec<u8>>("7"), "array"),
        (told::<[u8; 2]>("7"), "array"),
        (told::<(u8, u8)>("7"), "array"),
        (told::<BTreeMap<String, u8>>("7"), "object"),
        (told::<FaultShape>("7"), "object"),
        (told::<Tagged>("7"), "object"),
        (told::<Adjacent>("7"), "object"),
        (told::<Colour>("7"), "string"),
        (told::<Uuid>("7"), "uuid"),
        (told::<DateTime<Utc>>("7"), "date-time"),
        (told::<NaiveDate>("7"), "date"),
        (told::<NaiveTime>("7"), "time"),
        (told::<Geometry>(r#"{"type":"Polygon","coordinates":true}"#), "coordinates"),
        (told::<u8>("true"), "integer"),
        (told::<u16>("true"), "integer"),
        (told::<u32>("true"), "integer"),
        (told::<u64>("true"), "integer"),
        (told::<i64>("true"), "integer"),
        (told::<usize>("true"), "integer"),
    ] {
        assert_eq!((problem.code, expected(&problem)), (Code::WrongType, value), "{problem:?}");
    }
}

#[test]
fn a_list_of_another_length_than_a_struct_has_fields_is_no_object() {
    let text = serde_json::from_str::<FaultShape>("[]").err();
    let text = text.map(|error| error.to_string()).unwrap_or_default();
    let found = JsonForm::List;
    assert_eq!(BodyFault::read(&text), BodyFault::Type { found, expected: JsonForm::Object });
}

#[test]
fn a_text_that_a_type_refuses_is_told_by_what_it_should_be() {
    for (problem, form) in [
        (told::<Uuid>("\"zzz\""), "应为标识（UUID）"),
        (told::<DateTime<Utc>>("\"2026-13-45\""), "应为带时差的时刻，如"),
        (told::<NaiveDate>("\"2026-13-45\""), "应为日期，如"),
        (told::<NaiveTime>("\"25:61\""), "应为钟点，如"),
    ] {
        let message = zh(&problem);
        assert!(message.starts_with(&format!("取值无效：{form}")), "{message}");
    }
}

#[test]
fn words_of_libraries_that_name_no_form_are_known() {
    let written = |text: &str| BodyFault::read(text) == BodyFault::Written(JsonForm::Uuid);
    let parsed: Result<Uuid, _> = "zzz".parse();
    assert!(written(
        &parsed.err().map(|error| { format!("UUID parsing failed: {error}") }).unwrap_or_default()
    ));
    assert_eq!(BodyFault::read("HH:MM"), BodyFault::Written(JsonForm::Time));
}

#[test]
fn a_number_beyond_its_type_is_out_of_range() {
    for problem in [told::<u8>("300"), told::<u8>("-1"), told::<i32>("99999999999")] {
        assert_eq!(zh(&problem), "取值无效：数值超出范围");
    }
}

#[test]
fn a_list_of_another_length_is_told() {
    assert_eq!(zh(&told::<[u8; 2]>("[1]")), "取值无效：列表的长度不对");
}

#[test]
fn one_choice_is_to_be_named() {
    assert_eq!(zh(&told::<Colour>("{}")), "取值无效：须恰写其中一项");
}

#[test]
fn each_fault_of_coordinates_is_told_with_its_place() {
    for (json, pointer, message) in [
        (r#"{"type":"Polygon","coordinates":[[7]]}"#, "", "有的点缺少纬度"),
        (r#"{"type":"Polygon","coordinates":[[[1,2],7]]}"#, "", "每个点应写作 [经度, 纬度]"),
        (r#"{"type":"Polygon","coordinates":[[[1]]]}"#, "", "有的点缺少纬度"),
        (r#"{"type":"Polygon","coordinates":[[]]}"#, "", "坐标中有空的列表"),
        (r#"{"type":"Polygon","coordinates":[[[[[1,2]]]]]}"#, "", "坐标的层数过多"),
        (r#"{"type":"Polygon","coordinates":[1,2]}"#, "/coordinates", "坐标的层数与 type 不符"),
        (r#"{"type":"Point","coordinates":[1,2]}"#, "/type", "应为 Polygon 或 MultiPolygon"),
    ] {
        let problem = told::<Geometry>(json);
        assert_eq!(zh(&problem), format!("取值无效：{message}"), "{json}");
        assert_eq!(problem.pointer, pointer, "{json}");
    }
}

#[test]
fn words_that_nobody_knows_are_not_passed_on() {
    let problem = BodyFault::read("words of another library").in_body("");
    assert_eq!(zh(&problem), "取值无效：与接口文档（/docs）所写的不符");
    let asked = BodyFault::read("words of another library").in_parameter("at");
    assert_eq!(zh(&asked), "参数 at 取值无效，应为：接口文档（/docs）所写的取值");
}

#[test]
fn fields_and_values_that_are_known_are_listed() {
    assert_eq!(
        BodyFault::read("unknown field `c`, expected one of `a`, `b`"),
        BodyFault::Unknown { field: "c", known: vec!["a", "b"] }
    );
    assert_eq!(
        BodyFault::read("unknown variant `x`, expected `a` or `b`"),
        BodyFault::Variant(vec!["a", "b"])
    );
}

#[test]
fn what_people_write_wrongly_is_told_in_their_language_and_not_repeated() {
    let chinese =
        |text| BodyFault::read(text).in_body("/id").message(crate::error::Language::Chinese);
    assert_eq!(
        chinese("UUID parsing failed: invalid character: found `z` at 1"),
        "取值无效：应为标识（UUID）"
    );
    assert_eq!(chinese("HH:MM"), "取值无效：应为钟点，如 09:30");
    assert_eq!(chinese("invalid value: integer `100000`, expected u16"), "取值无效：数值超出范围");
    assert_eq!(chinese("words of another library"), "取值无效：与接口文档（/docs）所写的不符");
    let asked =
        BodyFault::read("refused a text, expected an RFC 3339 formatted date and time string");
    let told = asked.in_parameter("at").message(crate::error::Language::Chinese);
    assert_eq!(told, "参数 at 取值无效，应为：带时差的时刻，如 2026-03-02T09:00:00+08:00");
}
