"""Letters to people outside wait a little; what was a mistake is kept back, or put right."""

from datetime import timedelta

import pytest

from register import held_letters, letters, log
from register.connection import Pool
from register.letters import LetterRow
from rules.evolve import replay
from rules.reading import evolve_readings
from schemas import messages as m
from schemas.events.visit import Opened
from schemas.ids import note_subject
from schemas.policy import VisitPolicy
from schemas.reading import NoteRead, ReadingEvent, Readings
from schemas.values import Answer, Department, LetterKind, LetterStatus, Reply
from tests.register.recording import record
from tests.support import visits as v
from tests.support.samples import REASON
from tests.support.visits import VISIT, Visit

FILED, SENT, SUPERSEDED = LetterStatus.FILED, LetterStatus.SENT, LetterStatus.SUPERSEDED
REINSTATED = m.ReinstateVisit(actor="coordinator", reason=REASON)
OUTSIDE = {"dcs", "health-1", "health-2", "officer-1"}


def arranged() -> Visit:
    """The area was told of team and days just now, and the links to surveys went with it."""
    held = VisitPolicy(letters_held_minutes=5)
    visit = v.opened(held).at("2020-09-07 09:00").told(v.respond(), v.nominate(), v.declare())
    return visit.told(v.confirm_team(), v.set_dates(), v.hand_over())


async def of(pool: Pool, *kinds: LetterKind) -> dict[tuple[str, str], LetterRow]:
    """Letters of these kinds, by kind and recipient."""
    async with pool.acquire() as connection:
        rows = await letters.of_visit(connection, VISIT)
    return {(r.order.kind, r.order.recipient): r for r in rows if r.order.kind in kinds}


async def by_the_latest(pool: Pool, visit: Visit) -> held_letters.OfDecision:
    """What became of letters by the last decision of a visit."""
    async with pool.acquire() as connection:
        return await held_letters.of_decision(connection, VISIT, visit.state.sequence, visit.now)


async def test_what_was_taken_back_before_anybody_was_written_to_stopped_nothing(
    pool: Pool,
) -> None:
    over = v.opened(VisitPolicy(letters_held_minutes=5)).told(v.cancel())
    back = over.told(m.TakeBack(actor="coordinator", reason=REASON))

    await record(pool, back.events)

    assert await by_the_latest(pool, back) == (None, 0)


async def send(pool: Pool, *kinds: LetterKind, to: set[str]) -> None:
    async with pool.acquire() as connection:
        for row in await letters.of_visit(connection, VISIT, statuses=[FILED]):
            if row.order.kind in kinds and row.order.recipient in to:
                await letters.mark(connection, row.order.key, SENT, at=row.filed_at, channel="smtp")


async def test_what_somebody_decided_waits_and_only_for_people_outside(pool: Pool) -> None:
    visit = arranged()
    await record(pool, visit.events)

    confirmed = await of(pool, LetterKind.CONFIRMATION)
    invited = await of(pool, LetterKind.INVITATION)

    until = {ref: row.next_attempt_at for (_, ref), row in confirmed.items()}
    later = visit.now + timedelta(minutes=5)
    assert until == {**dict.fromkeys(OUTSIDE, later), "hmi-1": None, "hmi-2": None, "cqc-1": None}
    assert {row.next_attempt_at for row in invited.values()} == {None}
    async with pool.acquire() as connection:
        sequence = visit.state.sequence
        waits = await held_letters.of_decision(connection, VISIT, sequence, visit.now)
        gone = await held_letters.of_decision(connection, VISIT, sequence, later)
        assert waits == (later, None)
        assert gone == (None, None)


async def test_nobody_hears_of_an_end_that_was_undone_before_its_letters_left(pool: Pool) -> None:
    visit = arranged()
    over = visit.told(v.cancel())
    await record(pool, over.events)
    await send(pool, LetterKind.CANCELLATION, to={"hmi-1"})
    needless = await of(pool, LetterKind.CONFIRMATION, LetterKind.SURVEY_LINKS)
    assert {row.status for row in needless.values()} == {SUPERSEDED}

    await record(pool, over.told(REINSTATED).events)

    told = await of(pool, LetterKind.CANCELLATION, LetterKind.REOPENED)
    stopped = [row for (kind, _), row in told.items() if kind is LetterKind.CANCELLATION]
    assert await by_the_latest(pool, over.told(REINSTATED)) == (None, len(stopped) - 1)
    assert {ref for (_, ref), row in told.items() if row.status is not SUPERSEDED} == {"hmi-1"}
    assert told[LetterKind.REOPENED, "hmi-1"].status is FILED
    needed = await of(pool, LetterKind.CONFIRMATION, LetterKind.SURVEY_LINKS)
    assert {ref for (_, ref), row in needed.items() if row.status is FILED} >= OUTSIDE
    # What the inspector is told with the correction has the newer calendar entry.
    assert needed[LetterKind.CONFIRMATION, "hmi-1"].status is SUPERSEDED


