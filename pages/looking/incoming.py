"""Mail that came in: about no visit that is known, put to one, and what any row of it shows."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from desk.letters import became_words, reader_words
from desk.mail_list import became_of, for_people, one, words_of
from desk.mail_match import Candidate, can_be_put, candidates, letters_that_left, match
from desk.mail_seen import may_see_to, require_may_see_to, seen
from pages.dependencies import Deps, Register
from pages.looking.addresses import is_visit, letter_address
from pages.rendering import page
from pages.sentences import in_pages
from pages.signed_in import SignedIn
from register import unmatched_mail
from register.area_names import visited_area
from register.connection import Connection
from register.visits import list_visits
from rules.letter_kinds import LETTERS
from schemas.incoming import Mail, MailKind
from schemas.sentences import Sentence
from schemas.staff import Acting

router = APIRouter(prefix="/mail")

Number = Annotated[int, Path(ge=1, le=2**62)]
Shown = Annotated[int, Query(ge=1, le=10_000)]

_COLOURS: Final = {
    MailKind.RETURNED: "red",
    MailKind.GIVEN_UP: "red",
    MailKind.CALLED_SPAM: "red",
    MailKind.DELAYED: "orange",
    MailKind.ARRIVED: "green",
    MailKind.OPENED: "green",
    MailKind.CALENDAR_ANSWER: "green",
    MailKind.OTHER_TIME: "yellow",
    MailKind.REPLY: "yellow",
}


def mail_row(message: Mail, who: Acting) -> dict[str, Any]:
    """A message as pages show it to somebody."""
    return {
        "message": message,
        "what": words_of(message),
        "colour": _COLOURS.get(message.kind, "grey"),
        "became": became_of(message),
        "letter": letter_address(message.letter) if message.letter else None,
        "asks": for_people(message) and may_see_to(who),
        "seen": f"/mail/{message.number}/seen",
        "edited_copy": f"/visits/{message.visit_id}/copies/{message.number}"
        if message.has_copy and message.visit_id
        else None,
        # What was put somewhere by mistake is put elsewhere.
        "match": f"/mail/{message.number}/match" if can_be_put(message) else None,
    }


@router.get("", response_class=HTMLResponse)
async def unmatched(
    request: Request, who: SignedIn, register: Register, number: Shown = 1
) -> HTMLResponse:
    """Mail about no visit that is known, what is alike together; for those who see to it alone."""
    require_may_see_to(who)
    found = await unmatched_mail.page_of_alike(register, number)
    return page(
        request,
        "mail.html",
        title="Unmatched mail",
        came=await _rows(register, who, found.found),
        pages=_pages("/mail", number, found.pages),
    )


@router.get("/{number}/alike", response_class=HTMLResponse)
async def alike(
    request: Request,
    who: SignedIn,
    register: Register,
    number: Number,
    shown: Annotated[int, Query(alias="number", ge=1, le=10_000)] = 1,
) -> HTMLResponse:
    """Every message of one kind from one sender."""
    require_may_see_to(who)
    like = await one(register, number)
    found = await unmatched_mail.page_like(register, like, shown)
    return page(
        request,
        "mail_alike.html",
        title="Unmatched mail of one sender",
        like=like,
        what=words_of(like),
        came=await _rows(register, who, found.found),
        pages=_pages(f"/mail/{number}/alike", shown, found.pages),
    )


@router.get("/{number}/match", response_class=HTMLResponse)
async def choose(
    request: Request,
    who: SignedIn,
    register: Register,
    number: Number,
    visit: Annotated[str, Query(max_length=80)] = "",
) -> HTMLResponse:
    """Which visit a message is about, and then which of its letters."""
    return await _choose(request, who, register, await _unmatched(who, register, number), visit)


@router.post("/{number}/match")
async def put(  # noqa: PLR0913, PLR0917 - what stands in the form
    request: Request,
    deps: Deps,
    who: SignedIn,
    number: Number,
    visit: Annotated[str, Form(max_length=80)],
    letter: Annotated[str | None, Form(max_length=200)] = None,
) -> Response:
    """Put a message to a visit."""
    require_may_see_to(who)
    async with deps.pool.acquire() as register:
        message = await one(register, number)
        unsaid = letter is None and message.kind is MailKind.RETURNED
        if unsaid or not is_visit(visit):
            return await _choose(request, who, register, message, visit, unsaid=unsaid)
    message = await match(
        deps.pool,
        deps.desk,
        actor=who.ref,
        number=number,
        visit=visit,
        letter=letter or None,
        now=deps.now,
    )
    where = f"/visits/{message.visit_id}/letters#came"
    return RedirectResponse(where, HTTPStatus.SEE_OTHER)


@router.post("/{number}/seen")
async def see(deps: Deps, who: SignedIn, number: Number) -> Response:
    """Say that nobody need look at a message any more."""
    async with deps.pool.acquire() as connection:
        message = await seen(connection, who.ref, number, deps.now())
    where = f"/visits/{message.visit_id}/letters#came" if message.visit_id else "/mail"
    return RedirectResponse(where, HTTPStatus.SEE_OTHER)


async def _unmatched(who: Acting, register: Connection, number: int) -> Mail:
    require_may_see_to(who)
    return await one(register, number)


async def _choose(  # noqa: PLR0913 - what its page tells
    request: Request,
    who: Acting,
    register: Connection,
    message: Mail,
    visit: str,
    *,
    unsaid: bool = False,
) -> HTMLResponse:
    error, letters = "", []
    if visit and is_visit(visit):
        try:
            letters = await letters_that_left(register, visit)
        except Sentence as unknown:
            error = in_pages(unknown)
    elif visit:
        error = "That is no visit. Choose one from the list, for example interim-e10000016."
    found = (await candidates(register, [message])).get(message.number, ())
    return page(
        request,
        "mail_match.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK,
        title="Put a message to a visit",
        row=mail_row(message, who),
        message=message,
        candidates=_candidates(found),
        asked=visit,
        chosen=visit if visit and not error else "",
        area=visited_area(visit) if visit and not error else "",
        error=error,
        unsaid=unsaid and bool(visit) and not error,
        came_back=message.kind is MailKind.RETURNED,
        visits=[
            (state.visit_id, visited_area(state.visit_id)) for state in await list_visits(register)
        ],
        letters=[
            {
                "key": each.order.key,
                "what": LETTERS[each.order.kind].words,
                "reader": reader_words(each),
                "became": became_words(each),
                "at": each.at,
            }
            for each in letters
        ],
    )


async def _rows(
    register: Connection, who: Acting, found: Sequence[unmatched_mail.Alike]
) -> list[dict[str, Any]]:
    mine = await candidates(register, (each.latest for each in found))
    return [
        {
            **mail_row(each.latest, who),
            "candidates": _candidates(mine.get(each.latest.number, ())),
            "together": each.together,
            "alike": f"/mail/{each.latest.number}/alike",
        }
        for each in found
    ]


def _candidates(found: Iterable[Candidate]) -> list[dict[str, str]]:
    return [
        {"visit": each.visit, "area": visited_area(each.visit), "ref": each.ref} for each in found
    ]


def _pages(address: str, number: int, last: int) -> dict[str, Any] | None:
    """What the component that leads from page to page is given; nothing where there is one."""
    if last == 1:
        return None
    near = sorted({1, last, *range(max(number - 1, 1), min(number + 1, last) + 1)})
    items: list[dict[str, Any]] = []
    for before, each in zip([0, *near], near, strict=False):
        if each - before > 1:
            items.append({"ellipsis": True})
        items.append(
            {"number": each, "href": f"{address}?number={each}", "current": each == number}
        )
    told: dict[str, Any] = {"items": items}
    if number > 1:
        told["previous"] = {"href": f"{address}?number={number - 1}"}
    if number < last:
        told["next"] = {"href": f"{address}?number={number + 1}"}
    return told
