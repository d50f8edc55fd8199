"""What visits can be searched by in Temporal: registered once, and listed."""

from collections.abc import Mapping

import typer
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from console import options
from console.failing import Failed
from console.output import say, show, table, write_json
from console.running import run_waiting, the_server
from workflows.search_attributes import SEARCH_ATTRIBUTES, server_types

PANEL = "Operate"

app = typer.Typer(no_args_is_help=True, help="What visits can be searched by in Temporal.")


def add(above: typer.Typer) -> None:
    """Add the commands."""
    app.command("register")(register)
    app.command("list")(list_all)
    above.add_typer(app, name="search-attributes", rich_help_panel=PANEL)


def register(*, as_json: options.AsJson = False, folder: options.Folder = options.VAR) -> None:
    """Register what is missing; doing it again changes nothing."""

    async def work() -> list[str]:
        client = await the_server(folder)
        known = await _known(client)
        _require_same_types(known)
        missing = [name for name in SEARCH_ATTRIBUTES if name not in known]
        if missing:
            await _add(client, missing)
        return missing

    added = run_waiting(work(), "Temporal")
    if as_json:
        write_json({"registered": added})
    else:
        say(f"Registered: {', '.join(added)}." if added else "All of them are registered already.")


def list_all(*, as_json: options.AsJson = False, folder: options.Folder = options.VAR) -> None:
    """List them, with their types and whether Temporal knows them."""

    async def work() -> Mapping[str, int]:
        return await _known(await the_server(folder))

    known = run_waiting(work(), "Temporal")
    types = server_types()
    if as_json:
        write_json([{"name": n, "type": t, "registered": n in known} for n, t in types.items()])
        return
    rows = [(name, kind, "yes" if name in known else "no") for name, kind in types.items()]
    show(table("Name", "Type", "Registered", rows=rows))


async def _known(client: Client) -> Mapping[str, int]:
    """The type of each attribute that the namespace has, by its name."""
    answer = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    return answer.custom_attributes


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
