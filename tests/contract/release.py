"""Keeps the contract of a release: `make contract-release`, or `python -m tests.contract.release`.

Can only add. What was released is not changed, whatever is wrong with it: readers have it.
"""

import json
import sys
import tomllib
from pathlib import Path

from tests.contract.files import ROOT, as_json
from tests.contract.released import RELEASED, complaints, digest, present, releases

INDEX = "index.json"


class NotReleased(Exception):
    """Nothing was added; the text says why."""


def digests_of_releases(folder: Path = RELEASED) -> dict[str, str]:
    """What each release was when it was added."""
    index = folder / INDEX
    kept: dict[str, str] = json.loads(index.read_text()) if index.exists() else {}
    return kept


def release(version: str, folder: Path = RELEASED) -> str:
    """Add the contract of today as that of a version; a line about it.

    Raises:
        NotReleased: An older one was touched, or its readers would be broken, or the version has
            been released with another contract.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before, kept, today = releases(folder), digests_of_releases(folder), present()
    if {one.version: digest(one.schemas) for one in before} != kept:
        raise NotReleased("A released contract was touched. Take the change back.")
    if found := complaints(today, before):
        raise NotReleased("\n".join(["This contract would break readers:", *found]))
    if version in kept:
        if digest(today) == kept[version]:
            return f"{version}: released as it is"
        raise NotReleased(f"{version} was released with another contract. Raise the version.")
    (folder / version).mkdir()
    for name, schema in today.items():
        (folder / version / f"{name}.json").write_text(as_json(schema), encoding="utf-8")
    (folder / INDEX).write_text(as_json({**kept, version: digest(today)}), encoding="utf-8")
    return f"{version}: added"


def main() -> int:
    """Release the version in pyproject.toml; 1 when that may not be."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    try:
        sys.stdout.write(f"{release(project['version'])}\n")
    except NotReleased as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
