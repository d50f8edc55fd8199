"""The namespace of Temporal to which a register belongs."""

import asyncpg
import pytest

from register.connection import Pool, open_pool
from register.migrate import migrate
from register.own_namespace import (
    AnotherNamespace,
    own_namespace,
    require_own_namespace,
    settle_in,
)
from register.prepared import scripts as all_scripts
from register.roles import SERVING, Role
from stack import StackAddresses

BEFORE = "0042_exact_counts.sql"


async def test_the_first_that_serves_says_where_and_no_other_does(pool: Pool) -> None:
    async with pool.acquire() as connection:
        await require_own_namespace(connection, "anywhere")
        await settle_in(connection, "visits")
        await settle_in(connection, "visits")
        with pytest.raises(AnotherNamespace) as refused:
            await settle_in(connection, "vists")
        assert await own_namespace(connection) == "visits"
    sentence = str(refused.value)
    assert "belongs to Temporal's namespace “visits”" in sentence
    assert "leads to “vists”" in sentence
    assert "`visits migrate --namespace vists`" in sentence


async def test_its_owner_moves_it(pool: Pool) -> None:
    async with pool.acquire() as connection:
        await settle_in(connection, "visits")
    await migrate(pool, namespace="visits-2")
    async with pool.acquire() as connection:
        await require_own_namespace(connection, "visits-2")
        with pytest.raises(AnotherNamespace):
            await require_own_namespace(connection, "visits")
    await migrate(pool)
    async with pool.acquire() as connection:
        assert await own_namespace(connection) == "visits-2", "left as it is"


@pytest.mark.parametrize("role", SERVING)
async def test_whoever_serves_sees_it_and_nobody_but_the_owner_changes_it(
    role: Role, pool: Pool, addresses: StackAddresses
) -> None:
    async with pool.acquire() as connection:
        await settle_in(connection, "visits")
    async with open_pool(addresses.database_url_of(role)) as theirs:
        async with theirs.acquire() as connection:
            assert await own_namespace(connection) == "visits"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await theirs.execute("UPDATE own_namespace SET name = 'another'")


async def test_a_register_of_before_belongs_where_its_next_worker_serves(
    addresses: StackAddresses,
) -> None:
    before = [script for script in all_scripts() if script[0] <= BEFORE]
    async with open_pool(addresses.database_url) as pool:
        await migrate(pool, scripts=before)
        async with pool.acquire() as connection:
            await require_own_namespace(connection, "anywhere")
        await migrate(pool)
        async with pool.acquire() as connection:
            assert await own_namespace(connection) is None
            await settle_in(connection, "visits")
            assert await own_namespace(connection) == "visits"
