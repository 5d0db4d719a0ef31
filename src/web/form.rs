//! The form of a request: fields of text and one file (RFC 7578).

use super::body::invalid;
use super::handler::{Admission, Argument, Needs};
use super::openapi::Schemas;
use super::parameters;
use crate::domain::characters::check_line;
use crate::error::{Code, Error, Problem, Result, escaped};
use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use multer::Multipart;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::HashSet;
use std::future::Future;
use std::io::Cursor;
use std::pin::Pin;
use utoipa::ToSchema;
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::{ContentBuilder, Required};
use validator::Validate;

/// Name of the field that holds the file.
const FILE: &str = "file";

/// Maximum number of fields.
const FIELDS_MAX: usize = 64;

/// Maximum number of characters of the name of a file that are kept.
const NAME_MAX: usize = 120;

/// Name of a file that was sent without one.
const UNNAMED: &str = "file";

/// A file in a form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct UploadedFile {
    /// Name, as it was sent.
    #[serde(skip)]
    pub name: String,
    /// Contents.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// Fields of a form with a file.
pub trait FormFields {
    /// Takes the file.
    fn take_file(&mut self, file: UploadedFile);
}

/// A form, its fields of the right shape and within the ranges that `T` states.
///
/// Its errors: [`Code::FormExpected`], [`Code::MalformedForm`], [`Code::FormFieldTwice`],
/// [`Code::BodyNotUtf8`], [`Code::Required`] at `/file`, and those of a query.
#[derive(Debug)]
pub struct Form<T>(pub T);

impl<T> Argument for Form<T>
where
    T: DeserializeOwned + Validate + FormFields + ToSchema + 'static,
{
    fn declare(needs: &mut Needs) {
        needs.body = true;
        needs.documented_body = Some(documented::<T>);
        needs.codes.extend([
            Code::FormExpected,
            Code::MalformedForm,
            Code::FormFieldTwice,
            Code::Required,
            Code::UnknownField,
            Code::InvalidParameter,
        ]);
    }
}

fn documented<T: ToSchema>(schemas: &mut Schemas) -> RequestBody {
    let content = ContentBuilder::new().schema(Some(schemas.reference::<T>())).build();
    RequestBodyBuilder::new()
        .content("multipart/form-data", content)
        .required(Some(Required::True))
        .build()
}

impl<T: DeserializeOwned + Validate + FormFields + 'static> FromRequest for Form<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let body = Admission::with(request, |admission| Ok(admission.body.clone()));
        let media_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let boundary = media_type.and_then(|text| multer::parse_boundary(text).ok());
        Box::pin(async move {
            let boundary = boundary.ok_or(Code::FormExpected)?;
            let (texts, file) = parts(body?, boundary).await?;
            let texts: Vec<(&str, &str)> =
                texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            let mut fields: T = parameters::deserialize(&texts).map_err(in_form)?;
            fields.validate().map_err(|errors| Error::from(invalid(&errors)))?;
            fields.take_file(file.ok_or_else(|| Problem::new(Code::Required).at("/file"))?);
            Ok(Self(fields))
        })
    }
}

/// Points a problem of a parameter to the field of the form.
fn in_form(problem: Problem) -> Problem {
    let pointer = format!("/{}", escaped(&problem.pointer));
    let code = match problem.code {
        Code::MissingParameter => Code::Required,
        Code::UnknownParameter => Code::UnknownField,
        code => code,
    };
    let field = problem.params.get("name").cloned().unwrap_or_default();
    Problem { code, pointer, ..problem }.with("field", field)
}

/// Returns the name of a file without the folders that some browsers send along.
fn file_name(sent: Option<&str>) -> Result<String, Problem> {
    let name = sent.and_then(|name| name.rsplit(['/', '\\']).next()).unwrap_or(UNNAMED);
    let name: String = name.chars().take(NAME_MAX).collect();
    check_line(&name).map_err(|problem| problem.at("/file"))?;
    Ok(name)
}

/// Reads the texts and the file of a form.
async fn parts(
    body: Bytes,
    boundary: String,
) -> Result<(Vec<(String, String)>, Option<UploadedFile>)> {
    let malformed = |_| Problem::new(Code::MalformedForm);
    let mut form = Multipart::with_reader(Cursor::new(body), boundary);
    let (mut texts, mut file) = (Vec::new(), None);
    let mut names = HashSet::new();
    while let Some(part) = form.next_field().await.map_err(malformed)? {
        let name = part.name().ok_or(Code::MalformedForm)?.to_owned();
        if names.len() == FIELDS_MAX || name.len() > NAME_MAX {
            return Err(Code::MalformedForm.into());
        }
        if !names.insert(name.clone()) {
            let twice = Problem::new(Code::FormFieldTwice).at(format!("/{}", escaped(&name)));
            return Err(twice.with("name", name).into());
        }
        let sent = part.file_name().map(str::to_owned);
        let bytes = part.bytes().await.map_err(malformed)?;
        if name == FILE {
            // A browser sends this where nothing was chosen.
            let is_chosen = sent.as_deref() != Some("") || !bytes.is_empty();
            let name = file_name(sent.as_deref())?;
            file = is_chosen.then(|| UploadedFile { name, bytes: bytes.to_vec() });
            continue;
        }
        let text = String::from_utf8(bytes.to_vec());
        let text = text.map_err(|fault| {
            let byte = fault.utf8_error().valid_up_to();
            Problem::new(Code::BodyNotUtf8).at(format!("/{}", escaped(&name))).with("byte", byte)
        })?;
        texts.push((name, text));
    }
    Ok((texts, file))
}
