"""What the command `visits` tells of visits with --json, as requests."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from api.dependencies import Asking, Register
from api.narrowing import Narrowed
from desk import as_json as told
from desk.letter_notes import notes_told
from desk.mail_list import as_json as mail_as_json
from desk.mail_list import comes_as_json, who_comes
from desk.overview import visits_asked_for
from desk.state_json import listed_visit_as_json, visit_as_json
from desk.timeline import timeline_of
from desk.topics import Topic, topics_of
from desk.written import read_record
from register import documents, mail, related
from register.content import kinds_of
from register.letter_list import Wanted, list_letters
from register.visits import list_visits, require
from schemas.ids import VisitId
from schemas.letters import PDF, WORD, format_of
from schemas.values import DocumentKind, Stage
from web.problems import Problem, ProblemCode, responses_of

Told = dict[str, Any]

_PROBLEMS = responses_of(ProblemCode.NO_TOKEN, ProblemCode.NOT_FOUND, ProblemCode.REFUSED)
router = APIRouter(tags=["look-ups"], responses=_PROBLEMS)


@router.get("/visits", operation_id="listVisits", summary="The visits that are asked for")
async def list_all(
    register: Register,
    asked: Narrowed,
    stage: Annotated[Stage | None, Query(description="Only visits in this stage.")] = None,
    ended: Annotated[
        bool | None,
        Query(description="Only those that have ended, or only those that have not; else both."),
    ] = None,
) -> list[Told]:
    """As `visits list --json`."""
    known = await list_visits(register, stage=stage)
    return [listed_visit_as_json(state) for state in visits_asked_for(known, asked, ended=ended)]


@router.get("/visits/{visit}", operation_id="showVisit", summary="One visit")
async def show(register: Register, _who: Asking, visit: VisitId) -> Told:
    """As `visits show --json`."""
    state = await require(register, visit)
    topics = topics_of(await kinds_of(register, visit), state)
    answers = [comes_as_json(one) for one in await who_comes(register, visit)]
    return {**visit_as_json(state), "to_read": topics, "calendar_answers": answers}


@router.get("/visits/{visit}/timeline", operation_id="showTimeline", summary="What happened")
async def timeline(register: Register, _who: Asking, visit: VisitId) -> list[Told]:
    """As `visits timeline --json`."""
    return [told.entry_as_json(entry) for entry in await timeline_of(register, visit)]


@router.get("/visits/{visit}/letters", operation_id="listLetters", summary="A visit's letters")
async def letters_of(register: Register, _who: Asking, visit: VisitId) -> list[Told]:
    """As `visits letters --json`."""
    await require(register, visit)
    return [told.letter_as_json(one) for one in await list_letters(register, Wanted(visit=visit))]


@router.get(
    "/visits/{visit}/letter-notes",
    operation_id="listLetterNotes",
    summary="What coordinators added to a visit's letters",
)
async def letter_notes_of(register: Register, _who: Asking, visit: VisitId) -> list[Told]:
    """As `visits letters` shows them: with which letters each goes, and whether one has left."""
    await require(register, visit)
    return [told.letter_note_as_json(one) for one in await notes_told(register, visit)]


@router.get("/visits/{visit}/mail", operation_id="listMail", summary="What came about a visit")
async def mail_of(register: Register, _who: Asking, visit: VisitId) -> list[Told]:
    """As `visits post list VISIT --json`."""
    await require(register, visit)
    return [mail_as_json(message) for message in await mail.of_visit(register, visit)]


@router.get(
    "/visits/{visit}/documents", operation_id="listDocuments", summary="A visit's documents"
)
async def documents_of(register: Register, _who: Asking, visit: VisitId) -> list[Told]:
    """As `visits documents --json`."""
    await require(register, visit)
    return [told.document_as_json(row) for row in await documents.of_visit(register, visit)]


@router.get(
    "/visits/{visit}/documents/{kind}/{version}",
    operation_id="readDocument",
    summary="A document, as PDF or to be edited",
    response_class=Response,
    responses={
        200: {"content": {each.media_type: {"schema": {"type": "string"}} for each in (PDF, WORD)}}
    },
)
async def document(
    register: Register,
    _who: Asking,
    visit: VisitId,
    kind: DocumentKind,
    version: Annotated[int, Path(ge=1, le=9999)],
) -> Response:
    """The file itself."""
    await require(register, visit)
    for row in await documents.of_visit(register, visit):
        if row.kind is kind and row.version == version:
            return Response(row.body, media_type=format_of(kind).media_type)
    raise Problem(HTTPStatus.NOT_FOUND, ProblemCode.NOT_FOUND, "The visit has no such document.")


@router.get("/visits/{visit}/written", operation_id="listWritten", summary="What there is to read")
async def written(register: Register, _who: Asking, visit: VisitId) -> list[Topic]:
    """As `visits read VISIT --json`."""
    record = await read_record(register, visit)
    return topics_of({one.kind for one in record.written}, record.state)


@router.get(
    "/visits/{visit}/written/{topic}", operation_id="readWritten", summary="What was written"
)
async def written_of(
    register: Register, _who: Asking, visit: VisitId, topic: Topic
) -> dict[str, Any] | list[Any]:
    """As `visits read VISIT TOPIC --json`."""
    found = told.written_as_json(await read_record(register, visit), topic)
    assert isinstance(found, dict | list)  # noqa: S101 - whatever the topic is
    return found


@router.get(
    "/visits/{visit}/beside", operation_id="listBeside", summary="What lives beside a visit"
)
async def beside(register: Register, _who: Asking, visit: VisitId) -> list[Told]:
    """As `visits beside VISIT --json`."""
    await require(register, visit)
    return [told.related_as_json(one) for one in await related.of_visit(register, visit)]
