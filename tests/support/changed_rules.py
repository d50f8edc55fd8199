"""A release whose rules decide otherwise, for the length of a test."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from rules.decide.rule import RULES
from schemas.events.event import Fact
from schemas.messages import Message


def decide_otherwise(
    monkeypatch: pytest.MonkeyPatch,
    message: type[Message],
    decide: Callable[[Any, Any, Any], Sequence[Fact]],
) -> None:
    """Let another function be the rule of a message; where it belongs stays the same."""
    monkeypatch.setitem(RULES, message, RULES[message]._replace(decide=decide))
