"""Compares commands with their counterparts: the records, the deadlines and all other bodies."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Final, NamedTuple

from pydantic import JsonValue, ValidationError

from release.replay.bodies import as_read_now, model_of, unreadable_fields
from release.replay.commands import RECORD_EVENTS, Command, CommandKind
from release.replay.wording import ABSENT, duration_words, event_words, subject_of, values_in_words
from schemas.base import Model
from schemas.events.event import VisitEvent


class DifferenceKind(StrEnum):
    """What differs."""

    RECORD = "record"
    DEADLINE = "deadline"
    ACTIVITY = "activity"
    ANSWER = "answer"
    SEARCH_ATTRIBUTE = "search attribute"
    RESULT = "result"
    STATE = "state"
    UNREADABLE = "unreadable"


class Difference(Model):
    """One thing that is not as it was.

    Attributes:
        kind: What differs.
        event_id: Where in the history, if it is there.
        field: The path to the field, e.g. `slots.2.starts`, if one field differs.
        before: What the visit did, in words.
        now: What this code does, in words.
        sentence: All of it, for a release manager.
    """

    kind: DifferenceKind
    event_id: int | None = None
    field: str | None = None
    before: str
    now: str
    sentence: str


class _Missing(NamedTuple):
    """Stands for a value that is not there; `None` is a value."""


MISSING: Final = _Missing()


class Change(NamedTuple):
    """One value that is not as it was."""

    path: tuple[str | int, ...]
    before: JsonValue | _Missing
    now: JsonValue | _Missing

    @property
    def field(self) -> str:
        """The path, as in `slots.2.starts`."""
        return ".".join(str(part) for part in self.path)

    @property
    def words(self) -> tuple[str, str]:
        """Before and now."""
        before, now = self.before, self.now
        told = values_in_words(
            None if isinstance(before, _Missing) else before,
            None if isinstance(now, _Missing) else now,
        )
        return (
            ABSENT if isinstance(before, _Missing) else told[0],
            ABSENT if isinstance(now, _Missing) else told[1],
        )


class _Record(NamedTuple):
    event_id: int | None
    sequence: int
    type: str
    body: JsonValue

    @property
    def name(self) -> str:
        return f"{self.sequence} ({event_words(self.type)})"


def find_changes(
    before: JsonValue, now: JsonValue, path: tuple[str | int, ...] = ()
) -> Iterator[Change]:
    """Every value of a body that is not as it was, in the order of the older body."""
    if before == now and type(before) is type(now):
        return
    if isinstance(before, dict) and isinstance(now, dict):
        for name in [*before, *(name for name in now if name not in before)]:
            old: Any = before.get(name, MISSING)
            new: Any = now.get(name, MISSING)
            if old is MISSING or new is MISSING:
                yield Change((*path, name), old, new)
            else:
                yield from find_changes(old, new, (*path, name))
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for number, (one, other) in enumerate(zip(before, now, strict=True)):
            yield from find_changes(one, other, (*path, number))
    else:
        yield Change(path, before, now)


def find_differences(
    before: Sequence[Command], now: Sequence[Command], workflow: str
) -> list[Difference]:
    """How commands differ from their counterparts, in the order of the older ones.

    A command without a counterpart is left to whoever looks at the order of commands.

    Args:
        before: Of the history.
        now: Of this code.
        workflow: The type of the workflow.
    """
    counterparts = {command.pair: command for command in now}
    pairs = [
        (command, counterparts[command.pair]) for command in before if command.pair in counterparts
    ]
    found = [d for old, new in pairs for d in _of_pair(old, new, workflow)]
    found += _of_records([p for p in pairs if _records(*p)])
    return sorted(found, key=lambda difference: difference.event_id or 0)


def _records(old: Command, new: Command) -> bool:
    return old.kind is CommandKind.ACTIVITY and old.name == new.name == RECORD_EVENTS


def _of_pair(old: Command, new: Command, workflow: str) -> Iterator[Difference]:
    if old.kind is CommandKind.TIMER:
        yield from _of_deadline(old, new)
    elif _records(old, new):
        # Of a batch: the records in it are compared over the whole visit.
        try:
            known = as_read_now(old.body, model_of(old, workflow))
        except ValidationError:
            known = old.body  # the record that cannot be read is told of by itself
        yield from _of_bodies(old, _without_events(known), _without_events(new.body))
    elif old.kind is CommandKind.SEARCH_ATTRIBUTES:
        yield from _of_search_attributes(old, new)
    else:
        try:
            known = as_read_now(old.body, model_of(old, workflow))
        except ValidationError as error:
            yield _unreadable(old.event_id, subject_of(old), error)
            known = old.body
        yield from _of_bodies(old, known, new.body)


def _of_deadline(old: Command, new: Command) -> Iterator[Difference]:
    if old.duration is None or new.duration is None or old.duration == new.duration:
        return
    before, now = duration_words(old.duration), duration_words(new.duration)
    called = f" (“{new.summary}”)" if new.summary != old.summary else ""
    yield Difference(
        kind=DifferenceKind.DEADLINE,
        event_id=old.event_id,
        before=before,
        now=now,
        sentence=f"Deadline “{old.summary}”: before {before}, now {now}{called}.",
    )


_KINDS: Final[Mapping[CommandKind, DifferenceKind]] = {
    CommandKind.DECISION_ANSWERED: DifferenceKind.ANSWER,
    CommandKind.COMPLETED: DifferenceKind.RESULT,
    CommandKind.CONTINUED: DifferenceKind.RESULT,
    CommandKind.FAILED: DifferenceKind.RESULT,
}


def _of_bodies(old: Command, before: JsonValue, now: JsonValue) -> Iterator[Difference]:
    kind = _KINDS.get(old.kind, DifferenceKind.ACTIVITY)
    for change in find_changes(before, now):
        yield _changed(kind, old.event_id, subject_of(old), change)


def _of_search_attributes(old: Command, new: Command) -> Iterator[Difference]:
    """Of the attributes the visit knew; a release may add others."""
    for change in find_changes(old.body, new.body):
        if change.before is MISSING:
            continue
        name = change.path[0]
        found_by = f"Search attribute {name}"
        yield _changed(DifferenceKind.SEARCH_ATTRIBUTE, old.event_id, found_by, change, field=False)


def _without_events(body: JsonValue) -> JsonValue:
    if not isinstance(body, dict):
        return body
    return {name: value for name, value in body.items() if name != "events"}


# --- Records ---------------------------------------------------------------------------------


def _of_records(pairs: Sequence[tuple[Command, Command]]) -> list[Difference]:
    """Aligned over the whole visit, so that one record more does not seem to change all others."""
    before = [record for old, _ in pairs for record in _records_in(old, old)]
    now = [record for old, new in pairs for record in _records_in(old, new)]
    matcher = SequenceMatcher(
        None, [record.type for record in before], [record.type for record in now], autojunk=False
    )
    found: list[Difference] = []
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            for old, new in zip(before[i:j], now[k:m], strict=True):
                found += _of_record(old, new)
        else:
            found += [_gone(record) for record in before[i:j]]
            found += [_new(record) for record in now[k:m]]
    return found or _of_batches(pairs)


def _records_in(place: Command, command: Command) -> list[_Record]:
    events = command.body.get("events") if isinstance(command.body, dict) else None
    records = []
    for event in events if isinstance(events, list) else ():
        fact = event.get("fact") if isinstance(event, dict) else None
        if isinstance(event, dict) and isinstance(fact, dict):
            sequence = event.get("sequence")
            records.append(
                _Record(
                    place.event_id,
                    sequence if isinstance(sequence, int) else 0,
                    str(fact.get("type")),
                    event,
                )
            )
    return records


def _of_record(old: _Record, new: _Record) -> Iterator[Difference]:
    subject = f"Record {old.name}"
    try:
        known = as_read_now(old.body, VisitEvent)
    except ValidationError as error:
        yield _unreadable(old.event_id, subject, error)
        known = old.body
    for change in find_changes(known, new.body):
        if change.path == ("sequence",):
            continue  # a record more or less before it, and that one is told of
        path = change.path[1:] if change.path[0] == "fact" else change.path
        told = change._replace(path=path)
        yield _changed(DifferenceKind.RECORD, old.event_id, subject, told)


def _gone(record: _Record) -> Difference:
    return Difference(
        kind=DifferenceKind.RECORD,
        event_id=record.event_id,
        before=event_words(record.type),
        now=ABSENT,
        sentence=f"Record {record.name} is gone: the visit recorded it, and this code does not.",
    )


def _new(record: _Record) -> Difference:
    return Difference(
        kind=DifferenceKind.RECORD,
        event_id=record.event_id,
        before=ABSENT,
        now=event_words(record.type),
        sentence=f"Record {record.name} is new: the visit did not record it, and this code does.",
    )


def _of_batches(pairs: Sequence[tuple[Command, Command]]) -> list[Difference]:
    found = []
    for old, new in pairs:
        before = [record.sequence for record in _records_in(old, old)]
        now = [record.sequence for record in _records_in(old, new)]
        if before != now:
            told = [", ".join(map(str, numbers)) or ABSENT for numbers in (before, now)]
            sentence = f"Written down together: before records {told[0]}, now {told[1]}."
            found.append(
                Difference(
                    kind=DifferenceKind.RECORD,
                    event_id=old.event_id,
                    before=told[0],
                    now=told[1],
                    sentence=sentence,
                )
            )
    return found


# --- Telling ---------------------------------------------------------------------------------


def _changed(
    kind: DifferenceKind, event_id: int | None, subject: str, change: Change, *, field: bool = True
) -> Difference:
    before, now = change.words
    where = f", {change.field}" if field and change.field else ""
    return Difference(
        kind=kind,
        event_id=event_id,
        field=change.field or None,
        before=before,
        now=now,
        sentence=f"{subject}{where}: before {before}, now {now}.",
    )


def _unreadable(event_id: int | None, subject: str, error: ValidationError) -> Difference:
    fields = unreadable_fields(error)
    return Difference(
        kind=DifferenceKind.UNREADABLE,
        event_id=event_id,
        before="readable",
        now="not readable",
        sentence=f"{subject} cannot be read by this code ({fields}).",
    )
