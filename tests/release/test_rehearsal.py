"""Scenario files and the days of a rehearsal."""

from datetime import date
from pathlib import Path

import pytest

from activities.reference import CalendarTooShort
from release.rehearsal import BrokenScenario, load_scenario
from release.rehearsal.player import days_from
from schemas.scenario import Scenario
from tests.support.visits import at

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
WHOLE = """
title: A visit that is declined
area: E10000016
contacts:
  people:
    - {ref: dcs, role: director_of_childrens_services, name: A, email: a@x.example, organisation: K}
steps:
  - {at: T-16 11:20, do: respond, with: {answer: decline}}
"""


def file(folder: Path, text: str) -> Path:
    path = folder / "scenario.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def broken(path: Path) -> str:
    with pytest.raises(BrokenScenario) as refused:
        load_scenario(path)
    sentence = str(refused.value)
    assert sentence.startswith(f"Scenario {path} ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "pydantic" not in sentence
    assert refused.value.__cause__ is None
    return sentence


class TestLoading:
    def test_a_whole_file_is_a_scenario(self, tmp_path: Path) -> None:
        scenario = load_scenario(file(tmp_path, WHOLE))

        assert isinstance(scenario, Scenario)
        assert (scenario.area, scenario.programme) == ("E10000016", "interim")
        assert [step.do for step in scenario.steps] == ["respond"]

    @pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
    def test_each_of_the_projects_own_can_be_read(self, path: Path) -> None:
        assert load_scenario(path).title

    def test_one_that_is_not_there(self, tmp_path: Path) -> None:
        assert "cannot be read: No such file" in broken(tmp_path / "missing.yaml")

    def test_a_folder(self, tmp_path: Path) -> None:
        assert "cannot be read: Is a directory" in broken(tmp_path)

    def test_one_that_is_not_text(self, tmp_path: Path) -> None:
        path = tmp_path / "scenario.yaml"
        path.write_bytes(b"\xff\xfe\x00title")

        assert "cannot be read: line 1 is not text in UTF-8" in broken(path)

    @pytest.mark.parametrize("text", ["a: [1", "a: 'b", "a: b: c", "\tx: 1"])
    def test_one_that_is_not_yaml(self, tmp_path: Path, text: str) -> None:
        assert "cannot be understood: line 1: " in broken(file(tmp_path, text))

    @pytest.mark.parametrize("text", ["", "just a sentence", "- a\n- list", "42"])
    def test_one_that_is_no_scenario_at_all(self, tmp_path: Path, text: str) -> None:
        assert "is broken" in broken(file(tmp_path, text))

    @pytest.mark.parametrize(
        ("right", "wrong", "says"),
        [
            ("title: A visit that is declined", "", "title is missing"),
            ("E10000016", "Kent", "area (“Kent”) is not the code of an area"),
            (
                "ref: dcs",
                "ref: Amara Okafor",
                "contacts, people 1, ref (“Amara Okafor”) may have only",
            ),
            ("a@x.example", "nobody", "contacts, people 1, email (“nobody”) is not an e-mail"),
            ("T-16 11:20", "T-16 25:00", "at (“T-16 25:00”) is not a working day and a time"),
            ("do: respond", "do: applaud", "do is “applaud”, which is none of those there are"),
            (
                "answer: decline",
                "answer: maybe",
                "“respond” at T-16 11:20, answer must be accept or",
            ),
            ("{answer: decline}", "{}", "“respond” at T-16 11:20, answer is missing"),
        ],
    )
    def test_one_with_a_mistake_says_where(
        self, tmp_path: Path, right: str, wrong: str, says: str
    ) -> None:
        assert right in WHOLE

        assert says in broken(file(tmp_path, WHOLE.replace(right, wrong)))


class TestDays:
    @pytest.mark.parametrize(
        ("start", "opened", "one", "two"),
        [
            (date(2020, 9, 7), "2020-09-07", date(2020, 10, 5), date(2020, 10, 6)),
            (date(2020, 9, 5), "2020-09-07", date(2020, 10, 5), date(2020, 10, 6)),  # a Saturday
            (date(2020, 8, 31), "2020-09-01", date(2020, 9, 29), date(2020, 9, 30)),  # a holiday
            (date(2020, 12, 25), "2020-12-29", date(2021, 1, 27), date(2021, 1, 28)),  # Christmas
            (date(2021, 3, 4), "2021-03-04", date(2021, 4, 1), date(2021, 4, 6)),  # over Easter
        ],
    )
    def test_begin_on_the_first_working_day(
        self, start: date, opened: str, one: date, two: date
    ) -> None:
        days = days_from(start, 20)

        assert days.opened.date().isoformat() == opened
        assert (days.one, days.two) == (one, two)

    @pytest.mark.parametrize(
        ("when", "moment"),
        [
            ("T 17:15", "2020-10-05 17:15"),
            ("T+1 15:20", "2020-10-06 15:20"),
            ("T-16 11:20", "2020-09-11 11:20"),
            ("T+15 09:00", "2020-10-26 09:00"),  # after the clocks went back
        ],
    )
    def test_a_moment_is_counted_in_working_days_on_a_london_clock(
        self, when: str, moment: str
    ) -> None:
        assert days_from(date(2020, 9, 7), 20).moment(when) == at(moment)

    def test_beyond_the_published_bank_holidays_there_are_none(self) -> None:
        with pytest.raises(CalendarTooShort, match="2031 is outside"):
            days_from(date(2031, 9, 1), 20)
