"""`GET /visits/{visit}/note`: the one address at which a department has content, not events.

There is no other, and none that is open: a note is shared with two departments and with nobody
else. Each answer is recorded as an event before its first byte leaves.
"""

import math
from http import HTTPStatus
from typing import Annotated

import structlog
from fastapi import APIRouter, Header, Response

from feed.access import ContentToken
from feed.dependencies import Deps
from register.documents import DocumentSpoilt
from register.reading import MOST_AN_HOUR, NoteNotMade, TooManyReadings, read_note
from rules.reading import NoteNotShared, NoteRecalled
from schemas.ids import VisitId
from web.problems import Problem, ProblemCode, responses_of

_log = structlog.get_logger(__name__)

router = APIRouter(tags=["content"])

MEDIA_TYPE = "application/pdf"

_HEADERS = {
    "ETag": "Of exactly this PDF: `document` of the event `note.read.v1`.",
    "Note-Version": "Which version of the note it is: the one that was shared.",
    "Marking": "How it is to be handled (Government Security Classifications).",
}


@router.get(
    "/visits/{visit}/note",
    operation_id="readNote",
    summary="Read the note that was shared with your department",
    response_class=Response,
    responses={
        200: {
            "description": "The agreed note, exactly the version that was shared.",
            "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
            "headers": {
                name: {"description": told, "schema": {"type": "string"}}
                for name, told in _HEADERS.items()
            },
        },
        304: {"description": "The copy that you have is the note, and may still be used."},
        **responses_of(
            ProblemCode.NO_TOKEN,
            ProblemCode.SCOPE_MISSING,
            ProblemCode.NOT_FOUND,
            ProblemCode.NOTE_RECALLED,
            ProblemCode.TOO_MANY_READINGS,
        ),
    },
)
async def read_the_note(
    deps: Deps,
    token: ContentToken,
    visit: VisitId,
    if_none_match: Annotated[
        str | None,
        Header(description="The `ETag` of your copy, to learn whether it is still the note."),
    ] = None,
) -> Response:
    """The PDF, for DfE and NHS England only, each for what was shared with them.

    Each time is recorded as an event, `note.read.v1`, also when the answer is 304: that the copy
    in your hands may still be used is told only to those who may read it, and is known to have
    been told.
    """
    if token.department is None:
        raise Problem(
            HTTPStatus.FORBIDDEN,
            ProblemCode.SCOPE_MISSING,
            "This token is of no department, so no note is shared with it.",
        )
    try:
        async with deps.pool.acquire() as connection, connection.transaction():
            document, event = await read_note(
                connection,
                visit,
                department=token.department,
                reader=token.consumer,
                now=deps.now(),
            )
    except NoteNotShared:
        # A visit that there is not, and one of which this department has no note, look alike.
        raise Problem(
            HTTPStatus.NOT_FOUND,
            ProblemCode.NOT_FOUND,
            "There is no note at this address that was shared with your department.",
        ) from None
    except NoteRecalled as recalled:
        raise Problem(HTTPStatus.GONE, ProblemCode.NOTE_RECALLED, str(recalled)) from None
    except NoteNotMade as soon:
        raise Problem(
            HTTPStatus.SERVICE_UNAVAILABLE,
            ProblemCode.UNAVAILABLE,
            f"{soon} Ask again in a few seconds.",
            {"Retry-After": "5"},
        ) from None
    except DocumentSpoilt:
        # Nobody is handed anything else than what was agreed.
        _log.exception("shared note not handed out", visit=visit)
        raise Problem(
            HTTPStatus.SERVICE_UNAVAILABLE,
            ProblemCode.UNAVAILABLE,
            "What is kept of this note is damaged, so it is not handed out. Those who run the "
            "engine must put it back; ask again tomorrow.",
        ) from None
    except TooManyReadings as many:
        seconds = max(1, math.ceil(many.again_in.total_seconds()))
        raise Problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            ProblemCode.TOO_MANY_READINGS,
            f"{token.consumer} has read notes {MOST_AN_HOUR} times within an hour, which is as "
            "often as a consumer may.",
            {"Retry-After": f"{seconds}"},
        ) from None
    headers = {
        "ETag": f'"{event.fact.document}"',
        "Note-Version": f"{event.fact.version}",
        "Marking": document.marking.value,
    }
    if has_copy(if_none_match, event.fact.document):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    name = f"{visit}-summary-note-v{event.fact.version}.pdf"
    return Response(
        document.body,
        media_type=MEDIA_TYPE,
        headers={**headers, "Content-Disposition": f'attachment; filename="{name}"'},
    )


def has_copy(if_none_match: str | None, sha256: str) -> bool:
    """Whether a consumer's copy, by one of the tags it sent, is these bytes."""
    tags = [tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")]
    return f'"{sha256}"' in tags or tags == ["*"]
