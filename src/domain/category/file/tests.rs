//! Tests of questions, stops and referrals.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use crate::domain::category::tests::{levels, problems};
use crate::domain::category::{AnswerForm, AnswerType, Categories};
use crate::domain::request::RequestKind;
use crate::domain::request::test_support::categories;

/// Returns a file with one referral and one category that ends with these lines, from line 10 on.
fn with(lines: &str) -> String {
    format!(
        "[[referral]]\ncode = \"fire\"\ntext = {{ zh = \"打 119\", en = \"Call 119\" }}\nnumbers = [\"119\"]\n\n\
         [[category]]\ncode = \"care\"\nname = {{ zh = \"关爱\", en = \"Care\" }}\nconcern = \"hoped\"\n{lines}\n"
    )
}

/// Returns such a file with a question, whose own lines begin on line 13.
fn asking(lines: &str) -> String {
    with(&format!(
        "[[category.question]]\ncode = \"q\"\ntext = {{ zh = \"几楼\", en = \"Which floor\" }}\n{lines}\n\
         [[category]]\ncode = \"care.home\"\nname = {{ zh = \"居家\", en = \"Home\" }}"
    ))
}

fn read(text: &str) -> Categories {
    Categories::parse(text, &levels()).unwrap_or_else(|problems| unreachable!("{problems:?}"))
}

/// Returns the answer form of the question of [`asking`].
fn expected(lines: &str) -> AnswerForm {
    read(&asking(lines)).get("care").unwrap().questions[0].expected.clone()
}

fn codes(categories: &Categories, category: &str) -> Vec<String> {
    categories
        .get(category)
        .unwrap()
        .questions
        .iter()
        .map(|question| question.code.clone())
        .collect()
}

const CHOICES: &str = "choices = [{ code = \"a\", zh = \"甲\", en = \"A\" }, { code = \"b\", zh = \"乙\", en = \"B\" }]";

#[test]
fn each_sort_of_answer_is_read_with_what_it_has_by_default() {
    assert_eq!(expected("answer = \"text\""), AnswerForm::Text { max: 200 });
    let number = AnswerForm::Number { min: -5, max: 120, whole: true, unit: None };
    assert_eq!(expected("answer = \"number\"\nmin = -5\nmax = 120"), number);
    let unit = "answer = \"number\"\nmin = 0\nmax = 9\nwhole = false\nunit = { zh = \"层\", en = \"floors\" }";
    assert!(
        matches!(expected(unit), AnswerForm::Number { whole: false, unit: Some(unit), .. } if unit.zh == "层")
    );
    assert_eq!(
        expected("answer = \"date\""),
        AnswerForm::Date { days_back: 36_525, days_ahead: 0 }
    );
    for (answer, answer_type) in [("one", AnswerType::One), ("many", AnswerType::Many)] {
        let expected = expected(&format!("answer = \"{answer}\"\n{CHOICES}"));
        assert_eq!(
            (expected.answer_type(), expected.choices()[1].label.zh.as_str()),
            (answer_type, "乙")
        );
    }
    assert!(!read(&asking("answer = \"text\"")).get("care").unwrap().questions[0].required);
}

#[test]
fn questions_are_inherited_replaced_by_code_and_what_may_stop_comes_first() {
    let text = with("");
    let ask = |category: &str, code: &str, rest: &str| {
        format!(
            "[[category]]\ncode = \"{category}\"\nname = {{ zh = \"类\", en = \"C\" }}\n[[category.question]]\n\
             code = \"{code}\"\ntext = {{ zh = \"问 {category}\", en = \"Q\" }}\n{rest}\n"
        )
    };
    let stop = "answer = \"one\"\nchoices = [{ code = \"a\", zh = \"甲\", en = \"A\", stop = \"fire\" }, \
                { code = \"b\", zh = \"乙\", en = \"B\", called = true }]";
    let text = text
        + &ask("care.a", "floor", "answer = \"text\"")
        + &ask("care.a.b", "door", "answer = \"text\"")
        + &ask("care.a.b.c", "danger", stop)
        + &ask("care.a.b.d", "floor", "answer = \"date\"");
    let categories = read(&text);
    assert_eq!(codes(&categories, "care.a.b.c"), ["danger", "floor", "door"]);
    assert_eq!(codes(&categories, "care.a.b.d"), ["floor", "door"]);
    let replaced = &categories.get("care.a.b.d").unwrap().questions[0];
    assert_eq!(
        (replaced.text.zh.as_str(), replaced.expected.answer_type()),
        ("问 care.a.b.d", AnswerType::Date)
    );
    let stop = categories.get("care.a.b.c").unwrap().questions[0].expected.choices()[0]
        .stop
        .clone()
        .unwrap();
    assert_eq!((stop.text.zh.as_str(), stop.numbers), ("打 119", vec!["119".to_owned()]));
}

