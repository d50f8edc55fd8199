"""The bundled Temporal server and PostgreSQL, run as children that cannot outlive this process.

Knows nothing of visits: what the servers are used for, and with which settings, is decided above.
"""

from stack.addresses import (
    ADDRESSES_NAME,
    StackAddresses,
    read_addresses,
    write_addresses,
)
from stack.errors import StackUnavailable
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
