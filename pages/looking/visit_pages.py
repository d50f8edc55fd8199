"""The pages of one visit: all that the commands `show`, `timeline` and `read` tell."""

from collections.abc import Collection
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse

from desk.deciders import deciders
from desk.links import answerers
from desk.mail_list import visit_rows, who_comes
from desk.named_people import named_in_comments
from desk.note_readings import commented_versions, note_texts, signatures
from desk.screens import show_rows
from desk.timeline import TimelineReader
from desk.topics import Topic
from desk.written import read_record
from pages.dates import dated, moment
from pages.dependencies import Register
from pages.looking.addresses import address_of
from pages.looking.visit import visit_page
from pages.signed_in import SignedIn
from pages.words import capital, machine
from register import content, log, related, visits
from register.connection import Connection
from register.streams import side_process_of, words_of
from rules.next_action import awaited
from rules.side_wording import side_owner_words, side_title
from rules.wording import ACTION_WORDS, PERSON_ROLE_WORDS, holder_words
from schemas.ids import SYSTEM, ActorRef
from schemas.personal import (
    CaseContexts,
    FindingTexts,
    Reason,
    SurveyLinks,
    SurveyResults,
    TimetableDetails,
)
from schemas.side_processes.complaint import ComplaintWords
from schemas.state import NextAction, VisitState
from schemas.values import Owner
from schemas.visible import visible

router = APIRouter(prefix="/visits")

Visit = Annotated[str, Path(max_length=60, pattern=r"^[a-z0-9-]+-e[0-9]{8}(-[0-9]+)?$")]

_NAMED_ELSEWHERE: Final = frozenset({"Visit", "Area", "Stage", "Next"})


@router.get("/{visit}", response_class=HTMLResponse)
async def overview(request: Request, _: SignedIn, register: Register, visit: Visit) -> HTMLResponse:
    """Where it stands, who acts, by when."""
    state = await visits.require(register, visit)
    rows: dict[str, list[str]] = {}
    called = ""
    people = await content.people_of(register, visit)
    more = await visit_rows(register, visit, await who_comes(register, visit, people))
    for name, value in show_rows(state, people, more):
        called = name or called
        if called not in _NAMED_ELSEWHERE:
            rows.setdefault(called, []).append(value)
    if state.coordinator in (names := await _names(register, ())):
        rows["Coordinator"] = [f"{names[state.coordinator]} ({state.coordinator})"]
    return visit_page(
        request,
        "visit/overview.html",
        state,
        "",
        rows=rows.items(),
        next=_next(awaited(state)),
        later=await _later(register, state),
    )


async def _later(register: Connection, state: VisitState) -> dict[str, object] | None:
    """The visit that it was deferred to, which opens a moment after; `None` where it was not."""
    to = state.deferred_to
    if to is None:
        return None
    return {"visit": to.visit_id, "opened": await visits.load(register, to.visit_id) is not None}


async def _names(register: Connection, actors: Collection[ActorRef]) -> dict[ActorRef, str]:
    """What those are called who decided something."""
    return await deciders(register, await answerers(register, actors))


def _next(coming: NextAction) -> dict[str, str]:
    nobody = coming.owner is Owner.NOBODY
    return {
        "words": ACTION_WORDS[coming.action],
        "owner": "" if nobody else holder_words(coming),
        "preposition": "until" if nobody else "on" if coming.owner is Owner.ENGINE else "by",
    }


@router.get("/{visit}/timeline", response_class=HTMLResponse)
async def timeline(request: Request, _: SignedIn, register: Register, visit: Visit) -> HTMLResponse:
    """What happened, the latest first."""
    record = await read_record(register, visit)
    reasons = {
        each.version: each.body.text
        for each in record.about(Topic.REASONS)
        if isinstance(each.body, Reason) and each.subject == visit
    }
    entries = TimelineReader(reasons).entries(await log.read_all(register, about=visit))
    names = await _names(register, {entry.actor for entry in entries})
    items = [
        {
            "label": {"text": visible(capital(dated(entry.words)))},
            "byline": None
            if entry.actor == SYSTEM
            else {"text": visible(names.get(entry.actor, entry.actor))},
            "datetime": {"timestamp": machine(entry.at), "format": moment(entry.at)},
            "text": visible(entry.reason or ""),
        }
        for entry in reversed(entries)
    ]
    return visit_page(request, "visit/timeline.html", record.state, "timeline", items=items)


@router.get("/{visit}/people", response_class=HTMLResponse)
async def people(request: Request, _: SignedIn, register: Register, visit: Visit) -> HTMLResponse:
    """Who is written to, and who was."""
    record = await read_record(register, visit)
    rows = [
        (known.person, PERSON_ROLE_WORDS[known.person.role], known.stands)
        for known in record.people
    ]
    return visit_page(request, "visit/people.html", record.state, "people", rows=rows)


