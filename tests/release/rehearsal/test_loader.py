"""Scenario files: what is wrong with one is told in a sentence that says where."""

from pathlib import Path

import pytest

from release.rehearsal import BrokenScenario, load_scenario
from schemas.scenario import Scenario

SCENARIOS = sorted((Path(__file__).parents[3] / "scenarios").glob("*.yaml"))
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

    def test_each_of_the_projects_own_can_be_read(self) -> None:
        titles = {path.stem: load_scenario(path).title for path in SCENARIOS}

        assert "smooth" in titles
        assert all(titles.values()), titles

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
