//! Visibility of a request to a caller (the product rules, "Personal data" and principle 8).

use super::{NoteKind, Parties, Party, Relation, RequestFacts};

/// Visibility of the reporter's name and phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Identity {
    /// Nothing, not even a mask.
    Hidden,
    /// Masks: 张*, 138****1234.
    Masked,
    /// In full.
    Full,
}

/// Parts of a request that a caller may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visibility {
    /// Reporter's name and phone.
    pub identity: Identity,
    /// True if masks may be taken off with a reason.
    pub unmask: bool,
    /// True if the texts of the reporter and the handlers are visible.
    pub texts: bool,
    /// True if the redacted copy of a confidential request is visible, and the messages between its
    /// handlers and its reporter.
    pub redacted: bool,
    /// True if what staff see of each other is visible: the trace, the holder by name, who did
    /// what.
    pub inside: bool,
}

impl Visibility {
    /// Returns true if a text of some kind is visible: texts between staff stay among them, and
    /// those of a confidential reporter with the desk.
    pub const fn reads(&self, kind: NoteKind) -> bool {
        match kind {
            NoteKind::ContactWords
            | NoteKind::DeskNote
            | NoteKind::TaskWords
            | NoteKind::CorrectionWords => self.texts && self.inside,
            NoteKind::TransferWords
            | NoteKind::ReturnBasis
            | NoteKind::ReviewWords
            | NoteKind::RecallWords
            | NoteKind::InternalNote => (self.texts || self.redacted) && self.inside,
            NoteKind::RedactedCopy
            | NoteKind::RelayQuestion
            | NoteKind::RelayedAnswer
            | NoteKind::ProgressWords
            | NoteKind::PublicReply => self.texts || self.redacted,
            _ => self.texts,
        }
    }
}

/// Returns true if the bearer of a receipt reads a text of some kind: the reply, how it goes on, and
/// what was asked. A receipt can be lost, so what the reporter wrote is not among it.
pub const fn bearer_reads(kind: NoteKind) -> bool {
    matches!(
        kind,
        NoteKind::PublicReply
            | NoteKind::ProgressWords
            | NoteKind::Question
            | NoteKind::RedirectWords
            | NoteKind::ObjectionReply
            | NoteKind::VoidWords
    )
}

/// The town desk: the one place where a confidential reporter is known.
const DESK: Parties = Parties::of(&[Party::Desk]);
/// The platform above, which reads what it sent itself and what is reported back to it.
const CITY: Parties = Parties::of(&[Party::Integrator]);
/// Parties other than the holder. A first handler and an assignee need the phone, and
/// must give a reason.
const SHARED: Parties = Parties::of(&[Party::FirstHandler, Party::Assignee, Party::Copied]);

