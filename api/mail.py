"""Mail that came in: about no visit, and put to one by hand."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from api.dependencies import Asking, Deps, Register
from desk.mail_list import as_json
from desk.mail_match import match
from desk.mail_seen import require_may_see_to
from desk.mailed_copies import copy_of
from desk.note_files import FILE_TYPES
from register import mail
from schemas.ids import LetterKey, VisitId
from web.problems import ProblemCode, responses_of

_PROBLEMS = responses_of(
    ProblemCode.NO_TOKEN, ProblemCode.NOT_FOUND, ProblemCode.NOT_PERMITTED, ProblemCode.REFUSED
)
router = APIRouter(prefix="/mail")

Number = Annotated[int, Path(ge=1, le=2**62)]
_FILE = {"type": "string", "format": "binary"}


class Match(BaseModel):
    """What a message is about, by a person's word."""

    visit: VisitId
    letter: LetterKey | None = Field(
        None,
        description="where that is known: if the message says that it came back, that is recorded",
    )


@router.get(
    "",
    operation_id="listUnmatchedMail",
    summary="What came about no visit",
    responses=responses_of(ProblemCode.NOT_PERMITTED),
    tags=["look-ups"],
)
async def unmatched_mail(register: Register, who: Asking) -> list[dict[str, Any]]:
    """As `visits post list --json`; for those who see to mail alone."""
    require_may_see_to(who)
    return [as_json(message) for message in await mail.of_none(register)]


@router.get(
    "/{number}/copy",
    operation_id="readMailedCopy",
    summary="The edited copy of the note that came with a message",
    response_class=Response,
    responses={
        **_PROBLEMS,
        200: {"content": {each: {"schema": _FILE} for each in FILE_TYPES.values()}},
    },
    tags=["look-ups"],
)
async def mailed_copy(register: Register, who: Asking, number: Number) -> Response:
    """As `visits post show --copy`; from outside, and opened by nobody yet."""
    require_may_see_to(who)
    found = await copy_of(register, number)
    return Response(found.body, media_type=FILE_TYPES[found.name.rpartition(".")[2]])


@router.post(
    "/{number}/match",
    operation_id="matchMail",
    summary="A message is about a visit, by a person's word",
    responses=_PROBLEMS,
    tags=["decisions"],
)
async def match_mail(deps: Deps, who: Asking, number: Number, told: Match) -> dict[str, Any]:
    """As `visits post match --json`."""
    message = await match(
        deps.pool,
        deps.desk,
        actor=who.ref,
        number=number,
        visit=told.visit,
        letter=told.letter,
        now=deps.now,
    )
    return as_json(message)
