"""What the commands on search attributes do; see `console.operate.search_attributes`."""

from collections.abc import Mapping
from pathlib import Path

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from console.terminal.desks import the_server
from console.terminal.errors import Failed
from worker.search_attributes import lacking, of_another_type, registered_attributes
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
    missing = lacking(known)
    if missing:
        await _add(client, missing)
    return missing


async def registered(folder: Path) -> Mapping[str, str]:
    """The attributes the server has, with their types as its command line names them."""
    known = await registered_attributes(await the_server(folder))
    return {name: _name_of(kind) for name, kind in known.items()}


def _name_of(kind: int) -> str:
    name = IndexedValueType.Name(IndexedValueType.ValueType(kind))
    return name.removeprefix("INDEXED_VALUE_TYPE_").title().replace("_", "")


def _require_same_types(known: Mapping[str, int]) -> None:
    if other := of_another_type(known):
        raise Failed(
            f"Search attribute {other[0]} is registered with another type. Use a namespace of "
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
