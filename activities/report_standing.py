"""Whether what passed the gate can still be signed and published as it is.

The gate looks at one moment, and people read, sign and publish later. Meanwhile agreement may be
taken back, a note recalled, an earlier report withdrawn, or another published.
"""

from collections.abc import Iterable, Mapping

from activities.report_evidence import gathered
from register import reports, visits
from register.connection import Connection
from register.reports import Published
from rules.report.editions import relation_to
from rules.report.evidence import unlike
from rules.zones import london_date
from schemas.ids import VisitId
from schemas.report.content import Edition
from schemas.report.state import ReportState
from schemas.report.values import ReportStage, ReportSubject
from schemas.report.words import GateResult


def editions(
    published: Iterable[Published],
    states: Mapping[ReportSubject, ReportState],
    resting_on: frozenset[VisitId],
) -> list[Edition]:
    """The earlier reports that one replaces or adds to, as it tells of them.

    Args:
        published: What readers may hold besides.
        states: What is recorded of those.
        resting_on: The visits of the report.
    """
    withdrawn = {name for name, one in states.items() if one.stage is ReportStage.WITHDRAWN}
    return [
        Edition(
            title=one.content.title,
            published_on=london_date(one.made_at),
            digest=one.digest,
            relation=relation_to(resting_on, one.visits),
            withdrawn=one.report in withdrawn,
        )
        for one in published
        if one.visits & resting_on
    ]


async def changed_since(
    connection: Connection, state: ReportState, result: GateResult, *, lock: bool = False
) -> str | None:
    """What is no more as the gate had it, as a clause; `None` if it is all the same.

    Args:
        connection: In a transaction, where it is to stay so.
        state: The report.
        result: What the gate said last.
        lock: Whether all of it stays as it is until the transaction ends.
    """
    beside = await reports.publications(connection, state, lock=lock)
    if lock:
        await visits.keep_as_they_are(connection, [one.visit for one in state.visits])
    now = await gathered(connection, state, only_gathered=True)
    if changed := unlike(state.visits, now):
        return f"what it rests on has changed since it was checked ({', '.join(changed)})"
    for one in beside:
        if result.beside.get(one.report) != one.digest:
            return f"“{one.content.title}” was published since it was checked"
    if {one.report for one in beside} != {*result.beside}:
        return "a report beside which it was checked is not published any more"
    told = editions(
        beside,
        await reports.behind(connection, beside, lock=lock),
        frozenset(one.visit for one in state.visits),
    )
    for edition in told:
        if result.content is not None and edition not in result.content.earlier:
            return f"“{edition.title}”, of which it tells, was withdrawn since it was checked"
    return None
