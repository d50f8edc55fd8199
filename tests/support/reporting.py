"""Reports of a test: people who write, check, sign and publish them at a desk."""

from datetime import UTC, datetime
from typing import NamedTuple

from temporalio.client import Client

from desk.departments import EXAMPLES
from desk.desk import Desk
from desk.report_openings import ReportOpening
from register import log, reports
from schemas.ids import ProgrammeId
from schemas.report import forms as f
from schemas.report.content import Contact
from schemas.report.state import ReportState
from schemas.report.values import FindingAt, ReportStage, ReportSubject, ThemedFinding
from schemas.report.words import ReportTitle, Signatory
from schemas.values import FindingKind
from tests.engine import Engine
from tests.support.waiting import until

AREAS = ("E10000016", "E06000001", "E08000003", "E09000002", "E10000012", "E06000023")
NOW = datetime(2020, 12, 21, 9, tzinfo=UTC)
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

    @classmethod
    def of(cls, engine: Engine, client: Client, programme: ProgrammeId) -> "Reporting":
        desk = Desk(
            client,
            engine.pool,
            task_queue=engine.settings.task_queue,
            now=lambda: NOW,
            mailboxes=lambda: EXAMPLES,
        )
        return cls(engine, client, desk, programme)

    def subject(self, name: str) -> ReportSubject:
        return f"{self.programme}/report/{name}"

    async def begin(self, name: str = "autumn") -> ReportState:
        opening = ReportOpening(
            programme=self.programme,
            name=name,
            title=TITLE,
            actor="anna",
            clock_offset=NOW - datetime.now(UTC),
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

        await until(there)
        return await self.state(name)

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

    async def check(self, name: str) -> ReportState:
        await self.decide(name, f.CheckForm())

        async def answered() -> bool:
            return (await self.state(name)).stage is not ReportStage.CHECKING

        await until(answered)
        return await self.state(name)

    async def sign(self, name: str) -> None:
        digest = (await self.state(name)).digest
        assert digest is not None
        signatory = Signatory(name="Zoe Example", post="Deputy director")
        await self.decide(name, f.SignForm(digest=digest, signatory=signatory), by="zoe")

    async def publish(self, name: str) -> ReportState:
        await self.decide(name, f.PublishForm())

        async def over() -> bool:
            return (await self.state(name)).stage is not ReportStage.PUBLISHING

        await until(over)
        return await self.state(name)
