"""The command that shows who is where, and gives inspectors a calendar of their own to follow."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

from console.terminal import clock, options
from console.terminal.connection import ask_register
from console.terminal.output import note, say, show, table, write_json
from register import calendar_links, publication
from register.connection import Connection
from register.private_files import write_file
from rules.zones import london_date
from schemas.values import InspectorRole

PANEL = "Look"

_WEEKS = timedelta(weeks=4)
_ROLES: Final[Mapping[InspectorRole, str]] = {
    InspectorRole.OFSTED_EDUCATION: "education",
    InspectorRole.OFSTED_SOCIAL_CARE: "social care",
    InspectorRole.CQC_CHILDREN: "CQC",
}
"""Which of the three, in a word: there is one of each at a visit."""


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("diary", rich_help_panel=PANEL)(diary)


def diary(  # noqa: PLR0913 - what can be asked, by name
    *,
    inspector: Annotated[
        str | None,
        typer.Option(
            "--inspector",
            metavar="WHO",
            help="Only this one, by a visit's reference or by email address.",
        ),
    ] = None,
    first: Annotated[
        date | None,
        typer.Option("--from", metavar="DATE", parser=options.a_date, help="Today by default."),
    ] = None,
    last: Annotated[
        date | None,
        typer.Option(
            "--to", metavar="DATE", parser=options.a_date, help="Four weeks on by default."
        ),
    ] = None,
    ics: Annotated[
        Path | None,
        typer.Option("--ics", metavar="FILE", help="Write the days of one inspector as iCalendar."),
    ] = None,
    link: Annotated[
        bool,
        typer.Option(
            "--link",
            help="Make a secret address that the inspector's calendar can follow; the one before "
            "ends.",
        ),
    ] = False,
    revoke: Annotated[
        bool, typer.Option("--revoke", help="End the inspector's secret address.")
    ] = False,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Show who is where, day by day: visits, holidays, conflicts, and who is wanted twice."""
    begins = first or london_date(clock.now())
    ends = last or begins + _WEEKS
    if ends < begins:
        raise typer.BadParameter(f"{ends} is before {begins}.", param_hint="--to")
    if (link or revoke or ics) and inspector is None:
        raise typer.BadParameter("say whose it is, with --inspector.")
    if sum((link, revoke, ics is not None)) > 1:
        raise typer.BadParameter("--link, --revoke and --ics are each asked for alone.")
    if link or revoke:
        _see_to_link(f"{inspector}", folder, ended=revoke, as_json=as_json)
    elif ics is not None:
        _write(f"{inspector}", begins, ends, ics, folder)
    else:
        _show(inspector, begins, ends, folder, as_json=as_json)


def _show(inspector: str | None, first: date, last: date, folder: Path, *, as_json: bool) -> None:
    from activities.wording import MODES
    from desk.diary import read_diary

    told = ask_register(folder, lambda connection: read_diary(connection, first, last, inspector))
    if as_json:
        write_json(told.model_dump(mode="json"))
        return
    rows: list[tuple[date, tuple[str, ...]]] = [
        (day, (_day(day), "", "bank holiday", "")) for day in told.holidays
    ]
    for holiday in told.school_holidays:
        how = ", by the default calendar" if holiday.assumed else ""
        words = f"school holidays in {holiday.area_name} until {_day(holiday.last)}{how}"
        begins = max(first, holiday.first)
        rows.append((begins, (_day(begins), "", words, "")))
    for away in told.leave:
        begins = max(first, away.first)
        rows.append((begins, (_day(begins), away.name, f"on leave until {_day(away.last)}", "")))
    for one in told.engagements:
        how = f" ({MODES[one.mode].lower()})" if one.mode else ""
        where = f"{one.area_name}, day {one.number}{how}"
        if not one.in_term:
            where += "; out of term"
        if one.elsewhere:
            where += f"; also wanted at {one.elsewhere}"
        who = f"{one.name}, {_ROLES[one.role]}"
        rows.append((one.day, (_day(one.day), who, where, one.visit)))
    if not told.engagements:
        say(f"Nobody is at a visit from {_day(first)} to {_day(last)}.")
    if rows:
        cells = [cells for _, cells in sorted(rows, key=lambda row: row[0])]
        show(table("Day", "Who", "Where", "Visit", rows=cells, keep=[0, 3]))
    for conflict in told.conflicts:
        kinds = ", ".join(kind.value.replace("_", " ") for kind in conflict.kinds)
        say(
            f"{conflict.name} has declared a conflict with {conflict.area_name} ({kinds}; "
            f"{conflict.visit})."
        )


def _day(day: date) -> str:
    return f"{day:%a %-d %b %Y}"


def _see_to_link(inspector: str, folder: Path, *, ended: bool, as_json: bool) -> None:
    from desk.diary import one_inspector

    async def see_to(connection: Connection) -> tuple[str, str | None]:
        email = await one_inspector(connection, inspector)
        if ended:
            return email, "" if await calendar_links.revoke(connection, email) else None
        secret = await calendar_links.make(connection, email)
        return email, f"{await publication.address(connection)}/calendars/{secret}"

    email, address = ask_register(folder, see_to)
    if as_json:
        told = {"revoked": address is not None} if ended else {"address": address}
        write_json({"inspector": email, **told})
    elif not ended:
        say(f"{address}")
        note(f"Whoever has this address sees where {email} is; hand it over by a safe way.")
        note("The one before, if there was one, opens nothing any more. --revoke ends this one.")
    elif address is None:
        say(f"There is no address for {email}.")
    else:
        say(f"The address for {email} opens nothing any more.")


def _write(inspector: str, first: date, last: date, file: Path, folder: Path) -> None:
    from desk.diary import one_inspector
    from desk.diary_calendar import as_icalendar
    from register.diary import Booked, booked

    async def days(connection: Connection) -> list[Booked]:
        email = await one_inspector(connection, inspector)
        return await booked(connection, first, last, [email])

    found = ask_register(folder, days)
    write_file(file, as_icalendar(found, host="area-visits.invalid"))
    if found:
        say(f"Wrote {len(found)} {'day' if len(found) == 1 else 'days'} to {file}.")
        return
    say(
        f"Wrote a calendar without a day to {file}: {inspector} is at no visit from {_day(first)} "
        f"to {_day(last)}. --from and --to choose other days."
    )
