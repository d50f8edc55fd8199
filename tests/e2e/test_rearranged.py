"""What had been settled changes: days, mode, people, or the area's mind."""

import email
import email.policy
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import pytest
from icalendar import Calendar

from register import letters
from register.letters import LetterRow
from rules.timetable import timetable
from schemas.event_types import EventType
from schemas.events.event import VisitEvent
from schemas.events.invitation import ReplyExtended
from schemas.events.preparation import DatesSet
from schemas.events.team import ConflictOverridden, ConflictsChecked
from schemas.events.visit import TaskRaised
from schemas.ids import PersonRef
from schemas.values import (
    DocumentKind,
    LetterKind,
    LetterStatus,
    Mode,
    Outcome,
    Stage,
    TaskKind,
)
from tests.engine import Engine
from tests.performances import Performance, Performances

LEADERS = {"dcs", "health-1", "health-2", "officer-1"}
TEAM = {"hmi-education-7", "hmi-social-care-3", "cqc-inspector-12"}
AREA = LEADERS | {"forum"}


# --- The days move ---------------------------------------------------------------------------


def test_three_moves_and_a_cancel_leave_one_calendar_entry_and_then_none(
    performances: Performances,
) -> None:
    moved = performances["moved"]

    assert moved.state.outcome is Outcome.CANCELLED
    days = [event.fact.days for event in moved.events if isinstance(event.fact, DatesSet)]
    assert len(days) == 4
    before_the_end = Calendars.of(moved.letters, until=LetterKind.CANCELLATION)
    assert set(before_the_end.entries) == AREA | TEAM
    for entries in before_the_end.entries.values():
        assert [(entry.status, entry.day_one) for entry in entries.values()] == [
            ("CONFIRMED", f"{days[-1].day_one}")
        ]
    in_the_end = Calendars.of(moved.letters)
    assert set(in_the_end.entries) == AREA | TEAM
    assert not any(in_the_end.entries.values())
    # Two confirmations, three timetables, and the end; the forum has no confirmation.
    times = dict.fromkeys(AREA | TEAM, 6) | {"forum": 4}
    assert _entries_had(moved) == times


def test_letters_and_documents_move_with_the_days(performances: Performances) -> None:
    moved = performances["moved"]

    rounds = {row.order.round for row in moved.letters if row.order.kind is LetterKind.TIMETABLE}
    assert rounds == {1, 2, 3}
    sent = {d.version for d in moved.documents if d.kind is DocumentKind.TIMETABLE}
    assert sent == {1, 2, 3}
    last = _text(moved, LetterKind.TIMETABLE, 3, "dcs")
    assert "First day: Wednesday 28 October 2020" in last
    assert "has changed" in last
    second = _text(moved, LetterKind.CONFIRMATION, 2, "dcs")
    assert "First day: Thursday 22 October 2020" in second
    assert "Thursday 22 October" in _text(moved, LetterKind.CONFIRMATION, 2, "cqc-inspector-12")


def test_what_is_due_moves_with_the_days(performances: Performances) -> None:
    moved = performances["moved"]

    dates = timetable(moved.state)
    assert dates is not None
    # T is Wednesday 28 October, after the clocks went back on the 25th.
    assert f"{dates.survey_closes:%Y-%m-%d %H:%M %Z}" == "2020-10-23 17:00 BST"
    assert f"{dates.draft_due:%Y-%m-%d %H:%M %Z}" == "2020-11-05 17:00 GMT"
    assert not [e for e in moved.events if isinstance(e.fact, TaskRaised)]
    assert EventType.SURVEY_CLOSED not in _types(moved), "it closes with the days that stand"


