"""VisitEvent types: each once, each well named, each worded."""

import re
from collections import Counter
from typing import get_args

import pytest

from rules.event_words import EVENT_WORDS
from schemas.base import Model
from schemas.event_types import EventType
from schemas.events.event import VISIT_EVENT, Fact, VisitEvent
from schemas.ids import SYSTEM
from tests.support.visits import STAGES, closed

FACTS: tuple[type[Model], ...] = get_args(get_args(Fact)[0])
PAST = {
    *("sent", "held", "set", "chosen", "over", "withdrawn", "overridden", "seen", "resent"),
    *("put", "taken"),
}


def type_of(fact: type[Model]) -> EventType:
    (named,) = get_args(fact.__annotations__["type"])
    assert isinstance(named, EventType)
    return named


def test_every_type_is_one_fact() -> None:
    assert Counter(type_of(fact) for fact in FACTS) == dict.fromkeys(EventType, 1)


def test_every_type_has_its_words() -> None:
    assert set(EVENT_WORDS) == set(EventType)


def test_a_type_is_a_subject_and_what_happened_to_it_with_a_version() -> None:
    assert [kind.value for kind in EventType if not tells_what_happened(kind.value)] == []


def tells_what_happened(name: str) -> bool:
    """Whether a type's name is of the grammar, with a verb in the past."""
    named = re.fullmatch(r"visit\.([a-z]+(?:_[a-z]+)*)\.v[1-9]\d*", name)
    happened = named.group(1).split("_") if named else []
    return any(word.endswith("ed") or word in PAST for word in happened)


def test_a_name_that_tells_nothing_would_be_found() -> None:
    """No subject, no version, no verb."""
    for name in ("opened.v1", "visit.opened", "visit.opened.v0", "visit.team.v1"):
        assert not tells_what_happened(name), name


def test_a_fact_names_its_type_by_default() -> None:
    defaults = {fact: fact.model_fields["type"].default for fact in FACTS}

    assert [fact.__name__ for fact, named in defaults.items() if named is not type_of(fact)] == []


def test_an_event_tells_its_facts_type() -> None:
    assert closed().events[0].type is EventType.OPENED


def test_an_event_is_read_as_it_was_written() -> None:
    events = [event for stage in STAGES for event in stage().events]
    read = [VISIT_EVENT.validate_json(event.model_dump_json()) for event in events]

    assert len(events) > len(STAGES)
    assert read == events
    assert [event.fact for event in read] == [event.fact for event in events]


def test_numbers_begin_with_one() -> None:
    with pytest.raises(ValueError, match="greater than or equal to 1"):
        VisitEvent(
            subject="interim-e10000016",
            sequence=0,
            at=closed().now,
            actor=SYSTEM,
            fact=closed().facts[0],
        )
