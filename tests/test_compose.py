"""The distributed form: what `docker-compose.yml` names must exist, and stay on this host."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from register.roles import Role

ROOT = Path(__file__).parents[1]
COMPOSE = ROOT / "docker-compose.yml"
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text())["services"]
EXAMPLE = ROOT / ".env.example"
SETTINGS = dict(
    line.split("=", 1) for line in EXAMPLE.read_text().splitlines() if line and line[0] != "#"
)
ASKED = re.compile(r"\$\{(\w+)(:\?[^}]+|:-[^}]*)?\}")
WRITES_BESIDE_ITS_PROGRAM = {"temporal", "temporal-ui"}
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
    settings = "".join(path.read_text() for path in (ROOT / "worker").glob("*.py"))
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


def test_an_image_is_of_one_known_version_and_pinned_by_its_digest() -> None:
    for name in SERVICES.keys() - OURS.keys():
        asked = ASKED.fullmatch(SERVICES[name]["image"])
        assert asked, name
        assert re.search(r":v?\d+\.\d+(\.\d+)?(-\w+)*$", SETTINGS[asked[1]]), name
    assert "FROM ${PYTHON_IMAGE}" in (ROOT / "Dockerfile").read_text()


def test_no_password_and_no_image_has_a_default() -> None:
    asked = dict(ASKED.findall(COMPOSE.read_text()))
    for address in ("VISITS_PUBLIC_ADDRESS", "VISITS_PAGES_ADDRESS"):
        assert asked.pop(address).startswith(":-")
    secrets = yaml.safe_load(COMPOSE.read_text())["secrets"].values()
    assert {*asked, *(secret["environment"] for secret in secrets)} == SETTINGS.keys()
    for name, otherwise in asked.items():
        assert otherwise == ":?run `make compose-env`", name
    assert not [name for name, value in SETTINGS.items() if "IMAGE" not in name and value]


def test_every_service_is_closed_as_far_as_it_can_be() -> None:
    for name, service in SERVICES.items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service.get("read_only", False) is (name not in WRITES_BESIDE_ITS_PROGRAM), name
    assert SERVICES["temporal-ui"]["environment"]["TEMPORAL_DISABLE_WRITE_ACTIONS"] == "true"


def test_whoever_decides_or_stores_is_reached_from_inside_only() -> None:
    networks = yaml.safe_load(COMPOSE.read_text())["networks"]
    for name in ("postgres", "temporal"):
        assert not SERVICES[name].get("ports"), name
        assert all(networks[network]["internal"] for network in SERVICES[name]["networks"]), name


def test_each_part_comes_to_the_register_as_its_own_role() -> None:
    for name, role in (
        ("migrate", Role.OWNER),
        ("worker", Role.WORKER),
        ("feed", Role.FEED),
        ("desk", Role.DESK),
    ):
        url = SERVICES[name]["environment"]["DATABASE_URL"]
        assert url.startswith(f"postgresql://{role}:"), name
    script = yaml.safe_load(COMPOSE.read_text())["configs"]["roles"]["content"]
    assert [role for role in Role if f"CREATE ROLE {role} LOGIN" in script] == list(Role)


def compose_env(folder: Path, action: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "docs" / "compose-env.py", action],
        cwd=folder,
        env={"PATH": f"{folder}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_env_file_is_written_whole_once_and_checked(tmp_path: Path) -> None:
    (tmp_path / EXAMPLE.name).write_text(EXAMPLE.read_text())
    docker = tmp_path / "docker"  # it answers as the real one does where there is a network
    docker.write_text(f"#!/bin/sh\necho sha256:{'0a' * 32}\n")
    docker.chmod(0o755)

    assert "There is no .env" in compose_env(tmp_path, "check").stderr
    made = compose_env(tmp_path, "make")
    assert made.stdout == "The .env has everything.\n", made.stderr
    written = tmp_path / ".env"
    assert written.stat().st_mode & 0o777 == 0o600
    assert f"postgres:18.4-bookworm@sha256:{'0a' * 32}\n" in written.read_text()
    assert "There is a .env already" in compose_env(tmp_path, "make").stderr

    told = written.read_text()
    for broken, sentence in (
        (told.replace("@sha256:", "@sha1:"), "POSTGRES_IMAGE is not an image by its digest"),
        (re.sub("(?m)^VISITS_FEED_PASSWORD=.*", "VISITS_FEED_PASSWORD=visits", told), "24 letters"),
        (re.sub("(?m)_PASSWORD=.*", f"_PASSWORD={'a' * 30}", told), "Two passwords are the same"),
        (re.sub("(?m)_KEY=.*", "_KEY=c2hvcnQ=", told), "VISITS_SECRETS_KEY is not what"),
    ):
        written.write_text(broken)
        checked = compose_env(tmp_path, "check")
        assert checked.returncode == 1
        assert sentence in checked.stdout


def test_where_docker_does_not_know_an_image_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / EXAMPLE.name).write_text(EXAMPLE.read_text())
    docker = tmp_path / "docker"
    docker.write_text("#!/bin/sh\necho no network >&2\nexit 1\n")
    docker.chmod(0o755)
    assert "does not know the digest" in compose_env(tmp_path, "make").stderr
    assert not (tmp_path / ".env").exists()


def test_the_image_has_the_version_of_the_project() -> None:
    project = (ROOT / "pyproject.toml").read_text()
    version = re.search(r'^version = "(.+)"$', project, re.MULTILINE)
    assert version
    assert {service["image"] for service in OURS.values()} == {f"area-visits:{version[1]}"}