@pytest.mark.parametrize(
    ("start", "last", "draft_due"),
    [
        # Day one was planned on 30 December; New Year's Day is no working day.
        (date(2020, 11, 30), date(2021, 1, 11), "2021-01-19 17:00 GMT"),
        # Planned on 18 March: moved over the clock change; Good Friday and Easter Monday follow.
        (date(2021, 2, 18), date(2021, 3, 29), "2021-04-08 17:00 BST"),
    ],
    ids=["over Christmas", "into summer time and over Easter"],
)
async def test_on_any_days(engine: Engine, start: date, last: date, draft_due: str) -> None:
    state = await engine.play(engine.scenario("moved"), start=start)

    assert state.days is not None
    assert state.days.day_one == last
    dates = timetable(state)
    assert dates is not None
    assert f"{dates.draft_due:%Y-%m-%d %H:%M %Z}" == draft_due
    async with engine.pool.acquire() as connection:
        rows = await letters.of_visit(connection, state.visit_id, words=True)
    before_the_end = Calendars.of(rows, until=LetterKind.CANCELLATION)
    for entries in before_the_end.entries.values():
        assert [entry.day_one for entry in entries.values()] == [f"{last}"]
    assert not any(Calendars.of(rows).entries.values())


# --- The mode changes ------------------------------------------------------------------------


def test_before_the_visit_every_meeting_goes_on_line(performances: Performances) -> None:
    remote = performances["remote"]

    assert remote.state.outcome is Outcome.CLOSED
    assert remote.state.mode is Mode.VIRTUAL
    assert remote.state.meetings is not None
    assert {slot.mode for slot in remote.state.meetings.slots} == {Mode.VIRTUAL}
    told = _recipients(remote, LetterKind.TIMETABLE, 2)
    assert told == AREA | TEAM
    assert "How it is held: online" in _text(remote, LetterKind.TIMETABLE, 2, "forum")
    entries = _entries(_row(remote, LetterKind.TIMETABLE, 2, "dcs"))
    described = "\n".join(str(entry["DESCRIPTION"]) for entry in entries)
    assert "County Hall" not in described
    assert described.count("Video call from the same link") == 8
    assert _entries_had(remote) == dict.fromkeys(AREA | TEAM, 3) | {"forum": 2}


def test_in_the_middle_of_day_one_what_is_left_goes_on_line(performances: Performances) -> None:
    midway = performances["remote-midway"]

    assert midway.state.outcome is Outcome.CLOSED
    meetings = midway.state.meetings
    assert meetings is not None
    modes = {slot.slot_id: slot.mode for slot in meetings.slots}
    assert modes.pop("leaders-opening") is Mode.ON_SITE, "it had been held"
    assert set(modes.values()) == {Mode.VIRTUAL}
    assert len(meetings.held) == len(meetings.slots), "what was held before is held"
    assert _recipients(midway, LetterKind.TIMETABLE, 2) == AREA | TEAM
    assert _entries_had(midway) == dict.fromkeys(AREA | TEAM, 3) | {"forum": 2}


# --- Silence, and a change of mind -----------------------------------------------------------


def test_silence_is_reminded_extended_reminded_again_and_ended_by_a_person(
    performances: Performances,
) -> None:
    silent = performances["silent"]

    assert silent.state.outcome is Outcome.NO_REPLY
    extension = next(e.fact for e in silent.events if isinstance(e.fact, ReplyExtended))
    # T is Monday 19 October, so T-10 is the 5th; it is reminded two working days before.
    assert f"{extension.reply_due:%Y-%m-%d %H:%M}" == "2020-10-05 17:00"
    reminders = [e.at for e in silent.events if e.type is EventType.REPLY_REMINDED]
    assert [f"{at:%Y-%m-%d %H:%M}" for at in reminders] == ["2020-09-24 08:00", "2020-10-01 08:00"]
    asked = [(e.at, e.fact.task) for e in silent.events if isinstance(e.fact, TaskRaised)]
    assert [task for _, task in asked] == [TaskKind.REPLY_OVERDUE] * 2
    ended = silent.events[-1]
    assert (ended.type, ended.actor) == (EventType.NO_REPLY, "coordinator")
    assert "5pm on Monday 5 October 2020" in _text(silent, LetterKind.REPLY_EXTENDED, 1, "dcs")
    assert "5pm on Monday 5 October 2020" in _text(silent, LetterKind.REMINDER, 2, "dcs")
    told = _recipients(silent, LetterKind.NO_REPLY_NOTED, 1)
    assert told == {"dcs", "health-1", "health-2", "forum"}


