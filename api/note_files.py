"""The note as a file of a word processor: given, and taken as what a form would hold.

Reading a file records nothing. What it gives is the decision's form, to be sent as any other.
"""

from http import HTTPStatus
from typing import Any, Final, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from api.dependencies import Asking, Deps, Register
from desk.note_files import FILE_TYPES, FROM_NOTES, editable_file, filled_from, note_to_edit
from desk.reading.note_files import UnusableNote
from register.visits import require
from schemas.ids import VisitId
from web.problems import Problem, ProblemCode, responses_of

router = APIRouter(tags=["decisions"])

_PROBLEMS: Final = (ProblemCode.NO_TOKEN, ProblemCode.NOT_FOUND, ProblemCode.REFUSED)
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
_FILES: Final = dict.fromkeys(FILE_TYPES.values(), _BINARY)
_TAKEN: Final = {"application/octet-stream": _BINARY, **_FILES}


class FilledIn(BaseModel):
    """What a file says.

    Attributes:
        form: The fields of the decision's form that it fills in.
        marks: Tracked changes and comments that nobody has settled, and what was taken otherwise
            than it stands; show them before the form is sent.
    """

    form: dict[str, Any]
    marks: list[str]


@router.get(
    "/visits/{visit}/note/{ending}",
    operation_id="readNoteToEdit",
    summary="The note, to be edited",
    response_class=Response,
    responses={200: {"content": _FILES}, **responses_of(*_PROBLEMS)},
)
async def note_file(
    register: Register, _who: Asking, visit: VisitId, ending: Literal["docx", "odt"]
) -> Response:
    """The latest version, or the headings of one that nobody has begun."""
    note = await note_to_edit(register, await require(register, visit))
    return Response(editable_file(note, f"note.{ending}"), media_type=FILE_TYPES[ending])


@router.post(
    "/visits/{visit}/note/{decision}",
    operation_id="readNoteFile",
    summary="What a .docx or .odt file says, as a decision's form has it",
    responses=responses_of(*_PROBLEMS, ProblemCode.TOO_LARGE),
    openapi_extra={"requestBody": {"required": True, "content": _TAKEN}},
)
async def filled_in(
    request: Request,
    deps: Deps,
    _who: Asking,
    visit: VisitId,
    decision: Literal["draft", "comment"],
) -> FilledIn:
    """A draft gives sections; a copy that leaders edited gives comments on the latest version."""
    try:
        filled = await filled_from(deps.pool, FROM_NOTES[decision], visit, await request.body())
    except UnusableNote as why:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            ProblemCode.BAD_REQUEST,
            f"The file cannot be used: {why}.",
        ) from None
    return FilledIn(form=filled.values, marks=list(filled.marks))
