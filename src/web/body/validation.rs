//! Conversion of the errors of [`validator`] into problems.

use crate::domain::characters::check_line;
use crate::error::{Code, JsonForm, Problem};
use serde_json::Value;
use validator::{ValidationError, ValidationErrors, ValidationErrorsKind};

/// Checks that a text has one line, in a field whose name allows several.
///
/// # Errors
/// Those of [`check_line`].
pub fn one_line(text: &str) -> Result<(), ValidationError> {
    check_line(text).map_err(|problem| {
        let mut error = ValidationError::new(problem.code.as_str());
        problem.params.iter().for_each(|(name, value)| error.add_param(name.clone().into(), value));
        error
    })
}

/// Returns all problems, in the order of the pointers. Custom validators return the codes of
/// problems; their `params` are the values in the message.
pub fn problems(errors: &ValidationErrors) -> Vec<Problem> {
    let mut problems = Vec::new();
    collect(errors, "", &mut problems);
    problems.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    problems
}

fn collect(errors: &ValidationErrors, parent: &str, problems: &mut Vec<Problem>) {
    for (field, kind) in errors.errors() {
        // validator stores the errors of a whole struct under this name.
        let pointer =
            if field == "__all__" { parent.to_owned() } else { format!("{parent}/{field}") };
        match kind {
            ValidationErrorsKind::Field(errors) => {
                problems.extend(errors.iter().map(|error| problem(error).at(pointer.as_str())));
            }
            ValidationErrorsKind::Struct(inner) => collect(inner, &pointer, problems),
            ValidationErrorsKind::List(entries) => {
                for (index, inner) in entries {
                    collect(inner, &format!("{pointer}/{index}"), problems);
                }
            }
        }
    }
}

fn problem(error: &ValidationError) -> Problem {
    let bound = |name: &str| error.params.get(name).cloned();
    match error.code.as_ref() {
        "length" => length(error),
        "range" => Problem::new(Code::OutOfRange)
            .with("min", bound("min").unwrap_or_else(|| "-∞".into()))
            .with("max", bound("max").unwrap_or_else(|| "∞".into())),
        "required" => Code::Required.into(),
        other => {
            let code = Code::ALL.iter().copied().find(|code| code.as_str() == other);
            let problem = code.map_or_else(
                || Problem::new(Code::InvalidValue).with("reason", JsonForm::Described),
                Problem::new,
            );
            let values = error.params.iter().filter(|(name, _)| *name != "value");
            values.fold(problem, |problem, (name, value)| problem.with(name, value.clone()))
        }
    }
}

/// Returns the problem of a wrong length. Texts count characters, lists count entries. The value
/// itself is not repeated: it may be personal.
fn length(error: &ValidationError) -> Problem {
    let bound = |name: &str| {
        error.params.get(name).or_else(|| error.params.get("equal")).and_then(Value::as_u64)
    };
    let (count, is_text) = match error.params.get("value") {
        Some(Value::String(text)) => (text.chars().count() as u64, true),
        Some(Value::Array(entries)) => (entries.len() as u64, false),
        Some(Value::Object(entries)) => (entries.len() as u64, false),
        _ => (0, true),
    };
    match (bound("min"), bound("max")) {
        (_, Some(max)) if count > max => {
            Problem::new(if is_text { Code::TooLong } else { Code::TooMany }).with("max", max)
        }
        (Some(1), _) if is_text && count == 0 => Code::Required.into(),
        (min, _) => Problem::new(if is_text { Code::TooShort } else { Code::TooFew })
            .with("min", min.unwrap_or(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Serialize;
    use validator::Validate;

    #[derive(Serialize, Validate)]
    struct Note {
        #[validate(length(min = 1, max = 5))]
        title: String,
        #[validate(length(max = 2), nested)]
        places: Vec<Place>,
        #[validate(custom(function = "refuse"))]
        phone: &'static str,
        #[validate(length(min = 2))]
        word: &'static str,
    }

    #[derive(Serialize, Validate)]
    struct Place {
        #[validate(range(min = -90.0, max = 90.0))]
        lat: f64,
    }

    fn refuse(phone: &str) -> Result<(), validator::ValidationError> {
        Err(validator::ValidationError::new(if phone.is_empty() {
            "required"
        } else {
            "phone_invalid"
        }))
    }

    fn found(note: &Note) -> Vec<(String, Code)> {
        let errors = note.validate().err().map(|errors| problems(&errors)).unwrap_or_default();
        errors.into_iter().map(|problem| (problem.pointer, problem.code)).collect()
    }

    #[test]
    fn characters_are_counted_and_everything_is_listed() {
        let note =
            Note { title: "楼道堆物".to_owned(), places: vec![], phone: "1", word: "好" };
        assert_eq!(
            found(&note),
            [("/phone", Code::PhoneInvalid), ("/word", Code::TooShort)].map(own)
        );
        let note = Note {
            title: "楼道堆物多日".to_owned(),
            places: vec![Place { lat: 31.0 }, Place { lat: 91.0 }],
            phone: "",
            word: "两字",
        };
        let expected = [
            ("/phone", Code::Required),
            ("/places/1/lat", Code::OutOfRange),
            ("/title", Code::TooLong),
        ]
        .map(own);
        assert_eq!(found(&note), expected);
        let places = std::iter::repeat_with(|| Place { lat: 0.0 }).take(3).collect();
        let note = Note { title: String::new(), places, phone: "", word: "两字" };
        assert_eq!(
            found(&note),
            [("/phone", Code::Required), ("/places", Code::TooMany), ("/title", Code::Required)]
                .map(own)
        );
    }

    fn own((pointer, code): (&str, Code)) -> (String, Code) {
        (pointer.to_owned(), code)
    }
}
