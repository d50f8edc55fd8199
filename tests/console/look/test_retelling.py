"""`visits export --scenario` writes a visit as a file to rehearse."""

import json
from pathlib import Path

from release.rehearsal import load_scenario
from schemas.ids import VisitId
from tests.console.conftest import Visits
from tests.console.look.test_show import recorded as recorded  # noqa: PLC0414 - a fixture


def test_a_visit_is_written_as_a_scenario_that_can_be_read(
    recorded: VisitId, visits: Visits
) -> None:
    shown = visits("export", recorded, "--scenario", "--out", "again.yaml")

    assert shown.exit_code == 0, shown.output
    assert "To play it: visits rehearse again.yaml" in shown.stdout
    scenario = load_scenario(Path("again.yaml"))
    assert (scenario.area, scenario.opened, scenario.steps) == ("E10000016", "T-34 10:05", ())
    assert visits("export", recorded, "--scenario").stdout == Path("again.yaml").read_text("utf-8")
    told = json.loads(visits("export", recorded, "--scenario", "--json").stdout)
    assert told["notes"] == []


def test_without_a_folder_or_a_scenario_there_is_nothing_to_write(visits: Visits) -> None:
    shown = visits("export", "interim-e10000016")

    assert shown.exit_code == 2
    assert "name a folder with --out, or give --scenario" in " ".join(shown.output.split())
