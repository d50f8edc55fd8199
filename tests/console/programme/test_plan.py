"""`visits plan`: what it prints for people and programs, and how it says that there is no plan."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from typer.testing import Result

from tests.support.plans import PLAN

Visits = Callable[..., Result]

ROLES = ["ofsted_education_hmi", "ofsted_social_care_hmi", "cqc_childrens_services_inspector"]


def written(folder: Path, text: str = PLAN) -> str:
    (folder / "plan.yaml").write_text(text)
    return str(folder / "plan.yaml")


def answered(result: Result) -> Any:  # noqa: ANN401 - whatever JSON can hold
    return json.loads(result.stdout)


def test_programs_get_the_plan_with_its_cost_and_bound(visits: Visits, tmp_path: Path) -> None:
    result = visits("plan", written(tmp_path), "--json")

    assert result.exit_code == 0, result.output
    answer = answered(result)
    everyone = dict(zip(ROLES, ("edu-1", "soc-1", "cqc-1"), strict=True))
    assert [one["team"] for one in answer["assignments"]] == [everyone, everyone]
    assert {one["area"] for one in answer["assignments"]} == {"E06000001", "E09000003"}
    assert answer["terms"] == {"travel": 3, "workload": 0, "spread": 1}
    assert {name: answer[name] for name in ("status", "seed", "objective", "bound", "gap")} == {
        "status": "optimal",
        "seed": "spring",
        "objective": 14,
        "bound": 14,
        "gap": 0.0,
    }
    assert set(answer) == {
        *("status", "seed", "assignments", "terms", "objective", "bound", "gap"),
    }


def test_people_read_it_by_week_by_inspector_and_by_cost(visits: Visits, tmp_path: Path) -> None:
    result = visits("plan", written(tmp_path))

    assert result.exit_code == 0
    for told in ("Week of Mon 1 Feb 2027", "Hartlepool", "edu-1", "travel", "none costs less"):
        assert told in result.stdout
    assert "conflict with E06000002, which is not in this plan" in result.stderr


def test_what_is_impossible_is_told_with_a_way_out(visits: Visits, tmp_path: Path) -> None:
    text = PLAN.replace("conflicts: [E06000002]", "conflicts: [E06000001]")

    result = visits("plan", written(tmp_path, text), "--json")
    for_people = visits("plan", written(tmp_path, text))

    assert result.exit_code == for_people.exit_code == 1
    answer = answered(result)
    assert answer["status"] == "impossible"
    assert answer["collides"] == [{"rule": "conflict", "about": ["E06000001"]}]
    assert len(answer["frees"]) == 1
    assert "conflict of interest: Hartlepool (E06000001)" in for_people.stdout


def test_what_cannot_be_a_plan_is_refused_with_its_place(visits: Visits, tmp_path: Path) -> None:
    result = visits("plan", written(tmp_path, PLAN.replace("seed", "sead")))

    assert result.exit_code == 2
    assert "sead is not a field of the plan; did you mean seed? (line 2)" in result.stderr


def test_a_file_that_is_not_there_is_said_to_be_missing(visits: Visits, tmp_path: Path) -> None:
    result = visits("plan", str(tmp_path / "none.yaml"), "--json")

    assert result.exit_code == 2
    assert "cannot be read" in answered(result)["error"]["sentence"]


def test_a_confirmed_plan_is_changed_only_where_it_has_to_be(
    visits: Visits, tmp_path: Path
) -> None:
    plan = written(tmp_path)
    confirmed = tmp_path / "confirmed.json"
    confirmed.write_text(visits("plan", plan, "--json").stdout)
    told = answered(visits("plan", plan, "--keep", str(confirmed), "--json"))
    assert told["moves"] == []

    before = next(one for one in told["assignments"] if one["area"] == "E09000003")["days"][0]
    after = "2027-02-09" if before != "2027-02-09" else "2027-02-10"
    moved = ("plan", plan, "--keep", str(confirmed), "--set", f"E09000003.day={after}")
    result = visits(*moved, "--json")

    assert result.exit_code == 0
    assert answered(result)["moves"] == [
        {"area": "E09000003", "role": None, "before": before, "after": after}
    ]
    assert answered(result)["fewest_moves"] is True
    assert (
        "1 change to what was confirmed; the cost was 14 and is 14 (+0)." in visits(*moved).stdout
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--set", "E06000001.day=soon"], "is not a date"),
        (["--begun", "E06000001"], "--keep"),
        (["--picture", "plan.pdf"], ".svg or .png"),
        (["--keep", "plan.yaml"], "has no assignments"),
    ],
)
def test_what_does_not_fit_the_plan_is_refused(
    visits: Visits, tmp_path: Path, words: list[str], told: str
) -> None:
    result = visits("plan", written(tmp_path), *words)

    assert result.exit_code == 2
    assert told in result.stderr


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_the_window_is_drawn(visits: Visits, tmp_path: Path, ending: str) -> None:
    picture = tmp_path / f"window.{ending}"

    result = visits("plan", written(tmp_path), "--picture", str(picture))

    assert result.exit_code == 0
    if ending == "png":
        assert picture.read_bytes().startswith(b"\x89PNG")
        return
    root = ET.fromstring(picture.read_text())  # noqa: S314 - our own
    words = " ".join(root.itertext())
    assert root.get("role") == "img"
    for told in ("Hartlepool", "edu-1, soc-1, cqc-1", "in term", "bank holiday", "1 Feb"):
        assert told in words
