"""VisitEvent types: each once, each well named, each worded."""

import re
from collections import Counter
from typing import get_args

import pytest

from rules.wording import EVENT_WORDS
from schemas.events import VISIT_EVENT, EventType, Fact, VisitEvent
from schemas.ids import SYSTEM
from tests.support.visits import STAGES, closed

FACTS: tuple[type, ...] = get_args(get_args(Fact)[0])
PAST = {"sent", "held", "set", "chosen", "over", "withdrawn", "overridden", "seen"}


def type_of(fact: type) -> EventType:
    (named,) = get_args(fact.__annotations__["type"])
    assert isinstance(named, EventType)
    return named


def test_every_type_is_one_fact() -> None:
    assert Counter(type_of(fact) for fact in FACTS) == dict.fromkeys(EventType, 1)


def test_every_type_has_its_words() -> None:
    assert set(EVENT_WORDS) == set(EventType)


@pytest.mark.parametrize("kind", EventType)
def test_a_type_is_a_subject_and_what_happened_to_it_with_a_version(kind: EventType) -> None:
    named = re.fullmatch(r"visit\.([a-z]+(?:_[a-z]+)*)\.v[1-9]\d*", kind.value)

    assert named
    assert any(word.endswith("ed") or word in PAST for word in named.group(1).split("_"))


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.__name__)
def test_a_fact_names_its_type_by_default(fact: type) -> None:
    default = fact.model_fields["type"].default  # type: ignore[attr-defined]  # they are models

    assert default is type_of(fact)


def test_an_event_tells_its_facts_type() -> None:
    assert closed().events[0].type is EventType.OPENED


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_an_event_is_read_as_it_was_written(stage: object) -> None:
    for event in stage().events:  # type: ignore[operator]  # a visit at a stage
        assert VISIT_EVENT.validate_json(event.model_dump_json()) == event
        assert VISIT_EVENT.validate_json(event.model_dump_json()).fact == event.fact


def test_numbers_begin_with_one() -> None:
    with pytest.raises(ValueError, match="greater than or equal to 1"):
        VisitEvent(
            subject="interim-e10000016",
            sequence=0,
            at=closed().now,
            actor=SYSTEM,
            fact=closed().facts[0],
        )
