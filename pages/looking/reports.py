"""National reports: what each says, on how much it rests, and what the gate said, in its place."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import HTMLResponse, Response

from activities.report_files.page import as_html
from desk.report_overview import evidence_shown, report_shown, what_passed
from pages.dependencies import Register
from pages.rendering import download, page
from pages.sentences import in_pages
from pages.signed_in import SignedIn
from register import reports
from rules.report.digest import canonical_content
from rules.report.stages import STAGE_CLAUSES
from rules.report.told import words_of_title
from schemas.report.content import Report
from schemas.report.values import ReportStage, report_name, report_subject

router = APIRouter()

Name = Annotated[str, Path(pattern=r"^[a-z0-9-]+$", max_length=40)]
File = Annotated[str, Path(pattern=r"^[A-Za-z0-9_./-]+$", max_length=200)]

_KINDS: Final = {
    "csv": "text/csv",
    "json": "application/json",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
}


@router.get("/reports", response_class=HTMLResponse)
async def list_all(request: Request, _: SignedIn, register: Register) -> HTMLResponse:
    """Every report."""
    states = [await reports.require(register, name) for name in await reports.subjects(register)]
    rows = [
        (report_name(state.report), state, STAGE_CLAUSES[state.stage], _address(state.report))
        for state in states
    ]
    return page(request, "reports.html", title="National reports", rows=rows)


@router.get("/programmes/{programme}/reports/{name}", response_class=HTMLResponse)
async def one(
    request: Request, _: SignedIn, register: Register, programme: Name, name: Name
) -> HTMLResponse:
    """One report."""
    subject = report_subject(programme, name)
    shown = await report_shown(register, subject)
    failures = shown.result.failures if shown.result else ()
    files = await reports.listed_files(register, subject) if shown.state.published_at else {}

    def against(place: str) -> list[str]:
        return [in_pages(each.sentence) for each in failures if each.place == place]

    return page(
        request,
        "report.html",
        title=shown.title.title,
        shown=shown,
        state=shown.state,
        stands=STAGE_CLAUSES[shown.state.stage],
        failures=failures,
        begins=[
            (place.capitalize(), text, against(place))
            for place, text in words_of_title(shown.title).items()
            if place != "title"
        ],
        statements=[
            (
                one,
                shown.statements[one.statement],
                len({each.visit for each in one.findings}),
                against(one.statement),
            )
            for one in shown.state.statements
        ],
        passed=not files and what_passed(shown.state, shown.result) is not None,
        withdrawn=shown.state.stage is ReportStage.WITHDRAWN,
        given=await evidence_shown(register, shown.state),
        files=list(files.items()),
        root=_address(shown.state.report),
    )


@router.get("/programmes/{programme}/reports/{name}/files/{path:path}")
async def file(
    _: SignedIn, register: Register, programme: Name, name: Name, path: File
) -> Response:
    """A file of a published report, as it came out."""
    subject = report_subject(programme, name)
    await reports.require(register, subject)
    found = await reports.file_of(register, subject, path)
    if found is None:
        raise HTTPException(404)
    called = path.rpartition("/")[2]
    kind = _KINDS.get(called.rpartition(".")[2], "application/octet-stream")
    disposition = f'attachment; filename="{called}"'
    return Response(found.body, media_type=kind, headers={"Content-Disposition": disposition})


@router.get("/programmes/{programme}/reports/{name}/passed/{path}")
async def passed(
    _: SignedIn,
    register: Register,
    programme: Name,
    name: Name,
    path: Literal["report.html", "content.json"],
) -> Response:
    """What has passed the gate, as it would come out: for whoever reads it before signing it."""
    shown = await report_shown(register, report_subject(programme, name))
    content = what_passed(shown.state, shown.result)
    if content is None:
        raise HTTPException(404)
    if path == "content.json":
        return download(canonical_content(content).encode(), "application/json", path)
    return download(as_html(Report(content=content)), "text/html", f"{programme}-{name}-draft.html")


def _address(subject: str) -> str:
    programme, _, name = report_name(subject).partition("/")
    return f"/programmes/{programme}/reports/{name}"
