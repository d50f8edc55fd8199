"""Lists of visits and of what is to be done, narrowed to what somebody asks for."""

import json
from collections.abc import Callable

import pytest
from typer.testing import Result

from console.terminal import clock
from console.terminal.acting import TOKEN
from register.connection import Pool
from schemas.staff import StaffRole
from stack import StackAddresses
from tests.register.recording import elsewhere, record
from tests.support import visits as v
from tests.support.signed_in import sign_in, token_of

LONG = "E06000058"  # Bournemouth, Christchurch and Poole
KENT, HULL, BARNET = "E10000016", "E06000010", "E09000003"
NOW = v.at("2020-10-12 12:00")


@pytest.fixture(autouse=True)
async def recorded(pool: Pool, addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four visits of two coordinators: one has ended, one waits since long, in two programmes."""
    for events in (
        elsewhere(v.agreeing(), KENT),
        elsewhere(v.just_opened().told(v.calendar_fetched()), HULL, coordinator="north-2"),
        elsewhere(v.visiting(), LONG, programme="pilot"),
        elsewhere(v.cancelled(), BARNET),
    ):
        await record(pool, events)
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    await sign_in(addresses.database_url, monkeypatch, "coordinator", StaffRole.COORDINATOR)
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
async def north(addresses: StackAddresses) -> str:
    return await token_of(addresses.database_url, "north-2", StaffRole.COORDINATOR)


@pytest.fixture
def listed(visits: Callable[..., Result]) -> Callable[..., list[str]]:
    """The areas of a list, in its order."""

    def run(*words: str) -> list[str]:
        result = visits(*words, "--json")
        assert result.exit_code == 0, result.output
        found = [row["visit_id"].rpartition("-")[2].upper() for row in json.loads(result.stdout)]
        return list(dict.fromkeys(found))

    return run


def test_visits_are_listed_by_what_is_asked_for(listed: Callable[..., list[str]]) -> None:
    for options, found in (
        ((), [HULL, LONG, KENT]),
        (("--all",), [HULL, LONG, KENT, BARNET]),
        (("--ended",), [BARNET]),
        (("--stage", "ended"), [BARNET]),
        (("--mine",), [LONG, KENT]),
        (("--area", "kent"), [KENT]),
        (("--area", "Bournemouth"), [LONG]),
        (("--programme", "pilot"), [LONG]),
        (("--owner", "area"), [KENT]),
        (("--overdue",), [HULL, LONG]),
        (("--due", "2020-10-22"), [HULL, LONG]),
        (("--due", "23 October 2020"), [HULL, LONG, KENT]),
        (("--mine", "--area", "Kingston upon Hull"), []),
    ):
        assert listed("list", *options) == found, options


def test_things_to_do_are_listed_by_what_is_asked_for(
    listed: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, north: str
) -> None:
    for options, found in (
        ((), [HULL, LONG, KENT]),
        (("--mine",), [LONG, KENT]),
        (("--mine", "--today"), [LONG]),
        (("--owner", "area"), [KENT]),
        (("--overdue", "--programme", "interim"), [HULL]),
        (("--area", "Barnet"), []),
    ):
        assert listed("tasks", *options) == found, options
    # What is due later today is due today.
    monkeypatch.setattr(clock, "now", lambda: v.at("2020-10-23 09:00"))
    assert listed("tasks", "--mine", "--today") == [LONG, KENT]
    assert listed("tasks", "--mine", "--overdue") == [LONG]
    monkeypatch.setenv(TOKEN, north)
    assert listed("list", "--mine") == [HULL]


def test_a_list_names_the_area_and_day_one_and_says_that_visits_ended(
    visits: Callable[..., Result],
) -> None:
    shown = " ".join(visits("list").stdout.split())

    assert "interim-e10000016 Kent Agreeing agree the summary note (local" in shown
    assert shown.count(" 5 Oct 2020") == 3
    assert "1 has ended; --all shows those, too." in shown
    assert "cancelled" not in shown
    assert "cancelled" in visits("list", "--all").stdout


def test_things_to_do_stand_under_their_visit_with_commands_unbroken(
    visits: Callable[..., Result],
) -> None:
    lines = visits("tasks", "--area", "Kent").stdout.splitlines()

    assert lines[0].rstrip() == "interim-e10000016: Kent, day one Mon 5 Oct 2020"
    assert lines[1].startswith("  Fri 23 Oct 2020 17:00, local area: agree the summary note")
    assert lines[2] == "    visits agree interim-e10000016"


def test_nothing_of_what_is_asked_for_is_said(visits: Callable[..., Result]) -> None:
    assert "no such visit under way" in visits("list", "--area", "Barnet").stdout
    assert "1 has ended" in visits("list", "--area", "Barnet").stdout
    assert "anything of that to do" in visits("tasks", "--area", "Barnet").stdout
    assert "one of --due" in visits("list", "--today", "--overdue").stderr
    assert "may be Kingston upon Hull" in visits("list", "--area", "Hull").stderr


def test_a_long_name_breaks_nothing(
    visits: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    for width in (80, 100):
        monkeypatch.setattr("console.terminal.output.WIDTH", width)

        lines = visits("list", "--all").stdout.splitlines()

        assert max(map(len, lines)) <= width
        words = " ".join(lines).split()
        assert {"Bournemouth,", "Christchurch", "(coordinator),"} <= set(words)
        assert {"interim-e06000010", "pilot-e06000058"} <= set(words)
        assert sum("5 Oct 2020" in line for line in lines) >= 4


def test_held_without_meetings_names_those_that_are_left(visits: Callable[..., Result]) -> None:
    told = visits("held", f"pilot-{LONG.lower()}")

    assert told.exit_code == 2
    words = " ".join(told.stderr.replace("│", " ").split())
    assert "Left are study-4, study-7 and priorities." in words
