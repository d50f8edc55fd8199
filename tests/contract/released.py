"""Every version of the contract that was ever released, and whether today's keeps to them."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from feed.contract.catalogue import CATALOGUE
from feed.contract.schemas import ENVELOPE, EXTENSIBLE, data_schema, envelope_schema
from tests.contract.compatibility import breaks

RELEASED = Path(__file__).parents[2] / "feed" / "contract" / "released"

Contract = Mapping[str, dict[str, Any]]
"""The schemas of one release, by name: of each type, and of the envelope."""


class Release(NamedTuple):
    """The contract of one release."""

    version: str
    schemas: Contract


def present() -> Contract:
    """The schemas of today."""
    made = {kind.name: data_schema(kind) for kind in CATALOGUE.values()}
    return {ENVELOPE: envelope_schema(), **made}


def releases(folder: Path = RELEASED) -> list[Release]:
    """Every release, the oldest first."""
    versions = sorted(
        (path.name for path in folder.iterdir() if path.is_dir()),
        key=lambda version: [int(part) for part in version.split(".")],
    )
    return [Release(version, _read(folder / version)) for version in versions]


def _read(folder: Path) -> Contract:
    return {
        path.name.removesuffix(".json"): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.json"))
    }


def complaints(today: Contract, before: Iterable[Release]) -> list[str]:
    """What a reader of any release would be broken by; a sentence for each."""
    said = []
    for release in before:
        for name, schema in release.schemas.items():
            if name not in today:
                said.append(
                    f"{name} was released in {release.version} and is gone. List it as retired: "
                    "its events are still read."
                )
                continue
            said += [
                f"{name}, since {release.version}: {sentence}"
                for sentence in breaks(schema, _met_by_a_reader(schema, name, today[name]))
            ]
    return said


def _met_by_a_reader(then: dict[str, Any], name: str, now: dict[str, Any]) -> dict[str, Any]:
    """A schema of today, for events of the types that a reader of a release knows.

    The contract tells readers to pass over types that they do not know, so the partition of those
    may be another. Of all other events the envelope stays as it was.
    """
    if name != ENVELOPE:
        return now
    known = [kind for kind in then["properties"]["type"][EXTENSIBLE] if kind in CATALOGUE]
    partition = envelope_schema(types=known)["properties"]["partitionkey"]
    return {**now, "properties": {**now["properties"], "partitionkey": partition}}


def digest(contract: Contract) -> str:
    """One value for all schemas of a release, by which a change to one of them is seen."""
    text = json.dumps(contract, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
