"""One decision looked at for many visits, on the register alone."""

import json
from collections.abc import Callable

import pytest
from typer.testing import Result

from desk.batches import Batches, Brought
from register import content
from register.batches import Member
from register.connection import Pool
from schemas.personal import Person
from schemas.staff import StaffRole
from stack import StackAddresses
from tests.register.recording import elsewhere, record
from tests.support import visits as v
from tests.support.signed_in import sign_in, token_of

KENT, HULL, BARNET = "E10000016", "E06000010", "E09000003"


@pytest.fixture(autouse=True)
async def recorded(pool: Pool, addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three visits: one whose note is agreed, one not invited, one whose area replies."""
    people = [
        Person(
            ref=contact.ref,
            role=contact.role,
            name="Somebody",
            email=f"{contact.ref}@area.example.gov.uk",
            organisation="An area",
        )
        for contact in v.CONTACTS
    ]
    for events in (
        elsewhere(v.agreeing(), KENT),
        elsewhere(v.not_invited_yet(), HULL, coordinator="north-2"),
        elsewhere(v.delivered(), BARNET),
    ):
        state = await record(pool, events)
        async with pool.acquire() as connection, connection.transaction():
            await content.keep_people(connection, state.visit_id, people)
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    await sign_in(addresses.database_url, monkeypatch)
    await token_of(addresses.database_url, "south-1", StaffRole.COORDINATOR)


def test_it_is_shown_what_would_happen_to_each_and_which_refuse(
    visits: Callable[..., Result],
) -> None:
    words = ("pause", "--reason", "A lockdown.", "--preview")
    looked = visits("each", *words, "--json")
    found = {each["visit"].rpartition("-")[2]: each for each in json.loads(looked.stdout)["visits"]}

    assert looked.exit_code == 1
    assert {code: each["result"] for code, each in found.items()} == {
        KENT.lower(): "refuses",
        HULL.lower(): "takes",
        BARNET.lower(): "takes",
    }
    assert found[KENT.lower()]["error"]["code"] == "wrong_stage"
    assert len(found[BARNET.lower()]["letters"]) == len(v.INVITED)
    assert found[HULL.lower()]["letters"] == []

    shown = " ".join(visits("each", *words).stdout.split())
    assert "Visit put on hold. No letter." in shown
    assert "the visit is on hold to 4" in shown
    assert "Nothing is recorded." in shown


def test_only_those_that_are_asked_for(visits: Callable[..., Result]) -> None:
    def found(*which: str) -> list[str]:
        result = visits("each", *which, "hand-over", "--to", "south-1", "--preview", "--json")
        assert result.exit_code == 0, result.output
        return [each["area_name"] for each in json.loads(result.stdout)["visits"]]

    assert found("--coordinator", "north-2") == ["Kingston upon Hull, City of"]
    assert found("--stage", "invited") == ["Barnet"]
    assert found("--area", "Kent") == ["Kent"]

    for which in (("--programme", "elsewhere"), ("--ended",)):
        none = visits("each", *which, "hand-over", "--to", "south-1", "--yes")
        assert none.exit_code == 1
        assert "no such visit" in none.stderr


def test_nothing_is_done_that_nobody_has_said_is_meant_or_that_all_refuse(
    visits: Callable[..., Result],
) -> None:
    unsaid = visits("each", "hand-over", "--to", "south-1")
    assert unsaid.exit_code == 1
    told = " ".join(unsaid.stderr.split())
    assert "3 visits would take it. Repeat the command with --yes" in told
    program = visits("each", "hand-over", "--to", "south-1", "--json")
    assert json.loads(program.stdout)["error"]["code"] == "not_confirmed_for_many"
    refused = visits("each", "incomplete", "--reason", "Too long.", "--yes")
    assert refused.exit_code == 1
    assert "No visit takes this decision" in refused.stderr
    assert "Nothing was stopped half-way" in visits("each").stdout
    nobodys = ("--resume", "00000000-0000-4000-8000-000000000000")
    assert "There is no batch" in visits("each", *nobodys).stderr
    assert visits("each", *nobodys, "pause").exit_code == 2


def test_a_register_that_goes_away_half_way_leaves_a_batch_to_go_on_with(
    visits: Callable[..., Result],
    addresses: StackAddresses,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", addresses.temporal)
    brought: list[str] = []

    async def bring(
        _self: Batches, _batch: object, _form: object, visit: str, **_: bool
    ) -> Brought:
        if brought:
            raise ConnectionRefusedError
        brought.append(visit)
        return Brought(Member(visit, 9))

    monkeypatch.setattr(Batches, "_bring", bring)
    found = visits("each", "--yes", "hand-over", "--to", "south-1")

    assert found.exit_code == 3, found.output
    (left,) = json.loads(visits("each", "--json").stdout)
    said = " ".join(found.stderr.split())
    assert "the register did not answer" in said
    assert f"`visits each --resume {left['batch']}` goes on with the rest" in said
    assert "Nothing is known to have changed" not in said
    assert left["settled"] == 1
