"""What is wrong with a request is told in our words, wherever in it that is."""

import re
from collections.abc import Iterator
from typing import cast

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic_core import ErrorDetails
from starlette.routing import BaseRoute

from api.app import create_api
from api.dependencies import ApiDependencies
from feed.app import create_app
from feed.dependencies import Dependencies
from tests.api.conftest import ApiDoor
from web.failures import what_is_wrong

LIBRARYS_WORDS = re.compile(
    r"[Ii]nput should|[Ss]tring should|should be|should match|Field required|[Ee]xtra inputs|"
    r"[Vv]alue error|valid (string|date|number|integer)|unable to|parse|pattern|\^|\[|pydantic"
)
WRONG = ("", "x" * 6000, "a b", "Ä", "-1", "0", "nan", "inf", "1e400", "9" * 400, "2020-13-45", "é")


def _routes(routes: list[BaseRoute]) -> Iterator[APIRoute]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        elif inner := getattr(route, "original_router", None):
            yield from _routes(inner.routes)


def _dependants(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for inner in dependant.dependencies:
        yield from _dependants(inner)


def _complaints(app: FastAPI) -> Iterator[tuple[str, str, str]]:
    """Each parameter of each address, with a wrong value and what is said of it."""
    for route in _routes(app.routes):
        for dependant in _dependants(route.dependant):
            for where, fields in (
                ("path", dependant.path_params),
                ("query", dependant.query_params),
                ("header", dependant.header_params),
            ):
                for field in fields:
                    for value in WRONG:
                        _, errors = field.validate(value, {}, loc=(where, field.alias))
                        for wrong in what_is_wrong(cast("list[ErrorDetails]", errors or [])):
                            yield f"{route.path} {wrong.place}", value, wrong.wrong


@pytest.mark.parametrize(
    "app",
    [
        create_api(cast("ApiDependencies", None)),
        create_app(cast("Dependencies", None)),
    ],
    ids=["api", "feed"],
)
def test_of_no_parameter_is_told_what_the_library_says(app: FastAPI) -> None:
    told = list(_complaints(app))

    assert len(told) > 50
    assert [each for each in told if LIBRARYS_WORDS.search(f"{each[0].split()[1]} {each[2]}")] == []
    assert [each for each in told if each[2] == "is not written as it may be"] == []


@pytest.mark.parametrize(
    ("where", "headers", "said"),
    [
        (
            "/visits/{visit}/decisions/nominate",
            {"Idempotency-Key": "not a key!"},
            "header.Idempotency-Key: may have only letters, digits and hyphens, 64 at most",
        ),
        ("/tasks?due=20", {}, "query.due: is not a date, such as 2020-10-05"),
        ("/visits/{visit}/note/docy", {}, "path.ending: must be docx or odt"),
        ("/letters?role=nobody", {}, "query.role: must be "),
    ],
)
async def test_a_request_that_will_not_do_is_told_why(
    door: ApiDoor, where: str, headers: dict[str, str], said: str
) -> None:
    address = where.format(visit=door.walk.visit)
    answer: httpx2.Response = await (
        door.client.post(address, json={}, headers=headers) if headers else door.client.get(address)
    )

    assert answer.status_code == 422
    assert said in answer.json()["detail"]
    assert not LIBRARYS_WORDS.search(answer.json()["detail"])
