"""The golden histories: what is committed, and that it only ever grows.

Each scenario has a folder. A generation is what one play of the scenario left under the code of
its day: `0001.history.json`, and `0001.2.history.json` and so on where it ran more than one
workflow, and `0001.fingerprint.txt`. Live visits may be of any generation, so all of them must
replay unchanged, until one is retired: by hand, in `index.json`, with a date and a reason.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from temporalio.client import WorkflowHistory

from release.replay import FiledHistory, read_file
from tests.golden.fingerprint import fingerprint

FOLDER = Path(__file__).parent
INDEX = "index.json"


@dataclass(frozen=True)
class Generation:
    """One recorded play of a scenario."""

    scenario: str
    number: str
    files: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.scenario}/{self.number}"


class Book:
    """The committed generations and their index.

    Args:
        folder: Where they are.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        index = folder / INDEX
        read = json.loads(index.read_text("utf-8")) if index.exists() else {}
        self._digests: dict[str, str] = read.get("files", {})
        self._retired: dict[str, dict[str, str]] = read.get("retired", {})

    def standing(self, scenario: str | None = None) -> list[Generation]:
        """Generations that live visits may be of, oldest first."""
        return [
            generation
            for generation in self._generations()
            if generation.name not in self._retired and scenario in {None, generation.scenario}
        ]

    def histories(self, generation: Generation) -> list[FiledHistory]:
        """What a generation ran."""
        names = [name for name in generation.files if name.endswith(".history.json")]
        return [read_file(self.folder / name, name) for name in names]

    def recorded_fingerprint(self, generation: Generation) -> str:
        return (self.folder / f"{generation.name}.fingerprint.txt").read_text("utf-8")

    def complaints(self) -> list[str]:
        """What was edited, deleted or slipped in; a sentence each."""
        found = []
        for name, known in self._digests.items():
            path = self.folder / name
            if self._generation_of(name) in self._retired:
                continue
            if not path.exists():
                found.append(f"{name} is gone. {_ONLY_GROWS}")
            elif _digest(path) != known:
                found.append(f"{name} was edited. {_ONLY_GROWS}")
        found += [
            f"{name} is not in {INDEX}. Only `make golden` adds one."
            for name in sorted(self._present() - set(self._digests))
        ]
        found += [
            f"{name} is retired without a date or a reason."
            for name, why in self._retired.items()
            if not _is_a_day(why.get("date", "")) or not why.get("reason", "").strip()
        ]
        return found

    def add(self, scenario: str, histories: Sequence[WorkflowHistory]) -> Generation:
        """Add a generation after all those there ever were; never touches one."""
        numbers = [int(g.number) for g in self._generations() if g.scenario == scenario]
        number = f"{max(numbers, default=0) + 1:04d}"
        texts = {f"{scenario}/{number}.fingerprint.txt": fingerprint(histories)}
        for count, history in enumerate(histories, start=1):
            part = "" if count == 1 else f".{count}"
            texts[f"{scenario}/{number}{part}.history.json"] = without_machine(history)
        for name, text in texts.items():
            path = self.folder / name
            path.parent.mkdir(exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
            self._digests[name] = _digest(path)
        index = {"files": dict(sorted(self._digests.items())), "retired": self._retired}
        text = json.dumps(index, ensure_ascii=False, indent=2)
        (self.folder / INDEX).write_text(f"{text}\n", encoding="utf-8")
        return Generation(scenario, number, tuple(texts))

    def _generations(self) -> list[Generation]:
        files: dict[str, list[str]] = {}
        for name in sorted(self._digests):
            files.setdefault(self._generation_of(name), []).append(name)
        return [
            Generation(name.partition("/")[0], name.partition("/")[2], tuple(names))
            for name, names in sorted(files.items())
        ]

    def _present(self) -> set[str]:
        found = (*self.folder.glob("*/*.json"), *self.folder.glob("*/*.txt"))
        return {path.relative_to(self.folder).as_posix() for path in found}

    @staticmethod
    def _generation_of(name: str) -> str:
        scenario, _, file = name.partition("/")
        return f"{scenario}/{file.partition('.')[0]}"


_ONLY_GROWS = (
    "A golden history stands for live visits and is never changed: restore it, or retire its "
    f"generation in {INDEX} with a date and a reason."
)


def without_machine(history: WorkflowHistory) -> str:
    """A history as JSON, an event a line, without the name of the machine it was recorded on."""
    events = json.loads(history.to_json())["events"]
    text = ",\n".join(json.dumps(event, ensure_ascii=False) for event in events)
    for identity in sorted(_identities(events), key=len, reverse=True):
        text = text.replace(identity, "recorder")
    return f'{{"events": [\n{text}\n]}}\n'


def _identities(value: object) -> set[str]:
    if isinstance(value, list):
        return {name for inner in value for name in _identities(inner)}
    if isinstance(value, dict):
        own = {value["identity"]} if isinstance(value.get("identity"), str) else set()
        return (own | {n for inner in value.values() for n in _identities(inner)}) - {""}
    return set()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _is_a_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
