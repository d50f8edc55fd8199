"""Mail that came in: about no visit that is known, and what a row of any such mail shows."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from desk.mail_list import became_of, for_people, words_of
from desk.mail_seen import may_see_to, require_may_see_to, seen
from pages.dependencies import Deps, Register
from pages.looking.addresses import letter_address
from pages.rendering import page
from pages.signed_in import SignedIn
from register import mail
from schemas.incoming import Mail, MailKind
from schemas.staff import Acting

router = APIRouter(prefix="/mail")

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


def mail_row(message: Mail, who: Acting) -> dict[str, object]:
    """A message as pages show it to somebody."""
    return {
        "message": message,
        "what": words_of(message),
        "colour": _COLOURS.get(message.kind, "grey"),
        "became": became_of(message),
        "letter": letter_address(message.letter) if message.letter else None,
        "asks": for_people(message) and may_see_to(who),
        "seen": f"/mail/{message.number}/seen",
    }


@router.get("", response_class=HTMLResponse)
async def unmatched(request: Request, who: SignedIn, register: Register) -> HTMLResponse:
    """Mail about no visit that is known, the latest first; for those who see to it alone."""
    require_may_see_to(who)
    rows = [mail_row(message, who) for message in await mail.of_none(register)]
    return page(request, "mail.html", title="Unmatched mail", came=rows)


@router.post("/{number}/seen")
async def see(deps: Deps, who: SignedIn, number: Annotated[int, Path(ge=1, le=2**62)]) -> Response:
    """Say that nobody need look at a message any more."""
    async with deps.pool.acquire() as connection:
        message = await seen(connection, who.ref, number, deps.now())
    where = f"/visits/{message.visit_id}/letters#came" if message.visit_id else "/mail"
    return RedirectResponse(where, HTTPStatus.SEE_OTHER)
