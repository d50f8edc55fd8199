"""Whatever is wrong with a value is told in our words, never in those of the library."""

from collections.abc import Iterator
from typing import get_args

import pytest
from pydantic_core import ErrorDetails, core_schema

from schemas.complaints import PATTERNS, complaint
from tests.support.form_kinds import every_form

KINDS = get_args(core_schema.ErrorType)


@pytest.mark.parametrize("value", [None, "x" * 100, float("nan"), 10**400, ["x"], {"x": "y"}, True])
@pytest.mark.parametrize("quoted", [True, False])
def test_no_kind_of_mistake_is_told_as_the_library_tells_it(value: object, *, quoted: bool) -> None:
    told = {
        kind: complaint(
            [ErrorDetails(type=kind, loc=("x",), msg="THE LIBRARY'S", input=value)], quoted=quoted
        )
        for kind in KINDS
    }

    assert {kind: words for kind, words in told.items() if "LIBRARY" in words or not words} == {}
    assert max(len(words) for words in told.values()) < 200


def _patterns(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        for part in schema.values():
            yield from _patterns(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _patterns(part)


def test_every_pattern_of_a_form_has_words() -> None:
    used = {pattern for kind in every_form() for pattern in _patterns(kind.model_json_schema())}

    assert used
    assert used - set(PATTERNS) == set()


def test_what_was_sent_is_repeated_only_where_that_is_wanted() -> None:
    wrong = [ErrorDetails(type="int_parsing", loc=("x",), msg="", input="Amara Okafor")]

    assert complaint(wrong) == "must be a whole number, not “Amara Okafor”"
    assert complaint(wrong, quoted=False) == "must be a whole number"