@router.get("/{visit}/days", response_class=HTMLResponse)
async def days(request: Request, _: SignedIn, register: Register, visit: Visit) -> HTMLResponse:
    """The timetable of the two days, as last fixed, and what the inspectors found."""
    record = await read_record(register, visit)
    fixed = record.state.meetings
    details = [w.body for w in record.about(Topic.TIMETABLE)]
    latest = next((d for d in reversed(details) if isinstance(d, TimetableDetails)), None)
    day_of = {slot.slot_id: slot.day for slot in fixed.slots} if fixed else {}
    meetings = sorted(
        latest.meetings if latest else (), key=lambda m: (day_of.get(m.slot_id, 0), m.starts)
    )
    findings = {
        finding.ref: finding
        for written in record.about(Topic.FINDINGS)
        if isinstance(written.body, FindingTexts)
        for finding in written.body.findings
    }
    return visit_page(
        request,
        "visit/days.html",
        record.state,
        "days",
        meetings=[(meeting, day_of.get(meeting.slot_id, 0)) for meeting in meetings],
        held=fixed.held if fixed else (),
        comes=await who_comes(register, visit),
        findings=list(findings.values()),
    )


@router.get("/{visit}/cases", response_class=HTMLResponse)
async def cases(request: Request, _: SignedIn, register: Register, visit: Visit) -> HTMLResponse:
    """The case studies by number, and the surveys with their results."""
    record = await read_record(register, visit)
    told = {
        case.case: case
        for written in record.about(Topic.CASES)
        if isinstance(written.body, CaseContexts)
        for case in written.body.cases
    }
    links = [w.body for w in record.about(Topic.SURVEY) if isinstance(w.body, SurveyLinks)]
    results = [
        w.body for w in record.about(Topic.SURVEY_RESULTS) if isinstance(w.body, SurveyResults)
    ]
    return visit_page(
        request,
        "visit/cases.html",
        record.state,
        "cases",
        told=told,
        links=links[-1].links if links else {},
        results=results[-1].rows if results else (),
    )


@router.get("/{visit}/note", response_class=HTMLResponse)
async def note(request: Request, _: SignedIn, register: Register, visit: Visit) -> HTMLResponse:
    """Every version of the summary note, with comments beside its words, and who agreed."""
    record = await read_record(register, visit)
    names = await _names(register, {event.actor for event in record.events})
    return visit_page(
        request,
        "visit/note.html",
        record.state,
        "note",
        texts=list(reversed(note_texts(record))),
        commented={each.version: each for each in commented_versions(record)},
        named=named_in_comments(record),
        signatures=signatures(record),
        name=record.name,
        by=lambda actor: names.get(actor, actor),
    )


@router.get("/{visit}/beside", response_class=HTMLResponse)
async def beside(request: Request, _: SignedIn, register: Register, visit: Visit) -> HTMLResponse:
    """Its referrals and complaints."""
    state = await visits.require(register, visit)
    rows = [
        {
            "title": side_title(kind, one),
            "stands": kind.words.stands(one),
            "owner": side_owner_words(kind, one),
            "due": one.due,
            "address": address_of(one.subject),
        }
        for kind, one in await related.of_visit(register, visit)
    ]
    return visit_page(request, "visit/beside.html", state, "beside", rows=rows)


@router.get("/{visit}/beside/{kind}/{number}", response_class=HTMLResponse)
async def one_beside(
    request: Request,
    _: SignedIn,
    register: Register,
    visit: Visit,
    kind: Annotated[str, Path(pattern=r"^[a-z-]+$", max_length=40)],
    number: Annotated[int, Path(ge=1, le=99999)],
) -> HTMLResponse:
    """One of them: where it stands, and what has happened in it."""
    record = await read_record(register, visit)
    one = await related.require(register, f"{visit}/{kind}/{number}")
    made_of = side_process_of(one.subject)
    logged = await log.of_stream(register, one.subject)
    names = await _names(register, {entry.event.actor for entry in logged})
    happened = [
        (entry.event.at, words_of(entry.event), names.get(entry.event.actor, entry.event.actor))
        for entry in logged
    ]
    return visit_page(
        request,
        "visit/one_beside.html",
        record.state,
        "beside",
        heading=side_title(made_of, one),
        stands=made_of.words.stands(one),
        owner=side_owner_words(made_of, one),
        due=one.due,
        happened=happened,
        words=[
            (written.at, names.get(written.actor or "", ""), written.body.text)
            for written in record.written
            if written.subject == one.subject and isinstance(written.body, ComplaintWords)
        ],
    )


@router.get("/{visit}/reasons", response_class=HTMLResponse)
async def reasons(request: Request, _: SignedIn, register: Register, visit: Visit) -> HTMLResponse:
    """Why people decided as they did."""
    record = await read_record(register, visit)
    names = await _names(register, {w.actor for w in record.about(Topic.REASONS) if w.actor})
    rows = [
        (w.at, w.happened or "", names.get(w.actor or "", w.actor or ""), w.body.text)
        for w in record.about(Topic.REASONS)
        if isinstance(w.body, Reason)
    ]
    return visit_page(request, "visit/reasons.html", record.state, "reasons", rows=rows)
