"""`visits links`: whom a visit's letters ask what, what became of it, and its end."""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime

import pytest
from typer.testing import Result

from register import links
from register.connection import Pool
from schemas.questions import Question
from schemas.staff import StaffRole
from stack import StackAddresses
from tests.register.recording import record
from tests.support.signed_in import sign_in
from tests.support.visits import invited

VISIT = "interim-e10000016"
LINK = links.link_in(
    f"{VISIT}/invitation/1/dcs", Question.REPLY, datetime.fromisoformat("2020-09-07T09:00+01:00")
)

pytestmark = pytest.mark.usefixtures("register")


@pytest.fixture
async def register(pool: Pool, addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    await sign_in(addresses.database_url, monkeypatch)
    visit = invited()
    await record(pool, visit.events)
    async with pool.acquire() as connection:
        await links.keep(connection, LINK, "t" * 43)


def test_a_visits_links_are_listed_and_withdrawn(visits: Callable[..., Result]) -> None:
    listed = visits("links", "list", VISIT)
    assert listed.exit_code == 0, listed.output
    assert f"{LINK.ref} dcs Reply to the invitation not opened" in " ".join(listed.output.split())

    withdrawn = visits("links", "withdraw", VISIT, LINK.ref)
    again = visits("links", "withdraw", VISIT, LINK.ref, "--json")

    assert withdrawn.exit_code == 0, withdrawn.output
    assert f"visits resend {LINK.letter}" in withdrawn.output
    told = json.loads(again.stdout)
    assert (told["ref"], told["live"], told["withdrawn_by"]) == (LINK.ref, False, "owner")
    assert "t" * 43 not in listed.output + withdrawn.output + again.output


def test_what_is_no_link_of_the_visit_is_told_as_that(visits: Callable[..., Result]) -> None:
    result = visits("links", "withdraw", VISIT, "link-bbbbbbbbbbbbbbbb")

    assert result.exit_code == 1
    assert f"`visits links list {VISIT}`" in " ".join(result.output.split())


async def test_whoever_may_not_withdraws_none(
    visits: Callable[..., Result], addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sign_in(addresses.database_url, monkeypatch, "analyst-1", StaffRole.ANALYST)

    result = await asyncio.to_thread(visits, "links", "withdraw", VISIT, LINK.ref)

    assert result.exit_code == 1
    assert "“Withdraw link” is for a coordinator" in " ".join(result.output.split())
