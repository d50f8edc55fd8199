"""School terms by command: imported, shown, and asked for where days are chosen."""

import asyncio
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from desk.clock import kept_by
from desk.taking_in import to_open
from register import content
from register.connection import Pool
from release.rehearsal import load_scenario
from release.rehearsal.days import days_from
from rules.refusals import RefusalCode, Refused
from schemas.events.visit import Opened
from schemas.personal import Reason
from stack import StackAddresses
from tests.console.conftest import Visits
from tests.engine import SCENARIOS
from tests.register.recording import record
from tests.support import visits as v
from tests.support.register_alone import Alone
from tests.support.signed_in import sign_in

HEADING = "area,name,first,last\n"
THIS_YEAR = """\
Kent,Autumn 1,2020-09-02,2020-10-16
Kent,Autumn 2,2020-10-26,2020-12-16
Kent,Spring 1,2021-01-05,2021-02-12
"""


@pytest.fixture
async def desk(
    visits: Visits, pool: Pool, addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch
) -> Visits:
    """A terminal whose register is the test's."""
    del pool
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    await sign_in(addresses.database_url, monkeypatch)
    return visits


async def imported(desk: Visits, folder: Path, lines: str) -> dict[str, Any]:
    file = folder / "terms.csv"
    file.write_text(HEADING + lines)
    return dict(await told(desk, "import", str(file), "--json"))


async def told(desk: Visits, *words: str) -> Any:  # noqa: ANN401 - JSON
    result = await asyncio.to_thread(desk, "terms", *words)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


async def shown(desk: Visits, on: str) -> dict[str, Any]:
    return dict(await told(desk, "show", "Kent", "--on", on, "--json"))


async def test_an_import_holds_again_changes_nothing_and_mends_its_own_year(
    desk: Visits, tmp_path: Path
) -> None:
    before = await shown(desk, "2020-10-27")
    first = await imported(desk, tmp_path, THIS_YEAR)
    after = await shown(desk, "2020-10-27")
    again = await imported(desk, tmp_path, THIS_YEAR)
    next_year = await imported(desk, tmp_path, "Kent,Autumn 1,2021-09-02,2021-10-15\n")
    mended = await imported(desk, tmp_path, THIS_YEAR.replace("2020-12-16", "2020-12-18"))

    assert (before["area_name"], before["in_term"]) == ("Kent", False)
    assert {term["default"] for term in before["terms"]} == {True}
    assert first == {"areas": 1, "terms": 3, "added": 3, "removed": 0}
    assert after["in_term"]
    assert [term["default"] for term in after["terms"]] == [False] * 3 + [True] * 3
    assert (again["added"], again["removed"]) == (0, 0)
    assert (next_year["added"], next_year["removed"]) == (1, 0)
    assert (mended["added"], mended["removed"]) == (1, 1)
    every = await told(desk, "show", "--all", "--on", "2020-12-18", "--json")
    assert [(one["area"], one["in_term"]) for one in every] == [("E10000016", True)]


async def test_a_file_with_a_mistake_changes_nothing(desk: Visits, tmp_path: Path) -> None:
    file = tmp_path / "terms.csv"
    file.write_text(HEADING + THIS_YEAR + "Atlantis,Autumn 1,2020-09-02,2020-10-16\n")

    result = await asyncio.to_thread(desk, "terms", "import", str(file))

    assert result.exit_code == 1
    assert "line 5" in result.stderr
    assert (await shown(desk, "2020-10-01"))["terms"][0]["default"]


async def test_a_person_reads_that_a_calendar_is_assumed(desk: Visits) -> None:
    result = await asyncio.to_thread(desk, "terms", "show", "kent", "--on", "2027-02-17")

    words = " ".join(result.stdout.split())
    assert "Kent (E10000016): Wed 17 Feb 2027 is out of term." in words
    assert "The default calendar, because the area's own terms are not recorded" in words
    assert (await asyncio.to_thread(desk, "terms", "show")).exit_code == 2


async def dates(desk: Visits, *words: str) -> Result:
    return await asyncio.to_thread(desk, "dates", v.VISIT, *words, "--preview")


async def test_the_days_of_a_visit_are_in_the_terms_of_its_area(
    desk: Visits, pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "console.decide.looking_first.clock", kept_by(lambda: v.at("2020-09-21 09:00"))
    )
    await record(pool, v.accepted().events)
    await imported(desk, tmp_path, THIS_YEAR)

    holiday = await dates(desk, "2020-10-20")
    in_term = await dates(desk, "2020-10-27")
    because = await dates(desk, "2020-10-20", "--reason", "The area asked for it.")

    assert holiday.exit_code == 1
    told = " ".join(holiday.stderr.split())
    assert "2 September 2020 to 16 October 2020 and 26 October 2020 to 16 December 2020" in told
    assert in_term.exit_code == 0, in_term.stderr
    assert because.exit_code == 0, because.stderr


async def test_a_visit_is_opened_out_of_term_for_a_reason_that_is_kept(pool: Pool) -> None:
    scenario = load_scenario(SCENARIOS / "smooth.yaml")
    alone = Alone(scenario, days_from(date(2020, 9, 28), 20), pool)  # day one in half-term

    with pytest.raises(Refused, match="The visit was not opened: Monday 26 October") as refused:
        await alone.open_as(alone.opening)
    async with pool.acquire() as connection:
        message, _ = await to_open(connection, alone.opening)
        admitted = await alone.taking_in.opening(connection, message, None, "open", "Asked for.")
        assert admitted.message.reason is not None
        kept = await content.fetch(connection, alone.visit, admitted.message.reason, Reason)

    assert refused.value.code is RefusalCode.OUT_OF_TERM
    event = admitted.foreseen.steps[0].event
    assert isinstance(event.fact, Opened)
    assert event.fact.out_of_term
    assert event.reason == admitted.message.reason
    assert kept.text == "Asked for."
    assert admitted.message.area_name == "Kent"


async def test_whoever_opens_a_visit_is_asked_why_it_is_out_of_term(
    desk: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "console.decide.looking_first.clock", kept_by(lambda: v.at("2020-09-07 09:00"))
    )
    for department in ("DFE", "NHS_ENGLAND"):
        monkeypatch.setenv(f"VISITS_MAIL_{department}", "notes@department.example.gov.uk")
    words = ("open", "Kent", "--day-one", "2020-10-27", "--preview")

    asked = await asyncio.to_thread(desk, *words)
    because = await asyncio.to_thread(desk, *words, "--reason", "The area asked for it.")

    assert asked.exit_code == 1
    assert "or say why not, with --reason" in " ".join(asked.stderr.split())
    assert because.exit_code == 0, because.stderr
    assert "visit opened" in because.stdout
