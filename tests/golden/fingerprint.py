"""A workflow's fingerprint: one line a command, the same for every play of the same scenario.

What differs from play to play is levelled: moments to the minute, durations to the nearest
minute, the programme (tests have one each) to one name, a rehearsal's shift of the clock, and
digests, of which each has a key of its own.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from pydantic import JsonValue
from temporalio.client import WorkflowHistory

from release.replay import Command, commands_of, input_of, workflow_type_of
from release.replay.wording import duration_words

PROGRAMME = "interim"

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)[\d:.]*(Z|[+-]\d\d:\d\d)?")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_VISIT = re.compile(r"[a-z0-9-]+(?=-e\d{8})")
_OF_THE_PLAY = frozenset({"clock_offset"})
_MINUTE = timedelta(minutes=1)


def fingerprint(histories: Sequence[WorkflowHistory]) -> str:
    """The fingerprint of all that one play ran."""
    return "".join(f"{line}\n" for history in histories for line in _lines(history))


def levelled(history: WorkflowHistory) -> list[Command]:
    """A history's commands, without what differs from play to play."""
    programme = _programme(history)
    return [
        replace(
            command,
            summary=_levelled_text(command.summary, programme),
            body=_level(command.body, programme),
            duration=command.duration and round(command.duration / _MINUTE) * _MINUTE,
        )
        for command in commands_of(history)
    ]


def _lines(history: WorkflowHistory) -> list[str]:
    given = _digest(_level(input_of(history).body, _programme(history)))
    visit = _VISIT.sub(PROGRAMME, history.workflow_id)
    start = f"start · {workflow_type_of(history)} · {visit} · {given}"
    return [start, *(_line(command) for command in levelled(history))]


def _line(command: Command) -> str:
    parts = [
        command.kind.value,
        command.name,
        command.summary,
        duration_words(command.duration) if command.duration is not None else "",
        _digest(command.body) if command.body is not None else "",
    ]
    return " · ".join(part for part in parts if part)


def _digest(body: JsonValue) -> str:
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _programme(history: WorkflowHistory) -> str:
    found = _VISIT.match(history.workflow_id)
    return found[0] if found else PROGRAMME


def _level(value: JsonValue, programme: str) -> JsonValue:
    if isinstance(value, dict):
        return {
            name: "levelled" if name in _OF_THE_PLAY else _level(inner, programme)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_level(inner, programme) for inner in value]
    if not isinstance(value, str):
        return value
    if value == programme:
        return PROGRAMME
    if _DIGEST.fullmatch(value):
        return "0" * 64
    moment = _MOMENT.fullmatch(value)
    if moment:
        return f"{moment[1]}{moment[2] or ''}"
    return _levelled_text(value, programme)


def _levelled_text(text: str, programme: str) -> str:
    return text.replace(f"{programme}-e", f"{PROGRAMME}-e")
