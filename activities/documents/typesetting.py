"""Typst, set up so that the same data gives the same bytes on every machine.

What words can be set was asked when they were taken (`desk.intake`); here it is asked again of
each word that goes on paper, because a register may hold words from before that was asked.
"""

import json
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

import typst

from activities.fonts import FAMILIES, FOLDERS, find_unprintable
from schemas.words import on_one_line

Data: TypeAlias = "str | int | bool | Sequence[Data] | Mapping[str, Data]"
"""What a template may be given."""

TEMPLATES: Final = Path(__file__).with_name("templates")
_SAMPLE = b"""#import "letterhead.typ": letterhead
#show: letterhead
= A heading
Some *words*."""
_ONE_AT_A_TIME = threading.Lock()  # a compiler keeps its inputs between calls


class NotTypeset(Exception):
    """A template and its data do not make a valid document, now or later.

    Either a programmer's error or words that no font sets. The sentence says where in the data,
    and never what: neither the words nor Typst's own account of them, which quotes them.
    """


def typeset(
    template: str, data: Mapping[str, Data], on: date, *, templates: Path = TEMPLATES
) -> bytes:
    """Set a template as PDF/UA-1.

    Args:
        template: Name of a file in `templates`, without its ending.
        data: Read by the template from `sys.inputs.data`, as JSON.
        on: The document's date: its time stamp is midnight UTC of that day.
        templates: The folder that they and what they share are in.

    Raises:
        NotTypeset: Typst refused, or no font sets some of the words.
    """
    shown = _shown(data, template)
    body: object = None
    # What is suppressed is raised below, where it has no context that quotes the data.
    with _ONE_AT_A_TIME, suppress(typst.TypstError):
        body = _compiler(templates).compile(
            str(templates / f"{template}.typ"),
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs={"data": _inputs(shown)},
            timestamp=int(datetime.combine(on, time(), UTC).timestamp()),
        )
    if not isinstance(body, bytes):
        raise NotTypeset(f"Typst refused the document made from the template {template}.")
    return body


def get_ready() -> None:
    """Load fonts and compile what every template shares, before the first document is wanted."""
    inputs = _inputs({"title": "A sample", "marking": "none"})
    with _ONE_AT_A_TIME:
        _compiler(TEMPLATES).compile(
            _SAMPLE, format="pdf", pdf_standards=["ua-1"], sys_inputs={"data": inputs}, timestamp=0
        )


@cache
def _compiler(templates: Path) -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in FOLDERS],
    )
    return typst.Compiler(root=str(templates), font_paths=fonts, ignore_system_fonts=True)


def _inputs(data: Mapping[str, Data]) -> str:
    return json.dumps({**data, "fonts": FAMILIES}, sort_keys=True)


def _shown(data: Mapping[str, Data], template: str) -> dict[str, Data]:
    return {key: _fit_to_set(value, f"{template}: {key}") for key, value in data.items()}


def _fit_to_set(data: Data, place: str) -> Data:
    if isinstance(data, str):
        line = on_one_line(data)
        if find_unprintable(line) is not None:
            raise NotTypeset(f"No font sets the words of {place}.")
        return line
    if isinstance(data, Mapping):
        return {key: _fit_to_set(value, f"{place}, {key}") for key, value in data.items()}
    if isinstance(data, Sequence):
        return [_fit_to_set(value, f"{place} {n}") for n, value in enumerate(data, start=1)]
    return data
