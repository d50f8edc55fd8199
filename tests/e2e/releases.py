"""A release that does not exist: this code with a text or two changed, in a folder of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from release.replay import ReplayReport

ROOT = Path(__file__).parents[2]
SOURCES = ("schemas", "rules", "register", "activities", "workflows", "worker")

# The SDK may abort while the interpreter ends, after all has gone well: this one ends before that.
_REPLAY = """
import asyncio, os, pathlib, sys
from release.replay import of_folder, replay_visits
report = asyncio.run(replay_visits(of_folder(pathlib.Path(sys.argv[1]))))
sys.stdout.write(report.model_dump_json())
sys.stdout.flush()
os._exit(0)
"""


@dataclass(frozen=True)
class Release:
    """The project as it would be after a change."""

    root: Path

    def change(self, file: str, old: str, new: str) -> "Release":
        """Change every place where a file says something; it must say it."""
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} no longer says {old!r}: choose another change for this test"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return self

    def append(self, file: str, text: str) -> "Release":
        """Add something to the end of a file."""
        with (self.root / file).open("a", encoding="utf-8") as end:
            end.write(text)
        return self

    def replay(self, folder: Path) -> ReplayReport:
        """What this release would do to the visits whose histories are in a folder."""
        done = self._python("-c", _REPLAY, str(folder))
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        return ReplayReport.model_validate(
            {name: value for name, value in told.items() if name == "visits"}
        )

    def golden_tests(self) -> tuple[int, str]:
        """What the tests of golden histories say to it: pytest's exit code and its words."""
        done = self._python(
            *("-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "replay_unchanged and smooth"),
            "tests/golden/test_golden.py",
        )
        return done.returncode, done.stdout

    def _python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        # Before the installed project, which is this one.
        environment = os.environ | {"PYTHONPATH": str(self.root), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )


def a_release(folder: Path) -> Release:
    """This code in a folder, to be changed: what can change is copied, the rest is linked."""
    for name in SOURCES:
        _copy(ROOT / name, folder / name)
    for name in ("console", "scenarios", "tests", "pyproject.toml"):
        (folder / name).symlink_to(ROOT / name)
    return Release(folder)


def another_release(unpacked: Path, folder: Path) -> Path:
    """The code of another release, as it was unpacked somewhere, under the tests of this one."""
    folder.mkdir(parents=True)
    for package in unpacked.iterdir():
        if (package / "__init__.py").exists() and package.name != "tests":
            (folder / package.name).symlink_to(package.absolute())
    (folder / "tests").symlink_to(ROOT / "tests")
    return folder


def _copy(source: Path, target: Path) -> None:
    for path in source.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
