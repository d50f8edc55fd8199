"""A command of a workflow, the same whether it is read off a history or caught in a replay."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from pydantic import JsonValue
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.api.sdk.v1 import UserMetadata

RECORD_EVENTS = "record_events"
"""The activity by which decisions are recorded; its input is compared record by record."""

RECORDS = frozenset(
    {RECORD_EVENTS, "record_side_events", "record_programme_events", "record_report_events"}
)
"""Every activity that records."""

GROUNDS = "grounds"
"""The field of their input that tells what events rest on. A replay never looks at that: histories
of older releases have none, and keep their meaning."""


class CommandKind(StrEnum):
    """What a workflow asks of Temporal, in the words of fingerprints."""

    ACTIVITY = "activity"
    ACTIVITY_STOPPED = "activity stopped"
    TIMER = "timer"
    TIMER_STOPPED = "timer stopped"
    SEARCH_ATTRIBUTES = "search attributes"
    MEMO = "memo"
    DECISION_TAKEN = "decision taken"
    DECISION_ANSWERED = "decision answered"
    PATCH = "patch"
    CHILD = "child"
    SIGNAL = "signal"
    CANCELLATION = "cancellation"
    COMPLETED = "completed"
    CONTINUED = "continued"
    FAILED = "failed"
    CANCELLED = "cancelled"


_COUNTED = frozenset(
    {
        CommandKind.SEARCH_ATTRIBUTES,
        CommandKind.MEMO,
        CommandKind.CHILD,
        CommandKind.SIGNAL,
        CommandKind.CANCELLATION,
    }
)
"""Kinds that have no id on both sides: the first belongs to the first, and so on."""

ANSWERS = frozenset({CommandKind.DECISION_TAKEN, CommandKind.DECISION_ANSWERED})
"""Their place among the commands of one task is the server's affair."""


@dataclass(frozen=True)
class Command:
    """One command.

    Attributes:
        kind: What it asks for.
        key: What it is paired by: an activity's, a timer's or an update's id, or a number.
        name: Of the activity, the update, the patch or the child's type.
        summary: What operators read.
        duration: Of a timer.
        body: Its input or result.
        event_id: Where it is in the history; `None` in a replay.
        task: The history's length when its workflow task began; zero where it is read off one.
        settled: Whether the history tells what came of that task.
    """

    kind: CommandKind
    key: str = ""
    name: str = ""
    summary: str = ""
    duration: timedelta | None = None
    body: JsonValue = None
    event_id: int | None = None
    task: int = 0
    settled: bool = True

    @property
    def pair(self) -> tuple[CommandKind, str]:
        """What its counterpart has in common with it."""
        return self.kind, self.key


def numbered(commands: Iterable[Command]) -> list[Command]:
    """Commands with a number for a key where they have no id."""
    counts: Counter[CommandKind] = Counter()
    keyed = []
    for command in commands:
        if command.kind in _COUNTED:
            counts[command.kind] += 1
            keyed.append(replace(command, key=str(counts[command.kind])))
        else:
            keyed.append(command)
    return keyed


def value_of(payloads: Sequence[Payload]) -> JsonValue:
    """What payloads say; more than one is a list."""
    values = [_value(payload) for payload in payloads]
    return values[0] if len(values) == 1 else values or None


def values_of(fields: Mapping[str, Payload]) -> JsonValue:
    """What named payloads say, by name in order."""
    return {name: _value(fields[name]) for name in sorted(fields)}


def asked_of(activity: str, payloads: Sequence[Payload]) -> JsonValue:
    """What an activity is asked; of a record without what its events rest on."""
    body = value_of(payloads)
    if activity not in RECORDS or not isinstance(body, dict):
        return body
    return {name: value for name, value in body.items() if name != GROUNDS}


def _value(payload: Payload) -> JsonValue:
    encoding = payload.metadata.get("encoding", b"").decode()
    if encoding.startswith("json/"):
        value: JsonValue = json.loads(payload.data)
        return value
    if not payload.data:
        return None
    return {"encoding": encoding, "digest": hashlib.sha256(payload.data).hexdigest()}


def failure_of(failure: Failure) -> JsonValue:
    """A failure without its stack trace."""
    return {"failure": failure.application_failure_info.type, "message": failure.message}


def summary_of(metadata: UserMetadata) -> str:
    """The summary operators read, if there is one."""
    value = value_of([metadata.summary]) if metadata.HasField("summary") else None
    return value if isinstance(value, str) else ""
