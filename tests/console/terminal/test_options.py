"""How people may write values."""

import shlex
from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from console.terminal.options import (
    VAR,
    Happened,
    a_date,
    a_happening,
    a_number,
    a_reference,
    a_text,
    a_visit,
    an_update_id,
    as_typed,
    choices,
    one_of,
)
from schemas.values import Department, Mode


@pytest.mark.parametrize(
    "text", ["2020-10-05", "5 October 2020", "05 Oct 2020", "5  october  2020", "05/10/2020"]
)
def test_a_date_may_be_written_as_people_here_write_it(text: str) -> None:
    assert a_date(text) == date(2020, 10, 5)


@pytest.mark.parametrize("text", ["", "tomorrow", "10/31/2020", "2020-02-30"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="5 October 2020"):
        a_date(text)


def test_what_happened_on_a_day_may_have_a_time_of_it() -> None:
    assert a_happening("20 November 2026") == Happened(date(2026, 11, 20))
    assert a_happening("2026-11-20 14:05") == Happened(date(2026, 11, 20), time(14, 5))
    assert a_happening("20 Nov 2026  9:30") == Happened(date(2026, 11, 20), time(9, 30))
    with pytest.raises(typer.BadParameter, match="not a time of day"):
        a_happening("2026-11-20 25:00")


@pytest.mark.parametrize("text", ["nhs-england", "nhs_england", "NHS-England"])
def test_hyphens_underscores_and_capitals_mean_the_same(text: str) -> None:
    assert one_of(Department)(text) is Department.NHS_ENGLAND


def test_choices_are_shown_as_they_are_typed() -> None:
    assert choices(Mode) == "on-site|virtual|mixed"


@pytest.mark.parametrize("text", ["Anna", "anna smith", "anna@example.org", ""])
def test_an_actor_is_a_reference_and_never_a_name(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="not a reference"):
        a_reference(text)


@pytest.mark.parametrize(("parser", "longest"), [(a_reference, 40), (an_update_id, 64)])
def test_what_is_too_long_is_said_to_be(parser: Callable[[str], str], longest: int) -> None:
    assert parser("a" * longest) == "a" * longest
    with pytest.raises(typer.BadParameter, match=f"has {longest} characters at most, and this has"):
        parser("a" * (longest + 1))


@pytest.mark.parametrize("text", ["a\x1b[2Jb", "a\0b", "half \udcff", "c\x9b2J"])
def test_what_no_letter_can_hold_is_no_word(text: str) -> None:
    for parser in (a_text, a_visit):
        with pytest.raises(typer.BadParameter, match="cannot be kept or printed"):
            parser(text)


def test_a_reason_is_as_long_as_the_form_allows() -> None:
    assert a_text(" a " + "b" * 4997) == "a " + "b" * 4997
    with pytest.raises(typer.BadParameter, match="longer than 5,000 characters"):
        a_text("a" * 5001)


def test_a_value_told_back_is_short_and_shows_what_it_holds() -> None:
    with pytest.raises(typer.BadParameter) as told:
        a_date("\x1b[2J" + "x" * 500)
    assert "\\x1b[2Jxxx" in told.value.message
    assert len(told.value.message) < 120


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_a_command_that_is_shown_can_be_typed_as_it_is(name: str) -> None:
    words = shlex.split(f"visits list{as_typed(Path(name))}")
    assert words == (
        ["visits", "list"] if Path(name) == VAR else ["visits", "list", "--dir", str(Path(name))]
    )


@pytest.mark.parametrize("text", ["0", "101", "ten", "2.5", "-1", "", "1e1", "\u0661"])
def test_what_is_no_number_within_its_bounds_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="is no whole number from 1 to 100; write 10"):
        a_number(1, 100, 10)(text)


def test_a_number_within_its_bounds_is_read() -> None:
    assert [a_number(1, 100, 10)(text) for text in ("1", " 100 ", 10)] == [1, 100, 10]


def test_marks_that_turn_the_direction_are_said_to_be_taken_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    a_text("Their letter\u202e of 4 December.\u200f")
    assert "U+200F, U+202E" in capsys.readouterr().err
    a_text("Their letter of 4 December.")
    assert capsys.readouterr().err == ""
