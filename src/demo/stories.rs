//! The requests of the month: subject, sender and course of each.

use super::course::Course;
use super::course_step::DemoReceiver;
use super::demo_move::DemoAssignee;
use super::situations::DemoSituation;
use crate::domain::request::RequestKind::{
    self, Complaint, Consultation, Help, Praise, Report, Suggestion,
};
use crate::domain::request::Satisfaction::{Mostly, Satisfied};

/// Sender of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DemoSender {
    /// The resident whose login is shown.
    Shown,
    /// Another resident with a login.
    Resident,
    /// The worker of the grid, for a resident.
    Worker,
    /// The town desk, for a resident.
    Desk,
    /// The 12345 hotline.
    Hotline,
    /// The worker of the grid, who found it.
    Patrol,
    Anonymous,
}

/// One request.
#[derive(Debug, Clone, Copy)]
pub(super) struct DemoStory {
    pub course: Course,
    pub category: &'static str,
    pub kind: RequestKind,
    pub sender: DemoSender,
    /// Index of its grid, counted from the first; `None`: any residential one.
    pub grid: Option<usize>,
    pub confidential: bool,
    /// True if it is about somebody on duty.
    pub about_staff: bool,
    /// True if it is about the leader of its grid by name.
    pub about_leader: bool,
}

impl DemoStory {
    const fn within(self, grid: usize) -> Self {
        Self { grid: Some(grid), ..self }
    }

    const fn in_confidence(self) -> Self {
        Self { confidential: true, ..self }
    }

    const fn about_staff(self) -> Self {
        Self { about_staff: true, ..self }
    }

    const fn about_leader(self) -> Self {
        Self { about_leader: true, ..self }
    }
}

const fn story(
    course: Course,
    category: &'static str,
    kind: RequestKind,
    sender: DemoSender,
) -> DemoStory {
    DemoStory {
        course,
        category,
        kind,
        sender,
        grid: None,
        confidential: false,
        about_staff: false,
        about_leader: false,
    }
}

/// The grid whose leader's login is shown.
const HOME: usize = 0;
/// The grid whose leader changed a while ago.
pub(super) const CHANGED_HANDS: usize = 3;
/// A grid whose leader is away.
pub(super) const LEADER_AWAY: usize = 9;
/// A grid whose leader and deputy are away.
pub(super) const BOTH_AWAY: usize = 16;
const STREET: usize = 13;
const VILLAGE: usize = 22;
const HAMLET: usize = 25;
const OFFICE_TOWER: usize = 28;
const PARK: usize = 29;
const PLAZA: usize = 30;
/// The grid that is cut into blocks.
pub(super) const CUT: usize = 5;
/// The northern block of it.
pub(super) const BLOCK: usize = 31;
/// The point in that block.
pub(super) const POINT: usize = 33;
/// Grids beside the first one.
const NEXT: usize = 1;
const THIRD: usize = 2;
/// Grids of the second neighbourhood.
const ELSEWHERE: usize = 8;
const BESIDE: usize = 7;

/// All requests of the month. The hard case chooses its text first, while an unresolvable matter is
/// still unused.
pub(super) const STORIES: [DemoStory; 60] = {
    use Course::*;
    use DemoReceiver::{BuildingGroup, Neighbour, Parent};
    use DemoSender::*;
    [
        story(HardCase, "housing.repair", Help, Resident),
        story(Waiting, "housing.repair", Help, Shown).within(HOME),
        story(Waiting, "environment.garbage", Complaint, Resident).within(HOME),
        story(Waiting, "safety.passage", Complaint, Anonymous),
        story(Waiting, "care.elderly", Help, Worker).within(BOTH_AWAY),
        story(Waiting, "transport", Suggestion, Hotline).within(VILLAGE),
        story(Waiting, "environment.noise", Complaint, Resident).within(LEADER_AWAY),
        story(Accepted, "safety.gas", Help, Resident),
        story(Accepted, "environment.noise", Complaint, Resident).within(HOME),
        story(Accepted, "mediation", Help, Resident),
        story(Accepted, "conduct", Report, Anonymous).about_staff(),
        story(Accepted, "other", Complaint, Hotline).within(PLAZA),
        story(Contacted, "care.elderly", Help, Resident).within(HOME),
        story(Contacted, "housing.renewal", Consultation, Hotline),
        story(Contacted, "other", Help, Resident).in_confidence(),
        story(Unreached, "housing", Complaint, Resident),
        story(UnderWay, "housing.lift", Help, Resident).within(HOME),
        story(UnderWay, "environment.garbage", Complaint, Desk),
        story(UnderWay, "safety", Help, Hotline).within(HAMLET),
        story(UnderWay, "patrol", Help, Patrol).within(STREET),
        story(UnderWay, "care.childcare", Consultation, Resident),
        story(UnderWay, "conduct", Complaint, Resident).about_leader(),
        story(Late, "housing.repair", Help, Resident).within(CHANGED_HANDS),
        story(Late, "environment.noise", Complaint, Hotline).within(OFFICE_TOWER),
        story(HandedOn(BuildingGroup), "care", Help, Resident).within(HOME),
        story(HandedOn(Neighbour), "safety.passage", Complaint, Resident),
        story(HandedOn(Parent), "safety", Help, Desk).within(PARK),
        story(Resolved, "housing.repair", Help, Shown).within(HOME),
        story(Resolved, "care.elderly", Help, Worker),
        story(Resolved, "environment.garbage", Complaint, Resident),
        story(Resolved, "transport", Consultation, Hotline).within(VILLAGE),
        story(Resolved, "patrol", Help, Patrol).within(PARK),
        story(Reopened, "housing", Complaint, Resident),
        story(Reopened, "environment.garbage", Complaint, Shown).within(HOME),
        story(SecondUnderWay, "environment.noise", Complaint, Resident),
        story(SecondUnderWay, "housing.repair", Help, Resident),
        story(SecondSolved, "safety.passage", Complaint, Resident),
        story(Withdrawn, "other", Complaint, Resident),
        story(Withdrawn, "housing.repair", Help, Shown).within(HOME),
        story(Withdrawn, "environment.noise", Complaint, Resident),
        story(Judged(Satisfied), "safety.gas", Help, Shown).within(HOME),
        story(Judged(Satisfied), "care.elderly", Help, Resident),
        story(Judged(Satisfied), "care.elderly", Praise, Resident).within(HOME),
        story(Judged(Satisfied), "other", Consultation, Resident).within(HAMLET),
        story(Judged(Satisfied), "safety.passage", Complaint, Anonymous).within(PLAZA),
        story(Judged(Mostly), "housing.repair", Help, Resident),
        story(Judged(Mostly), "environment.noise", Complaint, Resident).within(STREET),
        story(Judged(Mostly), "mediation", Help, Resident),
        story(Judged(Mostly), "conduct", Complaint, Resident).about_staff(),
        story(ReportedBack, "housing.renewal", Consultation, Hotline),
        story(JudgedByCity(Satisfied), "transport", Suggestion, Hotline).within(VILLAGE),
        story(CalledBack(Satisfied), "care.elderly", Help, Worker).within(HOME),
        story(CalledBack(Satisfied), "care.childcare", Consultation, Desk),
        story(CalledBack(Mostly), "environment.garbage", Complaint, Resident),
        story(CalledBack(Mostly), "mediation", Consultation, Desk),
        story(Silent, "other", Help, Resident),
        story(Silent, "patrol", Help, Patrol).within(HAMLET),
        story(Silent, "environment", Suggestion, Resident).within(CHANGED_HANDS),
        story(HandledElsewhere(Neighbour), "safety", Help, Resident),
        story(HandledElsewhere(BuildingGroup), "other", Suggestion, Resident).within(HOME),
    ]
};

/// Further requests: one in every situation to which its moves may lead, and those of a block and a
/// point.
pub(super) const SITUATIONS: [DemoStory; 32] = {
    use Course::{Accepted, In, Judged, UnderWay, Waiting};
    use DemoAssignee::{Liaison, Post, Volunteer};
    use DemoSender::*;
    use DemoSituation::*;
    [
        story(In(Unplaced), "environment.street_trade", Complaint, Hotline),
        story(In(Unplaced), "environment.street_trade", Complaint, Desk),
        story(In(Dispatched), "housing.unlicensed", Complaint, Resident).within(HOME),
        story(In(AtOffice), "housing.unlicensed", Complaint, Hotline).within(ELSEWHERE),
        story(In(AtOffice), "housing.group_rental", Complaint, Resident).within(BESIDE),
        story(In(Escalated), "traffic.parking", Complaint, Hotline).within(HOME),
        story(In(SentDown), "traffic.parking", Complaint, Resident).within(NEXT),
        story(In(Returned), "environment.greening", Complaint, Resident).within(HOME),
        story(In(ReturnedAgain), "environment.greening", Complaint, Hotline).within(ELSEWHERE),
        story(In(ReturnAgreed), "environment.greening", Complaint, Desk).within(THIRD),
        story(In(Tasked(DemoAssignee::Worker)), "care.elderly", Help, Desk).within(HOME),
        story(In(Tasked(Post)), "utilities.power", Help, Resident).within(HOME),
        story(In(Tasked(Volunteer)), "care", Suggestion, Resident).within(HOME),
        story(In(Tasked(Liaison)), "traffic.parking", Complaint, Resident).within(HOME),
        story(In(Joint), "safety.charging", Complaint, Resident).within(HOME),
        story(In(CorrectionProposed), "environment.noise", Complaint, Desk).within(NEXT),
        story(In(Corrected), "housing", Complaint, Resident).within(THIRD),
        story(In(CorrectedByReporter), "environment.fumes", Complaint, Resident).within(NEXT),
        story(In(Redirected), "consumption", Complaint, Resident).within(BESIDE),
        story(In(Objected), "work.wages", Help, Resident).within(ELSEWHERE),
        story(In(Voided), "culture", Suggestion, Resident).within(BESIDE),
        story(In(Leading), "traffic.road", Complaint, Resident).within(THIRD),
        story(In(Linked), "traffic.road", Complaint, Hotline).within(THIRD),
        story(In(AnsweredAtOnce), "welfare.insurance", Consultation, Desk).within(HOME),
        story(In(OnTheSpot), "environment.street_trade", Help, Patrol).within(HOME),
        story(In(Reminded), "utilities.water", Help, Shown).within(HOME),
        story(In(Asked), "utilities.water", Help, Shown).within(HOME),
        story(Waiting, "housing.lift", Help, Resident).within(ELSEWHERE),
        story(Judged(Satisfied), "housing.lift", Help, Resident).within(THIRD),
        story(UnderWay, "environment.garbage", Complaint, Resident).within(POINT),
        story(Accepted, "safety.passage", Complaint, Resident).within(BLOCK),
        story(In(Declined), "traffic.parking", Complaint, Resident).within(ELSEWHERE),
    ]
};
