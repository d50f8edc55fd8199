"""The words for what a visit does: there are some for everything, and they are words."""

import re
from collections.abc import Mapping
from enum import Enum

import pytest

from rules import wording
from rules.event_words import EVENT_WORDS
from schemas.event_types import EventType
from schemas.values import (
    Action,
    DeadlineKind,
    Department,
    InspectorRole,
    Outcome,
    Owner,
    Stage,
    TaskKind,
)
from tests.support.visits import at, require_readable

TABLES = [
    pytest.param(Stage, wording.STAGE_TITLES, id="stages as titles"),
    pytest.param(Stage, wording.STAGE_WORDS, id="stages in sentences"),
    pytest.param(Outcome, wording.OUTCOME_WORDS, id="outcomes"),
    pytest.param(Owner, wording.OWNER_WORDS, id="owners"),
    pytest.param(Action, wording.ACTION_WORDS, id="actions"),
    pytest.param(EventType, EVENT_WORDS, id="events"),
    pytest.param(DeadlineKind, wording.DEADLINE_WORDS, id="deadlines"),
    pytest.param(TaskKind, wording.TASK_WORDS, id="tasks"),
    pytest.param(InspectorRole, wording.ROLE_WORDS, id="inspectors"),
    pytest.param(Department, wording.DEPARTMENT_WORDS, id="departments"),
]


@pytest.mark.parametrize(("kind", "words"), TABLES)
class TestEveryTable:
    def test_has_words_for_every_member(self, kind: type[Enum], words: Mapping[Enum, str]) -> None:
        assert set(words) == set(kind)

    def test_says_nothing_in_code(self, kind: type[Enum], words: Mapping[Enum, str]) -> None:
        assert words, kind
        for said in words.values():
            assert said.strip()
            assert not re.search(r"[_{}<>]|\.v\d", said)

    def test_tells_its_members_apart(self, kind: type[Enum], words: Mapping[Enum, str]) -> None:
        assert len(set(words.values())) == len(kind)


def test_a_task_is_a_sentence() -> None:
    for words in wording.TASK_WORDS.values():
        require_readable(words)


def test_a_moment_is_told_on_a_london_clock() -> None:
    assert wording.moment(at("2020-10-05 17:00")) == "Mon 5 Oct 2020 17:00"
    assert wording.moment(at("2020-10-26 09:00")) == "Mon 26 Oct 2020 09:00"
    assert wording.moment(None) == "\N{EN DASH}"


def test_what_comes_next_has_no_until_of_its_own_before_its_moment() -> None:
    assert not [words for words in wording.ACTION_WORDS.values() if "until" in words]