#[test]
fn problems_of_questions_name_their_line() {
    let choices = |choices: &str| format!("answer = \"one\"\nchoices = [{choices}]");
    let a = "{ code = \"a\", zh = \"甲\", en = \"A\" }";
    let b = "{ code = \"b\", zh = \"乙\", en = \"B\" }";
    let stop = "{ code = \"s\", zh = \"有\", en = \"Yes\", stop = \"fire\" }";
    let called = "{ code = \"c\", zh = \"已打\", en = \"Called\", called = true }";
    let both = "{ code = \"d\", zh = \"都\", en = \"Both\", stop = \"fire\", called = true }";
    let rows = [
        (String::new(), "rule_file_missing@10"),
        ("answer = \"words\"\nmax = 5".to_owned(), "rule_file_value@13"),
        ("answer = \"text\"\nmax = 501".to_owned(), "rule_file_value@14"),
        ("answer = \"text\"\nmin = 5".to_owned(), "rule_file_unknown_key@14"),
        ("answer = \"text\"\nrequired = 1".to_owned(), "rule_file_value@14"),
        ("answer = \"number\"\nmax = 5".to_owned(), "rule_file_missing@10"),
        ("answer = \"number\"\nmin = 5\nmax = 5".to_owned(), "question_range@10"),
        ("answer = \"number\"\nmin = 5\nmax = 2000000000".to_owned(), "rule_file_value@15"),
        ("answer = \"date\"\ndays_back = 40000".to_owned(), "rule_file_value@14"),
        ("answer = \"one\"".to_owned(), "rule_file_missing@10"),
        ("answer = \"one\"\nchoices = 2".to_owned(), "rule_file_value@14"),
        (choices(a), "rule_file_count@14"),
        (choices(&[a, a].join(", ")), "rule_file_twice@14"),
        (choices(&[a, b, stop].join(", ")), "question_stop@10"),
        (choices(&[a, b, called].join(", ")), "question_stop@10"),
        (choices(&[a, stop, both].join(", ")), "question_stop@10"),
        (
            choices(&[stop, called, &called.replace("\"c\"", "\"e\"")].join(", ")),
            "question_stop@10",
        ),
        (choices(&[&stop.replace("fire", "flood"), called].join(", ")), "rule_file_value@14"),
        (choices(&[a, &b.replace("乙", &"乙".repeat(101))].join(", ")), "rule_file_too_long@14"),
        (choices(&[a, stop].join(", ")).replace("one", "many"), "rule_file_unknown_key@14"),
    ];
    for (lines, expected) in rows {
        assert_eq!(problems(&asking(&lines)), [expected], "{lines}");
    }
    let long = asking("answer = \"text\"").replace("几楼", &"楼".repeat(201));
    assert_eq!(problems(&long), ["rule_file_too_long@12"]);
}

#[test]
fn a_category_asks_no_code_twice_and_not_too_much() {
    let question = |code: &str| {
        format!(
            "[[category.question]]\ncode = \"{code}\"\ntext = {{ zh = \"问\", en = \"Q\" }}\nanswer = \"text\"\n"
        )
    };
    assert_eq!(problems(&with(&question("q").repeat(2))), ["rule_file_twice@15"]);
    let many: String = (0..21).map(|number| question(&format!("q{number}"))).collect();
    assert_eq!(problems(&with(&many)), ["question_count@6"]);
}

#[test]
fn referrals_have_a_code_of_their_own_a_text_and_numbers() {
    let numbers = |numbers: &str| with("").replace("[\"119\"]", numbers);
    for (text, expected) in [
        (numbers("[]"), "rule_file_count@4"),
        (numbers("[119]"), "rule_file_value@4"),
        (numbers("[\"eleven\"]"), "rule_file_value@4"),
        (numbers("\"119\""), "rule_file_value@4"),
        (with("").replace("text =", "words ="), "rule_file_missing@1"),
        (
            with(
                "[[referral]]\ncode = \"fire\"\ntext = { zh = \"打\", en = \"C\" }\nnumbers = [\"110\"]",
            ),
            "rule_file_twice@11",
        ),
    ] {
        assert_eq!(problems(&text)[0], expected, "{text}");
    }
    assert_eq!(
        problems(&format!("reports_about_staff = \"none\"\n{}", with(""))),
        ["rule_file_value@1"]
    );
}

#[test]
fn the_file_of_the_project_stops_where_life_is_in_danger_and_points_to_12388() {
    let categories = categories();
    let gas = &categories.get("safety.gas").unwrap().questions[0];
    let [no, yes, called] = gas.expected.choices() else { unreachable!("{gas:?}") };
    assert_eq!(yes.stop.as_ref().unwrap().numbers, ["119", "120"]);
    assert!(no.stop.is_none() && called.stop.is_none() && called.called && gas.required);
    let numbers: Vec<&str> = categories
        .all()
        .iter()
        .flat_map(|category| &category.questions)
        .flat_map(|question| question.expected.choices())
        .flat_map(|choice| choice.stop.iter().flat_map(|stop| &stop.numbers))
        .map(String::as_str)
        .collect();
    for number in ["110", "119", "120"] {
        assert!(numbers.contains(&number), "{number}");
    }
    let pointed =
        |category, kind, about_staff| categories.referral(category, kind, about_staff).is_some();
    assert!(pointed("conduct", RequestKind::Complaint, false), "the category's own");
    assert!(
        pointed("other", RequestKind::Report, true)
            && !pointed("other", RequestKind::Report, false)
    );
    assert!(!pointed("other", RequestKind::Complaint, true));
    let discipline = categories.get("conduct.discipline").unwrap();
    assert!(!discipline.submittable && discipline.referral.as_ref().unwrap().numbers == ["12388"]);
}

#[test]
fn what_people_must_answer_is_little() {
    for category in categories().all() {
        let required = category.questions.iter().filter(|question| question.required).count();
        assert!(required <= 1 && category.questions.len() <= 3, "{}", category.code);
    }
}
