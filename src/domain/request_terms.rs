//! Terms shared by categories, rules and requests: kind, urgency, and the time that clocks allow.

use super::calendar::{Calendar, Reckoned};
use super::vocabulary::vocabulary;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

vocabulary! {
    /// Kind of a request.
    RequestKind {
        Consultation = "consultation" "咨询" "consultation",
        Help = "help" "求助" "help",
        Complaint = "complaint" "投诉" "complaint",
        Report = "report" "举报" "report",
        Suggestion = "suggestion" "建议" "suggestion",
        Praise = "praise" "表扬" "praise",
    }
}

vocabulary! {
    /// By whom the kind of a request was said.
    KindBy {
        Sender = "sender" "诉求人" "the sender",
        /// Whoever sent it said nothing.
        Category = "category" "分类" "its category",
    }
}

vocabulary! {
    /// Urgency, from the least to the most urgent.
    Urgency {
        Normal = "normal" "一般" "normal",
        Urgent = "urgent" "紧急" "urgent",
        Critical = "critical" "特急" "critical",
    }
}

/// Time that a clock allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockAllowance {
    /// Working days: until the closing of the last, the day of arrival not counted.
    WorkingDays(u16),
    /// Hours of working time.
    WorkingHours(u16),
    /// Minutes of clock time, day and night.
    Minutes(u16),
}

impl ClockAllowance {
    /// Returns true if its length is one that a rule may name: 1 to 90 working days, 1 to 720
    /// working hours, 1 to 10 080 minutes.
    pub fn is_reasonable(self) -> bool {
        match self {
            Self::WorkingDays(days) => (1..=90).contains(&days),
            Self::WorkingHours(hours) => (1..=720).contains(&hours),
            Self::Minutes(minutes) => (1..=10_080).contains(&minutes),
        }
    }

    /// Returns the due time of a request received at an instant.
    pub fn due(self, received: DateTime<Utc>, calendar: &Calendar) -> Reckoned<DateTime<Utc>> {
        match self {
            Self::WorkingDays(days) => calendar.add_working_days(received, days),
            Self::WorkingHours(hours) => {
                calendar.add_working_time(received, Duration::hours(hours.into()))
            }
            Self::Minutes(minutes) => {
                Reckoned { value: received + Duration::minutes(minutes.into()), provisional: false }
            }
        }
    }
}

/// Times that the three clocks allow, where they are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ClockAllowances {
    /// 签收
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accept: Option<ClockAllowance>,
    /// 先行联系
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<ClockAllowance>,
    /// 办结
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolve: Option<ClockAllowance>,
}

impl ClockAllowances {
    /// Returns these allowances, completed by others where they are not set.
    #[must_use]
    pub fn or(self, others: Self) -> Self {
        Self {
            accept: self.accept.or(others.accept),
            contact: self.contact.or(others.contact),
            resolve: self.resolve.or(others.resolve),
        }
    }

    /// Returns the time to accept a request: as set, else 2 working hours; 30 minutes for what is
    /// critical, so that its contact can follow in time.
    pub fn to_accept(self, urgency: Urgency) -> ClockAllowance {
        match urgency {
            Urgency::Critical => ClockAllowance::Minutes(30),
            _ => self.accept.unwrap_or(ClockAllowance::WorkingHours(2)),
        }
    }

    /// Returns the time to contact the reporter: as set, else 1 working day; 30 minutes for what is
    /// critical.
    pub fn to_contact(self, urgency: Urgency) -> ClockAllowance {
        match urgency {
            Urgency::Critical => ClockAllowance::Minutes(30),
            _ => self.contact.unwrap_or(ClockAllowance::WorkingDays(1)),
        }
    }
}
