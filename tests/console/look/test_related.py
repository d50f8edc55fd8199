"""What the terminal shows of referrals and complaints, read off the register alone."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from typer.testing import Result

from activities.reference import working_calendar
from register import side_processes
from register.connection import Pool
from register.record import record
from rules.referral import REFERRAL
from schemas.ids import VisitId
from schemas.side_processes import SideDue
from schemas.side_processes.referral import Authority, RaiseReferral
from tests.console.look.test_show import recorded as recorded  # noqa: PLC0414 - a fixture

RAISED = datetime(2020, 10, 5, 10, 30, tzinfo=UTC)
ESCALATED = datetime(2020, 10, 5, 16, tzinfo=UTC)


@pytest.fixture
async def referred(pool: Pool, recorded: VisitId) -> VisitId:
    """A visit whose one referral escalated, as if a worker had written it down."""
    async with pool.acquire() as connection, connection.transaction():
        subject = await side_processes.reserve(connection, recorded, "referral", "one")
        opening = RaiseReferral(
            subject=subject,
            visit_id=recorded,
            programme="interim",
            actor="hmi-1",
            calendar=working_calendar(RAISED.date()),
            authority=Authority.CHILDRENS_SERVICES,
            area="E10000016",
        )
        raised = REFERRAL.open(opening, RAISED)
        state = REFERRAL.evolve(None, raised)
        (escalated,) = REFERRAL.decide(opening, state, SideDue(due=ESCALATED), ESCALATED)
        await record(connection, [raised, escalated])
    return recorded


def test_it_is_shown_beside_its_visit(referred: VisitId, visits: Callable[..., Result]) -> None:
    shown = " ".join(visits("beside", referred).stdout.split())
    assert "not yet confirmed" in shown
    assert "safeguarding lead" in shown
    assert "Kent" in shown
    (told,) = json.loads(visits("beside", "--json").stdout)
    assert told["subject"] == f"{referred}/referral/1"
    assert told["escalations"] == 1
    assert told["area_name"] == "Kent"


def test_it_is_among_what_people_must_do(referred: VisitId, visits: Callable[..., Result]) -> None:
    things = json.loads(visits("tasks", "--json").stdout)
    (thing,) = [thing for thing in things if thing.get("subject")]
    assert thing["overdue"] is True
    assert thing["owner"] == "safeguarding_lead"
    assert thing["command"] == f"visits confirm-referral {referred} 1"


def test_its_events_are_in_the_story_and_in_the_stream(
    referred: VisitId, visits: Callable[..., Result]
) -> None:
    assert "referral 1" in visits("timeline", referred).stdout
    events = [json.loads(line) for line in visits("events", referred).stdout.splitlines()]
    own = [event for event in events if event["subject"] != referred]
    assert [event["type"] for event in own] == ["referral.raised.v1", "referral.escalated.v1"]
    assert {event["source"] for event in own} == {f"/visits/{referred}/referral/1"}
    assert {event["partitionkey"] for event in events} == {referred}
    assert [event["sequence"] for event in own] == ["0000000001", "0000000002"]


def test_one_that_is_not_there_is_a_sentence(
    recorded: VisitId, visits: Callable[..., Result]
) -> None:
    assert "There is no referral" in visits("beside", recorded).stdout
    missing = visits("beside", "interim-e09000001")
    assert missing.exit_code == 1
