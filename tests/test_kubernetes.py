"""The base for Kubernetes: of its schemas, and of what there is here."""

import re
from typing import Any

import kubernetes_validate
import pytest
import yaml

from tests.test_compose import OURS, ROOT, commands

BASE = ROOT / "deploy" / "kubernetes"
FILES = sorted(path.name for path in BASE.glob("*.yaml") if path.name != "kustomization.yaml")
THERE: list[dict[str, Any]] = [
    each for name in FILES for each in yaml.safe_load_all((BASE / name).read_text())
]
RUN = {
    each["metadata"]["name"]: each["spec"]["template"]["spec"]
    for each in THERE
    if each["kind"] in {"Deployment", "Job"}
}
SERVES = [each["metadata"]["name"] for each in THERE if each["kind"] == "Deployment"]


def container(name: str) -> dict[str, Any]:
    (only,) = RUN[name]["containers"]
    assert isinstance(only, dict)
    return only


def mounted(name: str) -> set[str]:
    return {volume["secret"]["secretName"] for volume in RUN[name]["volumes"] if "secret" in volume}


@pytest.mark.parametrize("release", ["1.31", "1.37"])
def test_it_is_of_the_schemas_of_kubernetes(release: str) -> None:
    assert len(THERE) > 15
    for each in THERE:
        kubernetes_validate.validate(each, release, strict=True)


def test_every_file_is_in_the_base() -> None:
    base = yaml.safe_load((BASE / "kustomization.yaml").read_text())

    assert sorted(base["resources"]) == FILES
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version
    assert base["images"] == [{"name": "area-visits", "newTag": version[1]}]
    assert {container(name)["image"] for name in RUN} == {"area-visits"}


def test_it_runs_what_compose_runs() -> None:
    run = {tuple(container(name)["args"]) for name in RUN}
    made_by_hand = {("keys", "decisions", "make"), ("tasks",)}

    assert run <= commands()
    assert run == {tuple(service["command"]) for service in OURS.values()} - made_by_hand


def test_every_setting_is_one_that_is_read() -> None:
    read = "".join(path.read_text() for path in (ROOT / "worker").glob("*.py"))
    given = {
        name
        for each in THERE
        if each["kind"] == "ConfigMap"
        for name in each["data"]
        if not name.startswith("TEMPORAL_")
    } | {one["name"] for name in RUN for one in container(name).get("env", [])}

    assert len(given) > 15
    assert {name for name in given if not re.search(rf"\b{name}\b", read)} == set()


def test_each_part_has_its_own_secret_and_no_other() -> None:
    """Who holds what: a worker no key that signs, a feed nothing but its way to the register."""
    from_environment = {
        name: {one["secretRef"]["name"] for one in container(name)["envFrom"] if "secretRef" in one}
        for name in RUN
    }

    assert from_environment == {
        "visits-migrate": {"visits-owner"},
        "visits-search-attributes": set(),
        "visits-worker": {"visits-worker"},
        "visits-feed": {"visits-feed"},
        "visits-pages": {"visits-desk", "visits-sign-in"},
        "visits-post": {"visits-desk", "visits-mailbox"},
    }
    assert {name: mounted(name) for name in SERVES} == {
        "visits-worker": {"visits-public-keys", "visits-links-key"},
        "visits-feed": set(),
        "visits-pages": {"visits-private-keys"},
        "visits-post": {"visits-private-keys"},
    }
    assert [each["kind"] for each in THERE if each["kind"] == "Secret"] == []
    told = (ROOT / "docs" / "distributed.md").read_text()
    named = set().union(*from_environment.values(), *(mounted(name) for name in SERVES))
    assert {name for name in named if f"`{name}`" not in told} == set()


@pytest.mark.parametrize("name", RUN)
def test_everything_is_closed_as_far_as_it_can_be(name: str) -> None:
    pod, own = RUN[name], container(name)

    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert own["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "readOnlyRootFilesystem": True,
    }
    assert own["resources"]["limits"]["memory"]
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert f"useradd --uid {pod['securityContext']['runAsUser']}" in dockerfile


@pytest.mark.parametrize("name", SERVES)
def test_a_process_that_hangs_is_told_from_one_that_waits(name: str) -> None:
    own = container(name)
    asked = {
        kind: (own[f"{kind}Probe"]["httpGet"]["path"], own[f"{kind}Probe"]["httpGet"]["port"])
        for kind in ("startup", "liveness", "readiness")
    }

    assert asked == {
        "startup": ("/health/live", "metrics"),
        "liveness": ("/health/live", "metrics"),
        "readiness": ("/health/ready", "metrics"),
    }
    assert {"name": "metrics", "containerPort": 9400} in own["ports"]


def test_a_worker_has_the_time_that_it_takes_to_end() -> None:
    compose = OURS["worker"]["stop_grace_period"]

    assert f"{RUN['visits-worker']['terminationGracePeriodSeconds']}s" == compose


def test_nobody_is_reached_who_is_not_named() -> None:
    policies = {
        each["metadata"]["name"]: each["spec"] for each in THERE if each["kind"] == "NetworkPolicy"
    }
    rules = [rule for spec in policies.values() for rule in spec.get("ingress", [])]
    sources = [source for rule in rules for source in rule["from"]]

    assert policies["visits-closed"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert {port["port"] for rule in rules for port in rule["ports"]} == {8400, 8500, 9400}
    assert all("namespaceSelector" in source for source in sources)
    outside = policies["visits-outside"]["podSelector"]["matchExpressions"][0]["values"]
    assert "visits-feed" not in outside