async def test_whoever_has_heard_of_the_end_is_told_and_has_what_was_kept_back(pool: Pool) -> None:
    visit = arranged()
    over = visit.told(v.cancel())
    await record(pool, over.events)
    await send(pool, LetterKind.CANCELLATION, to=OUTSIDE)

    await record(pool, over.told(REINSTATED).events)

    told = await of(pool, LetterKind.REOPENED)
    assert {ref for (_, ref), row in told.items() if row.status is FILED} == OUTSIDE
    leave, stopped = await by_the_latest(pool, over.told(REINSTATED))
    assert leave == over.now + timedelta(minutes=5)
    assert stopped == len(await of(pool, LetterKind.CANCELLATION)) - len(OUTSIDE)
    links = await of(pool, LetterKind.SURVEY_LINKS)
    assert [row.status for row in links.values()] == [FILED]
    confirmed = await of(pool, LetterKind.CONFIRMATION)
    assert {confirmed[LetterKind.CONFIRMATION, ref].status for ref in OUTSIDE} == {SUPERSEDED}


async def test_an_acceptance_that_was_none_is_told_to_whoever_was_written_to(pool: Pool) -> None:
    visit = arranged()
    await record(pool, visit.events)
    await send(pool, LetterKind.CONFIRMATION, to={"dcs"})

    await record(pool, visit.told(m.CorrectReply(actor="coordinator", reason=REASON)).events)

    told = await of(pool, LetterKind.ACCEPTANCE_CORRECTED, LetterKind.CONFIRMATION)
    told |= await of(pool, LetterKind.SURVEY_LINKS)
    waiting = {key for key, row in told.items() if row.status is FILED}
    assert waiting == {(LetterKind.ACCEPTANCE_CORRECTED, "dcs")}


def shared() -> Visit:
    """The note was shared just now, in a visit whose letters are held."""
    opening, *others = v.shared().events
    assert isinstance(opening.fact, Opened)
    fact = opening.fact.model_copy(update={"policy": VisitPolicy(letters_held_minutes=5)})
    events = (opening.model_copy(update={"fact": fact}), *others)
    return Visit(replay(events), events, v.shared().now)


@pytest.mark.parametrize("gone", [True, False], ids=["told that it accepts", "not told yet"])
async def test_an_acceptance_by_correction_that_was_none_is_told(
    pool: Pool,
    gone: bool,  # noqa: FBT001 - a case
) -> None:
    accepts = m.CorrectReply(actor="coordinator", reason=REASON, reply=Reply.ACCEPT)
    none = m.CorrectReply(actor="coordinator", reason=REASON)
    invited = v.opened(VisitPolicy(letters_held_minutes=5)).at("2020-09-07 09:00")
    declined = invited.told(v.respond(Answer.DECLINE))
    await record(pool, declined.events)
    await send(pool, LetterKind.DECLINE_NOTED, to={"dcs", "health-1", "health-2", "forum"})
    accepted = declined.told(accepts)
    await record(pool, accepted.events)
    readers = {ref for _, ref in await of(pool, LetterKind.REOPENED)}
    if gone:
        await send(pool, LetterKind.REOPENED, to=readers)

    await record(pool, accepted.told(none).events)

    told = await of(pool, LetterKind.ACCEPTANCE_CORRECTED)
    assert {ref for (_, ref), row in told.items() if row.status is FILED} == readers
    assert readers >= {"dcs", "health-1"}
    waits = {row.status for row in (await of(pool, LetterKind.REOPENED)).values()}
    assert waits == {SENT if gone else SUPERSEDED}, "nobody reads any more that it accepts"


@pytest.mark.parametrize("read", [False, True], ids=["unread", "read"])
async def test_a_sharing_that_is_taken_back_is_told_if_the_note_was_read(
    pool: Pool,
    read: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    visit = shared()
    await record(pool, visit.events)
    if read:
        reading = ReadingEvent(
            subject=note_subject(VISIT),
            sequence=1,
            at=visit.now,
            actor="dfe-archive",
            fact=NoteRead(
                department=Department.DFE, version=1, digest=v.digest_of(), document="a" * 64
            ),
        )
        known = Readings(programme="interim", sequence=0)
        async with pool.acquire() as connection, connection.transaction():
            await log.append(connection, known, [reading], evolve_readings)

    await record(pool, visit.told(m.TakeBack(actor="coordinator", reason=REASON)).events)

    sent = await of(pool, LetterKind.SHARED_NOTE)
    told = await of(pool, LetterKind.NOTE_RECALLED)
    assert {row.status for row in sent.values()} == {SUPERSEDED}
    assert {row.status for row in told.values()} == {FILED if read else SUPERSEDED}
