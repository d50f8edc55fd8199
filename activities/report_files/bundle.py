"""All files of a report, and the manifest by which each can be checked."""

import hashlib
import json
from collections.abc import Mapping

from activities.report_files.open_data import as_data, as_metadata
from activities.report_files.page import as_html
from activities.report_files.paper import as_pdf
from rules.report.digest import canonical_content, content_digest
from schemas.report.content import Report, ReportContent
from schemas.report.values import MANIFEST

CONTENT = "content.json"
_MEDIA_TYPES = {
    "csv": "text/csv",
    "html": "text/html",
    "json": "application/json",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
}


def report_files(report: Report) -> dict[str, bytes]:
    """Every file of a report by its name: the same bytes for the same report.

    `content.json` is the content in the form over which its digest is taken, so whoever has it can
    check what was signed; `manifest.json` has the SHA-256 of each other file.

    Raises:
        NotTypeset: No font sets some of the words.
    """
    files = {
        "report.html": as_html(report),
        "report.pdf": as_pdf(report),
        CONTENT: canonical_content(report.content).encode(),
    }
    if report.content.tables:
        from activities.report_files.spreadsheet import as_ods

        files["tables.ods"] = as_ods(report)
    for table in report.content.tables:
        files[f"{table.id}.csv"] = as_data(report.content, table)
        files[f"{table.id}.meta.csv"] = as_metadata(table)
    return {**files, MANIFEST: _manifest(report, files)}


def draft_files(content: ReportContent) -> dict[str, bytes]:
    """What is to be read before it is signed, by name, each page marked as a draft.

    No tables as data or spreadsheet: whoever works with those takes them for published. The digest
    of `content.json` is the one that is signed.

    Args:
        content: What passed the gate.

    Raises:
        NotTypeset: No font sets some of the words.
    """
    report = Report(content=content)
    return {
        "draft.html": as_html(report),
        "draft.pdf": as_pdf(report),
        CONTENT: canonical_content(content).encode(),
    }


def _manifest(report: Report, files: Mapping[str, bytes]) -> bytes:
    publication = report.publication
    told = {
        "title": report.content.title,
        "version": report.content.version,
        "content_sha256": content_digest(report.content),
        "published_on": publication.on.isoformat() if publication else None,
        "files": [
            {
                "name": name,
                "media_type": _MEDIA_TYPES[name.rpartition(".")[2]],
                "bytes": len(body),
                "sha256": hashlib.sha256(body).hexdigest(),
            }
            for name, body in sorted(files.items())
        ],
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()
