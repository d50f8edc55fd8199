"""A national report on the real server: gathered, drafted, checked, signed, published."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from temporalio.client import Client

from desk.departments import EXAMPLES
from desk.desk import Desk
from desk.report_openings import ReportOpening
from register import log, reports
from register.evidence import visit_evidence
from release.audit import audit
from rules.report import evolve_report
from schemas.forms import WithdrawnCaseForm
from schemas.report import forms as f
from schemas.report.content import Contact
from schemas.report.state import ReportState
from schemas.report.values import FindingAt, ReportStage, ThemedFinding
from schemas.report.words import ReportTitle, Signatory
from schemas.values import FindingKind
from stack import EmbeddedStack
from tests.e2e.walking import own_engine
from tests.engine import Engine
from tests.support.agreed import agreed_visits
from tests.support.register_alone import Alone
from tests.support.waiting import until

AREAS = ("E10000016", "E06000001", "E08000003", "E09000002", "E10000012", "E06000023")
NOW = datetime(2021, 2, 1, 9, tzinfo=UTC)
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
    visits: list[Alone]

    async def begin(self, name: str = "autumn") -> ReportState:
        opening = ReportOpening(
            programme=self.visits[0].scenario.programme, name=name, title=TITLE, actor="anna"
        )
        await self.desk.open_report(opening, f"begin-{name}")
        return await self.reached(name, ReportStage.DRAFTING)

    async def decide(self, name: str, form: f.ReportForm, by: str = "anna") -> None:
        programme = self.visits[0].scenario.programme
        number = len(await self.events(name))
        await self.desk.submit(f"{programme}/{name}", form, actor=by, update_id=f"{name}-{number}")

    async def state(self, name: str) -> ReportState:
        async with self.engine.pool.acquire() as connection:
            programme = self.visits[0].scenario.programme
            return await reports.require(connection, f"{programme}/report/{name}")

    async def reached(self, name: str, stage: ReportStage) -> ReportState:
        async def there() -> bool:
            return (await self.state(name)).stage is stage

        await until(there)
        return await self.state(name)

    async def events(self, name: str) -> list[str]:
        programme = self.visits[0].scenario.programme
        async with self.engine.pool.acquire() as connection:
            found = await log.of_stream(connection, f"{programme}/report/{name}")
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


@pytest.fixture(scope="module")
async def reporting(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Reporting]:
    folder = tmp_path_factory.mktemp("reports")
    async with own_engine(stack.addresses, folder) as engine, engine.working() as (client, _):
        visits = await agreed_visits(engine.pool, f"t{engine.number}", AREAS)
        desk = Desk(
            client,
            engine.pool,
            task_queue=engine.settings.task_queue,
            now=lambda: NOW,
            mailboxes=lambda: EXAMPLES,
        )
        yield Reporting(engine, client, desk, visits)


async def test_a_report_goes_from_agreed_notes_to_files(reporting: Reporting) -> None:
    begun = await reporting.begin()
    await reporting.write("autumn")
    checked = await reporting.check("autumn")
    await reporting.sign("autumn")
    published = await reporting.publish("autumn")

    assert [one.area for one in begun.visits] == sorted(AREAS)
    assert (checked.stage, checked.failures) == (ReportStage.CHECKED, 0)
    assert published.stage is ReportStage.PUBLISHED
    async with reporting.engine.pool.acquire() as connection:
        files = await reports.files_of(connection, published.report)
        logged = await log.of_stream(connection, published.report)
    assert {"report.html", "report.pdf", "tables.ods", "areas.csv", "manifest.json"} <= set(files)
    assert b"Families were called each week" in files["report.html"]
    assert b"Zoe Example" in files["report.html"]
    for visit in reporting.visits:
        assert visit.visit.encode() not in b"".join(files.values())
    state = None
    for entry in logged:
        state = evolve_report(state, entry.event)
    assert state == published
    audited = await audit(reporting.engine.pool, reporting.client, now=NOW)
    wrong = [each for one in audited.processes for each in one.mismatches]
    assert [one for one in wrong if "report" in one] == []


async def test_two_editions_are_safe_together(reporting: Reporting) -> None:
    """The second rests on the same visits, and says so."""
    for name in ("first", "second"):
        await reporting.begin(name)
        await reporting.write(name)
        await reporting.check(name)
        await reporting.sign(name)
        state = await reporting.publish(name)
        assert state.stage is ReportStage.PUBLISHED

    async with reporting.engine.pool.acquire() as connection:
        known = await reports.publications(connection, await reporting.state("first"))
    second = next(one for one in known if one.report.endswith("/second"))
    assert TITLE.title in {one.title for one in second.content.earlier}


async def test_what_was_checked_before_another_was_published_is_checked_again(
    reporting: Reporting,
) -> None:
    for name in ("one", "other"):
        await reporting.begin(name)
        await reporting.write(name)
        await reporting.check(name)
        await reporting.sign(name)

    assert (await reporting.publish("one")).stage is ReportStage.PUBLISHED
    assert (await reporting.publish("other")).stage is ReportStage.DRAFTING
    assert "report.sent_back.v1" in await reporting.events("other")


async def withdraw(reporting: Reporting, alone: Alone, case: str) -> None:
    """As the visit's own record does: the register first, then whoever follows is told."""
    form = WithdrawnCaseForm(case=case)
    await alone.take(form, "coordinator", f"withdrawn-{case}", read=False)
    async with reporting.engine.pool.acquire() as connection:
        going = await reports.going(connection, alone.scenario.programme)
    for state in going:
        run = state.report.replace("/", "-")
        await reporting.client.get_workflow_handle(run).signal("look")


async def test_a_case_that_is_withdrawn_leaves_a_report_that_was_signed(
    reporting: Reporting,
) -> None:
    await reporting.begin("last")
    await reporting.write("last")
    await reporting.check("last")
    await reporting.sign("last")
    left = reporting.visits[0]

    await withdraw(reporting, left, "case-1")

    state = await reporting.reached("last", ReportStage.DRAFTING)
    assert left.visit not in {one.visit for one in state.statements[0].findings}
    assert state.digest is None
    async with reporting.engine.pool.acquire() as connection:
        given = await visit_evidence(connection, left.visit)
    assert given is None or "case-1" not in {one.case for one in given.cases}
