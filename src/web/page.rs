//! Pagination of lists.

use super::handler::{Admission, Argument, Needs};
use crate::error::{Code, JsonForm, Problem, Result};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;
use std::future::{Ready, ready};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{ArrayBuilder, ObjectBuilder, Ref, RefOr, Required, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// Version of the cursor format; a cursor of an older one is refused, not misread.
const CURSOR_FORM: u8 = 1;

const LONGEST: usize = 200;
const USUAL: usize = 50;

/// Requested page of a list.
///
/// Its errors: [`Code::InvalidParameter`], [`Code::OutOfRange`], [`Code::InvalidCursor`].
#[derive(Debug)]
pub struct Page {
    /// Maximum number of items, 1–200.
    pub limit: usize,
    list: &'static str,
    after: Option<Value>,
}

/// A page of a list.
#[derive(Debug, Serialize)]
pub struct Listed<T> {
    /// Items, in the order of the list.
    pub items: Vec<T>,
    /// Value of `cursor` for the next page; missing on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

impl<T: ToSchema> PartialSchema for Listed<T> {
    fn schema() -> RefOr<Schema> {
        let items = ArrayBuilder::new()
            .items(Ref::from_schema_name(T::name()))
            .description(Some("Items, in the order of the list."));
        let cursor = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("Value of `cursor` for the next page; missing on the last one."));
        ObjectBuilder::new()
            .description(Some("A page of a list."))
            .property("items", items)
            .required("items")
            .property("next_cursor", cursor)
            .into()
    }
}

impl<T: ToSchema> ToSchema for Listed<T> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("{}List", T::name()))
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

#[derive(Serialize, Deserialize)]
struct Cursor<P, L> {
    form: u8,
    list: L,
    after: P,
}

impl<T> Listed<T> {
    /// Creates a list that is never longer than a page.
    pub fn whole(items: impl IntoIterator<Item = T>) -> Self {
        Self { items: items.into_iter().collect(), next_cursor: None }
    }

    /// Converts every item of the page.
    pub fn map<S>(self, show: impl FnMut(T) -> S) -> Listed<S> {
        Listed { items: self.items.into_iter().map(show).collect(), next_cursor: self.next_cursor }
    }
}

impl Page {
    /// Returns the position after which the page begins; none for the first page.
    ///
    /// # Errors
    /// [`Code::InvalidCursor`] when the cursor has no such position.
    pub fn after<P: DeserializeOwned>(&self) -> Result<Option<P>> {
        let Some(position) = &self.after else { return Ok(None) };
        P::deserialize(position).map(Some).map_err(|_| invalid_cursor().into())
    }

    /// Cuts the page out of a complete list, which need not be sorted yet, in the order of unique
    /// positions.
    ///
    /// # Errors
    /// [`Code::InvalidCursor`]
    pub fn cut<T, P: Ord + Serialize + DeserializeOwned>(
        &self,
        items: impl IntoIterator<Item = T>,
        position: impl Fn(&T) -> P,
    ) -> Result<Listed<T>> {
        let after = self.after::<P>()?;
        let placed = items.into_iter().map(|item| (position(&item), item));
        let mut behind: Vec<(P, T)> =
            placed.filter(|(place, _)| after.as_ref().is_none_or(|a| place > a)).collect();
        if behind.len() > self.limit {
            behind.select_nth_unstable_by(self.limit, |(a, _), (b, _)| a.cmp(b));
            behind.truncate(self.limit + 1);
        }
        behind.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        Ok(self.of(behind.into_iter().map(|(_, item)| item).collect(), position))
    }

    /// Builds the page from up to `limit + 1` items: one more than fits means that there is a next
    /// page, which begins after the `position` of the last item shown.
    pub fn of<T, P: Serialize>(&self, mut items: Vec<T>, position: impl Fn(&T) -> P) -> Listed<T> {
        let more = items.len() > self.limit;
        items.truncate(self.limit);
        let last = items.last().filter(|_| more);
        let next_cursor = last.and_then(|item| encode(self.list, position(item)));
        Listed { items, next_cursor }
    }
}

impl Argument for Page {
    fn declare(needs: &mut Needs) {
        needs.parameters.extend(["limit", "cursor"]);
        needs.documented.push(|_| vec![documented_limit(), documented_cursor()]);
        let codes = [Code::InvalidParameter, Code::OutOfRange, Code::InvalidCursor, Code::Required];
        needs.codes.extend(codes);
    }
}

