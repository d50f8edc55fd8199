"""The read model of national reports, and what was published of them."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from pydantic import TypeAdapter

from register.canonical import canonical_json
from register.connection import Connection
from register.unreadable import Unreadable
from schemas.ids import Digest, ProgrammeId, VisitId
from schemas.report.content import ReportContent
from schemas.report.state import ReportState
from schemas.report.values import MANIFEST, ReportSubject, report_name
from schemas.report.words import ExactCounts
from schemas.sentences import Sentence

_LOAD = "SELECT state FROM reports WHERE report = $1"
_LOAD_LOCKED = f"{_LOAD} FOR UPDATE"
_BEHIND = "SELECT state FROM reports WHERE report = ANY($1) ORDER BY report"
_BEHIND_LOCKED = f"{_BEHIND} FOR SHARE"


class UnknownReport(Sentence):
    """There is no such report in the register."""


def unknown_report(report: ReportSubject) -> UnknownReport:
    """Nothing is recorded under that name."""
    return UnknownReport(
        f"There is no report {report_name(report)} in the register. `visits report list` shows "
        "those there are."
    )


async def load(
    connection: Connection, report: ReportSubject, *, lock: bool = False
) -> ReportState | None:
    """The report as last recorded, or `None`; locked until the transaction ends if asked."""
    text = await connection.fetchval(_LOAD_LOCKED if lock else _LOAD, report)
    return ReportState.model_validate_json(text) if text else None


async def require(connection: Connection, report: ReportSubject) -> ReportState:
    """The report as last recorded.

    Raises:
        UnknownReport: Nothing is recorded under that name.
    """
    state = await load(connection, report)
    if state is None:
        raise unknown_report(report)
    return state


async def save(connection: Connection, state: ReportState) -> None:
    """Write the row, in the transaction of the events that changed it."""
    await connection.execute(
        "INSERT INTO reports (report, programme, stage, sequence, opened_at, changed_at, state)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (report) DO UPDATE"
        " SET stage = excluded.stage, sequence = excluded.sequence,"
        " changed_at = excluded.changed_at, state = excluded.state",
        state.report,
        state.programme,
        state.stage.value,
        state.sequence,
        state.opened_at,
        state.changed_at,
        canonical_json(state),
    )


async def subjects(connection: Connection) -> list[ReportSubject]:
    """The names of all there are, in the order in which they were begun."""
    rows = await connection.fetch("SELECT report FROM reports ORDER BY opened_at, report")
    return [row["report"] for row in rows]


async def going(connection: Connection, programme: ProgrammeId | None = None) -> list[ReportState]:
    """Every report that is not over, of one programme or of all, in the order of beginning."""
    rows = await connection.fetch(
        "SELECT state FROM reports WHERE stage NOT IN ('withdrawn', 'settled')"
        " AND ($1::text IS NULL OR programme = $1) ORDER BY opened_at, report",
        programme,
    )
    return [ReportState.model_validate_json(row["state"]) for row in rows]


# --- What was published ----------------------------------------------------------------------


class Published(NamedTuple):
    """What was published of a report.

    Attributes:
        report: Which one.
        digest: Of what was signed.
        visits: On which it rested then.
        content: What it said.
        made_at: When.
        exact: The counts behind tables that were shown rounded.
    """

    report: ReportSubject
    digest: Digest
    visits: frozenset[VisitId]
    content: ReportContent
    made_at: datetime
    exact: tuple[ExactCounts, ...] = ()


_EXACT = TypeAdapter(tuple[ExactCounts, ...])


async def publications(
    connection: Connection, state: ReportState, *, lock: bool = False
) -> list[Published]:
    """What whoever reads this report may hold besides: of its programme, and of those it names.

    A report that was withdrawn after its publication is among them: it is known for ever. One whose
    files were made and which was sent back before it was out is not: nobody has seen it.

    Args:
        connection: In a transaction, where they are locked.
        state: The report.
        lock: Whether no other report may be published until the transaction ends.
    """
    if lock:
        await connection.execute("SELECT pg_advisory_xact_lock(hashtext('publications'))")
    rows = await connection.fetch(
        "SELECT report, digest, visits, content, made_at, exact FROM publications JOIN reports"
        " USING (report) WHERE report <> $1 AND (starts_with(report, $2) OR report = ANY($3))"
        " AND (stage = 'publishing' OR state->>'published_at' IS NOT NULL)"
        " ORDER BY made_at, report",
        state.report,
        f"{state.programme}/report/",
        list(state.earlier),
    )
    return [
        Published(
            report=row["report"],
            digest=row["digest"],
            visits=frozenset(row["visits"]),
            content=ReportContent.model_validate_json(row["content"]),
            made_at=row["made_at"],
            exact=_EXACT.validate_json(row["exact"]),
        )
        for row in rows
    ]


async def behind(
    connection: Connection, published: Iterable[Published], *, lock: bool = False
) -> dict[ReportSubject, ReportState]:
    """What is recorded of the reports that were published.

    Args:
        connection: In a transaction, where they are locked.
        published: Which ones.
        lock: Whether none of them may be withdrawn until the transaction ends.
    """
    query = _BEHIND_LOCKED if lock else _BEHIND
    rows = await connection.fetch(query, [one.report for one in published])
    states = [ReportState.model_validate_json(row["state"]) for row in rows]
    return {state.report: state for state in states}


async def publish(connection: Connection, published: Published, files: Mapping[str, bytes]) -> None:
    """Keep what is published and its files; again is the same.

    What was kept for an earlier attempt, which was sent back, gives way.

    Args:
        connection: In a transaction that has locked the publications.
        published: What is said.
        files: What comes out, by name.
    """
    report = published.report
    await connection.execute("DELETE FROM publication_files WHERE report = $1", report)
    await connection.execute(
        "INSERT INTO publications (report, digest, visits, content, made_at, exact)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (report) DO UPDATE"
        " SET digest = excluded.digest, visits = excluded.visits, content = excluded.content,"
        " made_at = excluded.made_at, exact = excluded.exact",
        report,
        published.digest,
        sorted(published.visits),
        canonical_json(published.content),
        published.made_at,
        _EXACT.dump_json(published.exact).decode(),
    )
    await connection.executemany(
        "INSERT INTO publication_files (report, name, sha256, body) VALUES ($1, $2, $3, $4)",
        [(report, name, hashlib.sha256(body).hexdigest(), body) for name, body in files.items()],
    )


class FileSpoilt(Unreadable):
    """A file of a published report is not the one that came out."""

    def __init__(self, report: ReportSubject, name: str, *, gone: bool = False) -> None:
        super().__init__(report, f"the published file {name}", f"file-{name}", gone=gone)


class PublishedFile(NamedTuple):
    """A file that came out of a report.

    Attributes:
        body: Its bytes.
        sha256: Of them.
    """

    body: bytes
    sha256: Digest


async def file_of(connection: Connection, report: ReportSubject, name: str) -> PublishedFile | None:
    """A file of a report by its name, as it came out; `None` where there was none.

    Raises:
        FileSpoilt: What is kept is another.
    """
    kept = await _kept(connection, report, name)
    if kept is None:
        return None
    told = _told_by(report, kept)
    if name not in told:
        return None
    if spoilt := _spoilt(report, name, told[name], kept.bodies):
        raise spoilt
    return PublishedFile(kept.bodies[name], told[name])


async def files_of(connection: Connection, report: ReportSubject) -> dict[str, bytes]:
    """The files of a published report, by name, as they came out; none of one that is not out.

    Raises:
        FileSpoilt: One that is kept is another, is gone, or was not among them.
    """
    if lost := await lost_files(connection, report):
        raise lost[0]
    kept = await _kept(connection, report)
    return kept.bodies if kept else {}


async def listed_files(connection: Connection, report: ReportSubject) -> dict[str, int]:
    """The files of a report that are kept, by name, with how many bytes each has."""
    rows = await connection.fetch(
        "SELECT name, octet_length(body) AS size FROM publication_files WHERE report = $1"
        " ORDER BY name",
        report,
    )
    return {row["name"]: row["size"] for row in rows}


async def lost_files(connection: Connection, report: ReportSubject) -> list[FileSpoilt]:
    """Which files of a published report are not as they came out, by what its log has."""
    kept = await _kept(connection, report)
    if kept is None:
        return []
    try:
        told = _told_by(report, kept)
    except FileSpoilt as spoilt:
        return [spoilt]
    return [
        *(
            found
            for name, sha256 in told.items()
            if (found := _spoilt(report, name, sha256, kept.bodies))
        ),
        *(FileSpoilt(report, name) for name in kept.bodies.keys() - told.keys()),
    ]


class _Kept(NamedTuple):
    """What is kept of a published report: by name, and the manifest's digest in its log."""

    manifest: Digest
    bodies: dict[str, bytes]


