"""What the commands on search attributes do; see `console.operate.search_attributes`."""

from collections.abc import Mapping
from pathlib import Path

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from console.terminal.desks import the_server
from console.terminal.errors import Failed
from worker.search_attributes import registered_attributes
from workflows.search_attributes import SEARCH_ATTRIBUTES, server_types

__all__ = ["register_missing", "registered", "server_types"]


async def register_missing(folder: Path) -> list[str]:
    """Register the attributes that the server lacks.

    Returns:
        Their names.

    Raises:
        Failed: One is registered with another type.
    """
    client = await the_server(folder)
    known = await registered_attributes(client)
    _require_same_types(known)
    missing = [name for name in SEARCH_ATTRIBUTES if name not in known]
    if missing:
        await _add(client, missing)
    return missing


async def registered(folder: Path) -> Mapping[str, int]:
    """The attributes the server has, with their types."""
    return await registered_attributes(await the_server(folder))


def _require_same_types(known: Mapping[str, int]) -> None:
    for name, key in SEARCH_ATTRIBUTES.items():
        if name in known and known[name] != key.indexed_value_type:
            raise Failed(
                f"Search attribute {name} is registered with another type. Use a namespace of "
                "its own for area visits, or have an operator remove the attribute."
            )


async def _add(client: Client, names: list[str]) -> None:
    wanted = {
        name: IndexedValueType.ValueType(int(SEARCH_ATTRIBUTES[name].indexed_value_type))
        for name in names
    }
    request = AddSearchAttributesRequest(namespace=client.namespace, search_attributes=wanted)
    try:
        await client.operator_service.add_search_attributes(request)
    except RPCError as error:
        # Somebody registered them between our look and our word.
        if error.status is not RPCStatusCode.ALREADY_EXISTS:
            raise
