#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use super::*;
use crate::domain::category::{AnswerForm, Choice, Referral, read_answer};
use crate::domain::label::Label;
use crate::error::Language;
use serde_json::json;

fn label(zh: &str) -> Label {
    Label { zh: zh.to_owned(), en: zh.to_owned() }
}

fn choice(code: &str, stop: bool) -> Choice {
    let referral = || Referral {
        text: label("先打电话"),
        numbers: vec!["119".to_owned(), "120".to_owned()],
    };
    Choice {
        code: code.to_owned(),
        label: label(code),
        stop: stop.then(referral),
        called: code == "called",
    }
}

/// Returns one question of each type; only `danger` is required.
fn questions() -> Vec<Question> {
    let ask = |code: &str, expected| Question {
        code: code.to_owned(),
        text: label(code),
        required: false,
        expected,
    };
    let danger =
        AnswerForm::One(vec![choice("no", false), choice("yes", true), choice("called", false)]);
    vec![
        Question { required: true, ..ask("danger", danger) },
        ask("words", AnswerForm::Text { max: 3 }),
        ask("floor", AnswerForm::Number { min: -2, max: 30, whole: true, unit: Some(label("层")) }),
        ask("amount", AnswerForm::Number { min: 0, max: 100, whole: false, unit: None }),
        ask("since", AnswerForm::Date { days_back: 30, days_ahead: 0 }),
        ask("when", AnswerForm::Many(vec![choice("day", false), choice("night", false)])),
    ]
}

fn checked(answers: Value, channel: Channel) -> Result<Value, Vec<String>> {
    let answers: Answers = serde_json::from_value(answers).unwrap();
    let today = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    let kept = answers.checked(&questions(), channel, today);
    kept.map(|kept| serde_json::to_value(kept).unwrap()).map_err(|problems| {
        problems
            .iter()
            .map(|problem| format!("{}{}", problem.code.as_str(), problem.pointer))
            .collect()
    })
}

/// Returns the problems of one answer beside a good one.
fn wrong(code: &str, answer: Value) -> Vec<String> {
    checked(json!({ "danger": "no", code: answer }), Channel::Resident).unwrap_err()
}

#[test]
fn answers_of_each_sort_are_kept_in_one_form() {
    let given = json!({
        "danger": "called", "words": "漏水", "floor": 5.0, "amount": 12.5, "since": "2026-02-28", "when": ["night", "day", "night"],
    });
    let kept = json!({
        "danger": "called", "words": "漏水", "floor": 5, "amount": 12.5, "since": "2026-02-28", "when": ["night", "day"],
    });
    assert_eq!(checked(given, Channel::Resident), Ok(kept));
}

#[test]
fn each_wrong_answer_has_its_code_and_place() {
    let rows = [
        ("words", json!("四个字了"), "too_long/answers/words"),
        ("words", json!(3), "wrong_type/answers/words"),
        ("floor", json!("5"), "wrong_type/answers/floor"),
        ("floor", json!(5.5), "wrong_type/answers/floor"),
        ("floor", json!(31), "out_of_range/answers/floor"),
        ("floor", json!(-3), "out_of_range/answers/floor"),
        ("floor", json!(1e300), "out_of_range/answers/floor"),
        ("amount", json!(100.1), "out_of_range/answers/amount"),
        ("amount", json!([1]), "wrong_type/answers/amount"),
        ("since", json!("2026-03-03"), "out_of_range/answers/since"),
        ("since", json!("2026-01-30"), "out_of_range/answers/since"),
        ("since", json!("2026-02-30"), "wrong_type/answers/since"),
        ("since", json!("2026-3-2"), "wrong_type/answers/since"),
        ("since", json!("2026-02-28T09:00:00+08:00"), "wrong_type/answers/since"),
        ("since", json!(20_260_228), "wrong_type/answers/since"),
        ("when", json!("night"), "wrong_type/answers/when"),
        ("when", json!({ "night": true }), "wrong_type/answers/when"),
        ("when", json!(["day", "noon"]), "unknown_value/answers/when/1"),
        ("when", json!(["day", 2]), "wrong_type/answers/when/1"),
        ("danger", json!("perhaps"), "unknown_value/answers/danger"),
        ("danger", json!(true), "wrong_type/answers/danger"),
        ("danger", json!("yes"), "answer_stops/answers/danger"),
        ("a/b~c", json!(1), "unknown_question/answers/a~1b~0c"),
    ];
    for (code, answer, expected) in rows {
        assert_eq!(wrong(code, answer.clone()), [expected], "{code} {answer}");
    }
    for edge in [
        json!({ "floor": -2 }),
        json!({ "floor": 30 }),
        json!({ "since": "2026-01-31" }),
        json!({ "since": "2026-03-02" }),
    ] {
        assert!(checked(edge.clone(), Channel::Desk).is_ok(), "{edge}");
    }
}

