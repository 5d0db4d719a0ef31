//! Problem documents (RFC 9457): the form of every error answer.

use super::arrival::Arrival;
use crate::error::{Code, Error, Language, PROBLEMS_LISTED_MAX, Problem, unlisted};
use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// Media type of a problem document.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Seconds after which a request that could not be served may be repeated, for `Retry-After`.
pub(super) const RETRY_UNAVAILABLE: &str = "2";

/// Problem document (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// Explanation of the code, on this server.
    #[serde(rename = "type")]
    #[schema(example = "/docs/errors#unknown_route")]
    kind: String,
    /// Meaning of the status.
    title: &'static str,
    /// Status of the answer.
    #[schema(example = 404)]
    status: u16,
    /// Explanation for people: what was wrong, where, and what to do.
    detail: String,
    /// Code for programs: one of those at `/docs/errors`.
    code: &'static str,
    /// Id of the request, also in the log of the service.
    request_id: String,
    /// All problems, or the first 50 and the number of others; the first one determines `status`,
    /// `detail` and `code`.
    errors: Vec<ProblemItem>,
}

/// One of several problems.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProblemItem)]
pub struct ProblemItem {
    /// JSON pointer into the body (RFC 6901), or the name of a parameter; empty for the whole.
    #[schema(example = "/place/lon")]
    pointer: String,
    /// Code for programs.
    code: &'static str,
    /// Message for people.
    message: String,
    /// Values in the message.
    #[schema(value_type = Object)]
    params: Map<String, Value>,
}

/// Response to an error, before [`rendered`] writes it in the language of the request.
impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(named(self).code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

/// Converts an answer that carries an error, ours or one of the server's, into a problem document.
pub(super) fn rendered(
    response: ServiceResponse<BoxBody>,
    arrival: &Arrival,
) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let error = response.response().error();
    let document = match error.map(|error| (error, error.as_error::<Error>())) {
        Some((_, Some(error))) => document(error, arrival),
        Some((foreign, None)) => document(&foreign_error(status, foreign), arrival),
        None => return response,
    };
    response.into_response(document)
}

/// Converts an error of the server itself, such as an unreadable request line.
fn foreign_error(status: StatusCode, foreign: &actix_web::Error) -> Error {
    match status {
        StatusCode::NOT_FOUND => Code::UnknownRoute.into(),
        status if status.is_client_error() => Code::MalformedRequest.into(),
        _ => Error::internal(foreign),
    }
}

/// Returns the problem that stands for the whole error.
fn named(error: &Error) -> Problem {
    match error {
        Error::Refused(problems) => {
            problems.first().cloned().unwrap_or_else(|| Code::Internal.into())
        }
        Error::Unavailable(_) | Error::Contended(_) => Code::Unavailable.into(),
        Error::Internal(_) => Code::Internal.into(),
    }
}

fn document(error: &Error, arrival: &Arrival) -> HttpResponse {
    let problem = named(error);
    let status = error.status_code();
    if status.is_server_error() {
        tracing::error!(code = problem.code.as_str(), fault = %error, "could not serve a request");
    }
    let all = match error {
        Error::Refused(problems) => problems.as_slice(),
        _ => std::slice::from_ref(&problem),
    };
    // One more is allowed: the count of those that were left out before.
    let too_many = all.len() > PROBLEMS_LISTED_MAX + 1;
    let listed = all.get(..PROBLEMS_LISTED_MAX).filter(|_| too_many).unwrap_or(all);
    let others = unlisted(all.len() - listed.len());
    let document = ProblemDocument {
        kind: format!("/docs/errors#{}", problem.code.as_str()),
        title: title(status, arrival.language),
        status: status.as_u16(),
        detail: problem.message(arrival.language),
        code: problem.code.as_str(),
        request_id: arrival.request_id().to_owned(),
        errors: listed
            .iter()
            .chain(&others)
            .map(|problem| item(problem, arrival.language))
            .collect(),
    };
    let mut response = HttpResponse::build(status).json(document);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    if let Some((name, value)) = companion(&problem, status) {
        headers.insert(name, value);
    }
    response
}

/// Renders a problem or a notice in a language.
pub(super) fn item(problem: &Problem, language: Language) -> ProblemItem {
    ProblemItem {
        pointer: problem.pointer.clone(),
        code: problem.code.as_str(),
        message: problem.message(language),
        params: problem.params.clone(),
    }
}

/// Renders the problems of an error that concerns a part of a body, in a language.
pub(super) fn problem_items(error: Error, place: &str, language: Language) -> Vec<ProblemItem> {
    let problems = match error {
        Error::Refused(problems) => problems,
        other => vec![named(&other)],
    };
    problems.into_iter().map(|problem| item(&problem.below(place), language)).collect()
}

/// Returns the header that RFC 9110 requires beside a status.
fn companion(problem: &Problem, status: StatusCode) -> Option<(header::HeaderName, HeaderValue)> {
    // Headers list in the way of English.
    let param = |name| problem.shown(name, Language::English);
    let (name, value) = match status {
        StatusCode::UNAUTHORIZED => (header::WWW_AUTHENTICATE, "Bearer".to_owned()),
        StatusCode::METHOD_NOT_ALLOWED => (header::ALLOW, param("allowed")?),
        StatusCode::TOO_MANY_REQUESTS => (header::RETRY_AFTER, param("seconds")?),
        StatusCode::SERVICE_UNAVAILABLE => (header::RETRY_AFTER, RETRY_UNAVAILABLE.to_owned()),
        _ => return None,
    };
    Some((name, HeaderValue::from_str(&value).ok()?))
}

/// Returns the meaning of a status.
fn title(status: StatusCode, language: Language) -> &'static str {
    let chinese = match status.as_u16() {
        400 => "请求有误",
        401 => "需要登录",
        403 => "没有权限",
        404 => "找不到",
        405 => "方法不支持",
        408 => "请求超时",
        409 => "与当前状态冲突",
        410 => "已失效",
        412 => "版本已变",
        413 => "内容过大",
        415 => "格式不支持",
        422 => "内容有误",
        428 => "缺少版本",
        429 => "请求过多",
        503 => "暂时不可用",
        _ => "内部错误",
    };
    match language {
        Language::Chinese => chinese,
        Language::English => status.canonical_reason().unwrap_or("Error"),
    }
}
