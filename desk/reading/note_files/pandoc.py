"""Pandoc, which reads what word processors write: as a program beside this one, in a sandbox.

It comes with the extra `word`, or is the machine's own; who reads no such files needs none.
"""

import json
import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from desk.reading.note_files.packages import Kind, UnusableNote

_WITHIN: Final = 20.0  # seconds; twenty pages take half of one
_MEMORY: Final = "512M"  # twenty pages take 100 MB

NO_PANDOC: Final = (
    "files of word processors cannot be read here, because Pandoc is not installed; fill the form "
    "in, or give it as YAML. Whoever looks after this system installs it with the extra `word`"
)


@cache
def program() -> str | None:
    """Where Pandoc is: that of the extra, else the machine's own."""
    spec = find_spec("pypandoc")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        own = Path(folder) / "files" / "pandoc"
        if own.exists():
            return str(own)
    return shutil.which("pandoc")


# `Any`: Pandoc's own tree, of which a reader takes what it knows and refuses the rest.
def read(
    kind: Kind,
    body: bytes,
    *,
    changes: bool = False,
    styles: bool = False,
    within: float = _WITHIN,
) -> dict[str, Any]:
    """A file as Pandoc's tree: `blocks`, and in `meta` what its styles make of the first ones.

    Args:
        kind: What wrote it.
        body: The file.
        changes: Whether tracked changes and comments are told; else changes are taken as accepted.
        styles: Whether the style of each paragraph is told; what is bold by its style is not, then.
        within: Seconds that it may take.

    Raises:
        UnusableNote: There is no Pandoc, or it cannot read the file, or not within its bounds.
    """
    found = program()
    if found is None:
        raise UnusableNote(NO_PANDOC)
    words = [found, "+RTS", f"-M{_MEMORY}", "-RTS", "--sandbox", "--to=json", f"--from={kind}"]
    if kind is Kind.DOCX:
        words[-1] += "+styles" if styles else ""
        words.append(f"--track-changes={'all' if changes else 'accept'}")
    try:
        done = subprocess.run(  # noqa: S603 - a program of ours; the file is its input alone
            words,
            input=body,
            capture_output=True,
            timeout=within,
            check=False,
            env={"LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        raise UnusableNote(_TOO_MUCH) from None
    except OSError:
        raise UnusableNote(NO_PANDOC) from None
    if done.returncode in _OUT_OF_MEMORY:
        raise UnusableNote(_TOO_MUCH)
    if done.returncode:
        raise UnusableNote("it is damaged; save it again, and send that")
    tree: dict[str, Any] = json.loads(done.stdout)
    return tree


_TOO_MUCH: Final = (
    "it takes too long or too much memory to read; copy its words into a new document"
)
_OUT_OF_MEMORY: Final = frozenset({251, 2, -9})
"""How a program of Haskell ends when its memory is full, or its stack."""
