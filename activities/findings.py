"""Keeps what an activity found for a process, so that it can be told that and nothing else."""

from typing import TypeVar

from register import proofs
from register.connection import Pool
from schemas.base import Model

M = TypeVar("M", bound=Model)


async def kept(pool: Pool, subject: str, found: M) -> M:
    """What was found, once it is kept.

    Args:
        pool: The register.
        subject: The process that is going to be told.
        found: What it is told.
    """
    async with pool.acquire() as connection:
        await proofs.found(connection, subject, found)
    return found
