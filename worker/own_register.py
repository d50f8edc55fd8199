"""Whether the register that a worker was given is that of the visits which Temporal runs.

A worker that was given another one, as of a trial, would take visits over all the same: each
decision is refused as if nobody had signed it, and whoever asks for letters to be sent is told that
none are left.
"""

from typing import Final

from temporalio.client import Client

from register import announcements
from register.connection import Pool
from schemas.sentences import Sentence
from workflows.visit import Visit

_LOOKED_AT: Final = 50
"""Runs, of which the register has to know one: a few may be others', started past the desk."""


class AnotherRegister(Sentence):
    """Temporal runs visits, and the register knows none of them."""


async def require_own_register(client: Client, pool: Pool, task_queue: str) -> None:
    """Refuse to serve visits out of a register that has never heard of them.

    Args:
        client: To Temporal.
        pool: Of the register.
        task_queue: Where the worker is to listen.

    Raises:
        AnotherRegister: It knows none of the visits that run.
    """
    query = (
        f"WorkflowType = '{Visit.__name__}' AND ExecutionStatus = 'Running'"
        f" AND TaskQueue = '{task_queue}'"
    )
    running = [found.id async for found in client.list_workflows(query, limit=_LOOKED_AT)]
    if not running:
        return
    async with pool.acquire() as connection:
        if await announcements.knows_one_of(connection, running):
            return
    raise AnotherRegister(
        f"Temporal's namespace “{client.namespace}” runs visits ({_some(running)}) of which this "
        "register knows none: DATABASE_URL, or TEMPORAL_ADDRESS, leads to another installation. If "
        "they are right, `visits recover --all --preview` says what is to be done with those runs."
    )


def _some(names: list[str]) -> str:
    shown = ", ".join(sorted(names)[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown  # noqa: PLR2004 - as shown
