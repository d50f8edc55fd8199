"""The distributed form: what `docker-compose.yml` names must exist, and stay on this host."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
COMPOSE = ROOT / "docker-compose.yml"
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text())["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
PORTS = [port for service in SERVICES.values() for port in service.get("ports", [])]


def commands() -> set[tuple[str, ...]]:
    """Every command of `visits`, as the words one types."""
    import typer.main

    from console.main import app

    found: set[tuple[str, ...]] = set()
    waiting: list[tuple[tuple[str, ...], object]] = [((), typer.main.get_command(app))]
    while waiting:
        words, command = waiting.pop()
        found.add(words)
        waiting += [
            ((*words, name), below) for name, below in getattr(command, "commands", {}).items()
        ]
    return found


def test_it_is_a_compose_file() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema=vendor.compose-spec", COMPOSE],
        capture_output=True,
        check=False,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("service", OURS)
def test_a_service_of_ours_runs_a_command_that_exists(service: str) -> None:
    assert tuple(OURS[service]["command"]) in commands()


def test_the_image_runs_a_command_that_exists() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert 'ENTRYPOINT ["visits"]' in dockerfile
    assert 'CMD ["worker"]' in dockerfile
    assert ("worker",) in commands()


@pytest.mark.parametrize("service", OURS)
def test_a_service_of_ours_is_told_only_what_it_reads(service: str) -> None:
    readers = ("settings.py", "mail_settings.py")
    settings = "".join((ROOT / "worker" / name).read_text() for name in readers)
    # TEMPORAL_* is read by Temporal's own library.
    told = {name for name in OURS[service]["environment"] if not name.startswith("TEMPORAL_")}
    unread = {name for name in told if not re.search(rf"\b{name}\b", settings)}
    assert not unread


@pytest.mark.parametrize("port", PORTS)
def test_a_port_is_open_on_this_host_only(port: str) -> None:
    assert port.startswith("127.0.0.1:")


@pytest.mark.parametrize("service", SERVICES)
def test_an_image_is_of_one_known_version(service: str) -> None:
    assert re.search(r":v?\d+\.\d+(\.\d+)?(-\w+)?$", SERVICES[service]["image"])


def test_the_image_has_the_version_of_the_project() -> None:
    project = (ROOT / "pyproject.toml").read_text()
    version = re.search(r'^version = "(.+)"$', project, re.MULTILINE)
    assert version
    assert {service["image"] for service in OURS.values()} == {f"area-visits:{version[1]}"}
