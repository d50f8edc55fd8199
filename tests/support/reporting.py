"""Reports of a test: people who write, check, sign and publish them at a desk."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from temporalio.client import Client

from desk.departments import EXAMPLES
from desk.desk import Desk
from desk.report_openings import ReportOpening
from register import content, log, reports
from schemas.anonymity import Failure
from schemas.forms.cases import WithdrawnCaseForm
from schemas.ids import ProgrammeId
from schemas.report import forms as f
from schemas.report.content import Contact
from schemas.report.state import ReportState
from schemas.report.values import FindingAt, ReportStage, ReportSubject, ThemedFinding
from schemas.report.words import FurtherNames, GateResult, ReportTitle
from schemas.side_processes import workflow_id
from schemas.values import FindingKind
from tests.engine import UNHURRIED, Engine
from tests.support.agreed import agreed_visits, go_on_with, visit_up_to
from tests.support.waiting import until

AREAS = ("E10000016", "E06000001", "E08000003", "E09000002", "E10000012", "E06000023")
NOW = datetime(2020, 12, 21, 9, tzinfo=UTC)
_LONG_AFTER = datetime(2021, 6, 1, 9, tzinfo=UTC)
TITLE = ReportTitle(
    title="What we learnt in the autumn",
    programme="Interim visits",
    office="Ofsted and the Care Quality Commission",
    introduction=("We visited six areas. These were not inspections.",),
    method=("Three inspectors spent two days with each area.",),
    contact=Contact(office="The area SEND team"),
)


class Reporting(NamedTuple):
    engine: Engine
    client: Client
    desk: Desk
    programme: ProgrammeId
    patience: timedelta = UNHURRIED

    @classmethod
    def of(
        cls,
        engine: Engine,
        client: Client,
        programme: ProgrammeId,
        *,
        patience: timedelta = UNHURRIED,
    ) -> "Reporting":
        desk = Desk(
            client,
            engine.pool,
            task_queue=engine.settings.task_queue,
            now=lambda: NOW,
            mailboxes=lambda: EXAMPLES,
            patience=patience,
        )
        return cls(engine, client, desk, programme, patience)

    def subject(self, name: str) -> ReportSubject:
        return f"{self.programme}/report/{name}"

    async def begin(self, name: str = "autumn", now: datetime = NOW) -> ReportState:
        opening = ReportOpening(
            programme=self.programme,
            name=name,
            title=TITLE,
            actor="anna",
            clock_offset=now - datetime.now(UTC),
        )
        await self.desk.open_report(opening, f"begin-{name}")
        return await self.reached(name, ReportStage.DRAFTING)

    async def decide(self, name: str, form: f.ReportForm, by: str = "anna") -> None:
        number = len(await self.events(name))
        await self.desk.submit(
            f"{self.programme}/{name}", form, actor=by, update_id=f"{name}-{number}"
        )

    async def state(self, name: str) -> ReportState:
        async with self.engine.pool.acquire() as connection:
            return await reports.require(connection, self.subject(name))

    async def reached(self, name: str, stage: ReportStage) -> ReportState:
        async def there() -> bool:
            return (await self.state(name)).stage is stage

        await self._until(there)
        return await self.state(name)

    async def _until(self, true: Callable[[], Awaitable[object]]) -> None:
        await until(true, within=max(60, self.patience.total_seconds()))

    async def events(self, name: str) -> list[str]:
        async with self.engine.pool.acquire() as connection:
            found = await log.of_stream(connection, self.subject(name))
        return [entry.event.type.value for entry in found]

    async def write(self, name: str) -> None:
        """One theme, one statement, on the same finding of every visit."""
        state = await self.state(name)
        at = [FindingAt(visit=one.visit, finding="finding-1") for one in state.visits]
        themed = tuple(
            ThemedFinding(visit=one.visit, finding=one.finding, themes=("contact",)) for one in at
        )
        await self.decide(
            name, f.ThemesForm(themes={"contact": "Keeping in contact"}, findings=themed)
        )
        await self.decide(
            name,
            f.StatementForm(
                statement="statement-1",
                theme="contact",
                kind=FindingKind.WORKED_WELL,
                findings=tuple(at),
                text="Families were called each week by somebody whom they knew.",
            ),
        )

    async def signed(self, name: str, now: datetime = NOW) -> None:
        """Begin, write, check and sign one."""
        await self.begin(name, now)
        await self.write(name)
        await self.check(name)
        await self.sign(name)

    async def look(self, name: str) -> None:
        """As whoever records what visits become of has it."""
        run = workflow_id(self.subject(name))
        await self.client.get_workflow_handle(run).signal("look")

    async def told(self, name: str, kind: str) -> None:
        """Wait until something has happened to one."""

        async def there() -> bool:
            return f"report.{kind}.v1" in await self.events(name)

        await self._until(there)

    async def check(self, name: str) -> ReportState:
        await self.decide(name, f.CheckForm())

        async def answered() -> bool:
            return (await self.state(name)).stage is not ReportStage.CHECKING

        await self._until(answered)
        return await self.state(name)

    async def failures(self, name: str) -> tuple[Failure, ...]:
        """What the gate has against one."""
        state = await self.state(name)
        if state.result is None:
            return ()
        async with self.engine.pool.acquire() as connection:
            kept = await content.fetch(connection, state.programme, state.result, GateResult)
        return kept.failures

    async def sign(self, name: str) -> None:
        digest = (await self.state(name)).digest
        assert digest is not None, await self.failures(name)
        signatory = f.SignatoryForm(name="Zoe Example", post="Deputy director")
        await self.decide(name, f.SignForm(digest=digest, signatory=signatory), by="zoe")

    async def publish(self, name: str) -> ReportState:
        await self.decide(name, f.PublishForm())

        async def over() -> bool:
            return (await self.state(name)).stage is not ReportStage.PUBLISHING

        await self._until(over)
        return await self.state(name)


async def everything_that_happens(reporting: Reporting) -> None:
    """Reports in which everything happens that can happen to one."""
    pool, programme = reporting.engine.pool, reporting.programme
    *_, last = await agreed_visits(pool, programme, AREAS[:3])
    going_on = await visit_up_to(pool, programme, AREAS[3], last, "agree")
    await reporting.begin("first")
    for form in (
        f.NamesForm(names=FurtherNames(schools=("Sandybank School",))),
        f.MayBeNamedForm(area=AREAS[0], reason="Their letter of 4 December."),
        f.OrdinaryForm(sentence="Reading is taught well.", word="Reading"),
        f.TablesForm(tables=("case_studies",)),
    ):
        await reporting.decide("first", form)
    await reporting.write("first")
    await reporting.decide("first", f.WithoutForm(statement="statement-1"))
    await reporting.write("first")
    await reporting.check("first")
    await reporting.sign("first")
    await reporting.signed("other")
    await reporting.publish("first")
    await reporting.publish("other")
    await reporting.decide("other", f.WithdrawForm(reason="Another report says it all."))
    await go_on_with(going_on, "acknowledge")
    await reporting.look("first")
    await reporting.told("first", "consent_windows_known")
    await going_on.take(WithdrawnCaseForm(case="case-1"), "coordinator", "taken-out", read=False)
    await reporting.look("first")
    await reporting.told("first", "evidence_changed")
    later = reporting._replace(programme=f"{programme}-2")
    await agreed_visits(pool, later.programme, AREAS[4:], start=date(2021, 1, 11))
    await later.signed("late", _LONG_AFTER)
    await later.publish("late")
    await later.told("late", "settled")
