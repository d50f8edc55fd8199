"""A national report on the real server: gathered, drafted, checked, signed, published."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from asyncpg.exceptions import LockNotAvailableError

from activities.report_standing import changed_since
from desk.report_openings import ReportOpening
from register import content, log, reports
from register import visits as visits_kept
from register.evidence import visit_evidence
from release.audit import audit
from rules.refusals import Refused
from rules.report import evolve_report
from schemas.forms.cases import WithdrawnCaseForm
from schemas.report.forms import WithdrawForm
from schemas.report.values import ReportStage, Span
from schemas.report.words import GateResult
from schemas.side_processes import workflow_id
from stack import EmbeddedStack
from tests.e2e.walking import own_engine
from tests.support.agreed import agreed_visits
from tests.support.register_alone import Alone
from tests.support.reporting import AREAS, NOW, TITLE, Reporting
from workflows.search_attributes import OWNER


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


async def test_an_audit_names_a_published_file_that_is_another_now(reporting: Reporting) -> None:
    await reporting.signed("audited")
    await reporting.publish("audited")
    pool, report = reporting.engine.pool, reporting.subject("audited")
    async with pool.acquire() as connection:
        await connection.execute(
            "UPDATE publication_files SET body = 'saved again' WHERE report = $1"
            " AND name = 'report.pdf'",
            report,
        )

    audited = await audit(pool, reporting.client, report, now=NOW)

    (found,) = audited.processes
    assert [one.partition(" of ")[0] for one in found.lost] == ["The published file report.pdf"]


async def test_operators_see_who_holds_a_reports_next_task(reporting: Reporting) -> None:
    async def owner() -> str | None:
        run = workflow_id(reporting.subject("whose"))
        told = await reporting.client.get_workflow_handle(run).describe()
        return told.typed_search_attributes.get(OWNER)

    await reporting.begin("whose")
    writing = await owner()
    await reporting.write("whose")
    await reporting.check("whose")
    to_be_signed = await owner()
    await reporting.sign("whose")

    assert (writing, to_be_signed) == ("analyst", "senior_manager")
    assert await owner() == "analyst"


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


@pytest.fixture
def unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Something comes between the decision to publish and the publication."""

    async def nothing(*_: object, **__: object) -> None:
        return None

    monkeypatch.setattr("desk.report_process.changed_since", nothing)


async def test_what_was_checked_before_another_was_published_is_not_signed_or_published(
    reporting: Reporting,
) -> None:
    for name in ("one", "other", "third"):
        await reporting.begin(name)
        await reporting.write(name)
        await reporting.check(name)
    for name in ("one", "other"):
        await reporting.sign(name)
    assert (await reporting.publish("one")).stage is ReportStage.PUBLISHED

    said = f"“{TITLE.title}” was published since it was checked. Put it through the gate again"
    with pytest.raises(Refused, match=f"not published: {said}"):
        await reporting.publish("other")
    with pytest.raises(Refused, match=f"not signed: {said}"):
        await reporting.sign("third")

    assert (await reporting.state("other")).stage is ReportStage.SIGNED


@pytest.mark.usefixtures("unasked")
async def test_what_another_was_published_beside_meanwhile_is_checked_again(
    reporting: Reporting,
) -> None:
    await reporting.signed("quick")
    await reporting.signed("slow")

    assert (await reporting.publish("quick")).stage is ReportStage.PUBLISHED
    assert (await reporting.publish("slow")).stage is ReportStage.DRAFTING
    assert "report.sent_back.v1" in await reporting.events("slow")


@pytest.mark.parametrize("when", ["before", "meanwhile"])
async def test_a_later_edition_does_not_stand_on_one_that_was_withdrawn_since_the_gate(
    reporting: Reporting, request: pytest.FixtureRequest, when: str
) -> None:
    earlier, later = f"given-up-{when}", f"after-{when}"
    await reporting.signed(earlier)
    await reporting.publish(earlier)
    await reporting.signed(later)

    await reporting.decide(earlier, WithdrawForm(reason="It told of somebody."))

    if when == "before":
        with pytest.raises(Refused, match="of which it tells, was withdrawn since it was checked"):
            await reporting.publish(later)
    else:
        request.getfixturevalue("unasked")
        assert (await reporting.publish(later)).stage is ReportStage.DRAFTING
    checked = await reporting.check(later)
    await reporting.sign(later)
    assert (await reporting.publish(later)).digest == checked.digest
    async with reporting.engine.pool.acquire() as connection:
        files = await reports.files_of(connection, reporting.subject(later))
    assert b"and withdrawn since" in files["report.html"]


async def test_nothing_is_withdrawn_in_the_moment_of_publishing(reporting: Reporting) -> None:
    """Whoever withdraws waits, and is heard after it: what comes out is what was looked at."""
    await reporting.signed("out-before")
    await reporting.publish("out-before")
    await reporting.signed("in-one-moment")
    state = await reporting.state("in-one-moment")
    assert state.result is not None
    pool = reporting.engine.pool
    async with (
        pool.acquire() as publishing,
        pool.acquire() as withdrawing,
        publishing.transaction(),
    ):
        result = await content.fetch(publishing, state.programme, state.result, GateResult)
        beside = [*result.beside]

        assert await changed_since(publishing, state, result, lock=True) is None

        await withdrawing.execute("SET lock_timeout = '100ms'")
        for load, name in ((visits_kept.load, state.visits[0].visit), (reports.load, beside[0])):
            with pytest.raises(LockNotAvailableError):
                await load(withdrawing, name, lock=True)
        await withdrawing.execute("RESET lock_timeout")


async def test_what_was_sent_back_before_it_was_out_is_unknown_to_later_reports(
    reporting: Reporting,
) -> None:
    """Its files were made; then agreement was withdrawn, and nobody has seen them."""
    await reporting.signed("never-out")
    state = await reporting.state("never-out")
    assert state.result is not None
    async with reporting.engine.pool.acquire() as connection, connection.transaction():
        result = await content.fetch(connection, state.programme, state.result, GateResult)
        assert result.content is not None
        made = reports.Published(
            report=state.report,
            digest="ab" * 32,
            visits=frozenset(one.visit for one in state.visits),
            content=result.content,
            made_at=NOW,
        )
        await reports.publish(connection, made, {})

    await reporting.begin("later-than-it")
    async with reporting.engine.pool.acquire() as connection:
        later = await reporting.state("later-than-it")
        beside = await reports.publications(connection, later)

    assert state.report not in {one.report for one in beside}


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
