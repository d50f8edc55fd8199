"""Whether a Temporal namespace has the search attributes that visits are found by.

Without them no visit can be opened: the server refuses its first task again and again, where
nobody looks.
"""

from collections.abc import Mapping

from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from schemas.sentences import Sentence
from workflows.search_attributes import SEARCH_ATTRIBUTES


class SearchAttributesMissing(Sentence):
    """The namespace lacks what visits are searched by."""


class NamespaceMissing(Sentence):
    """Temporal has no such namespace."""


async def registered_attributes(client: Client) -> Mapping[str, int]:
    """The type of each attribute that the namespace has, by its name."""
    answer = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    return answer.custom_attributes


async def require_search_attributes(client: Client) -> None:
    """Refuse to serve visits in a namespace where none could be opened.

    Raises:
        SearchAttributesMissing: Some were not registered, or are of another type.
        NamespaceMissing: There is no such namespace.
    """
    try:
        known = await registered_attributes(client)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        raise NamespaceMissing(
            f"Temporal has no namespace “{client.namespace}”. Make it with `temporal operator "
            f"namespace create --namespace {client.namespace}`, or set TEMPORAL_NAMESPACE."
        ) from None
    where = f"Temporal's namespace “{client.namespace}”"
    if missing := lacking(known):
        raise SearchAttributesMissing(
            f"{where} does not know what visits are searched by "
            f"({', '.join(missing)}). Run `visits search-attributes register`, then start the "
            "worker again; until then it takes no visits."
        )
    if other := of_another_type(known):
        raise SearchAttributesMissing(
            f"{where} has another type for what visits are searched by ({', '.join(other)}). "
            f"{REMOVE_FIRST}, then start the worker again; until then it takes no visits."
        )


REMOVE_FIRST = (
    "Have an operator of Temporal remove that (`temporal operator search-attribute remove`), run "
    "`visits search-attributes register`"
)


def lacking(known: Mapping[str, int]) -> list[str]:
    """Of what visits are searched by, what a namespace does not know."""
    return sorted(SEARCH_ATTRIBUTES.keys() - known.keys())


def of_another_type(known: Mapping[str, int]) -> list[str]:
    """Of what visits are searched by, what a namespace knows as something else."""
    return sorted(
        name
        for name, key in SEARCH_ATTRIBUTES.items()
        if name in known and known[name] != key.indexed_value_type
    )
