"""Letters of a visit as they were sent, what went with them, and the documents that were made."""

from collections.abc import Sequence
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from desk.letter_notes import notes_told
from desk.letters import SentLetter, became_words, letter_as_sent, reader_words, wording_words
from desk.links import links_of, withdraw
from desk.mail_list import parted
from desk.note_files import FILE_TYPES, editable_file, note_to_edit
from desk.wording import plain
from pages.dates import moment
from pages.dependencies import Deps, Register
from pages.looking.addresses import letter_address
from pages.looking.incoming import mail_row
from pages.looking.visit import visit_page
from pages.looking.visit_pages import Visit
from pages.rendering import download
from pages.signed_in import SignedIn
from register import documents, mail, visits
from register.letter_list import ListedLetter, Wanted, list_letters
from rules.letter_kinds import LETTERS
from schemas.incoming import Mail
from schemas.letters import format_of
from schemas.staff import Acting
from schemas.values import LetterStatus

router = APIRouter(prefix="/visits")

Rest = Annotated[str, Path(pattern=r"^[a-z0-9/_.-]+$", max_length=150)]

_COLOURS: Final = {
    LetterStatus.DELIVERED: "green",
    LetterStatus.SENT: "blue",
    LetterStatus.REFUSED: "red",
    LetterStatus.UNCERTAIN: "orange",
    LetterStatus.SUPERSEDED: "grey",
}


def _row(letter: ListedLetter) -> dict[str, object]:
    return {
        "what": LETTERS[letter.order.kind].words,
        "reader": reader_words(letter),
        "became": became_words(letter),
        "colour": _COLOURS.get(letter.status, "yellow"),
        "at": letter.at,
        "address": letter_address(letter.order.key),
    }


def _came(messages: Sequence[Mail], who: Acting) -> list[tuple[str, list[dict[str, Any]]]]:
    """What came, under its headings."""
    return [
        (heading, [mail_row(message, who) for message in some])
        for heading, some in parted(messages)
    ]


@router.get("/{visit}/letters", response_class=HTMLResponse)
async def letters(
    request: Request, who: SignedIn, register: Register, visit: Visit
) -> HTMLResponse:
    """Every letter: to whom, why, when, and what became of it."""
    state = await visits.require(register, visit)
    rows = [_row(letter) for letter in await list_letters(register, Wanted(visit=visit))]
    came = _came(await mail.of_visit(register, visit), who)
    notes = await notes_told(register, visit)
    return visit_page(
        request, "visit/letters.html", state, "letters", rows=rows, came=came, notes=notes
    )


def _headers(sent: SentLetter) -> dict[str, str]:
    """Its headers, with the moment at which it was written as pages write one."""
    told = dict(sent.headers)
    if "Date" in told:
        told["Date"] = moment(parsedate_to_datetime(told["Date"]))
    return told


@router.get("/{visit}/letters/{rest:path}", response_class=HTMLResponse)
async def letter(
    request: Request, who: SignedIn, register: Register, visit: Visit, rest: Rest
) -> HTMLResponse:
    """One letter as it was sent."""
    state = await visits.require(register, visit)
    key = f"{visit}/{rest}"
    listed, sent = await letter_as_sent(register, key)
    found = [each for each in await links_of(register, visit) if each.link.letter == key]
    return visit_page(
        request,
        "visit/letter.html",
        state,
        "letters",
        letter=_row(listed),
        wording=wording_words(listed),
        sent=sent,
        headers=_headers(sent) if sent else {},
        parts=f"/visits/{visit}/letter-parts",
        rest=rest,
        links=found,
        came=_came([m for m in await mail.of_visit(register, visit) if m.letter == key], who),
        resend=f"/visits/{visit}/decide/resend?{urlencode({'letter': key})}",
        correct=f"/visits/{visit}/decide/correct?{urlencode({'person': listed.order.recipient})}",
        lost=listed.status in {LetterStatus.REFUSED, LetterStatus.UNCERTAIN},
    )


@router.post("/{visit}/links/{ref}/withdraw")
async def withdraw_link(
    deps: Deps,
    who: SignedIn,
    visit: Visit,
    ref: Annotated[str, Path(pattern=r"^link-[a-z]+$", max_length=40)],
) -> Response:
    """Let a link in a letter open nothing any more."""
    async with deps.pool.acquire() as connection:
        withdrawn = await withdraw(connection, who.ref, visit, ref, deps.now())
    address = letter_address(withdrawn.link.letter)
    return RedirectResponse(f"{address}#links", HTTPStatus.SEE_OTHER)


@router.get("/{visit}/letter-parts/{number}/{rest:path}")
async def letter_part(
    _: SignedIn,
    register: Register,
    visit: Visit,
    number: Annotated[int, Path(ge=1, le=50)],
    rest: Rest,
) -> Response:
    """What went with a letter, byte for byte."""
    _listed, sent = await letter_as_sent(register, f"{visit}/{rest}")
    enclosed = _enclosed(sent.message) if sent else []
    if number > len(enclosed):
        raise HTTPException(404)
    part = enclosed[number - 1]
    name = part.get_filename() or "calendar-entry.ics"
    body = part.get_payload(decode=True)
    return download(body if isinstance(body, bytes) else b"", part.get_content_type(), name)


def _enclosed(message: bytes) -> list[EmailMessage]:
    """The parts that a reader is offered, in the order in which `desk.letters` names them."""
    parsed = message_from_bytes(message, _class=EmailMessage, policy=default)
    return [
        part
        for part in parsed.walk()
        if part.get_content_type() == "text/calendar" or part.is_attachment()
    ]


@router.get("/{visit}/documents", response_class=HTMLResponse)
async def all_documents(
    request: Request, _: SignedIn, register: Register, visit: Visit
) -> HTMLResponse:
    """Every document that was made."""
    state = await visits.require(register, visit)
    rows = [
        {
            "title": one.title,
            "kind": plain(one.kind),
            "version": one.version,
            "marking": one.marking,
            "bytes": len(one.body),
            "digest": one.sha256,
            "format": format_of(one.kind).words,
            "address": f"/visits/{visit}/documents/{one.sha256}.{format_of(one.kind).ending}",
        }
        for one in await documents.of_visit(register, visit)
    ]
    return visit_page(request, "visit/documents.html", state, "documents", rows=rows)


@router.get("/{visit}/documents/{digest}.{ending}")
async def document(
    _: SignedIn,
    register: Register,
    visit: Visit,
    digest: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")],
    ending: Literal["pdf", "docx"],
) -> Response:
    """One document, by its digest."""
    for one in await documents.of_visit(register, visit):
        form = format_of(one.kind)
        if one.sha256 == digest and form.ending == ending:
            return download(one.body, form.media_type, f"{one.kind}-{one.version}.{ending}")
    raise HTTPException(404)


@router.get("/{visit}/note.{ending}")
async def note_to_be_edited(
    _: SignedIn, register: Register, visit: Visit, ending: Literal["docx", "odt"]
) -> Response:
    """The latest version of the note, or the headings of one that nobody has begun."""
    state = await visits.require(register, visit)
    name = f"{visit}-note.{ending}"
    body = editable_file(await note_to_edit(register, state), name)
    return download(body, FILE_TYPES[ending], name)
