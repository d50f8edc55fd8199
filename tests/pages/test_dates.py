"""Pages write days and times as GOV.UK does, whatever rules and commands write."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest

from desk.desk import Desk
from pages.app import create_pages
from pages.dates import dated
from pages.dependencies import PagesDependencies
from register.connection import open_pool
from tests.engine import UNHURRIED
from tests.pages.serving import SignedInAs
from tests.performances import NAMES, Performance, Performances
from tests.support.dates_shown import dates_not_for_people
from worker.connections import connect

OF_A_VISIT = (
    *("", "/timeline", "/letters", "/documents", "/people", "/days", "/cases", "/note", "/beside"),
    *("/reasons", "/events", "/decide"),
)
OF_ALL = ("/", "/?everybody=true", "/visits?stage=ended", "/who-did-what?first=2020-01-01", "/each")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            "Next: reply, by itself on Mon 5 Oct 2020 17:00.",
            "Next: reply, by itself on Monday 5 October 2020 at 5pm.",
        ),
        ("two days set: 1 Mar 2027 and 2 Mar 2027", "two days set: 1 March 2027 and 2 March 2027"),
        ("until 09:30 on Friday 4 December 2026;", "until 9:30am on Friday 4 December 2026;"),
        (
            "Allow other days: from 2026-11-30 to 2026-12-01.",
            "Allow other days: from 30 November 2026 to 1 December 2026.",
        ),
        (
            "Wed 3 Feb 2027, Thu 4 Feb",
            "Wednesday 3 February 2027, Thursday 4 February",
        ),
        ("5 May 2027 0:00", "5 May 2027 at midnight"),
        ("Day 1, 12:00: Leaders", "Day 1, midday: Leaders"),
        ("They typed “2026-11-30 9:00”.", "They typed “2026-11-30 9:00”."),
        ("`visits dates VISIT 2026-11-30`", "`visits dates VISIT 2026-11-30`"),
        ("autumn-2026-11-30-e10000016", "autumn-2026-11-30-e10000016"),
        ("2026-02-31 is no day", "2026-02-31 is no day"),
    ],
)
def test_words_of_the_rules_have_days_as_pages_write_them(said: str, shown: str) -> None:
    assert dated(said) == shown


@asynccontextmanager
async def _pages_of(played: Performance) -> AsyncIterator[httpx2.AsyncClient]:
    there = played.addresses
    async with open_pool(there.database_url) as pool:
        client = await connect(there.temporal, there.namespace)
        desk = Desk(client, pool, task_queue="nobody", patience=UNHURRIED)
        deps = PagesDependencies(pool, desk, now=lambda: played.state.changed_at)
        transport = httpx2.ASGITransport(app=SignedInAs(create_pages(deps)))
        async with httpx2.AsyncClient(transport=transport, base_url="https://pages.test") as asking:
            yield asking


@pytest.mark.parametrize("scenario", NAMES)
async def test_no_page_of_a_scenario_has_a_day_as_a_command_writes_it(
    performances: Performances, scenario: str
) -> None:
    played = performances[scenario]
    visit = f"/visits/{played.state.visit_id}"
    found = []
    async with _pages_of(played) as pages:
        paths = [*OF_ALL, *(f"{visit}{tab}" for tab in OF_A_VISIT)]
        for tab in ("letters", "beside", "decide"):
            listed = await pages.get(f"{visit}/{tab}")
            paths += re.findall(rf'href="({visit}/{tab}/[^"]+)"', listed.text)
        for path in dict.fromkeys(paths):
            answer = await pages.get(path)
            assert answer.status_code == 200, path
            found += [f"{path}: {each}" for each in dates_not_for_people(answer.text)]
    assert found == []
