"""What answers a request is asked in the loop that serves it: a thread for each part costs more."""

import inspect
from collections.abc import Iterator
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.app import create_api
from api.dependencies import ApiDependencies
from desk.desk import Desk
from feed.app import create_app
from feed.dependencies import Dependencies
from pages.app import create_pages
from pages.dependencies import PagesDependencies
from register.connection import Pool

DOORS = {
    "api": lambda: create_api(cast("ApiDependencies", None)),
    "feed": lambda: create_app(cast("Dependencies", None)),
    "pages": lambda: create_pages(
        PagesDependencies(cast("Pool", None), cast("Desk", None))  # nothing is asked of them
    ),
}


def asked_by(dependant: Dependant) -> Iterator[Any]:
    """A route's function, and all that it stands on."""
    yield dependant.call
    for one in dependant.dependencies:
        yield from asked_by(one)


def routes_in(routes: list[Any]) -> Iterator[APIRoute]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        below = getattr(route, "original_router", None) or route
        yield from routes_in(list(getattr(below, "routes", None) or ()))


def waits(call: object) -> bool:
    """Whether FastAPI asks it in its loop."""
    function = call if inspect.isroutine(call) else getattr(call, "__call__", call)  # noqa: B004
    return inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)


@pytest.mark.parametrize("door", DOORS)
def test_nothing_is_asked_in_a_thread(door: str) -> None:
    app: FastAPI = DOORS[door]()
    found = [call for route in routes_in(app.routes) for call in asked_by(route.dependant)]

    assert len(found) > 20
    assert {getattr(call, "__qualname__", call) for call in found if not waits(call)} == set()
