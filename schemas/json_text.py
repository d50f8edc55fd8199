"""JSON as people and programs send it: a name stands once, so that nothing is passed over."""

import json
from typing import Any

from schemas.visible import echoed


class _Twice(ValueError):
    """A name stands twice in one object."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def named_twice(text: bytes) -> str | None:
    """The first name that stands twice in an object of a text, as it can be told; `None` if none.

    Of a text that is no JSON there is none: whoever reads it says so.
    """
    try:
        json.loads(text, object_pairs_hook=_once)
    except _Twice as twice:
        return echoed(twice.name)
    except (ValueError, RecursionError):
        return None
    return None


# `Any`: whatever an object holds.
def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise _Twice(name)
            seen.add(name)
    return found
