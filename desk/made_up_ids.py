"""Ids that people make up are looked at before they go anywhere: they may not name anybody."""

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any

from register import content
from register.connection import Connection
from rules.nameless import require_nameless
from schemas.base import Model
from schemas.ids import VisitId

_DIGEST = re.compile(r"[0-9a-f]{64}")


async def require_nameless_ids(
    connection: Connection,
    visit: VisitId,
    ids: Iterable[str],
    *,
    message: Model | None = None,
    state: Model | None = None,
) -> None:
    """Refuse ids that name somebody whom the visit knows, or is told of just now.

    Args:
        connection: In which what comes with the message has been kept.
        visit: Whose people.
        ids: Of who decides and of the decision.
        message: Of which the ids are looked at, too.
        state: What is known: ids in it were taken before, and stand.
    """
    known = set(_texts(state)) if state is not None else set[str]()
    told = _texts(message) if message is not None else ()
    fresh = dict.fromkeys([*ids, *told])
    require_nameless(
        # The visit's own id was looked at when it was opened, and begins many others.
        (
            each.removeprefix(visit)
            for each in fresh
            if each not in known and not _DIGEST.fullmatch(each)
        ),
        await content.everybody(connection, visit),
    )


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - whatever a model holds
    if isinstance(value, Enum):
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, Model):
        yield from _texts(vars(value))
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from _texts(inner)
