"""Who leaves is told so by the register if something had left to them, and in time."""

from collections.abc import Sequence

import pytest

from register import content, letters
from register.connection import Pool
from register.foreseen_letters import foresee_letters
from register.letters import LetterRow
from rules.evolve import replay
from schemas import messages as m
from schemas.parts import TeamMember
from schemas.personal import Person
from schemas.policy import VisitPolicy
from schemas.values import ContactRole, InspectorRole, LetterKind, LetterStatus
from tests.register.recording import record
from tests.support import visits as v
from tests.support.visits import CONTACTS, DCS, TEAM, VISIT, Visit

FILED, SENT, SUPERSEDED = LetterStatus.FILED, LetterStatus.SENT, LetterStatus.SUPERSEDED
LEAVE = LetterKind.STOOD_DOWN
SPARE = TeamMember(inspector="hmi-9", role=InspectorRole.OFSTED_EDUCATION)
REPLACED = m.ReplaceInspector(actor="allocations", leaving="hmi-1", joining="hmi-9")
OTHER_DIRECTOR = v.record_contacts(
    [DCS.model_copy(update={"ref": "dcs-2"}) if one == DCS else one for one in CONTACTS]
)


def ready() -> Visit:
    """Officer, team and days are settled just now; letters that somebody decided wait."""
    held = VisitPolicy(letters_held_minutes=5)
    visit = v.opened(held).at("2020-09-07 09:00").told(v.respond(), v.nominate(), v.declare())
    return visit.told(v.confirm_team(), v.set_dates(), v.declare(SPARE))


async def rows_of(pool: Pool, recipient: str) -> dict[LetterKind, LetterRow]:
    """The letters of one reader, the latest of each kind."""
    async with pool.acquire() as connection:
        rows = await letters.of_visit(connection, VISIT)
    return {row.order.kind: row for row in rows if row.order.recipient == recipient}


async def settle(pool: Pool, status: LetterStatus, recipient: str, *kinds: LetterKind) -> None:
    """Let letters of one reader have left, or come back."""
    async with pool.acquire() as connection:
        for kind, row in (await rows_of(pool, recipient)).items():
            if kind in kinds:
                at = row.filed_at
                await letters.mark(connection, row.order.key, status, at=at, channel="smtp")


async def decide(pool: Pool, before: Visit, *messages: m.Message) -> Visit:
    """Record what is decided, having looked at it first: it comes as it was foreseen."""
    after = before.told(*messages)
    fresh = after.events[len(before.events) :]
    steps = [(event, replay(after.events[: event.sequence])) for event in fresh]
    async with pool.acquire() as connection:
        foreseen = await foresee_letters(connection, VISIT, steps)
        waited = await waiting(pool)
        await record(pool, fresh)
        now = await waiting(pool)
    assert {letter.order.key for letter in foreseen.fresh} == now - waited
    gone = {key for letter in foreseen.fresh for key in letter.replaces}
    assert gone | set(foreseen.kept_back) == waited - now
    return after


async def waiting(pool: Pool) -> set[str]:
    async with pool.acquire() as connection:
        rows = await letters.of_visit(connection, VISIT, statuses=[FILED])
    return {row.order.key for row in rows}


async def keep(pool: Pool, *people: tuple[str, ContactRole | InspectorRole, str]) -> None:
    """Who is known, by reference, as what, and at which address."""
    known: Sequence[Person] = [
        Person(ref=ref, role=role, name="Somebody", email=email, organisation="A council")
        for ref, role, email in people
    ]
    async with pool.acquire() as connection, connection.transaction():
        await content.keep_people(connection, VISIT, known)


async def test_whoever_had_a_letter_is_told_and_has_nothing_more_of_what_waits(pool: Pool) -> None:
    await record(pool, ready().events)
    await settle(pool, SENT, "dcs", LetterKind.INVITATION)

    await decide(pool, ready(), OTHER_DIRECTOR)

    had = await rows_of(pool, "dcs")
    assert had[LEAVE].status is FILED
    assert had[LEAVE].next_attempt_at is not None, "it waits, so that it can be put right"
    assert had[LetterKind.CONFIRMATION].status is SUPERSEDED


async def test_an_inspector_who_is_replaced_before_anything_left_has_nothing(pool: Pool) -> None:
    await record(pool, ready().events)

    await decide(pool, ready(), REPLACED)

    had = await rows_of(pool, "hmi-1")
    assert LEAVE not in had
    assert {row.status for row in had.values()} == {SUPERSEDED}


async def test_one_who_had_the_confirmation_is_told_at_once(pool: Pool) -> None:
    await record(pool, ready().events)
    await settle(pool, SENT, "hmi-1", LetterKind.CONFIRMATION)

    await decide(pool, ready(), REPLACED)

    leave = (await rows_of(pool, "hmi-1"))[LEAVE]
    assert (leave.status, leave.next_attempt_at) == (FILED, None)
    assert leave.order.calendar_cancelled


async def test_who_is_put_back_while_the_letter_of_leave_waits_has_none(pool: Pool) -> None:
    await record(pool, ready().events)
    await settle(pool, SENT, "dcs", LetterKind.INVITATION)
    gone = await decide(pool, ready(), OTHER_DIRECTOR)

    await decide(pool, gone, v.record_contacts())

    assert (await rows_of(pool, "dcs"))[LEAVE].status is SUPERSEDED


@pytest.mark.parametrize("kind", [LetterKind.INVITATION, LetterKind.CONFIRMATION])
async def test_an_address_from_which_a_letter_came_back_is_not_written_to(
    pool: Pool, kind: LetterKind
) -> None:
    await record(pool, ready().events)
    await settle(pool, SENT, "dcs", LetterKind.INVITATION)
    await settle(pool, LetterStatus.REFUSED, "dcs", kind)

    await decide(pool, ready(), OTHER_DIRECTOR)

    assert LEAVE not in await rows_of(pool, "dcs")


async def test_the_same_person_under_another_reference_does_not_leave(pool: Pool) -> None:
    role = ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES
    await keep(pool, ("dcs", role, "a@b.example"), ("dcs-2", role, "A@b.example"))
    await record(pool, ready().events)
    await settle(pool, SENT, "dcs", LetterKind.INVITATION)

    await decide(pool, ready(), OTHER_DIRECTOR)

    assert LEAVE not in await rows_of(pool, "dcs")


async def test_somebody_at_another_address_leaves(pool: Pool) -> None:
    role = ContactRole.DIRECTOR_OF_CHILDRENS_SERVICES
    await keep(pool, ("dcs", role, "a@b.example"), ("dcs-2", role, "c@b.example"))
    await record(pool, ready().events)
    await settle(pool, SENT, "dcs", LetterKind.INVITATION)

    await decide(pool, ready(), OTHER_DIRECTOR)

    assert (await rows_of(pool, "dcs"))[LEAVE].status is FILED


async def test_under_earlier_rules_an_inspector_is_told_whatever_had_left(pool: Pool) -> None:
    earlier = v.with_rules(ready(), 4)
    await record(pool, earlier.events)

    await decide(pool, earlier, REPLACED)

    assert TEAM[0].inspector == "hmi-1"
    assert (await rows_of(pool, "hmi-1"))[LEAVE].status is FILED
