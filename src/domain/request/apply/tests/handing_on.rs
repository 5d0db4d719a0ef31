//! Handing a request on.

use super::*;

#[test]
fn a_transfer_is_an_offer_and_its_holder_works_on_until_the_other_unit_accepts() {
    let mut story = Story::of(received());
    story.step("2026-03-06 09:00", Party::Holder, accept());
    let clocks = story.facts.clocks;
    assert_eq!(
        story.step("2026-03-06 09:10", Party::Supervisor, transfer(holding(3), true)),
        RequestState::Accepted
    );
    assert_eq!((story.facts.holding, story.facts.clocks), (holding(1), clocks));
    let offer = story.facts.offer.unwrap();
    assert_eq!((offer.to, shown(offer.due)), (holding(3).unit, "2026-03-06 11:10".to_owned()));
    assert_eq!(story.step("2026-03-06 09:20", Party::Holder, start()), RequestState::InProgress);
    assert_eq!(story.step("2026-03-06 11:00", Party::Offered, accept()), RequestState::Accepted);
    assert_eq!((story.facts.holding, story.facts.offer), (holding(3), None));
    assert_eq!(
        (story.facts.accepted_at.unwrap(), shown(story.facts.clocks.contact_due.unwrap())),
        (at("2026-03-06 09:00"), "2026-03-09 17:30".to_owned()),
        "a day from the take-over for a reporter whom nobody reached"
    );
    assert_eq!(story.facts.clocks.resolve_due, clocks.resolve_due);
}

#[test]
fn an_offer_is_declined_recalled_replaced_or_ends_with_the_work() {
    let offered = || {
        let mut story = Story::of(received());
        story.step("2026-03-06 09:00", Party::Holder, accept());
        story.step("2026-03-06 09:10", Party::Holder, transfer(holding(3), true));
        story
    };
    let mut story = offered();
    let again = story.try_step("2026-03-06 09:20", Party::Holder, transfer(holding(3), true));
    assert_eq!(refused(again), ["offered_already/to"]);
    story.step("2026-03-06 09:20", Party::Supervisor, transfer(holding(4), true));
    assert_eq!(story.facts.offer.unwrap().to, holding(4).unit, "the newer one stands");
    let decline = MoveInput {
        words: Some("不属本网格".to_owned()),
        ..MoveInput::of(RequestAction::Decline)
    };
    story.step("2026-03-06 09:30", Party::Offered, decline);
    assert_eq!((story.facts.offer, story.facts.holding), (None, holding(1)));
    let nothing = story.try_step("2026-03-06 09:40", Party::Offered, accept());
    assert_eq!(refused(nothing), ["move_not_possible"]);
    let mut story = offered();
    story.step("2026-03-06 09:30", Party::Offerer, MoveInput::of(RequestAction::Recall));
    assert_eq!(story.facts.offer, None);
    let mut story = offered();
    story.step("2026-03-06 09:30", Party::Holder, start());
    story.step("2026-03-06 09:40", Party::Holder, resolve());
    assert_eq!(story.facts.offer, None);
}

#[test]
fn an_escalation_says_what_was_tried_and_why_nobody_called() {
    let mut story = Story::of(received());
    let escalate = |no_contact| MoveInput {
        escalation_reason: Some(EscalationReason::SeveralUnits),
        no_contact,
        words: Some("物业已看过两次".to_owned()),
        ..MoveInput::of(RequestAction::Escalate)
    };
    let early = story.try_step("2026-03-06 09:00", Party::Holder, escalate(None));
    assert_eq!(refused(early), ["contact_before_escalation/no_contact"]);
    story.step("2026-03-06 09:00", Party::Holder, escalate(Some(NoContactReason::SeenOnSite)));
    let offer = story.facts.offer.unwrap();
    assert_eq!(
        (offer.kind, offer.to, shown(offer.due)),
        (OfferKind::Escalation, holding(2).unit, "2026-03-09 17:30".to_owned())
    );
    story.step("2026-03-06 09:10", Party::Holder, contact(ContactOutcome::Reached));
    story.step("2026-03-06 09:20", Party::Offerer, MoveInput::of(RequestAction::Recall));
    story.step("2026-03-06 09:30", Party::Holder, escalate(None));
}

#[test]
fn a_transfer_stays_within_the_scope_of_who_makes_it() {
    let mut story = Story::of(received());
    let beyond = story.try_step("2026-03-06 09:00", Party::Holder, transfer(holding(3), false));
    assert_eq!(refused(beyond), ["transfer_outside_scope/to"]);
    let same = story.try_step("2026-03-06 09:00", Party::Holder, transfer(holding(1), true));
    assert_eq!(refused(same), ["transfer_to_same_unit/to"]);
}