def test_an_area_may_withdraw_after_day_one(performances: Performances) -> None:
    withdrawn = performances["withdrawn"]

    assert withdrawn.state.outcome is Outcome.WITHDRAWN
    assert _recipients(withdrawn, LetterKind.WITHDRAWAL_NOTED, 1) == AREA | TEAM
    assert not any(Calendars.of(withdrawn.letters).entries.values())
    assert "began on Monday 19 October" in _text(withdrawn, LetterKind.WITHDRAWAL_NOTED, 1, "dcs")
    assert {document.kind for document in withdrawn.documents} == {
        DocumentKind.INVITATION,
        DocumentKind.TIMETABLE,
        DocumentKind.FORUM_TIMETABLE,
    }


# --- People change ---------------------------------------------------------------------------


def test_a_conflict_reopens_the_team_and_two_people_override_it(
    performances: Performances,
) -> None:
    conflict = performances["conflict"]

    assert conflict.state.outcome is Outcome.CLOSED
    overrides = [e for e in conflict.events if isinstance(e.fact, ConflictOverridden)]
    assert len(overrides) == 2
    for event in overrides:
        assert isinstance(event.fact, ConflictOverridden)
        assert event.reason is not None
        assert event.fact.seconder != event.actor
    checks = [e.fact for e in conflict.events if isinstance(e.fact, ConflictsChecked)]
    found = [check.conflicted for check in checks]
    assert found == [(), ("hmi-social-care-3",), ()], "a new team, other days, the team again"
    assert "hmi-social-care-9" not in {row.order.recipient for row in conflict.letters}
    days = conflict.state.days
    assert days is not None
    for ref, entries in Calendars.of(conflict.letters).entries.items():
        assert [entry.day_one for entry in entries.values()] == [f"{days.day_one}"], ref
    assert not _recipients(conflict, LetterKind.STOOD_DOWN, 1), "nobody had to leave"


def test_an_inspector_who_falls_ill_is_replaced_like_with_like(
    performances: Performances,
) -> None:
    ill = performances["ill"]

    assert ill.state.outcome is Outcome.CLOSED
    assert {member.inspector for member in ill.state.team} == {
        "hmi-education-7",
        "hmi-social-care-5",
        "cqc-inspector-12",
    }
    told = _recipients(ill, LetterKind.TIMETABLE, 2)
    assert told == AREA | (TEAM - {"hmi-social-care-3"}) | {"hmi-social-care-5"}
    assert "Grace Lindqvist" in _text(ill, LetterKind.TIMETABLE, 2, "dcs")
    assert _recipients(ill, LetterKind.STOOD_DOWN, 1) == {"hmi-social-care-3"}
    calendars = Calendars.of(ill.letters)
    assert not calendars.entries["hmi-social-care-3"]
    assert len(calendars.entries["hmi-social-care-5"]) == 1
    assert ill.state.meetings is not None
    assert len(ill.state.meetings.held) == len(ill.state.meetings.slots)


def test_whoever_comes_half_way_has_what_the_others_have(performances: Performances) -> None:
    changed = performances["people-change"]

    state = changed.state
    assert (state.outcome, state.coordinator) == (Outcome.CLOSED, "coordinator-2")
    assert state.officer == "officer-2"
    written = defaultdict(set)
    for row in changed.letters:
        written[row.order.recipient].add(row.order.kind)
    # Before the timetable: an inspector.
    assert LetterKind.STOOD_DOWN in written["cqc-inspector-12"]
    assert written["cqc-inspector-4"] >= {LetterKind.CONFIRMATION, LetterKind.TIMETABLE}
    # After it: the officer and a leader.
    assert written["officer-2"] >= {LetterKind.TIMETABLE, LetterKind.DRAFT_NOTE}
    assert LetterKind.DRAFT_NOTE not in written["officer-1"]
    assert written["health-3"] >= {LetterKind.TIMETABLE, LetterKind.DRAFT_NOTE}
    assert LetterKind.DRAFT_NOTE not in written["health-2"]
    # While the note is agreed: the director.
    assert LetterKind.DRAFT_NOTE in written["dcs-2"]
    # Whoever went is told so, also once there is no day left to take out of a calendar.
    farewells = [row for row in changed.letters if row.order.kind is LetterKind.STOOD_DOWN]
    gone = {"cqc-inspector-12", "officer-1", "health-2", "dcs"}
    assert {row.order.recipient for row in farewells} == gone
    assert {row.status for row in farewells} == {LetterStatus.DELIVERED}
    last = next(row for row in farewells if row.order.recipient == "dcs")
    assert last.order.calendar_sequence is None
    said = _text(changed, LetterKind.STOOD_DOWN, last.order.round, "dcs")
    assert "You no longer have a part in it" in said
    assert "calendar" not in said
    calendars = Calendars.of(changed.letters)
    stayed = {"dcs", "health-1", "forum", "hmi-education-7", "hmi-social-care-3"}
    having = {ref for ref, entries in calendars.entries.items() if entries}
    assert having == stayed | {"officer-2", "health-3", "cqc-inspector-4"}
    assert {ref for ref, entries in calendars.entries.items() if not entries} == {
        "officer-1",
        "health-2",
        "cqc-inspector-12",
    }
    # Nobody else was troubled: the timetable was sent once.
    assert _recipients(changed, LetterKind.TIMETABLE, 2) == set()


