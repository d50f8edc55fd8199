"""Commands on school terms: imported from a file, and shown."""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from console.terminal import clock, options
from console.terminal.acting import require_deed
from console.terminal.connection import ask_register
from console.terminal.output import say, show, table, write_json
from register.connection import Connection
from rules.terms import in_term, school_year_of, terms_between
from rules.zones import london_date
from schemas.ids import AreaCode
from schemas.terms import SchoolTerm

PANEL = "Operate"

app = typer.Typer(no_args_is_help=True, help="School terms of local areas: import them, show them.")

_DEFAULT = "The default calendar, because the area's own terms are not recorded for these days."


def add(above: typer.Typer) -> None:
    """Add the commands."""
    app.command("import")(import_)
    app.command("show")(show_terms)
    above.add_typer(app, name="terms", rich_help_panel=PANEL)


def import_(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.csv",
            help="Columns area (code or name), name, first, last; half-terms are lines of their "
            "own.",
        ),
    ],
    *,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Record the school terms of areas: all of the file or nothing; again changes nothing.

    Of the school years (August to July) that the file tells of, its terms take the place of those
    recorded for the area before.
    """
    from desk.reading.term_dates import read_terms
    from desk.terms import Imported, import_terms
    from rules.permissions import Deed

    given = read_terms(file)

    async def record(connection: Connection) -> Imported:
        await require_deed(connection, folder, Deed.IMPORT_TERMS)
        async with connection.transaction():
            return await import_terms(connection, given)

    done = ask_register(folder, record)
    if as_json:
        write_json(done._asdict())
        return
    what = f"{_counted(done.terms, 'term')} of {_counted(done.areas, 'area')}"
    if not (done.added or done.removed):
        say(f"Nothing to change: {what} {'is' if done.terms == 1 else 'are'} recorded so already.")
        return
    say(f"Recorded {what}: {done.added} new, {done.removed} removed.")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def show_terms(
    area: Annotated[
        str | None, typer.Argument(metavar="AREA", help="The council, by name or code.")
    ] = None,
    *,
    every: Annotated[
        bool, typer.Option("--all", help="Every area whose terms are recorded.")
    ] = False,
    on: Annotated[
        date | None,
        typer.Option(
            "--on",
            metavar="DATE",
            parser=options.a_date,
            help="The school year of that day, and whether it is in term (default: today).",
        ),
    ] = None,
    as_json: options.AsJson = False,
    folder: options.Folder = options.VAR,
) -> None:
    """Show the terms of a school year; of an area without any, the default calendar."""
    from register.area_names import area_named

    if (area is None) != every:
        raise typer.BadParameter("name an area, or give --all.")
    day = on or london_date(clock.now())
    if not 1900 < day.year < 3000:  # noqa: PLR2004 - any calendar is meaningless beyond
        raise typer.BadParameter("that year has no school terms.", param_hint="--on")
    wanted = None if area is None else area_named(area, day).gss_code
    known = ask_register(folder, lambda connection: _recorded(connection, wanted))
    if wanted is not None:
        known = {wanted: known.get(wanted, [])}
    told = [_told(code, terms, day) for code, terms in known.items()]
    if as_json:
        write_json(told if every else told[0])
        return
    if not told:
        say("No area's terms are recorded; `visits terms import FILE.csv` does that.")
    for one in told:
        _say(one, day)
    if every:
        say("Every other area is taken to keep the default calendar.")


async def _recorded(
    connection: Connection, area: AreaCode | None
) -> dict[AreaCode, list[SchoolTerm]]:
    from register import terms

    return await terms.recorded(connection, None if area is None else [area])


def _told(code: AreaCode, recorded: list[SchoolTerm], day: date) -> dict[str, Any]:
    from register.areas import area_name

    year = school_year_of(day)
    begins, ends = date(year, 8, 1), date(year + 1, 8, 1) - timedelta(days=1)
    terms = terms_between(recorded, begins, ends)
    return {
        "area": code,
        "area_name": area_name(code, day),
        "on": day.isoformat(),
        "in_term": in_term(terms, day),
        "terms": [
            {
                "name": term.name,
                "first": term.first.isoformat(),
                "last": term.last.isoformat(),
                "default": term.assumed,
            }
            for term in terms
        ],
    }


def _say(told: dict[str, Any], day: date) -> None:
    how = "in term" if told["in_term"] else "out of term"
    say(f"{told['area_name']} ({told['area']}): {_day(day)} is {how}.")
    rows = [
        (
            term["name"],
            _day(date.fromisoformat(term["first"])),
            _day(date.fromisoformat(term["last"])),
            "default" if term["default"] else "recorded",
        )
        for term in told["terms"]
    ]
    show(table("Term", "First day", "Last day", "Calendar", rows=rows))
    if any(term["default"] for term in told["terms"]):
        say(_DEFAULT)


def _day(day: date) -> str:
    return f"{day:%a %-d %b %Y}"
