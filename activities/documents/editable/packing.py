"""Parts in a ZIP file, and the templates that they are made of."""

import io
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_TEMPLATES: Final = Path(__file__).parent / "templates"
_PACKED: Final = (1980, 1, 1, 0, 0, 0)  # the first day that a ZIP file knows


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def part(name: str, **given: object) -> bytes:
    """One part, made of its template."""
    return _environment().get_template(name).render(**given).encode()


def packed(parts: Mapping[str, bytes], *, first: str = "") -> bytes:
    """A ZIP file of parts.

    Args:
        parts: By their names.
        first: What kind of file it is, where that stands first and uncompressed (ODF 1.3, part 2).
    """
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        if first:
            archive.writestr(zipfile.ZipInfo("mimetype", _PACKED), first)
        for name, body in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _PACKED), body, zipfile.ZIP_DEFLATED)
    return whole.getvalue()
