"""A letter that does not go for too long asks for a person, until it goes."""

import pytest

from rules.todo import todo
from schemas.events.event import Fact
from schemas.events.invitation import LateLetterSettled, LetterFailed
from schemas.events.visit import TaskRaised
from schemas.parts import LetterOutcome
from schemas.values import LetterKind, LetterStatus, TaskKind
from tests.support.visits import (
    VISIT,
    Visit,
    arranged,
    cancelled,
    closed,
    invited,
    outcome,
    record_delivery,
    settled,
    with_rules,
)

LETTER = f"{VISIT}/confirmation/1/dcs"


def late(visit: Visit, *keys: str) -> Visit:
    return visit.told(settled(late=keys or (LETTER,)))


def became(visit: Visit, status: LetterStatus) -> LetterOutcome:
    return outcome("dcs", status, visit.now, kind=LetterKind.CONFIRMATION)


def asked(visit: Visit) -> list[tuple[TaskKind, str | None]]:
    return [(task.kind, task.letter) for task in visit.state.tasks]


def test_a_person_is_asked_once() -> None:
    visit = late(arranged())

    assert asked(visit) == [(TaskKind.LETTER_LATE, LETTER)]
    assert asked(late(visit)) == asked(visit)
    thing = next(thing for thing in todo(visit.state, visit.now) if thing.letter)
    assert (thing.task, thing.letter) == (TaskKind.LETTER_LATE, LETTER)


@pytest.mark.parametrize(
    "status", [LetterStatus.SENT, LetterStatus.DELIVERED, LetterStatus.SUPERSEDED]
)
def test_nobody_is_asked_once_it_has_gone_or_need_not_go(status: LetterStatus) -> None:
    before = late(arranged())

    visit = before.told(settled(became(before, status)))

    assert asked(visit) == []
    gone: tuple[Fact, ...] = (LateLetterSettled(letter=LETTER, status=status),)
    assert visit.since(before) == gone
    assert visit.told(settled(became(visit, status))).since(visit) == (), "it is told once"


def test_one_that_is_refused_in_the_end_is_a_letter_that_did_not_arrive() -> None:
    before = late(arranged())

    visit = before.told(settled(became(before, LetterStatus.REFUSED)))

    assert asked(visit) == [(TaskKind.LETTER_NOT_DELIVERED, LETTER)]
    assert [type(fact) for fact in visit.since(before)] == [LetterFailed]


def test_a_persons_word_ends_the_asking() -> None:
    visit = late(arranged())

    assert asked(visit.told(record_delivery(LETTER))) == []
    refused = visit.told(record_delivery(LETTER, LetterStatus.REFUSED))
    assert asked(refused) == [(TaskKind.LETTER_NOT_DELIVERED, LETTER)]


def test_an_invitation_that_is_late_and_then_arrives_asks_nobody() -> None:
    before = invited()
    key = f"{VISIT}/invitation/1/dcs"

    visit = late(before, key)
    arrived = outcome("dcs", LetterStatus.DELIVERED, visit.now)

    assert asked(visit) == [(TaskKind.LETTER_LATE, key)]
    assert asked(visit.told(settled(arrived))) == []
    sent = outcome("dcs", LetterStatus.SENT, visit.now)
    assert asked(visit.told(settled(sent))) == []


def test_after_the_end_it_matters_only_for_what_tells_of_the_end() -> None:
    news = f"{VISIT}/cancellation/1/dcs"

    assert asked(late(cancelled())) == []
    assert asked(late(cancelled(), news)) == [(TaskKind.LETTER_LATE, news)]
    assert asked(late(closed())) == []


@pytest.mark.parametrize("version", [1, 2])
def test_under_earlier_rules_nobody_is_asked(version: int) -> None:
    visit = with_rules(arranged(), version)

    assert late(visit).since(visit) == ()


def test_it_is_an_event_that_says_which_letter() -> None:
    before = arranged()

    assert late(before).since(before) == (TaskRaised(task=TaskKind.LETTER_LATE, letter=LETTER),)