/// Returns what a caller may see; `None` if the request does not exist for them. `in_scope` is true
/// if duties or appointments of the caller reach the place or the unit.
pub fn visibility(facts: &RequestFacts, relation: Relation, in_scope: bool) -> Option<Visibility> {
    let acting = relation.acting(facts);
    if acting.contains(Party::Reporter)
        || relation.hands_on_own(facts) && relation.parties.contains(Party::Reporter)
    {
        return Some(Visibility {
            identity: Identity::Full,
            unmask: false,
            texts: true,
            redacted: false,
            inside: false,
        });
    }
    if relation.concerned {
        return None;
    }
    if acting.meets(DESK) {
        return Some(Visibility {
            identity: Identity::Masked,
            unmask: true,
            texts: true,
            redacted: false,
            inside: true,
        });
    }
    let staff = in_scope
        || acting.meets(Parties::of(&[
            Party::Holder,
            Party::Deputy,
            Party::Offered,
            Party::Superior,
            Party::Supervisor,
        ]));
    if !staff && acting.meets(CITY) {
        return Some(Visibility {
            identity: Identity::Masked,
            unmask: false,
            texts: true,
            redacted: false,
            inside: false,
        });
    }
    if !staff {
        if acting.meets(SHARED) && !facts.confidential {
            let unmask = acting.meets(Parties::of(&[Party::FirstHandler, Party::Assignee]));
            return Some(Visibility {
                identity: Identity::Masked,
                unmask,
                texts: true,
                redacted: false,
                inside: true,
            });
        }
        // Former holders and proxies keep the timeline without personal data.
        let keeps = relation.handled_before || acting.meets(Parties::of(&[Party::Proxy]));
        return keeps.then_some(Visibility {
            identity: Identity::Hidden,
            unmask: false,
            texts: false,
            redacted: false,
            inside: true,
        });
    }
    if facts.confidential {
        return Some(Visibility {
            identity: Identity::Hidden,
            unmask: false,
            texts: false,
            redacted: true,
            inside: true,
        });
    }
    let holds = acting.meets(Parties::of(&[Party::Holder])) && facts.state.is_open();
    let identity = if holds { Identity::Full } else { Identity::Masked };
    Some(Visibility { identity, unmask: true, texts: true, redacted: false, inside: true })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use super::*;
    use crate::domain::request::RequestState;
    use crate::domain::request::test_support::received;

    fn seen(parties: &[Party], confidential: bool) -> Option<Visibility> {
        let facts = RequestFacts { confidential, ..received() };
        visibility(&facts, Relation { parties: Parties::of(parties), ..Relation::default() }, false)
    }

    #[test]
    fn the_holder_sees_the_reporter_while_it_is_open() {
        assert_eq!(seen(&[Party::Holder], false).map(|s| s.identity), Some(Identity::Full));
        assert_eq!(seen(&[Party::Deputy], false).map(|s| s.identity), Some(Identity::Masked));
        let facts = RequestFacts { state: RequestState::Resolved, ..received() };
        let relation = Relation { parties: Parties::of(&[Party::Holder]), ..Relation::default() };
        assert_eq!(visibility(&facts, relation, true).map(|s| s.identity), Some(Identity::Masked));
    }

    #[test]
    fn of_a_confidential_request_the_desk_alone_knows_the_reporter() {
        for party in [Party::Holder, Party::Deputy, Party::Superior, Party::Supervisor] {
            let visibility = seen(&[party], true);
            assert_eq!(
                visibility.map(|s| (s.identity, s.unmask, s.texts)),
                Some((Identity::Hidden, false, false)),
                "{party}"
            );
        }
        assert_eq!(
            seen(&[Party::Desk], true).map(|s| (s.identity, s.unmask)),
            Some((Identity::Masked, true))
        );
    }

    #[test]
    fn what_the_staff_writes_to_each_other_is_not_for_the_reporter() {
        let read_by = |party| {
            let visibility = seen(&[party], false).unwrap();
            NoteKind::ALL
                .iter()
                .copied()
                .filter(move |&kind| visibility.reads(kind))
                .collect::<Vec<_>>()
        };
        use NoteKind::{
            ContactWords, CorrectionWords, DeskNote, InternalNote, RecallWords, ReturnBasis,
            ReviewWords, TaskWords, TransferWords,
        };
        let outside: Vec<NoteKind> = NoteKind::ALL
            .iter()
            .copied()
            .filter(|kind| {
                ![
                    ContactWords,
                    CorrectionWords,
                    DeskNote,
                    InternalNote,
                    ReturnBasis,
                    ReviewWords,
                    TaskWords,
                    RecallWords,
                    TransferWords,
                ]
                .contains(kind)
            })
            .collect();
        for party in [Party::Reporter, Party::Integrator] {
            assert_eq!(read_by(party), outside);
        }
        assert_eq!(read_by(Party::Superior), NoteKind::ALL);
        assert_eq!(read_by(Party::Proxy), []);
    }

    #[test]
    fn handlers_of_a_confidential_request_read_what_was_redacted_and_passed_on() {
        use NoteKind::{
            InternalNote, ProgressWords, PublicReply, RecallWords, RedactedCopy, RelayQuestion,
            RelayedAnswer, ReturnBasis, ReviewWords, TransferWords,
        };
        let read_by = |party| {
            let visibility = seen(&[party], true).unwrap();
            NoteKind::ALL
                .iter()
                .copied()
                .filter(move |&kind| visibility.reads(kind))
                .collect::<Vec<_>>()
        };
        for party in [Party::Holder, Party::Deputy, Party::Superior, Party::Supervisor] {
            assert_eq!(
                read_by(party),
                [
                    PublicReply,
                    TransferWords,
                    ReturnBasis,
                    ReviewWords,
                    RedactedCopy,
                    RelayQuestion,
                    RelayedAnswer,
                    InternalNote,
                    ProgressWords,
                    RecallWords,
                ]
            );
        }
        assert_eq!(read_by(Party::Desk), NoteKind::ALL);
    }

    #[test]
    fn for_whom_it_is_about_it_does_not_exist() {
        let all = [Party::Holder, Party::Superior, Party::Supervisor, Party::Desk];
        let relation = Relation {
            parties: Parties::of(&all),
            concerned: true,
            handled_before: true,
            reported: false,
        };
        assert_eq!(visibility(&received(), relation, true), None);
    }

    #[test]
    fn a_former_holder_keeps_the_timeline_without_personal_data() {
        let relation = Relation { handled_before: true, ..Relation::default() };
        let visibility = visibility(&received(), relation, false);
        assert_eq!(
            visibility.map(|s| (s.identity, s.texts, s.inside)),
            Some((Identity::Hidden, false, true))
        );
    }

    #[test]
    fn for_a_stranger_it_does_not_exist() {
        assert_eq!(seen(&[], false), None);
    }
}
