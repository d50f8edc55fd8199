"""One log for every stream: each in its own sequence, all in one order of positions."""

from datetime import timedelta

import pytest

from activities.reference import working_calendar
from register import log, side_processes
from register.connection import Pool
from register.record import record
from register.streams import kind_of_stream
from release.audit import audit
from rules.evolve import evolve
from rules.referral import REFERRAL
from rules.side_process import SideEvent
from schemas.side_processes.referral import Authority, ConfirmReferral, RaiseReferral
from tests.support import visits
from tests.support.visits import DAY_ONE, VISIT, at

RAISED = at("2020-10-05 11:30")


def referral(subject: str) -> list[SideEvent]:
    """A referral's stream, raised and confirmed."""
    opening = RaiseReferral(
        subject=subject,
        visit_id=VISIT,
        programme="interim",
        actor="hmi-1",
        calendar=working_calendar(DAY_ONE),
        authority=Authority.CHILDRENS_SERVICES,
        area="E10000016",
    )
    raised = REFERRAL.open(opening, RAISED)
    state = REFERRAL.evolve(None, raised)
    confirm = ConfirmReferral(actor="hmi-1")
    return [raised, *REFERRAL.decide(opening, state, confirm, RAISED + timedelta(hours=1))]


async def test_streams_share_positions_and_not_sequences(pool: Pool) -> None:
    of_visit, of_referral = visits.opened().events, referral(f"{VISIT}/referral/1")

    async with pool.acquire() as connection, connection.transaction():
        await log.append(connection, None, of_visit, evolve)
        await record(connection, of_referral)
        everything = await log.read_all(connection)
        own = await log.read(connection, visit=VISIT)
        beside = await log.read_all(connection, about="interim-e1000001")

    assert [entry.position for entry in everything] == list(range(1, len(everything) + 1))
    assert [entry.event for entry in own] == list(of_visit)
    assert [entry.event for entry in everything] == [*of_visit, *of_referral]
    assert beside == [], "a name that another begins with is not that visit"


async def test_the_same_again_changes_nothing_and_other_bytes_are_loud(pool: Pool) -> None:
    events = referral(f"{VISIT}/referral/1")
    other = events[1].model_copy(update={"actor": "hmi-2"})

    async with pool.acquire() as connection, connection.transaction():
        with pytest.raises(log.SequenceConflict):
            await record(connection, events[1:])
        first = await record(connection, events)
        again = await record(connection, events)
        with pytest.raises(log.SequenceConflict):
            await record(connection, [other])

    assert [event for event, _ in first.new] == events
    assert again.new == []


async def test_a_number_is_given_out_once_for_each_request(pool: Pool) -> None:
    async with pool.acquire() as connection, connection.transaction():
        given = [
            await side_processes.reserve(connection, VISIT, kind, asked)
            for kind, asked in (
                ("referral", "one"),
                ("referral", "two"),
                ("referral", "one"),
                ("complaint", "one"),
            )
        ]
    names = [subject.removeprefix(f"{VISIT}/") for subject in given]
    assert names == ["referral/1", "referral/2", "referral/1", "complaint/1"]


async def test_a_row_that_its_log_does_not_give_is_found(pool: Pool) -> None:
    subject = f"{VISIT}/referral/1"
    async with pool.acquire() as connection:
        async with connection.transaction():
            await record(connection, referral(subject))
        (before,) = (await audit(pool)).processes
        await connection.execute(
            "UPDATE side_processes SET state = jsonb_set(state, '{escalations}', '3')"
        )
    (after,) = (await audit(pool)).processes

    assert before.mismatches == ()
    assert after.subject == subject
    assert len(after.mismatches) == 1
    assert "escalations" in after.mismatches[0]


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        (VISIT, "visit"),
        (f"{VISIT}-2", "visit"),
        (f"{VISIT}/referral/1", "referral"),
        (f"{VISIT}/complaint/12", "complaint"),
        (f"{VISIT}/note", "note"),
        ("interim", "programme"),
    ],
)
def test_a_stream_is_known_by_its_name(subject: str, kind: str) -> None:
    assert kind_of_stream(subject) == kind


@pytest.mark.parametrize("name", ["interim/plan", f"{VISIT}/referral", f"{VISIT}/grievance/1", ""])
def test_no_stream_is_called_otherwise(name: str) -> None:
    with pytest.raises(KeyError):
        kind_of_stream(name)
