"""Typst, set up so that the same data gives the same bytes on every machine."""

import json
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import TypeAlias

import typst

from activities.documents.printable import printable

Data: TypeAlias = "str | int | bool | Sequence[Data] | Mapping[str, Data]"
"""What a template may be given."""

_TEMPLATES = Path(__file__).with_name("templates")
_SAMPLE = b"""#import "letterhead.typ": letterhead
#show: letterhead
= A heading
Some *words*."""
_ONE_AT_A_TIME = threading.Lock()  # a compiler keeps its inputs between calls


class NotTypeset(Exception):
    """A template or its data does not make a valid document: a programmer's error.

    Typst's own words quote the data, which may be personal; they are left out.
    """


def typeset(template: str, data: Mapping[str, Data], on: date) -> bytes:
    """Set a template as PDF/UA-1.

    Args:
        template: Name of a file in `templates`, without its ending.
        data: Read by the template from `sys.inputs.data`, as JSON.
        on: The document's date: its time stamp is midnight UTC of that day.

    Raises:
        NotTypeset: Typst refused.
    """
    body: object = None
    # What is suppressed is raised below, where it has no context that quotes the data.
    with _ONE_AT_A_TIME, suppress(typst.TypstError):
        body = _compiler().compile(
            str(_TEMPLATES / f"{template}.typ"),
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs={"data": json.dumps(_shown(data), sort_keys=True)},
            timestamp=int(datetime.combine(on, time(), UTC).timestamp()),
        )
    if not isinstance(body, bytes):
        raise NotTypeset(f"Typst refused the document made from the template {template}.")
    return body


def get_ready() -> None:
    """Load fonts and compile what every template shares, before the first document is wanted."""
    data = json.dumps({"title": "A sample", "marking": "none"})
    with _ONE_AT_A_TIME:
        _compiler().compile(
            _SAMPLE, format="pdf", pdf_standards=["ua-1"], sys_inputs={"data": data}, timestamp=0
        )


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    return typst.Compiler(root=str(_TEMPLATES), font_paths=fonts, ignore_system_fonts=True)


def _shown(data: Data) -> Data:
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, Mapping):
        return {key: _shown(value) for key, value in data.items()}
    if isinstance(data, Sequence):
        return [_shown(value) for value in data]
    return data