def test_no_visit_is_held_back_by_what_changed(performances: Performances) -> None:
    for name in ("remote", "remote-midway", "conflict", "ill", "people-change"):
        assert performances[name].state.stage is Stage.ENDED
        assert not performances[name].state.tasks


# --- Reading letters -------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """What a calendar holds of a visit."""

    status: str
    day_one: str


@dataclass
class Calendars:
    """Everybody's calendar, as their programs keep it by UID and SEQUENCE."""

    entries: dict[PersonRef, dict[str, Entry]]
    sequences: dict[PersonRef, list[int]]

    @classmethod
    def of(cls, rows: list[LetterRow], until: LetterKind | None = None) -> "Calendars":
        calendars = cls(defaultdict(dict), defaultdict(list))
        for row in rows:
            if row.order.kind is until:
                break
            entry = _calendar(row)
            if entry is not None:
                calendars.take(row.order.recipient, entry)
        return calendars

    def take(self, ref: PersonRef, entry: Any) -> None:  # noqa: ANN401 - of a library
        number, uid = int(entry["SEQUENCE"]), str(entry["UID"])
        assert all(number > earlier for earlier in self.sequences[ref]), "SEQUENCE rises"
        self.sequences[ref].append(number)
        # Whoever is stood down loses the entry and is not told that the visit is cancelled.
        if entry.get("STATUS", "CANCELLED") == "CANCELLED":
            del self.entries[ref][uid]
        else:
            day_one = f"{entry['DTSTART'].dt.date()}"
            self.entries[ref][uid] = Entry(str(entry["STATUS"]), day_one)


def _entries_had(performance: Performance) -> dict[PersonRef, int]:
    """How often each has had the calendar entry; the forum has none with the confirmation."""
    return {ref: len(had) for ref, had in Calendars.of(performance.letters).sequences.items()}


def _calendar(row: LetterRow) -> Any:  # noqa: ANN401 - an entry, as the library reads it
    return next(iter(_entries(row)), None)


def _entries(row: LetterRow) -> list[Any]:
    """One for each day of a visit."""
    if row.message is None:
        return []
    message = email.message_from_bytes(row.message, policy=email.policy.default)
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    if not parts:
        return []
    body = parts[0].get_payload(decode=True)
    assert isinstance(body, bytes)
    return list(Calendar.from_ical(body).walk("VEVENT"))


def _row(performance: Performance, kind: LetterKind, number: int, ref: PersonRef) -> LetterRow:
    wanted = (kind, number, ref)
    return next(
        row
        for row in performance.letters
        if (row.order.kind, row.order.round, row.order.recipient) == wanted
    )


def _text(performance: Performance, kind: LetterKind, number: int, ref: PersonRef) -> str:
    """A letter's words as its recipient reads them, on one line."""
    row = _row(performance, kind, number, ref)
    assert row.message is not None
    message = email.message_from_bytes(row.message, policy=email.policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())


def _recipients(performance: Performance, kind: LetterKind, number: int) -> set[PersonRef]:
    return {
        row.order.recipient
        for row in performance.letters
        if (row.order.kind, row.order.round) == (kind, number)
    }


def _types(performance: Performance) -> set[StrEnum]:
    events: list[VisitEvent] = performance.events
    return {event.type for event in events}
