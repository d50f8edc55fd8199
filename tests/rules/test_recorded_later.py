"""What is recorded later says when it happened, and deadlines count from then."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest

from rules.refusals import RefusalCode
from rules.timetable import timetable
from schemas import messages as m
from schemas.events.course import MeetingsHeld
from schemas.events.invitation import Accepted, InvitationDelivered
from schemas.values import Answer, DeadlineKind, Department, LetterStatus
from tests.support import visits
from tests.support.visits import Visit, at, refused


def on(message: m.Decision, day: str, clock: time | None = None) -> m.Decision:
    """The message, of what happened on a day."""
    return message.model_copy(update={"happened_on": date.fromisoformat(day), "happened_at": clock})


def due(visit: Visit, kind: DeadlineKind) -> datetime:
    return next(deadline.at for deadline in visit.due if deadline.kind is kind)


def sent() -> Visit:
    """Invited by a provider that proves nothing, an hour ago."""
    visit = visits.invited().at("2020-09-07 10:00")
    went = (visits.outcome(ref, LetterStatus.SENT, visit.now) for ref in visits.INVITED)
    return visit.told(visits.settled(*went))


def test_the_reply_clock_counts_from_the_day_on_which_the_invitation_arrived() -> None:
    late = sent().at("2020-09-08 09:00")
    arrived = [visits.record_delivery(visits.invitation_to(ref)) for ref in visits.ADDRESSEES]

    told = late.told(*(on(message, "2020-09-07", time(15)) for message in arrived))

    fact = told.facts[-1]
    assert isinstance(fact, InvitationDelivered)
    assert (told.events[-1].at, fact.outcomes[0].at) == (late.now, at("2020-09-07 15:00"))
    assert due(told, DeadlineKind.REPLY_DUE) == at("2020-09-14 17:00")
    assert due(late.told(*arrived), DeadlineKind.REPLY_DUE) == at("2020-09-15 17:00")


def test_sharing_is_due_after_the_day_of_the_agreement() -> None:
    visit = visits.agreeing().at("2020-10-19 12:00")

    told = visit.told(on(visits.agree_note(), "2020-10-16"))

    assert told.state.agreement is not None
    assert told.state.agreement.agreed_at == at("2020-10-16 17:00")
    dates, recorded = timetable(told.state), timetable(visit.told(visits.agree_note()).state)
    assert dates is not None
    assert recorded is not None
    assert (dates.sharing_due, recorded.sharing_due) == (
        at("2020-10-19 17:00"),
        at("2020-10-20 17:00"),
    )


def test_the_event_keeps_both_times() -> None:
    reply = visits.delivered().at("2020-09-11 11:00").told(on(visits.respond(), "2020-09-10"))
    held = (
        visits.planned()
        .at("2020-10-06 08:00")
        .told(on(visits.record_meetings("leaders"), "2020-10-05", time(10)))
    )
    had = (
        visits.shared()
        .at("2020-10-22 10:00")
        .told(on(visits.acknowledge(Department.DFE), "2020-10-20"))
    )
    fed_back = (
        visits.visited()
        .at("2020-10-07 09:00")
        .told(on(visits.hold_feedback(), "2020-10-06", time(16)))
    )

    assert reply.facts[-1] == Accepted(happened_at=at("2020-09-10 17:00"))
    assert reply.events[-1].at == at("2020-09-11 11:00")
    fact = held.facts[-1]
    assert isinstance(fact, MeetingsHeld)
    assert fact.happened_at == at("2020-10-05 10:00")
    assert had.state.sharings[0].acknowledged_at == at("2020-10-20 17:00")
    assert fed_back.state.feedback_held_at == at("2020-10-06 16:00")


@pytest.mark.parametrize("answer", Answer)
def test_what_happens_now_says_nothing_more(answer: Answer) -> None:
    told = visits.delivered().told(visits.respond(answer))

    assert getattr(told.facts[-1], "happened_at", 1) is None


_AT_ONCE: dict[str, Any] = {"happened_on": None, "happened_at": time(10)}


@pytest.mark.parametrize(
    ("visit", "message", "why"),
    [
        (visits.delivered, on(visits.respond(), "2020-09-08"), "has not come"),
        (visits.delivered, on(visits.respond(), "2020-09-07", time(8)), "the area was invited on"),
        (visits.delivered, visits.respond().model_copy(update=_AT_ONCE), "a time needs its day"),
        (visits.agreeing, on(visits.agree_note(), "2020-10-09"), "the draft was sent on"),
        (
            visits.shared,
            on(visits.acknowledge(Department.DFE), "2020-10-19"),
            "the note was shared on",
        ),
        (
            lambda: visits.planned().at("2020-10-06 09:00"),
            on(visits.record_meetings("leaders"), "2020-10-02"),
            "which has not come",
        ),
        (
            lambda: visits.visited().at("2020-10-07 09:00"),
            on(visits.hold_feedback(), "2020-10-05"),
            "which has not come",
        ),
        (
            lambda: visits.planned().at("2020-10-20 09:00"),
            on(visits.record_meetings("leaders"), "2020-10-05"),
            "more than 10 working days ago",
        ),
        (
            sent,
            on(visits.record_delivery(visits.invitation_to("dcs")), "2020-09-07", time(9)),
            "it had not been sent before on",
        ),
    ],
)
def test_it_is_refused_when_that_cannot_be(
    visit: Callable[[], Visit], message: m.Decision, why: str
) -> None:
    refusal = refused(visit(), message)

    assert why in refusal.sentence
    assert refusal.code in {RefusalCode.DATES, RefusalCode.TIMETABLE, RefusalCode.NOT_YET}


def test_today_alone_is_now() -> None:
    told = visits.delivered().at("2020-09-11 11:00").told(on(visits.respond(), "2020-09-11"))

    assert told.facts[-1] == Accepted(happened_at=at("2020-09-11 11:00"))
