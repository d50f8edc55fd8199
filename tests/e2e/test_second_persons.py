"""What two people decide is decided by two who have signed in, and by nobody who was named."""

from datetime import UTC, datetime
from itertools import count

import pytest

from desk.authority import ByRegister
from desk.desk import Desk
from desk.second_person import WaitsForSecond
from desk.tasks import Asked, commands, things_to_do, words_of
from register import staff
from rules.refusals import RefusalCode, Refused
from schemas.events.team import ConflictOverridden
from schemas.forms.invitation import NoReplyForm
from schemas.forms.team import DeclarationsForm, InspectorForm, OverrideForm
from schemas.ids import ActorRef
from schemas.staff import OWNER, StaffRole
from schemas.values import ConflictKind, InspectorRole, Owner
from tests.e2e.conftest import AtWork
from tests.e2e.walking import Walk
from tests.engine import UNHURRIED

COORDINATOR, MANAGER, OTHER = "p-coordinator", "p-manager", "p-other-manager"
INSPECTOR = "hmi-77"
_NUMBERS = count(1)


class Deciding:
    """A visit whose desk knows who people are."""

    def __init__(self, walk: Walk, desk: Desk) -> None:
        self.visit = walk.visit
        self.desk = desk
        self._number = 0

    async def override(self, actor: ActorRef, **more: str) -> None:
        self._number += 1
        form = OverrideForm.model_validate(
            {"inspector": INSPECTOR, "reason": "Long ago, in another county.", **more}
        )
        await self.desk.submit(
            self.visit, form, actor=actor, update_id=f"{self.visit}-{self._number}"
        )

    async def declare(self, *conflicts: ConflictKind) -> None:
        self._number += 1
        declared = InspectorForm(
            ref=INSPECTOR,
            name="Grace Sample",
            email="grace@example.org",
            organisation="Ofsted",
            role=InspectorRole.OFSTED_SOCIAL_CARE,
            conflicts=conflicts,
        )
        await self.desk.submit(
            self.visit,
            DeclarationsForm(inspectors=(declared,)),
            actor=COORDINATOR,
            update_id=f"{self.visit}-{self._number}",
        )


@pytest.fixture
async def deciding(at_work: AtWork) -> Deciding:
    engine, client = at_work
    scenario = engine.scenario().model_copy(update={"programme": f"two-{next(_NUMBERS)}"})
    walk = Walk(scenario, client, engine.pool, engine.settings.task_queue)
    await walk.open()
    async with engine.pool.acquire() as connection, connection.transaction():
        for ref, role in (
            (COORDINATOR, StaffRole.COORDINATOR),
            (MANAGER, StaffRole.SENIOR_MANAGER),
            (OTHER, StaffRole.SENIOR_MANAGER),
        ):
            if await staff.find(connection, ref) is None:
                await staff.add(
                    connection, ref=ref, name="Ada Sample", email=None, roles={role}, actor=OWNER
                )
    desk = Desk(
        client,
        engine.pool,
        task_queue=engine.settings.task_queue,
        patience=UNHURRIED,
        authority=ByRegister(),
    )
    found = Deciding(walk, desk)
    await found.declare(ConflictKind.FINANCIAL)
    return found


async def test_a_conflict_is_overridden_by_two_who_have_signed_in(
    deciding: Deciding, at_work: AtWork
) -> None:
    with pytest.raises(Refused, match="not named by the first"):
        await deciding.override(COORDINATOR, seconder=MANAGER)
    with pytest.raises(WaitsForSecond, match="needs a second person"):
        await deciding.override(COORDINATOR)
    with pytest.raises(WaitsForSecond):  # again by the same is still one person
        await deciding.override(COORDINATOR)
    (asked,) = await _to_confirm(deciding, at_work)
    assert asked.thing.owner is Owner.SENIOR_MANAGER
    assert commands(asked.thing) == [f"visits override {deciding.visit} {INSPECTOR}"]
    await deciding.override(MANAGER, reason="I have read it, and agree.")

    engine, _ = at_work
    (event,) = [
        entry.event
        for entry in await engine.events(deciding.visit)
        if isinstance(entry.event.fact, ConflictOverridden)
    ]
    assert event.actor == COORDINATOR
    assert isinstance(event.fact, ConflictOverridden)
    assert event.fact.seconder == MANAGER
    assert await _to_confirm(deciding, at_work) == []


