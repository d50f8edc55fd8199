"""Every kind of process that takes decisions.

What lives beside a visit is in the table of streams (`register.streams`), and is made of what
stands there. Another kind of process with a life of its own is another line of `_OWN`.
"""

from collections.abc import Mapping
from typing import Final

from desk.process_kind import ProcessKind
from desk.programme_process import PROGRAMME
from desk.report_process import REPORT
from desk.side_process import side_process_kind
from desk.visit_process import VISIT
from register.streams import STREAMS, kind_of_stream
from register.visits import unknown_visit
from schemas.programme import PROGRAMME_STREAM
from schemas.report.values import REPORT_STREAM
from schemas.streams import VISIT_STREAM, StreamKind

_OWN: Final[Mapping[StreamKind, ProcessKind]] = {
    VISIT_STREAM: VISIT,
    PROGRAMME_STREAM: PROGRAMME,
    REPORT_STREAM: REPORT,
}


def processes() -> dict[StreamKind, ProcessKind]:
    """Every kind of process by its kind of stream, in the order of the table of streams."""
    found = {}
    for kind, stream in STREAMS.items():
        if stream.beside is not None:
            found[kind] = side_process_kind(stream.beside)
        elif kind in _OWN:
            found[kind] = _OWN[kind]
    return found


def process_of(subject: str) -> ProcessKind:
    """The kind of a process by its subject, e.g. a visit, or what lives beside one.

    Raises:
        UnknownVisit: No process is called so.
    """
    try:
        return processes()[kind_of_stream(subject)]
    except KeyError:
        raise unknown_visit(subject) from None


def visits_process_of(subject: str) -> ProcessKind:
    """The kind of a process that a visit's form is for: what has another's name is none.

    Raises:
        UnknownVisit: No visit is called so.
    """
    kind = process_of(subject)
    if kind in (PROGRAMME, REPORT):
        raise unknown_visit(subject)
    return kind
