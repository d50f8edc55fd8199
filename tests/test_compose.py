"""The distributed form: what `docker-compose.yml` names must exist, and stay on this host."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

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


def test_every_service_of_ours_runs_a_command_that_exists() -> None:
    run = {name: tuple(service["command"]) for name, service in OURS.items()}

    assert {"worker", "feed"} <= run.keys()
    assert {name: command for name, command in run.items() if command not in commands()} == {}


def test_the_image_runs_a_command_that_exists() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert 'ENTRYPOINT ["visits"]' in dockerfile
    assert 'CMD ["worker"]' in dockerfile
    assert ("worker",) in commands()


def test_every_service_of_ours_is_told_only_what_it_reads() -> None:
    settings = "".join(path.read_text() for path in (ROOT / "worker").glob("*settings.py"))
    # TEMPORAL_* is read by Temporal's own library.
    told = {
        (name, setting)
        for name, service in OURS.items()
        for setting in service["environment"]
        if not setting.startswith("TEMPORAL_")
    }

    assert told
    assert {
        (name, setting) for name, setting in told if not re.search(rf"\b{setting}\b", settings)
    } == set()


def test_every_port_is_open_on_this_host_only() -> None:
    assert PORTS
    assert [port for port in PORTS if not port.startswith("127.0.0.1:")] == []


def test_every_image_is_of_one_known_version() -> None:
    images = [service["image"] for service in SERVICES.values()]

    known = re.compile(r":v?\d+\.\d+(\.\d+)?(-\w+)?$")
    assert [image for image in images if not known.search(image)] == []


def test_the_image_has_the_version_of_the_project() -> None:
    project = (ROOT / "pyproject.toml").read_text()
    version = re.search(r'^version = "(.+)"$', project, re.MULTILINE)
    assert version
    assert {service["image"] for service in OURS.values()} == {f"area-visits:{version[1]}"}
