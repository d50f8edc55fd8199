"""Decisions that are signed as a desk would, and brought past it."""

import base64
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from temporalio.client import WorkflowHandle

from desk.signing import own_signer
from register import proofs
from register.connection import Pool
from schemas.base import Model
from schemas.ids import UpdateId
from schemas.proofs import Proof
from worker.decision_keys import KeyFiles
from workflows.names import update_name


async def signed(pool: Pool, subject: str, message: Model, update_id: UpdateId) -> Proof:
    """The proof of a decision, kept as the desk keeps it."""
    proof = own_signer().sign(subject, update_id, message, datetime.now(UTC))
    async with pool.acquire() as connection:
        await proofs.keep(connection, subject, update_id, proof)
    return proof


async def tell_directly(
    pool: Pool,
    handle: WorkflowHandle[Any, Any],
    message: Model,
    update_id: UpdateId,
    answer: type[Any] | None = None,
) -> Any:  # noqa: ANN401 - the receipt, of the kind that is asked for
    """Tell a visit's run itself, as a desk would whose register is behind."""
    proof = await signed(pool, handle.id, message, update_id)
    return await handle.execute_update(
        update_name(type(message)), args=[message, proof], id=update_id, result_type=answer
    )


def own_key_file(folder: Path) -> Path:
    """The key of this process's desks, as a command in a process of its own reads it."""
    file = folder / "own.key"
    file.touch(mode=0o600)
    seed = own_signer()._key.private_bytes_raw()  # noqa: SLF001 - nobody else may have it
    file.write_text(base64.b64encode(seed).decode(), encoding="ascii")
    return file


def own_public_file(folder: Path) -> Path:
    """What a worker in a process of its own checks them with."""
    file = folder / "own.pub"
    KeyFiles(None, file).write_public([own_signer().public])
    return file
