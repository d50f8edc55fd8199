"""Which letters follow from which fact, to whom, with what."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise

import pytest

from rules.correspondence import letters_after, rounds_written
from rules.evolve import evolve
from rules.letter_kinds import LETTERS
from schemas import messages as m
from schemas.events.course import EndedIncomplete, Paused, PutOnHold, TakenOffHold
from schemas.events.deferral import DeferralAsked, DeferralRefused, Deferred
from schemas.events.event import Fact, VisitEvent
from schemas.events.invitation import (
    Declined,
    Invited,
    NoReply,
    ReplyExtended,
    ReplyReminded,
    Withdrawn,
)
from schemas.events.note import AcknowledgementReminded, NoteDrafted, NoteShared
from schemas.events.preparation import ArrangementsConfirmed, SurveyHandedOver, TimetableFixed
from schemas.events.team import InspectorReplaced
from schemas.events.visit import Cancelled
from schemas.ids import letter_key
from schemas.letters import DocumentOrder, LetterOrder
from schemas.parts import TeamMember
from schemas.state import VisitState
from schemas.values import (
    ConflictKind,
    Department,
    DocumentKind,
    InspectorRole,
    LetterKind,
    LetterStatus,
)
from tests.support import visits
from tests.support.samples import REASON, comment_on_note, decide_facts, decide_sharing
from tests.support.visits import (
    ADDRESSEES,
    CONTACTS,
    FORUM,
    INVITED,
    STAGES,
    TEAM,
    Visit,
    agreeing,
    at,
    cancel,
    closed,
    confirm_team,
    correct_person,
    declare,
    delivered,
    fix_timetable,
    hand_over,
    invited,
    issue_draft,
    opened,
    outcome,
    planned,
    record_contacts,
    record_delivery,
    refused,
    settled,
    share_note,
    sharing,
)

INSPECTORS = ("hmi-1", "hmi-2", "cqc-1")
LEADERS = (*ADDRESSEES, "officer-1")
EVERYBODY = (*INVITED, "officer-1", *INSPECTORS)
SPARE = TeamMember(inspector="hmi-9", role=InspectorRole.OFSTED_EDUCATION)
A_LATE_CONFLICT = (
    declare(TEAM[0], conflicts=[ConflictKind.FINANCIAL]),
    declare(TEAM[0]),
    confirm_team(),
)
"""Declared by mistake: the team is opened, and confirmed as it was."""


def letters(visit: Visit, since: Visit | None = None) -> list[LetterOrder]:
    """The letters that a visit's events ask for, in order."""
    known = since.events if since else ()
    state: VisitState | None = None
    orders: list[LetterOrder] = []
    for event in visit.events:
        state = evolve(state, event)
        if event not in known:
            orders += letters_after(state, event)
    return orders


def to(orders: list[LetterOrder], kind: LetterKind) -> tuple[str, ...]:
    return tuple(order.recipient for order in orders if order.kind is kind)


def reply_extended() -> Visit:
    return delivered().told(m.ExtendReply(actor="coordinator", until=date(2020, 9, 21)))


def replaced() -> Visit:
    change = m.ReplaceInspector(actor="allocations", leaving="hmi-1", joining="hmi-9")
    return visits.arranged().told(declare(SPARE), change)


def corrected() -> Visit:
    return planned().told(correct_person())


def deferral_refused() -> Visit:
    refusal = m.RefuseDeferral(actor="programme-office", reason=REASON)
    return visits.deferral_asked().told(refusal)


def resumed() -> Visit:
    day = date(2020, 10, 7)
    return visits.paused().told(m.ResumeVisit(actor="coordinator", next_day=day, last_day=day))


def went_on() -> Visit:
    """On hold with everything prepared, and going on."""
    return visits.held_prepared().told(m.ResumeVisit(actor="coordinator"))


def disputed() -> Visit:
    """Two rounds of comments, and two decisions in place of an agreement."""
    commented = agreeing().told(comment_on_note(1), issue_draft(2), comment_on_note(2, 2))
    return commented.told(decide_facts(2), decide_sharing(2), share_note(version=2))


def chased() -> Visit:
    """Neither department has said that it has the note."""
    return visits.shared().at("2020-11-16 09:00")


def recalled() -> Visit:
    """Agreement to a case is taken back once the departments have the note."""
    return visits.shared().told(m.WithdrawConsent(actor="coordinator", case="case-1"))


