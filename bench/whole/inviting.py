"""Those who come: people with sessions, programs and departments with tokens, consumers."""

from collections.abc import Sequence

from bench.whole.people import Somebody
from register import one_time, personal_tokens, staff, tokens
from register.connection import Connection, Pool
from schemas.access import PUSHED_TO, WHOLE_EVENTS, Scope
from schemas.ids import ActorRef
from schemas.staff import OWNER, StaffRole
from schemas.values import Department


async def add_people(pool: Pool, number: int) -> Sequence[ActorRef]:
    """So many who may do everything, and a colleague of each; what they are called."""
    refs = [f"load-{one}" for one in range(1, number + 1)]
    async with pool.acquire() as connection, connection.transaction():
        for ref in (*refs, *map(colleague, refs)):
            await staff.add(
                connection,
                ref=ref,
                name=f"Ada {ref.capitalize()}",
                email=f"{ref}@example.org",
                roles=frozenset(StaffRole),
                actor=OWNER,
            )
    return refs


def colleague(ref: ActorRef) -> ActorRef:
    """What somebody's colleague is called."""
    return f"{ref}-too"


async def sign_in_addresses(pool: Pool, refs: Sequence[ActorRef]) -> list[Somebody]:
    """What each signs in with, once and within a quarter of an hour."""
    async with pool.acquire() as connection, connection.transaction():
        return [Somebody(ref, await one_time.make(connection, ref, OWNER)) for ref in refs]


async def api_tokens(pool: Pool, refs: Sequence[ActorRef]) -> list[Somebody]:
    """By what the API knows each."""
    async with pool.acquire() as connection, connection.transaction():
        made = [(ref, await personal_tokens.make(connection, ref, OWNER)) for ref in refs]
    return [Somebody(ref, token.secret) for ref, token in made]


async def departments(pool: Pool) -> list[Somebody]:
    """By what the feed knows those who read notes."""
    async with pool.acquire() as connection:
        return [await _reader(connection, department) for department in Department]


async def _reader(connection: Connection, department: Department) -> Somebody:
    name = f"load-{department.value.replace('_', '-')}"
    _, secret = await tokens.make(connection, name, [Scope.CONTENT], department=department)
    return Somebody(name, secret)


async def consumers(pool: Pool, number: int) -> list[tuple[str, str]]:
    """The name and the secret of each consumer; nothing is withheld from them."""
    scopes = WHOLE_EVENTS | PUSHED_TO
    names = [f"load-{one}" for one in range(1, number + 1)]
    async with pool.acquire() as connection:
        return [(name, (await tokens.make(connection, name, scopes))[1]) for name in names]
