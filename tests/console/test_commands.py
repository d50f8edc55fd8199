"""What commands there are, and what each must have."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import typer.main
from typer.testing import Result

from console.decide.submit import COMMON
from console.main import app
from schemas.forms.form import FORMS

# A scenario calls two commands of a group by one word each.
COMMAND_OF = {
    "cases": ("cases", "choose"),
    "agree_cases": ("cases", "agree"),
    "defer-ask": ("defer", "ask"),
    "defer-grant": ("defer", "grant"),
    "defer-refuse": ("defer", "refuse"),
    "proceed_cases": ("cases", "proceed"),
    "withdraw_case": ("cases", "withdraw"),
}


def commands() -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command with the words one types, without the groups."""
    waiting: list[tuple[tuple[str, ...], Any]] = [((), typer.main.get_command(app))]
    while waiting:
        words, command = waiting.pop()
        below = getattr(command, "commands", {})
        waiting += [((*words, name), found) for name, found in below.items()]
        if not below:
            yield words, command


ALL = dict(commands())
DECISIONS = [COMMAND_OF.get(name, (name.replace("_", "-"),)) for name in FORMS]


def test_alone_it_shows_its_help(visits: Callable[..., Result]) -> None:
    result = visits()
    assert "Usage: " in result.output
    assert "visits demo" in result.output


def test_the_help_has_a_line_for_every_command_under_its_heading(
    visits: Callable[..., Result],
) -> None:
    result = visits("--help")
    assert result.exit_code == 0
    for heading in ("Run", "Decide", "Look", "Operate"):
        assert heading in result.output
    for words, command in ALL.items():
        assert f" {words[0]} " in result.output
        assert command.help, words
        first_line = command.help.splitlines()[0]
        assert first_line.endswith("."), words


@pytest.mark.parametrize("words", ALL)
def test_every_option_says_what_it_is(words: tuple[str, ...]) -> None:
    silent = [p.name for p in ALL[words].params if not getattr(p, "help", None)]
    assert not silent


@pytest.mark.parametrize("words", DECISIONS)
def test_every_decision_a_scenario_knows_is_a_command_with_the_common_options(
    words: tuple[str, ...],
) -> None:
    assert set(COMMON) <= {parameter.name for parameter in ALL[words].params}


def test_nothing_can_be_published_or_graded() -> None:
    """But a national report, which tells of no area; tables are anybody's, and of counts."""
    of_visits = {words: made for words, made in ALL.items() if words[0] not in {"report", "tables"}}
    assert len(of_visits) < len(ALL)
    words = {word for command in of_visits for word in command}
    options = {
        option for command in of_visits.values() for p in command.params for option in p.opts
    }
    for forbidden in ("publish", "grade", "score", "rank", "judgement"):
        assert not [word for word in words | options if forbidden in word]


def test_a_note_goes_to_the_two_departments_only(visits: Callable[..., Result]) -> None:
    result = visits("share", "interim-e10000016", "--version", "1", "--to", "ofsted")
    assert result.exit_code == 2
    assert "dfe|nhs-england" in result.stderr


def test_it_tells_its_version(visits: Callable[..., Result]) -> None:
    assert visits("--version").output.startswith("area-visits ")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["opne"], "open"),
        (["open"], "AREA"),
        (["open", "E10000016", "--day-one", "soon"], "5 October 2020"),
        (["respond", "interim-e10000016"], "--accept or --decline"),
        (["delivery", "v/invitation/1/dcs"], "--delivered or --refused"),
        (["mode", "interim-e10000016", "hybrid"], "on-site|virtual|mixed"),
        (["mode", "interim-e10000016", "onsite"], "'MODE'"),
        (["mode", "interim-e10000016"], "'MODE'"),
        (["declare", "interim-e10000016", "hmi-1", "--role", "cqc"], "--no-conflict"),
        (["held", "interim-e10000016"], "--day"),
        (["cases", "agree", "interim-e10000016", "3=aunt"], "parent|young-person"),
        (
            ["cases", "agree", "interim-e10000016", "3=parent", "4=parent", "--born", "2010-01-01"],
            "one case",
        ),
        (["decide-sharing", "interim-e10000016", "--version", "1"], "--share"),
        (["hand-over", "interim-e10000016", "--to", "Anna Smith"], "reference"),
        (["respond", "interim-e10000016", "--accept", "--by", "owner"], "No such option"),
        (["respond", "interim-e10000016", "--accept", "--id", "Anna Smith"], "letters, digits"),
        (
            ["hand-over", "interim-e10000016", "--to", "07700-900123"],
            "looks like",
        ),
        (["respond", "interim-e10000016", "--accept", "--id", "amara-gmail-com"], "e-mail address"),
        (["open", "E10000016", "--day-one", "2020-10-05", "--programme", "447700900123"], "number"),
        (["list", "--stage", "nowhere"], "preparing"),
        (["recover"], "--all"),
        (["recover", "interim-e10000016", "--all"], "--all"),
    ],
)
def test_wrong_usage_is_2_and_says_what_is_right(
    visits: Callable[..., Result], words: list[str], hint: str
) -> None:
    result = visits(*words)
    assert result.exit_code == 2
    assert hint in " ".join(result.stderr.replace("│", " ").split())


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--nowhere", "list", "--json"], "--nowhere"),
        (["no-such-command", "--json"], "no-such-command"),
        (["respond", "interim-e10000016", "--accept", "--wrong", "--json"], "--wrong"),
        (["hand-over", "interim-e10000016", "--json"], "--to"),
        (["list", "--stage", "nowhere", "--json"], "preparing"),
        (["recover", "--json"], "--all"),
    ],
)
def test_a_program_is_told_of_wrong_usage_in_json(
    visits: Callable[..., Result], words: list[str], hint: str
) -> None:
    result = visits(*words)
    assert result.exit_code == 2
    error = json.loads(result.stdout)["error"]
    assert error["code"] == "wrong_usage"
    assert hint in error["sentence"]
    assert not result.stderr
