"""What a report does by itself: gathers evidence, goes through the gate, has its files made."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import TypeVar

from temporalio import activity

from activities.findings import kept
from activities.grounds import require_not_ahead
from activities.report_asking import require_known
from activities.report_evidence import gathered
from activities.report_material import material_of
from activities.report_standing import changed_since
from activities.unreadable import tells_what_is_unreadable
from register import content, reports
from register.connection import Pool
from register.reports import Published
from rules.report import ReportWork
from rules.report.digest import content_digest
from rules.zones import london_date
from schemas.report.content import Publication, Report
from schemas.report.messages import CheckDone, EvidenceFound, FilesMade
from schemas.report.values import MANIFEST
from schemas.report.words import GateResult, Signatory
from schemas.report.work import CheckRequest, EvidenceRequest, FilesRequest
from schemas.values import ContentKind

T = TypeVar("T")

_BEAT = timedelta(seconds=5)


class Reports:
    """The work of reports.

    Args:
        pool: The register.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @activity.defn
    @tells_what_is_unreadable
    async def find_evidence(self, request: EvidenceRequest) -> EvidenceFound:
        """What visits give: those with an agreed note, and nothing of what was withdrawn."""
        await require_known(self._pool, request.state)
        async with self._pool.acquire() as connection, connection.transaction():
            found = await gathered(connection, request.state, only_gathered=request.only_gathered)
        evidence = EvidenceFound(visits=found)
        return await kept(self._pool, request.state.report, evidence)

    @activity.defn
    @tells_what_is_unreadable
    async def check_report(self, request: CheckRequest) -> CheckDone:
        """Put the report together and see whom it would give away."""
        from activities.report_gate import gate

        await require_known(self._pool, request.state, ReportWork.CHECK, request.number)
        state = request.state
        async with self._pool.acquire() as connection, connection.transaction():
            material = await material_of(connection, state)
        # Solvers and matchers take their time, and heartbeats go on beside them.
        result = await _beating(lambda: asyncio.to_thread(gate, material))
        async with self._pool.acquire() as connection, connection.transaction():
            ref = await content.keep(connection, state.programme, ContentKind.GATE_RESULT, result)
        done = CheckDone(
            number=request.number,
            failures=len(result.failures),
            result=ref,
            digest=content_digest(result.content) if result.content else None,
        )
        return await kept(self._pool, state.report, done)

    @activity.defn
    @tells_what_is_unreadable
    async def make_files(self, request: FilesRequest) -> FilesMade:
        """Make the files of exactly what was signed, unless it cannot be published as it is.

        What it rests on, and what readers hold besides, must be what the gate had before it: both
        are looked at again in the transaction that publishes.
        """
        await require_known(self._pool, request.state, ReportWork.PUBLISH, request.number)
        async with self._pool.acquire() as connection:
            await require_not_ahead(connection, request.state.report, request.now)
        return await kept(self._pool, request.state.report, await self._made(request))

    async def _made(self, request: FilesRequest) -> FilesMade:
        from activities.report_files.bundle import report_files

        state = request.state
        sent_back = FilesMade(number=request.number)
        if state.result is None or state.signatory is None or state.signed_at is None:
            return sent_back
        async with self._pool.acquire() as connection:
            result = await content.fetch(connection, state.programme, state.result, GateResult)
            signed = await content.fetch(connection, state.programme, state.signatory, Signatory)
        if result.content is None or content_digest(result.content) != state.digest:
            return sent_back
        publication = Publication(
            on=london_date(request.now), signed_by=signed.name, post=signed.post
        )
        report = Report(content=result.content, publication=publication)
        files = await _beating(lambda: asyncio.to_thread(report_files, report))
        async with self._pool.acquire() as connection, connection.transaction():
            if await changed_since(connection, state, result, lock=True) is not None:
                return sent_back
            published = Published(
                report=state.report,
                digest=content_digest(result.content),
                visits=frozenset(one.visit for one in state.visits),
                content=result.content,
                made_at=request.now,
                exact=result.exact,
            )
            await reports.publish(connection, published, files)
        manifest = hashlib.sha256(files[MANIFEST]).hexdigest()
        return FilesMade(number=request.number, manifest=manifest, files=len(files))


async def _beating(work: Callable[[], Awaitable[T]]) -> T:
    """Do something that takes its time, and tell Temporal meanwhile that it goes on."""

    async def beat() -> None:
        while True:
            activity.heartbeat()
            await asyncio.sleep(_BEAT.total_seconds())

    beating = asyncio.create_task(beat())
    try:
        return await work()
    finally:
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating
