//! Parties: how a caller stands to one request, which decides what they may do with it.

use super::RequestFacts;
use crate::domain::vocabulary::vocabulary;

vocabulary! {
    /// Relation of somebody to a request.
    Party {
        /// The member whose duty holds it.
        Holder = "holder" "承办人" "holder",
        /// A leader or deputy of the unit it is assigned to, while another of them holds it.
        Deputy = "deputy" "同单元代办人" "deputy",
        /// A leader or deputy of a unit above the one it is assigned to.
        Superior = "superior" "上级负责人" "superior",
        /// Somebody who answers for the unit that it is offered to.
        Offered = "offered" "待接收单元" "the unit it is offered to",
        /// Who made the offer.
        Offerer = "offerer" "提出转办的人" "who offered it",
        /// A supervisor who did not dispatch it to its present unit.
        Reviewer = "reviewer" "未经手派单的督导" "a supervisor who did not dispatch it",
        /// A supervisor whose scope covers the unit.
        Supervisor = "supervisor" "督导" "supervisor",
        /// The signed-in account that reported it for itself.
        Reporter = "reporter" "诉求人" "reporter",
        /// Somebody who presents the receipt's secret.
        Bearer = "bearer" "回执持有人" "bearer of the receipt",
        /// The member of staff who entered it for somebody else.
        Proxy = "proxy" "代报人" "proxy",
        /// The town desk of the unit's town.
        Desk = "desk" "受理席" "town desk",
        /// A holder of a post that may begin before the holder of the request.
        FirstHandler = "first_handler" "先行处置人" "first handler",
        /// Somebody with a duty there who was given a task.
        Assignee = "assignee" "任务承接人" "somebody who was given a task",
        /// A leader of a unit or holder of a post that gets a copy.
        Copied = "copied" "抄送对象" "somebody who reads along",
        /// A leader or deputy of the grid of its place, while an office is 主办: assists without a
        /// clock.
        Assistant = "assistant" "配合人" "who assists the main office",
        /// The login of the platform above that handed it over.
        Integrator = "integrator" "对接平台" "integrator",
        /// Who made the last step, and handles it.
        LastMover = "last_mover" "上一步的操作人" "who made the last step",
        /// The service itself, at the end of a time limit.
        Service = "service" "系统" "the service",
    }
}

/// Set of parties: those that a caller is, or those that a move is open to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Parties(u32);

impl Parties {
    /// The empty set.
    pub const NONE: Self = Self(0);

    /// Creates a set from parties; usable in constants.
    pub const fn of(parties: &[Party]) -> Self {
        Self::NONE.and(parties)
    }

    /// Returns the set with further parties; usable in constants.
    #[must_use]
    pub const fn and(self, parties: &[Party]) -> Self {
        let mut set = self;
        let mut rest = parties;
        while let [first, others @ ..] = rest {
            set = Self(set.0 | 1 << *first as u32);
            rest = others;
        }
        set
    }

    /// Returns true if the set contains a party.
    pub const fn contains(self, party: Party) -> bool {
        self.0 & (1 << party as u32) != 0
    }

    /// Returns true if the sets share a party.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns the parties in both sets, in the order of the vocabulary.
    pub fn common(self, other: Self) -> impl Iterator<Item = Party> {
        Party::ALL
            .iter()
            .copied()
            .filter(move |&party| self.contains(party) && other.contains(party))
    }

    /// Returns the parties, in the order of the vocabulary.
    pub fn iter(self) -> impl Iterator<Item = Party> {
        self.common(self)
    }

    fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }
}

impl FromIterator<Party> for Parties {
    fn from_iter<I: IntoIterator<Item = Party>>(parties: I) -> Self {
        parties.into_iter().fold(Self::NONE, |set, party| Self(set.0 | Self::of(&[party]).0))
    }
}

impl std::fmt::Debug for Parties {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// Parties that handle it.
pub(super) const HANDLERS: Parties = Parties::of(&[Party::Holder, Party::Deputy]);
/// Parties that work on it: those who handle it, and those who may begin before them.
pub(super) const ON_SITE: Parties =
    Parties::of(&[Party::Holder, Party::Deputy, Party::FirstHandler, Party::Assignee]);
/// Parties that contact the reporter: those who work on it, and those who assist them.
pub(super) const CONTACTERS: Parties = Parties::of(&[
    Party::Holder,
    Party::Deputy,
    Party::FirstHandler,
    Party::Assignee,
    Party::Assistant,
]);
/// Parties that speak for the reporter or for the platform above, or decide on what handlers did.
const VOICES: Parties = Parties::of(&[
    Party::Reporter,
    Party::Bearer,
    Party::Proxy,
    Party::Desk,
    Party::Reviewer,
    Party::Integrator,
]);

/// Parties that speak for themselves.
const OWN: Parties = Parties::of(&[Party::Reporter, Party::Bearer]);
/// Parties that must hand on a request that they reported in confidence themselves.
const HANDS_ON: Parties = Parties::of(&[Party::Holder, Party::Offered, Party::Desk]);

/// The bearer of the receipt.
pub(super) const BEARER: Parties = Parties::of(&[Party::Bearer]);

/// Relation of a caller to a request, derived from duties, roles and the request's own row.
#[derive(Debug, Clone, Copy, Default)]
pub struct Relation {
    /// Parties of the caller, each determined independently of the others.
    pub parties: Parties,
    /// True if the caller has held it before, or was a leader or deputy of the unit that held it
    /// then.
    pub handled_before: bool,
    /// True if the request is about the caller.
    pub concerned: bool,
    /// True if the caller reported it, by any login; only they and the desk may know.
    pub reported: bool,
}

impl Relation {
    /// Returns the parties the caller may act as.
    ///
    /// Nobody handles a complaint about themselves: a person concerned is no party, except as its
    /// reporter. Somebody who handles or has handled a request does not also speak for the
    /// reporter: they neither judge nor call back nor withdraw it; taking it in at the desk is not
    /// handling. Somebody who entered it had the receipt to hand it over and may not use it.
    /// Somebody who reported it in confidence has no other part in it, except to hand it on.
    pub fn acting(self, facts: &RequestFacts) -> Parties {
        let handed_over = if self.parties.contains(Party::Proxy) { BEARER } else { Parties::NONE };
        let parties = self.parties.without(handed_over);
        let handles = self.handled_before || parties.meets(CONTACTERS) && !facts.at_desk;
        if self.hands_on_own(facts) {
            return parties.common(HANDS_ON).collect();
        }
        if self.reported && facts.confidential && !self.concerned {
            return parties.common(OWN).collect();
        }
        match (self.concerned, handles) {
            (true, true) => Parties::NONE,
            (true, false) => parties.common(OWN).collect(),
            (false, true) => parties.without(VOICES),
            (false, false) => parties,
        }
    }

    /// Returns true if the caller holds a request that they reported in confidence themselves, or it
    /// is offered to them: they may accept it, so that no overdue clock gives them away, and hand it
    /// on. A deputy beside the
    /// holder speaks as the reporter, like anybody who reported it.
    pub(super) fn hands_on_own(self, facts: &RequestFacts) -> bool {
        let has_it = self.parties.meets(Parties::of(&[Party::Holder, Party::Offered]))
            || self.parties.contains(Party::Desk) && facts.at_desk;
        self.reported && facts.confidential && !self.concerned && has_it
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::request::test_support::received;
    use Party::*;

    fn acting(parties: &[Party], handled_before: bool, concerned: bool) -> Parties {
        let parties = Parties::of(parties);
        Relation { parties, handled_before, concerned, reported: false }.acting(&received())
    }

    #[test]
    fn who_handles_it_does_not_speak_for_the_reporter() {
        let rows: [(&[Party], bool, &[Party]); 8] = [
            (&[Holder, Reporter, Proxy], false, &[Holder]),
            (&[Deputy, Desk], false, &[Deputy]),
            (&[Superior, Desk], true, &[Superior]),
            (&[Superior, Desk], false, &[Superior, Desk]),
            (&[Holder, Supervisor], false, &[Holder, Supervisor]),
            (&[Reporter], false, &[Reporter]),
            (&[Bearer, Proxy], false, &[Proxy]),
            (&[Bearer, Proxy, Desk], false, &[Proxy, Desk]),
        ];
        for (parties, handled_before, expected) in rows {
            assert_eq!(
                acting(parties, handled_before, false),
                Parties::of(expected),
                "{parties:?}"
            );
        }
    }

    #[test]
    fn a_set_is_shown_by_the_names_of_its_parties() {
        assert_eq!(format!("{:?}", Parties::of(&[Desk, Holder])), "{Holder, Desk}");
        assert_eq!(format!("{:?}", Parties::NONE), "{}");
    }

    #[test]
    fn to_take_it_in_at_the_desk_is_not_to_handle_it() {
        let facts = RequestFacts { confidential: true, at_desk: true, ..received() };
        let relation = Relation { parties: Parties::of(&[Holder, Desk]), ..Relation::default() };
        assert_eq!(relation.acting(&facts), Parties::of(&[Holder, Desk]));
    }

    #[test]
    fn whom_it_is_about_takes_no_part() {
        assert_eq!(acting(&[Holder, Supervisor], false, true), Parties::NONE);
        assert_eq!(acting(&[Superior, Supervisor, Desk], false, true), Parties::NONE);
        assert_eq!(acting(&[Reporter, Desk], false, true), Parties::of(&[Reporter]));
        assert_eq!(acting(&[Bearer, Proxy], false, true), Parties::NONE);
    }
}
