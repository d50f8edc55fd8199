"""A national report on the real server: gathered, drafted, checked, signed, published."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from desk.report_openings import ReportOpening
from register import log, reports
from register.evidence import visit_evidence
from release.audit import audit
from rules.refusals import Refused
from rules.report import evolve_report
from schemas.forms.cases import WithdrawnCaseForm
from schemas.report.values import ReportStage, Span
from stack import EmbeddedStack
from tests.e2e.walking import own_engine
from tests.support.agreed import agreed_visits
from tests.support.register_alone import Alone
from tests.support.reporting import AREAS, NOW, TITLE, Reporting


@pytest.fixture(scope="module")
async def played(
    stack: EmbeddedStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Reporting, list[Alone]]]:
    folder = tmp_path_factory.mktemp("reports")
    async with own_engine(stack.addresses, folder) as engine, engine.working() as (client, _):
        programme = f"t{engine.number}"
        visits = await agreed_visits(engine.pool, programme, AREAS)
        yield Reporting.of(engine, client, programme), visits


@pytest.fixture
def reporting(played: tuple[Reporting, list[Alone]]) -> Reporting:
    return played[0]


@pytest.fixture
def visits(played: tuple[Reporting, list[Alone]]) -> list[Alone]:
    return played[1]


async def test_a_report_goes_from_agreed_notes_to_files(
    reporting: Reporting, visits: list[Alone]
) -> None:
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
    for visit in visits:
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


async def test_an_earlier_report_that_is_named_too_late_is_not_passed_over(
    reporting: Reporting,
) -> None:
    """Nobody may think that a report is held against another, and it is not."""
    await reporting.begin("before")
    await reporting.begin("later")
    opening = ReportOpening(
        programme=reporting.programme,
        name="later",
        title=TITLE,
        actor="anna",
        earlier=(reporting.subject("before"),),
    )

    with pytest.raises(Refused, match="other earlier reports"):
        await reporting.desk.open_report(opening, "begin-later-again")


async def test_a_report_on_a_programme_without_visits_is_not_begun(reporting: Reporting) -> None:
    nobody = reporting._replace(programme="nobody")

    with pytest.raises(Refused, match="there is no visit of a programme nobody"):
        await nobody.begin("first")


async def test_a_report_on_what_nobody_has_agreed_is_not_begun(reporting: Reporting) -> None:
    opening = ReportOpening(
        programme=reporting.programme,
        name="early",
        title=TITLE,
        actor="anna",
        span=Span(through=date(2020, 9, 1)),
    )

    for brought in (
        reporting.desk.preview_beginning(opening),
        reporting.desk.open_report(opening, "begin-early"),
    ):
        with pytest.raises(Refused, match="nothing to report on, because no visit of"):
            await brought


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
    reporting: Reporting, visits: list[Alone]
) -> None:
    await reporting.begin("last")
    await reporting.write("last")
    await reporting.check("last")
    await reporting.sign("last")
    left = visits[0]

    await withdraw(reporting, left, "case-1")

    state = await reporting.reached("last", ReportStage.DRAFTING)
    assert left.visit not in {one.visit for one in state.statements[0].findings}
    assert state.digest is None
    async with reporting.engine.pool.acquire() as connection:
        given = await visit_evidence(connection, left.visit)
    assert given is None or "case-1" not in {one.case for one in given.cases}
