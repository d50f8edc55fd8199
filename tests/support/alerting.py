"""Asks Prometheus' own tool which alerts fire, of numbers that processes really told."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import yaml
from prometheus_client.parser import text_string_to_metric_families

DEPLOY = Path(__file__).parents[2] / "deploy"
RULES = DEPLOY / "prometheus" / "alerts.yaml"

PROMTOOL = shutil.which("promtool")
MISSING = "promtool is not installed: apt-get install prometheus"

Series: TypeAlias = dict[str, float]
"""A value by a series as Prometheus writes it, e.g. `up{job="area-visits-feed"}`."""

_BEFORE, _AFTER = 8, 30  # minutes
_EXPECTED = 'group(ALERTS{{alertname="{}", alertstate="firing"}})'
_FIRES = {"labels": "{}", "value": 1}
_NOT_MET = re.compile(r'expr: .*alertname=\\?"(\w+)')

_LOOKED_AT = "20m"
"""Twelve minutes after things changed, and later than any alert of things that happen waits."""


def series(told: str | None, job: str = "area-visits-worker") -> Series:
    """What was told at one address, as Prometheus keeps it.

    Args:
        told: `None` where nobody answered.
        job: Which process.
    """
    found = {_name("up", {"job": job, "instance": "here"}): float(told is not None)}
    for family in text_string_to_metric_families(told or ""):
        for sample in family.samples:
            labels = {**sample.labels, "job": job, "instance": "here"}
            found[_name(sample.name, labels)] = sample.value
    return found


def _name(name: str, labels: Mapping[str, str]) -> str:
    inner = ", ".join(f'{key}="{value}"' for key, value in labels.items())
    return f"{name}{{{inner}}}"


def firing(folder: Path, before: Series, after: Series) -> set[str]:
    """The alerts that fire when what was told before is followed by what is told after."""
    values = {
        name: f"{_value(before.get(name), _BEFORE)} {_value(after.get(name), _AFTER)}"
        for name in {**before, **after}
    }
    return fires(folder, values, _LOOKED_AT)


def fires(folder: Path, values: Mapping[str, str], at: str, *, step: str = "1m") -> set[str]:
    """The alerts that fire at a moment, of series as the tool writes them.

    Args:
        folder: Where what is asked is written down.
        values: By series, a step apart from the beginning of 1970.
        at: The moment, as `20m`.
        step: How often things are told and judged.
    """
    assert PROMTOOL is not None, MISSING
    asked = [
        {"expr": _EXPECTED.format(alert), "eval_time": at, "exp_samples": [_FIRES]}
        for alert in alerts()
    ]
    case = {
        "interval": step,
        "input_series": [{"series": name, "values": v} for name, v in values.items()],
        "promql_expr_test": asked,
    }
    told = {"rule_files": [str(RULES)], "evaluation_interval": step, "tests": [case]}
    file = folder / "rules_test.yaml"
    file.write_text(yaml.safe_dump(told), encoding="utf-8")
    done = subprocess.run(
        [PROMTOOL, "test", "rules", str(file)], check=False, capture_output=True, text=True
    )
    # The tool says which expectations are not met: here, those of alerts that do not fire.
    not_met = set(_NOT_MET.findall(done.stderr + done.stdout))
    assert done.returncode == bool(not_met), done.stderr
    return set(alerts()) - not_met


def _value(value: float | None, times: int) -> str:
    if value is None:
        return f"_x{times - 1}"
    plain = "NaN" if value != value else f"{value:f}" if abs(value) < 1e15 else "1e15"  # noqa: PLR0124 - NaN
    return f"{plain}x{times - 1}"


def alerts() -> list[str]:
    """The names of all there are."""
    read = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return [rule["alert"] for group in read["groups"] for rule in group["rules"]]
