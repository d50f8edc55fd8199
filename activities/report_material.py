"""All that the gate needs of the register to judge a report."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from register import content, evidence, programmes, reports, visits
from register.areas import areas_on, local_areas
from register.connection import Connection
from register.reports import Published
from rules.report.composing import Words
from rules.report.counts import SIZE
from rules.zones import london_date
from schemas.areas import CouncilType, LocalArea, Region
from schemas.evidence import VisitEvidence
from schemas.ids import AreaCode, ProgrammeId
from schemas.personal import Person
from schemas.programme.content import FrameFile
from schemas.report.state import ReportState
from schemas.report.values import ReportSubject
from schemas.report.words import (
    FurtherNames,
    OrdinaryWord,
    ReportTitle,
    StatementText,
    ThemeTitles,
)
from schemas.selection import Frame

_MOST_SIZES = 8
"""Bands; with more, what is called size is a number."""


class Material(NamedTuple):
    """A report and what it is judged by, all of one moment.

    Attributes:
        state: The report.
        words: Every word of it.
        visits: What each visit gives.
        days: On which areas were visited.
        published: What readers may hold besides.
        there: The areas that could have been visited: those of the programme's frame, or all.
        sizes: How large each is, where the frame says so.
        reports: What the register knows of the reports that were published.
        people: Whom the register knows of its visits.
        further: Schools, trusts and places that a person listed.
        ordinary: Words that a person said are the ordinary ones, with their sentences.
    """

    state: ReportState
    words: Words
    visits: Sequence[VisitEvidence]
    days: Sequence[date]
    published: Sequence[Published]
    there: Sequence[LocalArea]
    people: Sequence[Person]
    further: FurtherNames
    ordinary: Sequence[OrdinaryWord]
    sizes: Mapping[AreaCode, str] = MappingProxyType({})
    reports: Mapping[ReportSubject, ReportState] = MappingProxyType({})

    @property
    def possible(self) -> Mapping[tuple[Region, CouncilType], int]:
        """How many councils of each type each region has."""
        return Counter((one.region, one.council_type) for one in self.there)


async def material_of(connection: Connection, state: ReportState) -> Material:
    """Read it.

    Args:
        connection: In a transaction, so that all of it is of one moment.
        state: The report.
    """
    owner = state.programme
    statements = {}
    for one in state.statements:
        text = await content.fetch(connection, owner, one.content, StatementText)
        statements[one.statement] = text.text
    titles = (
        (await content.fetch(connection, owner, state.titles, ThemeTitles)).titles
        if state.titles
        else {}
    )
    words = Words(
        title=await content.fetch(connection, owner, state.title, ReportTitle),
        themes=titles,
        statements=statements,
    )
    found: list[VisitEvidence] = []
    days: list[date] = []
    people: list[Person] = []
    for taken in state.visits:
        given = await evidence.visit_evidence(connection, taken.visit)
        if given is None:
            continue  # it has left since; the report is told so, and this check is dropped
        found.append(given)
        visit = await visits.require(connection, taken.visit)
        days += [visit.days.day_one, visit.days.day_two] if visit.days else [visit.day_one]
        people += await content.everybody(connection, taken.visit)
    further = FurtherNames()
    if state.names is not None:
        further = await content.fetch(connection, owner, state.names, FurtherNames)
    frame = await _frame(connection, owner)
    there = areas_on(london_date(state.opened_at))
    if frame is not None:
        codes = {*frame.codes}
        there = tuple(one for one in local_areas() if one.gss_code in codes)
    published = await reports.publications(connection, state)
    return Material(
        state=state,
        words=words,
        visits=found,
        days=days,
        published=published,
        there=there,
        people=people,
        further=further,
        ordinary=[
            await content.fetch(connection, owner, ref, OrdinaryWord) for ref in state.answers
        ],
        sizes=sizes_of(frame),
        reports=await reports.behind(connection, published),
    )


async def _frame(connection: Connection, programme: ProgrammeId) -> Frame | None:
    """The areas from which those of a programme were drawn; `None` where none is fixed."""
    state = await programmes.load(connection, programme)
    if state is None or state.frame is None:
        return None
    return (await content.fetch(connection, programme, state.frame, FrameFile)).frame


def sizes_of(frame: Frame | None) -> dict[AreaCode, str]:
    """How large areas are, by code; nothing where a frame does not say so in a few bands."""
    if frame is None or SIZE not in frame.columns:
        return {}
    told = zip(frame.codes, frame.column(SIZE), strict=True)
    sizes = {code: size for code, size in told if size}
    return sizes if len({*sizes.values()}) <= _MOST_SIZES else {}
