"""`GET {source}/files/{file}`: what came out of a published report.

The address is the event's own: `source` of `report.published.v1`, and `manifest.json` first, whose
SHA-256 the event has, and which has that of every other file.
"""

from http import HTTPStatus
from pathlib import PurePosixPath
from typing import Annotated, Final

import structlog
from fastapi import APIRouter, Header, Path, Response

from feed.access import FeedToken
from feed.content import has_copy
from feed.dependencies import Deps
from register import reports
from schemas.report.values import ReportName, ReportSlug, ReportStage, report_subject
from web.problems import Problem, ProblemCode, responses_of

_log = structlog.get_logger(__name__)

router = APIRouter(tags=["content"])

MEDIA_TYPES: Final = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".pdf": "application/pdf",
}
_OUT: Final = (ReportStage.PUBLISHED, ReportStage.SETTLED)
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}

FileName = Annotated[str, Path(pattern=r"^[a-z0-9_.-]+$", max_length=100)]


@router.get(
    "/programmes/{programme}/report/{name}/files/{file}",
    operation_id="readReportFile",
    summary="Read a file of a published report",
    response_class=Response,
    responses={
        200: {
            "description": "The file, exactly as it came out.",
            "content": dict.fromkeys(MEDIA_TYPES.values(), _BINARY),
            "headers": {
                "ETag": {
                    "description": "Its SHA-256, as in `manifest.json`.",
                    "schema": {"type": "string"},
                }
            },
        },
        304: {"description": "The copy that you have is the file."},
        **responses_of(
            ProblemCode.NO_TOKEN,
            ProblemCode.SCOPE_MISSING,
            ProblemCode.NOT_FOUND,
            ProblemCode.REPORT_WITHDRAWN,
        ),
    },
)
async def read_report_file(
    deps: Deps,
    _: FeedToken,
    programme: ReportSlug,
    name: ReportName,
    file: FileName,
    if_none_match: Annotated[
        str | None, Header(description="The `ETag` of your copy, to learn whether it is the file.")
    ] = None,
) -> Response:
    """A file of a report that is out; begin with `manifest.json`, which names all others.

    The address is the `source` of the event `report.published.v1` and `/files/`. Files never
    change: a report that has to say something else is another report.
    """
    subject = report_subject(programme, name)
    async with deps.pool.acquire() as connection:
        state = await reports.load(connection, subject)
        try:
            found = await reports.file_of(connection, subject, file)
        except reports.FileSpoilt:
            # Nobody is handed anything else than what passed the gate.
            _log.exception("file of a report not handed out", report=subject, file=file)
            raise Problem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                ProblemCode.UNAVAILABLE,
                "What is kept of this file is not what was published, so it is not handed out. "
                "Those who run the engine must put it back; ask again tomorrow.",
            ) from None
    if state is None or state.published_at is None or found is None:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            ProblemCode.NOT_FOUND,
            "There is no file of a published report at this address; its manifest.json names "
            "those there are.",
        )
    if state.stage not in _OUT:
        raise Problem(
            HTTPStatus.GONE,
            ProblemCode.REPORT_WITHDRAWN,
            "This report was published and has been withdrawn.",
        )
    headers = {"ETag": f'"{found.sha256}"'}
    if has_copy(if_none_match, found.sha256):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    media_type = MEDIA_TYPES.get(PurePosixPath(file).suffix, "application/octet-stream")
    disposition = f'attachment; filename="{file}"'
    return Response(
        found.body,
        media_type=media_type,
        headers={**headers, "Content-Disposition": disposition},
    )
