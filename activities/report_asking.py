"""Whether a report, as its log in the register tells of it, came to what an activity is asked."""

from activities.grounds import NotOwed, require_own_run
from register import log
from register.connection import Pool
from rules.report import ReportWork, evolve_report, report_owed
from schemas.report.state import ReportState


async def require_known(
    pool: Pool, state: ReportState, work: ReportWork | None = None, number: int | None = None
) -> None:
    """Refuse to work on a report that is not as its log has it.

    Args:
        pool: The register.
        state: The report as the activity is told that it is, at some moment of its log.
        work: What it owes then, where that matters.
        number: The event by which that was asked for.

    Raises:
        NotProved: It is not the report's own run that asks.
        NotOwed: It was at no moment so, or does not owe that.
    """
    require_own_run(state.report)
    async with pool.acquire() as connection:
        logged = await log.of_stream(connection, state.report)
    known = None
    for entry in logged[: state.sequence]:
        known = evolve_report(known, entry.event)
    if known != state or work not in {None, report_owed(state)}:
        raise NotOwed
    if number is not None and number != state.asked:
        raise NotOwed
