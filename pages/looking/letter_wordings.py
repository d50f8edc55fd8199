"""How a programme words its letters: every kind, and one with what may stand in its wording."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from desk.letter_wordings import placeholders_shown, wording_of_kind, wordings_of
from pages.dependencies import Register
from pages.looking.programmes import Programme
from pages.rendering import page
from pages.signed_in import SignedIn
from schemas.values import LetterKind

router = APIRouter(prefix="/programmes")


@router.get("/{programme}/letters", response_class=HTMLResponse)
async def every_kind(
    request: Request, _: SignedIn, register: Register, programme: Programme
) -> HTMLResponse:
    """Each kind of letter, and whose wording it has."""
    return page(
        request,
        "wordings.html",
        title=f"Wording of letters, programme {programme}",
        rows=await wordings_of(register, programme),
        root=f"/programmes/{programme}",
    )


@router.get("/{programme}/letters/{letter}", response_class=HTMLResponse)
async def one_kind(
    request: Request, _: SignedIn, register: Register, programme: Programme, letter: LetterKind
) -> HTMLResponse:
    """The wording in force of one kind, its placeholders, and where it is changed."""
    shown = await wording_of_kind(register, programme, letter)
    return page(
        request,
        "wording.html",
        title=f"{shown.what[:1].upper()}{shown.what[1:]}: wording",
        shown=shown,
        placeholders=placeholders_shown(letter),
        root=f"/programmes/{programme}",
    )
