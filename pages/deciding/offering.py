"""What somebody can decide about a visit, a programme or a report: for the list, and each form."""

from collections.abc import Sequence
from datetime import datetime

from desk.authority import had_checked
from desk.decisions import About
from desk.offered import (
    Offered,
    as_offered_to,
    offered_about_programme,
    offered_about_report,
    offered_about_visit,
)
from pages.deciding.matter import Decision, Matter, Opening
from pages.offers import OPENED_BY
from register import programmes, reports, visits
from register.connection import Connection
from rules.permissions import Standing, out_of_reach
from schemas.report.values import report_subject
from schemas.staff import Acting


async def offered_to(
    register: Connection, about: About, subject: str, who: Acting, now: datetime
) -> Sequence[Offered]:
    """What there is to decide, for somebody, and what they cannot decide and why.

    Args:
        register: Any connection.
        about: About what kind of thing.
        subject: About which.
        who: They.
        now: The moment, aware.
    """
    match about:
        case About.VISIT:
            state = await visits.require(register, subject)
            offered = await offered_about_visit(register, state, now)
            return as_offered_to(offered, who, Standing(team=state.team))
        case About.PROGRAMME:
            programme = await programmes.require(register, subject)
            return as_offered_to(offered_about_programme(programme), who, Standing())
        case About.REPORT:
            report = report_subject(*subject.split("/"))
            offered = offered_about_report(await reports.require(register, report))
            return as_offered_to(offered, who, Standing(first=await had_checked(register, report)))


async def refused_to(register: Connection, matter: Matter, who: Acting, now: datetime) -> str:
    """Why somebody cannot take a decision now, whatever they fill in; empty where they can."""
    match matter:
        case Decision():
            offered = await offered_to(register, matter.kind.about, matter.subject, who, now)
            return next((one.refused for one in offered if one.kind == matter.kind), "")
        case Opening():
            return out_of_reach(who, (OPENED_BY[matter.what],))
        case _:
            return ""
