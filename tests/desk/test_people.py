"""Who runs visits: added, given roles, ended; and that each of it leaves a trace."""

import pytest

from desk import people
from desk.authority import REHEARSED, ByRegister, require_coordinators
from register import one_time, personal_tokens, sessions, staff
from register.connection import Pool
from rules.refusals import Refused
from schemas.ids import SYSTEM
from schemas.staff import OWNER, StaffChangeKind, StaffRole


async def _somebody(pool: Pool, *roles: StaffRole) -> str:
    async with pool.acquire() as connection, connection.transaction():
        await staff.ensure_owner(connection)
        added = await people.add(
            connection,
            OWNER,
            name="Ada Sample",
            email=f"{staff.new_ref()}@example.org",
            roles=frozenset(roles),
        )
        return added.ref


async def test_the_first_of_all_must_be_able_to_add_others(pool: Pool) -> None:
    async with pool.acquire() as connection:
        given = {"name": "Ada Sample", "email": "ada@example.org"}
        with pytest.raises(Refused, match="the first must be an operator"):
            await people.add(connection, SYSTEM, roles=frozenset({StaffRole.ANALYST}), **given)
        first = await people.add(connection, SYSTEM, roles=frozenset({StaffRole.OPERATOR}), **given)
        second = await people.add(
            connection,
            first.ref,
            name="Grace Sample",
            email="grace@example.org",
            roles=frozenset({StaffRole.ANALYST}),
        )
        with pytest.raises(Refused, match="is for an operator"):
            await people.end(connection, second.ref, first.ref)


async def test_what_somebody_is_called_says_nothing_of_who_they_are(pool: Pool) -> None:
    ref = await _somebody(pool, StaffRole.ANALYST)
    assert "ada" not in ref
    assert "sample" not in ref
    async with pool.acquire() as connection:
        with pytest.raises(Refused, match="must not tell who they are"):
            await people.add(
                connection,
                OWNER,
                name="Ada Sample",
                email="other@example.org",
                roles=frozenset({StaffRole.ANALYST}),
                ref="sample-1",
            )


async def test_roles_are_those_of_this_moment(pool: Pool) -> None:
    ref = await _somebody(pool, StaffRole.COORDINATOR, StaffRole.ANALYST)
    async with pool.acquire() as connection:
        secret = await sessions.begin(connection, ref)
        await people.set_roles(connection, OWNER, ref, frozenset({StaffRole.ANALYST}))
        found = await sessions.find(connection, secret)
    assert found is not None
    assert found.acting.roles == {StaffRole.ANALYST}


async def test_whoever_is_ended_is_out_everywhere_at_once(pool: Pool) -> None:
    ref = await _somebody(pool, StaffRole.COORDINATOR)
    async with pool.acquire() as connection:
        browser = await sessions.begin(connection, ref)
        token = await personal_tokens.make(connection, ref, ref)
        address = await people.sign_in_once(connection, OWNER, ref)
        await people.end(connection, OWNER, ref)
        assert await sessions.find(connection, browser) is None
        assert await personal_tokens.acting(connection, token.secret) is None
        with pytest.raises(one_time.OneTimeUsed):
            await one_time.use(connection, address)
        with pytest.raises(staff.UnknownStaff, match="were ended"):
            await people.sign_in_once(connection, OWNER, ref)


async def test_an_address_signs_in_once_and_for_a_quarter_of_an_hour(pool: Pool) -> None:
    ref = await _somebody(pool, StaffRole.COORDINATOR)
    async with pool.acquire() as connection:
        address = await people.sign_in_once(connection, OWNER, ref)
        assert await one_time.use(connection, address) == ref
        with pytest.raises(one_time.OneTimeUsed, match="works once"):
            await one_time.use(connection, address)
        late = await people.sign_in_once(connection, OWNER, ref)
        await connection.execute(
            "UPDATE sign_in_addresses SET expires_at = expires_at - interval '15 minutes'"
        )
        with pytest.raises(one_time.OneTimeUsed):
            await one_time.use(connection, late)


@pytest.mark.parametrize(
    ("later", "ago"),
    [
        ("UPDATE sessions SET seen_at = seen_at - $1::interval", sessions.IDLE),
        ("UPDATE sessions SET began_at = began_at - $1::interval", sessions.LONGEST),
    ],
)
async def test_a_session_ends_when_left_alone_and_after_a_day(
    pool: Pool, later: str, ago: object
) -> None:
    ref = await _somebody(pool, StaffRole.COORDINATOR)
    async with pool.acquire() as connection:
        secret = await sessions.begin(connection, ref)
        assert await sessions.find(connection, secret) is not None
        await connection.execute(later, ago)
        assert await sessions.find(connection, secret) is None


async def test_whatever_is_done_about_somebody_leaves_a_line(pool: Pool) -> None:
    ref = await _somebody(pool, StaffRole.COORDINATOR)
    async with pool.acquire() as connection:
        await people.set_roles(connection, OWNER, ref, frozenset({StaffRole.ANALYST}))
        await people.end(connection, OWNER, ref)
        _, changes = await people.one(connection, OWNER, ref)
    assert [(each.change, each.actor) for each in changes] == [
        (StaffChangeKind.ADDED, OWNER),
        (StaffChangeKind.ROLES_CHANGED, OWNER),
        (StaffChangeKind.ENDED, OWNER),
        (StaffChangeKind.SIGNED_OUT, OWNER),
    ]


async def test_nobody_takes_roles_from_the_owner_of_a_stack(pool: Pool) -> None:
    await _somebody(pool, StaffRole.COORDINATOR)
    async with pool.acquire() as connection:
        with pytest.raises(staff.OwnerStays):
            await people.end(connection, OWNER, OWNER)
        with pytest.raises(staff.OwnerStays):
            await people.set_roles(connection, OWNER, OWNER, frozenset())


@pytest.mark.parametrize("ref", ["engine", "system", "temporal", "register", "nobody"])
async def test_nobody_is_called_like_a_part_of_this(pool: Pool, ref: str) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await staff.ensure_owner(connection)
        with pytest.raises(Refused, match="what this program calls itself"):
            await people.add(
                connection,
                OWNER,
                name="Ada Sample",
                email="ada@example.org",
                roles=frozenset({StaffRole.COORDINATOR}),
                ref=ref,
            )


async def test_only_coordinators_look_after_visits(pool: Pool) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await staff.ensure_owner(connection)
        given = {"name": "Ada Sample", "email": "ada@example.org", "ref": "x-1"}
        ada = await people.add(connection, OWNER, roles=frozenset({StaffRole.COORDINATOR}), **given)
        given = {"name": "Grace Sample", "email": "grace@example.org", "ref": "x-2"}
        grace = await people.add(connection, OWNER, roles=frozenset({StaffRole.ANALYST}), **given)

        await require_coordinators(connection, ByRegister(), [ada.ref])
        await require_coordinators(connection, REHEARSED, ["anybody"])
        for ref in (grace.ref, "nobody-at-all"):
            with pytest.raises(Refused, match=f"{ref} is no coordinator.*owner, x-1"):
                await require_coordinators(connection, ByRegister(), [ada.ref, ref])
