"""Files of word processors as others write them: by Pandoc, or taken apart and put together."""

import io
import subprocess
import zipfile
from collections.abc import Callable

from desk.reading.note_files.pandoc import program

Parts = dict[str, bytes]


def by_pandoc(markdown: str, kind: str = "docx") -> bytes:
    """A file that is none of ours: its styles, lists and particulars are Pandoc's."""
    found = program()
    assert found is not None, "Pandoc comes with the extra `word`"
    done = subprocess.run(
        [found, "--from=markdown", f"--to={kind}", "--output=-"],
        input=markdown.encode(),
        capture_output=True,
        check=True,
    )
    return done.stdout


def zipped(parts: Parts) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return made.getvalue()


def parts_of(content: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(content: bytes, change: Callable[[Parts], object]) -> bytes:
    """The same file with its parts changed."""
    parts = parts_of(content)
    change(parts)
    return zipped(parts)


def replaced(content: bytes, part: str, old: str, new: str) -> bytes:
    """The same file with something else in one of its parts."""
    parts = parts_of(content)
    assert old.encode() in parts[part], f"{old} is not in {part}"
    parts[part] = parts[part].replace(old.encode(), new.encode(), 1)
    return zipped(parts)
