"""The editor of a rehearsed programme: writes, checks, signs and publishes its reports."""

import asyncio
from collections import defaultdict
from datetime import UTC, datetime

from desk.desk import Desk
from desk.report_openings import ReportOpening
from register import content, reports
from register.connection import Pool
from release.rehearsal.player import UnexpectedRefusal
from release.rehearsal.programme.moments import FAR, moment_of
from schemas.ids import FindingRef, VisitId
from schemas.programme.scenario import ProgrammeScenario, ReportWanted
from schemas.report import forms as f
from schemas.report.state import ReportState
from schemas.report.values import (
    FindingAt,
    ReportStage,
    ReportSubject,
    ThemedFinding,
    ThemeRef,
    report_subject,
)
from schemas.report.words import GateResult

_LOOK_AGAIN = 0.02
_ANSWERED_WITHIN = 120  # seconds, for all that a report does by itself


class RehearsedEditor:
    """Publishes reports, each on its day.

    Args:
        scenario: What they say.
        desk: Where they are decided on.
        pool: The register.
    """

    def __init__(self, scenario: ProgrammeScenario, desk: Desk, pool: Pool) -> None:
        self._programme = scenario.programme
        self._wanted = sorted(scenario.reports, key=lambda one: one.at)
        self._desk = desk
        self._pool = pool
        self._decided = 0

    @property
    def wanted_at(self) -> datetime:
        """When the next report is published; far off where there is none."""
        return moment_of(self._wanted[0].at) if self._wanted else FAR

    async def publish(self, now: datetime) -> str:
        """Write the next report, let it go through the gate, and publish it.

        Returns:
            What was done, in words.

        Raises:
            UnexpectedRefusal: The gate, or a rule, did not let it pass.
        """
        wanted = self._wanted.pop(0)
        subject = report_subject(self._programme, wanted.name)
        opening = ReportOpening(
            programme=self._programme,
            name=wanted.name,
            title=wanted.title,
            actor="editor",
            clock_offset=now - datetime.now(UTC),
        )
        await self._desk.open_report(opening, f"report-{wanted.name}")
        state = await self._past(subject, ReportStage.GATHERING)
        await self._write(wanted, state)
        await self._decide(wanted, f.CheckForm())
        state = await self._past(subject, ReportStage.CHECKING)
        if state.digest is None:
            raise UnexpectedRefusal(f"The gate stopped {subject}: {await self._why(state)}")
        signatory = f.SignatoryForm.model_validate(wanted.signatory.model_dump())
        await self._decide(wanted, f.SignForm(digest=state.digest, signatory=signatory))
        await self._decide(wanted, f.PublishForm())
        state = await self._past(subject, ReportStage.PUBLISHING)
        if state.published_at is None:
            raise UnexpectedRefusal(f"{subject} could not be published as it was signed.")
        return f"report {wanted.name} is published, on {len(state.visits)} visits"

    async def _write(self, wanted: ReportWanted, state: ReportState) -> None:
        there = {one.visit: one.findings for one in state.visits}
        themes: dict[tuple[VisitId, FindingRef], list[ThemeRef]] = defaultdict(list)
        for theme, findings in wanted.findings.items():
            for at in _of_every_visit(findings, there):
                themes[at.visit, at.finding].append(theme)
        themed = tuple(
            ThemedFinding(visit=visit, finding=finding, themes=tuple(given))
            for (visit, finding), given in themes.items()
        )
        await self._decide(wanted, f.ThemesForm(themes=wanted.themes, findings=themed))
        for number, one in enumerate(wanted.statements, start=1):
            form = f.StatementForm(
                statement=f"statement-{number}",
                theme=one.theme,
                kind=one.kind,
                findings=tuple(_of_every_visit(one.findings, there)),
                text=one.text,
            )
            await self._decide(wanted, form)
        if wanted.leave_out:
            await self._decide(wanted, f.TablesForm(tables=wanted.leave_out))

    async def _decide(self, wanted: ReportWanted, form: f.ReportForm) -> None:
        self._decided += 1
        await self._desk.submit(
            f"{self._programme}/{wanted.name}",
            form,
            actor="editor",
            update_id=f"{wanted.name}-{self._decided}",
        )

    async def _past(self, subject: ReportSubject, stage: ReportStage) -> ReportState:
        """A report, once it has done what it does by itself in a stage."""
        async with asyncio.timeout(_ANSWERED_WITHIN):
            while True:
                async with self._pool.acquire() as connection:
                    state = await reports.require(connection, subject)
                if state.stage is not stage:
                    return state
                await asyncio.sleep(_LOOK_AGAIN)

    async def _why(self, state: ReportState) -> str:
        if state.result is None:
            return "it has not answered."
        async with self._pool.acquire() as connection:
            result = await content.fetch(connection, self._programme, state.result, GateResult)
        return " ".join(one.sentence for one in result.failures)


def _of_every_visit(
    findings: tuple[FindingRef, ...], there: dict[VisitId, tuple[FindingRef, ...]]
) -> list[FindingAt]:
    """Findings of those numbers, of each visit that gives them."""
    return [
        FindingAt(visit=visit, finding=finding)
        for visit, given in there.items()
        for finding in findings
        if finding in given
    ]