async def _kept(
    connection: Connection, report: ReportSubject, name: str | None = None
) -> _Kept | None:
    """All files, or one and the manifest; `None` of a report that was never out."""
    state = await load(connection, report)
    if state is None or state.published_at is None or state.manifest is None:
        return None
    rows = await connection.fetch(
        "SELECT name, body FROM publication_files WHERE report = $1"
        " AND ($2::text IS NULL OR name IN ($2, $3)) ORDER BY name",
        report,
        name,
        MANIFEST,
    )
    return _Kept(state.manifest, {row["name"]: bytes(row["body"]) for row in rows})


def _told_by(report: ReportSubject, kept: _Kept) -> dict[str, Digest]:
    """The digest of each file by the manifest, and of the manifest by the log.

    Raises:
        FileSpoilt: The manifest is not the one that came out.
    """
    if spoilt := _spoilt(report, MANIFEST, kept.manifest, kept.bodies):
        raise spoilt
    listed = json.loads(kept.bodies[MANIFEST])["files"]
    return {**{one["name"]: one["sha256"] for one in listed}, MANIFEST: kept.manifest}


def _spoilt(
    report: ReportSubject, name: str, sha256: Digest, bodies: Mapping[str, bytes]
) -> FileSpoilt | None:
    if name not in bodies:
        return FileSpoilt(report, name, gone=True)
    whole = hashlib.sha256(bodies[name]).hexdigest() == sha256
    return None if whole else FileSpoilt(report, name)