async def test_a_second_confirms_the_conflict_that_the_first_knew(
    deciding: Deciding, at_work: AtWork
) -> None:
    with pytest.raises(WaitsForSecond):
        await deciding.override(COORDINATOR)
    await deciding.declare(ConflictKind.VALUES)

    assert await _to_confirm(deciding, at_work) == []
    with pytest.raises(WaitsForSecond, match=f"what {COORDINATOR} decided .* stands no more"):
        await deciding.override(MANAGER)
    (asked,) = await _to_confirm(deciding, at_work)
    assert MANAGER in words_of(asked.thing)
    await deciding.override(OTHER)
    assert await _to_confirm(deciding, at_work) == []


async def test_a_first_who_may_decide_no_more_holds_up_nobody(
    deciding: Deciding, at_work: AtWork
) -> None:
    async with at_work[0].pool.acquire() as connection, connection.transaction():
        await staff.add(
            connection,
            ref=f"gone-{deciding.visit}",
            name="Ada Sample",
            email=None,
            roles={StaffRole.COORDINATOR},
            actor=OWNER,
        )
    with pytest.raises(WaitsForSecond):
        await deciding.override(f"gone-{deciding.visit}")
    async with at_work[0].pool.acquire() as connection, connection.transaction():
        await staff.end(connection, f"gone-{deciding.visit}", actor=OWNER)

    assert await _to_confirm(deciding, at_work) == []
    with pytest.raises(WaitsForSecond, match="who decided first, may not any more"):
        await deciding.override(MANAGER)
    await deciding.override(OTHER)


async def test_nobody_is_asked_to_confirm_what_no_visit_takes_any_more(
    deciding: Deciding, at_work: AtWork
) -> None:
    with pytest.raises(WaitsForSecond):
        await deciding.override(COORDINATOR)
    await deciding.declare()

    assert await _to_confirm(deciding, at_work) == []


async def test_what_cannot_be_read_any_more_is_decided_again_by_both(
    deciding: Deciding, at_work: AtWork
) -> None:
    with pytest.raises(WaitsForSecond):
        await deciding.override(COORDINATOR)
    async with at_work[0].pool.acquire() as connection:
        await connection.execute(
            "UPDATE second_persons SET form = '{}' WHERE subject = $1", deciding.visit
        )

    with pytest.raises(Refused, match=f"what {COORDINATOR} decided is kept, and cannot be read"):
        await deciding.override(MANAGER)

    with pytest.raises(WaitsForSecond):
        await deciding.override(COORDINATOR)
    await deciding.override(MANAGER)
    assert await _to_confirm(deciding, at_work) == []


async def _to_confirm(deciding: Deciding, at_work: AtWork) -> list[Asked]:
    engine, _ = at_work
    async with engine.pool.acquire() as connection:
        things = await things_to_do(connection, datetime.now(UTC))
    return [
        one
        for one in things
        if one.thing.visit_id == deciding.visit and "in spite of a conflict" in words_of(one.thing)
    ]


async def test_whoever_may_not_confirm_does_not(deciding: Deciding) -> None:
    with pytest.raises(WaitsForSecond):
        await deciding.override(MANAGER)
    with pytest.raises(Refused, match="is for a senior manager, and p-coordinator is") as refused:
        await deciding.override(COORDINATOR)
    assert refused.value.code is RefusalCode.PERMISSION
    await deciding.override(OTHER)


async def test_whoever_may_not_decide_changes_nothing(deciding: Deciding, at_work: AtWork) -> None:
    engine, _ = at_work
    before = await engine.events(deciding.visit)
    for actor, why in ((MANAGER, "is for a coordinator"), ("p-nobody", "nobody who may decide")):
        with pytest.raises(Refused, match=why):
            await deciding.desk.submit(
                deciding.visit, NoReplyForm(), actor=actor, update_id=f"{actor}-1"
            )
    assert await engine.events(deciding.visit) == before
    async with engine.pool.acquire() as connection:
        kept = "SELECT count(*) FROM brought WHERE subject = $1 AND update_id = ANY($2)"
        assert await connection.fetchval(kept, deciding.visit, [f"{MANAGER}-1", "p-nobody-1"]) == 0


async def test_the_second_reads_why_the_first_decided(deciding: Deciding) -> None:
    with pytest.raises(WaitsForSecond):
        await deciding.override(COORDINATOR, reason="She left twenty years ago.")

    form = OverrideForm(inspector=INSPECTOR)
    preview = await deciding.desk.preview(deciding.visit, form, actor=MANAGER)

    (told,) = (one for one in preview.sentences if COORDINATOR in one)
    assert "She left twenty years ago." in told
