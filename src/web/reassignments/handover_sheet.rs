//! 交接单: a change set on paper, for those who hand over, take over and watch.

mod operations;
mod passing;
mod sheet;
mod words;

use crate::domain::id::{MemberId, ReassignmentId};
use crate::domain::reassignment::ReassignmentState;
use crate::error::Result;
use crate::service::reassignments::{self, HandoverSheet};
use crate::store::Db;
use crate::web::answer::{DocumentedAnswer, DocumentedStatuses, described_as};
use crate::web::openapi::{AnswerHeader, Schemas};
use crate::web::parameters::Path;
use crate::web::people::MemberNames;
use crate::web::permission::{Permit, SignedIn};
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, ContentType};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, Responder};
use sheet::{POLICY, ReportPage};
use utoipa::openapi::{ObjectBuilder, Type};
use words::Words;

/// 200 with a page for the printer.
#[derive(Debug)]
pub struct PrintedPage(String);

impl Responder for PrintedPage {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok()
            .insert_header((CACHE_CONTROL, "no-store"))
            .insert_header((CONTENT_SECURITY_POLICY, POLICY.as_str()))
            .content_type(ContentType::html())
            .body(self.0)
    }
}

impl DocumentedAnswer for PrintedPage {
    fn document(_: &mut Schemas) -> DocumentedStatuses {
        let page = ObjectBuilder::new().schema_type(Type::String);
        let headers = [AnswerHeader::CacheControl];
        vec![described_as(StatusCode::OK, &headers, "text/html; charset=utf-8", page)]
    }
}

/// Reads the handover sheet of a change set, in Chinese.
///
/// The page lists the operations, the duties, building groups, borders and open requests that pass
/// and from whom to whom, and has lines for the signatures. Of a previewed change set it shows what
/// would pass now. Members who were told of an applied change set find the requests that they
/// handed over or took over themselves.
///
/// # Errors
/// `not_found`, `calculation_running`, `successor_out_of_scope`, `member_has_roles`
#[utoipa::path(get, path = "/api/v1/reassignments/{id}/report")]
pub async fn report_reassignment(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    Path(id): Path<ReassignmentId>,
) -> Result<PrintedPage> {
    let scope = &permit.bearer.scope;
    let report = reassignments::report(&db, scope, id).await?;
    let named = MemberNames::read(&db, &report.after, scope, members(&report)).await?;
    Ok(PrintedPage(page(&report, &named)))
}

/// Everybody who is named.
fn members(report: &HandoverSheet) -> Vec<MemberId> {
    let mut members: Vec<MemberId> = report.author.into_iter().chain(report.approver).collect();
    members.extend(
        report
            .shown
            .operations
            .iter()
            .flat_map(|operation| operations::members(report, &operation.action)),
    );
    members.extend(report.absences.iter().map(|absence| absence.member));
    members.extend(report.requests.iter().map(|request| request.to.member));
    members
        .extend(report.requests.iter().filter_map(|request| request.from).map(|from| from.member));
    let duties = report.handover.iter().flat_map(|handover| &handover.duties);
    members.extend(
        duties.flat_map(|passed| [passed.from, passed.to]).flatten().map(|duty| duty.member),
    );
    members
}

fn page(report: &HandoverSheet, named: &MemberNames) -> String {
    let words = Words { report, named };
    let mut sheet = ReportPage::new(&title(report.shown.row.state));
    head(&mut sheet, &words);
    sheet.heading("一、操作");
    let sentences: Vec<String> = report
        .shown
        .operations
        .iter()
        .map(|operation| words.operation(&operation.action))
        .collect();
    match sentences.is_empty() {
        true => sheet.paragraph("没有起草的操作：这是一次直接办理的变更，或尚未添加操作。"),
        false => sheet.list(&sentences),
    }
    match &report.handover {
        Some(handover) => passing::write(&mut sheet, &words, handover),
        None => sheet.paragraph("这项调整没有预览，只列操作；预览后才能列出移交的内容。"),
    }
    sheet.signatures(&["移交人", "接收人", "监交人"]);
    sheet.finish(&format!("打印时间：{}（东八区）", words.time(report.at)))
}

/// What the paper is, so that nobody takes a preview for what was done.
fn title(state: ReassignmentState) -> String {
    use ReassignmentState::{Applied, Approved, Previewed, Scheduled, Stopped};
    match state {
        Applied => "责任交接单".to_owned(),
        Previewed | Approved | Scheduled | Stopped => "责任交接单（预览）".to_owned(),
        other => format!("责任交接单（{}）", other.label().0),
    }
}

fn head(sheet: &mut ReportPage, words: &Words<'_>) {
    let row = &words.report.shown.row;
    let by = |member: Option<MemberId>, otherwise: &str| match member {
        Some(member) => words.member(member),
        None => otherwise.to_owned(),
    };
    let approver = row.approver_id.map(|_| by(words.report.approver, "—"));
    let moments = [
        ("起草时间", Some(row.created_at)),
        ("预览时间", row.previewed_at),
        ("批准时间", row.approved_at),
        ("约定生效", row.effective_at),
        ("生效时间", row.applied_at),
    ];
    let mut facts = vec![
        ("编号", row.id.to_string()),
        ("状态", row.state.label().0.to_owned()),
        ("事由", row.reason.map_or("未注明", |reason| reason.label().0).to_owned()),
        ("来源", row.origin.label().0.to_owned()),
        ("起草人", by(words.report.author, row.origin.label().0)),
        ("批准人", approver.unwrap_or_else(|| "无".to_owned())),
    ];
    facts.extend(moments.into_iter().filter_map(|(name, at)| Some((name, words.time(at?.0)))));
    sheet.facts(&facts);
    if words.report.problems > 0 {
        let count = words.report.problems;
        sheet
            .paragraph(&format!("按现状尚有 {count} 处问题，解决以前不能生效，以下内容可能不全。"));
    }
}
