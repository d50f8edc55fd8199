"""Who did what: by person, kind and day, to look at and as CSV."""

from datetime import date, timedelta
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from desk.deciders import deciders
from desk.links import answerers
from desk.written_days import day_written
from pages.dependencies import Now, Register
from pages.looking.addresses import address_of, letter_address
from pages.rendering import page
from pages.signed_in import SignedIn
from pages.words import capital, plain
from register.connection import Connection
from register.csv_files import as_csv as csv_of
from register.deeds import MOST, Deed, actors, deeds
from register.streams import STREAMS
from rules.zones import london_date
from schemas.sentences import Sentence

router = APIRouter(prefix="/who-did-what")

_DAYS = timedelta(days=30)


class Asked(NamedTuple):
    """Whose deeds, of which kind, between which days."""

    actor: str
    kind: str
    first: date
    last: date


async def asked(
    now: Now,
    actor: Annotated[str, Query(max_length=40)] = "",
    kind: Annotated[str, Query(max_length=80)] = "",
    first: Annotated[str, Query(max_length=40)] = "",
    last: Annotated[str, Query(max_length=40)] = "",
) -> Asked:
    """What stands in the address; by default the last thirty days."""
    today = london_date(now)
    end = _day(last) or today
    begin = _day(first) or max(end, date.min + _DAYS) - _DAYS
    return Asked(actor, kind, begin, end)


Wanted = Annotated[Asked, Depends(asked)]


@router.get("", response_class=HTMLResponse)
async def look(request: Request, _: SignedIn, register: Register, wanted: Wanted) -> HTMLResponse:
    """The deeds, the latest first."""
    found = await _found(register, wanted, MOST)
    all_actors = await actors(register)
    by_link = await answerers(register, all_actors)
    names = await deciders(register, by_link)
    return page(
        request,
        "deeds.html",
        title="Who did what",
        asked=wanted,
        letter_address=letter_address,
        actors=[(ref, names.get(ref, ref)) for ref in all_actors],
        names=names,
        kinds=sorted(
            (
                (each.value, _kind(each.value))
                for stream in STREAMS.values()
                for each in stream.types
            ),
            key=lambda kind: kind[1],
        ),
        rows=[(deed, address_of(deed.subject), by_link.get(deed.actor)) for deed in found],
        most=len(found) == MOST,
        query=request.url.query,
    )


@router.get(".csv")
async def as_csv(_: SignedIn, register: Register, wanted: Wanted) -> Response:
    """The same as CSV, and all of it; nothing in it is taken for a formula."""
    found = await _found(register, wanted)
    names = await deciders(register, await answerers(register, {deed.actor for deed in found}))
    rows = [
        (
            f"{deed.position}",
            deed.at.isoformat(),
            deed.actor,
            names.get(deed.actor, ""),
            deed.subject,
            deed.type,
            deed.words,
        )
        for deed in found
    ]
    heading = ("position", "at", "actor", "name", "subject", "type", "what")
    return Response(
        "\ufeff" + csv_of([heading, *rows]),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="who-did-what.csv"'},
    )


def _kind(event: str) -> str:
    """What a type of event is called: `Acceptance corrected (visit)`."""
    about, what, _ = event.split(".")
    return f"{capital(plain(what))} ({plain(about)})"


async def _found(register: Connection, wanted: Asked, most: int | None = None) -> list[Deed]:
    return await deeds(
        register,
        first=wanted.first,
        last=wanted.last,
        actor=wanted.actor or None,
        kind=wanted.kind or None,
        most=most,
    )


def _day(text: str) -> date | None:
    if not text:
        return None
    if (day := day_written(text)) is None:
        raise Sentence("A day is written as in 27 March 2027, or 27/3/2027.")
    return day
