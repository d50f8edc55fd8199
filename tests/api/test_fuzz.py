"""Every request of the API, made up from its description and against it: no server error.

The requests are the same each time. A decision that a rule refuses is an answer; a mistake of ours
is not, and neither is what nobody described.
"""

import asyncio
from typing import Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema
from structlog.testing import capture_logs

from schemas.staff import StaffRole
from tests.api.conftest import ApiDoor, token_of
from tests.pages.serving import serving

OURS_ALONE = {"request_failed", "value_refused", "register_unavailable"}
"""What may never be logged because of a request, whatever it is."""


def settings(address: str, token: str) -> SchemathesisConfig:
    """Little of each: there are nearly two hundred."""
    return SchemathesisConfig.from_dict(
        {
            "seed": 20201005,
            "base-url": address,
            "request-timeout": 20,
            # How long it takes to make requests up says how busy the machine is, and no more.
            "suppress-health-check": ["too_slow"],
            "headers": {"Authorization": f"Bearer {token}"},
            "generation": {"deterministic": True, "max-examples": 2, "database": "none"},
            "phases": {"stateful": {"enabled": False}, "coverage": {"enabled": False}},
            "checks": {
                "not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", "503"]},
                # What is well-formed may be refused by the rules; what is not, by a problem.
                "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", "4xx", "503"]},
            },
        }
    )


def found_by_asking(
    address: str, document: dict[str, Any], token: str
) -> tuple[set[str], list[str]]:
    """The requests that were made, and each answer that is not as it is described."""
    schema = schemathesis.openapi.from_dict(document, config=settings(address, token))
    asked: set[str] = set()
    wrong: list[str] = []
    for event in from_schema(schema).execute():
        match event:
            case events.ScenarioFinished(label=label, recorder=recorder):
                if recorder.interactions and label:
                    asked.add(label)
                wrong += [
                    f"{label}: {check.failure_info.failure.title}"
                    f" {check.failure_info.failure.message} {check.failure_info.code_sample}"
                    for checks in recorder.checks.values()
                    for check in checks
                    if check.status is Status.FAILURE and check.failure_info
                ]
            case events.NonFatalError() | events.FatalError():
                wrong.append(repr(event))
            case _:
                pass
    return asked, wrong


@pytest.mark.timeout(
    400
)  # some hundreds of requests, on a machine that may have other things to do
async def test_every_answer_is_one_that_is_described(door: ApiDoor) -> None:
    await door.walk.open()
    token = await token_of(door, "anna", *StaffRole)
    async with serving(door.who) as address:
        described = (await door.client.get("/openapi.json")).json()
        with capture_logs() as logs:
            asked, wrong = await asyncio.to_thread(found_by_asking, address, described, token)

    assert wrong == []
    assert asked == {
        f"{method.upper()} {path}"
        for path, methods in described["paths"].items()
        for method in methods
    }
    assert [line for line in logs if line["event"] in OURS_ALONE] == []
