"""Where what is decided about stands in the addresses of the doors, and how it is named there."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, NamedTuple

from desk.decisions import About
from schemas.ids import ProgrammeId, VisitId
from schemas.report.values import ReportName


class Subjects(NamedTuple):
    """The addresses of one kind of thing that is decided about.

    Attributes:
        path: Below which it stands.
        named: Reads its name off the parts of an address; a dependency of FastAPI's.
    """

    path: str
    named: Callable[..., Awaitable[str]]


async def _visit(visit: VisitId) -> str:
    return visit


async def _programme(programme: ProgrammeId) -> str:
    return programme


async def _report(programme: ProgrammeId, report: ReportName) -> str:
    return f"{programme}/{report}"


SUBJECTS: Final[Mapping[About, Subjects]] = {
    About.VISIT: Subjects("/visits/{visit}", _visit),
    About.PROGRAMME: Subjects("/programmes/{programme}", _programme),
    About.REPORT: Subjects("/programmes/{programme}/reports/{report}", _report),
}


def address_of(about: About, subject: str) -> str:
    """The address of what is named, e.g. `/visits/interim-e10000016`."""
    first, _, second = subject.partition("/")
    return SUBJECTS[about].path.format(visit=first, programme=first, report=second)