impl FromRequest for Page {
    type Error = crate::error::Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Admission::with(request, |admission| {
            let value = |name| {
                admission
                    .query
                    .iter()
                    .find(|(other, _)| other == name)
                    .map(|(_, value)| value.as_str())
            };
            let list = admission.endpoint.path;
            Ok(Self {
                limit: value("limit").map_or(Ok(USUAL), limit)?,
                list,
                after: value("cursor")
                    .map(|cursor| decode(list, cursor).ok_or_else(invalid_cursor))
                    .transpose()?,
            })
        }))
    }
}

fn limit(text: &str) -> Result<usize, Problem> {
    match text.parse::<usize>() {
        Ok(limit) if (1..=LONGEST).contains(&limit) => Ok(limit),
        Ok(_) => Err(limit_problem(Code::OutOfRange).with("min", 1).with("max", LONGEST)),
        Err(_) => Err(limit_problem(Code::InvalidParameter)
            .with("name", "limit")
            .with("expected", JsonForm::Integer)),
    }
}

fn limit_problem(code: Code) -> Problem {
    Problem::new(code).at("limit")
}

fn encode<P: Serialize>(list: &str, after: P) -> Option<String> {
    let text = serde_json::to_vec(&Cursor { form: CURSOR_FORM, list, after }).ok()?;
    Some(URL_SAFE_NO_PAD.encode(text))
}

fn decode(list: &str, cursor: &str) -> Option<Value> {
    let text = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let cursor: Cursor<Value, String> = serde_json::from_slice(&text).ok()?;
    (cursor.form == CURSOR_FORM && cursor.list == list).then_some(cursor.after)
}

fn invalid_cursor() -> Problem {
    Problem::new(Code::InvalidCursor).at("cursor")
}

fn documented_limit() -> Parameter {
    let number = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1))
        .maximum(Some(LONGEST))
        .default(Some(USUAL.into()));
    query("limit", "At most so many items.", number)
}

fn documented_cursor() -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String);
    query("cursor", "The `next_cursor` of the page before; missing for the first page.", text)
}

fn query(name: &str, description: &str, schema: ObjectBuilder) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(limit: usize, after: Option<Value>) -> Page {
        Page { limit, list: "/api/v1/grids", after }
    }

    #[test]
    fn a_next_page_begins_after_the_last_item_shown() {
        let listed = page(2, None).of(vec![10, 20, 30], |item| (*item, "a"));
        assert_eq!(listed.items, [10, 20]);
        let after = listed.next_cursor.and_then(|cursor| decode("/api/v1/grids", &cursor));
        assert_eq!(
            page(2, after).after::<(i32, String)>().ok().flatten(),
            Some((20, "a".to_owned()))
        );
        assert_eq!(page(2, None).of(vec![10, 20], |item| *item).next_cursor, None);
    }

    #[test]
    fn a_complete_list_is_cut_after_the_position() {
        let cut = |after: Option<i32>| {
            let listed =
                page(2, after.map(Into::into)).cut(vec![40, 10, 50, 30, 20], |item| *item).ok()?;
            Some((listed.items, listed.next_cursor.is_some()))
        };
        assert_eq!(cut(None), Some((vec![10, 20], true)));
        assert_eq!(cut(Some(20)), Some((vec![30, 40], true)));
        assert_eq!(cut(Some(40)), Some((vec![50], false)));
        assert_eq!(cut(Some(50)), Some((vec![], false)));
    }

    #[test]
    fn cursors_of_other_lists_and_forms_are_refused() {
        let cursor = encode("/api/v1/members", 1).unwrap_or_default();
        assert_eq!(decode("/api/v1/grids", &cursor), None);
        let older = URL_SAFE_NO_PAD.encode(r#"{"form":0,"list":"/api/v1/grids","after":1}"#);
        for wrong in [older.as_str(), "", "!", "e30"] {
            assert_eq!(decode("/api/v1/grids", wrong), None, "{wrong}");
        }
        assert!(page(2, Some(1.into())).after::<(i32, String)>().is_err());
    }

    #[test]
    fn limits_are_1_to_200() {
        assert_eq!((limit("1"), limit("200")), (Ok(1), Ok(200)));
        let code = |text| limit(text).err().map(|problem| problem.code);
        assert_eq!(
            (code("0"), code("201"), code("-1")),
            (Some(Code::OutOfRange), Some(Code::OutOfRange), Some(Code::InvalidParameter))
        );
    }
}
