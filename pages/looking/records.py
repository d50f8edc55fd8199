"""What the register has on a visit as it is kept: its events, what digests are of, all as files."""

import json
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import TypeAdapter, ValidationError

from desk.archive import as_zip, read_archive
from desk.digest_words import digest_words
from pages.dependencies import Register
from pages.looking.visit import visit_page
from pages.looking.visit_pages import Visit
from pages.rendering import download
from pages.signed_in import SignedIn
from register import log, visits
from register.digests import stands_for
from register.publication import of_visit
from register.streams import words_of
from schemas.ids import Digest

router = APIRouter(prefix="/visits")

_DIGEST: Final[TypeAdapter[str]] = TypeAdapter(Digest)
_NO_DIGEST: Final = "Enter a digest as an event, a note or a letter has it: 64 digits and letters."


@router.get("/{visit}/events", response_class=HTMLResponse)
async def events(
    request: Request,
    _: SignedIn,
    register: Register,
    visit: Visit,
    digest: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:
    """The events as other systems have them; and what a digest stands for, if one is given."""
    state = await visits.require(register, visit)
    wanted = digest.strip().lower()
    told, wrong = "", ""
    if wanted:
        try:
            given = _DIGEST.validate_python(wanted)
            told = digest_words(visit, await stands_for(register, visit, given))
        except ValidationError:
            wrong = _NO_DIGEST
    logged = {one.position: one.event for one in await log.read_all(register, about=visit)}
    rows = [
        {
            "position": one.position,
            "type": one.type,
            "words": words_of(logged[one.position]) if one.position in logged else "",
            "at": logged[one.position].at if one.position in logged else None,
            "whole": json.dumps(json.loads(one.cloudevent), ensure_ascii=False, indent=2),
        }
        for one in await of_visit(register, visit)
    ]
    return visit_page(
        request,
        "visit/events.html",
        state,
        "events",
        rows=rows,
        digest=digest,
        told=told,
        wrong=wrong,
    )


@router.get("/{visit}/export.zip")
async def export(_: SignedIn, register: Register, visit: Visit) -> Response:
    """All that the register has on it, in one file."""
    archive = await read_archive(register, visit)
    return download(as_zip(archive), "application/zip", f"{visit}.zip")
