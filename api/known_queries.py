"""Refuses a parameter that an address does not know.

A filter that is spelt wrongly, and passed over, finds everything: whoever asked takes that for
the answer.
"""

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute


def only_known_queries(request: Request) -> None:
    """Hold the names behind the `?` against those that the address describes.

    Raises:
        RequestValidationError: One is not among them.
    """
    route = request.scope["route"]
    assert isinstance(route, APIRoute)  # noqa: S101 - it is added to nothing else
    known = _known(route.dependant)
    why = f"is none of {', '.join(sorted(known))}" if known else "is known to no such request"
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        raise RequestValidationError(
            [{"type": "unknown", "loc": ("query", name), "msg": why} for name in unknown]
        )


def _known(dependant: Dependant) -> set[str]:
    names = {parameter.alias for parameter in dependant.query_params}
    return names.union(*(_known(one) for one in dependant.dependencies))
