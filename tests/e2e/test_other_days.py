"""Visits that are paused or deferred: what everybody is told, and how each comes out."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import NamedTuple

from icalendar import Calendar
from temporalio.testing import ActivityEnvironment

from activities.succession import Succession
from register import content, letters, visits
from rules.decide.deferral import successor_opening
from rules.evolve import replay
from schemas.event_types import EventType
from schemas.events.deferral import CarriedOver
from schemas.events.invitation import Invited
from schemas.events.visit import TaskRaised
from schemas.personal import People
from schemas.streams import VISIT_STREAM
from schemas.values import DocumentKind, LetterKind, Outcome, Stage, TaskKind
from schemas.work import SuccessionRequest
from tests.engine import Engine
from tests.performances import Performance
from workflows.search_attributes import AREA
from workflows.wording import static_details, static_summary

LEADERS = {"dcs", "health-1", "health-2", "officer-1"}
TEAM = {"hmi-education-7", "hmi-social-care-3", "cqc-inspector-12"}
EVERYBODY = LEADERS | TEAM | {"forum"}


def told(performance: Performance, kind: LetterKind) -> set[str]:
    """Who had a letter of a kind."""
    return {row.order.recipient for row in performance.letters if row.order.kind is kind}


def entries(performance: Performance, recipient: str) -> list[bool]:
    """What one calendar was sent, in order: whether each withdraws the entry.

    Each has a higher SEQUENCE than the one before, without which it would not be obeyed.
    """
    sent = [
        (row.order.calendar_sequence, row.order.calendar_cancelled)
        for row in performance.letters
        if row.order.recipient == recipient and row.order.calendar_sequence is not None
    ]
    numbers = [number for number, _ in sent]
    assert numbers == sorted(set(numbers))
    return [withdraws for _, withdraws in sent]


class Sent(NamedTuple):
    """What a calendar goes by."""

    method: str
    uid: str
    sequence: int


def calendar_of(message: bytes | None) -> Sent | None:
    """The calendar entry in a message as it left."""
    parts = message_from_bytes(message or b"", policy=default).walk()
    found = [part for part in parts if part.get_content_type() == "text/calendar"]
    if not found:
        return None
    calendar = Calendar.from_ical(bytes(found[0].get_payload(decode=True)))
    event = calendar.walk("VEVENT")[0]
    return Sent(str(calendar["METHOD"]), str(event["UID"]), int(str(event["SEQUENCE"])))


def tasks(performance: Performance) -> list[TaskKind]:
    facts = (event.fact for event in performance.events)
    return [fact.task for fact in facts if isinstance(fact, TaskRaised)]


def test_a_paused_visit_goes_on_and_nothing_is_late(performances: dict[str, Performance]) -> None:
    paused = performances["paused"]

    assert paused.state.outcome is Outcome.CLOSED
    assert tasks(paused) == []
    assert told(paused, LetterKind.PAUSE) == EVERYBODY
    assert told(paused, LetterKind.RESUMPTION) == EVERYBODY
    # With the days, with the timetable, and with the days that are left; the pause takes it back.
    assert entries(paused, "dcs") == [False, False, True, False]
    assert entries(paused, "hmi-education-7") == [False, False, True, False]
    calendars = [calendar_of(row.message) for row in paused.letters if row.order.recipient == "dcs"]
    sent = [entry for entry in calendars if entry]
    assert [entry.method for entry in sent] == ["REQUEST", "REQUEST", "CANCEL", "REQUEST"]
    assert len({entry.uid for entry in sent}) == 1
    assert sorted({entry.sequence for entry in sent}) == [entry.sequence for entry in sent]
    versions = [d.version for d in paused.documents if d.kind is DocumentKind.TIMETABLE]
    assert versions == [1, 2]
    types = [event.type for event in paused.events]
    assert types.index(EventType.PAUSED) < types.index(EventType.RESUMED)
    assert paused.state.days is not None
    assert paused.state.days.day_two == date(2020, 10, 26)


def test_a_pause_that_outlasts_the_limit_ends_the_visit_by_a_person(
    performances: dict[str, Performance],
) -> None:
    incomplete = performances["incomplete"]

    assert incomplete.state.outcome is Outcome.INCOMPLETE
    assert tasks(incomplete) == [TaskKind.PAUSE_TOO_LONG]
    assert told(incomplete, LetterKind.INCOMPLETE) == EVERYBODY
    assert entries(incomplete, "hmi-education-7") == [False, False, True]
    assert DocumentKind.SUMMARY_NOTE not in {d.kind for d in incomplete.documents}
    assert incomplete.events[-1].reason is not None


def test_a_request_for_later_days_is_confirmed_and_preparation_goes_on(
    performances: dict[str, Performance],
) -> None:
    refused = performances["deferral-refused"]

    assert refused.state.outcome is Outcome.CLOSED
    assert tasks(refused) == []
    assert told(refused, LetterKind.DEFERRAL_NOTED) == LEADERS
    assert told(refused, LetterKind.DEFERRAL_REFUSED) == LEADERS
    assert refused.others == []


def test_a_deferred_visit_withdraws_what_was_sent(performances: dict[str, Performance]) -> None:
    deferred = performances["deferred"]

    assert deferred.state.outcome is Outcome.DEFERRED
    assert tasks(deferred) == [TaskKind.DEFERRAL_OVERDUE]
    assert told(deferred, LetterKind.DEFERRAL_NOTED) == LEADERS
    assert told(deferred, LetterKind.DEFERRAL_GRANTED) == EVERYBODY
    assert entries(deferred, "forum") == [False, True]


def test_its_successor_keeps_what_holds_and_is_invited_on_its_own_day(
    performances: dict[str, Performance],
) -> None:
    deferred = performances["deferred"]
    own = [event for event in deferred.others if event.stream == VISIT_STREAM]
    successor = replay(own)

    assert deferred.state.deferred_to is not None
    assert successor.visit_id == deferred.state.deferred_to.visit_id
    assert successor.predecessor == deferred.state.visit_id
    assert isinstance(own[1].fact, CarriedOver)
    assert successor.stage is Stage.INVITED
    assert successor.contacts == deferred.state.contacts
    assert successor.officer == deferred.state.officer
    assert successor.case_studies == deferred.state.case_studies
    invited = next(event for event in own if isinstance(event.fact, Invited))
    assert f"{invited.at:%Y-%m-%d}" == "2020-10-26"  # T-20 of Monday 23 November


async def test_the_register_has_the_successors_content_under_its_own_id(engine: Engine) -> None:
    state = await engine.play(engine.scenario("deferred"))
    assert state.deferred_to is not None

    async with engine.pool.acquire() as connection:
        successor = await visits.require(connection, state.deferred_to.visit_id)
        people = await content.people_of(connection, successor.visit_id)
        assert successor.contacts_content is not None
        kept = await content.fetch(
            connection, successor.visit_id, successor.contacts_content, People
        )
        rows = await letters.of_visit(connection, successor.visit_id)

    assert people == {**people, **{person.ref: person for person in kept.people}}
    assert {"dcs", "officer-1", "hmi-education-7"} <= set(people)
    assert {row.order.recipient for row in rows} == {"dcs", "health-1", "health-2", "forum"}
    assert {row.order.kind for row in rows} == {LetterKind.INVITATION}


async def test_a_successor_is_opened_once_however_often_it_is_asked_for(engine: Engine) -> None:
    async with engine.working() as (client, _):
        state = await engine.player(client, engine.scenario("deferred")).play()
        opening = successor_opening(state)
        assert opening is not None
        before = len(await engine.events(opening.visit_id))
        asked = ActivityEnvironment(client=client)
        asked.info = replace(
            ActivityEnvironment.default_info(),
            task_queue=engine.settings.task_queue,
            workflow_id=state.visit_id,
            # By the server's clock, which is that of the visit that was deferred.
            started_time=datetime.now(UTC) + timedelta(days=365),
        )
        succession = Succession(engine.pool, static_summary, static_details)
        request = SuccessionRequest(opening=opening, now=state.changed_at, rehearsed=True)
        await asked.run(succession.open_successor, request)

        query = f"WorkflowId = '{opening.visit_id}'"
        assert len([run async for run in client.list_workflows(query)]) == 1
        assert len(await engine.events(opening.visit_id)) == before
        described = await client.get_workflow_handle(opening.visit_id).describe()
        assert described.typed_search_attributes.get(AREA) == "Kent"


def test_a_visit_on_hold_twice_goes_on_and_a_person_is_asked_when_it_takes_long(
    performances: dict[str, Performance],
) -> None:
    held = performances["on-hold"]

    assert held.state.outcome is Outcome.CLOSED
    assert tasks(held) == [TaskKind.HOLD_TOO_LONG]
    assert held.state.tasks == ()
    types = [event.type for event in held.events]
    assert types.count(EventType.PUT_ON_HOLD) == types.count(EventType.TAKEN_OFF_HOLD) == 2
    assert types.index(EventType.TAKEN_OFF_HOLD) < types.index(EventType.INVITED)
    # Nobody had been written to the first time.
    rounds = {row.order.round for row in held.letters if row.order.kind is LetterKind.ON_HOLD}
    assert rounds == {2}
    assert told(held, LetterKind.ON_HOLD) == told(held, LetterKind.OFF_HOLD) == EVERYBODY
    # With the days, with the timetable, withdrawn, and with the days it has in the end.
    assert entries(held, "dcs") == [False, False, True, False]
    again = [step for step in held.retold.scenario.steps if step.do == "resume"]
    assert [step.form["next_day"] for step in again] == ["T+5", "T+20"]
