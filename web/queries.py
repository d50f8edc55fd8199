"""Takes what stands in an address, and in the headers beside it, at its word.

A filter that is spelt wrongly, and passed over, finds everything; of one that is given twice, where
one value is meant, the last is taken and the rest of the answer is missing; a place in the log that
is read generously is another place. Whoever asked takes each for the answer. So nothing is passed
over, nothing is chosen and nothing is made to fit.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Final, get_args, get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic_core import ErrorDetails

_ONCE: Final = ("Authorization", "Idempotency-Key", "Last-Event-ID")
"""Headers that say one thing; of two of them, which is meant is anybody's guess."""

_WRITTEN: Final = {
    int: (re.compile(r"-?[0-9]+"), "int_parsing"),
    float: (re.compile(r"-?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"), "float_parsing"),
    date: (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "date_from_datetime_parsing"),
}
"""How a value is written, and the kind of mistake that anything else is. Left to itself, the
library would read `1_0` as ten, and seconds since 1970 or a moment in another zone as a day."""


def exact_queries(request: Request) -> None:
    """Hold what an address is asked against what it describes.

    Raises:
        RequestValidationError: A parameter is not among those it knows, is given twice where once
            is meant, or is no number or day as these are written.
    """
    route = request.scope["route"]
    assert isinstance(route, APIRoute)  # noqa: S101 - it is added to nothing else
    wrong = [
        *_unknown(request, route.dependant),
        *_twice(request, route.dependant),
        *_generous(request, route.dependant),
    ]
    if wrong:
        raise RequestValidationError(wrong)


def _unknown(request: Request, dependant: Dependant) -> Iterator[ErrorDetails]:
    known = {name for name, _ in _parameters(dependant, "query")}
    why = f"is none of {', '.join(sorted(known))}" if known else "is known to no such request"
    for name in request.query_params:
        if name not in known:
            yield _wrong("query", name, "unknown", why)


def _twice(request: Request, dependant: Dependant) -> Iterator[ErrorDetails]:
    given = Counter(name for name, _ in request.query_params.multi_items())
    for name, types in _parameters(dependant, "query"):
        if given[name] > 1 and list not in types:
            yield _wrong("query", name, "twice", "may be given once only")
    for name in _ONCE:
        if len(request.headers.getlist(name)) > 1:
            yield _wrong("header", name, "twice", "may be given once only")


def _generous(request: Request, dependant: Dependant) -> Iterator[ErrorDetails]:
    for place, given in (
        ("query", request.query_params),
        ("path", request.path_params),
        ("header", request.headers),
    ):
        for name, types in _parameters(dependant, place):
            value = given.get(name)
            if not value:  # nothing at all; what that means the address says itself
                continue
            for kind in _WRITTEN.keys() & types:
                written, mistake = _WRITTEN[kind]
                if not written.fullmatch(value):
                    yield _wrong(place, name, mistake, "")


def _parameters(dependant: Dependant, place: str) -> Iterator[tuple[str, set[object]]]:
    """What may stand in one part of a request, for an address and all that it depends on.

    Yields:
        A name, and the types that its value is made of.
    """
    for parameter in getattr(dependant, f"{place}_params"):
        yield parameter.alias, _types(parameter.field_info.annotation)
    yield from chain.from_iterable(_parameters(one, place) for one in dependant.dependencies)


def _types(annotation: object) -> set[object]:
    """Every type that an annotation is made of."""
    inner = (_types(one) for one in get_args(annotation))
    return {annotation, get_origin(annotation)}.union(*inner)


def _wrong(place: str, name: str, kind: str, why: str) -> ErrorDetails:
    return {"type": kind, "loc": (place, name), "msg": why, "input": ""}
