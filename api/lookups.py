"""What the command `visits` tells across visits with --json, as requests."""

from datetime import time, timedelta
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.days import Day
from api.dependencies import Asking, Deps, Register
from api.narrowing import Narrowed
from api.wording import in_api
from desk import as_json as told
from desk import tasks
from desk.diary import read_diary
from desk.letter_wordings import (
    wording_as_json,
    wording_in_full,
    wording_of_kind,
    wordings_of,
)
from desk.letters import letter_as_sent
from desk.programme_json import programme_as_json, report_as_json
from desk.programme_overview import overview
from desk.report_overview import evidence_shown, report_shown
from desk.state_json import task_as_json
from register import inbox, programmes, related, reports
from register.area_names import codes_named
from register.letter_list import Wanted, list_letters
from rules.zones import at_london, london_date
from schemas.ids import LetterKey, ProgrammeId
from schemas.report.values import ReportName, report_subject
from schemas.values import ContactRole, InspectorRole, LetterKind
from web.problems import Problem, ProblemCode, responses_of

Told = dict[str, Any]

_PROBLEMS = responses_of(ProblemCode.NO_TOKEN, ProblemCode.NOT_FOUND, ProblemCode.REFUSED)
router = APIRouter(tags=["look-ups"], responses=_PROBLEMS)

_WEEKS = timedelta(weeks=4)


@router.get("/beside", operation_id="listAllBeside", summary="What lives beside all visits")
async def all_beside(register: Register, _who: Asking) -> list[Told]:
    """As `visits beside --json`."""
    return [told.related_as_json(one) for one in await related.of_visit(register, None)]


@router.get("/letters", operation_id="listSent", summary="What was sent, across all visits")
async def sent(
    register: Register,
    _who: Asking,
    area: Annotated[
        str | None, Query(max_length=100, description="Of visits to this area, by code or name.")
    ] = None,
    since: Annotated[Day | None, Query(description="That left on this day or later.")] = None,
    role: Annotated[
        ContactRole | InspectorRole | None, Query(description="To readers of this role.")
    ] = None,
) -> list[Told]:
    """As `visits sent --json`."""
    wanted = Wanted(
        areas=codes_named(area) if area else None,
        since=at_london(since, time()) if since else None,
        role=role,
        sent=True,
    )
    return [told.letter_as_json(one) for one in await list_letters(register, wanted)]


@router.get("/letters/{key:path}", operation_id="readLetter", summary="A letter as it was sent")
async def letter(register: Register, _who: Asking, key: LetterKey) -> Told:
    """As `visits letter KEY --json`."""
    listed, as_sent = await letter_as_sent(register, key)
    return told.letter_as_json(listed) | told.letter_words_as_json(as_sent)


@router.get("/tasks", operation_id="listTasks", summary="What people must do")
async def list_tasks(register: Register, deps: Deps, asked: Narrowed) -> list[Told]:
    """As `visits tasks --json`."""
    found = await tasks.things_to_do(register, deps.now(), asked)
    return [task_as_json(one, tasks.commands(one.thing)) for one in found]


@router.get("/diary", operation_id="showDiary", summary="Who is where, and when")
async def diary(
    register: Register,
    deps: Deps,
    _who: Asking,
    first: Annotated[Day | None, Query(description="Today by default.")] = None,
    last: Annotated[Day | None, Query(description="Four weeks on by default.")] = None,
    inspector: Annotated[
        str | None,
        Query(max_length=254, description="Only this one, by a reference or by address."),
    ] = None,
) -> Told:
    """As `visits diary --json`."""
    begins = first or london_date(deps.now())
    ends = last or begins + _WEEKS
    if ends < begins:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            ProblemCode.BAD_REQUEST,
            "The last day is before the first.",
        )
    return (await read_diary(register, begins, ends, inspector)).model_dump(mode="json")


@router.get("/inbox", operation_id="listInbox", summary="What waits for Temporal")
async def waiting(register: Register, _who: Asking) -> list[Told]:
    """As `visits inbox --json`."""
    found = [*await inbox.waiting(register), *await inbox.unseen(register)]
    return [told.kept_as_json(one) for one in found]


@router.get("/programmes", operation_id="listProgrammes", summary="Every programme")
async def list_programmes(register: Register, _who: Asking) -> list[Told]:
    """As `visits programme list --json`."""
    names = await programmes.subjects(register)
    return [(await programmes.require(register, name)).model_dump(mode="json") for name in names]


@router.get("/programmes/{programme}", operation_id="showProgramme", summary="One programme")
async def programme_(register: Register, deps: Deps, _who: Asking, programme: ProgrammeId) -> Told:
    """As `visits programme show --json`."""
    return programme_as_json(await overview(register, programme, deps.now()))


@router.get(
    "/programmes/{programme}/letters",
    operation_id="listWordings",
    summary="How a programme words its letters",
)
async def wordings_(register: Register, _who: Asking, programme: ProgrammeId) -> list[Told]:
    """As `visits programme letters --json`."""
    return [wording_as_json(one) for one in await wordings_of(register, programme)]


@router.get(
    "/programmes/{programme}/letters/{letter}",
    operation_id="showWording",
    summary="The wording of a kind of letter, and what may stand in it",
)
async def wording_(
    register: Register, _who: Asking, programme: ProgrammeId, letter: LetterKind
) -> Told:
    """As `visits programme letters PROGRAMME LETTER --json`."""
    return wording_in_full(await wording_of_kind(register, programme, letter))


@router.get("/reports", operation_id="listReports", summary="Every report")
async def list_reports(register: Register, _who: Asking) -> list[Told]:
    """As `visits report list --json`."""
    names = await reports.subjects(register)
    return [(await reports.require(register, name)).model_dump(mode="json") for name in names]


@router.get(
    "/programmes/{programme}/reports/{report}", operation_id="showReport", summary="One report"
)
async def report_(
    register: Register,
    _who: Asking,
    programme: ProgrammeId,
    report: ReportName,
    *,
    findings: Annotated[bool, Query(description="The findings that it may rest on, too.")] = False,
) -> Told:
    """As `visits report show --json`."""
    shown = await report_shown(register, report_subject(programme, report))
    given = await evidence_shown(register, shown.state) if findings else []
    told = report_as_json(shown, given)
    for failure in told["failures"] or ():
        failure["sentence"] = in_api(failure["sentence"])
    return told
