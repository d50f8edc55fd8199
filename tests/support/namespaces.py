"""A namespace of its own on the shared server, where another server would cost seconds."""

import asyncio

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from workflows.search_attributes import SEARCH_ATTRIBUTES


async def a_namespace(client: Client, name: str) -> str:
    """As another server would be: there is nothing in it, and what runs here is not there."""
    await client.workflow_service.register_namespace(
        RegisterNamespaceRequest(
            namespace=name, workflow_execution_retention_period=Duration(seconds=86_400)
        )
    )
    attributes = {
        name: IndexedValueType.ValueType(int(key.indexed_value_type))
        for name, key in SEARCH_ATTRIBUTES.items()
    }
    async with asyncio.timeout(60):
        while True:
            try:
                await client.operator_service.add_search_attributes(
                    AddSearchAttributesRequest(namespace=name, search_attributes=attributes)
                )
            except RPCError:
                await asyncio.sleep(0.2)
            else:
                return name