def earliest_sequence(orders: Sequence[LetterOrder]) -> int:
    """Of the calendar entries that letters carry; each of them carries one."""
    assert orders
    assert [o.key for o in orders if o.calendar_sequence is None] == []
    return min(o.calendar_sequence or 0 for o in orders)


def latest_sequence(visit: Visit) -> int:
    """Of every calendar entry that was sent: what comes after must be higher to be obeyed."""
    return max(o.calendar_sequence for o in letters(visit) if o.calendar_sequence is not None)


def reopened() -> Visit:
    """Cancelled by mistake."""
    return visits.planned().told(
        visits.cancel(), m.ReinstateVisit(actor="coordinator", reason=REASON)
    )


def not_accepted() -> Visit:
    """Prepared, and the acceptance was a mistake."""
    return visits.arranged().told(m.CorrectReply(actor="coordinator", reason=REASON))


def who_visited_put_right() -> Visit:
    """Somebody had stood in for one of the team that was recorded."""
    stood_in = TeamMember(inspector="hmi-5", role=InspectorRole.OFSTED_SOCIAL_CARE)
    return agreeing().told(declare(stood_in), visits.correct_team())


LIVES = (
    closed,
    *(visits.declined, visits.no_reply, visits.withdrawn, visits.cancelled),
    *(visits.incomplete, visits.deferred),
    *(
        reopened,
        not_accepted,
        reply_extended,
        replaced,
        corrected,
        deferral_refused,
        resumed,
        went_on,
        disputed,
        chased,
        recalled,
        who_visited_put_right,
    ),
)
"""Every end of a visit, and every turn on the way that somebody is written to about."""


def asked_by(kind: type[Fact]) -> tuple[VisitEvent, list[LetterOrder]]:
    """The first event of a kind in some visit, and the letters it asks for."""
    for stage in LIVES:
        state: VisitState | None = None
        for event in (*stage().events,):
            state = evolve(state, event)
            if isinstance(event.fact, kind):
                return event, list(letters_after(state, event))
    raise AssertionError(f"no visit has a {kind.__name__}")


