//! What is hidden: each secret is told in two ways, one for each world.

use super::people::GROUPS;
use super::roles::NOBODY;
use crate::support::desk::{noise, with};
use crate::support::quarter::address_id;
use crate::support::town::member_id;
use serde_json::{Value, json};

/// One of the two worlds of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    One,
    Other,
}

impl Side {
    fn of<T: Copy>(self, told: [T; 2]) -> T {
        match self {
            Self::One => told[0],
            Self::Other => told[1],
        }
    }
}

/// A place in `G1`, in the same cell that is shown as every other one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    West,
    East,
    South,
    North,
    Group(usize),
}

/// What the two worlds differ in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Secret {
    /// Who complained in confidence.
    Reporter([&'static str; 2]),
    /// Who complained in confidence of what cannot wait for the desk.
    Urgent([&'static str; 2]),
    /// Who of the staff found it themselves, and complained in confidence.
    Found([&'static str; 2]),
    /// Who of the staff entered it for somebody who complained in confidence.
    Entered([&'static str; 2]),
    /// Where, within the cell that is shown.
    Point([Spot; 2]),
    /// When, within the hour that is told.
    Minute([&'static str; 2]),
    /// When, within the hour that is told, a ticket came from the platform above, and when it wants
    /// it resolved.
    TicketMinute([&'static str; 2], [&'static str; 2]),
    /// Whether there is a request about the adversary.
    AboutMe { confidential: bool },
    /// Whether there is a request about the people of `G1`.
    AboutStaff,
    /// Nothing at all: what differs here is the harness itself.
    Nothing,
}

/// Who may have complained in confidence, beside residents.
pub const CANDIDATES: [&str; 5] = ["B1-leader", "B2-leader", "G1-deputy", "N1-leader", "idle"];

/// Every secret; those that are told in one way alone stand here more often.
pub const SECRETS: &[Secret] = &[
    Secret::Reporter(["resident-2", "B1-leader"]),
    Secret::AboutMe { confidential: false },
    Secret::Point([Spot::West, Spot::East]),
    Secret::Reporter(["resident-1", "resident-2"]),
    Secret::AboutMe { confidential: false },
    Secret::Reporter(["resident-2", "G1-deputy"]),
    Secret::TicketMinute(["10:03", "10:44"], ["13:03", "13:44"]),
    Secret::Point([Spot::Group(0), Spot::Group(1)]),
    Secret::Reporter(["resident-2", "N1-leader"]),
    Secret::AboutMe { confidential: true },
    Secret::Reporter(["resident-2", "resident-m"]),
    Secret::Minute(["10:03", "10:44"]),
    Secret::TicketMinute(["10:03", "10:44"], ["10:30", "10:30"]),
    Secret::Reporter(["B1-leader", "B2-leader"]),
    Secret::AboutMe { confidential: false },
    Secret::AboutStaff,
    Secret::Point([Spot::South, Spot::North]),
    Secret::Reporter(["resident-2", "idle"]),
    Secret::Urgent(["resident-2", "G1-deputy"]),
    Secret::Found(["G1-worker", "G2-leader"]),
    Secret::Entered(["B2-leader", "G1-deputy"]),
    Secret::AboutMe { confidential: false },
    Secret::Urgent(["resident-2", "B1-leader"]),
    Secret::Entered(["G2-leader", "N1-leader"]),
    Secret::Found(["idle", "G1-deputy"]),
];

/// When the secret is sent, if that is not the secret itself.
pub const TIME: &str = "10:30";

impl Secret {
    /// Whether it is hidden from somebody, as far as it can be known before the script is played.
    pub fn is_hidden_from(self, who: &str) -> bool {
        let desk = ["desk", "desk-2"].contains(&who);
        match self {
            Self::Reporter(candidates)
            | Self::Urgent(candidates)
            | Self::Found(candidates)
            | Self::Entered(candidates) => {
                !desk && !candidates.iter().any(|candidate| is_the_same(candidate, who))
            }
            Self::Point(_) | Self::Minute(_) => !desk && who != "resident-1",
            Self::TicketMinute(..) => !desk && who != "platform",
            Self::AboutMe { .. } => who != "desk" && who != NOBODY && !who.starts_with("resident"),
            Self::AboutStaff => ["G1-leader", "G1-deputy", "G1-worker"].contains(&who),
            Self::Nothing => true,
        }
    }

    /// Who sends it.
    pub const fn sender(self, side: Side) -> &'static str {
        match self {
            Self::Reporter(of) | Self::Urgent(of) | Self::Found(of) | Self::Entered(of) => {
                match side {
                    Side::One => of[0],
                    Side::Other => of[1],
                }
            }
            Self::TicketMinute(..) => "platform",
            _ => "resident-1",
        }
    }

    /// Who says more about it later: who entered it for somebody does not.
    pub const fn speaker(self, side: Side) -> &'static str {
        match self {
            Self::Entered(_) => NOBODY,
            _ => self.sender(side),
        }
    }

    /// When it is sent.
    pub fn time(self, side: Side) -> &'static str {
        match self {
            Self::Minute(times) | Self::TicketMinute(times, _) => side.of(times),
            _ => TIME,
        }
    }

    /// What is sent; none where there is nothing. `who` is the adversary.
    pub fn sent(self, side: Side, who: &str) -> Option<Value> {
        let confidential = with(
            noise(),
            json!({ "confidential": true, "description": "我住三号楼五零二，夜里很吵" }),
        );
        let fields = match self {
            Self::AboutMe { .. } | Self::AboutStaff if side == Side::Other => return None,
            Self::AboutMe { confidential } => {
                json!({ "about_member": member_id(who), "confidential": confidential })
            }
            Self::AboutStaff => json!({ "about_staff": true, "confidential": false }),
            Self::Point(spots) => json!({ "place": side.of(spots).place() }),
            Self::TicketMinute(_, due) => ticket(side.of(due)),
            Self::Urgent(_) => {
                json!({ "category": "safety.gas", "answers": { "danger": "called" } })
            }
            Self::Found(_) => json!({ "channel": "self_found" }),
            Self::Entered(_) => json!({ "channel": "proxy", "contact_phone": "13900001111" }),
            Self::Reporter(_) | Self::Minute(_) | Self::Nothing => json!({}),
        };
        Some(with(confidential, fields))
    }
}

impl Spot {
    fn place(self) -> Value {
        match self {
            Self::West => json!({ "lon": 121.404_6, "lat": 30.905 }),
            Self::East => json!({ "lon": 121.405_4, "lat": 30.905 }),
            Self::South => json!({ "lon": 121.405, "lat": 30.904_6 }),
            Self::North => json!({ "lon": 121.405, "lat": 30.905_4 }),
            Self::Group(index) => json!({ "address_id": address_id(GROUPS[index].2) }),
        }
    }
}

fn ticket(due: &str) -> Value {
    let due = format!("2026-03-03T{due}:00+08:00");
    let number =
        json!({ "system": "sh12345", "number": "20260303-7", "confidential": true, "due_at": due });
    json!({ "channel": "city_platform", "external_ref": number, "contact_phone": "13900001111" })
}

/// The leader of `B1` has a login of staff, and one of a resident under the same phone.
fn is_the_same(candidate: &str, who: &str) -> bool {
    const TWINS: [&str; 2] = ["B1-leader", "resident-m"];
    candidate == who || TWINS.contains(&candidate) && TWINS.contains(&who)
}
