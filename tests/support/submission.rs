//! What somebody sends, where no HTTP is needed.

use uuid::Uuid;
use wangge::domain::datum::Datum;
use wangge::domain::request::{Answers, Channel, RequestKind};
use wangge::service::place::PlaceInput;
use wangge::service::requests::submit::RequestSubmission;
use wangge::store::idempotency::IdempotentCall;

/// An anonymous complaint at a point.
pub fn at_point(lon: f64, lat: f64) -> RequestSubmission {
    RequestSubmission {
        place: PlaceInput::at(lon, lat, Datum::Wgs84),
        category: "environment.noise".to_owned(),
        kind: Some(RequestKind::Complaint),
        urgency: None,
        channel: Channel::Resident,
        description: "夜里施工噪声".to_owned(),
        contact_name: None,
        contact_phone: None,
        anonymous: true,
        confidential: false,
        about_staff: false,
        about_member: None,
        about_organization: None,
        answers: Answers::default(),
        external: None,
        upstream: Vec::new(),
        at_once: None,
    }
}

/// An anonymous complaint in G1.
pub fn anonymous() -> RequestSubmission {
    at_point(121.405, 30.905)
}

/// A key nobody has used.
pub fn key() -> IdempotentCall {
    let key = Uuid::now_v7().to_string();
    IdempotentCall {
        actor: "anonymous".to_owned(),
        route: "POST /api/v1/requests".to_owned(),
        key,
        body_hash: vec![1],
    }
}
