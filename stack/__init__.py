"""The bundled Temporal server and PostgreSQL, run as children that cannot outlive this process.

Knows nothing of visits: what the servers are used for, and with which settings, is decided above.
What runs them is loaded when it is first asked for: most commands only look where they are.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from stack.addresses import (
    ADDRESSES_NAME,
    StackAddresses,
    read_addresses,
    write_addresses,
)
from stack.errors import StackUnavailable

if TYPE_CHECKING:
    from stack.ports import StackPorts
    from stack.postgres import Postgres
    from stack.stack import (
        EmbeddedStack,
        Ended,
        StackKind,
        persistent_stack,
        throwaway_stack,
    )
    from stack.temporal import TemporalServer

__all__ = [
    "ADDRESSES_NAME",
    "EmbeddedStack",
    "Ended",
    "Postgres",
    "StackAddresses",
    "StackKind",
    "StackPorts",
    "StackUnavailable",
    "TemporalServer",
    "persistent_stack",
    "read_addresses",
    "throwaway_stack",
    "write_addresses",
]

_LATER = {
    "EmbeddedStack": "stack.stack",
    "Ended": "stack.stack",
    "Postgres": "stack.postgres",
    "StackKind": "stack.stack",
    "StackPorts": "stack.ports",
    "TemporalServer": "stack.temporal",
    "persistent_stack": "stack.stack",
    "throwaway_stack": "stack.stack",
}


# `Any`: of a module, whatever is asked for.
def __getattr__(name: str) -> Any:  # noqa: ANN401
    """What runs the servers, loaded now."""
    if name not in _LATER:
        raise AttributeError(f"module 'stack' has no attribute {name!r}")
    found = getattr(import_module(_LATER[name]), name)
    globals()[name] = found
    return found
