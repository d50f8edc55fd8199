"""Somebody who has signed in, for tests of what people do by command."""

import pytest

from console.terminal.acting import TOKEN
from register import personal_tokens, staff
from register.connection import open_pool
from schemas.ids import ActorRef
from schemas.staff import OWNER, StaffRole


async def token_of(database_url: str, ref: ActorRef = OWNER, *roles: StaffRole) -> str:
    """The personal token of the owner, or of somebody with these roles."""
    async with (
        open_pool(database_url, size=1) as pool,
        pool.acquire() as connection,
        connection.transaction(),
    ):
        await staff.ensure_owner(connection)
        if await staff.find(connection, ref) is None:
            await staff.add(
                connection,
                ref=ref,
                name=f"Sample {staff.new_ref()}",
                email=f"{staff.new_ref()}@example.org",
                roles=roles,
                actor=OWNER,
            )
        return (await personal_tokens.make(connection, ref, OWNER)).secret


async def sign_in(
    database_url: str, monkeypatch: pytest.MonkeyPatch, ref: ActorRef = OWNER, *roles: StaffRole
) -> None:
    """Let commands act as the owner, or as somebody with these roles."""
    monkeypatch.setenv(TOKEN, await token_of(database_url, ref, *roles))
