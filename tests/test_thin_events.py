"""What is published is thin: no field of any event can hold a name, an address or a sentence."""

from typing import Any, get_args, get_origin

import pytest

from schemas.access import ConsumerId
from schemas.base import Model
from schemas.events import Fact
from schemas.ids import ActorRef, VisitId
from schemas.reading import ReadingFact
from schemas.side_processes import SideFact
from schemas.streams import AnyEvent
from schemas.values import Department
from tests.test_privacy import leaks

EVENTS: tuple[type[Model], ...] = get_args(AnyEvent)
"""What the log may hold; the facts are found within, and one by one below."""


def facts() -> list[type[Model]]:
    """Every fact of every kind of event."""
    found: list[type[Model]] = []
    for union in (Fact, SideFact, ReadingFact):
        inner: Any = get_args(union)[0] if get_origin(union) else union
        found += get_args(inner) or (inner,)
    return found


def test_there_are_the_facts_of_every_stream() -> None:
    types = {fact.model_fields["type"].default for fact in facts()}
    assert {"visit.opened.v1", "complaint.closed.v1", "note.read.v1"} <= types
    assert len(types) == len(facts())


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_no_event_can_carry_free_text(event: type[Model]) -> None:
    assert list(leaks(event, event.__name__)) == []


@pytest.mark.parametrize("fact", facts(), ids=lambda fact: fact.__name__)
def test_no_fact_can_carry_free_text(fact: type[Model]) -> None:
    assert list(leaks(fact, fact.__name__)) == []


def test_a_remark_added_to_a_fact_would_be_found() -> None:
    class Remarked(Model):
        visit_id: VisitId
        department: Department
        remark: str

    assert list(leaks(Remarked, "x")) == ["x.remark: <class 'str'> may hold anything"]


def test_whoever_reads_a_note_is_named_as_every_actor_is() -> None:
    """A consumer's name stands as the actor of an event, so it must be one that an actor has."""
    assert ConsumerId == ActorRef
