"""`visits programme plan` answers whoever asks by a program, also where nothing has to change."""

import json
from datetime import date
from pathlib import Path

import pytest

from desk.programme_plans import Asked
from schemas.plan import Inspector, Pace, PlannedArea, PlannedVisit, PlanRequest, Span, Weights
from schemas.plan_answer import Assignment
from schemas.values import InspectorRole, Mode
from tests.console.conftest import Visits

STAFF = "inspectors:\n" + "".join(
    f"  - {{ref: inspector-{number}, role: {role}, name: Ruth Ellery, home: London, "
    "email: ruth@ofsted.example.gov.uk, organisation: Ofsted}\n"
    for number, role in enumerate(InspectorRole)
)
WINDOW = Span(first=date(2027, 3, 1), last=date(2027, 3, 12))
DAYS = (date(2027, 3, 2), date(2027, 3, 3))
TEAM = {role: f"inspector-{number}" for number, role in enumerate(InspectorRole)}


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A programme whose one visit has days and a team that will do."""
    request = PlanRequest(
        window=WINDOW,
        seed="plan",
        seconds=1,
        pace=Pace(visits_a_week=1),
        weights=Weights(travel=1, workload=1, spread=1),
        areas={"E10000016": PlannedArea(name="Kent", region="South East", terms=(WINDOW,))},
        visits=(
            PlannedVisit(
                area="E10000016", earliest=WINDOW.first, latest=WINDOW.last, mode=Mode.ON_SITE
            ),
        ),
        inspectors=tuple(
            Inspector(ref=ref, role=role, home="London") for role, ref in TEAM.items()
        ),
    )
    asked = Asked(
        request=request,
        confirmed=(Assignment(area="E10000016", days=DAYS, team=TEAM),),
        begun=frozenset(),
        modes={"E10000016": Mode.ON_SITE},
        pins={},
    )
    monkeypatch.setattr("console.programme.planning.ask_register", lambda *_: asked)
    staff = tmp_path / "staff.yaml"
    staff.write_text(STAFF)
    return staff


def test_where_nothing_has_to_change_the_plan_is_json_all_the_same(
    visits: Visits, planned: Path
) -> None:
    result = visits("programme", "plan", "spring", str(planned), "--changed", "--json")

    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert told["moves"] == []
    assert [one["area"] for one in told["assignments"]] == ["E10000016"]
    assert "Nothing has to change" in result.stderr


def test_a_seed_that_says_nothing_is_wrong_usage(visits: Visits, planned: Path) -> None:
    result = visits("programme", "plan", "spring", str(planned), "--seed", " ")

    assert result.exit_code == 2
    assert "it is empty" in result.stderr
