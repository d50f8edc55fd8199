"""What visits can be searched by in Temporal: registered once, checked by `list`."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import typer
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from console import options
from console.output import say, show, table, write_json
from console.running import run_waiting, temporal_only
from workflows.search_attributes import SEARCH_ATTRIBUTES

PANEL = "Operate"

app = typer.Typer(no_args_is_help=True, help="What visits can be searched by in Temporal.")