@pytest.mark.parametrize(
    ("fact", "kind", "recipients", "document"),
    [
        (Invited, LetterKind.INVITATION, INVITED, DocumentKind.INVITATION),
        (ReplyReminded, LetterKind.REMINDER, ADDRESSEES, None),
        (Declined, LetterKind.DECLINE_NOTED, INVITED, None),
        (ArrangementsConfirmed, LetterKind.CONFIRMATION, (*LEADERS, *INSPECTORS), None),
        (SurveyHandedOver, LetterKind.SURVEY_LINKS, ("officer-1",), None),
        (
            TimetableFixed,
            LetterKind.TIMETABLE,
            (*LEADERS, "forum", *INSPECTORS),
            DocumentKind.TIMETABLE,
        ),
        (NoteDrafted, LetterKind.DRAFT_NOTE, LEADERS, DocumentKind.SUMMARY_NOTE),
        (NoteShared, LetterKind.SHARED_NOTE, ("dfe", "nhs-england"), DocumentKind.SUMMARY_NOTE),
        (Cancelled, LetterKind.CANCELLATION, EVERYBODY, None),
        (ReplyExtended, LetterKind.REPLY_EXTENDED, ADDRESSEES, None),
        (NoReply, LetterKind.NO_REPLY_NOTED, INVITED, None),
        (Withdrawn, LetterKind.WITHDRAWAL_NOTED, EVERYBODY, None),
        (InspectorReplaced, LetterKind.STOOD_DOWN, ("hmi-1",), None),
        (Paused, LetterKind.PAUSE, (*LEADERS, "forum", *INSPECTORS), None),
        (PutOnHold, LetterKind.ON_HOLD, (*LEADERS, "forum", *INSPECTORS), None),
        (TakenOffHold, LetterKind.OFF_HOLD, (*LEADERS, "forum", *INSPECTORS), None),
        (EndedIncomplete, LetterKind.INCOMPLETE, EVERYBODY, None),
        (DeferralAsked, LetterKind.DEFERRAL_NOTED, LEADERS, None),
        (DeferralRefused, LetterKind.DEFERRAL_REFUSED, LEADERS, None),
        (Deferred, LetterKind.DEFERRAL_GRANTED, EVERYBODY, None),
        (AcknowledgementReminded, LetterKind.RECEIPT_REMINDER, ("dfe", "nhs-england"), None),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_what_is_written_to_whom(
    fact: type[Fact],
    kind: LetterKind,
    recipients: tuple[str, ...],
    document: DocumentKind | None,
) -> None:
    event, orders = asked_by(fact)

    assert tuple(order.recipient for order in orders) == recipients
    for order in orders:
        assert (order.kind, order.round, order.sequence) == (kind, 1, event.sequence)
        told_of_its_own = document is DocumentKind.TIMETABLE and order.recipient == "forum"
        enclosed = DocumentKind.FORUM_TIMETABLE if told_of_its_own else document
        wanted = (DocumentOrder(kind=enclosed, version=1),) if enclosed else ()
        assert order.documents == wanted


def test_every_kind_of_letter_and_document_is_written_in_some_visit() -> None:
    orders = [order for life in LIVES for order in letters(life())]

    assert {order.kind for order in orders} == set(LetterKind)
    wished_for = {DocumentKind.SUMMARY_NOTE_COPY}
    assert {d.kind for order in orders for d in order.documents} == set(DocumentKind) - wished_for


def test_a_copy_to_edit_goes_with_the_draft_where_it_is_wished_and_with_nothing_else() -> None:
    draft = issue_draft().model_copy(update={"editable_copy": True})
    visit = visits.drafting().told(draft, visits.agree_note(), share_note())

    enclosed = {order.kind: {d.kind for d in order.documents} for order in letters(visit)}

    assert enclosed[LetterKind.DRAFT_NOTE] == {
        DocumentKind.SUMMARY_NOTE,
        DocumentKind.SUMMARY_NOTE_COPY,
    }
    assert enclosed[LetterKind.SHARED_NOTE] == {DocumentKind.SUMMARY_NOTE}
    again = visit.state.note
    assert again is not None
    assert again.editable_copy


def test_every_kind_of_letter_is_declared() -> None:
    assert set(LETTERS) == set(LetterKind)


def stood_down_and_back() -> Visit:
    """An inspector is replaced, and takes the place again: known to the visit, and told before."""
    change = m.ReplaceInspector(actor="allocations", leaving="hmi-9", joining="hmi-1")
    return replaced().told(change)


def written() -> Iterator[tuple[Visit, LetterOrder]]:
    """Each letter of each life, and the visit at the moment in which it was ordered."""
    for life in LIVES:
        state: VisitState | None = None
        for number, event in enumerate(life().events, start=1):
            state = evolve(state, event)
            for order in letters_after(state, event):
                yield Visit(state, life().events[:number], event.at), order
    back = stood_down_and_back()
    yield back, next(o for o in letters(back) if o.kind is LetterKind.STOOD_DOWN)


def test_a_letter_has_the_round_that_its_kind_has_come_to() -> None:
    latest = [
        (visit, order) for visit, order in written() if visit.events[-1].sequence == order.sequence
    ]

    assert len({order.kind for _, order in latest}) > len(LetterKind) // 2
    for visit, order in latest:
        assert rounds_written(visit.state)[order.kind] == order.round, order.key


def test_of_every_kind_one_that_was_written_can_come_back_and_one_of_a_later_round_cannot() -> None:
    came_back: set[LetterKind] = set()
    for visit, order in written():
        members = {member.inspector for member in visit.state.team}
        known = {*(c.ref for c in visit.state.contacts), visit.state.officer, *members}
        if order.kind in came_back or order.recipient not in known:
            continue
        latest = max(each.round for each in letters(visit) if each.kind is order.kind)
        later = letter_key(visits.VISIT, order.kind, latest + 1, order.recipient)

        told = visit.told(record_delivery(order.key, LetterStatus.REFUSED))
        refusal = refused(visit, record_delivery(later, LetterStatus.REFUSED))

        assert [task.letter for task in told.state.tasks if task.letter] == [order.key]
        assert f"No letter {later} was written" in refusal.sentence
        came_back.add(order.kind)

    assert came_back == set(LetterKind)


def test_what_asks_for_no_letter() -> None:
    writers = {
        *(Invited, ReplyReminded, Declined, ArrangementsConfirmed, SurveyHandedOver),
        *(TimetableFixed, NoteDrafted, NoteShared, Cancelled),
    }
    state: VisitState | None = None
    for event in closed().events:
        state = evolve(state, event)
        assert bool(letters_after(state, event)) is (type(event.fact) in writers)


@pytest.mark.parametrize(
    "stage", dict.fromkeys((*STAGES, *LIVES)), ids=lambda stage: stage.__name__
)
def test_no_letter_is_ordered_twice(stage: Callable[[], Visit]) -> None:
    keys = [order.key for order in letters(stage())]

    assert len(set(keys)) == len(keys)


class TestInvitation:
    def test_the_forum_has_a_copy_for_information(self) -> None:
        copies = {order.recipient: order.copy_only for order in letters(invited())}

        assert copies == {"dcs": False, "health-1": False, "health-2": False, "forum": True}

    @pytest.mark.parametrize("over", [visits.declined, visits.no_reply])
    def test_the_forum_has_a_copy_of_what_became_of_it(self, over: Callable[[], Visit]) -> None:
        ended = over()
        back = ended.told(m.CorrectReply(actor="coordinator", reason=REASON))
        told = [o for o in letters(back) if o.sequence >= ended.events[-1].sequence]

        assert {order.kind for order in told} >= {LetterKind.REOPENED}
        assert {order.recipient for order in told} == set(visits.INVITED)
        assert all(order.copy_only is (order.recipient == "forum") for order in told)

    def test_without_a_forum_it_goes_to_those_whose_reply_is_asked_for(self) -> None:
        alone = [contact for contact in CONTACTS if contact is not FORUM]
        visit = opened().told(record_contacts(alone)).at("2020-09-07 09:00")

        assert to(letters(visit), LetterKind.INVITATION) == ADDRESSEES

    @pytest.mark.parametrize("taken", [LetterStatus.DELIVERED, LetterStatus.SENT])
    @pytest.mark.parametrize("failed", [LetterStatus.REFUSED, LetterStatus.UNCERTAIN])
    def test_after_a_bounce_it_goes_again_only_where_it_did_not_arrive(
        self, taken: LetterStatus, failed: LetterStatus
    ) -> None:
        moment = at("2020-09-07 09:10")
        told = invited().told(
            settled(
                outcome("dcs", taken, moment),
                outcome("health-1", failed, moment),
                outcome("health-2", taken, moment),
                outcome("forum", taken, moment),
            )
        )
        again = told.told(record_contacts())

        assert [order.key for order in letters(again, since=told)] == [
            f"{visits.VISIT}/invitation/2/health-1"
        ]
        (order,) = letters(again, since=told)
        assert order.documents == (DocumentOrder(kind=DocumentKind.INVITATION, version=2),)

    def test_a_third_round_goes_where_the_second_did_not_arrive(self) -> None:
        moment = at("2020-09-07 09:10")
        first = settled(
            outcome("dcs", LetterStatus.REFUSED, moment),
            *(outcome(ref, LetterStatus.DELIVERED, moment) for ref in INVITED[1:]),
        )
        second = settled(outcome("dcs", LetterStatus.REFUSED, moment, number=2))
        told = invited().told(first, record_contacts(), second)

        again = told.told(record_contacts())

        assert [order.key for order in letters(again, since=told)] == [
            f"{visits.VISIT}/invitation/3/dcs"
        ]

    def test_a_reminder_after_a_new_round_is_a_new_letter(self) -> None:
        moment = at("2020-09-10 12:00")
        reminded = delivered().at(moment)
        wrong = settled(outcome("dcs", LetterStatus.REFUSED, moment))
        right = settled(outcome("dcs", LetterStatus.DELIVERED, moment, number=2))
        visit = reminded.told(wrong, record_contacts(), right).at("2020-09-15 09:00")

        rounds = [o.round for o in letters(visit) if o.kind is LetterKind.REMINDER]

        assert rounds == [1, 1, 1, 2, 2, 2]


class TestWhatGoesOutAgain:
    def test_arrangements_when_the_team_changes(self) -> None:
        changed = visits.arranged().told(*A_LATE_CONFLICT)

        orders = letters(changed, since=visits.arranged())
        assert {(order.kind, order.round) for order in orders} == {(LetterKind.CONFIRMATION, 2)}
        assert to(orders, LetterKind.CONFIRMATION) == (*LEADERS, *INSPECTORS)

    def test_the_timetable_in_place_of_arrangements_once_it_is_fixed(self) -> None:
        """One letter tells the change: everybody who would have had a confirmation has it."""
        changed = planned().told(*A_LATE_CONFLICT)

        orders = letters(changed, since=planned())
        assert {(order.kind, order.round) for order in orders} == {(LetterKind.TIMETABLE, 2)}
        assert to(orders, LetterKind.TIMETABLE) == (*LEADERS, "forum", *INSPECTORS)
        assert earliest_sequence(orders) > latest_sequence(planned())

    def test_the_timetable_when_an_inspector_has_gone(self) -> None:
        """Whoever comes has everything, and whoever goes is told and loses the entry."""
        reopened = planned().told(declare(TEAM[0], conflicts=[ConflictKind.FINANCIAL]))
        changed = reopened.told(declare(SPARE), confirm_team(SPARE, *TEAM[1:]))

        orders = letters(changed, since=planned())
        assert to(orders, LetterKind.TIMETABLE) == (*LEADERS, "forum", "hmi-9", "hmi-2", "cqc-1")
        (gone,) = (order for order in orders if order.kind is LetterKind.STOOD_DOWN)
        assert (gone.recipient, gone.calendar_cancelled) == ("hmi-1", True)
        assert earliest_sequence([gone]) > latest_sequence(planned())

    def test_a_timetable_under_the_same_calendar_entry_with_a_higher_sequence(self) -> None:
        again = planned().told(fix_timetable(version=2))

        first, second = letters(planned()), letters(again, since=planned())
        assert len([o for o in first if o.kind is LetterKind.TIMETABLE]) == 8
        assert [o.kind for o in second] == [LetterKind.TIMETABLE] * 8
        assert earliest_sequence(second) > latest_sequence(planned())

    def test_survey_links_that_leaked(self) -> None:
        again = planned().told(hand_over(version=2))

        (order,) = letters(again, since=planned())
        assert (order.kind, order.round) == (LetterKind.SURVEY_LINKS, 2)

    def test_a_second_draft_with_its_own_document(self) -> None:
        again = agreeing().told(issue_draft(2))

        orders = letters(again, since=agreeing())
        assert {order.kind for order in orders} == {LetterKind.DRAFT_NOTE}
        for order in orders:
            assert order.round == 2
            assert order.documents == (DocumentOrder(kind=DocumentKind.SUMMARY_NOTE, version=2),)


class TestTheNote:
    @pytest.mark.parametrize("department", Department)
    def test_goes_to_the_department_it_is_shared_with_and_to_no_other(
        self, department: Department
    ) -> None:
        half = sharing().told(share_note(department))

        refs = {Department.DFE: "dfe", Department.NHS_ENGLAND: "nhs-england"}
        assert to(letters(half, since=sharing()), LetterKind.SHARED_NOTE) == (refs[department],)

    def test_never_goes_to_the_forum_or_the_team(self) -> None:
        with_note = [
            order.recipient
            for order in letters(closed())
            if any(d.kind is DocumentKind.SUMMARY_NOTE for d in order.documents)
        ]
        assert set(with_note) == {*LEADERS, "dfe", "nhs-england"}

    def test_is_shared_in_the_version_that_was_agreed(self) -> None:
        visit = agreeing().told(issue_draft(2), visits.agree_note(2), share_note(version=2))

        shared = [order for order in letters(visit) if order.kind is LetterKind.SHARED_NOTE]
        assert [(order.round, order.documents[0].version) for order in shared] == 2 * [(2, 2)]


class TestCancelling:
    def test_before_the_invitation_tells_nobody(self) -> None:
        assert letters(opened().told(cancel())) == []

    def test_before_the_timetable_withdraws_no_calendar_entry(self) -> None:
        orders = letters(delivered().told(cancel()), since=delivered())

        assert tuple(order.recipient for order in orders) == INVITED
        assert {order.calendar_sequence for order in orders} == {None}

    def test_after_the_timetable_withdraws_the_latest_one(self) -> None:
        twice = planned().told(fix_timetable(version=2))
        orders = letters(twice.told(cancel()), since=twice)

        assert all(order.calendar_cancelled for order in orders)
        assert earliest_sequence(orders) > latest_sequence(twice)


def test_orders_are_in_the_order_of_events() -> None:
    sequences = [order.sequence for order in letters(closed())]

    assert all(a <= b for a, b in pairwise(sequences))