#[test]
fn a_stop_is_told_before_all_else_with_its_numbers_and_the_way_on() {
    let given = json!({ "words": 1, "danger": "yes", "hidden": 2 });
    let codes = checked(given.clone(), Channel::Resident).unwrap_err();
    assert_eq!(
        codes,
        [
            "answer_stops/answers/danger",
            "unknown_question/answers/hidden",
            "wrong_type/answers/words"
        ]
    );
    let answers: Answers = serde_json::from_value(given).unwrap();
    let problems = answers.checked(&questions(), Channel::Resident, NaiveDate::MIN).unwrap_err();
    assert_eq!(
        (&problems[0].params["numbers"], &problems[0].params["called"]),
        (&json!(["119", "120"]), &json!("called"))
    );
    assert_eq!(problems[0].message(Language::Chinese), "先打电话。请拨打 119、120");
}

#[test]
fn who_fills_in_the_form_answers_what_it_requires_and_others_need_not() {
    for blank in [json!({}), json!({ "danger": null }), json!({ "danger": " " })] {
        assert_eq!(
            checked(blank.clone(), Channel::Resident).unwrap_err(),
            ["required/answers/danger"]
        );
        for &channel in Channel::ALL.iter().filter(|&&channel| channel != Channel::Resident) {
            assert_eq!(checked(blank.clone(), channel), Ok(json!({})), "{channel}");
        }
    }
    assert_eq!(
        checked(json!({ "danger": "yes" }), Channel::Proxy).unwrap_err(),
        ["answer_stops/answers/danger"]
    );
    assert_eq!(
        checked(json!({ "danger": "no", "when": [], "words": "\n" }), Channel::Resident),
        Ok(json!({ "danger": "no" }))
    );
}

#[test]
fn answers_are_an_object_that_names_nothing_twice_and_not_too_much() {
    let twice =
        serde_json::from_str::<Answers>(r#"{ "floor": 1, "floor": 2 }"#).unwrap_err().to_string();
    assert!(twice.starts_with("duplicate field `floor`"), "{twice}");
    assert!(serde_json::from_str::<Answers>("[1]").is_err());
    let many: serde_json::Map<String, Value> =
        (0..=Answers::MOST).map(|number| (number.to_string(), json!(1))).collect();
    assert_eq!(checked(many.into(), Channel::Resident).unwrap_err(), ["too_many/answers"]);
    assert_eq!(
        format!("{:?}", Answers::from_iter([("words".to_owned(), json!("三号楼"))])),
        "Answers(…)"
    );
}

#[test]
fn people_read_labels_units_and_plain_texts() {
    let questions = questions();
    let read = |code: &str, answer: Value| {
        let question = questions.iter().find(|question| question.code == code);
        read_answer(question, &answer, Language::Chinese)
    };
    assert_eq!(read("floor", json!(5)), "5 层");
    assert_eq!(read("when", json!(["night", "noon"])), "night、noon");
    assert_eq!(
        (read("words", json!("漏水")), read("amount", json!(12.5))),
        ("漏水".to_owned(), "12.5".to_owned())
    );
    assert_eq!(
        (read("gone", json!("yes")), read("gone", json!(3))),
        ("yes".to_owned(), "3".to_owned())
    );
    let answers: Answers =
        serde_json::from_value(json!({ "gone": 1, "floor": 2, "danger": "no" })).unwrap();
    let order: Vec<&str> = answers.in_order(&questions).map(|(code, _)| code).collect();
    assert_eq!(order, ["danger", "floor", "gone"]);
}
